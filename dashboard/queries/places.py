"""Where the places of a run lie, and how large they are."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Literal

import numpy as np

from dashboard.queries import loading, settings
from sim.results import RunFolder

Kind = Literal["buildings", "depot", "hub", "station", "terminal"]
_SAME_DEG = 0.0015
"""A terminal nearer than this to a site (some 150 m) is drawn as that site."""


@dataclass(frozen=True)
class Place:
    """A site, station or terminal: its key ("site/<id>"), kind, position and size.

    `rating` is kVA of a transformer, kW of a station's plugs; `site` is the key of its site.
    """

    key: str
    kind: Kind
    longitude: float
    latitude: float
    rating: float
    site: str
    plugs: int = 0
    pv_kwp: float = 0.0


@dataclass(frozen=True)
class Line:
    """A link between two areas: its key ("link/<id>"), ends as (longitude, latitude), kW."""

    key: str
    ends: tuple[tuple[float, float], tuple[float, float]]
    areas: tuple[str, str]
    capacity_kw: float


@lru_cache(maxsize=32)
def places(run: RunFolder) -> tuple[Place, ...]:
    """Return sites, stations and terminals whose position the run's scenario says."""
    found = [*_sites(run)]
    return (*found, *_stations(run, {place.key: place for place in found}), *_terminals(run, found))


def _sites(run: RunFolder) -> Iterator[Place]:
    assets = run.table("assets", ["kind", "id", "site", "quantity"])
    assets = assets.astype({"kind": str, "id": str, "site": str})
    built = set(assets.loc[assets["kind"] == "heated_area", "site"])
    pv = assets[assets["kind"] == "pv"].groupby("site")["quantity"].sum()
    depots = _depots(run)
    for site, about in settings.sites(run).items():
        kind: Kind = "depot" if site in depots else "buildings" if site in built else "hub"
        longitude, latitude = position(about)
        if np.isfinite(longitude):
            key = f"{loading.SITE}/{site}"
            rating = loading.ratings(run).get(key, np.nan)
            yield Place(key, kind, longitude, latitude, rating, key, 0, float(pv.get(site, 0.0)))


def _depots(run: RunFolder) -> set[str]:
    fleets = settings.fleets(run).values()
    return {str(depot.get("site")) for fleet in fleets for depot in fleet.get("depots") or ()}


def _stations(run: RunFolder, sites: Mapping[str, Place]) -> Iterator[Place]:
    assets = run.table("assets", ["kind", "id", "quantity"]).astype({"kind": str, "id": str})
    kw = assets[assets["kind"] == "charger"].groupby("id")["quantity"].sum()
    plugs = assets[assets["kind"] == "plug"].groupby("id")["quantity"].sum()
    for site, about in settings.sites(run).items():
        at = sites.get(f"{loading.SITE}/{site}")
        for station in about.get("stations") or ():
            if at is None:
                continue
            name = str(station["id"])
            yield Place(
                f"station/{name}", "station", at.longitude, at.latitude,
                float(kw.get(name, 0.0)), at.key, int(plugs.get(name, 0)),
            )  # fmt: skip


def _terminals(run: RunFolder, sites: list[Place]) -> Iterator[Place]:
    seen = [(site.longitude, site.latitude) for site in sites]
    for fleet in settings.fleets(run).values():
        for terminal in fleet.get("terminals") or ():
            longitude, latitude = position(terminal)
            near = any(
                abs(longitude - x) < _SAME_DEG and abs(latitude - y) < _SAME_DEG for x, y in seen
            )
            if np.isfinite(longitude) and not near:
                seen.append((longitude, latitude))
                key = f"terminal/{terminal['id']}"
                yield Place(key, "terminal", longitude, latitude, np.nan, "")


def position(about: Mapping[str, Any]) -> tuple[float, float]:
    """Return longitude and latitude of an entry of the scenario; NaN where it says none."""
    at = about.get("position") or {}
    return float(at.get("longitude", np.nan)), float(at.get("latitude", np.nan))


@lru_cache(maxsize=32)
def links(run: RunFolder) -> tuple[Line, ...]:
    """Return the links between areas, from area to area."""
    listed = settings.settings(run)
    areas = {str(area["id"]): position(area) for area in listed.get("areas") or ()}
    found = []
    for link in listed.get("links") or ():
        first, second = (str(area) for area in link["between"])
        if first in areas and second in areas:
            ends = (areas[first], areas[second])
            capacity_kw = float(link.get("capacity_kw") or 0.0)
            found.append(Line(f"link/{link['id']}", ends, (first, second), capacity_kw))
    return tuple(found)
