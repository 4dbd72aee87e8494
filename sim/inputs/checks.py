"""Faults that show only with the files a scenario names: timetables, zones, logs, weather.

Run these after ``sim/scenario/checks.py`` found nothing: they rely on its references.

The longest block: a battery vehicle that leaves full must be able to drive every block and come
back with its reserve, at 0 °C outside. This is generous on purpose, because what fails it can
never work: heating is counted while driving only, and at each terminal with a station that fits,
every layover long enough charges at the full power of plug and vehicle without a queue.
"""

from collections.abc import Callable, Iterator

import numpy as np

from sim.clock import DayKind
from sim.errors import Fault, InputError, nearest
from sim.inputs import car_sessions, passengers, taxi_demand
from sim.inputs.blocks import Blocks, DayBlocks, build_blocks
from sim.inputs.distance import coordinates, drive_s
from sim.inputs.timetable import Timetable, Trips
from sim.inputs.timetables import read_trips
from sim.inputs.weather import Place
from sim.inputs.weather import build as build_weather
from sim.models.consumption import trip_kwh
from sim.models.vehicle import Vehicle, vehicle
from sim.scenario.fleets import OnDemandFleet, SessionFleet, TimetabledFleet
from sim.scenario.scenario import Scenario
from sim.scenario.site import Station
from sim.units import SECONDS_PER_HOUR, SECONDS_PER_MINUTE

CHECK_C = 0.0
"""Outdoor temperature of the checks of range, °C."""


def check(scenario: Scenario) -> list[Fault]:
    """Return every fault of the files that `scenario` names, and of its fleets with them."""
    fleets = scenario.fleets
    faults = [
        *(fault for fleet in fleets.timetabled for fault in _timetabled(fleet, scenario)),
        *(fault for fleet in fleets.on_demand for fault in _on_demand(fleet, scenario)),
        *(fault for fleet in fleets.sessions for fault in _log(fleet, scenario)),
    ]
    if scenario.weather.file is not None:
        faults += _faults_of(lambda: _read_weather(scenario))
    return faults


def _faults_of(make: Callable[[], object]) -> list[Fault]:
    """Return what `make` finds wrong with its files."""
    try:
        make()
    except InputError as error:
        return list(error.faults)
    return []


def _read_weather(scenario: Scenario) -> None:
    place = Place(scenario.place.latitude, scenario.place.longitude, scenario.place.altitude_m)
    build_weather(
        scenario.period.grid(), place, file=scenario.weather.file, seed=scenario.seed,
        replication=0, warming_k=scenario.weather.warming_k,
    )  # fmt: skip


def _log(fleet: SessionFleet, scenario: Scenario) -> list[Fault]:
    if fleet.log is None:
        return []
    by_id = _stations(scenario)
    stations = [by_id[name] for name in fleet.stations]
    grid = scenario.period.grid()
    return _faults_of(
        lambda: car_sessions.build(fleet, stations, grid, scenario.seed, 0, scenario.catalogue)
    )


def _stations(scenario: Scenario) -> dict[str, Station]:
    return {station.id: station for site in scenario.sites for station in site.stations}


def _timetabled(fleet: TimetabledFleet, scenario: Scenario) -> list[Fault]:
    try:
        fleet, timetable = read_trips(fleet, scenario.period.grid())
    except InputError as error:
        return list(error.faults)
    one = vehicle(fleet.vehicle, scenario.catalogue.vehicle_table())
    faults = list(_lines(fleet, timetable))
    faults += _faults_of(lambda: passengers.build(fleet, one, timetable))
    try:
        blocks = build_blocks(fleet, timetable, scenario.sites, scenario.fleets.roads)
    except InputError as error:
        # A line without depot is reported by `_lines` already, with the nearest name.
        known = {fault.message for fault in faults}
        return faults + [fault for fault in error.faults if fault.message not in known]
    faults += _depots(fleet, blocks)
    if one.has_battery:
        faults += _ranges(fleet, one, timetable, blocks, scenario)
    return faults


def _lines(fleet: TimetabledFleet, timetable: Timetable) -> Iterator[Fault]:
    """Compare the lines of the timetable with those of the depots, both ways."""
    served = [line for depot in fleet.depots for line in depot.lines]
    for line in timetable.lines:
        if line not in served:
            message = f"line '{line}' of fleet '{fleet.id}' is served by no depot"
            yield Fault(message, timetable.file)
    for depot in fleet.depots:
        for number, line in enumerate(depot.lines):
            if line not in timetable.lines:
                message = (
                    f"line '{line}' is not in the timetable {timetable.file.name}."
                    f"{nearest(line, timetable.lines)}"
                )
                path = f"fleets.timetabled.{fleet.id}.depots.{depot.id}.lines.{number}"
                yield Fault(message, path=path)


def _depots(fleet: TimetabledFleet, blocks: Blocks) -> Iterator[Fault]:
    """Check that each depot has the vehicles that its blocks need at once."""
    for number, depot in enumerate(fleet.depots):
        needed = max(int(day.peak_vehicles[number]) for day in blocks.days)
        if needed > depot.vehicles:
            path = f"fleets.timetabled.{fleet.id}.depots.{depot.id}.vehicles"
            message = f"{depot.vehicles} are fewer than the {needed} that its blocks need at once"
            yield Fault(message, path=path)


def _ranges(
    fleet: TimetabledFleet,
    one: Vehicle,
    timetable: Timetable,
    blocks: Blocks,
    scenario: Scenario,
) -> Iterator[Fault]:
    """Report the block that falls shortest, if any cannot be driven with a full battery."""
    least_kwh = one.battery_kwh * max(fleet.soc_reserve, one.usable_soc_min)
    charge_kw = _terminal_kw(fleet, one, scenario)
    worst = (np.inf, "")
    for kind in DayKind:
        trips, day = timetable.days[kind], blocks.days[kind]
        for block in range(day.count):
            left_kwh = _lowest_kwh(fleet, one, trips, day, block, charge_kw)
            if left_kwh < worst[0]:
                worst = (left_kwh, day.name[block])
    if worst[0] < least_kwh:
        message = (
            f"'{fleet.vehicle}' can never finish block '{worst[1]}', even if it leaves full: at "
            f"{CHECK_C:g} °C its {one.battery_kwh:g} kWh are {least_kwh - worst[0]:.0f} kWh short "
            f"of coming back with soc {least_kwh / one.battery_kwh:g}. A larger battery, stations "
            "at terminals or a shorter max_layover_minutes (shorter blocks) would help"
        )
        yield Fault(message, path=f"fleets.timetabled.{fleet.id}.vehicle")


def _terminal_kw(fleet: TimetabledFleet, one: Vehicle, scenario: Scenario) -> list[float]:
    """Return what a vehicle gets into its battery at each terminal at most, kW."""
    stations, chargers = _stations(scenario), scenario.catalogue.charger_table()
    powers = []
    for terminal in fleet.terminals:
        groups = () if terminal.station is None else stations[terminal.station].plugs
        rows = [chargers.loc[group.kind].to_dict() for group in groups]
        fitting = [row["power_kw"] * row["efficiency"] for row in rows if row["plug"] in one.plugs]
        powers.append(min(max(fitting, default=0.0), one.max_charge_kw))
    return powers


def _lowest_kwh(
    fleet: TimetabledFleet,
    one: Vehicle,
    trips: Trips,
    day: DayBlocks,
    block: int,
    charge_kw: list[float],
) -> float:
    """Return the least energy in the battery over a block that begins full, kWh."""
    part = day.of_block(block)
    order = day.trip[part]
    drive_kwh = trip_kwh(one, trips.km[order], trips.run_s[order], CHECK_C)
    empty_kwh = trip_kwh(one, day.deadhead_km[part], day.deadhead_s[part], CHECK_C)
    out_kwh = trip_kwh(one, day.pull_out_km[block], day.pull_out_s[block], CHECK_C)
    in_kwh = trip_kwh(one, day.pull_in_km[block], day.pull_in_s[block], CHECK_C)
    gap_s = trips.depart_s[order[1:]] - trips.arrive_s[order[:-1]] - day.deadhead_s[part][1:]
    energy_kwh = lowest_kwh = one.battery_kwh - float(out_kwh)
    for number, trip in enumerate(order):
        if number > 0:
            gap = float(gap_s[number - 1])
            if gap >= fleet.terminal_charging_min_minutes * SECONDS_PER_MINUTE:
                # Before or after the empty drive: the better of both terminals.
                power_kw = max(
                    charge_kw[trips.destination[order[number - 1]]], charge_kw[trips.origin[trip]]
                )
                energy_kwh += power_kw * gap / SECONDS_PER_HOUR
                energy_kwh = min(energy_kwh, one.battery_kwh)
        energy_kwh -= float(empty_kwh[number] + drive_kwh[number])
        lowest_kwh = min(lowest_kwh, energy_kwh)
    return min(lowest_kwh, energy_kwh - float(in_kwh))


def _on_demand(fleet: OnDemandFleet, scenario: Scenario) -> list[Fault]:
    try:
        demand = taxi_demand.build(fleet, scenario.fleets.roads, scenario.period.grid())
    except InputError as error:
        return list(error.faults)
    areas = [area.id for area in scenario.areas]
    faults = [
        Fault(f"'{area}' is not an area.{nearest(area, areas)}", fleet.zones, path="area")
        for area in dict.fromkeys(demand.zones.areas)
        if area and area not in areas
    ]
    faults += _zones_of_shifts(fleet, demand.zones.ids, scenario)
    one = vehicle(fleet.vehicle, scenario.catalogue.vehicle_table())
    if one.has_battery:
        faults += _reach(fleet, one, demand, scenario)
    return faults


def _zones_of_shifts(
    fleet: OnDemandFleet, zones: tuple[str, ...], scenario: Scenario
) -> Iterator[Fault]:
    """Check that the measures of low-carbon travel name zones of the fleets that they thin."""
    for shift in scenario.travel_shift:
        for number, zone in enumerate(shift.zones if fleet.id in shift.from_fleets else ()):
            if zone not in zones:
                message = f"'{zone}' is not a zone of '{fleet.id}'.{nearest(zone, zones)}"
                yield Fault(message, path=f"travel_shift.{shift.id}.zones.{number}")


def _reach(
    fleet: OnDemandFleet, one: Vehicle, demand: taxi_demand.TaxiDemand, scenario: Scenario
) -> Iterator[Fault]:
    """Check that a taxi sent to charge reaches a station from every zone with its reserve."""
    plug = scenario.catalogue.charger_table()["plug"]
    positions = [
        site.position
        for site in scenario.sites
        for station in site.stations
        if (not station.open_to or fleet.id in station.open_to)
        and any(plug[group.kind] in one.plugs for group in station.plugs)
    ]
    km = demand.station_km(coordinates(positions)).min(axis=1)
    kwh = trip_kwh(one, km, drive_s(km, fleet.speed_km_per_h), CHECK_C)
    zone = int(np.argmax(kwh))
    need = float(kwh[zone]) / one.battery_kwh + fleet.soc_reserve
    if fleet.soc_charge_below < need:
        message = (
            f"{fleet.soc_charge_below:g} is too low: from zone '{demand.zones.ids[zone]}' the "
            f"nearest open station is {km[zone]:.1f} km away, which needs at least {need:.2f}"
        )
        yield Fault(message, path=f"fleets.on_demand.{fleet.id}.soc_charge_below")
