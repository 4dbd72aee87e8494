"""Charging stations of several runs side by side: waiting and use of plugs."""

from collections.abc import Mapping

import pandas as pd
import plotly.graph_objects as go
from plotly.subplots import make_subplots

from dashboard.figures.theme import colour_of_run, headings, message, styled, text

MEASURES = {
    "waited_h": (1.0, "排队总时长 / 小时", "Waited in all / h", "h"),
    "wait_mean": (1.0, "平均排队 / 分钟", "Mean wait / min", "min"),
    "wait_p95": (1.0, "95 % 排队不超过 / 分钟", "95 % wait at most / min", "min"),
    "utilisation": (100.0, "充电枪利用率 / %", "Plug utilisation / %", "%"),
}
"""Column of `dashboard.queries.charging.stations`: factor, name in both languages, unit."""


def busiest(use: Mapping[str, pd.DataFrame]) -> list[str]:
    """Return the stations of all runs: those first where any run waits longest, then by energy."""
    there = [frame[["waited_h", "energy_mwh"]] for frame in use.values() if len(frame)]
    if not there:
        return []
    most = pd.concat(there).groupby(level=0).max()
    return list(most.sort_values(["waited_h", "energy_mwh"], ascending=False).index)


def stations_compared(use: Mapping[str, pd.DataFrame], lang: str, most: int = 12) -> go.Figure:
    """Draw waits and use of plugs by station, a bar a run.

    Parameters
    ----------
    use
        By title of the run, what `dashboard.queries.charging.stations` returns; runs keep the
        colour of their place, so that a run without stations may be left as an empty frame.
    lang
        "zh" or "en".
    most
        Number of stations that are drawn: the first of `busiest`.
    """
    chosen = busiest(use)[:most]
    if not chosen:
        return message(text("no_stations", lang))
    figure = make_subplots(
        rows=1,
        cols=len(MEASURES),
        shared_yaxes=True,
        horizontal_spacing=0.03,
        subplot_titles=headings([str(names[1 + (lang != "zh")]) for names in MEASURES.values()], 5),
    )
    for number, (title, frame) in enumerate(use.items()):
        if len(frame):
            _add_run(figure, frame.reindex(chosen), title, number)
    height = 120 + len(chosen) * (14 + 12 * sum(len(frame) > 0 for frame in use.values()))
    figure = styled(figure, height).update_layout(hovermode="closest", barmode="group")
    figure.update_layout(legend={"y": -60 / height, "traceorder": "normal"})
    figure.update_xaxes(rangemode="tozero", tickformat=",", nticks=4)
    return figure.update_yaxes(automargin=True, showgrid=False, autorange="reversed")


def _add_run(figure: go.Figure, frame: pd.DataFrame, title: str, number: int) -> None:
    for column, (measure, (factor, _, _, unit)) in enumerate(MEASURES.items(), start=1):
        figure.add_bar(
            y=frame.index.astype(str),
            x=(factor * frame[measure]).round(3),
            orientation="h",
            name=title,
            legendgroup=title,
            showlegend=column == 1,
            marker={"color": colour_of_run(number)},
            hovertemplate=f"%{{y}}: %{{x:,.1f}} {unit}",
            row=1,
            col=column,
        )
