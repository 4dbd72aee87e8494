"""Outages: rates, repair, and a stream for each plug."""

from typing import Any

import numpy as np
import pytest
import simpy

from sim.processes.outages import Faults, Outage, closure, plug_outages
from sim.scenario.world import Closure, Outages

HOUR_S = 3600.0


class _Log:
    """Stands in for the crowd: remembers what breaks and is repaired."""

    def __init__(self) -> None:
        self.events: list[tuple[str, int, float]] = []

    def fail_plug(self, plug: int, now_s: float) -> None:
        self.events.append(("fails", plug, now_s))

    def repair_plug(self, plug: int, now_s: float) -> None:
        self.events.append(("works", plug, now_s))


def _run(plugs: dict[int, str], hours: float, *, replication: int = 0, **rule: Any) -> list[Outage]:
    env, log, crowd = simpy.Environment(), list[Outage](), _Log()
    model = Outages.model_validate(rule)
    for plug, name in plugs.items():
        process = plug_outages(env, crowd, plug, name, model, 1, replication, log)  # type: ignore[arg-type]
        env.process(process)
    env.run(until=hours * HOUR_S)
    for plug in plugs:
        own = [what for what, which, _ in crowd.events if which == plug]
        assert own == (["fails", "works"] * len(own))[: len(own)]
    assert sum(what == "fails" for what, _, _ in crowd.events) == len(log)
    return log


def _times(log: list[Outage], plug: int) -> list[float]:
    return [outage.begin_s for outage in log if outage.plug == plug]


def test_rates_are_those_of_the_scenario() -> None:
    rule = {"mean_time_between_failures_h": 100.0, "mean_time_to_repair_h": 20.0}
    log = _run({k: f"st.{k}" for k in range(20)}, 20_000.0, **rule)
    expected = 20 * 20_000.0 / 120.0
    assert len(log) == pytest.approx(expected, abs=4.0 * np.sqrt(expected))
    repaired = np.array([o.end_s - o.begin_s for o in log if o.end_s is not None]) / HOUR_S
    assert repaired.mean() == pytest.approx(20.0, rel=4.0 / np.sqrt(len(repaired)))
    assert repaired.std() == pytest.approx(repaired.mean(), rel=0.1)  # exponential


def test_another_plug_changes_nothing_for_this_one() -> None:
    alone = _run({0: "st.0"}, 5000.0, mean_time_between_failures_h=50.0)
    among = _run({3: "other.0", 0: "st.1", 7: "st.0"}, 5000.0, mean_time_between_failures_h=50.0)
    assert len(alone) > 20
    assert _times(among, 7) == _times(alone, 0)
    assert _times(among, 0) != _times(alone, 0)


def test_replications_differ() -> None:
    one = _run({0: "st.0"}, 5000.0, mean_time_between_failures_h=50.0)
    other = _run({0: "st.0"}, 5000.0, mean_time_between_failures_h=50.0, replication=1)
    assert _times(one, 0) != _times(other, 0)


def test_without_a_rate_nothing_fails() -> None:
    assert _run({0: "st.0"}, 1e6, mean_time_between_failures_h=None) == []


def test_an_outage_that_lasts_has_no_end() -> None:
    log = _run({0: "st.0"}, 1e5, mean_time_between_failures_h=1.0, mean_time_to_repair_h=1e9)
    assert len(log) == 1
    assert log[0].end_s is None


def _close(end_h: float, hours: float) -> tuple[list[tuple[str, int, float]], list[Outage]]:
    env, log, crowd = simpy.Environment(), list[Outage](), _Log()
    faults = Faults(crowd)  # type: ignore[arg-type]
    rule = Closure(id="c", station="st", day=2, at="06:30", hours=hours)
    env.process(closure(env, faults, [4, 5], rule, end_h * HOUR_S, log))

    def breaks_meanwhile() -> Any:
        yield env.timeout(31.0 * HOUR_S)
        faults.fail_plug(4, env.now)
        yield env.timeout(4.0 * HOUR_S)
        faults.repair_plug(4, env.now)

    env.process(breaks_meanwhile())
    env.run(until=end_h * HOUR_S)
    return crowd.events, log


def test_a_closed_station_has_no_plug_and_a_fault_outlasts_its_opening() -> None:
    events, log = _close(end_h=72.0, hours=2.0)
    begin_s = 30.5 * HOUR_S
    assert events == [
        ("fails", 4, begin_s),
        ("fails", 5, begin_s),
        ("works", 5, begin_s + 2.0 * HOUR_S),
        ("works", 4, 35.0 * HOUR_S),
    ]
    assert [(o.plug, o.begin_s, o.end_s) for o in log] == [
        (plug, begin_s, begin_s + 2.0 * HOUR_S) for plug in (4, 5)
    ]


def test_a_closure_that_outlasts_the_run_has_no_end() -> None:
    _, log = _close(end_h=40.0, hours=100.0)
    assert [outage.end_s for outage in log] == [None, None]
