"""Section: how sure a difference is, where runs were repeated with other dice."""

from functools import lru_cache

from dash import html
from dash.development.base_component import Component

from dashboard.grid import numeric, table, words
from dashboard.look import Look
from dashboard.texts import group_name, text
from sim.kpi.replications import Interval, paired, replications
from sim.kpi.words import scale
from sim.results import RunFolder

NOTHING = html.Div(className="nothing")
"""A section of this alone is not shown (assets/compare.css)."""


@lru_cache(maxsize=64)
def _known(run: RunFolder, siblings: tuple[str, ...]) -> dict[int, RunFolder]:
    """Return a run's replications; `siblings` are the folders there, so that new ones count."""
    return replications(run)


def _replications(run: RunFolder) -> dict[int, RunFolder]:
    stem = run.name.partition("-r")[0]
    there = tuple(sorted(p.name for p in run.path.parent.glob(f"{stem}*/manifest.json")))
    return _known(run, there)


def section(shown: Look) -> Component:
    """Draw the intervals of each run's differences to the baseline; nothing without any."""
    base = _replications(shown.runs[0])
    rows = []
    for title, run in shown.titled()[1:]:
        if run.manifest["hash"] != shown.runs[0].manifest["hash"]:
            found = paired(base, _replications(run))
            rows += [_record(shown, title, one) for one in found if one.mean or one.half]
    if not rows:
        return NOTHING
    return table("intervals", _columns(shown), rows, shown.lang, 360)


def _record(shown: Look, title: str, one: Interval) -> dict[str, object]:
    lang, row = shown.lang, shown.comparison.row(one.name)
    if row is None:
        return {"run": title, "name": one.name}
    divisor, unit = scale(row.unit, abs(one.mean) + one.half, lang)
    return {
        "run": title,
        "group": group_name(lang, row.group),
        "name": row.label(lang),
        "unit": unit,
        "mean": one.mean / divisor,
        "half": one.half / divisor,
        "low": (one.mean - one.half) / divisor,
        "high": (one.mean + one.half) / divisor,
        "pairs": one.pairs,
        "certain": text(lang, f"intervals.{'certain' if one.certain else 'chance'}"),
    }


def _columns(shown: Look) -> list[dict[str, object]]:
    lang = shown.lang
    signed = {"function": "number(params.value, true)"}
    return [
        words("run", text(lang, "intervals.run"), 150) | {"pinned": "left"},
        words("group", text(lang, "table.group"), 100),
        words("name", text(lang, "table.indicator"), 220),
        words("unit", text(lang, "table.unit"), 90) | {"filter": False},
        *(numeric(f, text(lang, f"intervals.{f}"), signed) for f in ("mean", "low", "high")),
        numeric("half", text(lang, "intervals.half")),
        numeric("pairs", text(lang, "intervals.pairs")),
        words("certain", text(lang, "intervals.verdict"), 150),
    ]
