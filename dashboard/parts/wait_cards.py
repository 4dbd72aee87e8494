"""The wait at a station at a glance: a sentence, cards, and the same station in every run."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from dash import html
from dash.development.base_component import Component

from dashboard import components
from dashboard.texts import text
from dashboard.view import Lang

Row = Mapping[str, Any]
"""Figures of a station, as `dashboard.queries.charging.station` returns them."""


class _Measure(NamedTuple):
    column: str
    key: str
    factor: float
    unit: str
    """A key of the texts, or "%"."""


_MEASURES = (
    _Measure("share_waiting", "wait.share", 100.0, "%"),
    _Measure("wait_p50", "wait.p50", 1.0, "wait.unit.min"),
    _Measure("wait_p90", "wait.p90", 1.0, "wait.unit.min"),
    _Measure("wait_p95", "wait.p95", 1.0, "wait.unit.min"),
    _Measure("wait_max", "wait.max", 1.0, "wait.unit.min"),
    _Measure("longest_queue", "wait.queue", 1.0, "wait.unit.vehicles"),
    _Measure("balked", "wait.balked", 1.0, "wait.unit.vehicles"),
)
_COLUMNS = (
    *(("plugs", "col.plugs", 1.0), ("sessions", "col.sessions", 1.0)),
    *(("utilisation", "col.use", 100.0), ("share_waiting", "col.share", 100.0)),
    *(("wait_mean", "col.mean", 1.0), ("wait_p50", "col.p50", 1.0)),
    *(("wait_p90", "col.p90", 1.0), ("wait_p95", "col.p95", 1.0)),
    *(("wait_max", "col.max", 1.0), ("longest_queue", "col.queue", 1.0)),
    ("balked", "col.balked", 1.0),
)


def headline(station: str, row: Row, lang: Lang) -> Component:
    """Return the one sentence that says how long one waits; `row` is of `stations`."""
    if not row["wait_max"] > 0.0:
        return html.P(text(lang, "wait.nobody", station=station), className="wait-headline")
    said = text(
        lang,
        "wait.headline" if row["wait_p50"] >= 0.05 else "wait.headline.few",
        station=station,
        share=f"{100.0 * row['share_waiting']:.0f} %",
        p50=_rounded(row["wait_p50"]),
        p95=_rounded(row["wait_p95"]),
        most=_rounded(row["wait_max"]),
    )
    return html.P(said, className="wait-headline")


def cards(row: Row, baseline: Row | None, lang: Lang) -> Component:
    """Return a card a measure, with the baseline's figure where it has the station."""
    return html.Div(
        [_card(one, row, baseline, lang) for one in _MEASURES], className="cards wait-cards"
    )


def _card(measure: _Measure, row: Row, baseline: Row | None, lang: Lang) -> Component:
    unit = measure.unit if measure.unit == "%" else text(lang, measure.unit)
    value = measure.factor * float(row[measure.column])
    body: list[Component] = [
        html.H3(text(lang, measure.key), className="card-label"),
        html.Div(
            [
                html.Span(_rounded(value), className="card-value"),
                html.Span(unit, className="card-unit"),
            ]
        ),
    ]
    if baseline is not None:
        before = measure.factor * float(baseline[measure.column])
        body += [_change(value, before, unit, lang), _before(before, unit, lang)]
    marked: dict[str, Any] = {"data-measure": measure.column}
    return html.Article(body, className="card", **marked)


def _rounded(value: float, *, signed: bool = False) -> str:
    """Return a figure with one decimal where that says something."""
    decimals = 0 if abs(value) >= 100.0 or abs(value - round(value)) < 0.05 else 1
    return f"{value:{'+' if signed else ''},.{decimals}f}".replace("-", "−")


def _change(value: float, before: float, unit: str, lang: Lang) -> Component:
    """Return whether that is better: of each of these measures less is better."""
    change = round(value, 1) - round(before, 1)
    verdict = "equal" if abs(change) < 0.05 else "better" if change < 0.0 else "worse"
    points = text(lang, "wait.points") if unit == "%" else unit
    said = f"{_rounded(change, signed=True)} {points}"
    words = [] if verdict == "equal" else [html.Span(said)]
    judged = html.Span(text(lang, f"verdict.{verdict}"))
    return html.Span([components.icon(verdict), *words, judged], className=f"tag tag-{verdict}")


def _before(before: float, unit: str, lang: Lang) -> Component:
    said = text(lang, "compare.baseline.value", value=f"{_rounded(before)} {unit}")
    return html.Div(said, className="card-baseline")


def by_run(rows: Mapping[str, Row], lang: Lang) -> Component:
    """Return a table of the station's figures, a row a run."""
    heads = [text(lang, "col.run"), *(text(lang, key) for _, key, _ in _COLUMNS)]
    head = html.Thead(html.Tr([html.Th(words, scope="col") for words in heads]))
    body = [
        html.Tr(
            [
                html.Th(title, scope="row"),
                *(html.Td(_rounded(factor * float(row[name]))) for name, _, factor in _COLUMNS),
            ]
        )
        for title, row in rows.items()
    ]
    label = components.named(text(lang, "wait.all"))
    table = html.Table([head, html.Tbody(body)], className="plain-table")
    return html.Div(table, className="scroll-x", tabIndex="0", role="region", **label)
