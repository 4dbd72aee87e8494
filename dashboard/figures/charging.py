"""Charging stations: how much their plugs are used and how many users wait."""

import pandas as pd
import plotly.graph_objects as go
from plotly.subplots import make_subplots

from dashboard.figures.theme import COLOURS, message, styled, text


def station_use(stations: pd.DataFrame, lang: str, most: int = 40) -> go.Figure:
    """Draw utilisation and share of waiting sessions by station, the busiest on top.

    Parameters
    ----------
    stations
        What `sim.results.query.station_use` returns.
    lang
        "zh" or "en".
    most
        Number of stations that are drawn.
    """
    if stations.empty:
        return message(text("no_stations", lang))
    chosen = stations.sort_values("utilisation").tail(most)
    figure = make_subplots(rows=1, cols=2, shared_yaxes=True, horizontal_spacing=0.04)
    columns = (("utilisation", "charging_kw"), ("share_waiting", "heating_kw"))
    for column, (name, colour) in enumerate(columns, start=1):
        figure.add_bar(
            y=chosen.index.astype(str),
            x=(100.0 * chosen[name]).round(2),
            orientation="h",
            marker={"color": COLOURS[colour]},
            name=text(name, lang),
            showlegend=False,
            customdata=chosen[["plugs", "sessions", "energy_mwh", "wait_minutes"]].round(2),
            hovertemplate=_hover(lang),
            row=1,
            col=column,
        )
        figure.update_xaxes(title=text(name, lang), rangemode="tozero", row=1, col=column)
    figure = styled(figure, 140 + 24 * len(chosen)).update_layout(hovermode="closest")
    return figure.update_yaxes(automargin=True)


def _hover(lang: str) -> str:
    if lang == "zh":
        return (
            "%{y}：%{x:.1f} %<br>%{customdata[0]:.0f} 枪，%{customdata[1]:,.0f} 次，"
            "%{customdata[2]:,.1f} MWh，平均排队 %{customdata[3]:.1f} 分钟<extra></extra>"
        )
    return (
        "%{y}: %{x:.1f} %<br>%{customdata[0]:.0f} plugs, %{customdata[1]:,.0f} sessions, "
        "%{customdata[2]:,.1f} MWh, mean wait %{customdata[3]:.1f} min<extra></extra>"
    )
