"""Every section of every page draws, and one that cannot says so and harms nothing else."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any, get_args

import pandas as pd
import plotly.graph_objects as go
import pytest
from dash import html
from dash.development.base_component import Component

from dashboard import binding, guard
from dashboard.app import create_app
from dashboard.figures import gantt
from dashboard.files.library import Library
from dashboard.look import Look
from dashboard.page import Page, Section
from dashboard.pages import pages
from dashboard.queries import map_day
from dashboard.queries.gantt import BAR
from dashboard.view import Lang, View
from dashboard.workspace import Workspace
from sim.clock import ZONE
from sim.results import RunFolder
from tests.support.make_run import make_run

DRAWN = [page for page in pages() if page.sections]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    found = tmp_path_factory.mktemp("runs")
    make_run(found / "baseline-1", green=False, days=8)
    make_run(found / "green-1", days=8)
    return found


def _look(folder: Path, lang: Lang, *names: str) -> Look:
    library = Library(folder)
    view = library.resolve(View(lang=lang, runs=names))
    return Look(view, library.chosen(view).runs, ())


@pytest.mark.parametrize("lang", get_args(Lang))
@pytest.mark.parametrize("names", [("baseline-1",), ("baseline-1", "green-1")])
@pytest.mark.parametrize("page", DRAWN, ids=lambda page: page.name)
def test_every_section_draws(folder: Path, page: Page, names: tuple[str, ...], lang: Lang) -> None:
    shown = _look(folder, lang, *names)
    for choice in page.all_choices():
        groups = [option.get("items", [option]) for option in choice.options(shown)]
        offered = [option["value"] for group in groups for option in group]
        chosen = choice.chosen(shown)
        several = chosen.split(",") if choice.shape == "many" else [chosen]
        assert {str(one) for one in several if one} <= {str(one) for one in offered}, choice.key
    for part in page.sections:
        assert isinstance(part.draw(shown), Component), part.key


def _damaged(folder: Path, table: str) -> None:
    """Spoil the pages of a table; its footer, which is read when a run is opened, stays."""
    file = folder / "green-1" / f"{table}.parquet"
    whole = bytearray(file.read_bytes())
    footer = int.from_bytes(whole[-8:-4], "little") + 8
    whole[4:-footer] = bytes(len(whole) - footer - 4)
    file.write_bytes(whole)


@pytest.mark.parametrize("table", ["sessions", "series", "kpis"])
def test_a_damaged_table_is_named_and_blanks_no_page(tmp_path: Path, table: str) -> None:
    make_run(tmp_path / "green-1", days=8, seed=2)
    _damaged(tmp_path, table)
    shown = _look(tmp_path, "en", "green-1")
    assert shown.runs
    said = ""
    for page in DRAWN:
        binding.state(page, shown, Library(tmp_path))
        guard.said(page, shown)
        drawn = [guard.drawn(shown, part, part.draw) for part in page.sections]
        said += json.dumps([str(one) for one in drawn])
    assert f"could not be drawn from run green-1 (table {table} is missing or damaged)" in said
    with create_app(Workspace(tmp_path, tmp_path)).server.test_client() as client:
        for page in DRAWN:
            answer = client.get(f"/report.html?page={page.path}&lang=en&runs=green-1")
            assert answer.status_code == 200


def test_a_fault_is_said_in_words_and_logged_once(
    folder: Path, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(_: Look) -> Any:
        raise IndexError("single positional indexer")

    look = _look(folder, "en", "baseline-1", "green-1")
    said = str(guard.drawn(look, Section("part", broken), broken))
    assert "could not be drawn from run baseline-1, green-1" in said
    assert "IndexError" not in said
    assert [record.exc_info is None for record in caplog.records] == [False]


@pytest.mark.parametrize("table", ["kpis", "series"])
def test_a_damaged_run_leaves_the_others_drawn(tmp_path: Path, table: str) -> None:
    for name, seed in (("baseline-1", 1), ("green-1", 2), ("variant-1", 3)):
        make_run(tmp_path / name, days=8, seed=seed)
    _damaged(tmp_path, table)
    shown = _look(tmp_path, "en", "baseline-1", "green-1", "variant-1")
    compare = next(page for page in DRAWN if page.name == "compare")
    key = "key" if table == "kpis" else "daily"
    part = next(part for part in compare.sections if part.key == key)
    sound = str(part.draw(replace(shown, runs=(shown.runs[0], shown.runs[2]))))
    drawn = guard.drawn(shown, part, part.draw)
    assert str(drawn.children[1]) == sound
    assert f"from run green-1 (table {table} is missing or damaged)" in str(drawn.children[0])
    assert "run green-1" in str(guard.said(compare, shown))


def test_of_a_damaged_run_nothing_else_is_shown_in_its_place(tmp_path: Path) -> None:
    for name in ("baseline-1", "green-1"):
        make_run(tmp_path / name, days=8)
    _damaged(tmp_path, "sessions")
    shown = _look(tmp_path, "en", "baseline-1", "green-1")
    draw = lambda look: html.P(len(look.run.table("sessions")))  # noqa: E731
    assert shown.run.name == "green-1"
    said = str(guard.drawn(shown, Section("one", draw, reads=("run",)), draw))
    assert "P(" not in said and "run green-1" in said


def test_a_session_that_only_waits_on_the_day_has_no_mark() -> None:
    begin = pd.Timestamp("2025-01-01 23:50", tz=ZONE)
    wait = (
        1,
        begin,
        begin + pd.Timedelta(minutes=10),
        "waiting",
        "b",
        0.2,
        0.8,
        9.0,
        10.0,
        "",
        "k",
    )
    bars = pd.DataFrame([wait], columns=list(BAR))
    figure: go.Figure = gantt.plugs(bars, {}, "k", "en")
    assert len(figure.data) == 1 and not figure.layout.shapes


def test_a_run_without_stations_has_an_empty_map_day(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(map_day, "places", lambda _: ())
    day = map_day.day.__wrapped__(RunFolder(folder / "green-1"), 0, "loading")
    assert day.amounts.shape[1] == 0
    assert len(day.amounts) == len(day.flows_mw) == 96
