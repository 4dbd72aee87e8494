"""Heat pump maps: the points come back, and between and beyond them the rules hold."""

from datetime import date

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.clock import TimeGrid
from sim.errors import InputError
from sim.inputs.weather import synthetic
from sim.models.heat_pump import (
    Point,
    cop_at_load,
    defrost_share,
    load_unit,
    performance,
    rated_humidity,
    saturation_pa,
    serve,
    thin_air_k,
)
from sim.verify import heat_pump as verify
from sim.verify.pv import LANZHOU

_AIR, _GROUND = "aokol_ash_35chw", "ochsner_gmsw_15"


def test_every_check_of_verify_holds() -> None:
    rows = verify.checks(None)
    assert len(rows) == 10
    assert [row.name for row in rows if not row.ok] == []


@pytest.mark.parametrize(("application", "declared"), [(35, 4.47), (55, 3.31)])
def test_seasonal_cop_is_the_certificates(application: int, declared: float) -> None:
    assert verify.certified(application).scop == pytest.approx(declared, rel=0.015)


def test_january_in_lanzhou_is_a_practitioners() -> None:
    """On the made year; `greenpark verify` does the same with the station's file."""
    month = synthetic(TimeGrid(date(2025, 1, 1), 31, 60), LANZHOU, seed=1, replication=0)
    assert [row.name for row in verify.january(month) if not row.ok] == []


def test_thin_air_looks_colder() -> None:
    outdoor_c = np.array([-9.0, 7.0])
    assert thin_air_k(outdoor_c, 101_325.0).tolist() == [0.0, 0.0]
    lanzhou, yuzhong = thin_air_k(outdoor_c, 84_500.0), thin_air_k(outdoor_c, 80_800.0)
    assert (lanzhou > 0.9).all() and (lanzhou < yuzhong).all() and (yuzhong < 2.3).all()


def test_midway_between_four_points_is_their_mean() -> None:
    at = performance(load_unit(_GROUND), np.array([-2.5]), np.array([40.0]))
    assert at.full_kw[0] == pytest.approx((12.762 + 14.5 + 12.1 + 13.9) / 4)
    cops = 12762 / 3225 + 14500 / 3300 + 12100 / 4000 + 13900 / 4000
    assert at.full_cop[0] == pytest.approx(cops / 4, abs=1e-4)


@given(
    unit_id=st.sampled_from([_AIR, _GROUND]),
    source_c=st.floats(-7.9, 20.0),
    warmer_k=st.floats(0.0, 5.0),
    flow_c=st.floats(25.0, 55.0),
    hotter_k=st.floats(0.0, 5.0),
)
def test_cop_rises_with_the_source_and_falls_with_the_flow(
    unit_id: str, source_c: float, warmer_k: float, flow_c: float, hotter_k: float
) -> None:
    unit = load_unit(unit_id)
    at, warm, hot = (
        performance(unit, np.array([source_c + dx]), np.array([flow_c + dy])).full_cop[0]
        for dx, dy in ((0.0, 0.0), (warmer_k, 0.0), (0.0, hotter_k))
    )
    assert warm >= at - 1e-9
    assert 1.0 <= hot <= at + 1e-9


def test_colder_than_the_points_keeps_the_share_of_carnot() -> None:
    unit = load_unit(_AIR)
    at = performance(unit, np.array([-10.0, -20.0]), np.array([45.0, 45.0]))
    carnot = 318.15 / np.array([55.0, 65.0])
    assert at.full_cop[1] / at.full_cop[0] == pytest.approx(carnot[1] / carnot[0])
    assert at.full_kw[1] / at.full_kw[0] == pytest.approx(1.0 - 10 * unit.capacity_per_k)


def test_beyond_its_limits_a_unit_gives_nothing() -> None:
    unit = load_unit(_AIR)
    at = performance(unit, np.array([-25.1, -24.9, 0.0]), np.array([45.0, 45.0, 61.0]))
    assert at.full_kw[0] == at.full_kw[2] == 0.0
    assert at.full_kw[1] > 4.0


def test_cycling_and_slow_turning() -> None:
    # a quarter of the time on: EN 14825 with Cd 0.9
    assert cop_at_load(1.0, 10.0, 3.0, 4.0, 5.0, 0.9) == pytest.approx(5 * 0.25 / 0.325)
    assert cop_at_load(4.0, 10.0, 3.0, 4.0, 5.0, 0.9) == pytest.approx(5.0)
    assert cop_at_load(7.0, 10.0, 3.0, 4.0, 5.0, 0.9) == pytest.approx(4.0)
    assert cop_at_load(10.0, 10.0, 3.0, 4.0, 5.0, 0.9) == pytest.approx(3.0)


@given(load=st.floats(1e-6, 1.2), part_cop=st.floats(1.0, 6.0), full_cop=st.floats(1.0, 6.0),
       thawed=st.floats(0.5, 1.0), water_kw=st.floats(0.0, 15.0))  # fmt: skip
def test_no_unit_draws_more_than_it_gives(
    load: float, part_cop: float, full_cop: float, thawed: float, water_kw: float
) -> None:
    """Cycling and frost would make a COP below 1 of hardly any load, and ambient heat negative."""
    cop = cop_at_load(load * 10.0, 10.0, full_cop, 4.0, part_cop, 0.9)
    assert 1.0 <= cop <= max(part_cop, full_cop)
    at = Point(8.0, full_cop, 10.0, full_cop, 4.0, part_cop)
    space_kw, hot_kw, compressor_kw = serve(load * 10.0, water_kw, 1.0, thawed, at, 0.9)
    assert compressor_kw <= (space_kw + hot_kw) * (1.0 + 1e-12)


def test_frost_comes_with_damp_cold_only() -> None:
    temperature_c = np.array([-15.0, -5.0, 2.0, 4.9, 5.1])
    damp = defrost_share(temperature_c, np.full(5, 95.0))
    dry = defrost_share(temperature_c, np.full(5, 40.0))
    assert (np.diff(damp[:4]) > 0).all()
    assert damp[4] == 0.0
    assert damp[2] == pytest.approx(0.11, abs=0.03)
    assert (dry == 0.0).all()
    thin = defrost_share(temperature_c, np.full(5, 95.0), 84_500.0)
    assert (thin[:4] > damp[:4]).all()


def test_humidity_of_the_norms_tests() -> None:
    # psychrometric chart at sea level: 7/6 °C is 86.5 %, 2/1 °C 84 %
    np.testing.assert_allclose(rated_humidity(np.array([7.0, 2.0])), [86.5, 84.0], atol=0.6)
    assert saturation_pa(np.array([20.0]))[0] == pytest.approx(2339.0, rel=4e-3)


def test_unknown_unit_names_the_nearest() -> None:
    with pytest.raises(InputError, match="Did you mean 'aokol_ash_35chw'"):
        load_unit("aokol_ash_35")
