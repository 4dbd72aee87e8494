"""Irradiance on façades and through windows: closed forms and published angles."""

import numpy as np
import pytest

from sim.models.facade import (
    DIFFUSE_GLASS_SHARE,
    PLANES,
    Shade,
    facade_irradiance,
    glass_share,
)


def test_overcast_and_clear_irradiance() -> None:
    one = np.ones(1)
    planes = facade_irradiance(60 * one, 180 * one, 100 * one, 0 * one, 100 * one)
    assert planes.shape == (1, PLANES)
    clear = facade_irradiance(60 * one, 180 * one, 450 * one, 800 * one, 50 * one)
    assert clear[0, 4] == pytest.approx(450.0, rel=0.05)
    assert clear[0, 2] > 800 * np.sin(np.radians(60))
    assert clear[0, 0] < 100.0
    # glass passes less of oblique light than of light straight on
    assert (clear[0, 5:] < clear[0, :4]).all()


def test_night_is_dark() -> None:
    zero = np.zeros(1)
    assert not facade_irradiance(zero + 100.0, zero, zero, zero, zero).any()


def test_glass_share_of_karlsson_and_roos() -> None:
    # two panes of category 4, worked out by hand from the paper's polynomial
    np.testing.assert_allclose(
        glass_share(np.array([0.0, 60.0, 80.0])), [1, 0.8746, 0.392], atol=2e-3
    )
    assert glass_share(np.array([90.0]))[0] == pytest.approx(0.0, abs=1e-9)
    assert pytest.approx(0.893, abs=1e-3) == DIFFUSE_GLASS_SHARE


def test_overhang_shades_by_the_profile_angle() -> None:
    shade = Shade(overhang_m=1.0, gap_m=0.5, height_m=2.0)
    # 45 degrees high, straight ahead: the shadow reaches 1 m down, 0.5 m of it glass
    assert shade.lit(np.array([45.0]), np.array([0.0]))[0] == pytest.approx(0.75)
    # turned by 60 degrees the profile angle is steeper: tan = 1 / cos 60 = 2
    assert shade.lit(np.array([45.0]), np.array([60.0]))[0] == pytest.approx(0.25)
    assert shade.lit(np.array([89.9]), np.array([0.0]))[0] == pytest.approx(1.0)


def test_fins_shade_by_the_azimuth() -> None:
    shade = Shade(fin_m=1.0, width_m=3.0)
    assert shade.lit(np.array([60.0]), np.array([45.0]))[0] == pytest.approx(2 / 3)
    assert shade.lit(np.array([60.0]), np.array([-45.0]))[0] == pytest.approx(2 / 3)


def test_view_of_the_sky_is_the_integral_over_the_window() -> None:
    shade = Shade(overhang_m=1.0, gap_m=0.5, fin_m=1.0, height_m=2.0, width_m=3.0)
    below = np.linspace(0.5, 2.5, 20_001)
    seen = np.trapezoid(below / np.hypot(below, 1.0), below) / 2.0
    beside = np.linspace(0.0, 3.0, 20_001)
    between = np.trapezoid(beside / np.hypot(beside, 1.0), beside) / 3.0
    assert shade.ground == pytest.approx(between, rel=1e-6)
    assert shade.sky == pytest.approx(seen * between, rel=1e-6)
    assert Shade().sky == Shade().ground == 1.0
