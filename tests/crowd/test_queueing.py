"""Queues at plugs against queueing theory: M/M/c and M/M/c/c with a known answer."""

from math import sqrt

import numpy as np
import pytest

from tests.support.crowd_world import CarWorld, cars, charging_network, site, station

MEAN_STAY_S = 1800.0
REPLICATIONS = 8
CARS = 60_000
"""About so many come in each replication."""
STUDENT_995 = 3.499
"""Two-sided 99 % quantile of Student's t with 7 degrees of freedom."""


def _world(
    load: float,
    plugs: int,
    replication: int,
    patience_s: float = np.inf,
    step_minutes: int = 24 * 60,
) -> CarWorld:
    """`load` in erlang; the stay begins with the charging, its length is exponential.

    Who comes, begins and goes when does not hang on the step, which only says how often the
    powers are shared and written down.
    """
    draws = np.random.default_rng([int(load * 1000), plugs, replication])
    days = round(CARS * MEAN_STAY_S / load / 86400.0)
    count = int(1.05 * CARS)
    arrive_s = np.cumsum(draws.exponential(MEAN_STAY_S / load, count))
    arrive_s = arrive_s[arrive_s < days * 86400.0]
    stay_s = draws.exponential(MEAN_STAY_S, arrive_s.size)
    some = cars(arrive_s, stay_s=stay_s, stays=1, patience_s=patience_s)
    return CarWorld(
        charging_network(site(station(("ac-7", plugs)))), some, days=days, step_minutes=step_minutes
    )


def _within(samples: list[float], expected: float) -> None:
    """Expect the mean within its confidence interval, and the interval to be worth something."""
    half = STUDENT_995 * float(np.std(samples, ddof=1)) / sqrt(len(samples))
    assert half < 0.15 * expected
    assert np.mean(samples) == pytest.approx(expected, abs=half)


@pytest.mark.parametrize(
    ("load", "plugs", "share_waiting"),
    [(8.0, 10, 0.40918), (3.5, 5, 0.37784), (0.8, 1, 0.8)],
)
def test_erlang_c(load: float, plugs: int, share_waiting: float) -> None:
    """P(wait) is Erlang's C, the mean wait C / (c − A) mean stays."""
    waited, wait = [], []
    for replication in range(REPLICATIONS):
        rows = _world(load, plugs, replication).finish()[500:]
        waits_s = rows["start_s"] - rows["arrive_s"]
        waited.append(float((waits_s > 0.0).mean()))
        wait.append(float(waits_s.mean()) / MEAN_STAY_S)
    _within(waited, share_waiting)
    _within(wait, share_waiting / (plugs - load))


def test_erlang_b() -> None:
    """Who finds no plug goes away at once: the share lost is Erlang's B."""
    lost = []
    for replication in range(REPLICATIONS):
        world = _world(8.0, 10, replication, patience_s=0.0)
        rows = world.finish()
        balked = int(world.power.balked.sum())
        assert balked + rows.size == world.power.cars.size
        lost.append(balked / world.power.cars.size)
    _within(lost, 0.12166)


def test_littles_law() -> None:
    """The mean queue of the recorded steps is the arrival rate times the mean wait."""
    world = _world(8.0, 10, 99, step_minutes=60)
    rows = world.finish()
    rate_per_s = world.power.cars.size / world.grid.end_s
    mean_wait_s = float((rows["start_s"] - rows["arrive_s"]).mean())
    assert float(world.crowd.queue.mean()) == pytest.approx(rate_per_s * mean_wait_s, rel=0.03)
    assert float(world.crowd.busy.mean()) == pytest.approx(8.0, rel=0.03)
