"""Heat of buildings by month: what is needed, who supplies it, how well, and comfort."""

from collections.abc import Mapping, Sequence

import pandas as pd
import plotly.graph_objects as go
from plotly.subplots import make_subplots

from dashboard.figures.theme import COLOURS, RUNS, colour_of_run, headings, styled, wrapped
from sim.kpi.words import scale

_WORDS: Mapping[str, tuple[str, str]] = {
    "heat_kwh": ("采暖", "Space heat"),
    "hot_water_kwh": ("生活热水", "Hot water"),
    "cooling_kwh": ("供冷", "Cooling"),
    "ambient_kwh": ("空气、地下等环境热", "From air, ground, water"),
    "compressor_kwh": ("压缩机", "Compressors"),
    "backup_kwh": ("辅助电加热", "Backup heaters"),
    "boilers_kwh": ("锅炉", "Boilers"),
    "district_kwh": ("集中供热", "District heating"),
    "electric_kwh": ("电热水器等直接电热", "Direct electric heaters"),
    "from_stores_kwh": ("蓄热罐放热", "Out of stores"),
    "into_stores_kwh": ("蓄热罐蓄热", "Into stores"),
    "unmet_kwh": ("未满足", "Not supplied"),
    "demand": ("需热量", "Demand"),
    "machines": ("H2", "H2"),
    "whole": ("H4", "H4"),
    "outdoor": ("月平均室外温度 / °C", "Mean outdoor temperature of the month / °C"),
    "spf": ("供热量 / 耗能量", "Heat over what is drawn"),
    "defrost": ("化霜占压缩机耗电 / %", "Defrosting of compressors’ electricity / %"),
    "share": ("占使用时间 / %", "Share of the hours in use / %"),
    "cold": ("低于设定温度的时间 / %", "Time below set-point / %"),
    "hot": ("过热的时间 / %", "Time overheated / %"),
    "supply": ("供热量 / {unit}", "Heat supplied / {unit}"),
    "factor": ("季节性能系数", "Seasonal performance"),
}
_COLOURS: Mapping[str, str] = {
    "heat_kwh": COLOURS["heating_kw"],
    "hot_water_kwh": "#e58f9b",
    "cooling_kwh": COLOURS["cooling_kw"],
    "ambient_kwh": "#2a9d8f",
    "compressor_kwh": "#7b5ea7",
    "backup_kwh": "#d1495b",
    "boilers_kwh": "#a98467",
    "district_kwh": "#5b7c99",
    "electric_kwh": "#e09f1f",
    "from_stores_kwh": "#9cc5a1",
    "into_stores_kwh": "#9cc5a1",
    "unmet_kwh": "#1f2933",
}
_PATTERNS = {"backup_kwh": "/", "unmet_kwh": "x", "into_stores_kwh": ".", "electric_kwh": "\\"}
"""Beside their colours, so that they are told apart without them."""
_SYMBOLS = ("circle", "diamond", "square", "triangle-up", "cross", "star")
_DEMANDS = ("heat_kwh", "hot_water_kwh", "cooling_kwh")


def _word(key: str, lang: str) -> str:
    return _WORDS[key][0 if lang == "zh" else 1]


def demand(months: pd.DataFrame, named: Sequence[str], lang: str) -> go.Figure:
    """Draw heat, hot water and cold by month, beside one another.

    Parameters
    ----------
    months
        What `dashboard.queries.heat.by_month` returns [kWh].
    named
        What to call its months.
    lang
        "zh" or "en".
    """
    figure, (divisor, unit) = go.Figure(), _scaled(months[list(_DEMANDS)].to_numpy().max(), lang)
    for key in _DEMANDS:
        if months[key].any():
            _bar(figure, named, months[key] / divisor, key, unit, lang)
    figure.update_layout(barmode="group", bargap=0.25)
    figure.update_yaxes(title=unit, rangemode="tozero")
    return styled(figure, 400).update_xaxes(type="category")


def supply(
    months: pd.DataFrame, supplies: Sequence[str], named: Sequence[str], lang: str
) -> go.Figure:
    """Draw who supplies heat and hot water by month, stacked, and the demand as marks.

    `supplies` are the columns to stack; the other parameters as in `demand`.
    """
    wanted = months["heat_kwh"] + months["hot_water_kwh"]
    figure, (divisor, unit) = go.Figure(), _scaled(float(wanted.max()), lang)
    for key in supplies:
        if key in months and months[key].abs().sum() > 0.0:
            _bar(figure, named, months[key] / divisor, key, unit, lang)
    figure.add_scatter(
        x=list(named),
        y=(wanted / divisor).round(5),
        mode="markers",
        marker={"symbol": "diamond", "size": 9, "color": RUNS[7]},
        name=_word("demand", lang),
        hovertemplate=f"%{{y:,.2f}} {unit}",
    )
    figure.update_layout(barmode="relative", bargap=0.3)
    figure.update_yaxes(title=unit)
    return styled(figure, 400).update_xaxes(type="category")


def _scaled(largest_kwh: float, lang: str) -> tuple[float, str]:
    divisor, unit = scale("MWh", largest_kwh / 1000.0, lang)
    return 1000.0 * divisor, unit


def _bar(
    figure: go.Figure, named: Sequence[str], values: pd.Series, key: str, unit: str, lang: str
) -> None:
    figure.add_bar(
        x=list(named),
        y=values.astype(float).round(5),
        name=_word(key, lang),
        marker={"color": _COLOURS[key], "pattern": {"shape": _PATTERNS.get(key, "")}},
        hovertemplate=f"%{{y:,.2f}} {unit}",
    )


def performance(points: pd.DataFrame, titles: Mapping[str, str], lang: str) -> go.Figure:
    """Draw seasonal performance over the outdoor temperature, a mark a month and kind.

    Parameters
    ----------
    points
        What `dashboard.queries.heat.performance` returns, with `named`: what to call the month.
    titles
        What to call each kind of system.
    lang
        "zh" or "en".
    """
    figure = go.Figure()
    for number_of, (system, rows) in enumerate(points.groupby("system")):
        ordered = rows.sort_values("temperature_c")
        for boundary in ("machines", "whole"):
            _add_performance(figure, ordered, boundary, number_of, titles[str(system)], lang)
    figure = styled(figure, 430).update_layout(
        hovermode="closest", margin={"b": 110}, legend={"y": -0.24}
    )
    figure.update_xaxes(
        title=_word("outdoor", lang), showgrid=True, gridcolor="rgba(120,135,150,0.15)"
    )
    return figure.update_yaxes(title=_word("spf", lang), rangemode="tozero", tickformat=".1f")


def _add_performance(
    figure: go.Figure, rows: pd.DataFrame, boundary: str, number_of: int, title: str, lang: str
) -> None:
    whole, colour = boundary == "whole", colour_of_run(number_of + 1)
    symbol = _SYMBOLS[number_of % len(_SYMBOLS)]
    figure.add_scatter(
        x=rows["temperature_c"].round(3),
        y=rows[boundary].round(4),
        name=f"{title} · {_word(boundary, lang)}",
        mode="lines+markers",
        line={"color": colour, "width": 1, "dash": "dot" if whole else "solid"},
        marker={
            "color": colour,
            "size": 9,
            "symbol": symbol + ("-open" if whole else ""),
            "line": {"width": 1.6, "color": colour},
        },
        customdata=rows["named"],
        hovertemplate=f"{title} · %{{customdata}}<br>%{{x:.1f}} °C: %{{y:.2f}}<extra>"
        f"{_word(boundary, lang)}</extra>",
    )


def defrost(months: pd.DataFrame, named: Sequence[str], lang: str) -> go.Figure:
    """Draw what share of compressors' electricity defrosting takes, by month."""
    figure = go.Figure(
        go.Bar(
            x=list(named),
            y=(100.0 * months["share"]).round(4),
            marker={"color": COLOURS["cooling_kw"]},
            customdata=(months["defrost_kwh"] / 1000.0).round(3),
            hovertemplate="%{x}: %{y:.2f} %<br>%{customdata:,.1f} MWh<extra></extra>",
        )
    )
    figure.update_yaxes(title=_word("defrost", lang), rangemode="tozero")
    figure = styled(figure, 430).update_layout(showlegend=False, hovermode="closest")
    return figure.update_xaxes(type="category").update_yaxes(tickformat="")


def comfort(groups: pd.DataFrame, lang: str) -> go.Figure:
    """Draw the share of hours in use that is too cold (and too hot, if known), a row a group.

    Parameters
    ----------
    groups
        Of `dashboard.queries.heat.groups`, the worst first: called, cold_share, hot_share,
        hours_below_setpoint, hours_overheated, hours_in_use.
    lang
        "zh" or "en".
    """
    figure, rows = go.Figure(), groups.iloc[::-1]
    measures = (
        ("cold", "hours_below_setpoint", "cooling_kw"),
        ("hot", "hours_overheated", "heating_kw"),
    )
    for key, hours, colour in measures:
        if groups[f"{key}_share"].notna().any():
            figure.add_bar(
                y=rows["called"],
                x=(100.0 * rows[f"{key}_share"]).round(4),
                orientation="h",
                name=_word(key, lang).partition(" / ")[0],
                marker={
                    "color": COLOURS[colour],
                    "pattern": {"shape": "/" if key == "hot" else ""},
                },
                customdata=rows[[hours, "hours_in_use"]].round(1),
                hovertemplate="%{y}: %{x:.1f} %<br>%{customdata[0]:,.0f} / %{customdata[1]:,.0f} h",
            )
    figure.update_layout(barmode="group", bargap=0.25)
    figure = styled(figure, 130 + 30 * len(groups)).update_layout(hovermode="closest")
    figure.update_xaxes(title=_word("share", lang), rangemode="tozero")
    return figure.update_yaxes(automargin=True, tickformat="")


def runs(
    supplied: Mapping[str, pd.Series], factors: Mapping[str, Mapping[str, float]], lang: str
) -> go.Figure:
    """Draw heat systems of several runs: who supplies the heat, and how well heat pumps do.

    Parameters
    ----------
    supplied
        By title of the run, what `dashboard.queries.heat.supplied` returns [kWh].
    factors
        By title of the run, its seasonal performance by boundary (H1 to H4); empty without.
    lang
        "zh" or "en".
    """
    titles = list(supplied)[::-1]
    most = max((float(kwh.clip(lower=0).sum()) for kwh in supplied.values()), default=0.0)
    divisor, unit = _scaled(most, lang)
    heads = [_word("supply", lang).format(unit=unit)]
    heads += [_word("factor", lang)] if any(factors.values()) else []
    figure = make_subplots(
        rows=1,
        cols=len(heads),
        subplot_titles=headings(heads, 2),
        column_widths=[0.6, 0.4][: len(heads)],
        horizontal_spacing=0.08,
    )
    for key in dict.fromkeys(key for kwh in supplied.values() for key in kwh.index):
        values = pd.Series([float(supplied[title].get(key, 0.0)) for title in titles]) / divisor
        if values.abs().sum() > 0.0:
            _across(figure, titles, values, str(key), unit, lang)
    for at, title in enumerate(supplied):
        if factors.get(title):
            _add_factors(figure, title, factors[title], at)
    figure.update_layout(barmode="relative", bargap=0.35)
    figure = styled(figure, 300 + 26 * len(titles)).update_layout(hovermode="closest")
    called = [wrapped(title, 26, most=3) for title in titles]
    figure.update_yaxes(automargin=True, tickvals=titles, ticktext=called, row=1, col=1)
    if len(heads) > 1:
        figure.update_yaxes(rangemode="tozero", tickformat=".1f", row=1, col=2)
    return figure


def _across(
    figure: go.Figure, titles: Sequence[str], values: pd.Series, key: str, unit: str, lang: str
) -> None:
    figure.add_bar(
        y=list(titles),
        x=values.round(5),
        orientation="h",
        name=_word(key, lang),
        marker={"color": _COLOURS[key], "pattern": {"shape": _PATTERNS.get(key, "")}},
        hovertemplate=f"%{{y}}: %{{x:,.2f}} {unit}",
        row=1,
        col=1,
    )


def _add_factors(figure: go.Figure, title: str, known: Mapping[str, float], at: int) -> None:
    figure.add_scatter(
        x=list(known),
        y=[round(value, 4) for value in known.values()],
        name=title,
        mode="lines+markers",
        line={"color": colour_of_run(at), "width": 1.5, "dash": "dot"},
        marker={"size": 10, "symbol": _SYMBOLS[at % len(_SYMBOLS)], "color": colour_of_run(at)},
        hovertemplate="%{x}: %{y:.2f}",
        row=1,
        col=2,
    )
