"""What stands where in a scenario: paths and models."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from dashboard.editor.overlay import MISSING, value_at
from dashboard.fields import ROOT, Field, fields

_INLINE = ("Text", "Position", "Spread", "Period", "Place", "Roads", "Rows", "FeedBack")
"""Small models whose fields stand in the form of what holds them."""
MOST_KEYS = 12


@dataclass(frozen=True)
class Spot:
    """A place of a scenario that has a page of its own in the editor: a thing, or a list."""

    keys: tuple[str, ...]
    model: str
    """The model of the thing, or of the list's items."""
    is_list: bool
    field: Field | None
    """The field that holds it; None for the whole scenario."""

    @property
    def path(self) -> str:
        """Its keys as text."""
        return ".".join(self.keys)

    def child(self, key: str) -> "Spot | None":
        """Return the place below it, if it has a page."""
        if self.is_list:
            return Spot((*self.keys, key), self.model, False, self.field)
        held = fields(self.model).get(key)
        if held is None or held.kind not in ("model", "models"):
            return None
        return Spot((*self.keys, key), held.model, held.kind == "models", held)


TOP = Spot((), ROOT, False, None)


def spot_at(tree: Any, path: str) -> Spot:
    """Return the place that an address names; where it leads nowhere, the nearest above."""
    spot = TOP
    for key in path.split(".")[:MOST_KEYS] if path else ():
        inner = spot.child(key)
        if inner is None or (spot.is_list and value_at(tree, inner.keys) is MISSING):
            break
        spot = inner
    while is_inline(spot):
        spot = spot_of(spot.keys[:-1])
    return spot


def spot_of(keys: Sequence[str]) -> Spot:
    """Return the place of a path that a form shows."""
    spot = TOP
    for key in keys:
        inner = spot.child(key)
        assert inner is not None
        spot = inner
    return spot


def is_inline(spot: Spot) -> bool:
    """Say whether a place has no page of its own: its fields stand in the form above."""
    return not spot.is_list and spot.model in _INLINE


def field_at(keys: tuple[str, ...]) -> Field | None:
    """Return the field at a path of a scenario, if there may be one."""
    spot: Spot | None = TOP
    for key in keys[:-1]:
        spot = spot.child(key) if spot is not None else None
    return None if spot is None or spot.is_list else fields(spot.model).get(keys[-1])


def trail(spot: Spot) -> tuple[Spot, ...]:
    """Return the places from the top down to one."""
    found = [TOP]
    for key in spot.keys:
        inner = found[-1].child(key)
        assert inner is not None
        found.append(inner)
    return tuple(found)


def inner_spots(spot: Spot, tree: Any) -> Iterator[Spot]:
    """Yield the places right below one: items of a list, or what a thing holds and is there."""
    if spot.is_list:
        items = value_at(tree, spot.keys)
        for number, item in enumerate(items if isinstance(items, list) else ()):
            inner = spot.child(key_of(item, number))
            if inner is not None:
                yield inner
        return
    for name in fields(spot.model):
        inner = spot.child(name)
        if inner is not None and not is_inline(inner):
            yield inner


def every_spot(spot: Spot, tree: Any) -> Iterator[Spot]:
    """Yield a place and all below it that are there."""
    yield spot
    for inner in inner_spots(spot, tree):
        if value_at(tree, inner.keys) not in (MISSING, None, []):
            yield from every_spot(inner, tree)


def key_of(item: Any, number: int) -> str:
    """Return how a path names an item of a list: by its id if it has one."""
    has_id = isinstance(item, dict) and isinstance(item.get("id"), str | int)
    return str(item["id"]) if has_id else str(number)


def plugs_of(station: Any) -> int:
    """Return how many plugs a station has."""
    groups = station.get("plugs") if isinstance(station, dict) else None
    counts = [one.get("count") for one in groups or () if isinstance(one, dict)]
    return sum(count for count in counts if isinstance(count, int))


def stations_of(tree: Any) -> Iterator[tuple[str, Any, Any]]:
    """Yield the path of each station with its site and itself."""
    sites = value_at(tree, ("sites",))
    for at, site in enumerate(sites if isinstance(sites, list) else ()):
        stations = value_at(site, ("stations",))
        for number, one in enumerate(stations if isinstance(stations, list) else ()):
            yield f"sites.{key_of(site, at)}.stations.{key_of(one, number)}", site, one
