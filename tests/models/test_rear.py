"""View factors of endless rows against pvlib's sums over many."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pvlib.bifacial import infinite_sheds

from sim.models.rear import rear_views, rear_w_m2
from sim.verify.pv_chain import rear_views_by_pvlib


@given(st.floats(1.0, 89.0), st.floats(0.1, 0.9))
def test_view_factors_are_those_of_very_many_rows(tilt, gcr):
    view = rear_views(np.array([tilt]), np.array([gcr]))
    sky, ground, of_20_rows, ground_to_sky = rear_views_by_pvlib(180.0 - tilt, gcr)
    assert view.sky[0] == pytest.approx(sky, abs=1e-9)
    assert view.ground[0] == pytest.approx(ground, abs=1e-9)
    assert view.ground[0] == pytest.approx(of_20_rows, abs=5e-3)
    assert view.ground_to_sky[0] == pytest.approx(ground_to_sky, abs=1e-6)


@given(
    zenith=st.floats(5.0, 84.0),
    sun=st.floats(0.0, 359.0),
    tilt=st.floats(2.0, 88.0),
    gcr=st.floats(0.1, 0.9),
)
def test_rear_light_is_that_of_infinite_sheds(zenith, sun, tilt, gcr):
    azimuth, albedo, beam, diffuse = 180.0, 0.3, 700.0, 120.0
    z, a, b = np.radians([zenith, sun - azimuth, tilt])
    up, towards = np.cos(z), np.sin(z) * np.cos(a)
    cos_aoi = towards * np.sin(b) + up * np.cos(b)
    view = rear_views(np.array([tilt]), np.array([gcr]))
    ours = rear_w_m2(
        cos_aoi, up, beam, diffuse, albedo, gcr,
        float(view.sky[0]), float(view.ground[0]), float(view.ground_to_sky[0]), towards,
    )  # fmt: skip
    ghi = beam * up + diffuse
    theirs = infinite_sheds.get_irradiance_poa(
        180.0 - tilt, 0.0, zenith, sun, gcr, 20.0, 1.0, ghi, diffuse, beam, albedo
    )
    assert ours == pytest.approx(float(np.ravel(theirs["poa_global"])[0]), rel=5e-3, abs=0.1)


def test_a_row_alone_sees_half_of_the_world_each_way():
    view = rear_views(np.array([90.0]), np.array([1e-6]))
    assert view.sky[0] == pytest.approx(0.5, abs=1e-5)
    assert view.ground[0] == pytest.approx(0.5, abs=1e-5)
    assert view.ground_to_sky[0] == pytest.approx(1.0, abs=1e-5)
