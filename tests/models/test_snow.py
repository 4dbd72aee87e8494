"""Snow on modules against pvlib's coverage."""

import numpy as np
import pandas as pd
import pytest
from pvlib import snow

from sim.models.snow import slid


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
