"""The crowd calendar against a bare heap, against its own loop, and against twice its size.

Two things that are compared take turns, a simulated day each, so that what else the
machine does falls on both; the median of the turns' ratios is reported. Times are processor time.
"""

import time
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import numpy as np
import simpy

from benchmarks.heap import BareHeap
from benchmarks.row import Row
from sim.clock import TimeGrid
from sim.crowd.records import Table
from sim.inputs.build import build
from sim.processes.alarms import Alarm, loading_alarms
from sim.processes.control_tick import control_tick
from sim.run.start import start
from sim.scenario.load import load_scenario
from sim.scenario.scenario import Scenario
from sim.scenario.site import Site
from sim.units import SECONDS_PER_DAY

GREEN_PLAN = Path(__file__).resolve().parents[1] / "scenarios" / "lanzhou" / "green-plan.yaml"
HEAP_SHARE = 0.25
DOUBLING = 2.3
LOOP_SHARE = 1 / 1.5


class Turn(NamedTuple):
    """What one turn of a fleet took: `crowd_s` in the compiled calendar, `loop_s` in all."""

    events: int
    crowd_s: float
    loop_s: float


class Fleet:
    """A scenario's run without its files, to be driven on a day or less at a time.

    Parameters
    ----------
    stepwise : Python looks at every step, so that the crowd can be timed by itself.
    """

    def __init__(self, scenario: Scenario, stepwise: bool = True) -> None:
        self.inputs = build(scenario, 0, lambda stage, share: None)
        self._session_kwh = 0.0
        self.started = start(self.inputs, self._sessions, lambda rows: None)
        self.crowd, sites = self.started.crowd, self.started.sites
        self._env = simpy.Environment()
        alarms: list[Alarm] = []
        grid, room = self.inputs.grid, self.started.room
        self._env.process(control_tick(self._env, grid, self.crowd, sites, room))
        self._env.process(loading_alarms(self._env, grid, sites, scenario.alarms, alarms))
        if stepwise:
            self._env.process(_every_step(self._env, self.inputs.grid))
        self.crowd.advance(-1.0)  # loads the machine code

    def _sessions(self, rows: Table) -> None:
        self._session_kwh += float(rows["drawn_kwh"].sum())

    @property
    def individuals(self) -> int:
        """Return how many individuals have events: vehicles, sites, streams of arrivals."""
        power, lines, hails = self.crowd.power, self.crowd.lines, self.crowd.hails
        streams = lines.fleets.size + hails.fleets.size + 1
        return int(power.vehicles.size + power.sites.size + streams)

    @property
    def events(self) -> int:
        return int(self.crowd.power.meta["events"][0])

    def turns(self, turn_s: float) -> Iterator[Turn]:
        """Drive to the end, pausing every `turn_s` simulated seconds; then close the books."""
        end_s = self.inputs.grid.end_s
        for until_s in np.arange(turn_s, end_s + turn_s, turn_s):
            yield self._drive(min(float(until_s), end_s))
        self.crowd.finish()
        self._assert_books()

    def _drive(self, until_s: float) -> Turn:
        env, crowd, before = self._env, self.crowd, self.events
        crowd_s, begin = 0.0, time.process_time()
        while env.peek() <= until_s:
            since = time.process_time()
            crowd.advance(env.peek())
            crowd_s += time.process_time() - since
            env.step()
        return Turn(self.events - before, crowd_s, time.process_time() - begin)

    def _assert_books(self) -> None:
        """No energy and no passenger may be lost: a fast wrong crowd is no crowd."""
        power, service = self.crowd.power, self.crowd.hails.service
        cars = power.vehicles
        residual = self.started.start_kwh + cars["charged_kwh"] + cars["towed_kwh"]
        residual = residual - cars["driven_kwh"] - cars["energy_kwh"]
        assert np.abs(residual).max(initial=0.0) < 1e-6 * cars["driven_kwh"].max(initial=1.0)
        drawn_kwh = float(power.stations["total_kwh"].sum() + power.stations["step_kwh"].sum())
        assert np.isclose(drawn_kwh, self._session_kwh, rtol=1e-9), "sessions lost energy"
        waiting = int(self.crowd.hails.waiting_count.sum())
        ended = service["served"].sum() + service["lost"].sum()
        assert service["requests"].sum() == ended + waiting, "passengers were lost"
        assert service["served"].sum() > 0.5 * service["requests"].sum(), "taxis do not serve"


def _every_step(env: simpy.Environment, grid: TimeGrid) -> Iterator[simpy.Event]:
    """Be due at the end of every step."""
    while True:
        yield env.timeout(grid.step_s)


def fleet_of(scenario: Path, days: int) -> Scenario:
    """Return the first `days` of a scenario file."""
    return load_scenario(scenario, [f"period.days={days}"])


def against_heap(scenario: Scenario, turn_s: float = SECONDS_PER_DAY) -> list[Row]:
    """Compare the crowd's events with a bare heap's, and the whole loop with the crowd."""
    fleet, whole = Fleet(scenario), Fleet(scenario, stepwise=False)
    heap = BareHeap.of(fleet.individuals)
    heap.run(fleet.individuals)
    turns, heap_s, loops = [], [], []
    for turn, loop in zip(fleet.turns(turn_s), whole.turns(turn_s), strict=True):
        turns.append(turn)
        loops.append(loop.loop_s)
        heap_s.append(heap.run(turn.events))
    events, crowd_s, _ = np.array(turns).T
    loop_s = np.array(loops)
    ratio = float(np.median(np.array(heap_s) / crowd_s))
    crowd_rate, heap_rate = events.sum() / crowd_s.sum(), events.sum() / sum(heap_s)
    detail = f"{crowd_rate / 1e6:.2f} of {heap_rate / 1e6:.2f} million events/s"
    detail += f", {fleet.individuals} individuals, {fleet.events} events"
    part = float(np.median(crowd_s / loop_s))
    return [
        Row("crowd calendar, share of a bare heap", ratio, HEAP_SHARE, "at least", detail),
        Row(
            "crowd calendar, share of the whole loop's time",
            part,
            LOOP_SHARE,
            "at least",
            f"{crowd_s.sum():.2f} of {loop_s.sum():.2f} s; the rest is SimPy, control, recording",
        ),
    ]


def doubling(scenario: Scenario, turn_s: float = SECONDS_PER_DAY) -> Row:
    """Compare with twice the taxis, requests, plugs and power; buses and cars stay as they are."""
    one, two = Fleet(scenario), Fleet(doubled(scenario))
    turns = list(zip(one.turns(turn_s), two.turns(turn_s), strict=True))
    ratio = float(np.median([b.crowd_s / a.crowd_s for a, b in turns]))
    growth = two.events / one.events
    detail = f"time of twice the taxis, requests and plugs; {growth:.2f} times the events"
    return Row("crowd calendar, time of a doubled fleet", ratio, DOUBLING, "at most", detail)


def doubled(scenario: Scenario) -> Scenario:
    """Return the scenario with twice the taxis, requests, plugs and limits of power."""
    on_demand = tuple(
        fleet.model_copy(
            update={
                "vehicles": 2 * fleet.vehicles,
                "requests_per_day": {k: 2.0 * n for k, n in fleet.requests_per_day.items()},
            }
        )
        for fleet in scenario.fleets.on_demand
    )
    fleets = scenario.fleets.model_copy(update={"on_demand": on_demand})
    sites = tuple(_doubled_site(site) for site in scenario.sites)
    return scenario.model_copy(update={"fleets": fleets, "sites": sites})


def _twice(value: float | None) -> float | None:
    return None if value is None else 2.0 * value


def _doubled_site(site: Site) -> Site:
    stations = tuple(
        station.model_copy(
            update={
                "plugs": tuple(
                    group.model_copy(update={"count": 2 * group.count}) for group in station.plugs
                ),
                "limit_kw": _twice(station.limit_kw),
            }
        )
        for station in site.stations
    )
    charging = site.charging.model_copy(update={"limit_kw": _twice(site.charging.limit_kw)})
    return site.model_copy(
        update={
            "stations": stations,
            "charging": charging,
            "transformer_kva": 2.0 * site.transformer_kva,
        }
    )
