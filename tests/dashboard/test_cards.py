"""Cards and table say what the comparison says: value, unit, difference, better or worse."""

from typing import Any

import pytest

from dashboard import grid
from dashboard.parts import cards
from dashboard.reports.comparison_table import CARDS
from sim.kpi.compare import Comparison, compare, difference
from sim.results import RunFolder
from tests.support.make_run import make_run


@pytest.fixture(scope="module")
def compared(tmp_path_factory: pytest.TempPathFactory) -> Comparison:
    folder = tmp_path_factory.mktemp("runs")
    runs = [
        RunFolder(make_run(folder / name, green=name != "baseline", days=3, step_minutes=60))
        for name in ("baseline", "green")
    ]
    return compare(runs)


def _words(part: Any) -> str:
    """Return everything that a component says."""
    if part is None or isinstance(part, (str, int, float)):
        return str(part or "")
    if isinstance(part, (list, tuple)):
        return " ".join(_words(one) for one in part)
    return _words(getattr(part, "children", None))


def _card(compared: Comparison, name: str, lang: Any) -> str:
    shown = cards.cards(compared, lang).children[0].children  # type: ignore[attr-defined]
    return _words(next(card for card in shown if getattr(card, "data-kpi") == name))


def test_a_card_for_each_headline_that_a_run_has(compared: Comparison) -> None:
    shown = cards.cards(compared, "en").children[0].children  # type: ignore[attr-defined]
    names = [getattr(card, "data-kpi") for card in shown]
    assert names == [name for name in CARDS if compared.row(name)]


@pytest.mark.parametrize(("lang", "word"), [("zh", "更好"), ("en", "better")])
def test_card_has_value_unit_difference_verdict_and_baseline(
    compared: Comparison, lang: Any, word: str
) -> None:
    row = compared.row("carbon_total")
    assert row is not None
    said = _card(compared, "carbon_total", lang)
    for cell in row.cells:
        assert " ".join(cards.written(row, cell, lang)) in said
    assert difference(row, row.cells[1], lang) in said
    assert word in said


def test_more_is_not_always_better(compared: Comparison) -> None:
    assert "better" in _card(compared, "pv_yield", "en")
    assert "worse" in _card(compared, "peak_import", "en")


def test_what_the_baseline_lacks_has_no_verdict(compared: Comparison) -> None:
    said = _card(compared, "charging_mean_wait", "en")
    assert "Baseline –" in said
    assert not [word for word in ("better", "worse", "nan") if word in said]


def test_one_run_alone_has_no_differences(compared: Comparison) -> None:
    alone = _words(cards.cards(compare(compared.runs[:1]), "en"))
    assert "Choose one more run" in alone
    assert "better" not in alone
    assert "Baseline" not in alone


def test_table_has_every_kpi_and_its_own_sums(compared: Comparison) -> None:
    rows = grid.records(compared, "en")
    assert len(rows) == len(compared.rows)
    for row, source in zip(rows, compared.rows, strict=True):
        base, other = source.cells
        if base.value is not None and other.value is not None:
            assert row["difference1"] == pytest.approx(row["value1"] - row["value0"])
            if base.value and source.unit != "%":
                assert row["share1"] == pytest.approx(other.value / base.value - 1, rel=1e-6) or (
                    base.value < 0
                )
        assert "difference0" not in row


def test_percentages_have_no_percentage_of_themselves(compared: Comparison) -> None:
    shares = [row for row in grid.records(compared, "en") if row["unit"] == "%"]
    assert shares
    assert not [row for row in shares if row.get("share1") is not None]
