"""One series of a run: its values, and what charts make of them."""

from functools import lru_cache

import numpy as np
import numpy.typing as npt
import pandas as pd

from sim.results import RunFolder

Values = npt.NDArray[np.float32]
_SLOTS = 96
"""A day is shown in quarters of an hour at the finest."""


@lru_cache(maxsize=64)
def values(run: RunFolder, column: str) -> Values | None:
    """Return a series [steps]; None where the run has none of that name."""
    if column not in run.series_columns:
        return None
    found = run.series([column])[column].to_numpy(dtype=np.float32, copy=True)
    found.flags.writeable = False  # it is shared by all who look
    return found


@lru_cache(maxsize=256)
def band(run: RunFolder, column: str, by: str) -> pd.DataFrame | None:
    """Return least, mean and greatest of a series by "hours" of the day or by "days".

    The index is the hour of the day (in parts), or the day.
    """
    found = values(run, column)
    if found is None:
        return None
    grid = run.grid
    table = found.reshape(grid.days, grid.steps_per_day)
    if by == "hours":
        slots = min(grid.steps_per_day, _SLOTS)
        table = table.reshape(grid.days, slots, -1).transpose(1, 0, 2).reshape(slots, -1)
        index: pd.Index = pd.Index(np.arange(slots) * 24.0 / slots, name="hour")
    else:
        index = pd.date_range(grid.start, periods=grid.days, freq="D", name="day")
    mean = table.mean(axis=1, dtype=np.float64)
    return pd.DataFrame({"least": table.min(1), "mean": mean, "most": table.max(1)}, index=index)


@lru_cache(maxsize=256)
def raster(run: RunFolder, column: str) -> pd.DataFrame | None:
    """Return hourly means of a series: a row an hour of the day, a column a day."""
    found = values(run, column)
    if found is None:
        return None
    grid = run.grid
    means = found.reshape(grid.days, 24, grid.steps_per_day // 24).mean(axis=2)
    days = pd.date_range(grid.start, periods=grid.days, freq="D")
    return pd.DataFrame(means.T, index=range(24), columns=days)


@lru_cache(maxsize=256)
def duration(run: RunFolder, column: str, points: int = 400) -> pd.DataFrame | None:
    """Return for how many hours a series reaches or exceeds each value: hours, value."""
    found = values(run, column)
    if found is None:
        return None
    ordered = np.sort(found)[::-1]
    chosen = np.unique(np.linspace(0, len(ordered) - 1, points).astype(np.int64))
    return pd.DataFrame({"hours": (chosen + 1) * run.grid.step_h, "value": ordered[chosen]})


@lru_cache(maxsize=256)
def peak_day(run: RunFolder, column: str) -> int | None:
    """Return the number of the day on which a series is farthest from zero."""
    found = values(run, column)
    if found is None:
        return None
    return int(np.nanargmax(np.abs(found))) // run.grid.steps_per_day
