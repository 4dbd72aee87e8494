"""The page of statistics is the command's, and its figures are what they are called."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from docs import weather_statistics as page
from sim.inputs.weather import synthetic
from sim.verify.pv import EPW, LANZHOU

SHARED = Path(__file__).parents[2] / "../shared/data"


@pytest.fixture(scope="module")
def typical():
    return synthetic(page.GRID, LANZHOU, seed=1, replication=0)


@pytest.mark.skipif(not (SHARED / EPW).is_file(), reason=f"no {EPW.name} here")
def test_the_page_is_what_the_command_writes():
    assert page.PAGE.read_text(encoding="utf-8") == page.page(SHARED)


def test_memory_is_that_of_a_known_series():
    shocks = np.random.default_rng(1).standard_normal(20000)
    series = np.zeros(20000)
    for i in range(1, 20000):
        series[i] = 0.8 * series[i - 1] + shocks[i]
    assert page.memory(series) == pytest.approx(0.8, abs=0.02)
    assert page.memory(series, 3) == pytest.approx(0.8**3, abs=0.03)


def test_a_course_of_the_day_leaves_nothing():
    hours = np.arange(8760) % 24
    assert np.abs(page.without_course(np.sin(hours))).max() < 1e-12


def test_half_the_light_has_half_the_clearness_and_ramps(typical):
    dim = replace(typical, ghi_w_m2=0.5 * typical.ghi_w_m2)
    for take in (page.clearness, page.daily_clearness, page.ramps, page.light_ramps):
        np.testing.assert_allclose(take(dim), 0.5 * take(typical))


def test_shares_of_all_bins_are_the_whole_and_months_add_up(typical):
    rows = page.shares(page.clearness, page.KT_EDGES)
    assert sum(value(typical) for _, value in rows) == pytest.approx(100.0)
    months = page.monthly(lambda weather: weather.ghi_w_m2, total=True)
    assert sum(value(typical) for _, value in months) == pytest.approx(
        typical.ghi_w_m2.sum() / 1000.0
    )


def test_a_wrong_folder_is_refused(monkeypatch, capsys, tmp_path):
    monkeypatch.setattr("sys.argv", ["weather_statistics", "--reference-data", str(tmp_path)])
    with pytest.raises(SystemExit) as ended:
        page.main()
    assert ended.value.code == 2 and "no weather/" in capsys.readouterr().err
