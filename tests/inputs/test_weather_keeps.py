"""Whatever the interval of a file and the step of a run: no light and no water is lost or made."""

from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sim.clock import TimeGrid
from sim.inputs.weather import Weather, read
from sim.inputs.weather.humidity import saturation_pa, with_temperature
from sim.inputs.weather.waves import with_dust_storm
from sim.scenario.weather import DustStorm
from sim.verify.pv import LANZHOU
from tests.support.weather_files import sky

DIVISORS = [5, 10, 15, 20, 30, 60]
quiet = settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


def cloudy(tmp_path, interval_minutes, month, seed) -> tuple[pd.DataFrame, Path]:
    """Write two days of random clouds and showers, within what the sun gives."""
    times = pd.date_range(f"2025-{month:02d}-10", periods=2 * 1440 // interval_minutes,
                          freq=f"{interval_minutes}min")  # fmt: skip
    fine = pd.date_range(times[0], periods=2 * 1440, freq="1min", tz="Asia/Shanghai")
    clear = sky(fine + pd.Timedelta(seconds=30))[0].reshape(times.size, -1).mean(axis=1)
    dice = np.random.default_rng(seed)
    frame = pd.DataFrame({"time": times, "temperature_c": dice.uniform(-20.0, 30.0, times.size)})
    frame["ghi_w_m2"] = clear * dice.uniform(0.05, 0.9, times.size)
    wet = dice.uniform(size=times.size) < 0.2
    frame["precipitation_mm"] = np.where(wet, dice.exponential(2.0, times.size), 0.0)
    file = tmp_path / "cloudy.csv"
    frame.to_csv(file, index=False)
    return frame, file


@quiet
@given(
    interval=st.sampled_from(DIVISORS),
    step=st.sampled_from(DIVISORS),
    month=st.integers(1, 12),
    seed=st.integers(0, 10_000),
)
def test_light_and_water_of_a_file_are_all_there(tmp_path, interval, step, month, seed):
    frame, file = cloudy(tmp_path, interval, month, seed)
    weather = read(file, TimeGrid(date(2025, month, 10), 2, step), LANZHOU)
    given_wh = frame["ghi_w_m2"].sum() * interval / 60.0
    assert weather.ghi_w_m2.sum() * step / 60.0 == pytest.approx(given_wh, rel=0.005)
    assert weather.precipitation_mm.sum() == pytest.approx(frame["precipitation_mm"].sum())
    np.testing.assert_allclose(weather.rain_mm + weather.snow_mm, weather.precipitation_mm)
    assert_closes(weather)


@quiet
@given(
    depth=st.floats(0.0, 6.0),
    forward=st.floats(0.0, 1.0),
    month=st.integers(1, 12),
    seed=st.integers(0, 10_000),
)
def test_dust_makes_no_light(tmp_path, depth, forward, month, seed):
    _, file = cloudy(tmp_path, 60, month, seed)
    clean = read(file, TimeGrid(date(2025, month, 10), 2, 15), LANZHOU)
    storm = DustStorm(day=1, days=2, optical_depth=depth, forward_share=forward)
    dusty = with_dust_storm(clean, storm)
    assert_closes(dusty)
    assert np.all(dusty.ghi_w_m2 <= clean.ghi_w_m2 + 1e-9)
    assert np.all(dusty.dni_w_m2 <= clean.dni_w_m2 + 1e-9)
    assert min(dusty.ghi_w_m2.min(), dusty.dni_w_m2.min(), dusty.dhi_w_m2.min()) >= 0.0


@quiet
@given(warmer_k=st.floats(0.0, 15.0), seed=st.integers(0, 10_000))
def test_hotter_air_keeps_its_vapour(tmp_path, warmer_k, seed):
    _, file = cloudy(tmp_path, 60, 7, seed)
    base = read(file, TimeGrid(date(2025, 7, 10), 2, 60), LANZHOU)
    hot = with_temperature(base, base.temperature_c + warmer_k)
    before, after = (
        one.relative_humidity * saturation_pa(one.temperature_c) for one in (base, hot)
    )
    np.testing.assert_allclose(after, before, rtol=1e-12)


def assert_closes(weather: Weather) -> None:
    beam = weather.dni_w_m2 * np.maximum(weather.sun.cos_zenith, 0.0)
    np.testing.assert_allclose(weather.dhi_w_m2 + beam, weather.ghi_w_m2, atol=1e-9)
