"""From the state of a finished run to the tables of its folder."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa

from sim.clock import DayKind, TimeGrid
from sim.control.sites import Sites
from sim.crowd.records import Table
from sim.crowd.state import CANCELLED, REASONS
from sim.crowd.taxis import WAIT_BIN_S
from sim.inputs.build import Inputs
from sim.models.storage import plants
from sim.processes.alarms import Alarm
from sim.processes.grid_calls import Answer
from sim.processes.outages import Outage
from sim.results import timestamps
from sim.run.start import Started
from sim.run.wear import Faded, site_wear
from sim.units import HOURS_PER_DAY, SECONDS_PER_DAY, SECONDS_PER_HOUR, SECONDS_PER_MINUTE

Floats = npt.NDArray[np.float64]

STOCK = "swap-stock"
"""What stands for a fleet in the sessions of batteries that wait to be swapped."""


class Names:
    """Which fleet, station and plug stands behind each number of the compiled state."""

    def __init__(self, inputs: Inputs) -> None:
        network = inputs.network
        self.grid = inputs.grid
        self.fleets = [item.fleet.id for item in inputs.fleets]
        self.stations = [station.id for station in network.stations]
        self.sites = [site.id for site in network.sites]
        # Each kind once: Parquet of a dictionary with repeated words has bytes left to chance.
        self.kinds = list(dict.fromkeys(pool.kind for pool in network.pools))
        self.pool_kind = np.array([self.kinds.index(p.kind) for p in network.pools], dtype=np.int64)
        self.plug_pool = network.plug_pool
        self.pool_station = np.array([pool.station for pool in network.pools], dtype=np.int64)
        self.station_site = network.station_site
        station = self.pool_station[self.plug_pool] if self.kinds else np.zeros(0, np.int64)
        first = np.searchsorted(station, np.arange(len(self.stations)))
        self.plug_in_station = np.arange(len(station)) - first[station]
        self.vehicle_fleet, self.vehicle_in_fleet = _vehicle_numbers(inputs)
        self.first_car_fleet = len(inputs.owned)


def _vehicle_numbers(inputs: Inputs) -> tuple[Table, Table]:
    """Fleet of each vehicle, and its number within the fleet."""
    sizes = [sum(depot.vehicles for depot in item.fleet.depots) for item in inputs.timetabled]
    sizes += [item.fleet.vehicles for item in inputs.on_demand]
    fleet = np.repeat(np.arange(len(sizes)), sizes)
    first = np.cumsum([0, *sizes])[:-1]
    return fleet, np.arange(len(fleet)) - (first[fleet] if len(fleet) else 0)


def coded(numbers: npt.NDArray[Any], names: Sequence[str]) -> Any:
    """Return text by number, as Arrow's dictionary."""
    return pa.DictionaryArray.from_arrays(numbers.astype(np.int32), pa.array(names, pa.string()))


def sessions(rows: Table, names: Names, cars: Table) -> pa.Table:
    """Return finished charging sessions as rows of ``sessions``."""
    vehicles = len(names.vehicle_fleet)
    is_stock = rows["user"] >= vehicles + cars.size
    is_car = (rows["user"] >= vehicles) & ~is_stock
    vehicle = np.where(rows["user"] < vehicles, rows["user"], 0)
    car = np.where(is_car, rows["user"] - vehicles, 0)
    fleet = np.zeros(len(rows), np.int64)
    number = np.full(len(rows), -1)
    if vehicles:
        fleet = np.where(is_car, fleet, names.vehicle_fleet[vehicle])
        number = np.where(is_car, -1, names.vehicle_in_fleet[vehicle])
    if cars.size:
        fleet = np.where(is_car, names.first_car_fleet + cars["fleet"][car], fleet)
    fleet = np.where(is_stock, len(names.fleets), fleet)
    number = np.where(is_stock, -1, number)
    pool = names.plug_pool[rows["plug"]]
    station = names.pool_station[pool]
    columns = {
        "fleet": coded(fleet, [*names.fleets, STOCK]),
        "vehicle": number,
        "station": coded(station, names.stations),
        "site": coded(names.station_site[station], names.sites),
        "kind": coded(names.pool_kind[pool], names.kinds),
        "plug": names.plug_in_station[rows["plug"]],
        "arrive": timestamps(rows["arrive_s"], names.grid),
        "start": timestamps(rows["start_s"], names.grid),
        "end": timestamps(rows["end_s"], names.grid),
        "wait_minutes": (rows["start_s"] - rows["arrive_s"]) / SECONDS_PER_MINUTE,
        "soc_start": rows["start_kwh"] / rows["capacity_kwh"],
        "soc_end": rows["end_kwh"] / rows["capacity_kwh"],
        "energy_kwh": rows["drawn_kwh"],
        "fed_kwh": rows["fed_kwh"],
        "heater_kwh": rows["heater_kwh"],
        "battery_kwh": rows["end_kwh"] - rows["start_kwh"],
        "battery_c_start": rows["start_c"],
        "battery_c_end": rows["end_c"],
        "short_kwh": rows["short_kwh"],
        "due": timestamps(np.where(np.isfinite(rows["due_s"]), rows["due_s"], np.nan), names.grid),
        "reason": coded(rows["reason"], REASONS),
    }
    return _arrow(columns)


def _arrow(columns: dict[str, Any]) -> pa.Table:
    return pa.table(
        {
            name: column if isinstance(column, pa.Array) else pa.array(column, from_pandas=True)
            for name, column in columns.items()
        }
    )


class TripNames:
    """The texts of the trips of all timetabled fleets, in the order of the compiled state."""

    def __init__(self, inputs: Inputs, lines_trips: Table, battery_kwh: Floats) -> None:
        self.grid = inputs.grid
        self.trips = lines_trips
        fleets: list[str] = []
        lines: list[str] = []
        blocks: list[str] = []
        numbers: list[npt.NDArray[Any]] = [np.zeros(0, np.int64)]
        riders: list[npt.NDArray[Any]] = [np.zeros((3, 0))]
        for item in inputs.timetabled:
            for kind, (plan, day) in enumerate(
                zip(item.timetable.days, item.blocks.days, strict=True)
            ):
                fleets += [item.fleet.id] * plan.count
                lines += [item.timetable.lines[line] for line in plan.line[day.trip]]
                blocks += [
                    name
                    for name, count in zip(day.name, day.block_count, strict=True)
                    for _ in range(count)
                ]
                numbers.append(day.trip + 1)
                aboard = item.passengers
                riders.append(
                    np.array([aboard.aboard[kind], aboard.load(kind), aboard.left_behind[kind]])[
                        :, day.trip
                    ]
                )
        self.number = np.concatenate(numbers)
        self.passengers, self.load, self.left_behind = np.concatenate(riders, axis=1)
        self.codes = {
            name: pd.factorize(np.array(texts, dtype=object))
            for name, texts in (("fleet", fleets), ("line", lines), ("block", blocks))
        }
        self.battery_kwh = battery_kwh

    def text(self, column: str, trip: Table) -> Any:
        codes, texts = self.codes[column]
        return coded(codes[trip], [str(text) for text in texts])


def trips(rows: Table, texts: TripNames, names: Names) -> pa.Table:
    """Return finished and cancelled trips as rows of ``trips``."""
    trip = rows["trip"]
    plan = texts.trips[trip]
    scheduled_s = rows["day"] * SECONDS_PER_DAY + plan["depart_s"]
    vehicle = np.where(rows["vehicle"] >= 0, rows["vehicle"], 0)
    capacity = texts.battery_kwh[vehicle] if len(rows) else np.zeros(0)
    soc = np.divide(rows["end_kwh"], capacity, out=np.full(len(rows), np.nan), where=capacity > 0.0)
    ran = rows["state"] != CANCELLED
    columns = {
        "fleet": texts.text("fleet", trip),
        "line": texts.text("line", trip),
        "block": texts.text("block", trip),
        "trip": texts.number[trip],
        "vehicle": np.where(ran, names.vehicle_in_fleet[vehicle], -1),
        "scheduled": timestamps(scheduled_s, texts.grid),
        "departed": timestamps(rows["depart_s"], texts.grid),
        "arrived": timestamps(rows["arrive_s"], texts.grid),
        "delay_minutes": (rows["depart_s"] - scheduled_s) / SECONDS_PER_MINUTE,
        "km": np.where(ran, plan["km"], 0.0),
        "energy_kwh": rows["energy_kwh"],
        "soc_end": soc,
        "state": coded(rows["state"], ["run", "cancelled"]),
        "swapped": rows["swapped"].astype(bool),
        "passengers": texts.passengers[trip],
        "load": texts.load[trip],
        "left_behind": texts.left_behind[trip],
    }
    return _arrow(columns)


def _hour_cells(grid: TimeGrid) -> tuple[npt.NDArray[Any], npt.NDArray[Any]]:
    """Date and hour of the day of each hour of the run."""
    days = pd.date_range(grid.start, periods=grid.days, freq="D").date
    return np.repeat(days, HOURS_PER_DAY), np.tile(np.arange(HOURS_PER_DAY), grid.days)


def requests(inputs: Inputs, started: Started) -> pd.DataFrame:
    """Return requests by fleet, zone and hour; hours without any are left out."""
    dates, hours = _hour_cells(inputs.grid)
    parts = []
    for number, item in enumerate(inputs.on_demand):
        for zone, name in enumerate(item.demand.zones.ids):
            cells = started.crowd.hails.service[number, zone]
            kept = np.flatnonzero(cells["requests"] + cells["moved"])
            parts.append(
                pd.DataFrame(
                    {
                        "fleet": item.fleet.id,
                        "zone": name,
                        "day": dates[kept],
                        "hour": hours[kept],
                        "requests": cells["requests"][kept],
                        "served": cells["served"][kept],
                        "lost": cells["lost"][kept],
                        "moved": cells["moved"][kept],
                        "wait_minutes": cells["wait_s"][kept] / SECONDS_PER_MINUTE,
                        "fare_cny": cells["fare_cny"][kept],
                        "lost_cny": cells["lost_cny"][kept],
                    }
                )
            )
    return pd.concat(parts, ignore_index=True)


def travel(inputs: Inputs) -> pd.DataFrame:
    """Return who changes from taxis and cars to buses, by shift, kind of day and hour."""
    days = np.bincount(inputs.grid.kind_of_day, minlength=len(DayKind))
    rows = [
        (flow.shift, flow.fleet, flow.kind.name.lower(), flow.hour, int(days[flow.kind]),
         flow.persons, flow.person_km, flow.carried_km, flow.left_behind)
        for flow in inputs.travel
    ]  # fmt: skip
    names = ["shift", "fleet", "day_kind", "hour", "days"]
    names += ["persons", "person_km", "carried_km", "left_behind"]
    return pd.DataFrame(rows, columns=names)


def waits(inputs: Inputs, started: Started) -> pd.DataFrame:
    """Return how many passengers waited how long for their taxi."""
    parts = []
    for number, item in enumerate(inputs.on_demand):
        counts = started.crowd.hails.waits[number]
        kept = np.flatnonzero(counts)
        edge = kept * WAIT_BIN_S / SECONDS_PER_MINUTE
        parts.append(
            pd.DataFrame({"fleet": item.fleet.id, "wait_minutes": edge, "count": counts[kept]})
        )
    return pd.concat(parts, ignore_index=True)


def balked(inputs: Inputs, started: Started, names: Names) -> pd.DataFrame:
    """Return the cars that found no plug in time, by station and hour."""
    dates, hours = _hour_cells(inputs.grid)
    fleet, pool, hour = np.nonzero(started.crowd.power.balked)
    return pd.DataFrame(
        {
            "fleet": [names.fleets[names.first_car_fleet + number] for number in fleet],
            "station": [names.stations[number] for number in names.pool_station[pool]],
            "day": dates[hour],
            "hour": hours[hour],
            "count": started.crowd.power.balked[fleet, pool, hour],
        }
    )


def vehicles(inputs: Inputs, started: Started, faded: Faded) -> pd.DataFrame:
    """Return every vehicle with what it drove, charged and burnt, and what its battery lost."""
    state = started.crowd.power.vehicles
    names = Names(inputs)
    types = [item.vehicle for item in inputs.owned]
    of = [types[number] for number in names.vehicle_fleet]
    battery_kwh = np.array([one.battery_kwh for one in of], dtype=np.float64)
    per_km = np.array([one.fuel_per_km for one in of], dtype=np.float64)

    def soc(energy_kwh: Floats) -> Floats:
        nothing = np.zeros(len(of))
        return np.divide(energy_kwh, battery_kwh, out=nothing, where=battery_kwh > 0.0)

    return pd.DataFrame(
        {
            "fleet": [names.fleets[number] for number in names.vehicle_fleet],
            "vehicle": names.vehicle_in_fleet,
            "type": [one.id for one in of],
            "energy": [one.energy for one in of],
            "battery_kwh": battery_kwh,
            "km": state["km"],
            "km_empty": state["km_empty"],
            "trips": state["trips"],
            "driven_kwh": state["driven_kwh"],
            "charged_kwh": state["charged_kwh"],
            "soc_start": soc(started.start_kwh),
            "soc_end": soc(state["energy_kwh"]),
            "fuel": state["km"] * per_km,
            "fuel_unit": [one.fuel_unit for one in of],
            "charging_hours": state["away_s"] / SECONDS_PER_HOUR,
            "break_hours": state["paused_s"] / SECONDS_PER_HOUR,
            "km_to_charge": state["station_km"],
            "towed": state["towed"],
            **_faded(faded),
        }
    )


def _faded(faded: Faded) -> dict[str, Floats]:
    return {
        "soh_end": faded.soh,
        "fade_calendar": faded.calendar,
        "fade_cycle": faded.cycle,
        "equivalent_full_cycles": faded.full_cycles,
        "battery_life_years": faded.life_years,
    }


def batteries(inputs: Inputs, sites: Sites) -> pd.DataFrame:
    """Return every stationary battery with what it took, gave and lost."""
    rows, scenario = sites.batteries, inputs.scenario
    own = plants(scenario.sites, scenario.catalogue.vehicle_table())
    soh_start = np.array([one.battery.soh for one in own], dtype=np.float64)
    faded = site_wear(
        [one.chemistry for one in own],
        rows["capacity_kwh"],
        rows["start_kwh"],
        sites.stored_kwh,
        inputs.grid.step_s,
        np.array([one.battery.kept_at_c for one in own], dtype=np.float64),
        soh_start,
        np.array([one.end_soh for one in own], dtype=np.float64),
    )
    sums = ("charged_kwh", "discharged_kwh", "standby_kwh", "inverter_kwh", "cells_kwh")
    return pd.DataFrame(
        {
            "site": [scenario.sites[one.site].id for one in own],
            "battery": [one.battery.id for one in own],
            "origin": [one.origin for one in own],
            "chemistry": [one.chemistry for one in own],
            "capacity_kwh": rows["capacity_kwh"],
            "power_kw": rows["power_kw"],
            "start_kwh": rows["start_kwh"],
            **{name: rows[name] for name in sums},
            "end_kwh": rows["stored_kwh"],
            "soh_start": soh_start,
            **_faded(faded),
        }
    )


def alarms(log: Sequence[Alarm], inputs: Inputs, sites: Sites) -> pd.DataFrame:
    """Return the alarms, each with what flowed at its worst step."""
    at = [(alarm.site, alarm.worst_step) for alarm in log]

    def worst(series: npt.NDArray[np.float32]) -> Floats:
        return np.array([series[place] for place in at], dtype=np.float64)

    ends = [np.nan if alarm.end_s is None else alarm.end_s for alarm in log]
    return pd.DataFrame(
        {
            "site": [inputs.network.sites[alarm.site].id for alarm in log],
            "kind": ["transformer loading"] * len(log),
            "begin": timestamps(np.array([alarm.begin_s for alarm in log], float), inputs.grid),
            "end": timestamps(np.array(ends, float), inputs.grid),
            "peak": worst(sites.loading),
            "building_kw": worst(sites.building_kw),
            "heating_kw": worst(sites.heating_kw),
            "cooling_kw": worst(sites.cooling_kw),
            "charging_kw": worst(sites.charging_kw),
            "pv_kw": worst(sites.pv_kw),
        }
    )


def grid_calls(answers: Sequence[Answer], names: Names) -> pd.DataFrame:
    """Return how each called site answered."""

    def column(name: str) -> Floats:
        return np.array([getattr(answer, name) for answer in answers], dtype=np.float64)

    return pd.DataFrame(
        {
            "call": [answer.call for answer in answers],
            "site": [names.sites[answer.site] for answer in answers],
            "begin": timestamps(column("begin_s"), names.grid),
            "end": timestamps(column("end_s"), names.grid),
            "limit_kw": column("limit_kw"),
            "before_kw": column("before_kw"),
            "energy_kwh": column("energy_kwh"),
            "delivered_kw": column("delivered_kw"),
        }
    )


def outages(log: Sequence[Outage], names: Names) -> pd.DataFrame:
    """Return the plugs' times out of order."""
    plug = np.array([outage.plug for outage in log], dtype=np.int64)
    station = names.pool_station[names.plug_pool[plug]]
    ends = [np.nan if outage.end_s is None else outage.end_s for outage in log]
    return pd.DataFrame(
        {
            "station": [names.stations[number] for number in station],
            "plug": names.plug_in_station[plug],
            "begin": timestamps(np.array([o.begin_s for o in log], float), names.grid),
            "end": timestamps(np.array(ends, float), names.grid),
        }
    )
