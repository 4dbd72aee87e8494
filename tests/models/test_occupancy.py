"""Schedules: what begins earlier looks at the next day, be it one of work or of rest."""

from datetime import date

import numpy as np

from sim.clock import DayKind, TimeGrid
from sim.models.occupancy import (
    AHEAD_SLOTS,
    SLOTS,
    ahead_slots,
    earlier,
    load_schedules,
    schedule_names,
    slots,
)

_WORK, _REST = int(DayKind.WORKDAY), int(DayKind.RESTDAY)


def _from_six() -> np.ndarray:
    """Return a schedule from 6 to 18 on working days, and never at the weekend [1, SLOTS]."""
    shares = np.zeros((1, SLOTS))
    shares[0, _WORK * 24 + 6 : _WORK * 24 + 18] = 1.0
    return shares


def _hours(shares: np.ndarray, today: int, tomorrow: int) -> list[int]:
    begin = tomorrow * SLOTS + today * 24
    return np.flatnonzero(shares[0, begin : begin + 24]).tolist()


def test_ten_hours_before_six_is_the_evening_before() -> None:
    shares = earlier(_from_six(), np.array([10]))
    assert shares.shape == (1, AHEAD_SLOTS)
    morning, evening = list(range(18)), list(range(20, 24))
    assert _hours(shares, _WORK, _WORK) == morning + evening
    assert _hours(shares, _REST, _WORK) == evening
    assert _hours(shares, _WORK, _REST) == morning
    assert _hours(shares, _REST, _REST) == []


def test_nothing_earlier_is_the_schedule_whatever_tomorrow_is() -> None:
    shares = _from_six()
    np.testing.assert_array_equal(earlier(shares, np.array([0])), np.hstack([shares] * 2))


def test_hot_water_of_a_day_is_drawn_once_or_not_at_all() -> None:
    schedules = load_schedules()
    drawn = schedules.hot_water.reshape(len(schedule_names()), len(DayKind), 24).sum(axis=2)
    assert set(drawn.ravel().round(12)) == {0.0, 1.0}


def test_slots_know_the_day_after_the_last() -> None:
    grid = TimeGrid(date(2025, 1, 10), 3, 60)  # Friday to Sunday
    assert grid.kind_of_day.tolist() == [_WORK, _REST, _REST]
    assert grid.kind_of_next_day.tolist() == [_REST, _REST, _WORK]
    slot = slots(grid.kind_of_day, grid.day_of_step, grid.hour_of_day)
    ahead = ahead_slots(slot, grid.kind_of_next_day, grid.day_of_step)
    heated = np.flatnonzero(earlier(_from_six(), np.array([10]))[0, ahead])
    assert heated.tolist() == [*range(18), *range(48 + 20, 72)]
