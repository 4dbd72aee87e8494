"""Loading of transformers: how high, on which day, and in which hour."""

from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt
import pandas as pd
import plotly.graph_objects as go

from dashboard.figures.theme import COLOURS, local, message, styled
from dashboard.figures.theme import text as shared

BANDS: Mapping[str, tuple[str, str]] = {
    "light": ("#9ecae1", "#9ecae1"),
    "normal": ("#3a8f86", "#3a8f86"),
    "heavy": ("#f2a93b", "#f2a93b"),
    "over": ("#b5163a", "#e0425f"),
}
SCALE = [
    [0.0, "#e9f0f3"], [0.35, "#8fc1c4"], [0.66, "#2f7f86"],
    [0.67, "#f6c667"], [0.83, "#e58a1f"], [0.84, "#c22a45"], [1.0, "#5c0b25"],
]  # fmt: skip
"""Of a loading from 0 to 120 %: it jumps at 80 and at 100 %."""
TOP = 1.2
"""Loading at the end of the scale."""
LIMIT = "#c22a45"
MOST_DRAWN = 18

_WORDS: Mapping[str, tuple[str, str]] = {
    "mean": ("平均", "Mean"),
    "p95": ("95 % 的时间不超过", "Not exceeded in 95 % of the time"),
    "most": ("最高", "Highest"),
    "loading": ("负载率 / %", "Loading / %"),
    "power": ("功率 / kW", "Power / kW"),
    "limit": ("额定 {kw} kW", "Rating {kw} kW"),
    "heavy": ("重载线 80 %", "Heavy above 80 %"),
    "net": ("变压器净功率", "Net power through the transformer"),
    "over_h": ("过载 {over} 小时，重载 {heavy} 小时", "{over} h overloaded, {heavy} h heavy"),
    "day": ("日", "Day"),
    "chosen": ("所选日期", "Chosen day"),
    "worst": ("最高的一天", "Worst day"),
    "no_site": ("没有变压器负载数据", "No loading of transformers in this run"),
}


def text(key: str, lang: str) -> str:
    """Return a word of these figures."""
    return _WORDS[key][0 if lang == "zh" else 1]


def ranking(table: pd.DataFrame, names: Mapping[str, str], chosen: str, lang: str) -> go.Figure:
    """Draw mean, 95 % value and highest loading of places, the highest on top.

    Parameters
    ----------
    table
        `dashboard.queries.loading.Loading.table`; the highest `MOST_DRAWN` are drawn.
    names
        What to call each place.
    chosen
        The place whose name is set in bold.
    lang
        "zh" or "en".
    """
    if table.empty:
        return message(text("no_site", lang))
    drawn = table.sort_values("most").tail(MOST_DRAWN)
    labels = [f"<b>{names[p]}</b>" if p == chosen else names[p] for p in drawn.index]
    hours = text("over_h", lang)
    said = [
        hours.format(over=f"{over:,.1f}", heavy=f"{heavy:,.1f}")
        for over, heavy in zip(drawn["over_h"], drawn["heavy_h"], strict=True)
    ]
    figure = go.Figure()
    common = {"y": labels, "customdata": np.stack([drawn.index, said], axis=1)}
    hover = "%{x:.1f} %<br>%{customdata[1]}"
    figure.add_bar(
        x=_percent(drawn["mean"]), orientation="h", name=text("mean", lang), **common,
        marker={"color": "#8fb8bd"}, hovertemplate=hover,
    )  # fmt: skip
    for key, symbol, colour in (("p95", "line-ns", "#2f7f86"), ("most", "diamond", "#c22a45")):
        marker = {"symbol": symbol, "color": colour, "size": 11}
        marker["line"] = {"width": 3 if symbol == "line-ns" else 1, "color": colour}
        figure.add_scatter(
            x=_percent(drawn[key]), mode="markers", name=text(key, lang), **common,
            marker=marker, hovertemplate=hover,
        )  # fmt: skip
    _bounds(figure, "x")
    figure = styled(figure, 130 + 25 * len(drawn)).update_layout(hovermode="closest", bargap=0.45)
    figure.update_layout(legend={"y": -62 / (130 + 25 * len(drawn))})
    figure.update_xaxes(title=text("loading", lang), rangemode="tozero", ticksuffix=" %")
    return figure.update_yaxes(automargin=True, showgrid=False, fixedrange=True)


def _bounds(figure: go.Figure, axis: str) -> None:
    for at, dash in ((80, "dot"), (100, "solid")):
        line = {"color": LIMIT, "width": 1.4, "dash": dash}
        if axis == "x":
            figure.add_vline(x=at, line=line)
        else:
            figure.add_hline(y=at, line=line)


def _percent(shares: pd.Series) -> pd.Series:
    return (100.0 * shares).round(1)


_STACKED = ("building_kw", "heating_kw", "cooling_kw", "charging_kw")


def day(
    parts: pd.DataFrame, limit_kw: float, lang: str, at: pd.Timestamp | None = None
) -> go.Figure:
    """Draw a day of a place: uses stacked, PV, battery and net power against the rating.

    Parameters
    ----------
    parts
        What `dashboard.queries.loading.parts` returns for the day [kW].
    limit_kw
        Power that the transformer is built for; NaN if it is not known.
    lang
        "zh" or "en".
    at
        A time that is marked.
    """
    if parts.empty or not len(parts.columns):
        return message(text("no_site", lang))
    figure, times = go.Figure(), local(parts.index)
    hover = "%{y:,.0f} kW"
    for part in _STACKED:
        if part in parts and parts[part].abs().max() > 0.05:
            figure.add_scatter(
                x=times, y=parts[part].round(1), name=shared(part, lang), stackgroup="uses",
                mode="none", fillcolor=COLOURS[part], hovertemplate=hover,
            )  # fmt: skip
    for part, dash in (("pv_kw", "solid"), ("battery_kw", "dash"), ("net_kw", "dot")):
        if part in parts and parts[part].abs().max() > 0.05:
            figure.add_scatter(
                x=times, y=parts[part].round(1), mode="lines", hovertemplate=hover,
                name=text("net", lang) if part == "net_kw" else shared(part, lang),
                line={"color": COLOURS[part], "width": 2, "dash": dash, "shape": "hv"},
            )  # fmt: skip
    _limits(figure, limit_kw, parts.abs().max(axis=1).to_numpy(), lang)
    if at is not None:
        figure.add_vline(x=at.tz_localize(None), line={"color": "#7d919c", "width": 1})
    figure.update_xaxes(tickformat="%H:%M", dtick=3 * 3_600_000, range=_whole_day(times))
    figure.update_yaxes(title=text("power", lang))
    return styled(figure, 380)


def _whole_day(times: pd.DatetimeIndex) -> list[pd.Timestamp]:
    begin = times[0].normalize()
    return [begin, begin + pd.Timedelta(days=1)]


def _limits(
    figure: go.Figure, limit_kw: float, most_kw: npt.NDArray[np.float64], lang: str
) -> None:
    """Draw the rating where it is near enough to say something, else say it alone.

    Its words stand over that end of the day at which less is drawn (`most_kw`, by step).
    """
    if not np.isfinite(limit_kw):
        return
    words = text("limit", lang).format(kw=f"{limit_kw:,.0f}")
    if limit_kw > 3.0 * most_kw.max():
        figure.add_annotation(
            text=words + " ↑", xref="paper", yref="paper", x=1, y=1.06, showarrow=False
        )
        return
    third = len(most_kw) // 3
    side = "left" if most_kw[:third].max() <= most_kw[-third:].max() else "right"
    note = {"annotation_text": words, "annotation_position": f"top {side}"}
    figure.add_hline(y=limit_kw, line={"color": LIMIT, "width": 2}, **note)
    figure.add_hline(y=0.8 * limit_kw, line={"color": LIMIT, "width": 1.2, "dash": "dot"})


_TICKS = (0, 40, 80, 100, 120)
_FEW = 3
"""Months up to which a calendar has figures in its squares: there is no room for a scale."""


def calendar(
    daily: pd.Series, hover: Sequence[str], chosen: pd.Timestamp | None, lang: str
) -> go.Figure:
    """Draw the highest loading of each day, a row a month and a column a day of the month.

    Parameters
    ----------
    daily
        Highest loading (share of the rating), indexed by day.
    hover
        What is said of each day.
    chosen
        A day that is framed.
    lang
        "zh" or "en".
    """
    if daily.empty:
        return message(text("no_site", lang))
    days = pd.DatetimeIndex(daily.index)
    months = pd.period_range(days[0], days[-1], freq="M")
    row = (days.to_period("M") - months[0]).map(lambda part: part.n).to_numpy(dtype=int)
    shape = (len(months), 31)
    z, said = np.full(shape, np.nan), np.full(shape, "", dtype=object)
    iso = np.full(shape, "", dtype=object)
    z[row, days.day - 1] = (100.0 * daily.to_numpy()).round(1)
    said[row, days.day - 1] = list(hover)
    iso[row, days.day - 1] = days.strftime("%Y-%m-%d")
    labels = [f"{month.year}-{month.month:02d}" for month in months]
    heat = go.Heatmap(
        x=list(range(1, 32)), y=labels, z=z, customdata=np.stack([iso, said], axis=2),
        colorscale=SCALE, zmin=0, zmax=100 * TOP, xgap=2, ygap=2, hoverongaps=False,
        hovertemplate="%{customdata[1]}<extra></extra>",
        colorbar={
            "tickvals": _TICKS, "ticktext": [f"{at} %" for at in _TICKS], "thickness": 14,
        },
        showscale=len(months) > _FEW, texttemplate="%{z:.0f}" if len(months) <= _FEW else None,
    )  # fmt: skip
    figure = go.Figure(heat)
    worst = int(np.nanargmax(daily.to_numpy()))
    _mark(figure, days[worst], labels[row[worst]], "x", text("worst", lang))
    if chosen is not None and chosen in days:
        _mark(
            figure, chosen, labels[row[days.get_loc(chosen)]], "square-open", text("chosen", lang)
        )
    figure = styled(figure, 112 + 30 * max(len(months), 2)).update_layout(hovermode="closest")
    figure.update_xaxes(title=text("day", lang), dtick=1, range=[0.5, 31.5], fixedrange=True)
    figure.update_yaxes(autorange="reversed", type="category", showgrid=False, fixedrange=True)
    return figure.update_layout(legend={"y": 1.02, "yanchor": "bottom"})


def _mark(figure: go.Figure, day: pd.Timestamp, month: str, symbol: str, name: str) -> None:
    frame = symbol == "square-open"
    # Seen on every colour of the raster, and in the legend of a light and of a dark page.
    line = {"width": 2.5 if frame else 1.5, "color": COLOURS["net_kw"]}
    colour = COLOURS["net_kw"] if frame else "#ffffff"
    marker = {"symbol": symbol, "size": 22 if frame else 11, "color": colour, "line": line}
    figure.add_scatter(
        x=[day.day], y=[month], mode="markers", marker=marker, name=name, hoverinfo="skip"
    )
