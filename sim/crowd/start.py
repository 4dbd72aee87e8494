"""From inputs to state: the tables of records as they are at the first midnight."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from sim.clock import TimeGrid
from sim.crowd.buses import charge_at_depot, next_pull_out
from sim.crowd.heap import empty_heap, schedule
from sim.crowd.outlook import outlook
from sim.crowd.state import (
    BLOCK,
    CAR,
    DEPOT,
    EQUAL_SHARE,
    META,
    PARKED,
    PENDING,
    PLUG,
    POOL,
    SESSION_ROW,
    SITE,
    STATION,
    TIMETABLED_FLEET,
    TRIP,
    TRIP_ROW,
    TYPE,
    UNCONTROLLED,
    USER,
    VEHICLE,
    Hails,
    Lines,
    Power,
    Table,
)
from sim.crowd.taxi_requests import next_request
from sim.inputs.network import Network
from sim.models.charge_curve import curve_number, load_curves
from sim.models.consumption import auxiliary_kw
from sim.models.vehicle import Vehicle
from sim.units import HOURS_PER_DAY

_ROOM = 1 << 15
"""Rows of charging sessions that are kept before they are collected."""
_FIRST_GUESS_S = 2400.0
"""Mean duration of a charging session that drivers expect before any has ended. Assumption."""

Floats = npt.NDArray[np.float64]


def type_table(types: Sequence[Vehicle], curve_names: tuple[str, ...]) -> Table:
    """One record per vehicle type."""
    rows = np.zeros(len(types), TYPE)
    for row, vehicle in zip(rows, types, strict=True):
        row["electric"] = vehicle.has_battery
        if vehicle.has_battery:
            row["curve"] = curve_number(vehicle.charge_curve, curve_names)
            row["capacity_kwh"] = vehicle.battery_kwh
            row["max_charge_kw"] = vehicle.max_charge_kw
            row["traction_kwh_per_km"] = vehicle.traction_kwh_per_km
    return rows


def _unlinked(rows: Table, *names: str) -> Table:
    for name in names:
        rows[name] = -1
    return rows


def _plug_table(network: Network) -> Table:
    plug_pool = network.plug_pool
    plugs = _unlinked(np.zeros(plug_pool.size, PLUG), "user", "place")
    plugs["pool"] = plug_pool
    for name in ("station", "site", "efficiency"):
        of_pool = np.array([getattr(pool, name) for pool in network.pools])
        plugs[name] = of_pool[plug_pool] if plug_pool.size else 0
    of_pool = np.array([pool.power_kw * pool.efficiency for pool in network.pools])
    plugs["power_kw"] = of_pool[plug_pool] if plug_pool.size else 0.0
    return plugs


def _pool_table(network: Network) -> Table:
    pools = _unlinked(np.zeros(len(network.pools), POOL), "head", "tail")
    counts = np.array([pool.plugs for pool in network.pools], dtype=np.int32)
    pools["plugs"] = pools["free"] = counts
    pools["first_plug"] = np.cumsum(counts) - counts
    pools["mean_session_s"] = _FIRST_GUESS_S
    for row, pool in zip(pools, network.pools, strict=True):
        row["station"], row["site"] = pool.station, pool.site
        row["power_kw"], row["efficiency"] = pool.power_kw * pool.efficiency, pool.efficiency
    return pools


def _group(rows: Table, owner: npt.NDArray[Any], first: str, count: str) -> None:
    """Write where each row's members begin, and how many there are, if `owner` ascends."""
    numbers = np.arange(rows.size)
    rows[first] = np.searchsorted(owner, numbers, side="left")
    rows[count] = np.searchsorted(owner, numbers, side="right") - rows[first]


def _station_table(network: Network, plugs: Table, pools: Table) -> Table:
    stations = np.zeros(len(network.stations), STATION)
    stations["site"] = network.station_site
    _group(stations, plugs["station"], "first_plug", "plugs")
    _group(stations, pools["station"], "first_pool", "pools")
    for row, station in zip(stations, network.stations, strict=True):
        row["limit_kw"] = np.inf if station.limit_kw is None else station.limit_kw
    return stations


def _site_table(network: Network, plugs: Table, stations: Table) -> Table:
    """Sites; one is `tight` if its plugs together could ever exceed a limit."""
    sites = np.zeros(len(network.sites), SITE)
    _group(sites, plugs["site"], "first_plug", "plugs")
    _group(sites, stations["site"], "first_station", "stations")
    rated = plugs["power_kw"] / np.where(plugs["efficiency"] > 0.0, plugs["efficiency"], 1.0)
    by_station = np.bincount(plugs["station"], rated, minlength=stations.size)
    for number, (row, site) in enumerate(zip(sites, network.sites, strict=True)):
        shared = site.charging.controller == "equal_share"
        row["controller"] = EQUAL_SHARE if shared else UNCONTROLLED
        limit = np.inf if site.charging.limit_kw is None else site.charging.limit_kw
        row["fixed_limit_kw"] = row["limit_kw"] = limit
        own = stations["site"] == number
        row["tight"] = (
            site.charging.keep_within_transformer
            or (by_station[own] > stations["limit_kw"][own]).any()
            or by_station[own].sum() > limit
        )
    return sites


def car_table(columns: Mapping[str, npt.NDArray[Any]]) -> Table:
    """Return cars by arrival, from arrays named as the fields of `CAR`."""
    order = np.argsort(columns["arrive_s"], kind="stable")
    cars = np.zeros(order.size, CAR)
    for name in CAR.names or ():
        cars[name] = columns[name][order]
    return cars


def vehicle_table(count: int) -> Table:
    """Vehicles that stand nowhere yet."""
    return _unlinked(
        np.zeros(count, VEHICLE), "next", "previous", "pool", "plug", "block", "terminal"
    )


def power_tables(
    grid: TimeGrid,
    network: Network,
    types: Sequence[Vehicle],
    vehicles: Table,
    cars: Table,
    temperature_c: Floats,
    streams: int,
    keep_within_kw: Floats | None = None,
    car_usable: npt.NDArray[np.bool_] | None = None,
    curve_rows: pd.DataFrame | None = None,
) -> Power:
    """Assemble vehicles and the charging network.

    Parameters
    ----------
    temperature_c : [steps] outdoor temperature, for the auxiliaries of each type.
    streams : number of streams of arrivals that the calendar holds besides vehicles and sites.
    keep_within_kw : [sites] what each site may draw for charging in the first step.
    car_usable : [fleets of cars, pools] where cars may charge besides the pool they like best.
    curve_rows : charge curves in place of ``data/charge_curves.csv``.
    """
    plugs, pools = _plug_table(network), _pool_table(network)
    stations = _station_table(network, plugs, pools)
    sites = _site_table(network, plugs, stations)
    if keep_within_kw is not None:
        sites["limit_kw"] = np.minimum(sites["fixed_limit_kw"], np.maximum(keep_within_kw, 0.0))
    car_fleets = int(cars["fleet"].max(initial=-1)) + 1
    meta = np.zeros(1, META)
    meta["step_s"], meta["steps"], meta["vehicles"] = grid.step_s, grid.steps, vehicles.size
    auxiliary = [auxiliary_kw(vehicle, temperature_c) for vehicle in types]
    curves, curve_names = load_curves(curve_rows)
    return Power(
        meta=meta,
        heap=empty_heap(vehicles.size + sites.size + streams),
        vehicles=vehicles,
        types=type_table(types, curve_names),
        cars=cars,
        users=_unlinked(np.zeros(vehicles.size + cars.size, USER), "next", "previous"),
        sites=sites,
        stations=stations,
        pools=pools,
        plugs=plugs,
        active=np.full(plugs.size, -1, dtype=np.int32),
        share_kw=np.zeros(plugs.size),
        curves=curves,
        sessions=np.zeros(_ROOM + plugs.size, SESSION_ROW),
        car_usable=np.zeros((car_fleets, pools.size), np.bool_)
        if car_usable is None
        else car_usable,
        balked=np.zeros((car_fleets, pools.size, grid.days * HOURS_PER_DAY), dtype=np.int32),
        auxiliary_kw=np.array(auxiliary, dtype=np.float32).reshape(len(types), grid.steps),
    )


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
        kind_of_day=grid.kind_of_day,
        rows=np.zeros(_ROOM, TRIP_ROW),
    )


def start_streams(power: Power, lines: Lines, hails: Hails, end_s: float) -> None:
    """Schedule the first pull-outs, requests and car; what is parked begins to charge."""
    for depot in range(lines.depots.size):
        outlook(lines, power, depot, 0.0)
    for number in np.flatnonzero(power.vehicles["state"] == PARKED).tolist():
        charge_at_depot(lines, power, number, 0.0)
    for fleet in hails.fleets:
        first, count = int(fleet["first_vehicle"]), int(fleet["vehicles"])
        for k in range(count):
            schedule(power.heap, first + k, fleet["idle_check_s"] * (k + 1) / count)
    who = power.vehicles.size + power.sites.size
    for fleet in range(lines.fleets.size):
        schedule(power.heap, who + fleet, next_pull_out(lines, fleet))
    who += lines.fleets.size
    for fleet in range(hails.fleets.size):
        hails.fleets["next_s"][fleet] = next_request(hails, fleet, end_s)
        schedule(power.heap, who + fleet, hails.fleets["next_s"][fleet])
    who += hails.fleets.size
    if power.cars.size:
        schedule(power.heap, who, power.cars["arrive_s"][0])
