"""What people call building groups, systems, roofs and sources of heat."""

from functools import lru_cache

from dashboard.parts.names import name_of
from dashboard.queries.sun import roofs
from dashboard.texts import text
from dashboard.view import Lang
from sim.results import RunFolder
from sim.tables import table

_TABLES = {"system": "heating_systems", "archetype": "archetypes", "module": "pv_modules"}


@lru_cache(maxsize=16)
def _shipped(kind: str, lang: Lang) -> dict[str, str]:
    rows = table(_TABLES[kind])
    column = next(name for name in (f"name_{lang}", f"label_{lang}") if name in rows)
    return {str(key): str(name) for key, name in rows[column].items()}


def kind_name(kind: str, key: str, lang: Lang) -> str:
    """Return the name of a "system", "archetype" or "module"; one of the scenario's own, its id."""
    return _shipped(kind, lang).get(key, key)


def part_name(run: RunFolder, part: str, lang: Lang) -> str:
    """Return what to call a part of the buildings or of the PV: "site:lut-campus", "all"."""
    kind, _, key = part.partition(":")
    if not key:
        return text(lang, "heat.all")
    if kind == "site":
        name = name_of(run, "sites", key, lang)
    elif kind == "roof":
        site = dict(zip(roofs(run)["roof"], roofs(run)["site"], strict=True)).get(key, "")
        name = roof_name(run, key, site, lang)
    else:
        name = kind_name(kind, key, lang)
    return text(lang, f"heat.{kind}", name=name)


def group_name(run: RunFolder, building: str, site: str, archetype: str, lang: Lang) -> str:
    """Return the name of a building group: its own, or site, kind and what its id adds."""
    own = name_of(run, "buildings", building, lang)
    if own != building:
        return own
    place = name_of(run, "sites", site, lang)
    more = building.removeprefix(f"{site}-")
    return f"{place} · {kind_name('archetype', archetype, lang)} ({more})"


def roof_name(run: RunFolder, roof: str, site: str, lang: Lang) -> str:
    """Return the name of a roof with PV: its own, or its site's and what its id adds."""
    own, place = name_of(run, "pv", roof, lang), name_of(run, "sites", site, lang)
    more = roof.removeprefix(site).strip("-")
    return own if own != roof or not site or not more else f"{place} · {more}"


def source_name(run: RunFolder, source: str, lang: Lang) -> str:
    """Return the name of a source, "<system>.<site>": the site's name and the system's id."""
    system, _, site = source.rpartition(".")
    place = name_of(run, "sites", site, lang)
    return f"{place} · {system}" if system else place
