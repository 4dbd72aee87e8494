"""Cost and carbon of several runs, stacked by what they are made of."""

import plotly.graph_objects as go

from dashboard.figures.theme import RUNS, styled
from sim.kpi.compare import Comparison, Row
from sim.kpi.words import number, scale

_PARTS_PALETTE = (
    *("#5b7c99", "#8fb0c9", "#e09f1f", "#d1495b", "#6b4f3a", "#a98467", "#f2b134", "#7b5ea7"),
    *("#e58f9b", "#2a9d8f", "#8d99ae", "#66a5d9"),
)
_NOT_PARTS = {
    "cost": ("total_cost", "export_revenue"),
    "carbon": ("carbon_total", "carbon_export_credit", "carbon_per_m2", "carbon_cost"),
}
_TOTAL = {"cost": "total_cost", "carbon": "carbon_total"}


def cost_bars(comparison: Comparison, lang: str) -> go.Figure:
    """Draw the cost of the simulated period by component, a bar a run; revenue is negative."""
    return _bars(comparison, "cost", lang)


def carbon_bars(comparison: Comparison, lang: str) -> go.Figure:
    """Draw carbon by energy carrier, a bar a run, without the credit for export."""
    return _bars(comparison, "carbon", lang)


def _bars(comparison: Comparison, group: str, lang: str) -> go.Figure:
    total = comparison.row(_TOTAL[group])
    largest = max((cell.value or 0.0 for cell in total.cells), default=0.0) if total else 0.0
    divisor, unit = scale("CNY" if group == "cost" else "t", largest, lang)
    titles = comparison.titles(lang)
    figure = go.Figure()
    parts = [row for row in comparison.rows if row.group == group]
    parts = [row for row in parts if row.name not in _NOT_PARTS[group]]
    for position, row in enumerate(parts):
        _add_part(figure, row, titles, divisor, 1.0, _PARTS_PALETTE[position % 12], unit, lang)
    revenue = comparison.row("export_revenue") if group == "cost" else None
    if revenue is not None:
        _add_part(figure, revenue, titles, divisor, -1.0, "#9cc5a1", unit, lang)
    if total is not None:
        _add_totals(figure, total, titles, divisor, unit, lang)
    figure.update_layout(barmode="relative", bargap=0.45)
    figure = styled(figure, 440).update_layout(hovermode="closest")
    figure.update_layout(legend={"orientation": "v", "x": 1.02, "y": 1.0})
    return figure.update_yaxes(title=unit)


def _add_part(
    figure: go.Figure,
    row: Row,
    titles: list[str],
    divisor: float,
    sign: float,
    colour: str,
    unit: str,
    lang: str,
) -> None:
    values = [sign * (cell.value or 0.0) / divisor for cell in row.cells]
    if any(values):
        figure.add_bar(
            x=titles,
            y=values,
            name=row.label(lang),
            marker={"color": colour},
            hovertemplate=f"{row.label(lang)}: %{{y:,.2f}} {unit}<extra></extra>",
        )


def _add_totals(
    figure: go.Figure, row: Row, titles: list[str], divisor: float, unit: str, lang: str
) -> None:
    """Mark the totals: with a negative part the top of a bar is not the total."""
    values = [(cell.value or 0.0) / divisor for cell in row.cells]
    figure.add_scatter(
        x=titles,
        y=values,
        mode="markers",
        marker={"symbol": "line-ew", "size": 46, "line": {"width": 3, "color": RUNS[7]}},
        name=row.label(lang),
        hovertemplate=f"{row.label(lang)}: %{{y:,.2f}} {unit}<extra></extra>",
    )
    words = [
        f"{title}<br><b>{number(value)} {unit}</b>"
        for title, value in zip(titles, values, strict=True)
    ]
    figure.update_xaxes(tickmode="array", tickvals=titles, ticktext=words)
