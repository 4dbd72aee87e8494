"""Exported files open in a spreadsheet as tables, and nothing in them is worked out."""

import io
import json
import re
import zipfile
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from dashboard import grid
from dashboard.access import MOST_BODY_BYTES
from dashboard.export import sheets
from dashboard.export.figure_data import frame_of
from dashboard.export.menus import about, saved, table_frame
from dashboard.figures import power
from dashboard.figures.theme import local
from dashboard.files.library import Library
from dashboard.queries import park
from dashboard.view import View
from sim.kpi.compare import compare
from sim.results import RunFolder, query
from tests.support.make_run import make_run

EVIL = pd.DataFrame(
    {
        "=name": ["=1+1", "+cmd|' /C calc'!A0", "-2", "@SUM(A1)", "plain", "http://x.example"],
        "number": [-1.5, 2.0, 3.0, 4.0, 5.0, None],
    }
)


@pytest.fixture(name="library", scope="module")
def _library(tmp_path_factory: pytest.TempPathFactory) -> Library:
    folder = tmp_path_factory.mktemp("runs")
    make_run(folder / "baseline-1", green=False, days=8)
    make_run(folder / "green-1", days=8)
    return Library(folder)


def _sheet(content: bytes, part: str = "xl/worksheets/sheet1.xml") -> str:
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        return book.read(part).decode("utf-8")


def test_csv_has_a_mark_and_guards_formulas_but_not_numbers() -> None:
    content = sheets.csv(EVIL)
    assert content.startswith(b"\xef\xbb\xbf")
    lines = content.decode("utf-8-sig").splitlines()
    assert lines[0] == "'=name,number"
    assert lines[1] == "'=1+1,-1.5"
    assert all(line.lstrip('"')[0] not in "=+-@" for line in lines)
    assert "plain,5.0" in lines


def test_csv_times_are_local_iso() -> None:
    times = pd.to_datetime(["2025-01-01 00:00", "2025-01-01 00:05"])
    assert "2025-01-01T00:05:00" in sheets.csv(pd.DataFrame({"t": times})).decode("utf-8-sig")
    days = pd.DataFrame({"t": pd.to_datetime(["2025-01-01", None])})
    assert sheets.csv(days).decode("utf-8-sig").splitlines()[1:] == ["2025-01-01", '""']


def test_a_week_of_minutes_is_small_enough_to_be_sent_back(tmp_path: Path) -> None:
    run = RunFolder(make_run(tmp_path / "run", days=7, step_minutes=1))
    week = park.week_of_power(run, run.grid.start)
    minutes = query.week_of_power(run, run.grid.index[0])
    assert week is not None and len(week) == 7 * 288
    pd.testing.assert_series_equal(week.mean(), minutes.mean(), rtol=1e-5, check_dtype=False)
    figure = power.week({"a": week}, "en")
    assert 12 * len(figure.to_json()) < MOST_BODY_BYTES
    times = frame_of(json.loads(figure.to_json()), "en")["Time"]
    assert times.tolist() == local(week.index).tolist()


def test_workbook_has_no_formula_and_no_link() -> None:
    content = sheets.xlsx(EVIL, "Money: [all]/*", {"what": "=x"})
    assert "<f>" not in _sheet(content) + _sheet(content, "xl/worksheets/sheet2.xml")
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        assert not [name for name in book.namelist() if "rels/sheet" in name]
        assert "=1+1" in book.read("xl/sharedStrings.xml").decode("utf-8")
        names = re.findall(r'sheet name="([^"]+)"', book.read("xl/workbook.xml").decode())
    assert names == ["Money   all", "info"]


def test_table_is_exported_as_it_is_shown(library: Library) -> None:
    runs = [
        run
        for name in ("baseline-1", "green-1")
        if isinstance(run := library.open(name), RunFolder)
    ]
    compared = compare(runs)
    columns: list[dict[str, Any]] = grid._columns(compared, "en")
    frame = table_frame(columns, grid.records(compared, "en"))
    row = compared.row("carbon_total")
    assert row is not None
    shown = frame[frame["Figure"] == row.label("en")].iloc[0]
    assert shown["Today (baseline) · Value"] == row.cells[0].value
    assert row.cells[1].relative is not None
    assert shown["Green plan · Difference %"] == pytest.approx(100 * row.cells[1].relative)
    assert shown["Green plan · Verdict"] == "better"


def test_hidden_columns_stay_away_and_same_names_are_told_apart() -> None:
    columns = [
        {"field": "a", "headerName": "x"},
        {"field": "b", "headerName": "x"},
        {"field": "c", "hide": True},
    ]
    frame = table_frame(columns, [{"a": 1, "b": True, "c": 3}])
    assert frame.to_dict("records") == [{"x": 1, "x (2)": True}]


def test_file_says_what_it_is_of(library: Library) -> None:
    told = about("Heat", View(lang="en"), library)
    assert told["Runs"] == "Green plan (green-1); Today (baseline-1)"
    assert told["Baseline"] == "Today"
    assert "lang=en" in told["View"]
    asked = {"figure": "compare.daily", "save": "xlsx"}
    sent, said = saved(EVIL, "figure", asked, View(lang="zh"), library)
    assert sent["filename"] == "greenpark-compare-daily.xlsx"
    assert sent["type"] == sheets.XLSX
    assert said == "已导出 greenpark-compare-daily.xlsx"


def test_nothing_to_export_is_an_empty_file(tmp_path: Path) -> None:
    asked = {"figure": "f", "save": "csv"}
    sent, _ = saved(pd.DataFrame(), "figure", asked, View(), Library(tmp_path / "none"))
    assert sent["filename"] == "greenpark-f.csv"
