"""What heat pumps draw from over the year, and what stores keep over a week."""

from collections.abc import Mapping

import pandas as pd
import plotly.graph_objects as go
from plotly.subplots import make_subplots

from dashboard.figures.theme import COLOURS, RUNS, local, styled
from sim.kpi.words import scale

_WORDS: Mapping[str, tuple[str, str]] = {
    "fluid_c": ("进热泵的流体", "Fluid to the heat pumps"),
    "wall_c": ("钻孔壁，日平均", "Borehole wall, daily mean"),
    "heat_kw": ("取热（正）/ 排热（负），日平均", "Heat taken (+) or put back (−), daily mean"),
    "temperature": ("温度 / °C", "Temperature / °C"),
    "power": ("功率 / {unit}", "Power / {unit}"),
    "indoor_c": ("室内", "Indoors"),
    "outdoor_c": ("室外", "Outdoors"),
    "stored_kwh": ("蓄热罐内热量", "Heat in the tank"),
    "stored": ("蓄热量 / {unit}", "Stored heat / {unit}"),
}
_LINES = {
    "fluid_c": {"color": COLOURS["charging_kw"], "width": 1.3},
    "wall_c": {"color": RUNS[7], "width": 2},
    "indoor_c": {"color": COLOURS["heating_kw"], "width": 2},
    "outdoor_c": {"color": COLOURS["grid_import"], "width": 1.3, "dash": "dot"},
}


def _word(key: str, lang: str) -> str:
    return _WORDS[key][0 if lang == "zh" else 1]


def year_of_source(series: Mapping[str, pd.Series], lang: str) -> go.Figure:
    """Draw a source's temperatures over the year, and below the heat that is taken.

    Parameters
    ----------
    series
        What `dashboard.queries.ground.year_of_source` returns.
    lang
        "zh" or "en".
    """
    figure = _two_panels()
    for part in ("fluid_c", "wall_c"):
        if part in series:
            _add_line(figure, series[part], part, lang)
    if "heat_kw" in series:
        kw = series["heat_kw"]
        divisor, unit = scale("kW", float(kw.abs().max()), lang)
        figure.add_bar(
            x=local(kw.index),
            y=(kw / divisor).astype(float).round(4),
            name=_word("heat_kw", lang),
            marker={"color": COLOURS["heating_kw"], "line": {"width": 0}},
            hovertemplate=f"%{{y:,.2f}} {unit}",
            row=2,
            col=1,
        )
        figure.update_yaxes(title=_word("power", lang).format(unit=unit), row=2, col=1)
    return _finished(figure, lang)


def week_of_store(week: pd.DataFrame, lang: str) -> go.Figure:
    """Draw a week indoors and outdoors, and below what the tank holds.

    `week` is what `dashboard.queries.ground.week_of_store` returns.
    """
    figure = _two_panels()
    for part in ("indoor_c", "outdoor_c"):
        if part in week:
            _add_line(figure, week[part], part, lang)
    if "stored_kwh" in week:
        divisor, unit = scale("MWh", float(week["stored_kwh"].max()) / 1000.0, lang)
        divisor, unit = (1.0, "kWh") if unit == "MWh" else (1000.0 * divisor, unit)
        figure.add_scatter(
            x=local(week.index),
            y=(week["stored_kwh"] / divisor).astype(float).round(3),
            name=_word("stored_kwh", lang),
            mode="lines",
            fill="tozeroy",
            line={"color": COLOURS["battery_kw"], "width": 1.5},
            hovertemplate=f"%{{y:,.1f}} {unit}",
            row=2,
            col=1,
        )
        title = _word("stored", lang).format(unit=unit)
        figure.update_yaxes(title=title, rangemode="tozero", row=2, col=1)
    return _finished(figure, lang)


def _two_panels() -> go.Figure:
    return make_subplots(
        rows=2, cols=1, shared_xaxes=True, row_heights=[0.62, 0.38], vertical_spacing=0.07
    )


def _add_line(figure: go.Figure, values: pd.Series, part: str, lang: str) -> None:
    figure.add_scatter(
        x=local(values.index),
        y=values.astype(float).round(3),
        name=_word(part, lang),
        mode="lines",
        line=_LINES[part],
        hovertemplate="%{y:.1f} °C",
        row=1,
        col=1,
    )


def _finished(figure: go.Figure, lang: str) -> go.Figure:
    figure.update_yaxes(title=_word("temperature", lang), row=1, col=1)
    figure.update_layout(bargap=0)
    figure.update_xaxes(tickformat="%Y-%m-%d", nticks=9)
    return styled(figure, 440).update_yaxes(tickformat="")
