"""Plugs that fail and are repaired, each on a stream of its own, and stations that close."""

from collections import Counter
from collections.abc import Generator, Sequence
from dataclasses import dataclass

import simpy

from sim.crowd.crowd import Crowd
from sim.scenario.world import Closure, Outages
from sim.streams import rng
from sim.units import SECONDS_PER_DAY, SECONDS_PER_HOUR, SECONDS_PER_MINUTE


@dataclass
class Outage:
    """A plug's time out of order; `end_s` is None while it lasts."""

    plug: int
    begin_s: float
    end_s: float | None = None


class Faults:
    """Plugs that are out of order, some for two reasons at once: a fault, and a closure."""

    def __init__(self, crowd: Crowd) -> None:
        self._crowd = crowd
        self._reasons: Counter[int] = Counter()

    def fail_plug(self, plug: int, now_s: float) -> None:
        """Add a reason; the first breaks the plug."""
        self._reasons[plug] += 1
        if self._reasons[plug] == 1:
            self._crowd.fail_plug(plug, now_s)

    def repair_plug(self, plug: int, now_s: float) -> None:
        """Take a reason away; with the last one the plug works again."""
        self._reasons[plug] -= 1
        if self._reasons[plug] == 0:
            self._crowd.repair_plug(plug, now_s)


def closure(
    env: simpy.Environment,
    faults: Faults,
    plugs: Sequence[int],
    rule: Closure,
    end_s: float,
    log: list[Outage],
) -> Generator[simpy.Event]:
    """Close a station: all its plugs are out of order for a time."""
    hour, minute = rule.at.split(":")
    begin_s = (rule.day - 1) * SECONDS_PER_DAY + int(hour) * SECONDS_PER_HOUR
    begin_s += int(minute) * SECONDS_PER_MINUTE
    yield env.timeout(begin_s - env.now)
    closed = [Outage(plug, env.now) for plug in plugs]
    log.extend(closed)
    for plug in plugs:
        faults.fail_plug(plug, env.now)
    if begin_s + rule.hours * SECONDS_PER_HOUR > end_s:
        return
    yield env.timeout(rule.hours * SECONDS_PER_HOUR)
    for outage in closed:
        outage.end_s = env.now
        faults.repair_plug(outage.plug, env.now)


def plug_outages(
    env: simpy.Environment,
    faults: Faults,
    plug: int,
    name: str,
    rule: Outages,
    seed: int,
    replication: int,
    log: list[Outage],
) -> Generator[simpy.Event]:
    """Break and repair one plug, at exponential intervals.

    Parameters
    ----------
    name : station and number of the plug; names its stream, so that a plug fails at the same
        times in every scenario that has it.
    """
    if rule.mean_time_between_failures_h is None:
        return
    draws = rng(seed, replication, f"outage.{name}")
    while True:
        works_h = draws.exponential(rule.mean_time_between_failures_h)
        yield env.timeout(works_h * SECONDS_PER_HOUR)
        outage = Outage(plug, env.now)
        log.append(outage)
        faults.fail_plug(plug, env.now)
        yield env.timeout(draws.exponential(rule.mean_time_to_repair_h) * SECONDS_PER_HOUR)
        faults.repair_plug(plug, env.now)
        outage.end_s = env.now
