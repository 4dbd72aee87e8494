"""What a field may name: rows of data tables, and other things of the same scenario."""

from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any

import pandas as pd

from dashboard.editor.names import full_title, named
from dashboard.editor.tree import Spot, inner_spots, spot_of, stations_of
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
        own = _things(tree, f"catalogue.{_CATALOGUE[name]}") if name in _CATALOGUE else ()
        rows = ({"value": key, "label": label} for key, label in _rows(name, lang))
        return [*(_option(spot, tree, lang) for spot in own), *rows]
    lists = _REFERENCES.get(f"{field.owner}.{field.name}")
    if lists is None:
        return None
    return [_option(spot, tree, lang) for at in lists for spot in _things(tree, at)]


def _option(spot: Spot, tree: Any, lang: Lang) -> Option:
    key = spot.keys[-1]
    return {"value": key, "label": named(key, full_title(spot, tree, lang))}


def _things(tree: Any, at: str) -> Iterator[Spot]:
    """Yield what a list of the scenario holds; the stations of all sites stand in none."""
    if at == "stations":
        return (spot_of(path.split(".")) for path, _, _ in stations_of(tree))
    return inner_spots(spot_of(at.split(".")), tree)


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
