"""The library opens what is whole, says what is not, and stays in its folder."""

import json
import os
from pathlib import Path

import pytest

from dashboard.files.library import TABLES, Library, Problem
from dashboard.view import View
from sim.results import RunFolder
from tests.support.make_run import make_run


@pytest.fixture
def library(tmp_path: Path) -> Library:
    folder = tmp_path / "runs"
    for age, name in enumerate(("green-plan-1", "variant-1", "baseline-1")):
        run = make_run(folder / name, green=name != "baseline-1", days=2, step_minutes=60)
        os.utime(run / "manifest.json", (1e9 - age, 1e9 - age))
    return Library(folder)


def test_names_are_of_folders_the_newest_first(library: Library) -> None:
    (library.folder / ".partial-x").mkdir()
    (library.folder / "compare.html").write_text("")
    assert library.names() == ("green-plan-1", "variant-1", "baseline-1")


def test_a_view_without_choice_gets_runs_and_the_baseline(library: Library) -> None:
    (library.folder / "no-run-at-all").mkdir()
    view = library.resolve(View())
    assert view.runs == ("green-plan-1", "variant-1", "baseline-1")
    assert view.baseline == "baseline-1"
    assert library.chosen(View()).runs[0].name == "baseline-1"
    assert library.resolve(View(runs=())).baseline == ""


def test_baseline_is_one_of_the_runs(library: Library) -> None:
    view = View(runs=("green-plan-1", "variant-1"), baseline="baseline-1")
    assert library.resolve(view).baseline == "variant-1"


@pytest.mark.parametrize("name", ["..", "../secret", ".", "/etc", "gone", ""])
def test_only_listed_names_are_opened(library: Library, name: str) -> None:
    make_run(library.folder.parent / "secret", days=1, step_minutes=60)
    assert library.open(name) == Problem(name, "missing")


@pytest.mark.parametrize(
    ("file", "content"),
    [
        ("manifest.json", "[" * 100_000),
        ("manifest.json", "{"),
        ("manifest.json", "[1]"),
        ("manifest.json", '{"period": 3}'),
        ("kpis.parquet", "PAR1"),
        ("series.parquet", ""),
        ("sessions.parquet", "not parquet"),
    ],
)
def test_damaged_files_are_a_problem_and_not_an_exception(
    library: Library, file: str, content: str
) -> None:
    (library.folder / "variant-1" / file).write_text(content)
    found = library.open("variant-1")
    assert isinstance(found, Problem)
    assert found.reason == "corrupt"
    assert str(library.folder) not in found.detail
    assert isinstance(library.open("green-plan-1"), RunFolder)


@pytest.mark.parametrize("file", ["manifest.json", "kpis.parquet", "series.parquet"])
def test_missing_files_are_a_problem(library: Library, file: str) -> None:
    (library.folder / "variant-1" / file).unlink()
    assert isinstance(library.open("variant-1"), Problem)


def test_a_run_that_was_written_anew_is_read_anew(library: Library) -> None:
    first = library.open("variant-1")
    assert library.open("variant-1") is first
    manifest = library.folder / "variant-1" / "manifest.json"
    content = json.loads(manifest.read_text())
    manifest.write_text(json.dumps(content | {"title": {"zh": "新", "en": "New"}}))
    assert library.titles(["variant-1"], "en") == {"variant-1": "New"}


def test_a_table_damaged_after_the_run_was_opened_is_named(library: Library) -> None:
    path = library.folder / "variant-1"
    first, manifest = library.open("variant-1"), (path / "manifest.json").stat()
    series = path / "series.parquet"
    os.truncate(series, series.stat().st_size // 2)
    found = library.open("variant-1")
    assert isinstance(found, Problem) and found.detail.startswith("series.parquet: ")
    make_run(path, days=3, step_minutes=60)
    os.utime(path / "manifest.json", ns=(manifest.st_atime_ns, manifest.st_mtime_ns))
    again = library.open("variant-1")
    assert isinstance(first, RunFolder) and isinstance(again, RunFolder)
    assert (first.grid.days, again.grid.days) == (2, 3)


@pytest.mark.parametrize(
    "odd",
    [
        {"title": "words"},
        {"versions": [1]},
        {"conditions": "x"},
        {"name": None},
        {"period": {"start": "2025-01-01", "days": 2, "step_minutes": 0}},
        {"period": {"start": "2025-01-01", "days": float("nan"), "step_minutes": 60}},
        {"period": {"start": "9999-12-31", "days": 2, "step_minutes": 60}},
        {"period": {"start": "2025-01-01", "days": 3, "step_minutes": 60}},
        {"period": {}},
    ],
    ids=str,
)
def test_an_odd_manifest_is_a_problem(library: Library, odd: dict[str, object]) -> None:
    manifest = library.folder / "variant-1" / "manifest.json"
    manifest.write_text(json.dumps(json.loads(manifest.read_text()) | odd))
    found = library.open("variant-1")
    assert isinstance(found, Problem)
    assert any(word in found.detail for word in (*odd, "steps"))


def test_names_that_no_address_can_hold_are_left_out(library: Library) -> None:
    before = library.names()
    for name in (b"a\xff", b"a\nb"):
        path = library.folder / os.fsdecode(name)
        path.mkdir()
        (path / "manifest.json").write_text("{}")
    assert library.names() == before


def test_equal_titles_are_told_apart(library: Library) -> None:
    titles = library.titles(library.names(), "en")
    assert titles["green-plan-1"] == "Green plan (green-plan-1)"
    assert titles["baseline-1"] == "Today"


def test_of_each_scenario_the_newest_run_is_proposed(tmp_path: Path) -> None:
    names = ("plan-00000001", "baseline-00000001", "plan-00000002", "plan-2-00000003-r1")
    for age, name in enumerate(names):
        manifest = tmp_path / name / "manifest.json"
        manifest.parent.mkdir()
        manifest.write_text("{}", encoding="utf-8")
        os.utime(manifest, (1000 + age, 1000 + age))
        for table in TABLES:
            (manifest.parent / f"{table}.parquet").write_bytes(b"PAR1PAR1")
    (tmp_path / "stories").mkdir()
    library = Library(tmp_path)
    assert library.resolve(View()).runs == (names[3], names[2], names[1])
    assert "stories" not in library.names()
    (tmp_path / names[2] / "trips.parquet").write_bytes(b"PAR1 cut off")
    assert library.resolve(View()).runs == (names[3], names[1], names[0])
