"""What to call the places of a scenario: by their own name, or else by what they are.

Things of a site are called as on the pages about runs (`parts.names`, `parts.heat_names`), without
the site, which stands above them.
"""

from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

from dashboard.editor.overlay import MISSING, value_at
from dashboard.editor.tree import Spot, inner_spots, key_of, spot_of
from dashboard.fields import fields
from dashboard.parts.heat_names import facing, kind_name
from dashboard.parts.names import station_use
from dashboard.texts import text
from dashboard.view import LANGS, Lang
from sim.tables import table

_MadeOf = Callable[[Any, Any, Lang], str]
"""From a thing (a mapping), the scenario and the language to what it is; empty: nobody knows."""


def title(spot: Spot, tree: Any, lang: Lang) -> str:
    """Return what to call a place: its own name, what it is, or that of the field that holds it."""
    if not spot.keys:
        return text(lang, "editor.top")
    if not is_item(spot):
        assert spot.field is not None
        return spot.field.label(lang)
    own = own_name(value_at(tree, spot.keys), lang)
    if own:
        return own
    return _station(spot, tree, lang) if spot.model == "Station" else _told_apart(spot, tree, lang)


def full_title(spot: Spot, tree: Any, lang: Lang) -> str:
    """Return what to call a place away from where it stands: things of a site begin with it."""
    site = site_of(spot)
    own = title(spot, tree, lang)
    return own if site is None else f"{title(site, tree, lang)} · {own}"


def is_item(spot: Spot) -> bool:
    """Say whether a place is an item of a list."""
    held = spot.field
    return not spot.is_list and held is not None and held.kind == "models"


def site_of(spot: Spot) -> Spot | None:
    """Return the site that an item belongs to; None for what belongs to none."""
    inner = is_item(spot) and len(spot.keys) > 3 and spot.keys[0] == "sites"
    return spot_of(spot.keys[:2]) if inner else None


def own_name(item: Any, lang: Lang) -> str:
    """Return the name that a thing has, if need be in the other language; empty: it has none."""
    said = item.get("name") if isinstance(item, dict) else None
    if not isinstance(said, dict):
        return ""
    names = (said.get(one) for one in (lang, *LANGS))
    return next((one for one in names if isinstance(one, str) and one), "")


def named(key: str, name: str) -> str:
    """Return a name with the id that it is written by."""
    return name if name == key or name.endswith(f"({key})") else f"{name} ({key})"


def _station(spot: Spot, tree: Any, lang: Lang) -> str:
    beside = [one.keys[-1] for one in _siblings(spot, tree)]
    use = station_use(spot.keys[-1], beside, lang)
    return use[:1].upper() + use[1:] if use else text(lang, "editor.made.station")


def _told_apart(spot: Spot, tree: Any, lang: Lang) -> str:
    """Return what a thing is; of several alike each with what its id alone says."""
    made = _made(spot, tree, lang)
    if not made:
        key = spot.keys[-1]
        return key if not key.isdecimal() else str(int(key) + 1)
    beside = [_made(one, tree, lang) for one in _siblings(spot, tree)]
    if beside.count(made) < 2:
        return made
    end = spot.keys[-1].removeprefix(f"{spot.keys[-3]}-")
    return f"{made} ({int(end) + 1 if end.isdecimal() else end})"


def _siblings(spot: Spot, tree: Any) -> list[Spot]:
    return list(inner_spots(spot_of(spot.keys[:-1]), tree))


def _made(spot: Spot, tree: Any, lang: Lang) -> str:
    """Return what a thing without a name is; empty if its model says nothing of it."""
    item, made = value_at(tree, spot.keys), _MADE.get(spot.model)
    if made is None or not isinstance(item, dict) or own_name(item, lang):
        return ""
    return made(item, tree, lang)


def _plugs(item: Any, tree: Any, lang: Lang) -> str:
    kind = str(item.get("kind", ""))
    return f"{_plug_names(lang).get(kind, kind)} × {item.get('count', '')}"


@cache
def _plug_names(lang: Lang) -> dict[str, str]:
    rows = table("chargers")
    return dict(zip(rows.index, rows[f"name_{lang}"], strict=True))


def _roof(item: Any, tree: Any, lang: Lang) -> str:
    where = facing(_angle(item, "tilt_deg"), _angle(item, "azimuth_deg"))
    return text(lang, "editor.made.roof", facing=where[lang != "zh"]) if where else ""


def _angle(item: Any, key: str) -> float:
    said = item.get(key, fields("Roof")[key].default)
    return float(said) if isinstance(said, int | float) else float("nan")


def _battery(item: Any, tree: Any, lang: Lang) -> str:
    return text(lang, "editor.made.battery", kwh=item.get("capacity_kwh", ""))


def _system(item: Any, tree: Any, lang: Lang) -> str:
    return kind_name("system", str(item.get("kind", "")), lang)


def _unit(item: Any, tree: Any, lang: Lang) -> str:
    return f"{_system(item, tree, lang)} × {item.get('number', 1)}"


def _building(item: Any, tree: Any, lang: Lang) -> str:
    return kind_name("archetype", str(item.get("archetype", "")), lang)


def _link(item: Any, tree: Any, lang: Lang) -> str:
    ends = item.get("between")
    listed = ends if isinstance(ends, list) else []
    return " – ".join(_of(("areas", str(one)), tree, lang) or str(one) for one in listed)


def _at_site(item: Any, tree: Any, lang: Lang) -> str:
    return _of(("sites", str(item.get("site"))), tree, lang)


def _at_station(item: Any, tree: Any, lang: Lang) -> str:
    """Return the site of the station that something stands at."""
    wanted, sites = item.get("station"), value_at(tree, ("sites",))
    for number, site in enumerate(sites if isinstance(sites, list) else ()):
        key = key_of(site, number)
        if value_at(site, ("stations", str(wanted))) is not MISSING:
            return own_name(site, lang) or key
    return ""


def _of(keys: tuple[str, ...], tree: Any, lang: Lang) -> str:
    return own_name(value_at(tree, keys), lang)


def _at(item: Any, tree: Any, lang: Lang) -> str:
    return str(item.get("at", ""))


_MADE: Mapping[str, _MadeOf] = {
    "PlugGroup": _plugs,
    "Roof": _roof,
    "SiteBattery": _battery,
    "HeatingSystem": _system,
    "PlantUnit": _unit,
    "Building": _building,
    "Link": _link,
    "Depot": _at_site,
    "Terminal": _at_station,
    "Closure": _at_station,
    "Shift": _at,
    "MealBreak": _at,
}
"""By model: what its things are, where they have no name."""
