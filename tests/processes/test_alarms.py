"""Alarms: hysteresis, the time to hold, and the worst step."""

from datetime import date

import numpy as np
import pytest
import simpy

from sim.clock import TimeGrid
from sim.control.sites import Sites
from sim.processes.alarms import Alarm, loading_alarms
from sim.scenario.world import Alarms

STEP_S = 300.0
GRID = TimeGrid(date(2025, 1, 1), 1, 5)


def _watch(loadings: list[float], grid: TimeGrid = GRID, **rule: float) -> list[Alarm]:
    """Let the alarms look at one transformer's loading; after the list it is idle."""
    loading = np.zeros((1, grid.steps), np.float32)
    loading[0, : len(loadings)] = loadings
    sites = Sites(**(dict.fromkeys(Sites._fields, np.zeros(0)) | {"loading": loading}))
    env, log = simpy.Environment(), list[Alarm]()
    env.process(loading_alarms(env, grid, sites, Alarms.model_validate(rule), log))
    env.run()
    return log


def test_an_alarm_is_raised_after_holding_and_dated_back() -> None:
    (alarm,) = _watch([0.5, 1.1, 1.3, 1.2, 0.5])
    assert (alarm.begin_s, alarm.end_s) == (STEP_S, 4 * STEP_S)
    assert alarm.worst_step == 2


def test_a_short_peak_raises_none() -> None:
    assert _watch([0.5, 1.5, 0.5, 1.5, 0.5]) == []


def test_hysteresis_keeps_one_alarm_from_becoming_many() -> None:
    (alarm,) = _watch([1.1, 1.1, 0.95, 1.1, 0.92, 1.4, 0.95, 0.8])
    assert (alarm.begin_s, alarm.end_s) == (0.0, 7 * STEP_S)
    assert alarm.worst_step == 5


def test_after_it_is_cleared_a_new_one_must_hold_again() -> None:
    alarms = _watch([1.1, 1.1, 0.8, 1.1, 0.8, 1.2, 1.1, 0.8])
    assert [alarm.begin_s for alarm in alarms] == [0.0, 5 * STEP_S]
    assert [alarm.worst_step for alarm in alarms] == [0, 5]


@pytest.mark.parametrize(("hold_minutes", "count"), [(0.0, 1), (5.0, 1), (15.0, 1), (16.0, 0)])
def test_the_time_to_hold(hold_minutes: float, count: int) -> None:
    assert len(_watch([1.1, 1.1, 1.1, 0.5], hold_minutes=hold_minutes)) == count


def test_an_alarm_at_the_end_stays_open() -> None:
    grid = TimeGrid(date(2025, 1, 1), 1, 60)
    (alarm,) = _watch([0.5] * 22 + [1.2, 1.3], grid)
    assert alarm.end_s is None
    assert alarm.worst_step == 23


def test_exactly_at_the_rating_is_no_alarm() -> None:
    """A controller that holds a site at its rating does its work."""
    assert _watch([1.0] * 10) == []
    assert len(_watch([1.001] * 10)) == 1
