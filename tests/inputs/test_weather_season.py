"""Yearly courses keep their monthly means; the ground follows the heat equation."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.inputs.weather.season import (
    SOIL_DIFFUSIVITY_M2_S,
    daily_course,
    ground_by_kusuda,
    month_means,
    month_of_day,
)


@given(
    year=st.sampled_from([2023, 2024]),
    monthly=st.lists(st.floats(-30.0, 40.0), min_size=12, max_size=12),
)
def test_daily_course_keeps_monthly_means(year, monthly):
    months = month_of_day(year)
    daily = daily_course(np.array(monthly), months)
    assert daily.size == (366 if year == 2024 else 365)
    np.testing.assert_allclose(month_means(daily, months), monthly, atol=1e-9)


def test_ground_is_the_solution_of_the_heat_equation():
    """An explicit finite-difference column, driven for ten years, agrees at 4 m."""
    days = np.arange(365)
    air = 10.0 + 14.0 * np.cos(2.0 * np.pi * (days + 0.5 - 200.0) / 365.0)
    step_m, step_s = 0.2, 0.25 * 86400.0
    share = SOIL_DIFFUSIVITY_M2_S * step_s / step_m**2
    assert share < 0.5, "or the scheme is unstable"
    column = np.full(151, 10.0)
    at_4_m = np.empty(365)
    for day in range(3650):
        for quarter in range(4):
            instant = day + (quarter + 1) / 4.0
            column[0] = 10.0 + 14.0 * np.cos(2.0 * np.pi * (instant - 200.0) / 365.0)
            column[1:-1] += share * (column[2:] - 2.0 * column[1:-1] + column[:-2])
            if quarter == 1:
                at_4_m[day % 365] = column[20]
    np.testing.assert_allclose(ground_by_kusuda(air), at_4_m, atol=0.1)


def test_ground_damps_and_keeps_the_mean():
    air = 10.0 + 14.0 * np.cos(2.0 * np.pi * (np.arange(365) - 200.0) / 365.0)
    ground = ground_by_kusuda(air)
    assert ground.mean() == pytest.approx(air.mean(), abs=1e-6)
    assert np.ptp(ground) < 0.3 * np.ptp(air)
