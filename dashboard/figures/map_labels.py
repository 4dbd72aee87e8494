"""Where words stand on the map, so that they hide neither signs nor one another."""

import math
from collections.abc import Sequence
from typing import NamedTuple

_SIGN_PX = 20.0
_WORDS = 4.0
"""How much worse it is to hide words, or to stand beyond the edge, than to hide a sign."""
_SIDES = (
    *((0.0, 0.0), (0.0, 1.0), (0.0, -1.0), (1.0, 0.0), (-1.0, 0.0)),
    *((1.0, 1.0), (-1.0, -1.0), (1.0, -1.0), (-1.0, 1.0), (0.0, 2.0), (0.0, -2.0)),
    *((1.0, 2.0), (-1.0, -2.0), (1.0, -2.0), (-1.0, 2.0)),
)


class Box(NamedTuple):
    """What is taken: its middle and size [px], and how bad it is to hide a part of it."""

    x: float
    y: float
    width: float
    height: float
    weight: float = 1.0

    def shared(self, other: "Box") -> float:
        """Return the area that is covered by both."""
        across = (self.width + other.width) / 2 - abs(self.x - other.x)
        up = (self.height + other.height) / 2 - abs(self.y - other.y)
        return max(across, 0.0) * max(up, 0.0)


class Room:
    """The drawing of a part of the map (west, east, south, north) and what stands on it.

    Its size is the least that is counted on; on a larger one words stand farther apart.
    """

    def __init__(
        self, bounds: tuple[float, float, float, float], width_px: float, height_px: float
    ) -> None:
        west, east, south, north = bounds
        narrow = math.cos(math.radians((south + north) / 2))
        self._scale = min(width_px / ((east - west) * narrow), height_px / (north - south))
        self._narrow = narrow
        across, up = (east - west) * narrow * self._scale, (north - south) * self._scale
        middle = self._box((west + east) / 2, (south + north) / 2, across, up)
        self._taken = [
            middle._replace(x=middle.x + right * across, y=middle.y + high * up, weight=_WORDS)
            for right, high in ((1, 0), (-1, 0), (0, 1), (0, -1))
        ]

    def take(self, longitude: float, latitude: float) -> None:
        """Keep the room of a sign."""
        self._taken.append(self._box(longitude, latitude, _SIGN_PX, _SIGN_PX))

    def beside(
        self, longitude: float, latitude: float, words: str, size: float
    ) -> tuple[float, float]:
        """Return by how many pixels to move words from their place, and keep their room."""
        box = self._words(longitude, latitude, words, size)
        away = (box.width / 2 + 8.0, box.height + 2.0)
        shifts = [(side * away[0], up * away[1]) for side, up in _SIDES]
        boxes = [box._replace(x=box.x + right, y=box.y + up) for right, up in shifts]
        return shifts[self._freest(boxes)]

    def along(
        self, ends: Sequence[tuple[float, float]], words: str, size: float
    ) -> tuple[float, float]:
        """Return the point of a line, near its middle, where words below hide least."""
        (x1, y1), (x2, y2) = ends
        points = [
            (x1 + part * (x2 - x1), y1 + part * (y2 - y1)) for part in (0.5, 0.4, 0.6, 0.3, 0.7)
        ]
        boxes = [self._words(x, y, words, size) for x, y in points]
        return points[self._freest([box._replace(y=box.y - box.height) for box in boxes])]

    def _freest(self, boxes: Sequence[Box]) -> int:
        """Return the number of the first box that hides least, and keep its room."""
        hidden = [sum(other.weight * box.shared(other) for other in self._taken) for box in boxes]
        best = hidden.index(min(hidden))
        self._taken.append(boxes[best])
        return best

    def _words(self, longitude: float, latitude: float, words: str, size: float) -> Box:
        wide = sum(1.0 if ord(letter) > 0x2E7F else 0.56 for letter in words)
        return self._box(longitude, latitude, size * wide, 1.3 * size)._replace(weight=_WORDS)

    def _box(self, longitude: float, latitude: float, width: float, height: float) -> Box:
        return Box(longitude * self._narrow * self._scale, latitude * self._scale, width, height)
