"""The made year keeps its table, and a day is the same day whatever is asked for around it."""

from datetime import date

import numpy as np
import pytest

from sim.clock import TimeGrid
from sim.inputs.weather import Place, build, synthetic
from sim.scenario.weather import WeatherChoice
from sim.verify.pv import LANZHOU
from sim.verify.weather import (
    FROSTING_HOURS,
    HDD18,
    HOURS_BELOW_MINUS_10,
    closure,
    degree_days,
    extremes,
    frosting_hours,
    monthly,
)

NAMES = (
    "temperature_c",
    "relative_humidity",
    "wind_m_s",
    "ghi_w_m2",
    "dni_w_m2",
    "dhi_w_m2",
    "pressure_pa",
    "ground_c",
)


def year(seed=1, step_minutes=60, start=date(2025, 1, 1), days=365, replication=0):
    return synthetic(TimeGrid(start, days, step_minutes), LANZHOU, seed, replication)


@pytest.mark.parametrize("step_minutes", [5, 15, 60])
@pytest.mark.parametrize("seed", [1, 2])
def test_monthly_figures_are_the_tables(seed, step_minutes):
    weather = year(seed, step_minutes)
    for row in (*monthly(weather), closure("", weather)):
        assert row.ok, row


@pytest.mark.parametrize("seed", range(4))
def test_extremes_are_of_the_right_order(seed):
    for row in extremes(year(seed)):
        if "est hour" not in row.name:
            assert row.ok, row


def test_counts_are_right_on_average():
    """Eight years together lie nearer to the file than any one of them must."""
    years = [year(seed) for seed in range(8)]
    cold = np.mean([np.sum(one.temperature_c < -10.0) for one in years])
    assert cold == pytest.approx(HOURS_BELOW_MINUS_10, rel=0.25)
    assert np.mean([frosting_hours(one) for one in years]) == pytest.approx(
        FROSTING_HOURS, rel=0.25
    )
    assert np.mean([degree_days(one) for one in years]) == pytest.approx(HDD18, rel=0.015)
    assert min(one.temperature_c.min() for one in years) > -20.0
    assert max(one.temperature_c.max() for one in years) < 40.0


def test_daily_range_and_its_daily_wave_are_plausible():
    weather = year()
    by_day = weather.temperature_c.reshape(365, 24)
    # the table's mean over the year is 11.5 K
    assert np.ptp(by_day, axis=1).mean() == pytest.approx(11.5, abs=0.5)
    assert np.bincount(by_day.argmax(axis=1)).argmax() in (15, 16)


def test_clear_days_are_rarer_in_september_than_in_april_but_vary():
    daily = year().ghi_w_m2.reshape(365, 24).sum(axis=1)
    july = daily[181:212]
    assert july.std() / july.mean() > 0.2, "days differ: clear and overcast"


def test_night_is_dark_and_day_has_no_negative_light():
    weather = year(step_minutes=5, days=30)
    assert np.all(weather.ghi_w_m2[weather.sun.cos_zenith <= 0.0] == 0.0)
    assert min(weather.ghi_w_m2.min(), weather.dni_w_m2.min(), weather.dhi_w_m2.min()) >= 0.0
    assert weather.relative_humidity.min() > 0.0 and weather.relative_humidity.max() <= 1.0


def test_a_day_is_the_same_weather_whatever_the_period():
    whole, part = year(start=date(2024, 2, 1), days=60), year(start=date(2024, 2, 28), days=3)
    first = 27 * 24
    for name in NAMES:
        np.testing.assert_array_equal(getattr(whole, name)[first : first + 72], getattr(part, name))


def test_a_day_is_the_same_weather_at_any_step():
    fine, coarse = year(step_minutes=1, days=10), year(step_minutes=60, days=10)
    hourly = fine.temperature_c.reshape(-1, 60).mean(axis=1)
    np.testing.assert_allclose(hourly, coarse.temperature_c, atol=0.1)
    light = fine.ghi_w_m2.reshape(10, -1).mean(axis=1)
    np.testing.assert_allclose(light, coarse.ghi_w_m2.reshape(10, -1).mean(axis=1), rtol=0.03)


def test_same_seed_same_bytes_and_other_dice_otherwise():
    one, again = year(days=20), year(days=20)
    for name in NAMES:
        assert getattr(one, name).tobytes() == getattr(again, name).tobytes()
    assert not np.array_equal(one.temperature_c, year(2, days=20).temperature_c)
    assert not np.array_equal(one.temperature_c, year(days=20, replication=1).temperature_c)


def test_new_year_and_leap_day_are_crossed_without_a_jump():
    weather = year(start=date(2023, 12, 20), days=400, step_minutes=5)
    assert weather.temperature_c.size == 400 * 288
    assert np.abs(np.diff(weather.temperature_c)).max() < 0.5
    assert np.abs(np.diff(weather.relative_humidity)).max() < 0.05
    assert np.abs(np.diff(weather.pressure_pa)).max() < 50.0
    assert np.abs(np.diff(weather.ground_c)).max() < 0.5


def test_warming_warms_air_and_ground_only():
    grid = TimeGrid(date(2025, 1, 1), 5, 60)
    base = build(grid, LANZHOU, WeatherChoice(), seed=1, replication=0)
    warm = build(grid, LANZHOU, WeatherChoice(warming_k=2.0), seed=1, replication=0)
    np.testing.assert_allclose(warm.temperature_c, base.temperature_c + 2.0)
    np.testing.assert_allclose(warm.ground_c, base.ground_c + 2.0)
    np.testing.assert_array_equal(warm.ghi_w_m2, base.ghi_w_m2)
    np.testing.assert_array_equal(warm.relative_humidity, base.relative_humidity)
    assert any("+2.00 K" in note for note in warm.notes)


def test_replications_are_other_years_of_the_same_climate():
    """Assumed: 0.4 K in a year's mean, 4 % in degree days, 3 % in GHI."""
    years = [year(replication=number) for number in range(1, 21)]
    mean_c = np.array([one.temperature_c.mean() for one in years])
    heat = np.array([degree_days(one) for one in years])
    light = np.array([one.ghi_w_m2.sum() / 1000.0 for one in years])
    assert mean_c.mean() == pytest.approx(10.25, abs=0.25)
    assert 0.25 < mean_c.std(ddof=1) < 0.65
    assert heat.mean() == pytest.approx(HDD18, rel=0.02)
    assert 0.025 < heat.std(ddof=1) / heat.mean() < 0.065
    assert light.mean() == pytest.approx(1403.0, rel=0.015)
    assert 0.015 < light.std(ddof=1) / light.mean() < 0.045
    assert np.corrcoef(mean_c, heat)[0, 1] < -0.5
    assert min(one.temperature_c.min() for one in years) > -23.0
    assert max(one.temperature_c.max() for one in years) < 41.0
    for row in closure("", years[0]), closure("", years[7]):
        assert row.ok, row
    assert "year 1 of the climate" in years[0].notes[0]


def test_two_years_of_one_replication_are_two_years():
    one, other = year(replication=3), year(replication=3, start=date(2026, 1, 1))
    assert abs(one.temperature_c.mean() - other.temperature_c.mean()) > 0.01
    assert abs(one.ghi_w_m2.sum() / other.ghi_w_m2.sum() - 1.0) > 0.001


def test_another_place_is_told():
    grid = TimeGrid(date(2025, 1, 1), 5, 60)
    assert len(synthetic(grid, LANZHOU, 1, 0).notes) == 1
    far = synthetic(grid, Place(31.2, 121.5, 4.0), 1, 0)
    assert "not Lanzhou" in far.notes[1]
    assert far.pressure_pa.mean() > 100_000.0
