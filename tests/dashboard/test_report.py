"""The comparison page: both languages, no network, nothing sent away, nothing that breaks out."""

import json
import re
from pathlib import Path

import pandas as pd
import pytest

from dashboard.figures import charging, compare, energy, power
from dashboard.figures.theme import COLOURS, CONFIG, TEXTS, text
from dashboard.reports.comparison import page, write_page
from sim.kpi.compare import Comparison
from sim.kpi.compare import compare as compare_runs
from sim.results import RunFolder, query
from tests.support.make_run import make_run


@pytest.fixture(name="comparison", scope="module")
def _comparison(tmp_path_factory: pytest.TempPathFactory) -> Comparison:
    folder = tmp_path_factory.mktemp("runs")
    evil = {"zh": "绿色</script><b>方案", "en": "Green </script><img src=x> plan"}
    before = RunFolder(make_run(folder / "before", green=False, days=8))
    after = RunFolder(make_run(folder / "after", days=8, title=evil))
    return compare_runs([before, after])


def test_page_is_whole_and_inert(comparison: Comparison) -> None:
    document = page(comparison)
    own = re.sub(r"<script>.*?</script>", "", document, count=1, flags=re.DOTALL)  # plotly itself
    assert document.count("<script>") == 2 and own.count("</script>") == 1
    figures = own[own.index("const FIGURES") : own.index("</script>")]
    assert "<" not in figures[: figures.index("function show")]
    assert "<img" not in own and not re.search(r"(src|href)\s*=\s*[\"']", own)
    assert "Green &lt;/script&gt;" in own
    assert "碳排放总量" in own and "Total carbon" in own
    assert 'id="january"' in own and 'id="july"' not in own
    assert 'id="stations-1"' in own and 'id="stations-0"' not in own


def test_figures_of_the_page_are_readable_json(comparison: Comparison) -> None:
    match = re.search(r"const FIGURES=(.*?);const CONFIG=(.*?);function", page(comparison))
    assert match
    figures, config = json.loads(match[1]), json.loads(match[2])
    assert set(figures["daily"]) == {"zh", "en"}
    assert "sendChartToCloud" in config["modeBarButtonsToRemove"]
    assert config["showSendToCloud"] is False


def test_same_runs_same_page(comparison: Comparison, tmp_path: Path) -> None:
    write_page(comparison, tmp_path / "out" / "page.html")
    assert (tmp_path / "out" / "page.html").read_text(encoding="utf-8") == page(comparison)


def test_panels_share_their_axes(comparison: Comparison) -> None:
    days = {run.name: query.daily_energy(run) for run in comparison.runs}
    figure = energy.daily_energy(days, "en")
    assert figure.layout.yaxis2.matches == "y"
    drawn = {trace.name for trace in figure.data}
    assert drawn == {text(name, "en") for name in ("pv_used", "grid_import", "grid_export")}


def test_titles_of_panels_break_into_lines_and_have_room(comparison: Comparison) -> None:
    days = query.daily_energy(comparison.runs[0])
    long = {f"绿色低碳方案 (green-plan-0000000{n})": days for n in range(3)}
    figure = energy.daily_energy(long, "zh")
    assert figure.layout.annotations[0].text == "绿色低碳方案<br>(green-plan-00000000)"
    short = energy.daily_energy({"绿": days}, "zh").layout.margin.t
    assert figure.layout.margin.t == short + 20


def test_bars_add_up_to_the_total(comparison: Comparison) -> None:
    for draw in (compare.cost_bars, compare.carbon_bars):
        figure = draw(comparison, "zh")
        total = figure.data[-1]
        for run in range(2):
            parts = sum(trace.y[run] for trace in figure.data if trace.type == "bar")
            assert parts == pytest.approx(total.y[run])


def test_week_shows_local_time(comparison: Comparison) -> None:
    run = comparison.runs[1]
    begin = query.week_in(run.grid, 1)
    assert begin is not None
    figure = power.week({"a": query.week_of_power(run, begin), "b": None}, "zh")
    assert pd.Timestamp(figure.data[0].x[0], unit="ms") == pd.Timestamp("2025-01-01")


def test_empty_figures_say_why(comparison: Comparison) -> None:
    nothing = charging.station_use(query.station_use(comparison.runs[0]), "zh")
    assert nothing.layout.annotations[0].text == text("no_stations", "zh")
    assert power.week({"a": None}, "en").layout.annotations[0].text == text("not_simulated", "en")


def test_other_figures_draw(comparison: Comparison) -> None:
    run = comparison.runs[1]
    raster = power.hour_by_day(query.hour_by_day(run, "park/import_kw"), "en")
    assert raster.data[0].z.shape == (24, 8)
    series = run.series(["park/import_kw"])["park/import_kw"]
    assert len(power.lines({"a": query.thinned(series, 100)}, "en").data[0].x) <= 100
    assert len(power.load_duration({"a": query.load_duration(run, "park/pv_kw")}, "zh").data) == 1


def test_words_and_colours() -> None:
    assert all(zh and en and zh != en for zh, en in TEXTS.values())
    assert set(COLOURS) <= set(TEXTS)
    assert CONFIG["displaylogo"] is False
