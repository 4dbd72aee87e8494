"""What a field may name: rows of data tables, and other things of the same scenario."""

from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any

import pandas as pd

from dashboard.editor.tree import key_of, name_of, plugs_of, stations_of
from dashboard.fields import Field, word
from dashboard.view import Lang
from sim.tables import table

Option = dict[str, str]
_FLEETS = ("fleets.timetabled", "fleets.on_demand", "fleets.sessions")
_REFERENCES: Mapping[str, tuple[str, ...]] = {
    "Site.area": ("areas",),
    "Building.heating": ("heating.systems",),
    "Depot.site": ("sites",),
    "Depot.station": ("stations",),
    "Terminal.station": ("stations",),
    "Closure.station": ("stations",),
    "SessionFleet.stations": ("stations",),
    "Station.open_to": _FLEETS,
    "Station.reservations": _FLEETS[:1],
    "GridCall.sites": ("sites",),
    "TravelShift.areas": ("areas",),
    "TravelShift.from_fleets": _FLEETS[1:],
    "TravelShift.to_fleets": _FLEETS[:1],
}
"""By field: the lists of the scenario among whose ids it chooses."""
_CATALOGUE = {
    "chargers": "chargers",
    "vehicles": "vehicles",
    "charge_curves": "charge_curves",
    "heat_pumps": "heat_pumps",
}
"""Tables that a scenario's own catalogue adds rows to."""


def options(field: Field, tree: Any, lang: Lang) -> list[Option] | None:
    """Return what a field may be, each with a name; None if it is anything."""
    if field.options:
        return [{"value": one, "label": word(one, lang)} for one in field.options]
    if field.table:
        name = field.table.removesuffix(".csv")
        own = _items(tree, f"catalogue.{_CATALOGUE[name]}") if name in _CATALOGUE else ()
        more = [{"value": key, "label": name_of(item, key, lang)} for key, item in own]
        return [*more, *({"value": key, "label": label} for key, label in _rows(name, lang))]
    lists = _REFERENCES.get(f"{field.owner}.{field.name}")
    if lists is None:
        return None
    return [
        {"value": key, "label": _labelled(key, item, lang)}
        for at in lists
        for key, item in (_stations(tree, lang) if at == "stations" else _items(tree, at))
    ]


def _labelled(key: str, item: Any, lang: Lang) -> str:
    name = name_of(item, key, lang)
    return name if name == key else f"{name} ({key})"


def _items(tree: Any, path: str) -> Iterator[tuple[str, Any]]:
    for key in path.split("."):
        tree = tree.get(key) if isinstance(tree, dict) else None
    for number, item in enumerate(tree if isinstance(tree, list) else ()):
        yield key_of(item, number), item


def _stations(tree: Any, lang: Lang) -> Iterator[tuple[str, Any]]:
    """Yield all stations, one without a name called by its site."""
    for path, site, station in stations_of(tree):
        key = path.rpartition(".")[2]
        at = name_of(site, str(site.get("id", "")), lang)
        named = f"{name_of(station, at, lang)} · {plugs_of(station)}"
        yield key, {"name": {lang: named}}


@lru_cache(maxsize=64)
def _rows(name: str, lang: Lang) -> tuple[tuple[str, str], ...]:
    """Return id and name of each row of a table, each id once."""
    rows = table(name)
    column = next((one for one in (f"name_{lang}", f"label_{lang}") if one in rows), None)
    found: dict[str, str] = {}
    for key, said in zip(rows.index, rows[column] if column else rows.index, strict=True):
        known = isinstance(said, str) and column and column.startswith("name")
        label = f"{said} ({key})" if known else str(key)
        if not pd.isna(key):
            found.setdefault(str(key), label)
    return tuple(found.items())
