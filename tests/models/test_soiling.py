"""Dust against pvlib's Kimber, and rain that does not depend on the period."""

from datetime import date

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pvlib import soiling

from sim.models.soiling import dusty_loss, rain_mm, rain_of_year, wash_days
from sim.tables import table


@given(
    st.integers(0, 999),
    st.floats(0.0005, 0.01),
    st.floats(1.0, 12.0),
    st.integers(1, 30),
    st.booleans(),
)
def test_loss_is_that_of_kimber(seed, rate, threshold, grace, washed):
    rain = rain_mm(date(2025, 1, 1), 365, seed, 0)
    days = pd.date_range("2025-01-01", periods=365)
    dates = ["04-20", "09-01"] if washed else []
    theirs = soiling.kimber(
        pd.Series(rain, days),
        cleaning_threshold=threshold,
        soiling_loss_rate=rate,
        grace_period=grace,
        manual_wash_dates=[f"2025-{day}" for day in dates] or None,
    )
    ours = dusty_loss(
        rain,
        rate_per_day=rate,
        cleaning_rain_mm=threshold,
        grace_days=grace,
        washed=wash_days(date(2025, 1, 1), 365, dates),
    )
    np.testing.assert_allclose(ours, theirs.to_numpy(), atol=1e-12)


def test_a_storm_lies_until_it_rains():
    rain, dust = np.zeros(30), np.ones(30)
    dust[5], rain[12] = 21.0, 20.0
    dust[16] = 11.0
    loss = dusty_loss(rain, dust=dust, rate_per_day=0.005)
    assert loss[5] - loss[4] == pytest.approx(21.0 * 0.005)
    assert loss[11] - loss[10] == pytest.approx(0.005)
    assert loss[12] == loss[15] == 0.0
    assert loss[16] == loss[20] == pytest.approx(10.0 * 0.005), "on damp ground only the storm's"


@given(st.integers(0, 10**6), st.integers(2020, 2032))
def test_a_year_rains_the_tables_days_and_sums(seed, year):
    climate = table("rain_lanzhou")
    rain = pd.Series(rain_of_year(year, seed, 0), pd.date_range(f"{year}-01-01", f"{year}-12-31"))
    by_month = rain.groupby(rain.index.month)
    np.testing.assert_allclose(by_month.sum(), climate["rain_mm"])
    assert ((rain > 0.0).groupby(rain.index.month).sum() == climate["rain_days"]).all()


def test_a_day_has_its_rain_in_any_period():
    year = rain_mm(date(2025, 1, 1), 730, 7, 1)
    week = rain_mm(date(2025, 12, 28), 7, 7, 1)
    np.testing.assert_array_equal(week, year[361:368])
    assert not np.array_equal(year, rain_mm(date(2025, 1, 1), 730, 7, 2))
