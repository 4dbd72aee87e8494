"""Money & carbon: sentences, and prices and factors beside the baseline’s with their sources."""

from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from dashboard.files.library import Library
from dashboard.look import Look
from dashboard.pages import money
from dashboard.queries.money import beside, reckoned
from dashboard.view import Lang, View
from tests.support.make_run import make_run

NAMES = ("baseline-1", "green-plan-1", "variant-1")


@pytest.fixture(scope="module", name="library")
def _library(tmp_path_factory: pytest.TempPathFactory) -> Library:
    folder = tmp_path_factory.mktemp("runs")
    for name in NAMES:
        make_run(folder / name, green=name != "baseline-1", days=3, step_minutes=60)
    _change(folder / "variant-1" / "prices.parquet", "gas", 9.5)
    _change(folder / "variant-1" / "factors.parquet", "grid", 0.3)
    return Library(folder)


def _change(file: Path, name: str, value: float) -> None:
    rows = pd.read_parquet(file)
    rows.loc[rows["name"].astype(str) == name, "value"] = value
    rows.to_parquet(file)


def _look(library: Library, runs: tuple[str, ...] = NAMES, lang: Lang = "en") -> Look:
    view = library.resolve(View(runs=runs, lang=lang))
    return Look(view, library.chosen(view).runs, ())


def _grid(part: Any) -> Any:
    """Return the table of a section."""
    return part.children[1]


def test_differing_prices_are_marked_and_others_are_not(library: Library) -> None:
    frame = beside(_look(library).runs, "prices")
    assert list(frame.index[frame["differs"]]) == ["gas"]
    assert frame.loc["gas", "value2"] == 9.5
    assert frame.loc["gas", "value0"] == frame.loc["gas", "value1"] == 3.0
    assert not beside(_look(library, NAMES[:2]).runs, "prices")["differs"].any()


def test_a_price_that_one_run_lacks_differs(library: Library, tmp_path: Path) -> None:
    for name in NAMES[:2]:
        make_run(tmp_path / name, days=1, step_minutes=60)
    file = tmp_path / "green-plan-1" / "prices.parquet"
    rows = pd.read_parquet(file)
    rows[rows["name"].astype(str) != "diesel"].to_parquet(file)
    frame = beside(_look(Library(tmp_path), NAMES[:2]).runs, "prices")
    assert list(frame.index[frame["differs"]]) == ["diesel"]
    assert pd.isna(frame.loc["diesel", "value1"])


def test_every_price_and_factor_stands_with_its_source(library: Library) -> None:
    shown = _look(library)
    for draw, kind in ((money._prices, "prices"), (money._factors, "factors")):
        rows = _grid(draw(shown)).rowData
        known = reckoned(shown.runs[0], kind)  # type: ignore[arg-type]
        assert [row["key"] for row in rows] == list(known.index)
        assert all(row["source"] for row in rows)
    in_force = next(row for row in rows if row["key"] == "grid")
    assert in_force["name"].startswith("In force: ")
    assert in_force["value2"] == 0.3
    assert in_force["differs"] == "≠ differs"


def test_sentences_say_cost_carbon_and_what_a_tonne_costs(library: Library) -> None:
    shown = _look(library, NAMES[:2])
    said = [item.children for item in money._summary(shown).children]  # type: ignore[attr-defined]
    assert len(said) == 2
    kpis = [run.kpis().set_index("name")["value"] for run in shown.runs]
    spent, emitted = (kpis[1][name] - kpis[0][name] for name in ("total_cost", "carbon_total"))
    assert emitted < 0
    value = abs(spent / emitted)
    assert f"{value:,.0f} CNY" in said[1] or f"{value:,.1f} CNY" in said[1]
    assert ("saves" if spent < 0 else "costs") in said[1]


def test_no_tonne_avoided_no_price_of_it() -> None:
    assert money._per_tonne(100.0, 5.0, "en") == ""
    assert money._per_tonne(None, -5.0, "en") == ""
    assert "20" in money._per_tonne(100.0, -5.0, "en")


def test_table_holds_money_beside_the_totals_too(library: Library) -> None:
    rows = _grid(money._table(_look(library))).rowData
    names = {row["name"] for row in rows}
    assert {"Total cost", "Total carbon", "Cost of carbon"} <= names
    assert "Grid import" not in names


def test_like_tariffs_are_drawn_once(library: Library) -> None:
    drawn = money._tariff(_look(library))
    words, figure = drawn.children  # type: ignore[attr-defined]
    assert "All 3 runs pay the same" in words.children
    assert len(figure.children[1].children.figure.data) == 1


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_all_sections_are_drawn_for_one_run_and_for_several(library: Library, lang: Lang) -> None:
    for runs in (NAMES[:1], NAMES):
        for part in money.PAGE.sections:
            assert part.draw(_look(library, runs, lang)) is not None
