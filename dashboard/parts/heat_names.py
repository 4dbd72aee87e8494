"""What people call building groups, systems, roofs and sources of heat.

What lies at a site is called by the site and what it is; the end of its id is added only where
the site has several alike.
"""

import math
from collections import Counter
from functools import lru_cache

from dashboard.parts.names import name_of
from dashboard.queries.ground import sources
from dashboard.queries.heat import buildings
from dashboard.queries.sun import roofs
from dashboard.texts import text
from dashboard.view import Lang
from sim.results import RunFolder
from sim.tables import table

_FACINGS = (
    *(("朝北", "north"), ("朝东北", "north-east"), ("朝东", "east"), ("朝东南", "south-east")),
    *(("朝南", "south"), ("朝西南", "south-west"), ("朝西", "west"), ("朝西北", "north-west")),
)
_FLAT = ("水平", "flat")
_FLAT_DEG = 3.0
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
    """Return the name of a building group: its own, or that of its site and kind."""
    own = name_of(run, "buildings", building, lang)
    if own != building:
        return own
    place = name_of(run, "sites", site, lang)
    named = f"{place} · {kind_name('archetype', archetype, lang)}"
    alone = _groups(run)[site, archetype] < 2
    return named if alone else f"{named} ({building.removeprefix(f'{site}-')})"


@lru_cache(maxsize=16)
def _groups(run: RunFolder) -> Counter[tuple[str, str]]:
    """Return how many building groups of a kind each site has."""
    rows = buildings(run).drop_duplicates("building")
    return Counter(zip(rows["site"], rows["archetype"], strict=True))


def roof_name(run: RunFolder, roof: str, site: str, lang: Lang) -> str:
    """Return the name of a roof with PV: its own, or that of its site and where it faces."""
    own, place = name_of(run, "pv", roof, lang), name_of(run, "sites", site, lang)
    if own != roof or not site:
        return own
    facings = _facings(run, site)
    facing = facings[roof]
    alone = facing and list(facings.values()).count(facing) == 1
    more = facing[lang != "zh"] if facing and alone else roof.removeprefix(site).strip("-")
    return f"{place} · {more}" if more else place


@lru_cache(maxsize=256)
def _facings(run: RunFolder, site: str) -> dict[str, tuple[str, str] | None]:
    """Return by roof of a site where it faces; None where the run does not say."""
    rows = roofs(run)
    rows = rows[rows["site"] == site]
    planes = zip(rows["roof"], rows["tilt_deg"], rows["azimuth_deg"], strict=True)
    return {roof: facing(tilt, azimuth) for roof, tilt, azimuth in planes}


def facing(tilt_deg: float, azimuth_deg: float) -> tuple[str, str] | None:
    """Return where a roof faces (Chinese, English); None where its angles are not known."""
    if not (math.isfinite(tilt_deg) and math.isfinite(azimuth_deg)):
        return None
    return _FLAT if tilt_deg < _FLAT_DEG else _FACINGS[round(azimuth_deg / 45.0) % 8]


def source_name(run: RunFolder, source: str, lang: Lang) -> str:
    """Return the name of a source, "<system>.<site>": that of its site."""
    system, _, site = source.rpartition(".")
    place = name_of(run, "sites", site, lang)
    return f"{place} · {system}" if system and _sources(run)[site] > 1 else place


@lru_cache(maxsize=16)
def _sources(run: RunFolder) -> Counter[str]:
    """Return how many sources each site has."""
    return Counter(str(key).rpartition(".")[2] for key in sources(run)["source"])
