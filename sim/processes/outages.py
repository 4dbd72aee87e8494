"""Plugs that fail and are repaired, each on a stream of its own."""

from collections.abc import Generator
from dataclasses import dataclass

import simpy

from sim.crowd.crowd import Crowd
from sim.scenario.world import Outages
from sim.streams import rng
from sim.units import SECONDS_PER_HOUR


@dataclass
class Outage:
    """A plug's time out of order; `end_s` is None while it lasts."""

    plug: int
    begin_s: float
    end_s: float | None = None


def plug_outages(
    env: simpy.Environment,
    crowd: Crowd,
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
        crowd.fail_plug(plug, env.now)
        yield env.timeout(draws.exponential(rule.mean_time_to_repair_h) * SECONDS_PER_HOUR)
        crowd.repair_plug(plug, env.now)
        outage.end_s = env.now
