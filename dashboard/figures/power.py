"""Power at the park's connection: a week, the load-duration curve, hour by day, a series."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from dashboard.figures.theme import (
    COLOURS,
    colour_of_run,
    local,
    message,
    panels,
    span,
    styled,
    text,
)

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
    figure, places, height = panels(list(weeks), 320)
    named = next(number for number, frame in enumerate(weeks.values()) if frame is not None)
    for number, frame in enumerate(weeks.values()):
        if frame is not None:
            traces = _week(frame, number, lang, named=number == named)
            rows, columns = ([places[number][key]] * len(traces) for key in ("row", "col"))
            figure.add_traces(traces, rows, columns)
    figure.update_xaxes(type="date", tickformat="%m-%d", dtick=86_400_000, tickangle=0)
    if min(len(places), 3) > 1:
        figure.update_xaxes(dtick=2 * 86_400_000)
    for number, frame in enumerate(weeks.values()):
        if frame is None:
            _say_absent(figure, places[number], lang)
    figure = styled(figure, height).update_layout(legend={"y": -50 / height})
    figure.update_yaxes(range=_reach([frame for frame in weeks.values() if frame is not None]))
    return figure.update_yaxes(title=text("power_mw", lang), col=1)


def _say_absent(figure: go.Figure, place: Mapping[str, int], lang: str) -> None:
    """Say it in the panel's middle, on the paper: an axis without traces has no dates to go by."""
    panel = figure.get_subplot(place["row"], place["col"])
    x, y = (sum(axis.domain) / 2.0 for axis in (panel.xaxis, panel.yaxis))
    words = text("not_simulated", lang)
    figure.add_annotation(text=words, showarrow=False, x=x, y=y, xref="paper", yref="paper")
    figure.update_xaxes(visible=False, dtick=None, row=place["row"], col=place["col"])


def _reach(frames: list[pd.DataFrame]) -> list[float]:
    """Return the range of all panels' power [MW]."""
    stacks = [frame[list(_USES)].sum(axis=1) for frame in frames]
    tops = [*stacks, *(frame["net_kw"] for frame in frames), *(frame["pv_kw"] for frame in frames)]
    least = min(float(frame["net_kw"].min()) for frame in frames)
    most = max(float(top.max()) for top in tops)
    return span(min(least, 0.0) / 1000.0, most / 1000.0)


def _week(frame: pd.DataFrame, number: int, lang: str, *, named: bool) -> list[dict[str, Any]]:
    # In ms: written as words a week is a megabyte, which the browser has to read again.
    times = local(frame.index).to_numpy("datetime64[ms]").astype(np.float64)
    shared = {"x": times, "type": "scatter", "showlegend": named, "hovertemplate": "%{y:,.2f} MW"}
    areas = [
        {
            "stackgroup": f"uses{number}",
            "mode": "none",
            "fillcolor": COLOURS[use],
            **_named(frame, use, lang),
        }
        for use in _USES
    ]
    lines = [
        {
            "mode": "lines",
            "line": {"color": COLOURS[line], "width": 2, "dash": dash},
            **_named(frame, line, lang),
        }
        for line, dash in (("pv_kw", "solid"), ("net_kw", "dot"))
    ]
    return [shared | trace for trace in (*areas, *lines)]


def _named(frame: pd.DataFrame, column: str, lang: str) -> dict[str, Any]:
    values = (frame[column].to_numpy() / 1000.0).round(4)
    return {"y": values, "name": text(column, lang), "legendgroup": column}


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
