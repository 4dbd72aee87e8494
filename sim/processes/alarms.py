"""Alarms on the loading of transformers, with hysteresis and a time to hold."""

from collections.abc import Generator
from dataclasses import dataclass

import numpy as np
import simpy

from sim.clock import TimeGrid
from sim.control.sites import Sites
from sim.scenario.world import Alarms
from sim.units import SECONDS_PER_MINUTE

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
    """Watch the loading of every transformer at the end of each step.

    An alarm begins when the loading has been above `raise_at` for `hold_minutes`, dated back to
    when that began, and ends when the loading is below `clear_at`. A controller that holds a
    site exactly at its rating raises none.
    """
    raise_above = rule.raise_at * (1.0 + _ROUNDING)
    hold_s = rule.hold_minutes * SECONDS_PER_MINUTE
    above_since: dict[int, float] = {}
    raised: dict[int, Alarm] = {}
    for step in range(grid.steps):
        yield env.timeout((step + 1) * grid.step_s - env.now)
        loading = sites.loading[:, step]
        begin_s = step * grid.step_s
        if not above_since and not raised and loading.max(initial=0.0) <= raise_above:
            continue
        for site in np.flatnonzero(loading > raise_above).tolist():
            above_since.setdefault(site, begin_s)
            if site not in raised and env.now - above_since[site] >= hold_s:
                first = round(above_since[site] / grid.step_s)
                worst = first + int(sites.loading[site, first : step + 1].argmax())
                raised[site] = Alarm(site, above_since[site], worst)
                log.append(raised[site])
        for site in [s for s in above_since if loading[s] <= raise_above]:
            del above_since[site]
        for site, alarm in list(raised.items()):
            if loading[site] < rule.clear_at:
                alarm.end_s = begin_s
                del raised[site]
            elif loading[site] > sites.loading[site, alarm.worst_step]:
                alarm.worst_step = step
