"""PV against PVWatts, pvlib, and what must hold for any roof."""

import time
from datetime import date

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pvlib import iam

from sim.clock import TimeGrid
from sim.errors import InputError
from sim.inputs.weather import synthetic
from sim.models.pv import Air, ac_kw, incidence_modifier, roofs, yield_kwh_per_kwp
from sim.verify.pv import LANZHOU, greensboro, pvlib_chain, pvwatts_greensboro, sky_against_pvlib

WEEK = synthetic(TimeGrid(date(2025, 6, 16), 7, 15), LANZHOU, seed=3, replication=0)
UP = WEEK.sun.cos_zenith > 0.0


def test_greensboro_is_that_of_pvwatts():
    year, month = pvwatts_greensboro()
    assert year.deviation < 0.001, "the same equations: far inside the limit of one per cent"
    assert month.deviation < 0.005


def test_sky_models_are_pvlibs():
    assert all(row.ok for row in sky_against_pvlib(WEEK))


@given(
    tilt=st.floats(0.0, 90.0),
    azimuth=st.floats(0.0, 359.0),
    ratio=st.floats(0.7, 2.0),
    sky=st.sampled_from(["perez", "hay-davies"]),
)
def test_every_step_is_that_of_pvlibs_functions(tilt, azimuth, ratio, sky):
    roof = roofs(10.0, tilt, azimuth, dc_ac_ratio=ratio)
    ours = ac_kw(WEEK.sun, WEEK.air, roof, sky)[0]
    np.testing.assert_allclose(ours[UP], pvlib_chain(WEEK, roof, sky)[UP], atol=1e-5)


@given(st.floats(0.0, 89.9))
def test_incidence_modifier_is_pvlibs(aoi_deg):
    ours = incidence_modifier(np.cos(np.radians(aoi_deg)))
    assert ours == pytest.approx(float(iam.physical(aoi_deg, n_ar=1.3)), abs=1e-9)


@given(
    dc=st.floats(0.1, 5000.0),
    tilt=st.floats(0.0, 90.0),
    azimuth=st.floats(0.0, 360.0),
    ratio=st.floats(0.5, 3.0),
)
def test_power_is_never_negative_nor_above_the_inverter(dc, tilt, azimuth, ratio):
    ac = ac_kw(WEEK.sun, WEEK.air, roofs(dc, tilt, azimuth, dc_ac_ratio=ratio))
    assert ac.dtype == np.float32
    assert ac.min() >= 0.0
    assert ac.max() <= dc / ratio * (1.0 + 1e-6)
    assert np.all(ac[0][WEEK.sun.zenith_deg > 91.0] == 0.0)


def test_power_is_proportional_to_size_and_roofs_do_not_meet():
    many = roofs([1.0, 250.0, 1.0], [20.0, 20.0, 60.0], [180.0, 180.0, 90.0])
    ac = ac_kw(WEEK.sun, WEEK.air, many)
    np.testing.assert_allclose(ac[1], 250.0 * ac[0], rtol=1e-5)
    alone = ac_kw(WEEK.sun, WEEK.air, roofs(1.0, 60.0, 90.0))
    np.testing.assert_array_equal(ac[2], alone[0])


def test_clipping_is_seen_at_a_large_ratio():
    roof = roofs(1.0, 30.0, 180.0, dc_ac_ratio=3.0)
    ac = ac_kw(WEEK.sun, WEEK.air, roof)[0]
    assert np.sum(ac == ac.max()) > 20
    assert ac.max() == pytest.approx(1.0 / 3.0, rel=1e-6)


def test_thin_air_and_heat_cost_energy():
    _, sun, air = greensboro()
    roof = roofs(1.0, 30.0, 180.0)

    def year(air: Air) -> float:
        return float(yield_kwh_per_kwp(ac_kw(sun, air, roof), roof, 1.0)[0])

    base = year(air)
    thin = year(air._replace(pressure_pa=air.pressure_pa * 0.84))
    hot = year(air._replace(temperature_c=air.temperature_c + 10.0))
    assert 0.99 * base < thin < base
    # -0.37 %/K on the DC side; the inverter's curve and clipping take a little of it
    assert hot == pytest.approx(base * (1.0 - 0.037), rel=0.01)


def test_unknown_module_names_the_nearest():
    with pytest.raises(InputError, match="Did you mean 'premium'"):
        roofs(1.0, 30.0, 180.0, module="premum")


def test_a_hundred_roofs_for_a_year_are_quick():
    air = Air(*(np.tile(array, 53)[:35040] for array in WEEK.air))
    sun = type(WEEK.sun)(*(np.tile(array, 53)[:35040] for array in WEEK.sun))
    many = roofs(np.ones(100), np.linspace(0.0, 40.0, 100), np.linspace(90.0, 270.0, 100))
    ac_kw(sun, air, many)
    begin = time.perf_counter()
    ac = ac_kw(sun, air, many)
    assert time.perf_counter() - begin < 3.0, "a year at 5 minutes took 0.4 s when written"
    assert ac.shape == (100, 35040)
