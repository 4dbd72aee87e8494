"""Charging stations of several runs side by side: energy, use of plugs, waiting."""

from collections.abc import Mapping

import pandas as pd
import plotly.graph_objects as go
from plotly.subplots import make_subplots

from dashboard.figures.theme import colour_of_run, message, styled, text

MEASURES = {
    "energy_mwh": (1.0, "充电电量 / MWh", "Energy / MWh", "MWh"),
    "utilisation": (100.0, "充电枪利用率 / %", "Plug utilisation / %", "%"),
    "wait_minutes": (1.0, "平均排队 / 分钟", "Mean wait / min", "min"),
}
"""Column of the query: factor, name in Chinese and in English, unit."""


def stations_compared(
    use: Mapping[str, pd.DataFrame | None], lang: str, most: int = 12
) -> go.Figure:
    """Draw energy, utilisation and mean wait by station, a bar a run.

    Parameters
    ----------
    use
        By title of the run, what `sim.results.query.station_use` returns; runs keep the colour
        of their place, so that a run without stations may be left as an empty frame.
    lang
        "zh" or "en".
    most
        Number of stations that are drawn: those with the most energy over all runs.
    """
    there = {title: frame for title, frame in use.items() if frame is not None and len(frame)}
    if not there:
        return message(text("no_stations", lang))
    total = pd.concat([frame["energy_mwh"] for frame in there.values()]).groupby(level=0).sum()
    chosen = total.sort_values().tail(most).index
    figure = make_subplots(
        rows=1,
        cols=len(MEASURES),
        shared_yaxes=True,
        horizontal_spacing=0.03,
        subplot_titles=[names[1 if lang == "zh" else 2] for names in MEASURES.values()],
    )
    for number, title in enumerate(use):
        if title in there:
            _add_run(figure, there[title].reindex(chosen), title, number)
    height = 120 + len(chosen) * (14 + 12 * len(there))
    figure = styled(figure, height).update_layout(hovermode="closest", barmode="group")
    figure.update_layout(legend={"y": -60 / height, "traceorder": "normal"})
    figure.update_xaxes(rangemode="tozero", tickformat=",")
    return figure.update_yaxes(automargin=True, showgrid=False)


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
