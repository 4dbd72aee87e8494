"""From inputs to state: the tables of records as they are at the first midnight."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from sim.clock import TimeGrid
from sim.crowd.agenda import empty_agenda, schedule
from sim.crowd.buses import charge_at_depot, next_pull_out
from sim.crowd.outlook import outlook
from sim.crowd.records import Table, lined_table
from sim.crowd.start_plugs import (
    cabinet_table,
    plug_table,
    pool_table,
    site_table,
    station_table,
    unlinked,
    view_of,
)
from sim.crowd.state import (
    BLOCK,
    CALL,
    CAR,
    DEPOT,
    META,
    PARKED,
    PENDING,
    SESSION_ROW,
    TIMETABLED_FLEET,
    TRIP,
    TRIP_ROW,
    TYPE,
    USER,
    VEHICLE,
    Hails,
    Lines,
    Power,
)
from sim.crowd.swap import put_on_rack
from sim.crowd.taxi_requests import next_request
from sim.inputs.measured import LOWEST_C, PER_C, TABULATED_C
from sim.inputs.network import RACK, Network
from sim.models.battery_temperature import Warmth, warmth
from sim.models.charge_curve import curve_number, load_curves
from sim.models.consumption import auxiliary_kw, cooling_s, warm_up_kwh
from sim.models.traction import Traction, air_factor, rolling_factor, traction
from sim.models.vehicle import Vehicle
from sim.scenario.batteries import Batteries
from sim.scenario.fleets import FeedBack
from sim.units import HOURS_PER_DAY

_ROOM = 1 << 15
"""Rows of charging sessions that are kept before they are collected."""

Floats = npt.NDArray[np.float64]


def type_table(
    types: Sequence[Vehicle], curve_names: tuple[str, ...], feed_back: Mapping[int, FeedBack]
) -> Table:
    """One record per vehicle type."""
    rows = np.zeros(len(types), TYPE)
    for row, vehicle in zip(rows, types, strict=True):
        row["electric"] = vehicle.has_battery
        if vehicle.has_battery:
            row["curve"] = curve_number(vehicle.charge_curve, curve_names)
            row["capacity_kwh"] = vehicle.battery_kwh
            row["full_kwh"] = vehicle.usable_soc_max * vehicle.battery_kwh
            row["max_charge_kw"] = vehicle.max_charge_kw
            row["cooling_s"] = cooling_s(vehicle)
    for number, rule in feed_back.items():
        rows["feed_kw"][number] = rule.power_kw
        rows["floor_kwh"][number] = rule.soc_min * rows["capacity_kwh"][number]
    return rows


def car_table(columns: Mapping[str, npt.NDArray[Any]]) -> Table:
    """Return cars by arrival, from arrays named as the fields of `CAR`."""
    order = np.argsort(columns["arrive_s"], kind="stable")
    cars = np.zeros(order.size, CAR)
    for name in CAR.names or ():
        cars[name] = columns[name][order]
    return cars


def vehicle_table(count: int) -> Table:
    """Vehicles that stand nowhere yet."""
    nowhere = ("next", "previous", "pool", "plug", "block", "terminal", "booking", "wish_s")
    return unlinked(lined_table(count, VEHICLE), *nowhere)


def _at_reference(vehicle: Vehicle) -> Traction:
    return traction(vehicle, 1.0, max(vehicle.reference_km_per_h, 1.0))


def _weather(temperature_c: Floats, altitude_m: float) -> Table:
    """Return what driving needs to know of each step: factors, and a column of measurements."""
    column = np.clip((temperature_c - LOWEST_C) * PER_C, 0.0, TABULATED_C.size - 1.0)
    factors = rolling_factor(temperature_c), air_factor(temperature_c, altitude_m), column
    return np.stack(factors, axis=1).astype(np.float32)


def _type_rows(
    types: Sequence[Vehicle],
    curve_names: tuple[str, ...],
    feed_back: Mapping[int, FeedBack],
    batteries: Batteries | None,
) -> Table:
    """Return the types, with what their batteries do before they arrive at a plug."""
    kinds = type_table(types, curve_names, feed_back)
    above_c = None if batteries is None else batteries.arriving_above_c
    kinds["arriving_above_c"] = -np.inf if above_c is None else above_c
    return kinds


def power_tables(
    grid: TimeGrid,
    network: Network,
    types: Sequence[Vehicle],
    vehicles: Table,
    cars: Table,
    temperature_c: Floats,
    streams: int,
    car_usable: npt.NDArray[np.bool_] | None = None,
    curve_rows: pd.DataFrame | None = None,
    feed_back: Mapping[int, FeedBack] | None = None,
    period: npt.NDArray[np.int8] | None = None,
    batteries: Batteries | None = None,
    per_km: Sequence[Traction] | None = None,
    altitude_m: float = 0.0,
) -> Power:
    """Assemble vehicles and the charging network.

    Parameters
    ----------
    temperature_c : [steps] outdoor temperature, for the auxiliaries of each type.
    streams : number of streams of arrivals that the calendar holds besides vehicles and sites.
    car_usable : [fleets of cars, pools] where cars may charge besides the pool they like best.
    curve_rows : charge curves in place of ``data/charge_curves.csv``.
    feed_back : of the types whose vehicles may feed energy back, how.
    period : [steps] period of the tariff; all alike where it is not given.
    batteries : how batteries behave in the cold; where it is not given, as in warmth.
    per_km : of each type, 1 km at its fleet's speed (of buses: empty drives); None: at the
        type's reference.
    """
    plugs, pools = plug_table(network), pool_table(network, types)
    stations, cabinets = station_table(network, plugs, pools), cabinet_table(network, pools)
    sites = site_table(network, plugs, stations, cabinets)
    period = np.ones(grid.steps, np.int8) if period is None else period
    per_km = [_at_reference(vehicle) for vehicle in types] if per_km is None else per_km
    shape = (int(cars["fleet"].max(initial=-1)) + 1, pools.size)
    curves, curve_names = load_curves(curve_rows)
    return Power(
        meta=_meta(grid, vehicles, cars),
        agenda=empty_agenda(vehicles.size + sites.size + streams),
        vehicles=vehicles,
        types=_type_rows(types, curve_names, feed_back or {}, batteries),
        cars=cars,
        users=unlinked(np.zeros(vehicles.size + cars.size + plugs.size, USER), "next", "previous"),
        sites=sites,
        stations=stations,
        pools=pools,
        plugs=plugs,
        cabinets=cabinets,
        changed=np.zeros(sites.size, np.int32),
        seen=view_of(network, sites, stations, plugs, grid.step_s, period),
        curves=curves,
        warmth=_warmth(types, temperature_c, grid, batteries),
        sessions=np.zeros(_ROOM + plugs.size, SESSION_ROW),
        car_usable=np.zeros(shape, np.bool_) if car_usable is None else car_usable,
        balked=np.zeros((*shape, grid.days * HOURS_PER_DAY), dtype=np.int32),
        auxiliary_kw=_by_type([auxiliary_kw(one, temperature_c) for one in types], grid),
        traction_kwh_per_km=_by_type([one.at(temperature_c, altitude_m) for one in per_km], grid),
        warm_up_kwh=_by_type([warm_up_kwh(one, temperature_c) for one in types], grid),
        weather=_weather(temperature_c, altitude_m),
    )


def _meta(grid: TimeGrid, vehicles: Table, cars: Table) -> Table:
    meta = np.zeros(1, META)
    meta["step_s"], meta["steps"], meta["vehicles"] = grid.step_s, grid.steps, vehicles.size
    meta["first_battery"] = vehicles.size + cars.size
    return meta


def _warmth(
    types: Sequence[Vehicle], temperature_c: Floats, grid: TimeGrid, batteries: Batteries | None
) -> Warmth:
    """Return what warms and cools batteries; where nothing is said of them, as in warmth."""
    return warmth(
        tuple(types),
        temperature_c,
        grid.step_s,
        cold_limits=batteries is not None and batteries.cold_limits,
        heater=batteries is not None and batteries.heater,
    )


def _by_type(rows: Sequence[Floats], grid: TimeGrid) -> Table:
    """Return a series of each type of vehicle as one table [types, steps]."""
    return np.array(rows, dtype=np.float32).reshape(len(rows), grid.steps)


def no_lines(grid: TimeGrid) -> Lines:
    """No timetabled fleet."""
    nothing = np.zeros((0, 0))
    return Lines(
        fleets=np.zeros(0, TIMETABLED_FLEET),
        depots=np.zeros(0, DEPOT),
        pending=np.zeros((0, 0), PENDING),
        order=np.zeros(0, np.int32),
        blocks=np.zeros(0, BLOCK),
        trips=np.zeros(0, TRIP),
        pull_outs=np.zeros((0, 2, 0), np.int32),
        terminal_station=np.zeros(0, np.int32),
        terminal_km=nothing,
        depot_km=nothing.copy(),
        usable=np.zeros((0, 0), np.bool_),
        books=np.zeros((0, 0), np.bool_),
        kind_of_day=grid.kind_of_day,
        measured_kwh_per_km=np.zeros((0, TABULATED_C.size), np.float32),
        calls=np.zeros(0, CALL),
        rows=np.zeros(_ROOM, TRIP_ROW),
    )


def fill_racks(power: Power, network: Network) -> None:
    """Stand the batteries of all swap stations on their racks."""
    for number, pool in enumerate(network.pools):
        if pool.kind == RACK and pool.swap is not None:
            full_kwh = power.types["capacity_kwh"][power.pools["battery_type"][number]]
            for _ in range(pool.plugs):
                put_on_rack(power, number, pool.swap.soc_start * float(full_kwh), 0.0)


def start_streams(power: Power, lines: Lines, hails: Hails, end_s: float) -> None:
    """Schedule the first pull-outs, requests and car; what is parked begins to charge."""
    for depot in range(lines.depots.size):
        outlook(lines, power, depot, 0.0)
    for number in np.flatnonzero(power.vehicles["state"] == PARKED).tolist():
        charge_at_depot(lines, power, number, 0.0)
    for fleet in hails.fleets:
        first, count = int(fleet["first_vehicle"]), int(fleet["vehicles"])
        for k in range(count):
            schedule(power.agenda, first + k, fleet["idle_check_s"] * (k + 1) / count)
    who = power.vehicles.size + power.sites.size
    for fleet in range(lines.fleets.size):
        schedule(power.agenda, who + fleet, next_pull_out(lines, fleet))
    who += lines.fleets.size
    for fleet in range(hails.fleets.size):
        hails.fleets["next_s"][fleet] = next_request(hails, fleet, end_s)
        schedule(power.agenda, who + fleet, hails.fleets["next_s"][fleet])
    who += hails.fleets.size
    if power.cars.size:
        schedule(power.agenda, who, power.cars["arrive_s"][0])
