"""Statistics are what they are called, and every row holds."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from sim.clock import TimeGrid
from sim.inputs.weather import read, synthetic
from sim.verify import weather_statistics as statistics
from sim.verify.pv import EPW, LANZHOU

SHARED = Path(__file__).parents[2] / "../shared/data"
GRID = TimeGrid(date(2025, 1, 1), 365, 60)
needs_file = pytest.mark.skipif(not (SHARED / EPW).is_file(), reason=f"no {EPW.name} here")


@pytest.fixture(scope="module")
def typical():
    return synthetic(GRID, LANZHOU, seed=1, replication=0)


def test_without_the_file_the_rows_that_need_it_say_so():
    rows = statistics.checks(None)
    assert all(row.ok for row in rows), rows
    assert [row.not_run is None for row in rows] == [True, True, *[False] * 16]
    assert len({row.name for row in rows}) == 18


@needs_file
def test_every_row_holds_with_the_file():
    rows = statistics.checks(SHARED)
    assert [row.name for row in rows] == [row.name for row in statistics.checks(None)]
    assert all(row.ok and row.not_run is None for row in rows), rows


@needs_file
def test_a_year_that_is_smoother_or_shuffled_is_noticed(typical):
    file = read(SHARED / EPW, GRID)

    def failed(year):
        rows = statistics.beside_file(year, file)
        return {row.name.split(": ")[1].split(",")[0] for row in rows if not row.ok}

    days = np.random.default_rng(1).permutation(365)
    shuffled = typical.temperature_c.reshape(365, 24)[days].ravel()
    assert "mean temperature" in failed(replace(typical, temperature_c=shuffled))
    smooth = np.convolve(typical.temperature_c, np.ones(5) / 5.0, "same")
    assert "ramp of temperature in an hour" in failed(replace(typical, temperature_c=smooth))
    dim = failed(replace(typical, ghi_w_m2=0.9 * typical.ghi_w_m2))
    assert {"GHI", "ramp of GHI in an hour"} <= dim


def test_the_distance_of_distributions_is_kolmogorovs():
    from scipy.stats import ks_2samp

    one, other = np.random.default_rng(1).random((2, 400))
    ours = np.abs(statistics._distance(one, other**2)).max()
    assert ours == pytest.approx(ks_2samp(one, other**2).statistic)


def test_memory_is_that_of_a_known_series():
    shocks = np.random.default_rng(1).standard_normal(20000)
    series = np.zeros(20000)
    for i in range(1, 20000):
        series[i] = 0.8 * series[i - 1] + shocks[i]
    assert statistics.memory(series) == pytest.approx(0.8, abs=0.02)
    assert statistics.memory(series, 3) == pytest.approx(0.8**3, abs=0.03)


def test_a_course_of_the_day_leaves_nothing(typical):
    hours = np.arange(8760) % 24
    assert np.abs(statistics.without_course(typical, np.sin(hours))).max() < 1e-12


def test_a_sky_that_lets_through_half_of_all_has_the_clearness_of_a_half(typical):
    sun = typical.sun
    outside = sun.extraterrestrial_w_m2 * np.maximum(sun.cos_zenith, 0.0)
    even = replace(typical, ghi_w_m2=0.5 * outside)
    up = statistics.sunny(even)
    assert statistics.clearness(even) == pytest.approx(np.full(up.sum(), 0.5))
    assert statistics.daily_clearness(even) == pytest.approx(np.full(365, 0.5))
    assert statistics.ramps(even) == pytest.approx(0.0, abs=1e-12)
    # Every second hour without light: clearness jumps by a half, light by what there was.
    odd = np.arange(8760) % 2 == 1
    jumping = replace(even, ghi_w_m2=np.where(odd, 0.0, even.ghi_w_m2))
    both = up[:-1] & up[1:]
    assert statistics.ramps(jumping) == pytest.approx(np.full(both.sum(), 0.5))
    lit = np.where(odd[1:], even.ghi_w_m2[:-1], even.ghi_w_m2[1:])
    assert statistics.light_ramps(jumping) == pytest.approx(lit[both])
    assert both.sum() > 3000
