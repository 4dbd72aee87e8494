"""Loading, its worst day and what caused it: against the run's own series."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from dashboard.figures import alarms
from dashboard.figures import loading as figures
from dashboard.parts import saying
from dashboard.queries import causes, loading
from sim.results import RunFolder
from tests.support.make_run import SITES, make_run


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> RunFolder:
    return RunFolder(make_run(tmp_path_factory.mktemp("loading") / "green", days=14))


def test_figures_of_a_transformer_are_those_of_its_series(run: RunFolder) -> None:
    found = loading.loading(run)
    values = run.series(["site/pj-1/loading"])["site/pj-1/loading"].to_numpy(dtype=np.float64)
    row = found.table.loc["site/pj-1"]
    assert row["mean"] == pytest.approx(values.mean())
    assert row["most"] == pytest.approx(values.max())
    assert row["heavy_h"] == pytest.approx((values > 0.8).sum() * 0.25)
    assert (values <= row["p95"]).mean() == pytest.approx(0.95, abs=0.001)
    assert row["rating"] == 3500.0
    by_day = values.reshape(14, -1)
    assert found.daily.loc["site/pj-1"].to_numpy() == pytest.approx(by_day.max(axis=1))
    share, step = found.peak_of("site/pj-1", 3)
    assert by_day[3, step] == pytest.approx(share) == by_day[3].max()


def test_worst_place_and_day_are_those_of_all_series(run: RunFolder) -> None:
    names = [f"site/{site}/loading" for site in SITES]
    frame = run.series(names)
    place, day = loading.loading(run).worst() or ("", -1)
    assert f"{place}/loading" == frame.max().idxmax()
    when = frame[f"{place}/loading"].idxmax()
    assert day == (when.tz_localize(None) - pd.Timestamp(run.grid.start)).days


def test_connection_of_an_area_is_loaded_both_ways(run: RunFolder) -> None:
    net = run.series(["area/yantan/net_kw"])["area/yantan/net_kw"].abs().max()
    assert loading.loading(run).table.loc["area/yantan", "most"] == pytest.approx(net / 9000.0)


def test_parts_of_an_area_are_the_sums_of_its_sites(run: RunFolder) -> None:
    parts = loading.parts(run, "area/yantan", 2, 1)
    both = run.series(["site/yt-1/heating_kw", "site/yt-2/heating_kw"], parts.index[0], 1)
    assert len(parts) == 96
    assert parts["heating_kw"].to_numpy() == pytest.approx(both.sum(axis=1).to_numpy())


@pytest.mark.parametrize(
    ("share", "said", "band"),
    [
        (1.0, "100.0 %", "heavy"),
        (1.0002, "100.02 %", "over"),
        (0.9997, "100.0 %", "heavy"),
        (0.8001, "80.01 %", "heavy"),
        (0.7999, "80.0 %", "normal"),
        (1.1488, "114.9 %", "over"),
    ],
)
def test_a_loading_is_written_so_that_it_agrees_with_its_band(
    share: float, said: str, band: str
) -> None:
    assert (saying.percent(share), loading.band(share)) == (said, band)


def test_limit_is_rating_by_power_factor(run: RunFolder) -> None:
    assert loading.limit_kw(run, "site/yt-1") == pytest.approx(2500.0 * 0.95)
    assert loading.limit_kw(run, "area/yuzhong") == 9000.0


@pytest.mark.parametrize(
    ("share", "band"),
    [
        (0.1, "light"),
        (0.2, "normal"),
        (0.8, "normal"),
        (0.81, "heavy"),
        (1.0, "heavy"),
        (1.2, "over"),
    ],
)
def test_bands(share: float, band: str) -> None:
    assert loading.band(share) == band


def test_days_that_a_run_has_not_are_the_worst_instead(run: RunFolder) -> None:
    assert loading.day_number(run, "2025-01-05", 9) == 4
    assert [loading.day_number(run, asked, 9) for asked in ("2024-12-31", "x", "")] == [9, 9, 9]


def test_cause_is_what_rose_most_above_its_usual() -> None:
    usual = {"building_kw": 100.0, "heating_kw": 50.0, "charging_kw": 180.0}
    found = causes.explained({**usual, "charging_kw": 420.0, "heating_kw": 60.0}, usual)
    assert (found.part, found.unusual, found.feeds) == ("charging_kw", True, False)
    assert found.times == pytest.approx(420 / 180)
    said = saying.because(found, "en")
    assert said.startswith("Charging 420 kW, 2.3 × its usual 180 kW at that hour.")
    assert "Lights and plugs 100 kW" in said
    assert saying.because(found, "zh").startswith("充电 420 kW，是该时刻通常 180 kW 的 2.3 倍。")


def test_cause_without_anything_unusual_is_the_largest() -> None:
    usual = {"building_kw": 100.0, "heating_kw": 400.0}
    found = causes.explained({"building_kw": 102.0, "heating_kw": 390.0}, usual)
    assert (found.part, found.unusual) == ("heating_kw", False)
    assert "Nothing unusual: Heating 390 kW" in saying.because(found, "en")


def test_cause_that_is_usually_nothing_has_no_ratio() -> None:
    found = causes.explained({"cooling_kw": 300.0}, {"cooling_kw": 0.0})
    assert "usually there is none" in saying.because(found, "en")
    assert "inf" not in saying.because(found, "zh")


def test_cause_of_feeding_in_is_the_sun() -> None:
    kw = {"building_kw": 200.0, "pv_kw": 1500.0}
    found = causes.explained(kw, {"building_kw": 200.0, "pv_kw": 900.0})
    assert (found.part, found.feeds) == ("pv_kw", True)
    assert "PV gives 1,500 kW, 1.67 ×" in saying.because(found, "en")


def test_usual_is_the_median_of_the_hour_on_other_days(run: RunFolder) -> None:
    found = causes.cause(run, "site/yt-1", 5, 50)
    power = run.series(["site/yt-1/charging_kw"])["site/yt-1/charging_kw"].to_numpy(np.float64)
    hours = power.reshape(14, 24, 4).mean(axis=2)[:, 50 // 4]
    assert found is not None
    assert found.kw["charging_kw"] == pytest.approx(power[5 * 96 + 50])
    assert found.usual_kw["charging_kw"] == pytest.approx(np.median(np.delete(hours, 5)))


def test_alarm_has_the_time_of_its_peak_and_its_cause(run: RunFolder) -> None:
    (alarm,) = causes.alarms(run)
    inside = run.series(["site/yt-1/loading"], alarm.begin, 2.0 / 24.0)["site/yt-1/loading"]
    assert loading.begin(run, alarm.day, alarm.step) == inside.idxmax()
    assert alarm.hours(loading.begin(run, run.grid.days)) == 2.0
    assert alarm.cause is not None
    assert alarm.cause.kw["charging_kw"] == 900.0  # of the table, not of the series


def test_a_run_without_alarms_or_loading_says_so(tmp_path: Path) -> None:
    bare = RunFolder(make_run(tmp_path / "bare", green=False, days=1))
    assert causes.alarms(bare) == ()
    empty = loading.loading(bare).table.iloc[:0]
    for figure in (
        figures.ranking(empty, {}, "", "en"),
        figures.calendar(pd.Series(dtype=float), [], None, "zh"),
        alarms.timeline([], (pd.Timestamp(0), pd.Timestamp(1)), "en"),
        figures.day(pd.DataFrame(), np.nan, "zh"),
    ):
        assert len(figure.data) == 0
        assert figure.layout.annotations[0].text


def test_calendar_puts_each_day_at_its_month(run: RunFolder) -> None:
    days = pd.date_range("2025-01-30", periods=4, freq="D")
    daily = pd.Series([0.5, 1.2, 0.3, 0.4], index=days)
    figure = figures.calendar(daily, list("abcd"), days[2], "en")
    heat = figure.data[0]
    assert list(heat.y) == ["2025-01", "2025-02"]
    assert heat.z[0][29] == 50.0
    assert heat.z[1][0] == 30.0
    assert np.isnan(heat.z[1][27])
    worst, chosen = figure.data[1:]
    assert (worst.x[0], worst.y[0]) == (31, "2025-01")
    assert (chosen.x[0], chosen.y[0]) == (1, "2025-02")
    assert list(heat.customdata[0][30]) == ["2025-01-31", "b"]


def test_day_stacks_uses_below_the_rating(run: RunFolder) -> None:
    parts = loading.parts(run, "site/yt-1", 0, 1)
    figure = figures.day(parts, 2375.0, "en")
    stacked = [trace for trace in figure.data if trace.stackgroup]
    assert [trace.name for trace in stacked] == ["Lights and plugs", "Heating", "Charging"]
    assert np.max(stacked[2].y) == pytest.approx(parts["charging_kw"].max(), abs=0.1)
    assert [shape.y0 for shape in figure.layout.shapes] == [2375.0, 1900.0]
