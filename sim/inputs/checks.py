"""Faults that show only with the files a scenario names: timetables, zones, logs, weather.

Run these after ``sim/scenario/checks.py`` found nothing: they rely on its references.
"""

from collections.abc import Callable, Iterator
from functools import partial

import numpy as np

from sim.clock import DayKind
from sim.errors import Fault, InputError, nearest
from sim.inputs import car_sessions, passengers, taxi_demand
from sim.inputs.blocks import Blocks, build_blocks, unserved_lines
from sim.inputs.distance import coordinates, drive_s
from sim.inputs.heat_checks import check_design, thin_fields
from sim.inputs.heat_pump_points import odd_points, read_unit
from sim.inputs.measured import read_measured
from sim.inputs.range_checks import CHECK_C, check_ranges
from sim.inputs.ranges import range_of, trips_kwh
from sim.inputs.timetable import Timetable
from sim.inputs.timetables import read_trips
from sim.inputs.weather import Place
from sim.inputs.weather import build as build_weather
from sim.inputs.weather.formats import ending_problem
from sim.inputs.weather.read import too_dark
from sim.inputs.zones import read_zones
from sim.models.consumption import trip_kwh
from sim.models.vehicle import Vehicle, vehicle
from sim.scenario.feeding_back import never_fed_back
from sim.scenario.fleets import OnDemandFleet, SessionFleet, TimetabledFleet
from sim.scenario.heat_remarks import never_early, odd_heating
from sim.scenario.magnitudes import out_of_scale
from sim.scenario.scenario import Scenario
from sim.scenario.site import Station
from sim.scenario.solar_yield import hardly_yields
from sim.scenario.source_map import placed


def check(scenario: Scenario) -> list[Fault]:
    """Return every fault of the files that `scenario` names, and of its fleets with them."""
    fleets = scenario.fleets
    faults = [
        *(
            fault
            for own in scenario.catalogue.heat_pumps
            for fault in _faults_of(partial(read_unit, own))
        ),
        *check_design(scenario),
        *(fault for fleet in fleets.timetabled for fault in _timetabled(fleet, scenario)),
        *(fault for fleet in fleets.on_demand for fault in _on_demand(fleet, scenario)),
        *(fault for fleet in fleets.sessions for fault in _log(fleet, scenario)),
        *check_zones(scenario),
    ]
    if scenario.weather.file is not None:
        problem = ending_problem(scenario.weather.file)
        if problem is not None:
            faults.append(Fault(problem, path="weather.file"))
        else:
            faults += _faults_of(lambda: _read_weather(scenario))
    return faults


def remarks(scenario: Scenario) -> list[Fault]:
    """Return what is odd in a scenario without faults, or has no effect, each with its place.

    A scenario that was made without a file has paths alone.
    """
    pumps = [remark for own in scenario.catalogue.heat_pumps for remark in odd_points(own)]
    found = [
        *pumps,
        *never_fed_back(scenario),
        *odd_heating(scenario.heating.systems),
        *never_early(scenario),
        *thin_fields(scenario),
        *out_of_scale(scenario),
        *hardly_yields(scenario),
        *_darkness(scenario),
    ]
    written = scenario.written
    return found if written is None else [placed(remark, written) for remark in found]


def _darkness(scenario: Scenario) -> Iterator[Fault]:
    """Say if the weather's file has too little light for W/m²."""
    place, file = scenario.place, scenario.weather.file
    if file is not None:
        here = Place(place.latitude, place.longitude, place.altitude_m)
        message = too_dark(file, here)
        if message is not None:
            yield Fault(f"{file.name}: {message}", path="weather.file")


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
        scenario.period.grid(), place, scenario.weather, seed=scenario.seed, replication=0
    )


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
    try:
        aboard = passengers.build(fleet, one, timetable)
        measured = read_measured(fleet.consumption, timetable)
    except InputError as error:
        return faults + list(error.faults)
    altitude_m = scenario.place.altitude_m
    limit = range_of(fleet, one, timetable, aboard, measured, altitude_m)
    try:
        blocks = build_blocks(fleet, timetable, scenario.sites, scenario.fleets.roads, limit)
    except InputError as error:
        # A line without depot is reported by `_lines` already, with the nearest name.
        known = {fault.message for fault in faults}
        return faults + [fault for fault in error.faults if fault.message not in known]
    faults += _depots(fleet, blocks)
    if one.has_battery:
        takes = [
            trips_kwh(fleet, one, timetable, kind, aboard, measured, CHECK_C, altitude_m)
            for kind in DayKind
        ]
        faults += check_ranges(fleet, one, timetable, blocks, takes, scenario)
    return faults


def _lines(fleet: TimetabledFleet, timetable: Timetable) -> Iterator[Fault]:
    """Compare the lines of the timetable with those of the depots, both ways."""
    yield from unserved_lines(fleet, timetable)
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
    one = vehicle(fleet.vehicle, scenario.catalogue.vehicle_table())
    if one.has_battery:
        faults += _reach(fleet, one, demand, scenario)
    return faults


def check_zones(scenario: Scenario) -> list[Fault]:
    """Check that measures of low-carbon travel name zones of the fleets that they thin.

    This needs no references to be right, so it can be told with whatever else is wrong. What is
    wrong with a file of zones itself is told by `check`.
    """
    faults = []
    for fleet in scenario.fleets.on_demand:
        shifts = [one for one in scenario.travel_shift if one.zones and fleet.id in one.from_fleets]
        try:
            zones = read_zones(fleet).ids if shifts else ()
        except InputError:
            continue
        for shift in shifts:
            for number, zone in enumerate(shift.zones):
                if zone not in zones:
                    message = f"'{zone}' is not a zone of '{fleet.id}'.{nearest(zone, zones)}"
                    faults.append(Fault(message, path=f"travel_shift.{shift.id}.zones.{number}"))
    return faults


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
        and (
            any(plug[group.kind] in one.plugs for group in station.plugs)
            or (station.swap is not None and station.swap.vehicle == one.id)
        )
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
