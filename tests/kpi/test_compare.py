"""Differences to a baseline: signs, verdicts, what is said when runs differ otherwise."""

import json
from pathlib import Path

import pytest

from sim.errors import InputError
from sim.kpi.compare import Cell, Comparison, Row, _cell, compare, difference
from sim.kpi.words import change, number, scale, short
from sim.results import RunFolder
from tests.support.make_run import make_run


@pytest.fixture(name="runs", scope="module")
def _runs(tmp_path_factory: pytest.TempPathFactory) -> list[RunFolder]:
    folder = tmp_path_factory.mktemp("runs")
    return [RunFolder(make_run(folder / f"run-{g}", green=g, days=8)) for g in (False, True)]


@pytest.fixture(name="comparison", scope="module")
def _comparison(runs: list[RunFolder]) -> Comparison:
    return compare(runs, baseline=runs[0].name)


def cell(comparison: Comparison, name: str, run: int = 1) -> Cell:
    row = comparison.row(name)
    assert row is not None
    return row.cells[run]


def test_differences(runs: list[RunFolder], comparison: Comparison) -> None:
    before, after = (run.kpis().set_index("name")["value"] for run in runs)
    carbon = cell(comparison, "carbon_total")
    assert carbon.absolute == pytest.approx(after["carbon_total"] - before["carbon_total"])
    assert carbon.relative == pytest.approx(after["carbon_total"] / before["carbon_total"] - 1)
    assert carbon.verdict == "better"
    assert cell(comparison, "carbon_total", 0).verdict == "baseline"
    assert cell(comparison, "carbon_total", 0).absolute == 0.0


def test_verdicts_follow_the_better_direction(comparison: Comparison) -> None:
    # Both rise: more PV is better, a higher peak is worse, charging is neither.
    verdicts = {name: cell(comparison, name) for name in ("pv_yield", "peak_import", "taxi_lost")}
    assert all(one.absolute is not None and one.absolute > 0 for one in verdicts.values())
    assert [one.verdict for one in verdicts.values()] == ["better", "worse", "worse"]
    assert cell(comparison, "charging_demand").verdict == "neutral"
    assert cell(comparison, "building_demand").verdict == "equal"
    assert cell(comparison, "pv_yield").relative is None  # nothing to divide by
    assert cell(comparison, "heat_pump_spf") == Cell(pytest.approx(2.8), None, None, "absent")
    assert cell(comparison, "heat_pump_spf", 0).value is None


def test_json_is_plain_and_complete(runs: list[RunFolder], comparison: Comparison) -> None:
    said = json.loads(json.dumps(comparison.json(), allow_nan=False))
    assert said["baseline"] == str(runs[0].path)
    assert [run["run"] for run in said["runs"]] == [str(run.path) for run in runs]
    green = said["runs"][1]
    assert green["baseline"] == said["baseline"]
    assert set(green["kpis"]) == set(runs[1].kpis()["name"])
    assert green["kpis"]["carbon_total"]["unit"] == "t"
    assert green["difference"]["carbon_total"]["verdict"] == "better"
    assert "heat_pump_spf" not in green["difference"]


def test_frame_and_plain_rows(comparison: Comparison) -> None:
    frame = comparison.frame()
    assert len(frame) == 2 * len(comparison.rows)
    plain = comparison.plain("zh")
    assert plain[0] == ["", "", "现状", "绿色方案"]
    assert len(plain) == len(comparison.rows) + 1
    line = next(line for line in plain if line[0] == "碳排放总量")
    assert line[1] == "吨" and line[3].endswith("✓") and "−" in line[3]


def test_like_runs_need_no_caution(comparison: Comparison) -> None:
    assert comparison.cautions == ()


def test_cautions(runs: list[RunFolder], tmp_path: Path) -> None:
    def words(**changes: int | str) -> str:
        other = RunFolder(make_run(tmp_path / "other", **({"days": 8} | changes)))  # type: ignore[arg-type]
        return " ".join(one.en for one in compare([runs[0], other]).cautions)

    assert "numbers of days differ: 7, 8" in words(days=7)
    assert "time steps differ" in words(step_minutes=30)
    assert "first days differ" in words(start="2025-02-01")
    assert "seeds differ" in words(seed=2) and "weather differs" in words(seed=2)


def test_a_baseline_must_be_among_the_runs(runs: list[RunFolder]) -> None:
    assert compare(runs).baseline == 0
    assert compare(runs, runs[1]).baseline == 1
    with pytest.raises(InputError, match="'elsewhere' is none of run-"):
        compare(runs, "elsewhere")
    with pytest.raises(InputError, match="no runs"):
        compare([])


def test_numbers_in_words() -> None:
    assert short("Green plan") == "Green plan"
    assert short("园" * 20_000) == "园" * 47 + "…"
    assert number(1234567.0) == "1,234,567"
    assert number(-0.5, signed=True) == "−0.50"
    assert number(0.0004) == "0"
    assert number(12.0, signed=True) == "+12"
    assert scale("MWh", 12_000, "en") == (1000.0, "GWh")
    assert scale("MWh", 9_000, "en") == (1.0, "MWh")
    assert scale("CNY", 3e8, "zh") == (1e8, "亿元")
    assert scale("1", 5, "en") == (1.0, "")


@pytest.mark.parametrize(
    ("relative", "said"),
    [(-0.087, "−8.7 %"), (3.0, "+300.0 %"), (3.62, "×4.6"), (11.03, "×12"), (2000.0, "×2,001")],
)
def test_what_is_many_times_as_much_is_told_as_a_multiple(relative: float, said: str) -> None:
    assert change(relative) == said


@pytest.mark.parametrize(
    ("unit", "base", "value", "verdict", "said"),
    [
        ("%", 99.951, 99.955, "equal", "="),
        ("%", 99.997, 99.988, "equal", "="),
        ("%", 99.95, 99.89, "worse", "−0.060 pp"),
        ("%", 0.02, 0.06, "better", "+0.040 pp"),
        ("min", 0.00974, 0.00976, "equal", "="),
        ("min", 0.0, 0.0004, "equal", "="),
        ("min", 1000.0, 1000.4, "equal", "="),
        ("min", 0.307, 3.69, "better", "×12"),
        ("t", -2.0, 3.0, "better", "+5 t"),
    ],
)
def test_a_difference_agrees_with_its_verdict(
    unit: str, base: float, value: float, verdict: str, said: str
) -> None:
    cells = tuple(_cell(one, base, unit, "higher", one == base) for one in (base, value))
    row = Row("group", "name", unit, "名", "name", "higher", cells)
    assert (cells[1].verdict, difference(row, cells[1], "en")) == (verdict, said)


def test_shares_differ_by_points(comparison: Comparison) -> None:
    row = comparison.row("taxi_served")
    assert row is not None
    assert difference(row, row.cells[1], "en").endswith(" pp")
    assert difference(row, row.cells[0], "en") == ""


def test_runs_of_unlike_length_or_season_get_no_verdict(tmp_path: Path) -> None:
    base = RunFolder(make_run(tmp_path / "year", days=8))
    for nth, changes in enumerate(({"days": 4}, {"start": "2025-07-01"})):
        run = make_run(tmp_path / f"other-{nth}", **({"days": 8} | changes))  # type: ignore[arg-type]
        compared = compare([base, RunFolder(run)])
        assert {row.cells[1].verdict for row in compared.rows} <= {"neutral", "equal", "absent"}
