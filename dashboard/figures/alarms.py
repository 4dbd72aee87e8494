"""Alarms over the run: where, from when to when, and what caused them."""

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd
import plotly.graph_objects as go

from dashboard.figures.theme import COLOURS, message, styled
from dashboard.figures.theme import text as shared

_NONE = ("运行期内没有告警", "No alarm in the run")


@dataclass(frozen=True)
class Stretch:
    """An alarm as it is drawn: where, from when to when, its peak and what it was made of."""

    place: str
    name: str
    begin: pd.Timestamp
    end: pd.Timestamp
    peak_at: pd.Timestamp
    peak: float
    part: str
    said: str


_SYMBOLS = {
    "building_kw": "square", "heating_kw": "diamond", "cooling_kw": "pentagon",
    "charging_kw": "circle", "battery_kw": "hexagon", "pv_kw": "star", "": "circle-open",
}  # fmt: skip


def timeline(
    alarms: Sequence[Stretch], span: tuple[pd.Timestamp, pd.Timestamp], lang: str
) -> go.Figure:
    """Draw alarms by place over the run, a line from begin to end and a sign at the peak.

    Colour and shape of the sign tell what drew most above its usual.
    """
    if not alarms:
        return message(_NONE[lang != "zh"])
    figure = go.Figure()
    for part in dict.fromkeys(alarm.part for alarm in alarms):
        some = [alarm for alarm in alarms if alarm.part == part]
        colour = COLOURS.get(part, "#8d99ae")
        x = [t for a in some for t in (a.begin.tz_localize(None), a.end.tz_localize(None), None)]
        y = [name for a in some for name in (a.name, a.name, None)]
        figure.add_scatter(
            x=x, y=y, mode="lines", line={"color": colour, "width": 9}, opacity=0.55,
            hoverinfo="skip", showlegend=False, legendgroup=part,
        )  # fmt: skip
        figure.add_scatter(
            x=[a.peak_at.tz_localize(None) for a in some],
            y=[a.name for a in some],
            mode="markers",
            marker={"color": colour, "size": 12, "symbol": _SYMBOLS.get(part, "circle"),
                    "line": {"width": 1, "color": "#ffffff"}},
            name=shared(part, lang) if part else "–",
            legendgroup=part,
            customdata=[[a.place, f"{a.peak_at:%Y-%m-%d}", a.said] for a in some],
            hovertemplate="%{customdata[2]}<extra></extra>",
        )  # fmt: skip
    rows = len({alarm.name for alarm in alarms})
    figure = styled(figure, 150 + 30 * rows).update_layout(hovermode="closest")
    margin = 0.015 * (span[1] - span[0])
    bounds = [(span[0] - margin).tz_localize(None), (span[1] + margin).tz_localize(None)]
    figure.update_xaxes(range=bounds, tickformat="%m-%d")
    figure.update_yaxes(automargin=True, type="category", fixedrange=True)
    return figure.update_layout(legend={"y": -70 / (150 + 30 * rows)})
