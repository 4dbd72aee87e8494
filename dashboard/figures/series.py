"""A series of several runs: bands of the day and the year, rasters, durations; axes all alike."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
import plotly.graph_objects as go
from plotly.subplots import make_subplots

from dashboard.figures.theme import colour_of_run, headings, message, panels, span, styled

Frames = Mapping[str, pd.DataFrame | None]
"""A table a run by its title; None where the run lacks the series. Runs keep their colours."""
_WORDS = {
    "none": ("所选运行都没有这一数据", "None of the runs has this series"),
    "hour": ("时刻", "Hour of day"),
    "hours": ("达到或超过该值的小时数", "Hours at or above the value"),
    "mean": ("平均", "Mean"),
    "least": ("最小", "Least"),
    "most": ("最大", "Greatest"),
}


def _word(key: str, lang: str) -> str:
    return _WORDS[key][lang != "zh"]


def bands(found: Frames, unit: str, digits: int, factor: float, lang: str) -> go.Figure:
    """Draw least, mean and greatest of a series, a panel a run with the same axes.

    Parameters
    ----------
    found
        By title of the run, what `dashboard.queries.series.band` returns: by hour of the day the
        panels stand side by side, by day one below the other.
    unit, digits, factor
        How values are written: times `factor`, in `unit`, with so many digits.
    lang
        "zh" or "en".
    """
    there = {t: (n, f) for n, (t, f) in enumerate(found.items()) if f is not None}
    if not there:
        return message(_word("none", lang))
    hours = next(iter(there.values()))[1].index.name == "hour"
    figure, places, height = panels(list(there), 260 if hours else 200, 3 if hours else 1)
    for place, (number, frame) in zip(places, there.values(), strict=True):
        traces = _band(factor * frame, colour_of_run(number), unit, digits, lang)
        rows, columns = ([place[key]] * len(traces) for key in ("row", "col"))
        figure.add_traces(traces, rows, columns)
    figure = styled(figure, height + 20).update_layout(showlegend=False)
    if hours:
        figure.update_xaxes(range=[0, 24], dtick=6)
        figure.update_xaxes(title=_word("hour", lang), row=places[-1]["row"])
    else:
        figure.update_xaxes(tickformat="%Y-%m-%d", nticks=12)
    least = min(float(frame["least"].min()) for _, frame in there.values())
    most = max(float(frame["most"].max()) for _, frame in there.values())
    figure.update_yaxes(range=span(factor * least, factor * most))
    return figure.update_yaxes(title=unit, col=1)


def _band(
    frame: pd.DataFrame, colour: str, unit: str, digits: int, lang: str
) -> list[dict[str, Any]]:
    shared = {
        "type": "scatter",
        "mode": "lines",
        "x": _closed(frame.index),
        "hovertemplate": f"%{{y:,.{digits}f}} {unit}",
    }
    edge = {"line": {"color": colour, "width": 0.6, "shape": "hv"}}
    thick = {"line": {"color": colour, "width": 2.4, "shape": "hv"}}
    filled = {"fill": "tonexty", "fillcolor": _faint(colour)}
    return [
        shared | edge | {"y": _held(frame["most"]), "name": _word("most", lang)},
        shared | edge | filled | {"y": _held(frame["least"]), "name": _word("least", lang)},
        shared | thick | {"y": _held(frame["mean"]), "name": _word("mean", lang)},
    ]


def _closed(index: pd.Index) -> list[Any]:
    """Return begins of stretches with the end of the last one: hours, or days as text."""
    if index.name == "hour":
        return [*index.tolist(), 24.0]
    return [f"{day:%Y-%m-%d}" for day in (*index, index[-1] + pd.Timedelta(days=1))]


def _held(values: pd.Series) -> np.ndarray:
    found = values.to_numpy(dtype=np.float64)
    return np.round(np.append(found, found[-1]), 4)


def rasters(found: Frames, unit: str, digits: int, factor: float, lang: str) -> go.Figure:
    """Draw hourly means, days across and hours up, a panel a run with one scale of colours.

    Parameters
    ----------
    found
        By title of the run, what `dashboard.queries.series.raster` returns.
    unit, digits, factor, lang
        As for `bands`.
    """
    there = {title: factor * frame for title, frame in found.items() if frame is not None}
    if not there:
        return message(_word("none", lang))
    columns = 1 if len(there) == 1 else 2
    rows = -(-len(there) // columns)
    figure = make_subplots(
        rows=rows,
        cols=columns,
        shared_yaxes=True,
        subplot_titles=headings(list(there), columns),
        horizontal_spacing=0.03,
        vertical_spacing=0.28 / rows,
    )
    hover = f"%{{x|%Y-%m-%d}} %{{y}}:00<br>%{{z:,.{digits}f}} {unit}<extra></extra>"
    for at, frame in enumerate(there.values()):
        figure.add_heatmap(
            x=[f"{day:%Y-%m-%d}" for day in frame.columns],
            y=list(frame.index),
            z=frame.to_numpy(dtype=np.float32),
            coloraxis="coloraxis",
            hovertemplate=hover,
            row=at // columns + 1,
            col=at % columns + 1,
        )
    figure = styled(figure, rows * 250 + 50).update_layout(hovermode="closest")
    figure.update_layout(coloraxis=_scale([frame.to_numpy() for frame in there.values()], unit))
    figure.update_xaxes(tickformat="%m-%d", nticks=8)
    figure.update_yaxes(dtick=6)
    return figure.update_yaxes(title=_word("hour", lang), col=1)


def _scale(values: list[np.ndarray], unit: str) -> dict[str, object]:
    """Return one scale for all panels; values of both signs have their zero in the middle."""
    least = min(float(np.nanmin(one)) for one in values)
    most = max(float(np.nanmax(one)) for one in values)
    bar = {"title": {"text": unit}, "thickness": 14}
    if least < -0.02 * most:
        far = max(most, -least)
        return {"colorscale": "RdBu_r", "cmin": -far, "cmax": far, "colorbar": bar}
    return {"colorscale": "Cividis", "cmin": least, "cmax": most, "colorbar": bar}


def durations(found: Frames, unit: str, digits: int, factor: float, lang: str) -> go.Figure:
    """Draw for how many hours each value is reached or exceeded, a line a run.

    Parameters
    ----------
    found
        By title of the run, what `dashboard.queries.series.duration` returns: hours, value.
    unit, digits, factor, lang
        As for `bands`.
    """
    if all(frame is None for frame in found.values()):
        return message(_word("none", lang))
    figure = go.Figure()
    for number, (title, frame) in enumerate(found.items()):
        if frame is not None:
            figure.add_scatter(
                x=frame["hours"],
                y=(factor * frame["value"]).round(4),
                name=title,
                mode="lines",
                line={"color": colour_of_run(number), "width": 2.4},
                hovertemplate=f"%{{y:,.{digits}f}} {unit}",
            )
    figure = styled(figure, 380)
    figure.update_xaxes(title=_word("hours", lang), rangemode="tozero", hoverformat=",.0f")
    figure.update_layout(legend={"y": -0.2})
    return figure.update_yaxes(title=unit)


def _faint(colour: str) -> str:
    red, green, blue = (int(colour[at : at + 2], 16) for at in (1, 3, 5))
    return f"rgba({red},{green},{blue},0.22)"
