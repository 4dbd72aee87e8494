"""Power at the park's connection: a week, the load-duration curve, hour by day, a series."""

from collections.abc import Mapping

import pandas as pd
import plotly.graph_objects as go
from plotly.subplots import make_subplots

from dashboard.figures.theme import COLOURS, colour_of_run, local, message, styled, text

_USES = ("building_kw", "heating_kw", "cooling_kw", "charging_kw")


def week(weeks: Mapping[str, pd.DataFrame | None], lang: str) -> go.Figure:
    """Draw a week of uses (stacked), PV and the power at the connection, a panel a run.

    Parameters
    ----------
    weeks
        By title of the run, what `sim.results.query.week_of_power` returns [kW]; None where
        the week was not simulated.
    lang
        "zh" or "en".
    """
    if all(frame is None for frame in weeks.values()):
        return message(text("not_simulated", lang))
    figure = make_subplots(
        rows=1,
        cols=len(weeks),
        shared_yaxes=True,
        subplot_titles=list(weeks),
        horizontal_spacing=0.03,
    )
    for column, frame in enumerate(weeks.values(), start=1):
        if frame is not None:
            _add_week(figure, frame, column, lang)
    figure.update_xaxes(tickformat="%m-%d", dtick=86_400_000)
    figure.update_yaxes(title=text("power_mw", lang), row=1, col=1)
    return styled(figure, 400)


def _add_week(figure: go.Figure, frame: pd.DataFrame, column: int, lang: str) -> None:
    times = local(frame.index)
    for use in _USES:
        figure.add_scatter(
            x=times,
            y=(frame[use] / 1000.0).round(4),
            name=text(use, lang),
            stackgroup=f"uses{column}",
            mode="none",
            fillcolor=COLOURS[use],
            legendgroup=use,
            showlegend=column == 1,
            hovertemplate="%{y:,.2f} MW",
            row=1,
            col=column,
        )
    for line, dash in (("pv_kw", "solid"), ("net_kw", "dot")):
        figure.add_scatter(
            x=times,
            y=(frame[line] / 1000.0).round(4),
            name=text(line, lang),
            mode="lines",
            line={"color": COLOURS[line], "width": 2, "dash": dash},
            legendgroup=line,
            showlegend=column == 1,
            hovertemplate="%{y:,.2f} MW",
            row=1,
            col=column,
        )


def load_duration(curves: Mapping[str, pd.DataFrame], lang: str) -> go.Figure:
    """Draw load-duration curves, a line a run.

    Parameters
    ----------
    curves
        By title of the run, what `sim.results.query.load_duration` returns: hours, kw.
    lang
        "zh" or "en".
    """
    figure = go.Figure()
    for number, (title, frame) in enumerate(curves.items()):
        figure.add_scatter(
            x=frame["hours"],
            y=(frame["kw"] / 1000.0).round(4),
            name=title,
            mode="lines",
            line={"color": colour_of_run(number), "width": 2.5},
            hovertemplate="%{y:,.2f} MW",
        )
    figure.update_xaxes(title=text("hours", lang), rangemode="tozero")
    figure.update_yaxes(title=text("power_mw", lang), rangemode="tozero")
    return styled(figure)


def hour_by_day(means: pd.DataFrame, lang: str) -> go.Figure:
    """Draw hourly means as a raster, days across and hours up.

    Parameters
    ----------
    means
        What `sim.results.query.hour_by_day` returns for a power [kW].
    lang
        "zh" or "en".
    """
    figure = go.Figure(
        go.Heatmap(
            x=means.columns,
            y=means.index,
            z=(means.to_numpy() / 1000.0).round(3),
            colorscale="Cividis",
            colorbar={"title": "MW"},
            hovertemplate="%{x|%Y-%m-%d} %{y}:00<br>%{z:,.2f} MW<extra></extra>",
        )
    )
    figure = styled(figure, 320).update_layout(hovermode="closest")
    figure.update_xaxes(tickformat="%Y-%m")
    figure.update_yaxes(title=text("hour_of_day", lang), dtick=6)
    return figure


def lines(series: Mapping[str, pd.Series], lang: str) -> go.Figure:
    """Draw power series [kW], thinned beforehand (`sim.results.query.thinned`), a line each."""
    figure = go.Figure()
    for number, (title, values) in enumerate(series.items()):
        figure.add_scatter(
            x=local(values.index),
            y=(values / 1000.0).round(4),
            name=title,
            mode="lines",
            line={"color": colour_of_run(number), "width": 1.2},
            hovertemplate="%{y:,.2f} MW",
        )
    figure.update_yaxes(title=text("power_mw", lang))
    return styled(figure)
