"""From a scenario to inputs: the world, and all that does not depend on what happens in a run."""

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
import pandas as pd

from sim.clock import TimeGrid
from sim.inputs import travel
from sim.inputs.blocks import Blocks, build_blocks
from sim.inputs.buildings import BuildingLoads, building_loads
from sim.inputs.car_sessions import CarSessions
from sim.inputs.car_sessions import build as build_cars
from sim.inputs.fares import Fares, fares
from sim.inputs.measured import Measured, read_measured
from sim.inputs.network import Network, network
from sim.inputs.passengers import Passengers
from sim.inputs.passengers import build as build_passengers
from sim.inputs.ranges import range_of
from sim.inputs.solar import generation
from sim.inputs.tariff import Tariff, tariff
from sim.inputs.taxi_demand import TaxiDemand
from sim.inputs.taxi_demand import build as build_demand
from sim.inputs.timetable import Timetable
from sim.inputs.timetables import read_trips
from sim.inputs.travel import Flow
from sim.inputs.weather import Place, Weather
from sim.inputs.weather import build as build_weather
from sim.models.vehicle import Vehicle, vehicle
from sim.scenario.fleets import OnDemandFleet, SessionFleet, TimetabledFleet
from sim.scenario.scenario import Scenario

Progress = Callable[[str, float], None]


@dataclass(frozen=True)
class Timetabled:
    """A timetabled fleet with its trips, its blocks and who is aboard."""

    fleet: TimetabledFleet
    vehicle: Vehicle
    timetable: Timetable
    blocks: Blocks
    passengers: Passengers
    measured: Measured


@dataclass(frozen=True)
class OnDemand:
    """An on-demand fleet with the stream of its requests and what passengers pay."""

    fleet: OnDemandFleet
    vehicle: Vehicle
    demand: TaxiDemand
    fares: Fares


@dataclass(frozen=True)
class Cars:
    """A fleet of cars that come and go."""

    fleet: SessionFleet
    vehicle: Vehicle
    sessions: CarSessions


@dataclass(frozen=True)
class Inputs:
    """Everything a run needs; `pv_kw` is float32 [sites, steps], positive as generation."""

    scenario: Scenario
    replication: int
    grid: TimeGrid
    weather: Weather
    tariff: Tariff
    network: Network
    buildings: BuildingLoads
    pv_kw: npt.NDArray[np.float32]
    pv_roofs: pd.DataFrame
    """What each roof made, and where the rest of its light went: table ``pv``."""
    timetabled: tuple[Timetabled, ...]
    on_demand: tuple[OnDemand, ...]
    cars: tuple[Cars, ...]
    travel: tuple[Flow, ...] = ()
    """Who changes from taxis and cars to buses."""

    @property
    def owned(self) -> tuple[Timetabled | OnDemand, ...]:
        """The fleets whose vehicles are followed one by one, in their order."""
        return (*self.timetabled, *self.on_demand)

    @property
    def fleets(self) -> tuple[Timetabled | OnDemand | Cars, ...]:
        """All fleets, in their order."""
        return (*self.owned, *self.cars)


def place_of(scenario: Scenario) -> Place:
    """Return where the scenario's weather is."""
    place = scenario.place
    return Place(place.latitude, place.longitude, place.altitude_m)


def build(scenario: Scenario, replication: int, progress: Progress) -> Inputs:
    """Make the inputs of a run.

    Raises
    ------
    InputError
        If a file that the scenario names holds faults.
    """
    grid = scenario.period.grid()
    progress("weather", 0.0)
    weather = build_weather(
        grid,
        place_of(scenario),
        scenario.weather,
        seed=scenario.seed,
        replication=replication,
    )
    progress("fleets", 0.0)
    plan = network(scenario)
    vehicles = scenario.catalogue.vehicle_table()
    timetabled = tuple(
        _timetabled(scenario, fleet, vehicles) for fleet in scenario.fleets.timetabled
    )
    on_demand = tuple(
        OnDemand(
            fleet,
            vehicle(fleet.vehicle, vehicles),
            build_demand(fleet, scenario.fleets.roads, grid),
            fares(scenario.money.prices),
        )
        for fleet in scenario.fleets.on_demand
    )
    cars = tuple(
        _cars(scenario, fleet, plan, grid, replication) for fleet in scenario.fleets.sessions
    )
    timetabled, on_demand, cars, flows = _travel(scenario, replication, timetabled, on_demand, cars)
    progress("sun", 0.0)
    made = generation(scenario, weather)
    progress("buildings", 0.0)
    return Inputs(
        scenario=scenario,
        replication=replication,
        grid=grid,
        weather=weather,
        tariff=tariff(scenario.money.tariff, grid),
        network=plan,
        buildings=building_loads(scenario, grid, weather),
        pv_kw=made.by_site_kw,
        pv_roofs=made.by_roof,
        timetabled=timetabled,
        on_demand=on_demand,
        cars=cars,
        travel=flows,
    )


def _travel(
    scenario: Scenario,
    replication: int,
    timetabled: tuple[Timetabled, ...],
    on_demand: tuple[OnDemand, ...],
    cars: tuple[Cars, ...],
) -> tuple[tuple[Timetabled, ...], tuple[OnDemand, ...], tuple[Cars, ...], tuple[Flow, ...]]:
    """Let those who leave taxis and cars board buses; without such a measure nothing changes."""
    shifts, grid = scenario.travel_shift, scenario.period.grid()
    if not shifts:
        return timetabled, on_demand, cars, ()
    area = {station.id: site.area for site in scenario.sites for station in site.stations}
    moved: list[travel.Moved] = []
    fewer_requests, fewer_cars = [], []
    for item in on_demand:
        own = [shift for shift in shifts if item.fleet.id in shift.from_fleets]
        demand, gone = travel.thin_taxis(item.fleet.id, item.demand, own)
        fewer_requests.append(replace(item, demand=demand) if own else item)
        moved.append(gone)
    for one in cars:
        own = [shift for shift in shifts if one.fleet.id in shift.from_fleets]
        areas = [area[name] for name in one.fleet.stations]
        dice = (scenario.seed, replication)
        rest, gone = travel.thin_cars(
            one.fleet.id, one.sessions, areas, one.vehicle, own, grid, dice
        )
        fewer_cars.append(replace(one, sessions=rest) if own else one)
        moved.append(gone)
    lines = [travel.Line(one.fleet.id, one.timetable, one.passengers) for one in timetabled]
    aboard, flows = travel.board(shifts, moved, lines)
    fuller = tuple(replace(one, passengers=aboard[one.fleet.id]) for one in timetabled)
    return fuller, tuple(fewer_requests), tuple(fewer_cars), flows


def _timetabled(scenario: Scenario, fleet: TimetabledFleet, vehicles: pd.DataFrame) -> Timetabled:
    fleet, timetable = read_trips(fleet, scenario.period.grid())
    bus = vehicle(fleet.vehicle, vehicles)
    passengers = build_passengers(fleet, bus, timetable)
    measured = read_measured(fleet.consumption, timetable)
    altitude_m = scenario.place.altitude_m
    limit = range_of(fleet, bus, timetable, passengers, measured, altitude_m)
    blocks = build_blocks(fleet, timetable, scenario.sites, scenario.fleets.roads, limit)
    return Timetabled(fleet, bus, timetable, blocks, passengers, measured)


def _cars(
    scenario: Scenario, fleet: SessionFleet, plan: Network, grid: TimeGrid, replication: int
) -> Cars:
    stations = [plan.stations[plan.station_number[name]] for name in fleet.stations]
    dice = (scenario.seed, replication)
    sessions = build_cars(fleet, stations, grid, *dice, scenario.catalogue)
    return Cars(fleet, vehicle(fleet.vehicle, scenario.catalogue.vehicle_table()), sessions)
