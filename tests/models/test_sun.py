"""The sun against NREL's SPA and against itself."""

from datetime import date

import numpy as np
import pandas as pd
import pytest
from pvlib.atmosphere import alt2pres, get_relative_airmass

from sim.clock import TimeGrid
from sim.models.sun import standard_pressure_pa, sun_at, sun_over
from sim.verify.pv import sun_against_spa


def test_zenith_is_that_of_spa():
    assert sun_against_spa().ok


@pytest.mark.parametrize(
    ("latitude", "longitude"), [(36.05, 103.88), (-33.9, 151.2), (60.0, -20.0), (0.0, 0.0)]
)
def test_azimuth_and_zenith_hold_all_over_the_earth(latitude, longitude):
    from pvlib.solarposition import spa_python

    times = pd.date_range("2024-02-27", periods=2000, freq="97min", tz="UTC")
    ours = sun_at(times, latitude, longitude, 0.0)
    spa = spa_python(times, latitude, longitude)
    up = (spa["elevation"] > 0.0).to_numpy() & (spa["elevation"] < 85.0).to_numpy()
    turned = (ours.azimuth_deg - spa["azimuth"].to_numpy() + 180.0) % 360.0 - 180.0
    assert np.abs(ours.zenith_deg - spa["apparent_zenith"].to_numpy())[up].max() < 0.02
    # near the zenith a small angle on the sky is a large one in azimuth
    assert (np.abs(turned) * np.sin(np.radians(ours.zenith_deg)))[up].max() < 0.02


def test_airmass_and_pressure_are_pvlibs():
    times = pd.date_range("2025-06-01", periods=288, freq="5min", tz="Asia/Shanghai")
    sun = sun_at(times, 36.05, 103.88, 1517.0)
    up = sun.zenith_deg < 90.0
    np.testing.assert_allclose(sun.airmass[up], get_relative_airmass(sun.zenith_deg)[up])
    assert standard_pressure_pa(1517.0) == pytest.approx(alt2pres(1517.0), rel=1e-12)


def test_an_instant_does_not_depend_on_its_period():
    year = sun_over(TimeGrid(date(2025, 1, 1), 365, 60), 36.05, 103.88, 1517.0)
    day = sun_over(TimeGrid(date(2025, 7, 1), 1, 60), 36.05, 103.88, 1517.0)
    first = 181 * 24
    for ours, part in zip(year, day, strict=True):
        np.testing.assert_array_equal(ours[first : first + 24], part)


def test_arrays_are_read_only_because_they_are_shared():
    sun = sun_over(TimeGrid(date(2025, 7, 1), 1, 60), 36.05, 103.88, 1517.0)
    with pytest.raises(ValueError, match="read-only"):
        sun.zenith_deg[0] = 0.0
