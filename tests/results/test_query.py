"""Down-sampling keeps peaks; sums and weeks are those one counts by hand."""

from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.clock import TimeGrid
from sim.results import RunFolder, timestamps, write
from sim.results import query as q
from tests.results.test_folder import MANIFEST

GRID = TimeGrid(date(2025, 1, 1), 40, 60)


@given(
    st.integers(0, 5000),
    st.integers(2, 200).map(lambda half: 2 * half),
    st.integers(0, 2**32 - 1),
)
def test_thin_keeps_extremes_and_order(count: int, points: int, seed: int) -> None:
    values = np.random.default_rng(seed).normal(size=count).astype(np.float32)
    chosen = q.thin(values, points)
    assert len(chosen) <= points
    assert (np.diff(chosen) > 0).all()
    if count:
        assert values[chosen].max() == values.max()
        assert values[chosen].min() == values.min()


@pytest.fixture(name="run")
def _run(tmp_path: Path) -> RunFolder:
    hour = np.arange(GRID.steps) % 24
    series = {
        "park/import_kw": np.where(hour < 6, 0.0, 100.0),
        "park/export_kw": np.where(hour < 6, 50.0, 0.0),
        "park/pv_kw": np.where(hour < 6, 80.0, 10.0),
        "station/s1/queue": np.where(hour == 3, 7.0, 0.0),
        "station/s1/power_kw": np.where(hour == 3, 90.0, 0.0),
    }
    sessions = pd.DataFrame(
        {
            "fleet": "taxi", "vehicle": [1, 2], "station": "s1", "site": "a", "kind": "dc-60",
            "plug": [0, 1], "arrive": timestamps(np.array([0.0, 0.0]), GRID),
            "start": timestamps(np.array([0.0, 1800.0]), GRID),
            "end": timestamps(np.array([3600.0, 9000.0]), GRID),
            "wait_minutes": [0.0, 30.0], "soc_start": 0.2, "soc_end": 0.9,
            "energy_kwh": [40.0, 60.0], "battery_kwh": [38.0, 56.0], "reason": "full",
            "fed_kwh": 0.0, "heater_kwh": 0.0, "battery_c_start": 20.0, "battery_c_end": 21.0,
            "short_kwh": 0.0, "due": timestamps(np.array([np.nan, np.nan]), GRID),
        }
    )  # fmt: skip
    assets = pd.DataFrame(
        [("plug", "dc-60", "s1", "a", 4.0, "1"), ("plug", "ac-7", "s2", "a", 2.0, "1")],
        columns=["kind", "type", "id", "site", "quantity", "unit"],
    )
    tables = {"series": series, "sessions": sessions, "assets": assets}
    write(tmp_path / "run", MANIFEST, tables, {})
    return RunFolder(tmp_path / "run")


def test_daily_energy_adds_up(run: RunFolder) -> None:
    days = q.daily_energy(run)
    assert len(days) == 40
    assert days["grid_import"].to_numpy() == pytest.approx(18 * 100 / 1000)
    assert days["grid_export"].to_numpy() == pytest.approx(-6 * 50 / 1000)
    assert days["pv_used"].to_numpy() == pytest.approx((6 * 30 + 18 * 10) / 1000)


def test_load_duration(run: RunFolder) -> None:
    curve = q.load_duration(run, "park/import_kw", points=960)
    assert curve["kw"].is_monotonic_decreasing
    assert curve.loc[curve["kw"] > 0, "hours"].max() == 40 * 18
    assert curve["hours"].iloc[-1] == 960


def test_hour_by_day(run: RunFolder) -> None:
    means = q.hour_by_day(run, "park/pv_kw")
    assert means.shape == (24, 40)
    assert means.loc[5].tolist() == [80.0] * 40
    assert means.loc[6].tolist() == [10.0] * 40


def test_station_use(run: RunFolder) -> None:
    use = q.station_use(run)
    assert use.index.tolist() == ["s1", "s2"]
    one = use.loc["s1"]
    assert one["sessions"] == 2
    assert one["energy_mwh"] == pytest.approx(0.1)
    assert one["utilisation"] == pytest.approx((1.0 + 2.0) / (4 * 40 * 24))
    assert one["wait_minutes"] == 15.0
    assert one["share_waiting"] == 0.5
    assert one["peak_queue"] == 7.0 and one["peak_kw"] == 90.0
    assert use.loc["s2"].tolist() == [2.0] + [0.0] * 7


def test_week_in() -> None:
    year = TimeGrid(date(2025, 1, 1), 365, 60)
    assert q.week_in(year, 1) == pd.Timestamp("2025-01-13", tz="Asia/Shanghai")
    assert q.week_in(year, 7) == pd.Timestamp("2025-07-14", tz="Asia/Shanghai")
    assert q.week_in(TimeGrid(date(2025, 1, 2), 7, 60), 1) == pd.Timestamp(
        "2025-01-02", tz="Asia/Shanghai"
    )
    assert q.week_in(TimeGrid(date(2025, 1, 1), 6, 60), 1) is None
    assert q.week_in(TimeGrid(date(2025, 1, 1), 40, 60), 7) is None


def test_week_of_power(run: RunFolder) -> None:
    begin = pd.Timestamp("2025-02-01", tz="Asia/Shanghai")
    week = q.week_of_power(run, begin)
    assert len(week) == 168 and week.index[0] == begin
    assert week["net_kw"].iloc[0] == -50.0 and week["net_kw"].iloc[12] == 100.0
    assert (week["heating_kw"] == 0.0).all()
