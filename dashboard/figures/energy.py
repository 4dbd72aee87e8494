"""Energy by day: where the park's electricity comes from."""

from collections.abc import Mapping

import pandas as pd
import plotly.graph_objects as go
from plotly.subplots import make_subplots

from dashboard.figures.theme import COLOURS, styled, text

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
    figure = make_subplots(
        rows=1,
        cols=len(days),
        shared_yaxes=True,
        subplot_titles=list(days),
        horizontal_spacing=0.03,
    )
    for column, frame in enumerate(days.values(), start=1):
        for source in _SOURCES:
            figure.add_bar(
                x=frame.index,
                y=frame[source].round(3),
                name=text(source, lang),
                marker={"color": COLOURS[source], "line": {"width": 0}},
                legendgroup=source,
                showlegend=column == 1,
                hovertemplate="%{y:,.1f} MWh",
                row=1,
                col=column,
            )
    figure.update_layout(barmode="relative", bargap=0)
    figure.update_xaxes(tickformat="%Y-%m-%d" if _short(days) else "%Y-%m", nticks=8)
    figure.update_yaxes(title=text("mwh_per_day", lang), row=1, col=1)
    return styled(figure, 380)


def _short(days: Mapping[str, pd.DataFrame]) -> bool:
    return max(len(frame) for frame in days.values()) < 92
