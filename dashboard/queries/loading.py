"""How much transformers and connections are loaded: over the period, by day, at the worst."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt
import pandas as pd

from dashboard.queries import settings
from sim.clock import ZONE
from sim.results import RunFolder

HEAVY, OVER = 0.8, 1.0
"""Loading above which a transformer counts as heavily loaded and as overloaded."""
LIGHT = 0.2
"""Loading below which it counts as lightly loaded."""

PARTS = ("building_kw", "heating_kw", "cooling_kw", "charging_kw", "battery_kw", "pv_kw")
"""What a site's power is made of, in the order in which it is stacked."""
SITE, AREA = "site", "area"
_TOGETHER = 12
"""Series that are read at once: a year of minutes is 2 MB each."""

Array = npt.NDArray[np.float32]


@dataclass(frozen=True)
class Loading:
    """What is known of the loading of all transformers and connections of a run.

    `table` has a row a place, by "site/<id>" or "area/<id>": kind, place, rating, mean, p95, most
    (shares of the rating), heavy_h and over_h (hours above `HEAVY` and `OVER`). `daily` holds the
    highest loading [places, days] and `step` the step of the day in which it came about.
    """

    table: pd.DataFrame
    daily: pd.DataFrame
    step: npt.NDArray[np.int64]

    def worst(self, place: str = "") -> tuple[str, int] | None:
        """Return place and day (from 0) of the highest loading of a transformer, or of `place`."""
        sites = [key for key in self.daily.index if key.startswith(SITE)]
        rows = self.daily.loc[[place] if place in self.daily.index else sites].to_numpy()
        if not rows.size or not np.isfinite(rows).any():
            return None
        row, day = np.unravel_index(int(np.nanargmax(rows)), rows.shape)
        return place if place in self.daily.index else sites[row], int(day)

    def peak_of(self, place: str, day: int) -> tuple[float, int]:
        """Return the highest loading of a place on a day, and the step of the day."""
        row = self.daily.index.tolist().index(place)
        return float(self.daily.to_numpy()[row, day]), int(self.step[row, day])


@lru_cache(maxsize=24)
def loading(run: RunFolder) -> Loading:
    """Return the loading of every transformer and every connection of an area."""
    rows, daily, steps = [], [], []
    grid = run.grid
    for key, rating, values in _shares(run):
        by_day = values.reshape(grid.days, grid.steps_per_day)
        daily.append(by_day.max(axis=1))
        steps.append(by_day.argmax(axis=1))
        rows.append({"place": key, "rating": rating} | _figures(values, grid.step_h))
    table = pd.DataFrame(rows, columns=["place", "rating", *_FIGURES]).set_index("place")
    days = pd.date_range(grid.start, periods=grid.days, freq="D")
    shape = (len(rows), grid.days)
    most = pd.DataFrame(np.reshape(daily, shape), index=table.index, columns=days)
    return Loading(table, most, np.reshape(steps, shape).astype(np.int64))


_FIGURES = ("mean", "p95", "most", "heavy_h", "over_h")


def _figures(values: Array, step_h: float) -> dict[str, float]:
    at = int(0.95 * (len(values) - 1))
    return {
        "mean": float(values.mean(dtype=np.float64)),
        "p95": float(np.partition(values, at)[at]),
        "most": float(values.max()),
        "heavy_h": float((values > HEAVY).sum() * step_h),
        "over_h": float((values > OVER).sum() * step_h),
    }


def _shares(run: RunFolder) -> Iterator[tuple[str, float, Array]]:
    """Yield place, rating (kVA of a transformer, kW of a connection) and loading [steps]."""
    known = set(run.series_columns)
    kva = ratings(run)
    sites = [name for name in run.series_columns if name.endswith("/loading")]
    for first in range(0, len(sites), _TOGETHER):
        frame = run.series(sites[first : first + _TOGETHER])
        for name in frame.columns:
            key = name.removesuffix("/loading")
            yield key, kva.get(key, np.nan), frame[name].to_numpy()
    for area, limit_kw in connections(run).items():
        names = [f"{area}/import_kw", f"{area}/export_kw"]
        if limit_kw > 0 and known.issuperset(names):
            share = run.series(names).max(axis=1).to_numpy() / limit_kw
            yield area, limit_kw, share.astype(np.float32)


@lru_cache(maxsize=64)
def ratings(run: RunFolder) -> dict[str, float]:
    """Return the transformers' rating of each site [kVA], by "site/<id>"."""
    rows = run.table("assets", ["kind", "site", "quantity"]).astype({"kind": str, "site": str})
    rows = rows[rows["kind"] == "transformer"]
    return {
        f"{SITE}/{site}": float(kva) for site, kva in zip(rows.site, rows.quantity, strict=True)
    }


def connections(run: RunFolder) -> dict[str, float]:
    """Return what each area's connection is built for [kW], by "area/<id>"."""
    listed = settings.settings(run).get("areas") or ()
    return {f"{AREA}/{area['id']}": float(area.get("connection_kw") or 0.0) for area in listed}


def limit_kw(run: RunFolder, place: str) -> float:
    """Return the power that a place may draw [kW]: a transformer's at the site's power factor."""
    if place.startswith(AREA):
        return connections(run).get(place, np.nan)
    site = settings.sites(run).get(place.removeprefix(f"{SITE}/"), {})
    return ratings(run).get(place, np.nan) * float(site.get("power_factor") or 0.95)


def members(run: RunFolder, place: str) -> list[str]:
    """Return the sites of a place: itself, or those of an area."""
    if place.startswith(SITE):
        return [place]
    area = place.removeprefix(f"{AREA}/")
    sites = settings.sites(run).items()
    return [f"{SITE}/{site}" for site, about in sites if about.get("area") == area]


def band(share: float) -> str:
    """Return the name of the band of a loading: light, normal, heavy or over."""
    if share > OVER:
        return "over"
    return "heavy" if share > HEAVY else "light" if share < LIGHT else "normal"


def begin(run: RunFolder, day: int, step: int = 0) -> pd.Timestamp:
    """Return when a step of a day of the run begins."""
    first = pd.Timestamp(run.grid.start, tz=ZONE) + pd.Timedelta(days=day)
    return first + pd.Timedelta(seconds=step * run.grid.step_s)


def day_number(run: RunFolder, asked: str, otherwise: int = 0) -> int:
    """Return the day (from 0) that an ISO date names, or another where the run has it not."""
    try:
        number = (dt.date.fromisoformat(asked) - run.grid.start).days
    except ValueError:
        return otherwise
    return number if 0 <= number < run.grid.days else otherwise


@lru_cache(maxsize=128)
def parts(run: RunFolder, place: str, first: int, days: int) -> pd.DataFrame:
    """Return the power of a place by part [kW] over some days; parts that it lacks are left out.

    Columns are of `PARTS`, PV as it is (positive), and `net_kw`, what the place draws.
    """
    known = set(run.series_columns)
    sites = members(run, place)
    wanted = [f"{site}/{part}" for site in sites for part in (*PARTS, "net_kw")]
    there = [name for name in wanted if name in known]
    frame = run.series(there, begin(run, first), days)
    by_part = {
        part: frame[names].sum(axis=1)
        for part in (*PARTS, "net_kw")
        if (names := [name for name in there if name.endswith(f"/{part}")])
    }
    return pd.DataFrame(by_part, index=frame.index)
