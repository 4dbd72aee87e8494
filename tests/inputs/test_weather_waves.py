"""Cold, heat and dust laid over a weather: on their days, with their means, and nowhere else."""

from datetime import date

import numpy as np
import pytest

from sim.clock import TimeGrid
from sim.inputs.weather import build
from sim.inputs.weather.humidity import saturation_pa
from sim.scenario.weather import ColdWave, DustStorm, HeatWave, WeatherChoice
from sim.verify.pv import LANZHOU
from sim.verify.weather import closure


def week(start=date(2025, 1, 1), step_minutes=60, **choice):
    grid = TimeGrid(start, 8, step_minutes)
    return build(grid, LANZHOU, WeatherChoice(**choice), seed=1, replication=0)


def by_day(values):
    return values.reshape(8, -1)


def test_a_cold_wave_has_its_mean_on_its_days_and_leaves_the_rest():
    base = week()
    cold = week(cold_wave=ColdWave(day=3, days=2, mean_c=-18.0, swing=0.3, onset_h=12.0))
    own, colder = (one.temperature_c.reshape(8, 24) for one in (base, cold))
    np.testing.assert_allclose(colder[2:4].mean(axis=1), -18.0)
    np.testing.assert_allclose(np.ptp(colder[2:4], axis=1), 0.3 * np.ptp(own[2:4], axis=1))
    np.testing.assert_array_equal(colder[[0, 5, 6, 7]], own[[0, 5, 6, 7]])
    assert (colder[1, 12:] < own[1, 12:]).all()
    assert colder[1, 11] == own[1, 11]
    np.testing.assert_array_equal(cold.ghi_w_m2, base.ghi_w_m2)
    np.testing.assert_array_equal(cold.ground_c, base.ground_c)
    assert "days 3 to 4" in cold.notes[-1]
    np.testing.assert_array_equal(cold.relative_humidity, base.relative_humidity)


def test_a_heat_wave_is_hot_and_as_full_of_vapour_as_before():
    july = date(2025, 7, 1)
    base = week(july)
    hot = week(july, heat_wave=HeatWave(day=2, days=3, mean_c=31.0, swing=1.2, onset_h=6.0))
    np.testing.assert_allclose(by_day(hot.temperature_c)[1:4].mean(axis=1), 31.0)
    np.testing.assert_array_equal(by_day(hot.temperature_c)[5:], by_day(base.temperature_c)[5:])
    vapour, before = (
        one.relative_humidity * saturation_pa(one.temperature_c) for one in (hot, base)
    )
    free = hot.relative_humidity < 1.0
    np.testing.assert_allclose(vapour[free], before[free], rtol=1e-12)
    assert hot.relative_humidity[24:96].mean() < base.relative_humidity[24:96].mean()
    np.testing.assert_array_equal(hot.ghi_w_m2, base.ghi_w_m2)
    assert "days 2 to 4" in hot.notes[-1] and "vapour" in hot.notes[-1]


@pytest.mark.parametrize("step_minutes", [5, 60])
def test_dust_weakens_the_beam_by_bouguers_law_and_settles(step_minutes):
    april = date(2025, 4, 10)
    base = week(april, step_minutes)
    storm = DustStorm(day=3, days=2, optical_depth=1.5, forward_share=0.7, soiling_factor=20.0)
    dusty = week(april, step_minutes, dust_storm=storm)
    on = slice(2 * base.grid.steps_per_day, 4 * base.grid.steps_per_day)
    beam = (base.dni_w_m2[on] > 1.0) & (base.sun.airmass[on] < 12.0)
    np.testing.assert_allclose(
        dusty.dni_w_m2[on][beam] / base.dni_w_m2[on][beam],
        np.exp(-1.5 * base.sun.airmass[on][beam]),
        rtol=1e-9,
        atol=1e-12,
    )
    lost = 1.0 - dusty.ghi_w_m2[on].sum() / base.ghi_w_m2[on].sum()
    assert 0.2 < lost < 0.5, "heavy dust takes a third of the light, not all"
    assert closure("", dusty).ok
    assert np.all(dusty.ghi_w_m2 <= base.ghi_w_m2 + 1e-9)
    np.testing.assert_array_equal(by_day(dusty.dust)[2:4], 20.0)
    np.testing.assert_array_equal(by_day(dusty.dust)[[0, 5, 6, 7]], 1.0)
    for name in ("ghi_w_m2", "dni_w_m2", "dhi_w_m2"):
        apart = (
            by_day(getattr(dusty, name))[[0, 5, 6, 7]] - by_day(getattr(base, name))[[0, 5, 6, 7]]
        )
        assert np.all(apart == 0.0)
    np.testing.assert_array_equal(dusty.temperature_c, base.temperature_c)
    assert "Dust storm: days 3 to 4" in dusty.notes[-1]


def test_a_storm_without_dust_changes_nothing():
    """No optical depth and no faster dust: the same light to the last digit or nearly."""
    base = week(date(2025, 4, 10))
    none = DustStorm(day=3, optical_depth=0.0, soiling_factor=1.0)
    calm = week(date(2025, 4, 10), dust_storm=none)
    for name in ("ghi_w_m2", "dni_w_m2", "dhi_w_m2", "dust"):
        np.testing.assert_allclose(getattr(calm, name), getattr(base, name), atol=1e-9)


def test_all_three_can_come_over_a_warmer_year():
    april = date(2025, 4, 10)
    many = week(
        april,
        warming_k=2.0,
        cold_wave=ColdWave(day=1, days=1, mean_c=-5.0),
        heat_wave=HeatWave(day=5, days=1, mean_c=28.0),
        dust_storm=DustStorm(day=7, days=1),
    )
    assert by_day(many.temperature_c)[0].mean() == pytest.approx(-5.0)
    assert by_day(many.temperature_c)[4].mean() == pytest.approx(28.0)
    text = " ".join(many.notes)
    assert "+2.00 K" in text and "Cold wave" in text and "Heat wave" in text and "Dust" in text
