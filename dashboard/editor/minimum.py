"""A new thing of a scenario: an id that is free, and the least that makes sense."""

import re
from collections.abc import Mapping
from itertools import count
from typing import Any

from dashboard.editor.known import options
from dashboard.editor.overlay import MISSING, Tree, value_at
from dashboard.editor.tree import Spot
from dashboard.fields import Field, fields

ID = re.compile(r"[a-z0-9][a-z0-9_-]{0,63}")
_FIRST: Mapping[str, Mapping[str, Any]] = {
    "PlugGroup": {"kind": "dc-120", "count": 4},
    "Station": {"operator": "public", "plugs": [{"kind": "dc-120", "count": 4}]},
    "Building": {"archetype": "office", "heated_area_m2": 5000},
    "Roof": {"kwp": 100},
    "SiteBattery": {"capacity_kwh": 400, "power_kw": 200},
    "Site": {"transformer_kva": 1250},
    "Area": {"connection_kw": 5000},
    "Closure": {"day": 1, "hours": 24},
    "GridCall": {"day": 1, "at": "18:00", "minutes": 60, "limit_kw": 500},
    "TravelShift": {"share": 0.1},
    "HeatingSystem": {"kind": "air_source"},
    "Swap": {"batteries": 10},
    "ColdWave": {"day": 1, "mean_c": -15},
    "HeatWave": {"day": 1, "mean_c": 30},
    "DustStorm": {"day": 1},
}
"""What a new thing begins with, where the least that is allowed makes no sense. Assumptions."""
_NAMES = {
    "PlugGroup": "plugs",
    "Roof": "roof",
    "SiteBattery": "battery",
    "HeatingSystem": "heating",
    "TimetabledFleet": "buses",
    "OnDemandFleet": "taxis",
    "SessionFleet": "cars",
    "Closure": "closure",
    "GridCall": "call",
}


def new_item(spot: Spot, tree: Any, key: str) -> Tree:
    """Return a new thing for a list of things, called `key`."""
    items = value_at(tree, spot.keys)
    siblings = items if isinstance(items, list) else []
    has_ids = all(isinstance(one, dict) and "id" in one for one in siblings)
    made = new_thing(spot.model, tree)
    if "id" in fields(spot.model) and ((has_ids and siblings) or spot.model != "PlugGroup"):
        made = {"id": key, **made}
    if spot.model == "Site":
        made |= {"name": {"zh": key, "en": key}, "position": _middle(tree, made.get("area"))}
    return made


def new_thing(model: str, tree: Any) -> Tree:
    """Return the least that a model must say, filled with what makes sense."""
    first = dict(_FIRST.get(model, {}))
    said = {
        name: first.get(name, _least(held, tree))
        for name, held in fields(model).items()
        if name != "id" and (held.required or name in first)
    }
    return {name: value for name, value in said.items() if value is not MISSING}


def _least(held: Field, tree: Any) -> Any:
    """Return the first value that a field may have; what nobody can guess is left out."""
    if held.kind == "model":
        return {"zh": "", "en": ""} if held.model == "Text" else new_thing(held.model, tree)
    if held.kind == "models":
        return [new_thing(held.model, tree)]
    known = options(held, tree, "en") or []
    if held.kind == "number":
        least = (held.least or 0) + (1 if held.open else 0)
        return int(least) if float(least).is_integer() else least
    if held.kind == "texts":
        return []
    return known[0]["value"] if known else MISSING


def free_id(spot: Spot, tree: Any, base: Any) -> str:
    """Return an id that nothing in the scenario has: ids of stations are unique in all of it."""
    taken = {*_ids(tree), *_ids(base)}
    above = spot.keys[-2] if len(spot.keys) > 1 and spot.keys[0] == "sites" else ""
    word = _NAMES.get(spot.model, re.sub(r"(?<!^)(?=[A-Z])", "-", spot.model).lower())
    head = f"{above}-{word}" if above and not above.isdecimal() else word
    return next(key for n in count(1) if (key := f"{head[:58]}-{n}") not in taken)


def problem(key: str, tree: Any, spot: Spot) -> str:
    """Return the key of the text that says why an id cannot be given; empty if it can."""
    if not ID.fullmatch(key):
        return "editor.id.wrong"
    items = value_at(tree, spot.keys)
    listed = items if isinstance(items, list) else []
    has = any(isinstance(one, dict) and str(one.get("id")) == key for one in listed)
    return "editor.id.taken" if has else ""


def _ids(tree: Any) -> set[str]:
    if isinstance(tree, dict):
        own = {tree["id"]} if isinstance(tree.get("id"), str) else set()
        return own.union(*(_ids(child) for child in tree.values()))
    return set().union(*(_ids(child) for child in tree)) if isinstance(tree, list) else set()


def _middle(tree: Any, area: Any) -> Tree:
    """Return where a new site stands at first: in the middle of its area."""
    at = value_at(tree, ("areas", str(area), "position"))
    return dict(at) if isinstance(at, dict) else {"latitude": 36.06, "longitude": 103.83}
