"""What all places of a run did on one day, as frames that a browser plays."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

import numpy as np
import numpy.typing as npt

from dashboard.queries import loading
from dashboard.queries.places import Place, links, places
from sim.results import RunFolder

FINEST_MINUTES = 5
"""Shortest frame: of a run with shorter steps it holds their mean, or their highest."""


@dataclass(frozen=True)
class Shade:
    """A quantity by which places are coloured: of which level, from which series, its unit."""

    level: Literal["site", "station"]
    series: str
    factor: float
    unit: str
    highest: bool = False
    """Whether a frame holds the highest value of its steps, not their mean."""


SHADES: Mapping[str, Shade] = {
    "loading": Shade("site", "loading", 100.0, "%", True),
    "level": Shade("site", "loading", 100.0, "%", True),
    "net": Shade("site", "net_kw", 0.001, "MW"),
    "pv": Shade("site", "pv_kw", 0.001, "MW"),
    "charging": Shade("site", "charging_kw", 0.001, "MW"),
    "power": Shade("station", "power_kw", 1.0, "kW"),
    "use": Shade("station", "busy", 100.0, "%", True),
    "queue": Shade("station", "queue", 1.0, "", True),
}
"""By what the map can be coloured; `use` is plugs in use over all plugs."""


@dataclass(frozen=True)
class Day:
    """A day in frames: amounts [frames, places] of the places that have them, flows of links."""

    minutes: float
    places: tuple[Place, ...]
    amounts: npt.NDArray[np.float64]
    flows_mw: npt.NDArray[np.float64]
    """[frames, links], positive from the first to the second area."""


def shades(run: RunFolder) -> list[str]:
    """Return the quantities of which a run has series."""
    ends = {tuple(name.split("/")[::2]) for name in run.series_columns if name.count("/") == 2}
    return [key for key, shade in SHADES.items() if (shade.level, shade.series) in ends]


@lru_cache(maxsize=64)
def day(run: RunFolder, number: int, shade: str) -> Day:
    """Return the frames of a day (from 0) for a quantity of `SHADES`."""
    about, known = SHADES[shade], set(run.series_columns)
    shown = tuple(
        place
        for place in places(run)
        if place.key.startswith(about.level) and f"{place.key}/{about.series}" in known
    )
    lines = [line for line in links(run) if f"{line.key}/flow_kw" in known]
    columns = [f"{place.key}/{about.series}" for place in shown]
    flows = [f"{line.key}/flow_kw" for line in lines]
    if not columns and not flows:
        return Day(60.0, (), np.empty((24, 0)), np.empty((24, 0)))
    frame = run.series(columns + flows, loading.begin(run, number), 1)
    per = _steps_per_frame(run)
    values = frame[columns].to_numpy(dtype=np.float64) * about.factor
    if shade == "use":
        values = values / np.array([max(place.plugs, 1) for place in shown])
    moved = frame[flows].to_numpy(dtype=np.float64) / 1000.0
    minutes = per * run.grid.step_minutes
    return Day(minutes, shown, _framed(values, per, about.highest), _framed(moved, per))


def _steps_per_frame(run: RunFolder) -> int:
    per = max(FINEST_MINUTES // run.grid.step_minutes, 1)
    while run.grid.steps_per_day % per:
        per -= 1
    return per


def _framed(
    values: npt.NDArray[np.float64], per: int, highest: bool = False
) -> npt.NDArray[np.float64]:
    steps, count = values.shape  # no place or no link: the frames are there, and empty
    parted = values.reshape(steps // per, per, count)
    found: npt.NDArray[np.float64] = parted.max(axis=1) if highest else parted.mean(axis=1)
    return found
