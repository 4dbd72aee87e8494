"""Alarms on the loading of transformers, with hysteresis and a time to hold."""

from collections.abc import Generator
from dataclasses import dataclass

import numpy as np
import simpy

from sim.clock import TimeGrid
from sim.control.sites import Sites
from sim.scenario.world import Alarms
from sim.units import SECONDS_PER_DAY, SECONDS_PER_MINUTE

_ROUNDING = 1e-6
"""Of the recorded loading, a 32-bit number."""


@dataclass
class Alarm:
    """A transformer above its limit: from when to when, and the worst step."""

    site: int
    begin_s: float
    worst_step: int
    end_s: float | None = None


def loading_alarms(
    env: simpy.Environment, grid: TimeGrid, sites: Sites, rule: Alarms, log: list[Alarm]
) -> Generator[simpy.Event]:
    """Watch the loading of every transformer.

    An alarm begins when the loading has been above `raise_at` for `hold_minutes`, dated back to
    when that began, and ends when the loading is below `clear_at`. A controller that holds a
    site exactly at its rating raises none. Nothing in a run answers to an alarm, so the steps of
    a day are looked at together when it is over.
    """
    watch = _Watch(grid, sites, rule, log)
    per_day = round(SECONDS_PER_DAY / grid.step_s)
    for first in range(0, grid.steps, per_day):
        last = min(first + per_day, grid.steps)
        yield env.timeout(last * grid.step_s - env.now)
        yield env.timeout(0.0)  # the tick of this instant closes the day's last step before
        watch.look(first, last)


class _Watch:
    """What is known of every transformer while steps go by."""

    def __init__(self, grid: TimeGrid, sites: Sites, rule: Alarms, log: list[Alarm]) -> None:
        self._step_s, self._loading, self._log = grid.step_s, sites.loading, log
        self._raise_above = rule.raise_at * (1.0 + _ROUNDING)
        self._clear_below = rule.clear_at
        self._hold_s = rule.hold_minutes * SECONDS_PER_MINUTE
        self._above_since: dict[int, float] = {}
        self._raised: dict[int, Alarm] = {}

    def look(self, first: int, last: int) -> None:
        """Look at the steps from `first` until before `last`."""
        high = self._loading[:, first:last].max(axis=0, initial=0.0) > self._raise_above
        for step in range(first, last):
            if high[step - first] or self._above_since or self._raised:
                self._look_at(step)

    def _look_at(self, step: int) -> None:
        loading = self._loading[:, step]
        begin_s = step * self._step_s
        for site in np.flatnonzero(loading > self._raise_above).tolist():
            self._above_since.setdefault(site, begin_s)
            held_s = begin_s + self._step_s - self._above_since[site]
            if site not in self._raised and held_s >= self._hold_s:
                since = round(self._above_since[site] / self._step_s)
                worst = since + int(self._loading[site, since : step + 1].argmax())
                self._raised[site] = Alarm(site, self._above_since[site], worst)
                self._log.append(self._raised[site])
        for site in [s for s in self._above_since if loading[s] <= self._raise_above]:
            del self._above_since[site]
        for site, alarm in list(self._raised.items()):
            if loading[site] < self._clear_below:
                alarm.end_s = begin_s
                del self._raised[site]
            elif loading[site] > self._loading[site, alarm.worst_step]:
                alarm.worst_step = step
