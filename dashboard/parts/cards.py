"""KPI cards: the figures that decide, each with unit, difference and whether that is better."""

from typing import Any

from dash import html
from dash.development.base_component import Component

from dashboard import components
from dashboard.reports.comparison_table import CARDS
from dashboard.texts import group_name, text
from dashboard.view import Lang
from sim.kpi.compare import Cell, Comparison, Row, difference
from sim.kpi.registry import all_kpis
from sim.kpi.words import number

ABSENT = "–"


def cards(compared: Comparison, lang: Lang) -> Component:
    """Return a card for each headline figure that any of the runs has."""
    rows = [row for name in CARDS if (row := compared.row(name)) is not None]
    says = {kpi.name: kpi.says(lang) for kpi in all_kpis()}
    titles = compared.titles(lang)
    shown = [_card(row, compared.baseline, titles, says.get(row.name, ""), lang) for row in rows]
    many = " card-many" if len(titles) > 2 else ""
    alone = [html.P(text(lang, "compare.key.alone"), className="lead")] if len(titles) == 1 else []
    return html.Div([html.Div(shown, className=f"cards{many}"), *alone])


def _card(row: Row, baseline: int, titles: list[str], says: str, lang: Lang) -> Component:
    alone = len(titles) == 1
    others = [number for number in range(len(titles)) if alone or number != baseline]
    heading = [components.icon(row.group), html.Span(row.label(lang))]
    about = f"{group_name(lang, row.group)} · {row.label(lang)}\n{says}"
    body: list[Component] = [html.H3(heading, className="card-label", title=about)]
    for run in others:
        name = titles[run] if len(others) > 1 else ""
        body.append(_run(row, row.cells[run], name, lang))
    if not alone:
        value = " ".join(written(row, row.cells[baseline], lang))
        label = text(lang, "compare.baseline.value", value=value)
        body.append(html.Div(label, className="card-baseline"))
    marked: dict[str, Any] = {"data-kpi": row.name}
    return html.Article(body, className="card", **marked)


def written(row: Row, cell: Cell, lang: Lang) -> tuple[str, str]:
    """Return a value and its unit as they are written, scaled alike for all runs of the row."""
    divisor, unit = row.scale(lang)
    return (ABSENT, "") if cell.value is None else (number(cell.value / divisor), unit)


def _run(row: Row, cell: Cell, name: str, lang: Lang) -> Component:
    value, unit = written(row, cell, lang)
    parts: list[Component] = [html.Span(name, className="card-name", title=name)] if name else []
    parts += [html.Span(value, className="card-value"), html.Span(unit, className="card-unit")]
    if cell.verdict not in ("baseline", "absent"):
        parts.append(_tag(row, cell, lang))
    return html.Div(parts, className="card-run")


def _tag(row: Row, cell: Cell, lang: Lang) -> Component:
    """Return the difference with an icon and a word: colour alone tells not everybody."""
    word = html.Span(text(lang, f"verdict.{cell.verdict}"))
    change = [] if cell.verdict == "equal" else [html.Span(difference(row, cell, lang))]
    icon = components.icon(cell.verdict)
    return html.Span([icon, *change, word], className=f"tag tag-{cell.verdict}")
