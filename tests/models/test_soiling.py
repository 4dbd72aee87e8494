"""Dust against pvlib's Kimber, and storms."""

from datetime import date

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pvlib import soiling

from sim.models.soiling import dusty_loss, wash_days


@given(
    st.integers(0, 999),
    st.floats(0.0005, 0.01),
    st.floats(1.0, 12.0),
    st.integers(1, 30),
    st.booleans(),
)
def test_loss_is_that_of_kimber(seed, rate, threshold, grace, washed):
    dice = np.random.default_rng(seed)
    rain = dice.exponential(5.0, 365) * (dice.random(365) < 0.2)
    rain[0] = 0.0
    days = pd.date_range("2025-01-01", periods=365)
    dates = ["04-20", "09-01"] if washed else []
    theirs = soiling.kimber(
        pd.Series(rain, days),
        cleaning_threshold=threshold,
        soiling_loss_rate=rate,
        grace_period=grace,
        initial_soiling=0.02,
        manual_wash_dates=[f"2025-{day}" for day in dates] or None,
    )
    ours = dusty_loss(
        rain,
        rate_per_day=rate,
        cleaning_rain_mm=threshold,
        grace_days=grace,
        at_start=0.02,
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
