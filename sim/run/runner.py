"""One run, on one screen: build, start, loop, collect.

The sign convention: power is positive when it is consumed. Only `pv_kw` is generation.
"""

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
import simpy

from sim.control.planners import solve_times
from sim.crowd.crowd import Crowd
from sim.crowd.records import Table
from sim.crowd.state import CANCELLED
from sim.inputs.build import Inputs, build
from sim.inputs.checks import remarks
from sim.kpi.money import factor_table, price_table
from sim.kpi.registry import compute
from sim.models.storage import plants
from sim.processes.alarms import Alarm, loading_alarms
from sim.processes.control_tick import control_tick
from sim.processes.grid_calls import grid_call
from sim.processes.outages import Faults, Outage, closure, plug_outages
from sim.processes.yard import Stay, Yards
from sim.results import FolderWriter, RunFolder, TableFolder, TableWriter
from sim.run import collect
from sim.run.assets import assets, fleets
from sim.run.audit import Counted, Entry, audit, counts_of
from sim.run.depots import depots, yard
from sim.run.exchange import exchange
from sim.run.manifest import folder_name, manifest, put_scenario
from sim.run.notes import power_notes, storage_notes, target_notes
from sim.run.plugs import PlugUse
from sim.run.series import series
from sim.run.session_books import SessionBooks
from sim.run.sources import source_table
from sim.run.start import Started, start
from sim.run.wear import Faded
from sim.run.yardstick import yardstick_sites, yardsticks
from sim.scenario.scenario import Scenario
from sim.units import SECONDS_PER_DAY

Progress = Callable[[str, float], None]


def _silent(stage: str, share: float) -> None:
    """Say nothing."""


def run_folder(scenario: Scenario, out: Path, replication: int = 0) -> Path:
    """Return the folder that a run of the scenario has, or will have, in `out`."""
    return out / folder_name(scenario, replication)


def run(
    scenario: Scenario,
    out: Path,
    *,
    replication: int = 0,
    force: bool = False,
    progress: Progress | None = None,
) -> Path:
    """Run a scenario and return its run folder.

    Parameters
    ----------
    out : folder of run folders; the run's own folder appears in it whole or not at all.
    replication : which dice; 0 is the scenario's own.
    force : run even if a finished run of the same scenario, seed and version is there.
    progress : called with the stage and the share of it that is done.

    Raises
    ------
    InputError
        If a file that the scenario names holds faults.
    BalanceError
        If the run lost or made energy, vehicles, passengers or trips.
    """
    target = run_folder(scenario, out, replication)
    if not force and _finished(target):
        return target
    say = progress or _silent
    watch = _Watch(say)
    inputs = build(scenario, replication, watch)
    with FolderWriter(target) as folder:
        recorder = _Recorder(inputs, folder.open_table("sessions"), folder.open_table("trips"))
        watch("start", 0.0)
        started = start(inputs, recorder.sessions, recorder.trips)
        recorder.started = started
        logs = _loop(inputs, started, watch)
        watch("collect", 0.0)
        traded = exchange(
            started.sites.net_kw, _site_areas(scenario), scenario.areas, scenario.links
        )
        entries = audit(inputs, started, traded, recorder.counted())
        folder.put_series(series(inputs, started, traded), inputs.grid)
        for name, frame in _tables(inputs, started, logs).items():
            folder.put_table(name, frame)
        folder.put_table("plugs", recorder.use.table(collect.Names(inputs), logs.outages))
        if recorder.measured:
            watch("yardstick", 0.0)
            folder.put_table("yardsticks", yardsticks(inputs, started, recorder.measured))
        tables = folder.tables(inputs.grid)
        folder.put_table("kpis", compute(tables))
        watch("write", 0.0)
        put_scenario(folder, scenario)
        told = _told(inputs, started, tables)
        folder.finish(_manifest(inputs, started, recorder, entries, watch, told))
    say("done", 1.0)
    return target


def _told(inputs: Inputs, started: Started, tables: TableFolder) -> list[str]:
    """Return what is to tell of stationary batteries."""
    scenario = inputs.scenario
    names = [site.id for site in scenario.sites]
    return [
        *power_notes(plants(scenario.sites, scenario.catalogue.vehicle_table()), names),
        *target_notes(started.sites, names, inputs.grid.step_h),
        *storage_notes(tables.table("batteries"), tables.table("prices")),
    ]


def _finished(target: Path) -> bool:
    return (target / "manifest.json").is_file() and bool(RunFolder(target).manifest)


class _Logs(NamedTuple):
    """What the processes wrote down."""

    alarms: list[Alarm]
    outages: list[Outage]
    stays: list[Stay]


def _loop(inputs: Inputs, started: Started, progress: Progress) -> _Logs:
    """Turn the two calendars on one clock until the end."""
    env = simpy.Environment()
    crowd, sites, scenario = started.crowd, started.sites, inputs.scenario
    alarm_log: list[Alarm] = []
    outage_log: list[Outage] = []
    end_s = inputs.grid.end_s
    room, numbers = started.room, inputs.network.site_number
    in_force: dict[int, list[float]] = {}
    for call in scenario.grid_calls:
        called = [numbers[site] for site in call.sites]
        log = in_force, started.answers
        env.process(grid_call(env, inputs.grid, crowd, sites, room, call, called, *log))
    env.process(control_tick(env, inputs.grid, crowd, sites, started.room, started.planners))
    env.process(loading_alarms(env, inputs.grid, sites, scenario.alarms, alarm_log))
    _start_outages(env, inputs, crowd, outage_log)
    plans = [depot.yard for item in inputs.timetabled for depot in item.fleet.depots]
    yards = Yards(env, crowd, plans)
    next_report_s = 0.0
    progress("clock", 0.0)
    while env.peek() <= end_s:
        crowd.advance(env.peek())
        env.step()
        if env.now >= next_report_s:
            progress("clock", env.now / end_s)
            next_report_s = env.now + SECONDS_PER_DAY
    crowd.finish()
    yards.close()
    return _Logs(alarm_log, outage_log, yards.log)


def _start_outages(env: simpy.Environment, inputs: Inputs, crowd: Crowd, log: list[Outage]) -> None:
    """Put the faults of every plug and the closures of stations on SimPy's calendar."""
    rule, seed = inputs.scenario.outages, inputs.scenario.seed
    names, faults = collect.Names(inputs), Faults(crowd)
    for closed in rule.closures:
        station = names.stations.index(closed.station)
        plugs = np.flatnonzero(names.pool_station[names.plug_pool] == station)
        env.process(closure(env, faults, plugs.tolist(), closed, inputs.grid.end_s, log))
    for plug, pool in enumerate(names.plug_pool.tolist()):
        name = f"{names.stations[names.pool_station[pool]]}.{names.plug_in_station[plug]}"
        env.process(plug_outages(env, faults, plug, name, rule, seed, inputs.replication, log))


def _site_areas(scenario: Scenario) -> list[int]:
    number = {area.id: i for i, area in enumerate(scenario.areas)}
    return [number[site.area] for site in scenario.sites]


def _tables(inputs: Inputs, started: Started, logs: _Logs) -> dict[str, pd.DataFrame]:
    """Return every table of the folder but sessions, trips, series and KPIs."""
    scenario, names = inputs.scenario, collect.Names(inputs)
    tables = {
        "fleets": fleets(inputs),
        "assets": assets(inputs),
        "alarms": collect.alarms(logs.alarms, inputs, started.sites),
        "outages": collect.outages(logs.outages, names),
        "grid_calls": collect.grid_calls(started.answers, names),
        "balked": collect.balked(inputs, started, names),
        "vehicles": collect.vehicles(inputs, started, _worn(inputs, started)),
        "batteries": collect.batteries(inputs, started.sites),
        "pv": inputs.pv_roofs,
        "prices": price_table(
            scenario.money.prices,
            discount_rate=scenario.money.discount_rate,
            feed_in=inputs.tariff.feed_in_cny_per_kwh,
            demand_charge=inputs.tariff.demand_charge_cny_per_kw_month,
        ),
        "factors": factor_table(scenario.carbon.factors, grid_factor=scenario.carbon.grid_factor),
    }
    months = inputs.buildings.all_months()
    if not months.empty:
        tables["buildings"] = months
    if inputs.buildings.all_sources():
        tables["sources"] = source_table(inputs)
    if inputs.timetabled:
        tables["depots"] = depots(inputs, started, logs.stays)
        tables["yard"] = yard(inputs, logs.stays)
    if inputs.on_demand:
        tables["requests"] = collect.requests(inputs, started)
        tables["waits"] = collect.waits(inputs, started)
    if inputs.travel:
        tables["travel"] = collect.travel(inputs)
    return tables


def _worn(inputs: Inputs, started: Started) -> Faded:
    energy_kwh = started.crowd.power.vehicles["energy_kwh"]
    return started.wear.finish(inputs.grid.end_s, energy_kwh)


class _Recorder:
    """Writes finished sessions and trips as they come, and counts them."""

    def __init__(self, inputs: Inputs, sessions: TableWriter, trips: TableWriter) -> None:
        self.started: Started | None = None
        self._inputs = inputs
        self._names = collect.Names(inputs)
        self._trip_names: collect.TripNames | None = None
        self._writers = (sessions, trips)
        self._count = dict.fromkeys(("sessions", "cars", "run", "cancelled"), 0)
        self._books = SessionBooks()
        self._measured = yardstick_sites(inputs)
        self.measured: list[Table] = []
        self.use = PlugUse(inputs.network.plug_pool.size)

    def sessions(self, rows: Table) -> None:
        assert self.started is not None
        power = self.started.crowd.power
        self._count["sessions"] += len(rows)
        first_car, first_battery = power.vehicles.size, power.vehicles.size + power.cars.size
        is_car = (rows["user"] >= first_car) & (rows["user"] < first_battery)
        self._count["cars"] += int(is_car.sum())
        self._books.add(rows, power)
        self.use.add(rows)
        if self._measured:
            site = power.plugs["site"][rows["plug"]]
            self.measured.append(rows[np.isin(site, self._measured)])
        if len(rows):
            self.started.wear.sessions(rows)
            self._writers[0].append(collect.sessions(rows, self._names, power.cars))

    def trips(self, rows: Table) -> None:
        assert self.started is not None
        if not len(rows):
            return
        if self._trip_names is None:
            crowd = self.started.crowd
            capacity = crowd.power.types["capacity_kwh"][crowd.power.vehicles["type"]]
            self._trip_names = collect.TripNames(self._inputs, crowd.lines.trips, capacity)
        cancelled = int((rows["state"] == CANCELLED).sum())
        self._count["cancelled"] += cancelled
        self._count["run"] += len(rows) - cancelled
        self._writers[1].append(collect.trips(rows, self._trip_names, self._names))

    def counted(self) -> Counted:
        count = self._count
        return Counted(
            count["sessions"], count["cars"], self._books, count["run"], count["cancelled"]
        )


class _Watch:
    """Passes progress on and remembers how long each stage took."""

    def __init__(self, say: Progress) -> None:
        self._say = say
        self._stage, self._since = "", time.perf_counter()
        self.timings_s: dict[str, float] = {}

    def __call__(self, stage: str, share: float) -> None:
        if stage != self._stage:
            self.stop()
            self._stage = stage
        self._say(stage, share)

    def stop(self) -> None:
        now = time.perf_counter()
        if self._stage:
            spent = self.timings_s.get(self._stage, 0.0) + now - self._since
            self.timings_s[self._stage] = round(spent, 3)
        self._since = now


def _manifest(
    inputs: Inputs,
    started: Started,
    recorder: _Recorder,
    entries: list[Entry],
    watch: _Watch,
    told: list[str],
) -> dict[str, Any]:
    watch.stop()
    return manifest(
        inputs.scenario,
        inputs.replication,
        timings_s=watch.timings_s,
        solves=solve_times(started.planners),
        checks=[entry.as_dict() for entry in entries],
        counts=counts_of(started, recorder.counted()),
        weather_notes=list(inputs.weather.notes),
        warnings=[str(remark) for remark in remarks(inputs.scenario)],
        notes=[
            *(
                note
                for item in inputs.timetabled
                for note in (*item.timetable.notes, *item.blocks.notes)
            ),
            *inputs.buildings.notes(),
            *told,
        ],
    )
