"""Runs side by side: each KPI with its difference to a baseline."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import pandas as pd

from sim.errors import Fault, InputError
from sim.kpi.registry import GROUPS, all_kpis
from sim.kpi.words import change, number, scale, short
from sim.results.folder import RunFolder

Verdict = Literal["baseline", "better", "worse", "equal", "neutral", "absent"]
_WORLD = ("world/temperature_c", "world/ghi_w_m2")


@dataclass(frozen=True)
class Cell:
    """One KPI of one run; `relative` is the difference over the baseline's size."""

    value: float | None
    absolute: float | None
    relative: float | None
    verdict: Verdict


@dataclass(frozen=True)
class Row:
    """One KPI of all runs, in their order."""

    group: str
    name: str
    unit: str
    label_zh: str
    label_en: str
    better: str
    cells: tuple[Cell, ...]

    def label(self, lang: str) -> str:
        return self.label_zh if lang == "zh" else self.label_en

    def scale(self, lang: str) -> tuple[float, str]:
        """Return (divisor, unit as written) that suit all runs."""
        values = [abs(cell.value) for cell in self.cells if cell.value is not None]
        return scale(self.unit, max(values, default=0.0), lang)


@dataclass(frozen=True)
class Caution:
    """Something besides the measures that differs between the runs."""

    zh: str
    en: str

    def text(self, lang: str) -> str:
        return self.zh if lang == "zh" else self.en


@dataclass(frozen=True)
class Comparison:
    """Runs by folder name, the number of the baseline, and every KPI that any of them has."""

    runs: tuple[RunFolder, ...]
    baseline: int
    rows: tuple[Row, ...]
    cautions: tuple[Caution, ...]

    def titles(self, lang: str) -> list[str]:
        """Return a title a run; runs of one title are told apart by their folders."""
        return titles(self.runs, lang)

    def row(self, name: str) -> Row | None:
        """Return the KPI `name`, or None where no run has it."""
        return next((row for row in self.rows if row.name == name), None)

    def frame(self) -> pd.DataFrame:
        """Return a row a KPI and run: value, absolute, relative, verdict."""
        rows = [
            (row.group, row.name, row.unit, row.better, run.name, *_fields(cell))
            for row in self.rows
            for run, cell in zip(self.runs, row.cells, strict=True)
        ]
        names = ["group", "name", "unit", "better", "run"]
        names += ["value", "absolute", "relative", "verdict"]
        return pd.DataFrame(rows, columns=names)

    def plain(self, lang: str = "en") -> list[list[str]]:
        """Return lines of text for a terminal: label, unit, and value (difference) by run."""
        lines = [["", "", *self.titles(lang)]]
        for row in self.rows:
            divisor, unit = row.scale(lang)
            cells = [_line(row, cell, divisor, lang) for cell in row.cells]
            lines.append([row.label(lang), unit, *cells])
        return lines

    def json(self) -> dict[str, Any]:
        """Return the object that ``compare --json`` prints (``docs/run-folder.md``)."""
        base = str(self.runs[self.baseline].path)
        runs = []
        for number_of_run, run in enumerate(self.runs):
            cells = {row.name: (row, row.cells[number_of_run]) for row in self.rows}
            there = {name: pair for name, pair in cells.items() if pair[1].value is not None}
            kpis = {n: {"value": cell.value, "unit": row.unit} for n, (row, cell) in there.items()}
            difference = {
                name: {
                    "absolute": cell.absolute,
                    "relative": cell.relative,
                    "unit": row.unit,
                    "verdict": cell.verdict,
                }
                for name, (row, cell) in there.items()
                if cell.absolute is not None
            }
            runs.append(
                {"run": str(run.path), "kpis": kpis, "baseline": base, "difference": difference}
            )
        return {"baseline": base, "runs": runs, "cautions": [one.en for one in self.cautions]}


def titles(runs: Sequence[RunFolder], lang: str) -> list[str]:
    """Return a title a run; runs of one title are told apart by their folders."""
    found = [short(run.title(lang)) for run in runs]
    return [
        f"{title} ({run.name})" if found.count(title) > 1 else title
        for title, run in zip(found, runs, strict=True)
    ]


def _fields(cell: Cell) -> tuple[float | None, float | None, float | None, str]:
    return cell.value, cell.absolute, cell.relative, cell.verdict


def difference(row: Row, cell: Cell, lang: str) -> str:
    """Return the difference in words: relative, or absolute where a ratio says little.

    Shares differ by percentage points, times of day by hours, and anything by its own unit where
    the baseline is zero or negative. Empty where there is nothing to compare with.
    """
    if cell.value is None or cell.absolute is None or cell.verdict == "baseline":
        return ""
    if cell.verdict == "equal":
        return "="
    if row.unit == "%":
        points = "个百分点" if lang == "zh" else "pp"
        return f"{number(cell.absolute, signed=True)} {points}"
    if row.unit == "h" or cell.relative is None or cell.value - cell.absolute < 0.0:
        divisor, unit = row.scale(lang)
        return f"{number(cell.absolute / divisor, signed=True)} {unit}".strip()
    return change(cell.relative)


def _line(row: Row, cell: Cell, divisor: float, lang: str) -> str:
    if cell.value is None:
        return "–"
    text, change = number(cell.value / divisor), difference(row, cell, lang)
    mark = {"better": " ✓", "worse": " ✗"}.get(cell.verdict, "")
    return f"{text} ({change}){mark}" if change else text


def negligible(difference: float, base: float, unit: str) -> bool:
    """Return whether a difference is none to a reader: told as 0, or of no weight beside `base`.

    That is up to 0.05 %; of shares up to 0.05 percentage points, or 1 % of those below 5 %.
    """
    part = min(0.05, 0.01 * abs(base)) if unit == "%" else 0.0
    return abs(difference) <= max(5e-4, 5e-4 * abs(base), part)


def _cell(
    value: float | None, base: float | None, unit: str, better: str, is_baseline: bool
) -> Cell:
    if value is None:
        return Cell(None, None, None, "absent")
    if base is None:
        return Cell(value, None, None, "absent")
    difference = value - base
    relative = difference / abs(base) if base != 0.0 else None
    if is_baseline:
        return Cell(value, difference, relative, "baseline")
    if negligible(difference, base, unit):
        return Cell(value, difference, relative or 0.0, "equal")
    verdict: Verdict = "neutral"
    if better in ("lower", "higher"):
        verdict = "better" if (difference < 0) == (better == "lower") else "worse"
    return Cell(value, difference, relative, verdict)


def _rows(runs: Sequence[RunFolder], baseline: int) -> list[Row]:
    tables = [run.kpis().astype({"name": str}).set_index("name") for run in runs]
    values = [table["value"].to_dict() for table in tables]
    known: dict[str, Any] = {}
    for table in tables:
        known.update({str(name): row for name, row in table.iterrows() if name not in known})
    groups = list(dict.fromkeys(str(row["group"]) for row in known.values()))
    # Sums of a week are not better than those of a year, nor July than January.
    times = [(run.grid.start, run.grid.days) for run in runs]
    rows = []
    for name, row in known.items():
        unit, zh, en, better = (str(row[key]) for key in ("unit", "label_zh", "label_en", "better"))
        base = values[baseline].get(name)
        cells = tuple(
            _cell(
                of_run.get(name),
                base,
                unit,
                better if times[number_of_run] == times[baseline] else "none",
                number_of_run == baseline,
            )
            for number_of_run, of_run in enumerate(values)
        )
        rows.append(Row(str(row["group"]), name, unit, zh, en, better, cells))
    return _in_order(rows, groups)


def _in_order(rows: list[Row], groups: list[str]) -> list[Row]:
    """Return rows by group and the order of the list of KPIs; older names come last."""
    order = {kpi.name: number_of_kpi for number_of_kpi, kpi in enumerate(all_kpis())}
    by_group = [*GROUPS, *(group for group in groups if group not in GROUPS)]
    return sorted(rows, key=lambda row: (by_group.index(row.group), order.get(row.name, 10_000)))


def _setting(run: RunFolder, name: str) -> Any:
    manifest = run.manifest
    return manifest["period"].get(name) if name in ("start", "days") else manifest.get(name)


def _cautions(runs: Sequence[RunFolder], baseline: int) -> list[Caution]:
    base = runs[baseline]
    others = [run for run in runs if run is not base]
    found: list[Caution] = []
    words = {
        "start": ("起始日期", "first days"),
        "days": ("模拟天数", "numbers of days"),
        "seed": ("随机种子", "seeds"),
        "replication": ("重复编号", "replications"),
    }
    for name, (zh, en) in words.items():
        other = {str(_setting(run, name)) for run in runs}
        if len(other) > 1:
            listed = ", ".join(sorted(other))
            found.append(Caution(f"{zh}不同：{listed}", f"The {en} differ: {listed}"))
    if len({run.grid.step_minutes for run in runs}) > 1:
        found.append(Caution("时间步长不同", "The time steps differ"))
    elif {run.grid for run in others} <= {base.grid} and not all(
        _same_weather(base, run) for run in others
    ):
        found.append(Caution("气象数据不同", "The weather differs"))
    for name, (zh, en) in {
        "weather": ("气象来源", "sources of weather"),
        "tariff": ("电价方案", "tariffs"),
    }.items():
        other = {str(run.manifest.get("conditions", {}).get(name, "")) for run in runs} - {""}
        if len(other) > 1:
            listed = ", ".join(sorted(other))
            found.append(Caution(f"{zh}不同：{listed}", f"The {en} differ: {listed}"))
    for table, zh, en in (
        ("prices", "价格", "prices"),
        ("factors", "排放因子", "emission factors"),
    ):
        names = sorted({name for run in others for name in _changed(base, run, table)})
        if names:
            listed = ", ".join(names)
            found.append(Caution(f"{zh}不同：{listed}", f"The {en} differ: {listed}"))
    return found


def _same_weather(one: RunFolder, other: RunFolder) -> bool:
    return all(
        np.array_equal(one.series([name])[name], other.series([name])[name])
        for name in _WORLD
        if name in one.series_columns and name in other.series_columns
    )


def _changed(one: RunFolder, other: RunFolder, table: str) -> set[str]:
    """Return the names of prices or factors that are not the same in both runs."""
    both = []
    for run in (one, other):
        rows = run.table(table, ["name", "value"])
        both.append(dict(zip(rows["name"].astype(str), rows["value"], strict=True)))
    return {
        name for name in both[0].keys() | both[1].keys() if both[0].get(name) != both[1].get(name)
    }


def compare(runs: Sequence[RunFolder], baseline: RunFolder | str | None = None) -> Comparison:
    """Compare runs with a baseline: one of them, by itself or by name; the first if None.

    Raises
    ------
    InputError
        If there are no runs, or the baseline is none of them.
    """
    if not runs:
        raise InputError([Fault("there are no runs to compare")])
    chosen = 0
    if baseline is not None:
        wanted = baseline if isinstance(baseline, str) else str(baseline.path)
        matches = [n for n, run in enumerate(runs) if wanted in (run.name, str(run.path))]
        if not matches:
            message = f"baseline '{wanted}' is none of {', '.join(run.name for run in runs)}"
            raise InputError([Fault(message)])
        chosen = matches[0]
    rows, cautions = _rows(runs, chosen), _cautions(runs, chosen)
    return Comparison(tuple(runs), chosen, tuple(rows), tuple(cautions))
