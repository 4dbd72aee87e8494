"""The state of timetabled fleets at the first midnight: all vehicles parked at their depots."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from sim.clock import DayKind, TimeGrid
from sim.crowd.records import Table
from sim.crowd.state import (
    ASSIGNMENTS,
    BLOCK,
    CALL,
    DEPOT,
    IN_YARD,
    PARKED,
    PENDING,
    TIMETABLED,
    TIMETABLED_FLEET,
    TRIP,
    TRIP_ROW,
    Lines,
)
from sim.inputs.build import Timetabled
from sim.inputs.distance import coordinates, road_km
from sim.inputs.measured import TABULATED_C
from sim.inputs.network import Network
from sim.inputs.timetable import rises_m
from sim.models.traction import Traction, traction
from sim.scenario.fleets import Depot
from sim.scenario.scenario import Scenario
from sim.streams import stream_key
from sim.units import SECONDS_PER_HOUR, SECONDS_PER_MINUTE

_ROOM = 1 << 14
"""Rows of trips that are kept before they are collected."""


def vehicles_of(fleets: Sequence[Timetabled]) -> int:
    """Return how many vehicles the timetabled fleets have together."""
    return sum(depot.vehicles for item in fleets for depot in item.fleet.depots)


def line_tables(
    scenario: Scenario,
    grid: TimeGrid,
    fleets: Sequence[Timetabled],
    network: Network,
    vehicles: Table,
    first_type: int,
    replication: int,
) -> Lines:
    """Fill in `vehicles` (those of these fleets) and return trips, blocks and depots.

    Parameters
    ----------
    first_type : number of the first fleet's vehicle type; the others follow.
    """
    rows = np.zeros(len(fleets), TIMETABLED_FLEET)
    for number, item in enumerate(fleets):
        _fill_fleet(rows[number], item, scenario.seed, replication, first_type + number)
    depots = _depot_table(fleets, rows, network, vehicles, first_type)
    blocks, trips, pull_outs = _work(fleets, rows)
    terminal_station, terminal_km, depot_km = _places(scenario, fleets, network)
    count = vehicles_of(fleets)
    return Lines(
        fleets=rows,
        depots=depots,
        pending=np.zeros((depots.size, 2 * max(len(blocks), 1)), PENDING),
        order=np.arange(count, dtype=np.int32),
        blocks=blocks,
        trips=trips,
        pull_outs=pull_outs,
        terminal_station=terminal_station,
        terminal_km=terminal_km,
        depot_km=depot_km,
        usable=_usable(fleets, network),
        books=_books(fleets, network),
        kind_of_day=grid.kind_of_day,
        measured_kwh_per_km=np.concatenate(
            [np.zeros((0, TABULATED_C.size), np.float32)]
            + [item.measured.kwh_per_km for item in fleets]
        ),
        calls=np.zeros(4 * count, CALL),
        rows=np.zeros(_ROOM + trips.size, TRIP_ROW),
    )


def _depot_table(
    fleets: Sequence[Timetabled], rows: Table, network: Network, vehicles: Table, first_type: int
) -> Table:
    """Return one record a depot, its `vehicles` parked; note in `rows` whose depots they are."""
    depots = np.zeros(sum(len(item.fleet.depots) for item in fleets), DEPOT)
    number = first_vehicle = 0
    for fleet, item in enumerate(fleets):
        rows[fleet]["first_depot"], rows[fleet]["depots"] = number, len(item.fleet.depots)
        for depot in item.fleet.depots:
            row = depots[number]
            row["fleet"], row["first_vehicle"] = fleet, first_vehicle
            _fill_depot(row, depot, item.vehicle.has_battery, network)
            own = vehicles[first_vehicle : first_vehicle + depot.vehicles]
            _park(own, item, fleet, first_type + fleet, number)
            if depot.yard is not None:
                own["state"][depot.yard.places :] = IN_YARD
            number += 1
            first_vehicle += depot.vehicles
    return depots


def _fill_depot(row: Table, depot: Depot, has_battery: bool, network: Network) -> None:
    row["vehicles"] = depot.vehicles
    row["preheat_s"] = depot.preheat_minutes * SECONDS_PER_MINUTE
    row["assignment"] = ASSIGNMENTS.index(depot.assignment)
    electric = has_battery and depot.station is not None
    row["station"] = network.station_number[str(depot.station)] if electric else -1
    row["looks_ahead"] = electric and _looks_ahead(depot, network)
    row["yard"] = depot.yard is not None


def _books(fleets: Sequence[Timetabled], network: Network) -> npt.NDArray[np.bool_]:
    """Return at which stations each fleet books plugs [fleets, stations]."""
    rows = [[item.fleet.id in one.reservations for one in network.stations] for item in fleets]
    return np.array(rows, dtype=np.bool_).reshape(len(fleets), len(network.stations))


def _looks_ahead(depot: Depot, network: Network) -> bool:
    """Return whether somebody wants to know when the depot's vehicles leave."""
    station = network.station_number[str(depot.station)]
    charging = network.sites[network.station_site[station]].charging
    asked = charging.kind not in ("uncontrolled", "equal_share") or charging.yardstick
    return asked or depot.preheat_minutes > 0.0


def _fill_fleet(
    row: Table, item: Timetabled, seed: int, replication: int, type_number: int
) -> None:
    fleet, vehicle = item.fleet, item.vehicle
    row["type"], row["electric"] = type_number, vehicle.has_battery
    row["deadhead_s_per_km"] = SECONDS_PER_HOUR / fleet.deadhead_km_per_h
    row["run_time_sigma"] = np.sqrt(np.log1p(fleet.run_time_cv**2))
    row["reserve_kwh"] = fleet.soc_reserve * vehicle.battery_kwh
    row["target_kwh"] = fleet.soc_target * vehicle.battery_kwh
    row["cancel_after_s"] = fleet.cancel_after_minutes * SECONDS_PER_MINUTE
    row["terminal_min_s"] = fleet.terminal_charging_min_minutes * SECONDS_PER_MINUTE
    row["hour_sigma"] = np.sqrt(np.log1p(fleet.run_time_hour_cv**2))
    row["key"] = stream_key(seed, replication, f"{fleet.id}.run-times")
    row["hour_key"] = stream_key(seed, replication, f"{fleet.id}.run-times-of-the-hour")


def _park(own: Table, item: Timetabled, fleet: int, type_number: int, depot: int) -> None:
    own["behaviour"], own["state"] = TIMETABLED, PARKED
    own["fleet"], own["type"], own["home"] = fleet, type_number, depot
    own["energy_kwh"] = item.fleet.soc_start * item.vehicle.battery_kwh
    own["target_kwh"] = item.fleet.soc_target * item.vehicle.battery_kwh
    own["wish_s"], own["wish_kwh"] = np.inf, own["target_kwh"]


def _work(fleets: Sequence[Timetabled], rows: Table) -> tuple[Table, Table, Table]:
    """Lay the blocks and trips of all fleets and kinds of day out one after another."""
    all_blocks, all_trips, orders = [], [], []
    first_trip = first_block = first_terminal = first_curve = 0
    for number, item in enumerate(fleets):
        for kind in DayKind:
            day, plan = item.blocks.days[kind], item.timetable.days[kind]
            trips = np.zeros(plan.count, TRIP)
            trips["line"] = plan.line[day.trip]
            trips["origin"] = first_terminal + plan.origin[day.trip]
            trips["destination"] = first_terminal + plan.destination[day.trip]
            trips["depart_s"], trips["run_s"] = plan.depart_s[day.trip], plan.run_s[day.trip]
            trips["km"] = plan.km[day.trip]
            _fill_energy(trips, item, kind, first_curve)
            trips["block"] = first_block + np.repeat(np.arange(day.count), day.block_count)
            blocks = np.zeros(day.count, BLOCK)
            blocks["depot"] = rows[number]["first_depot"] + day.depot
            blocks["first_trip"] = first_trip + day.block_first
            blocks["trips"], blocks["pull_out_s"] = day.block_count, day.leave_s
            blocks["estimated_s"] = np.nan
            orders.append(first_block + np.argsort(day.leave_s, kind="stable"))
            all_blocks.append(blocks)
            all_trips.append(trips)
            first_trip += plan.count
            first_block += day.count
        first_terminal += len(item.fleet.terminals)
        first_curve += len(item.measured.kwh_per_km)
    longest = max((len(order) for order in orders), default=0)
    pull_outs = np.full((len(fleets), len(DayKind), longest), -1, np.int32)
    for k, order in enumerate(orders):
        pull_outs[k // len(DayKind), k % len(DayKind), : len(order)] = order
    return (
        np.concatenate([np.zeros(0, BLOCK), *all_blocks]),
        np.concatenate([np.zeros(0, TRIP), *all_trips]),
        pull_outs,
    )


def _fill_energy(trips: Table, item: Timetabled, kind: DayKind, first_curve: int) -> None:
    """Write what each trip takes at its planned speed, with who is aboard, up or down hill."""
    order = item.blocks.days[kind].trip
    parts = trip_traction(item, kind)
    trips["rolling_kwh"] = parts.rolling_kwh[order]
    trips["drag_kwh"] = parts.drag_kwh[order]
    trips["other_kwh"] = parts.other_kwh[order]
    curve = item.measured.curve[kind][order]
    trips["curve"] = np.where(curve >= 0, first_curve + curve, -1)


def trip_traction(item: Timetabled, kind: DayKind) -> Traction:
    """Return the energy of driving of every trip of a kind of day [as `Timetable.days`]."""
    plan = item.timetable.days[kind]
    speed = plan.km / (plan.run_s / SECONDS_PER_HOUR)
    rise_m = rises_m(plan, item.fleet.terminals)
    return traction(item.vehicle, plan.km, speed, item.passengers.aboard[kind], rise_m)


def _usable(fleets: Sequence[Timetabled], network: Network) -> npt.NDArray[np.bool_]:
    """Return at which pools each fleet may and can charge [fleets, pools]."""
    rows = [network.usable(item.fleet.id, item.vehicle) for item in fleets]
    return np.array(rows, dtype=np.bool_).reshape(len(fleets), len(network.pools))


def _places(
    scenario: Scenario, fleets: Sequence[Timetabled], network: Network
) -> tuple[Table, Table, Table]:
    """Stations at terminals, and the km between terminals and from depots [km]."""
    terminals = [terminal for item in fleets for terminal in item.fleet.terminals]
    depots = [depot for item in fleets for depot in item.fleet.depots]
    position = {site.id: site.position for site in scenario.sites}
    at_terminals = coordinates([terminal.position for terminal in terminals])
    at_depots = coordinates([position[depot.site] for depot in depots])
    detour = scenario.fleets.roads.detour_factor
    station = [
        -1 if terminal.station is None else network.station_number[terminal.station]
        for terminal in terminals
    ]
    return (
        np.array(station, dtype=np.int32),
        road_km(at_terminals, at_terminals, detour),
        road_km(at_depots, at_terminals, detour),
    )
