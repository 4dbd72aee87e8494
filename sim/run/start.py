"""From inputs to a crowd and its sites, ready at the first midnight."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from sim.control.sites import Sites, headroom, sites_of
from sim.crowd.crowd import Collector, Crowd
from sim.crowd.start import car_table, power_tables, start_streams, vehicle_table
from sim.crowd.start_hails import hail_tables
from sim.crowd.start_lines import line_tables, vehicles_of
from sim.crowd.state import CAR, Table
from sim.inputs.build import Inputs


@dataclass(frozen=True)
class Started:
    """A run that is about to begin.

    Attributes
    ----------
    start_kwh : energy of each vehicle at the beginning [vehicles].
    """

    crowd: Crowd
    sites: Sites
    start_kwh: npt.NDArray[np.float64]


def start(inputs: Inputs, collect_sessions: Collector, collect_trips: Collector) -> Started:
    """Lay out vehicles, plugs, sites and streams."""
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
    )
    room_kw = np.empty(len(scenario.sites))
    headroom(sites, 0, room_kw)
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
        room_kw,
        _car_usable(inputs),
        scenario.catalogue.curve_table(),
    )
    crowd = Crowd(power, lines, hails, grid.end_s, collect_sessions, collect_trips)
    start_streams(crowd.power, lines, hails, grid.end_s)
    return Started(crowd, sites, vehicles["energy_kwh"].copy())


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
