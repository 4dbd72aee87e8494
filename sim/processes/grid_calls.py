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

    `before_kw` is what charging drew in a step's length before the call, the baseline of what was
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
    in_force: dict[int, list[float]],
    log: list[Answer],
) -> Generator[simpy.Event]:
    """Lower the limit of the called sites while each call lasts; of several the lowest holds.

    Parameters
    ----------
    called : numbers of the sites.
    in_force : limits of the calls that last, by site; shared by all calls of a run.
    """
    hour, minute = call.at.split(":")
    first_s = (call.day - 1) * SECONDS_PER_DAY + int(hour) * SECONDS_PER_HOUR
    first_s += int(minute) * SECONDS_PER_MINUTE
    apart_s = (call.repeat_days or grid.days + 1) * SECONDS_PER_DAY
    for begin_s in np.arange(first_s, grid.end_s, apart_s).tolist():
        yield env.timeout(max(begin_s - grid.step_s, env.now) - env.now)
        since_s, earlier = env.now, [_energy_kwh(crowd, sites, site, env.now) for site in called]
        yield env.timeout(begin_s - env.now)
        taken = [_energy_kwh(crowd, sites, site, env.now) for site in called]
        _set_limits(crowd, called, in_force, begins=call.limit_kw)
        crowd.share_anew(room, env.now)
        end_s = min(begin_s + call.minutes * SECONDS_PER_MINUTE, grid.end_s)
        yield env.timeout(end_s - env.now)
        hours = max(begin_s - since_s, 1.0) / SECONDS_PER_HOUR
        for site, before, already in zip(called, earlier, taken, strict=True):
            before_kw = (already - before) / hours
            answer = Answer(call.id, site, begin_s, end_s, call.limit_kw, before_kw)
            answer.energy_kwh = _energy_kwh(crowd, sites, site, env.now) - already
            log.append(answer)
        _set_limits(crowd, called, in_force, ends=call.limit_kw)
        crowd.share_anew(room, env.now)


def _set_limits(
    crowd: Crowd,
    called: Sequence[int],
    in_force: dict[int, list[float]],
    begins: float | None = None,
    ends: float | None = None,
) -> None:
    for site in called:
        limits = in_force.setdefault(site, [])
        if begins is not None:
            limits.append(begins)
        if ends is not None:
            limits.remove(ends)
        crowd.power.sites["call_kw"][site] = min(limits, default=np.inf)


def _energy_kwh(crowd: Crowd, sites: Sites, site: int, now_s: float) -> float:
    """Return what charging at a site has drawn since the run began."""
    crowd.settle(site, now_s)
    stations = crowd.power.stations[sites.station_site == site]
    return float(stations["total_kwh"].sum() + stations["step_kwh"].sum())
