"""The park on a sketch of Lanzhou: no tiles, only lines and signs of our own.

Longitude across and latitude up, drawn so that a kilometre is as long both ways.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import plotly.graph_objects as go

from dashboard.figures.loading import SCALE, TOP
from dashboard.figures.map_labels import Room
from dashboard.figures.map_links import add_links
from dashboard.figures.theme import message, styled
from dashboard.queries.places import Line, Place
from dashboard.queries.sketch import Shape

KM_PER_DEGREE = 111.2
WIDTH, HEIGHT = 540, 500
SYMBOLS = {
    "buildings": "square", "depot": "hexagon", "hub": "diamond",
    "station": "circle", "terminal": "triangle-up",
}  # fmt: skip
PLACES, RING = "places", "ring"
"""Names by which the browser finds what it changes."""
LEVELS = [
    [0.0, "#a9d3e5"], [20 / 120, "#a9d3e5"], [20 / 120, "#3a8f86"], [80 / 120, "#3a8f86"],
    [80 / 120, "#f2a93b"], [100 / 120, "#f2a93b"], [100 / 120, "#b5163a"], [1.0, "#b5163a"],
]  # fmt: skip
_SCALES = {
    "loading": SCALE, "level": LEVELS, "net": "PuOr_r", "pv": "YlOrBr",
    "charging": "Tealgrn", "power": "Tealgrn", "use": "Tealgrn", "queue": "OrRd",
}  # fmt: skip
_QUIET = "#8a9aa5"

_WORDS: Mapping[str, tuple[str, str]] = {
    "none": ("这个运行没有说明各处的位置", "This run does not say where its places lie"),
    "buildings": ("建筑园区", "Buildings"),
    "depot": ("公交场站", "Bus depot"),
    "hub": ("交通枢纽", "Transport hub"),
    "station": ("充电站", "Charging station"),
    "terminal": ("线路首末站", "Terminal of lines"),
    "sketch": ("示意图，非测绘成果", "A sketch, no survey"),
    "north": ("北", "N"),
    "km": ("{km} 公里", "{km} km"),
    "link": ("片区联络线", "Link between areas"),
    "light": ("轻载", "light"),
    "normal": ("正常", "normal"),
    "heavy": ("重载", "heavy"),
    "over": ("过载", "over"),
}


def text(key: str, lang: str) -> str:
    """Return a word of the map."""
    return _WORDS[key][0 if lang == "zh" else 1]


@dataclass(frozen=True)
class Scene:
    """What the map shows: where, what by its colour, and the values of its first moment."""

    shapes: Sequence[Shape]
    bounds: tuple[float, float, float, float]
    """West, east, south, north."""
    whole: bool
    """Whether all of the park is in sight, so that signs are smaller."""
    others: Sequence[Place]
    """Places without a value, drawn quietly."""
    places: Sequence[Place]
    """Places with a value, in the order of `values`."""
    values: Sequence[float]
    names: Mapping[str, str]
    lines: Sequence[Line]
    flows_mw: Sequence[float]
    shade: str
    unit: str
    title: str
    scale: tuple[float, float]
    chosen: str = ""


def park_map(scene: Scene, lang: str) -> go.Figure:
    """Draw a moment of the park; the browser changes colours and flows for other moments."""
    if not scene.places and not scene.others:
        return message(text("none", lang))
    figure = styled(go.Figure(), HEIGHT)
    spots, room = spread(scene), Room(scene.bounds, WIDTH, HEIGHT)
    for longitude, latitude in spots.values():
        room.take(longitude, latitude)
    add_links(figure, scene.lines, scene.flows_mw, room, text("link", lang))
    for shape in scene.shapes:
        _add_shape(figure, shape, room, lang)
    _add_others(figure, scene, spots, lang)
    _add_places(figure, scene, spots)
    _add_ring(figure, scene, spots)
    _add_scale_bar(figure, scene, lang)
    return _framed(figure, scene, lang)


def _framed(figure: go.Figure, scene: Scene, lang: str) -> go.Figure:
    west, east, south, north = scene.bounds
    figure.update_layout(
        hovermode="closest",
        dragmode="pan",
        margin={"l": 6, "r": 6, "t": 8, "b": 8},
        legend={"x": 0.01, "y": 0.01, "yanchor": "bottom", "orientation": "v", "font": {"size": 11},
                "bgcolor": "rgba(128,128,128,0.10)", "itemclick": False, "itemdoubleclick": False},
    )  # fmt: skip
    hidden = {"showgrid": False, "zeroline": False, "showticklabels": False, "ticks": ""}
    middle = math.radians((south + north) / 2)
    figure.update_xaxes(range=[west, east], showline=False, **hidden)
    figure.update_yaxes(
        range=[south, north], scaleanchor="x", scaleratio=1 / math.cos(middle), showline=False,
        **hidden,
    )  # fmt: skip
    figure.add_annotation(
        text=f"▲<br><b>{text('north', lang)}</b>", xref="paper", yref="paper", x=0.012, y=0.985,
        showarrow=False, align="center", xanchor="left", yanchor="top",
    )  # fmt: skip
    figure.add_annotation(
        text=text("sketch", lang), xref="paper", yref="paper", x=0.99, y=0.01, showarrow=False,
        xanchor="right", yanchor="bottom", font={"size": 11},
    )  # fmt: skip
    return figure


_LOOKS = {
    "valley": {"fillcolor": "rgba(214,196,150,0.22)", "line": {"width": 0}},
    "area": {
        "fillcolor": "rgba(11,122,111,0.10)",
        "line": {"width": 1.4, "dash": "dot", "color": "#0b7a6f"},
    },
}


def _add_shape(figure: go.Figure, shape: Shape, room: Room, lang: str) -> None:
    x, y, name = list(shape.longitude), list(shape.latitude), shape.name(lang)
    quiet = {"hoverinfo": "skip", "showlegend": False}
    if shape.kind in _LOOKS:
        look = {"fill": "toself", "mode": "lines", **_LOOKS[shape.kind]}
        figure.add_scatter(x=x, y=y, name=name, **look, **quiet)
        if shape.kind == "area":
            middle = (min(x) + max(x)) / 2
            shift = room.beside(middle, max(y) + 0.004, name, 14)
            _label(figure, middle, max(y) + 0.004, f"<b>{name}</b>", 13, "middle", "", shift)
    elif shape.kind in ("river", "channel"):
        line: dict[str, Any] = {"color": "rgba(72,149,203,0.75)", "shape": "spline"}
        line["width"] = 7 if shape.kind == "river" else 2.5
        figure.add_scatter(x=x, y=y, name=name, mode="lines", line=line, **quiet)
        if shape.kind == "river":
            at = len(x) // 6
            _label(figure, x[at], y[at] + 0.004, f"<i>{name}</i>", 12, "bottom", "#3b86bd")
    else:
        shift = room.beside(x[0], y[0], name, 11)
        _label(figure, x[0], y[0], name, 11, "middle", "#5d6f7a", shift)


def _label(
    figure: go.Figure, x: float, y: float, words: str, size: int, anchor: str, colour: str = "",
    shift: tuple[float, float] = (0.0, 0.0),
) -> None:  # fmt: skip
    font = {"size": size} | ({"color": colour} if colour else {})
    figure.add_annotation(
        x=x, y=y, text=words, showarrow=False, font=font, yanchor=anchor, captureevents=False,
        xshift=shift[0], yshift=shift[1],
    )  # fmt: skip


def spread(scene: Scene) -> dict[str, tuple[float, float]]:
    """Return where each place is drawn: stations stand around their site."""
    west, east, _, _ = scene.bounds
    apart = 0.011 * (east - west)
    spots = {}
    of_site: dict[str, list[Place]] = {}
    for place in (*scene.others, *scene.places):
        spots[place.key] = (place.longitude, place.latitude)
        if place.kind == "station":
            of_site.setdefault(place.site, []).append(place)
    for stations in of_site.values():
        for number, place in enumerate(stations):
            turn = math.pi * (0.25 + 2.0 * number / len(stations))
            x = place.longitude + apart * math.cos(turn)
            spots[place.key] = (x, place.latitude + 0.85 * apart * math.sin(turn))
    return spots


def size_of(place: Place, most: float, *, whole: bool) -> float:
    """Return the diameter of a sign [px]: it grows with the root of the rating."""
    least, more = (7.0, 9.0) if whole else (9.0, 15.0)
    if not place.rating > 0 or not most > 0:
        return least
    return round(least + more * math.sqrt(place.rating / most), 1)


def _add_others(
    figure: go.Figure, scene: Scene, spots: Mapping[str, tuple[float, float]], lang: str
) -> None:
    for kind in dict.fromkeys(place.kind for place in scene.others):
        some = [place for place in scene.others if place.kind == kind]
        figure.add_scatter(
            x=[spots[place.key][0] for place in some],
            y=[spots[place.key][1] for place in some],
            mode="markers",
            marker={"symbol": SYMBOLS[kind], "color": _QUIET, "size": 5, "opacity": 0.7},
            customdata=[[place.key, scene.names[place.key]] for place in some],
            hovertemplate=f"%{{customdata[1]}}<extra>{text(kind, lang)}</extra>",
            showlegend=False,
        )
    for kind in dict.fromkeys(place.kind for place in (*scene.places, *scene.others)):
        figure.add_scatter(
            x=[None], y=[None], mode="markers", name=text(kind, lang),
            marker={"symbol": SYMBOLS[kind], "color": _QUIET, "size": 10},
        )  # fmt: skip


def _add_places(figure: go.Figure, scene: Scene, spots: Mapping[str, tuple[float, float]]) -> None:
    most = max((place.rating for place in scene.places if place.rating > 0), default=0.0)
    digits = ".2f" if scene.unit == "MW" else ".1f" if scene.unit == "%" else ",.0f"
    figure.add_scatter(
        x=[spots[place.key][0] for place in scene.places],
        y=[spots[place.key][1] for place in scene.places],
        mode="markers+text" if scene.shade == "level" else "markers",
        text=[letter(value) if scene.shade == "level" else "" for value in scene.values],
        textfont={"size": 9, "color": "#16242b"},
        marker={
            "symbol": [SYMBOLS[place.kind] for place in scene.places],
            "size": [size_of(place, most, whole=scene.whole) for place in scene.places],
            "color": list(scene.values),
            "colorscale": _SCALES[scene.shade],
            "cmin": scene.scale[0],
            "cmax": scene.scale[1],
            "opacity": 0.95,
            "line": {"width": 1, "color": "#51626b"},
            "showscale": True,
            "colorbar": _colour_bar(scene),
        },
        customdata=[[place.key, scene.names[place.key]] for place in scene.places],
        hovertemplate=f"<b>%{{customdata[1]}}</b><br>{scene.title}: %{{marker.color:{digits}}} "
        f"{scene.unit}<extra></extra>",
        meta=PLACES,
        showlegend=False,
    )


LETTERS = ("○", "", "!", "‼")
"""Signs of a light, normal, heavy and overloaded transformer: colour alone tells not everybody."""


def letter(percent: float) -> str:
    """Return the sign of a loading [%]."""
    return LETTERS[(percent >= 20.0) + (percent > 80.0) + (percent > 100.0)]


def _colour_bar(scene: Scene) -> dict[str, object]:
    bar: dict[str, object] = {
        "title": {"text": scene.title, "side": "right", "font": {"size": 12}},
        "thickness": 12, "len": 0.6, "y": 0.62, "x": 1.0, "xpad": 4, "outlinewidth": 0,
    }  # fmt: skip
    if scene.shade in ("loading", "level"):
        at = [0, 20, 80, 100, 100 * TOP]
        bar |= {"tickvals": at, "ticktext": [*(f"{v:.0f} %" for v in at[:-1]), "≥ 120 %"]}
    return bar


def _add_ring(figure: go.Figure, scene: Scene, spots: Mapping[str, tuple[float, float]]) -> None:
    x, y = spots.get(scene.chosen, (None, None))
    figure.add_scatter(
        x=[x], y=[y], mode="markers", hoverinfo="skip", showlegend=False, meta=RING,
        marker={"symbol": "circle-open", "size": 32, "color": "#c22a45", "line": {"width": 3}},
    )  # fmt: skip


def scale_km(width_km: float) -> int:
    """Return a round length for a scale bar: about a seventh of a width."""
    return max((km for km in (1, 2, 5, 10, 20, 50) if km <= width_km / 6.0), default=1)


def _add_scale_bar(figure: go.Figure, scene: Scene, lang: str) -> None:
    west, east, south, north = scene.bounds
    per_degree = KM_PER_DEGREE * math.cos(math.radians((south + north) / 2))
    km = scale_km((east - west) * per_degree)
    right, low = east - 0.03 * (east - west), south + 0.03 * (north - south)
    left, tick = right - km / per_degree, 0.010 * (north - south)
    figure.add_scatter(
        x=[left, left, right, right], y=[low + tick, low, low, low + tick], mode="lines",
        line={"color": "#7d8f9a", "width": 2}, hoverinfo="skip", showlegend=False,
    )  # fmt: skip
    words = text("km", lang).format(km=km)
    _label(figure, (left + right) / 2, low + tick, words, 11, "bottom")
