"""Demand-response calls: for a time the charging of some sites has a lower limit."""

from collections.abc import Generator, Sequence
from dataclasses import dataclass, field

import numpy as np
import simpy

from sim.clock import TimeGrid
from sim.control.sites import Room, Sites
from sim.crowd.crowd import Crowd
from sim.scenario.world import GridCall
from sim.units import SECONDS_PER_DAY, SECONDS_PER_HOUR, SECONDS_PER_MINUTE


@dataclass
class Answer:
    """How a site answered a call; powers in kW, energies in kWh.

    `before_kw` is what charging drew in the step before the call, the baseline of what was
    delivered; `energy_kwh` what it drew during the call.
    """

    call: str
    site: int
    begin_s: float
    end_s: float
    limit_kw: float
    before_kw: float
    energy_kwh: float = field(default=np.nan)

    @property
    def delivered_kw(self) -> float:
        """Mean reduction against the baseline; below 0 if more was drawn than before."""
        return self.before_kw - self.energy_kwh / ((self.end_s - self.begin_s) / SECONDS_PER_HOUR)


def grid_call(
    env: simpy.Environment,
    grid: TimeGrid,
    crowd: Crowd,
    sites: Sites,
    room: Room,
    call: GridCall,
    called: Sequence[int],
    log: list[Answer],
) -> Generator[simpy.Event]:
    """Lower the limit of the called sites while each call lasts.

    Parameters
    ----------
    called : numbers of the sites.
    """
    day = call.day
    hour, minute = call.at.split(":")
    while True:
        begin_s = (day - 1) * SECONDS_PER_DAY + int(hour) * SECONDS_PER_HOUR
        begin_s += int(minute) * SECONDS_PER_MINUTE
        end_s = min(begin_s + call.minutes * SECONDS_PER_MINUTE, grid.end_s)
        if begin_s >= grid.end_s:
            return
        yield env.timeout(begin_s - env.now)
        before = [_mean_kw(crowd, sites, site, grid, env.now) for site in called]
        taken = [_energy_kwh(crowd, sites, site, env.now) for site in called]
        crowd.power.sites["call_kw"][list(called)] = call.limit_kw
        crowd.share_anew(room, env.now)
        yield env.timeout(end_s - env.now)
        for site, before_kw, already in zip(called, before, taken, strict=True):
            answer = Answer(call.id, site, begin_s, end_s, call.limit_kw, before_kw)
            answer.energy_kwh = _energy_kwh(crowd, sites, site, env.now) - already
            log.append(answer)
        crowd.power.sites["call_kw"][list(called)] = np.inf
        crowd.share_anew(room, env.now)
        if call.repeat_days is None:
            return
        day += call.repeat_days


def _energy_kwh(crowd: Crowd, sites: Sites, site: int, now_s: float) -> float:
    """Return what charging at a site has drawn since the run began."""
    crowd.settle(site, now_s)
    stations = crowd.power.stations[sites.station_site == site]
    return float(stations["total_kwh"].sum() + stations["step_kwh"].sum())


def _mean_kw(crowd: Crowd, sites: Sites, site: int, grid: TimeGrid, now_s: float) -> float:
    """Return the mean power of charging over the last whole step, 0 in the first."""
    step = int(now_s / grid.step_s) - 1
    if step < 0:
        return 0.0
    return float(crowd.station_kw[sites.station_site == site, step].sum())
