"""A charging station on one day: power against its limit, plugs in use and the queue."""

from collections.abc import Mapping

import numpy as np
import pandas as pd
import plotly.graph_objects as go
from plotly.subplots import make_subplots

from dashboard.figures.theme import COLOURS, local, message, styled

_WORDS: Mapping[str, tuple[str, str]] = {
    "none": ("这一天没有数据", "No data of this day"),
    "power": ("充电功率", "Charging power"),
    "power_kw": ("功率 / kW", "Power / kW"),
    "limit": ("上限 {kw} kW", "Limit {kw} kW"),
    "vehicles": ("车辆", "Vehicles"),
    "busy": ("使用中的充电枪", "Plugs in use"),
    "queue": ("排队车辆", "Vehicles waiting"),
}


def text(key: str, lang: str) -> str:
    """Return a word of this figure."""
    return _WORDS[key][0 if lang == "zh" else 1]


def station_day(
    frame: pd.DataFrame, limit_kw: float, lang: str, at: pd.Timestamp | None = None
) -> go.Figure:
    """Draw a day of a station.

    Parameters
    ----------
    frame
        Columns power_kw, busy, queue; those that the run lacks may be absent.
    limit_kw
        Most that the station may draw; NaN if it is not known.
    lang
        "zh" or "en".
    at
        A time that is marked.
    """
    if frame.empty or "power_kw" not in frame:
        return message(text("none", lang))
    figure = make_subplots(rows=2, cols=1, shared_xaxes=True, vertical_spacing=0.09)
    times = local(frame.index)
    figure.add_scatter(
        x=times, y=frame["power_kw"].round(1), name=text("power", lang), mode="lines",
        fill="tozeroy", line={"color": COLOURS["charging_kw"], "shape": "hv", "width": 1.5},
        hovertemplate="%{y:,.0f} kW", row=1, col=1,
    )  # fmt: skip
    if np.isfinite(limit_kw):
        words = text("limit", lang).format(kw=f"{limit_kw:,.0f}")
        figure.add_hline(
            y=limit_kw, line={"color": "#c22a45", "width": 2}, row=1, col=1,
            annotation_text=words, annotation_position="top left",
        )  # fmt: skip
        figure.update_yaxes(range=[0, 1.18 * limit_kw], row=1, col=1)
    for name, dash, colour in (("busy", "solid", "#5b7c99"), ("queue", "dash", "#d1495b")):
        if name in frame:
            figure.add_scatter(
                x=times, y=frame[name], name=text(name, lang), mode="lines",
                line={"color": colour, "shape": "hv", "dash": dash, "width": 2},
                hovertemplate="%{y:,.0f}", row=2, col=1,
            )  # fmt: skip
    if at is not None:
        for row in (1, 2):
            line = {"color": "#7d919c", "width": 1}
            figure.add_vline(x=at.tz_localize(None), line=line, row=row, col=1)
    figure.update_yaxes(title=text("power_kw", lang), row=1, col=1)
    figure.update_yaxes(title=text("vehicles", lang), rangemode="tozero", row=2, col=1)
    figure = styled(figure, 400)
    return figure.update_xaxes(tickformat="%H:%M", dtick=6 * 3_600_000)
