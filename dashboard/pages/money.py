"""Money & carbon: what runs cost and emit, what changes it, and with which prices and factors."""

from dataclasses import replace
from typing import Any

import numpy as np
from dash import html
from dash.development.base_component import Component

from dashboard import grid
from dashboard.components import graph
from dashboard.figures import compare as bars
from dashboard.figures import series
from dashboard.look import Look
from dashboard.page import Page, Section
from dashboard.parts import cards, changes, choices
from dashboard.queries import series as queries
from dashboard.queries.money import Kind, beside
from dashboard.texts import text
from dashboard.view import Lang
from sim.kpi.compare import Row, difference
from sim.kpi.words import number
from sim.results import RunFolder

PRICE = "world/price_cny_per_kwh"
_MONEY = ("CNY", "CNY/h", "CNY/kWh")


def _summary(shown: Look) -> Component:
    comparison = shown.comparison
    cost, carbon = (comparison.row(bars.TOTAL[group]) for group in ("cost", "carbon"))
    if cost is None or carbon is None:
        return html.P(text(shown.lang, "zoom.nothing"))
    return html.Ul(
        [html.Li(_sentence(shown, run, cost, carbon)) for run in range(len(shown.runs))],
        className="sentences",
    )


def _sentence(shown: Look, run: int, cost: Row, carbon: Row) -> str:
    lang, title = shown.lang, shown.comparison.titles(shown.lang)[run]
    said = {
        name: " ".join(cards.written(row, row.cells[run], lang))
        for name, row in (("cost", cost), ("carbon", carbon))
    }
    if run == shown.comparison.baseline:
        return text(lang, "money.summary.base", run=title, **said)
    said["cost_change"] = difference(cost, cost.cells[run], lang)
    said["carbon_change"] = difference(carbon, carbon.cells[run], lang)
    spent, emitted = (row.cells[run].absolute for row in (cost, carbon))
    return text(lang, "money.summary.run", run=title, **said) + _per_tonne(spent, emitted, lang)


def _per_tonne(spent_cny: float | None, emitted_t: float | None, lang: Lang) -> str:
    """Return what a tonne avoided costs or saves; nothing where none is avoided."""
    if spent_cny is None or emitted_t is None or emitted_t >= 0.0:
        return ""
    value = spent_cny / -emitted_t
    key = "money.summary.costs" if value > 0.0 else "money.summary.pays"
    space = "" if lang == "zh" else " "
    return space + text(lang, key, value=number(abs(value)))


def _costs(shown: Look) -> Component:
    return graph(bars.cost_bars(shown.comparison, shown.lang), shown.view, "money.costs")


def _emissions(shown: Look) -> Component:
    return graph(bars.carbon_bars(shown.comparison, shown.lang), shown.view, "money.emissions")


def _table(shown: Look) -> Component:
    rows = tuple(
        row
        for row in shown.comparison.rows
        if row.group in ("cost", "carbon") or row.unit in _MONEY
    )
    return grid.comparison(replace(shown.comparison, rows=rows), shown.lang)


def _tariff(shown: Look) -> Component:
    titled = shown.titled()
    unlike = [(t, run) for t, run in titled[1:] if not _same_prices(titled[0][1], run)]
    drawn = dict([titled[0], *unlike])
    frames = {title: queries.raster(run, PRICE) for title, run in drawn.items()}
    figure = series.rasters(frames, "CNY/kWh", 3, 1.0, shown.lang)
    parts: list[Component] = [graph(figure, shown.view, "money.tariff")]
    if len(titled) > 1 and not unlike:
        words = text(shown.lang, "money.tariff.same", count=len(titled))
        parts.insert(0, html.P(words, className="lead"))
    return html.Div(parts)


def _same_prices(one: RunFolder, other: RunFolder) -> bool:
    first, second = (queries.raster(run, PRICE) for run in (one, other))
    if first is None or second is None:
        return first is second
    return first.shape == second.shape and bool(np.allclose(first, second))


def _prices(shown: Look) -> Component:
    return _reckoned(shown, "prices", 470)


def _factors(shown: Look) -> Component:
    return _reckoned(shown, "factors", 430)


def _reckoned(shown: Look, kind: Kind, height: int) -> Component:
    frame = beside(shown.runs, kind)
    rows = [_record(str(name), row, shown) for name, row in frame.iterrows()]
    return grid.table(kind, _columns(shown, kind), rows, shown.lang, height)


def _record(name: str, row: Any, shown: Look) -> dict[str, Any]:
    lang, source = shown.lang, str(row["source"])
    label = row[f"label_{lang}"]
    known = {one: text(lang, f"money.source.{one}") for one in ("scenario", "tariff")}
    values = {f"value{n}": _plain(row[f"value{n}"]) for n in range(len(shown.runs))}
    return values | {
        "key": name,
        "name": text(lang, "money.in_force", name=label) if name == "grid" else label,
        "unit": row["unit"].removesuffix("/1"),
        "life": _plain(row.get("life_years", np.nan)),
        "source": known.get(source, source),
        "differs": text(lang, "money.yes") if row["differs"] else "",
    }


def _plain(value: float) -> float | None:
    return None if np.isnan(value) else float(value)


def _columns(shown: Look, kind: Kind) -> list[dict[str, Any]]:
    lang = shown.lang
    columns = [
        grid.words("name", text(lang, "money.name"), 250)
        | {"pinned": "left", "tooltipField": "name"},
        grid.words("unit", text(lang, "money.unit"), 112),
    ]
    for run, (title, _) in enumerate(shown.titled()):
        heading = text(lang, "table.baseline", title=title) if run == 0 else title
        column = grid.numeric(f"value{run}", heading)
        unlike = {"cell-unlike": f"params.data.value{run} !== params.data.value0"}
        columns.append(column | {"headerTooltip": heading, "cellClassRules": unlike})
    if len(shown.runs) > 1:
        columns.append(grid.words("differs", text(lang, "money.differs"), 100))
    if kind == "prices":
        columns.append(grid.numeric("life", text(lang, "money.life")) | {"width": 96})
    source = grid.words("source", text(lang, "money.source"), 320)
    return [*columns, source | {"tooltipField": "source", "width": 480}]


PAGE = Page(
    "money",
    "money",
    "coin",
    8,
    sections=(
        Section("summary", _summary),
        Section("costs", _costs, wide=False),
        Section("emissions", _emissions, wide=False),
        Section("cost", changes.cost, choices=(choices.RUN,)),
        Section("carbon", changes.carbon, reads=("run",)),
        Section("table", _table),
        Section("tariff", _tariff),
        Section("prices", _prices),
        Section("factors", _factors),
    ),
    compares=True,
)
