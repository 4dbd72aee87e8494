"""Horizon and rows against pvlib and closed forms."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pvlib import shading

from sim.models.shading import (
    diffuse_kept,
    direct_kept,
    masking_angle_rad,
    shaded_fraction,
    sky_above,
    skyline,
    skyline_at,
)


@given(st.floats(0.5, 90.0), st.floats(0.05, 0.98))
def test_masking_angle_is_that_of_passias(tilt, gcr):
    ours = np.degrees(masking_angle_rad(tilt, gcr))
    assert float(ours) == pytest.approx(float(shading.masking_angle_passias(tilt, gcr)), abs=1e-9)
    lost = shading.sky_diffuse_passias(np.degrees(masking_angle_rad(tilt, gcr)))
    assert float(diffuse_kept(tilt, gcr)) == pytest.approx(1.0 - float(lost))


def test_rows_that_lie_or_are_none_hide_no_sky():
    assert diffuse_kept([0.0, 30.0], [0.9, 0.0]).tolist() == [1.0, 1.0]


@given(
    zenith=st.floats(1.0, 89.0),
    sun=st.floats(0.0, 359.9),
    tilt=st.floats(1.0, 80.0),
    azimuth=st.floats(0.0, 359.9),
    gcr=st.floats(0.05, 0.98),
)
def test_shade_of_the_next_row_is_pvlibs(zenith, sun, tilt, azimuth, gcr):
    z, a, b = np.radians([zenith, sun - azimuth, tilt])
    cos_aoi = np.sin(z) * np.cos(a) * np.sin(b) + np.cos(z) * np.cos(b)
    if cos_aoi <= 1e-6:
        assert shaded_fraction(min(cos_aoi, 0.0), np.cos(z), gcr) == 0.0
        return
    theirs = shading.shaded_fraction1d(
        zenith, sun, (azimuth - 90.0) % 360.0, tilt, collector_width=gcr, pitch=1.0
    )
    assert shaded_fraction(cos_aoi, np.cos(z), gcr) == pytest.approx(float(theirs), abs=1e-9)


@given(st.floats(0.0, 1.0), st.integers(1, 12))
def test_blocks_are_dropped_as_martinez_has_it(shaded, blocks):
    lost = shading.direct_martinez(800.0, 800.0, shaded, shaded * blocks, blocks)
    assert direct_kept(shaded, float(blocks)) == pytest.approx(1.0 - float(lost), abs=1e-12)
    assert direct_kept(shaded, 0.0) == pytest.approx(1.0 - shaded)


def test_skyline_goes_round_the_north():
    line = skyline([(10.0, 4.0), (350.0, 8.0)])
    assert line[0] == line[360] == pytest.approx(6.0)
    assert skyline_at(line, 5.5) == pytest.approx(4.9)
    assert skyline_at(line, 360.0) == pytest.approx(6.0)


@given(st.floats(0.0, 60.0))
def test_sky_above_an_even_skyline_in_closed_form(elevation):
    line = skyline([(0.0, elevation)])
    assert sky_above(line, 0.0, 180.0) == pytest.approx(np.cos(np.radians(elevation)) ** 2)


@pytest.mark.parametrize(("tilt", "azimuth"), [(30.0, 180.0), (90.0, 90.0), (60.0, 300.0)])
def test_sky_above_a_ragged_skyline_by_brute_force(tilt, azimuth):
    points = [(0.0, 12.0), (60.0, 40.0), (120.0, 4.0), (180.0, 24.0), (300.0, 0.0)]
    up, around = np.meshgrid(np.radians(np.arange(0.05, 90.0, 0.1)), np.arange(0.25, 360.0, 0.5))
    b = np.radians(tilt)
    facing = np.cos(np.radians(around - azimuth))
    light = np.maximum(np.cos(b) * np.sin(up) + np.sin(b) * np.cos(up) * facing, 0.0) * np.cos(up)
    line = skyline(points)
    seen = np.degrees(up) > np.interp(around, np.arange(361), line)
    expected = light[seen].sum() / light.sum()
    assert sky_above(line, tilt, azimuth) == pytest.approx(expected, abs=1e-3)
