"""Cost and carbon of several runs, stacked by what they are made of."""

import plotly.graph_objects as go

from dashboard.figures.theme import COLOURS, RUNS, styled, wrapped
from sim.kpi.compare import Comparison, Row
from sim.kpi.words import number, scale

_COLOURS = {
    "electricity_cost": COLOURS["grid_import"],
    "demand_cost": "#9db8cc",
    "gas_cost": "#c77b30",
    "district_heat_cost": "#a98467",
    "diesel_cost": "#6b4f3a",
    "cng_cost": "#b5a642",
    "capital_pv": COLOURS["pv_kw"],
    "capital_battery": COLOURS["battery_kw"],
    "capital_heating": COLOURS["heating_kw"],
    "capital_heat_store": "#eda5ad",
    "capital_charger": COLOURS["charging_kw"],
    "capital_transformer": "#5f6f7a",
    "capital_building": "#6aa56f",
    "capital_prefabricated": "#b7d3b0",
    "capital_vehicle": COLOURS["cooling_kw"],
    "export_revenue": COLOURS["grid_export"],
    "carbon_electricity": COLOURS["grid_import"],
    "carbon_gas": "#c77b30",
    "carbon_district_heat": "#a98467",
    "carbon_diesel": "#6b4f3a",
    "carbon_cng": "#b5a642",
}
"""By KPI: one colour for one source, as in the flows of energy."""
_OTHER = "#c3ccd2"
NOT_PARTS = {
    "cost": ("total_cost", "export_revenue"),
    "carbon": (
        *("carbon_total", "carbon_export_credit", "carbon_per_m2", "carbon_cost"),
        *("embodied_carbon", "embodied_per_m2", "second_life_avoided"),
    ),
}
"""By group of KPIs those that are no component of its total."""
TOTAL = {"cost": "total_cost", "carbon": "carbon_total"}
UNIT = {"cost": "CNY", "carbon": "t"}


def cost_bars(comparison: Comparison, lang: str) -> go.Figure:
    """Draw the cost of the simulated period by component, a bar a run; revenue is negative."""
    return _bars(comparison, "cost", lang)


def carbon_bars(comparison: Comparison, lang: str) -> go.Figure:
    """Draw carbon by energy carrier, a bar a run, without the credit for export."""
    return _bars(comparison, "carbon", lang)


def _bars(comparison: Comparison, group: str, lang: str) -> go.Figure:
    total = comparison.row(TOTAL[group])
    largest = max((cell.value or 0.0 for cell in total.cells), default=0.0) if total else 0.0
    divisor, unit = scale(UNIT[group], largest, lang)
    titles = comparison.titles(lang)
    figure = go.Figure()
    parts = [row for row in comparison.rows if row.group == group]
    parts = [row for row in parts if row.name not in NOT_PARTS[group]]
    for row in parts:
        _add_part(figure, row, titles, divisor, 1.0, unit, lang)
    revenue = comparison.row("export_revenue") if group == "cost" else None
    if revenue is not None:
        _add_part(figure, revenue, titles, divisor, -1.0, unit, lang)
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
    unit: str,
    lang: str,
) -> None:
    values = [sign * (cell.value or 0.0) / divisor for cell in row.cells]
    if any(values):
        figure.add_bar(
            x=titles,
            y=values,
            name=row.label(lang),
            marker={"color": _COLOURS.get(row.name, _OTHER)},
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
        f"{wrapped(title, 24, most=3)}<br><b>{number(value)} {unit}</b>"
        for title, value in zip(titles, values, strict=True)
    ]
    figure.update_xaxes(tickmode="array", tickvals=titles, ticktext=words)
