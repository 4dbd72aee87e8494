"""The sketch of Lanzhou that lies below the map: valley, river, areas, names."""

import json
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import Any

from sim.tables import shipped

FILE = "lanzhou_sketch.geojson"


@dataclass(frozen=True)
class Shape:
    """A part of the sketch: kind (valley, area, river, channel, label), id, names, points."""

    kind: str
    key: str
    name_zh: str
    name_en: str
    longitude: tuple[float, ...]
    latitude: tuple[float, ...]

    def name(self, lang: str) -> str:
        """Return its name in a language."""
        return self.name_zh if lang == "zh" else self.name_en


@lru_cache(maxsize=1)
def sketch() -> tuple[Shape, ...]:
    """Return the parts of the sketch, in the order in which they are drawn."""
    content = json.loads((shipped("data") / FILE).read_text(encoding="utf-8"))
    return tuple(_shape(feature) for feature in content["features"])


def _shape(feature: dict[str, Any]) -> Shape:
    about, geometry = feature["properties"], feature["geometry"]
    points, kind = geometry["coordinates"], geometry["type"]
    pairs: list[list[float]] = (
        points[0] if kind == "Polygon" else [points] if kind == "Point" else points
    )
    longitude, latitude = zip(*pairs, strict=True)
    names = about["name"]
    return Shape(about["kind"], about["id"], names["zh"], names["en"], longitude, latitude)


def inside(area: str, longitude: float, latitude: float) -> bool | None:
    """Return whether a point lies in an area of the sketch; None where it draws no such area."""
    for shape in sketch():
        if shape.kind == "area" and shape.key == area:
            return _inside(shape, longitude, latitude)
    return None


def _inside(shape: Shape, x: float, y: float) -> bool:
    """Count how often a ray to the east meets the outline: odd is inside."""
    found = False
    corners = list(zip(shape.longitude, shape.latitude, strict=True))
    for (x1, y1), (x2, y2) in pairwise(corners):
        if (y1 > y) != (y2 > y) and x < x1 + (y - y1) / (y2 - y1) * (x2 - x1):
            found = not found
    return found
