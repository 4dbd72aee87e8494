"""States of charge of the vehicles of a timetabled fleet along a day."""

import datetime as dt
from functools import lru_cache
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from dashboard.queries import charging
from dashboard.queries.fleet import days
from sim.clock import ZONE
from sim.results import RunFolder

Reals = npt.NDArray[np.float64]


def lowest_day(run: RunFolder, fleet: str) -> dt.date:
    """Return the day on which a vehicle of the fleet came lowest with its charge."""
    rows = days(run).days
    rows = rows[(rows["fleet"] == fleet) & rows["lowest_soc"].notna()]
    if rows.empty:
        return run.grid.start
    worst = rows["day"].iloc[int(rows["lowest_soc"].to_numpy().argmin())]
    return run.grid.start + dt.timedelta(days=int(worst))


class Course(NamedTuple):
    """The state of charge of a vehicle along a day, and the blocks that it ran."""

    blocks: str
    vehicle: int
    times: pd.DatetimeIndex
    soc: Reals
    lowest: float


@lru_cache(maxsize=32)
def courses_on(run: RunFolder, fleet: str, day: dt.date) -> tuple[Course, ...]:
    """Return what the charge of a fleet's vehicles did on a day, who came lowest first.

    It is known at the end of each trip and at both ends of each charging session; between them it
    is taken as straight, and standing vehicles keep theirs.
    """
    trips = charging.trips_on(run, day)
    trips = trips[((trips["fleet"] == fleet) & trips["soc_end"].notna()).to_numpy()]
    sessions = charging.sessions_on(run, day)
    out = set(trips["vehicle"].tolist())
    own = (sessions["fleet"] == fleet) & sessions["vehicle"].isin(out)
    points = _points(trips, sessions[own.to_numpy()])
    if points.empty:
        return ()
    named = trips.astype({"block": str}).groupby("vehicle")["block"].agg(_joined)
    times, soc = pd.DatetimeIndex(points["time"]), points["soc"].to_numpy(dtype=np.float64)
    vehicle = points["vehicle"].to_numpy()
    begins = np.flatnonzero(np.diff(vehicle, prepend=-1))
    found = [
        Course(named[number], int(number), times[begin:end], soc[begin:end], soc[begin:end].min())
        for number, begin, end in zip(
            vehicle[begins], begins, [*begins[1:], len(vehicle)], strict=True
        )
    ]
    return tuple(sorted(found, key=lambda one: one.lowest))


def _joined(blocks: pd.Series) -> str:
    return " + ".join(dict.fromkeys(blocks))


def _points(trips: pd.DataFrame, sessions: pd.DataFrame) -> pd.DataFrame:
    """Return vehicle, time and soc of all events by vehicle and time.

    What it was as a trip began is what it was at the event before.
    """
    events = (
        (trips, "departed", None),
        (trips, "arrived", "soc_end"),
        (sessions, "start", "soc_start"),
        (sessions, "end", "soc_end"),
    )
    parts = [
        pd.DataFrame(
            {
                "vehicle": rows["vehicle"].to_numpy(),
                "time": rows[time].array,
                "soc": np.full(len(rows), np.nan) if soc is None else rows[soc].to_numpy(),
            }
        )
        for rows, time, soc in events
        if len(rows)
    ]
    if not parts:
        return pd.DataFrame(columns=["vehicle", "time", "soc"])
    points = pd.concat(parts).sort_values(["vehicle", "time"], kind="stable", ignore_index=True)
    points["soc"] = points.groupby("vehicle")["soc"].ffill()
    points["soc"] = points.groupby("vehicle")["soc"].bfill()
    return points


def raster(courses: tuple[Course, ...], day: dt.date, minutes: int = 15) -> Reals:
    """Return the state of charge of each course in steps of a day [courses, steps].

    Before what is known of the day it is not a number; after it a vehicle stands and keeps it.
    """
    begin = pd.Timestamp(day, tz=ZONE)
    steps = (np.arange(24 * 60 // minutes) + 0.5) * minutes
    found = np.full((len(courses), len(steps)), np.nan)
    for row, one in enumerate(courses):
        at = (one.times - begin).total_seconds().to_numpy() / 60.0
        found[row] = np.interp(steps, at, one.soc, left=np.nan)
    return found
