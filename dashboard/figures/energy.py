"""Energy by day: where the park's electricity comes from."""

from collections.abc import Mapping
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from dashboard.figures.theme import COLOURS, panels, span, styled, text

_SOURCES = ("pv_used", "grid_import", "grid_export")


def daily_energy(days: Mapping[str, pd.DataFrame], lang: str) -> go.Figure:
    """Draw energy by source, a panel a run with the same axes.

    Parameters
    ----------
    days
        By title of the run, what `sim.results.query.daily_energy` returns [MWh].
    lang
        "zh" or "en".
    """
    figure, places, height = panels(list(days), 300)
    for number, frame in enumerate(days.values()):
        figure.add_traces(_bars(frame, lang, named=number == 0), *_ends(places[number]))
    most = max(float((frame["pv_used"] + frame["grid_import"]).max()) for frame in days.values())
    least = min(float(frame["grid_export"].min()) for frame in days.values())
    figure.update_layout(barmode="relative", bargap=0)
    figure.update_xaxes(tickformat="%Y-%m-%d" if _short(days) else "%Y-%m", nticks=8)
    figure = styled(figure, height).update_layout(legend={"y": -50 / height})
    figure.update_yaxes(range=span(min(least, 0.0), most))
    return figure.update_yaxes(title=text("mwh_per_day", lang), col=1)


def _ends(place: dict[str, int]) -> tuple[list[int], list[int]]:
    """Return rows and columns of the traces of one panel."""
    return [place["row"]] * len(_SOURCES), [place["col"]] * len(_SOURCES)


def _bars(frame: pd.DataFrame, lang: str, *, named: bool) -> list[dict[str, Any]]:
    days = [f"{day:%Y-%m-%d}" for day in frame.index]
    return [
        {
            "type": "bar",
            "x": days,
            "y": frame[source].to_numpy().round(3),
            "name": text(source, lang),
            "marker": {"color": COLOURS[source], "line": {"width": 0}},
            "legendgroup": source,
            "showlegend": named,
            "hovertemplate": "%{y:,.1f} MWh",
        }
        for source in _SOURCES
    ]


def _short(days: Mapping[str, pd.DataFrame]) -> bool:
    return max(len(frame) for frame in days.values()) < 92
