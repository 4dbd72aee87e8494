"""From inputs to a crowd and its sites, ready at the first midnight."""

from dataclasses import dataclass
from datetime import timedelta

import numpy as np
import numpy.typing as npt

from sim.control.planners import Planner, planners_of, wear_of_feeding_back
from sim.control.sites import Room, Sites, balance, look_ahead, room_of, sites_of
from sim.crowd.buses import bus_event
from sim.crowd.calendar import advance, share_anew
from sim.crowd.crowd import Collector, Crowd
from sim.crowd.records import Table
from sim.crowd.start import (
    car_table,
    fill_racks,
    power_tables,
    start_streams,
    vehicle_table,
)
from sim.crowd.start_hails import hail_tables
from sim.crowd.start_lines import line_tables, vehicles_of
from sim.crowd.state import CAR
from sim.crowd.taxis import taxi_event
from sim.inputs.build import Cars, Inputs, OnDemand, Timetabled
from sim.models.traction import Traction, traction
from sim.processes.grid_calls import Answer
from sim.run.compiling import Call, compile_in_two
from sim.run.wear import VehicleWear
from sim.scenario.fleets import FeedBack


@dataclass(frozen=True)
class Started:
    """A run that is about to begin.

    Attributes
    ----------
    room : what charging may count on in the step that begins.
    planners : of the sites whose power is planned in Python.
    answers : how sites answered the grid's calls, filled during the run.
    wear_cny_per_kwh : what a kWh that is fed back wears off the battery.
    start_kwh : energy of each vehicle at the beginning [vehicles].
    wear : ageing of the vehicles' batteries, brought up to date by their sessions.
    """

    crowd: Crowd
    sites: Sites
    room: Room
    planners: list[Planner]
    answers: list[Answer]
    wear_cny_per_kwh: float
    start_kwh: npt.NDArray[np.float64]
    wear: VehicleWear


def start(inputs: Inputs, collect_sessions: Collector, collect_trips: Collector) -> Started:
    """Lay out vehicles, plugs, sites and streams."""
    planners = planners_of(inputs)
    scenario, grid, network = inputs.scenario, inputs.grid, inputs.network
    loads = inputs.buildings
    sites = sites_of(
        scenario.sites,
        loads.building_kw,
        loads.heating_kw,
        loads.cooling_kw,
        inputs.pv_kw,
        network.station_site,
        inputs.tariff.period,
        _months(inputs),
        None if loads.flexible is None else loads.flexible.early,
        scenario.catalogue.vehicle_table(),
        grid.steps_per_day,
    )
    room = room_of(len(scenario.sites))
    look_ahead(sites, 0, grid.step_h, room)
    timetabled = vehicles_of(inputs.timetabled)
    on_demand = sum(item.fleet.vehicles for item in inputs.on_demand)
    vehicles = vehicle_table(timetabled + on_demand)
    types = [item.vehicle for item in inputs.fleets]
    lines = line_tables(scenario, grid, inputs.timetabled, network, vehicles, 0, inputs.replication)
    hails = hail_tables(inputs, vehicles, timetabled, len(inputs.timetabled))
    streams = len(inputs.owned) + 1
    cars = car_table(_cars(inputs, len(inputs.owned)))
    power = power_tables(
        grid,
        network,
        types,
        vehicles,
        cars,
        inputs.weather.temperature_c,
        streams,
        _car_usable(inputs),
        scenario.catalogue.curve_table(),
        _feed_back(inputs),
        inputs.tariff.period,
        scenario.fleets.batteries,
        [_per_km(item) for item in inputs.fleets],
        scenario.place.altitude_m,
    )
    crowd = Crowd(power, lines, hails, grid.end_s, collect_sessions, collect_trips)
    _compile(crowd, sites, room, grid.step_h)
    fill_racks(power, network)
    start_streams(crowd.power, lines, hails, grid.end_s)
    crowd.share_anew(room, 0.0)
    start_kwh = vehicles["energy_kwh"].copy()
    wear = VehicleWear(
        types,
        vehicles["type"],
        start_kwh,
        power.warmth,
        grid.step_s,
        power.plugs["efficiency"],
    )
    feeding = wear_of_feeding_back(inputs)
    return Started(crowd, sites, room, planners, [], feeding, start_kwh, wear)


def _compile(crowd: Crowd, sites: Sites, room: Room, step_h: float) -> None:
    """Compile the clock's kernels, where none has run yet; both halves take as long."""
    power, lines, hails, end_s = crowd.power, crowd.lines, crowd.hails, crowd.end_s
    compile_in_two(
        [
            Call(bus_event, (lines, power, 0, 0.0)),
            Call(advance, (power, lines, hails, 0.0, end_s)),
        ],
        [
            Call(taxi_event, (hails, power, 0, 0.0)),
            Call(balance, (sites, 0, step_h, crowd.station_kw)),
            Call(share_anew, (power, room, 0.0)),
        ],
    )


def _months(inputs: Inputs) -> npt.NDArray[np.int16]:
    """Return the number of the month of each step, from 0."""
    begin = inputs.grid.start
    days = [begin + timedelta(days=day) for day in range(inputs.grid.days)]
    month = [12 * (day.year - begin.year) + day.month - begin.month for day in days]
    return np.repeat(np.array(month, np.int16), inputs.grid.steps // inputs.grid.days)


def _feed_back(inputs: Inputs) -> dict[int, FeedBack]:
    """Return how the vehicles of each fleet feed energy back, of those that do."""
    rules = [getattr(item.fleet, "feed_back", None) for item in inputs.fleets]
    return {number: rule for number, rule in enumerate(rules) if rule is not None}


def _per_km(item: Timetabled | OnDemand | Cars) -> Traction:
    """Return what a kilometre takes: an empty drive of a bus, any of a taxi; cars drive none."""
    vehicle = item.vehicle
    if isinstance(item, Timetabled):
        return traction(vehicle, 1.0, item.fleet.deadhead_km_per_h, 0.0)
    if isinstance(item, OnDemand):
        return traction(vehicle, 1.0, item.fleet.speed_km_per_h)
    return traction(vehicle, 1.0, vehicle.reference_km_per_h)


def _car_usable(inputs: Inputs) -> npt.NDArray[np.bool_]:
    """Return at which pools each fleet of cars may and can charge [fleets, pools]."""
    rows = [inputs.network.usable(item.fleet.id, item.vehicle) for item in inputs.cars]
    return np.array(rows, dtype=np.bool_).reshape(len(rows), len(inputs.network.pools))


def _cars(inputs: Inputs, first_type: int) -> dict[str, Table]:
    """Return all cars of all session fleets, by the fields of `CAR`."""
    parts: dict[str, list[Table]] = {name: [] for name in CAR.names or ()}
    for number, item in enumerate(inputs.cars):
        fleet, sessions = item.fleet, item.sessions
        stations = [inputs.network.station_number[name] for name in fleet.stations]
        usable = inputs.network.usable(fleet.id, item.vehicle)
        station_of_pool = np.array([pool.station for pool in inputs.network.pools])
        pool_of = np.array([np.flatnonzero(usable & (station_of_pool == s))[0] for s in stations])
        group = sessions.group
        first_pool = np.searchsorted(station_of_pool, stations)[sessions.station]
        count = len(sessions.arrive_s)
        stayed = fleet.ends_when == "stayed"
        stay_s = sessions.leave_s - sessions.arrive_s
        columns = {
            "fleet": np.full(count, number),
            "type": np.full(count, first_type + number),
            "pool": np.where(group >= 0, first_pool + group, pool_of[sessions.station]),
            "bound": group >= 0,
            "stays": np.full(count, fleet.ends_when != "full"),
            "arrive_s": sessions.arrive_s,
            "leave_s": np.full(count, np.inf) if stayed else sessions.leave_s,
            "stay_s": stay_s if stayed else np.full(count, np.inf),
            "energy_kwh": sessions.energy_kwh,
            "patience_s": np.full(count, fleet.patience_minutes * 60.0),
        }
        for name, column in columns.items():
            parts[name].append(column)
    return {name: np.concatenate([np.zeros(0), *some]) for name, some in parts.items()}
