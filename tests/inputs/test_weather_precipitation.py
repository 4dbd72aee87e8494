"""Rain and snow: how much, when, and that no drop is lost on the way to the grid."""

from datetime import date

import numpy as np
import pandas as pd
import pytest

from sim.clock import TimeGrid
from sim.inputs.weather import read, synthetic
from sim.inputs.weather.precipitation import precipitation_mm
from sim.tables import table
from sim.verify.pv import LANZHOU

YEAR = TimeGrid(date(2025, 1, 1), 365, 60)


def test_many_years_have_the_tables_sums_and_wet_days():
    climate = table("climate_lanzhou")
    month = np.asarray(YEAR.index.month)
    years = [precipitation_mm(YEAR, 1, number) for number in range(60)]
    monthly = np.mean([np.bincount(month, one, 13)[1:] for one in years], axis=0)
    wanted = climate["precipitation_mm"].to_numpy()
    assert monthly.sum() == pytest.approx(wanted.sum(), rel=0.08)
    # of some 600 wet days in July the mean amount has a relative error of 4 %
    assert monthly[5:9].sum() == pytest.approx(wanted[5:9].sum(), rel=0.12)
    daily = np.array([one.reshape(365, 24).sum(axis=1) for one in years])
    wet = daily > 0.0
    assert wet.sum(axis=1).mean() == pytest.approx(climate["wet_days"].sum(), rel=0.05)
    assert daily[wet].min() >= 0.1 - 1e-12


def test_wet_days_are_darker():
    july = TimeGrid(date(2025, 7, 1), 31, 60)
    months = [synthetic(july, LANZHOU, 1, number) for number in range(6)]
    light = np.array([one.ghi_w_m2.reshape(31, 24).sum(axis=1) for one in months])
    wet = np.array([one.precipitation_mm.reshape(31, 24).sum(axis=1) for one in months]) > 0.0
    assert light[wet].mean() < 0.8 * light[~wet].mean()


def test_what_falls_is_snow_in_the_cold_and_rain_otherwise():
    weather = synthetic(YEAR, LANZHOU, 1, 0)
    np.testing.assert_array_equal(weather.rain_mm + weather.snow_mm, weather.precipitation_mm)
    assert 0.0 < weather.snow_mm.sum() < 0.2 * weather.rain_mm.sum()
    assert weather.temperature_c[weather.snow_mm > 0.0].max() <= 1.0
    assert weather.warmed(10.0).snow_mm.sum() < weather.snow_mm.sum()
    assert np.all(weather.dust == 1.0)


def test_the_same_days_are_wet_at_any_step_and_period():
    fine = synthetic(TimeGrid(date(2025, 7, 1), 31, 5), LANZHOU, 1, 0)
    coarse = synthetic(TimeGrid(date(2025, 6, 1), 61, 60), LANZHOU, 1, 0)
    hourly = fine.precipitation_mm.reshape(-1, 12).sum(axis=1)
    np.testing.assert_allclose(hourly, coarse.precipitation_mm[30 * 24 :], atol=1e-12)
    assert hourly.sum() > 1.0


@pytest.mark.parametrize("step_minutes", [5, 10, 20, 60])
def test_a_files_rain_keeps_its_sum(tmp_path, step_minutes):
    times = pd.date_range("2025-07-01", periods=2 * 144, freq="10min")
    frame = pd.DataFrame({"time": times, "temperature_c": 20.0, "ghi_w_m2": 0.0})
    frame["precipitation_mm"] = np.where(np.arange(288) % 100 == 7, 1.5, 0.0)
    file = tmp_path / "wet.csv"
    frame.to_csv(file, index=False)
    weather = read(file, TimeGrid(date(2025, 7, 1), 2, step_minutes), LANZHOU)
    assert weather.precipitation_mm.sum() == pytest.approx(4.5)
    assert any("Precipitation: the file's" in note for note in weather.notes)
    wet = np.flatnonzero(weather.precipitation_mm)
    assert wet[0] == 70 // step_minutes and wet.size <= 3 * max(1, 10 // step_minutes)
