"""Snow on modules against pvlib's coverage."""

import numpy as np
import pandas as pd
import pytest
from pvlib import snow

from sim.models.snow import covering, slid


# pvlib 0.16 asks pandas for a frequency in the way that is to change
@pytest.mark.filterwarnings("ignore:A future version of pandas")
@pytest.mark.parametrize("tilt", [5.0, 20.0, 60.0])
def test_coverage_is_that_of_pvlib(tilt):
    steps = 96
    dice = np.random.default_rng(1)
    times = pd.date_range("2025-01-10", periods=steps, freq="1h")
    snows = dice.random(steps) < 0.05
    air_c = pd.Series(dice.normal(-1.0, 3.0, steps), times)
    light = pd.Series(dice.uniform(0.0, 600.0, steps), times)
    theirs = snow.coverage_nrel(pd.Series(np.where(snows, 3.0, 0.0), times), light, air_c, tilt)
    covered, ours = 0.0, []
    for t in range(steps):
        sin = float(np.sin(np.radians(tilt)))
        covered = slid(covered, bool(snows[t]), light.iloc[t], air_c.iloc[t], sin, t == 0)
        ours.append(covered)
    assert any(0.0 < share < 1.0 for share in ours)
    np.testing.assert_allclose(ours, theirs.to_numpy(), atol=1e-12)


def test_a_slow_fall_covers_from_when_a_centimetre_lies():
    """Hours of 0.4 cm, as weather of hours has them: none is fast, three of them are deep."""
    snow_mm = np.zeros(96)
    snow_mm[10:15] = 0.4
    snow_mm[30] = 0.4  # on what fell within the day before
    snow_mm[80] = 1.1  # fast
    assert np.flatnonzero(covering(snow_mm, 1.0)).tolist() == [12, 13, 14, 30, 80]
    snow_mm[30], snow_mm[45] = 0.0, 0.4  # alone
    assert np.flatnonzero(covering(snow_mm, 1.0)).tolist() == [12, 13, 14, 80]


@pytest.mark.parametrize("per_hour", [1, 4, 60])
def test_the_same_fall_covers_at_any_step(per_hour):
    snow_mm = np.repeat(np.where(np.arange(48) // 6 == 2, 0.3, 0.0) / per_hour, per_hour)
    hours = np.flatnonzero(covering(snow_mm, 1.0 / per_hour)) / per_hour
    assert hours.min() == pytest.approx(12.0 + 1.0 / 0.3, abs=1.0)
    assert int(hours.max()) == 17
