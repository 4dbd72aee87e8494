"""The sketch of the park on which a planner puts a site or a terminal."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import plotly.graph_objects as go

from dashboard.figures import scheme
from dashboard.figures.map_labels import Room
from dashboard.figures.theme import styled
from dashboard.queries.sketch import Shape, sketch

WIDTH, HEIGHT = 320, 400
MARGIN_DEG = 0.012
FONT_PX = 11
_WORDS: Mapping[str, tuple[str, str]] = {
    "sites": ("站点", "Sites"),
    "here": ("此处", "This one"),
    "plugs": ("充电枪", "plugs"),
}
_LOOKS: Mapping[str, Mapping[str, Any]] = {
    "valley": {"fill": "toself", "fillcolor": "rgba(214,196,150,0.22)", "line": {"width": 0}},
    "area": {
        "fill": "toself",
        "fillcolor": "rgba(11,122,111,0.10)",
        "line": {"width": 1.4, "dash": "dot", "color": "#0b7a6f"},
    },
    "river": {"line": {"width": 7, "color": "rgba(72,149,203,0.75)", "shape": "spline"}},
    "channel": {"line": {"width": 2.5, "color": "rgba(72,149,203,0.75)", "shape": "spline"}},
}


@dataclass(frozen=True)
class Spot:
    """A site on the map."""

    key: str
    name: str
    longitude: float
    latitude: float
    plugs: int = 0


def map_of(spots: Sequence[Spot], here: tuple[float, float] | None, lang: str) -> go.Figure:
    """Draw the sites, and apart from them the point that is being placed (longitude, latitude)."""
    figure, bounds = go.Figure(), _bounds(spots, here)
    room = Room(bounds, WIDTH, HEIGHT)
    for one in spots:
        room.take(one.longitude, one.latitude)
    if here is not None:
        room.take(*here)
    for shape in sketch():
        _add_shape(figure, shape, room, lang)
    figure.add_scatter(
        x=[one.longitude for one in spots],
        y=[one.latitude for one in spots],
        text=[one.name for one in spots],
        customdata=[[one.key, one.plugs] for one in spots],
        mode="markers",
        name=_word("sites", lang),
        marker={"size": 10, "color": "#51626b", "line": {"width": 1, "color": "#ffffff"}},
        hovertemplate=f"%{{text}}<br>%{{customdata[1]}} {_word('plugs', lang)}<extra></extra>",
    )
    if here is not None:
        figure.add_scatter(
            x=[here[0]],
            y=[here[1]],
            mode="markers",
            name=_word("here", lang),
            marker={"size": 17, "symbol": "star", "color": "#d1495b"},
            hoverinfo="name",
        )
    return _framed(figure, bounds)


def on_scheme(figure: go.Figure, *, dark: bool) -> go.Figure:
    """Return a figure in the colours of the page's scheme."""
    return scheme.on_dark(figure) if dark else figure


def _bounds(
    spots: Sequence[Spot], here: tuple[float, float] | None
) -> tuple[float, float, float, float]:
    """Return west, east, south and north of what is shown."""
    points = [(one.longitude, one.latitude) for one in spots] + ([here] if here else [])
    points = points or [(103.70, 36.03), (103.95, 36.12)]
    xs, ys = ([point[axis] for point in points] for axis in (0, 1))
    return (
        *(min(xs) - MARGIN_DEG, max(xs) + MARGIN_DEG),
        *(min(ys) - MARGIN_DEG, max(ys) + MARGIN_DEG),
    )


def _framed(figure: go.Figure, bounds: tuple[float, float, float, float]) -> go.Figure:
    west, east, south, north = bounds
    figure = styled(figure, HEIGHT).update_layout(
        hovermode="closest",
        dragmode="pan",
        showlegend=False,
        uirevision="place",
        margin={"l": 6, "r": 6, "t": 8, "b": 8},
    )
    hidden = {"showgrid": False, "zeroline": False, "showticklabels": False, "showline": False}
    figure.update_xaxes(range=[west, east], ticks="", **hidden)
    scale = 1 / math.cos(math.radians((south + north) / 2))
    figure.update_yaxes(
        range=[south, north],
        scaleanchor="x",
        scaleratio=scale,
        ticks="",
        **hidden,
    )
    return figure


def _add_shape(figure: go.Figure, shape: Shape, room: Room, lang: str) -> None:
    x, y, name = list(shape.longitude), list(shape.latitude), shape.name(lang)
    look = _LOOKS.get(shape.kind)
    if look is not None:
        figure.add_scatter(x=x, y=y, mode="lines", hoverinfo="skip", showlegend=False, **look)
    if shape.kind in ("area", "river") or look is None:
        at = len(x) // 6 if shape.kind == "river" else 0
        left, top = (sum((min(x), max(x))) / 2, max(y)) if shape.kind == "area" else (x[at], y[at])
        right, up = room.beside(left, top, name, FONT_PX)
        figure.add_annotation(
            x=left, y=top, text=name, showarrow=False, yanchor="middle", xshift=right, yshift=up,
            font={"size": FONT_PX},
        )  # fmt: skip


def _word(key: str, lang: str) -> str:
    return _WORDS[key][0 if lang == "zh" else 1]
