"""Bars along a day: plugs with who stood at them, vehicles with what they did."""

from collections.abc import Mapping

import pandas as pd
import plotly.graph_objects as go

from dashboard.figures.theme import RUNS, local, message, styled

KINDS: Mapping[str, str] = {
    "waiting": "#c8553d",
    "driving": "#5b7c99",
    "charging": "#2a9d8f",
    "soc_0": "#fde3a7",
    "soc_40": "#b8d48c",
    "soc_60": "#5fb08a",
    "soc_80": "#2b8f93",
    "soc_95": "#3f78b5",
    **{f"fleet_{n}": colour for n, colour in enumerate(RUNS[i] for i in (1, 0, 4, 3, 5, 6))},
}
"""Colour of each kind of bar; waiting is told by its shape too (thin, below the others).

No hatching: a pattern a bar made the page's PDF 25 MB.
"""

_MOST_BARS = 1500
"""Beyond that, lines on a canvas: bars as SVG would take seconds."""

_WORDS = {
    "waiting": ("排队", "Waiting"),
    "driving": ("行驶", "Driving"),
    "charging": ("充电", "Charging"),
    "soc_0": ("结束时 SOC < 40 %", "SOC at end < 40 %"),
    "soc_40": ("40–60 %", "40–60 %"),
    "soc_60": ("60–80 %", "60–80 %"),
    "soc_80": ("80–95 %", "80–95 %"),
    "soc_95": ("≥ 95 %", "≥ 95 %"),
    "plug": ("充电枪编号", "Plug"),
    "time": ("时刻", "Time of day"),
    "nothing": ("这一天没有充电", "Nobody charged on this day"),
    "vehicle": ("车辆编号", "Vehicle"),
    "waited": ("排队 {:.1f} 分钟", "waited {:.1f} min"),
    "trip": ("线路 {}", "line {}"),
}


def _word(key: str, lang: str) -> str:
    return _WORDS[key][0 if lang == "zh" else 1]


def plugs(bars: pd.DataFrame, names: Mapping[str, str], chosen: str, lang: str) -> go.Figure:
    """Draw a day of a station's plugs.

    Parameters
    ----------
    bars
        What `dashboard.queries.gantt.plugs` returns.
    names
        What to call the kinds of bars that are fleets.
    chosen
        Key of the session that is marked.
    lang
        "zh" or "en".
    """
    return _drawn(bars, names, "plug", chosen, lang)


def vehicles(bars: pd.DataFrame, lang: str) -> go.Figure:
    """Draw what vehicles did along a day; `bars` as `dashboard.queries.gantt.vehicles` returns."""
    return _drawn(bars, {}, "vehicle", "", lang)


def _drawn(
    bars: pd.DataFrame, names: Mapping[str, str], what: str, chosen: str, lang: str
) -> go.Figure:
    if bars.empty:
        return message(_word("nothing", lang))
    places = {row: at for at, row in enumerate(sorted(bars["row"].unique()))}
    bars = bars.assign(place=bars["row"].map(places))
    figure = go.Figure()
    order = [*KINDS]
    for kind in sorted(bars["kind"].unique(), key=order.index):
        name = names.get(kind) or _word(kind, lang)
        part = bars[bars["kind"] == kind]
        draw = _lines if len(bars) > _MOST_BARS else _bars
        draw(figure, part, kind, name, lang)
    # Of a session that begins after midnight the day has the wait alone.
    marked = bars[(bars["key"] == chosen) & (bars["kind"] != "waiting")]
    if chosen and len(marked):
        _mark(figure, marked.iloc[0])
    return _framed(figure, bars, places, what, lang)


def _framed(
    figure: go.Figure, bars: pd.DataFrame, places: Mapping[int, int], what: str, lang: str
) -> go.Figure:
    step = 1 if len(places) <= 45 else 5
    shown = [row for row, at in places.items() if at % step == 0]
    height = 110 + max(120, (15 if len(places) <= 60 else 8) * len(places))
    figure = styled(figure, height).update_layout(hovermode="closest", barmode="overlay", bargap=0)
    figure.update_layout(legend={"y": 1.0, "yanchor": "bottom", "x": 0}, margin={"t": 40})
    figure.update_layout(showlegend=True)
    begin = bars["begin"].min().normalize().tz_localize(None)
    figure.update_xaxes(
        type="date", range=[begin, begin + pd.Timedelta(days=1)], tickformat="%H:%M",
        dtick=7_200_000,
        title=_word("time", lang), showgrid=True, gridcolor="rgba(120,135,150,0.22)",
    )  # fmt: skip
    return figure.update_yaxes(
        title=_word(what, lang), autorange=False, range=[len(places) - 0.4, -0.6], zeroline=False,
        tickmode="array", tickvals=[places[row] for row in shown], ticktext=[str(r) for r in shown],
        showgrid=False,
    )  # fmt: skip


def _bars(figure: go.Figure, part: pd.DataFrame, kind: str, name: str, lang: str) -> None:
    waiting = kind == "waiting"
    figure.add_bar(
        y=part["place"] + (0.30 if waiting else -0.08),
        # As text: plotly packs times as numbers, which a bar's base does not read.
        base=part["begin"].dt.strftime("%Y-%m-%d %H:%M:%S").tolist(),
        x=(part["end"] - part["begin"]).dt.total_seconds() * 1000.0,
        width=0.24 if waiting else 0.62,
        orientation="h",
        name=name,
        marker={
            "color": KINDS[kind],
            "line": {"width": 0.5, "color": "rgba(255,255,255,0.7)"},
        },
        customdata=part["key"],
        hovertext=_told(part, name, lang),
        hovertemplate="%{hovertext}<extra></extra>",
    )


def _lines(figure: go.Figure, part: pd.DataFrame, kind: str, name: str, lang: str) -> None:
    times = pd.DataFrame({"a": part["begin"], "b": part["end"], "c": pd.NaT}).to_numpy().ravel()
    shift = 0.30 if kind == "waiting" else 0.0
    figure.add_scattergl(
        x=local(pd.DatetimeIndex(times)),
        y=(part["place"] + shift).repeat(3),
        mode="lines",
        line={"color": KINDS[kind], "width": 3 if kind == "waiting" else 7},
        name=name,
        customdata=part["key"].repeat(3),
        hovertext=[words for words in _told(part, name, lang) for _ in range(3)],
        hovertemplate="%{hovertext}<extra></extra>",
    )


def _mark(figure: go.Figure, bar: pd.Series) -> None:
    """Frame the session that is chosen."""
    begin, end = (bar[name].tz_localize(None) for name in ("begin", "end"))
    low, high = bar["place"] - 0.48, bar["place"] + 0.45
    line = {"color": "#d1495b", "width": 2.5}
    figure.add_shape(type="rect", x0=begin, x1=end, y0=low, y1=high, line=line)


def _told(part: pd.DataFrame, name: str, lang: str) -> list[str]:
    """Return what the pointer says of each bar."""
    found = []
    for bar in part.to_dict("records"):
        when = f"{bar['begin']:%H:%M}–{bar['end']:%H:%M}"
        lines = [f"<b>{name}</b> {when}", str(bar["vehicle"]) if bar["vehicle"] else ""]
        if bar["kind"] == "driving":
            lines.append(_word("trip", lang).format(bar["note"]))
            lines.append(f"SOC → {100 * bar['soc_end']:.0f} %" if bar["soc_end"] >= 0 else "")
        else:
            lines.append(f"SOC {100 * bar['soc_start']:.0f} → {100 * bar['soc_end']:.0f} %")
            lines.append(f"{bar['energy_kwh']:.1f} kWh")
            lines.append(_word("waited", lang).format(bar["minutes"]) if bar["minutes"] else "")
        found.append("<br>".join(line for line in lines if line))
    return found
