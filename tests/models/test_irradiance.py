"""Splitting and bounding of irradiance, against pvlib and by invariants."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pvlib import irradiance

from sim.models.irradiance import (
    clearness_index,
    closure_gap,
    erbs_diffuse_fraction,
    haurwitz_w_m2,
    split,
)
from sim.models.sun import sun_at

TIMES = pd.date_range("2025-05-01", periods=288, freq="5min", tz="Asia/Shanghai")
SUN = sun_at(TIMES, 36.05, 103.88, 1517.0)


def test_erbs_is_pvlibs():
    kt = np.linspace(0.0, 1.0, 101)
    # overhead sun: GHI = kt·extraterrestrial
    extra = irradiance.get_extra_radiation(120)
    theirs = irradiance.erbs(np.maximum(kt * extra, 1e-9), np.zeros(101), 120)
    fraction = theirs["dhi"] / np.maximum(kt * extra, 1e-9)
    np.testing.assert_allclose(erbs_diffuse_fraction(kt)[1:], fraction[1:], rtol=1e-9)


@given(kt=st.floats(0.0, 1.3), fraction=st.floats(-0.5, 1.5))
def test_split_closes_and_stays_within_bounds(kt, fraction):
    ghi = kt * SUN.extraterrestrial_w_m2 * np.maximum(SUN.cos_zenith, 0.0)
    dni, dhi = split(ghi, np.full(ghi.size, fraction), SUN)
    beam = dni * np.maximum(SUN.cos_zenith, 0.0)
    np.testing.assert_allclose(dhi + beam, ghi, atol=1e-9)
    assert dni.min() >= 0.0 and dhi.min() >= 0.0
    assert np.all(dni <= SUN.extraterrestrial_w_m2)


def test_haurwitz_is_pvlibs():
    from pvlib.clearsky import haurwitz

    up = SUN.zenith_deg < 89.0
    theirs = haurwitz(pd.Series(SUN.zenith_deg[up]))["ghi"].to_numpy()
    np.testing.assert_allclose(haurwitz_w_m2(SUN.cos_zenith)[up], theirs, rtol=1e-9)


def test_closure_gap_has_a_sign():
    one = np.ones(3)
    assert closure_gap(one, 0.5 * one, 0.4 * one, one) == pytest.approx(-0.1)
    assert closure_gap(0 * one, 0 * one, 0 * one, one) == 0.0


def test_clearness_is_bounded_at_sunrise():
    kt = clearness_index(np.full(288, 200.0), SUN)
    assert kt.max() <= 1.0 and kt.min() >= 0.0
