"""Schedules of buildings: what share of people, plugs, lamps and plant is on, hour by hour.

A *slot* is an hour of a kind of day: ``kind_of_day * 24 + hour``. Everything periodic in a
building is a table [.., SLOTS], looked up by the slot of a step. What begins the evening before
needs the kind of the next day too: its tables are [.., AHEAD_SLOTS].
"""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from sim.clock import DayKind
from sim.tables import table
from sim.units import HOURS_PER_DAY

Array = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]

SLOTS = HOURS_PER_DAY * len(DayKind)
AHEAD_SLOTS = SLOTS * len(DayKind)
"""Slots by kind of the next day: ``kind_of_next_day * SLOTS + slot``."""
_HOURS = [f"h{hour:02d}" for hour in range(HOURS_PER_DAY)]


class Schedules(NamedTuple):
    """Shares of the full value, 0 to 1 [schedules, SLOTS].

    `heating` and `cooling` are 1 where the set-point holds and 0 where the set-back does;
    `hot_water` is the share of a day's draw that falls into the hour: its mean over the
    24 hours of a kind of day is 1/24, or 0 on a day without any.
    """

    occupancy: Array
    plug: Array
    light: Array
    ventilation: Array
    heating: Array
    cooling: Array
    hot_water: Array


def schedule_names() -> list[str]:
    """Return the names of the schedules, in the order of the rows of `load_schedules`."""
    return [str(name) for name in table("schedules").index.unique()]


def load_schedules() -> Schedules:
    """Read ``data/schedules.csv``."""
    rows = table("schedules")
    values = {
        (str(name), str(row.kind_of_day).upper(), str(row.quantity)): np.array(hours, dtype=float)
        for name, row, hours in zip(
            rows.index, rows.itertuples(), rows[_HOURS].to_numpy(), strict=True
        )
    }
    names = schedule_names()
    arrays = {
        quantity: np.stack(
            [np.concatenate([values[name, kind.name, quantity] for kind in DayKind])
             for name in names]
        )
        for quantity in Schedules._fields
    }  # fmt: skip
    daily = arrays["hot_water"].reshape(len(names), len(DayKind), HOURS_PER_DAY)
    total = daily.sum(axis=2, keepdims=True)
    shares = np.divide(daily, total, out=np.zeros_like(daily), where=total > 0.0)
    arrays["hot_water"] = shares.reshape(len(names), SLOTS)
    return Schedules(**arrays)


def earlier(shares: Array, hours: Integers) -> Array:
    """Return shares that begin some hours earlier, in the evening before if need be.

    Parameters
    ----------
    shares
        Of set-points that hold [rows, SLOTS].
    hours
        How much earlier each begins, up to a day [rows].

    Returns
    -------
    [rows, AHEAD_SLOTS]
    """
    today = shares.reshape(len(shares), 1, len(DayKind), HOURS_PER_DAY)
    tomorrow = today.swapaxes(1, 2)
    both = np.concatenate(np.broadcast_arrays(today, tomorrow), axis=3)
    out = both[..., :HOURS_PER_DAY].copy()
    for row, count in enumerate(hours):
        for ahead in range(1, int(count) + 1):
            np.maximum(out[row], both[row, ..., ahead : ahead + HOURS_PER_DAY], out=out[row])
    return out.reshape(len(shares), AHEAD_SLOTS)


def slots(
    kind_of_day: npt.NDArray[np.int8], day_of_step: npt.NDArray[np.int64], hour_of_day: Array
) -> npt.NDArray[np.int64]:
    """Return the slot of every step [steps], from the arrays that `sim.clock.TimeGrid` has."""
    kinds = kind_of_day.astype(np.int64)[day_of_step]
    return kinds * HOURS_PER_DAY + hour_of_day.astype(np.int64)


def ahead_slots(
    slot: npt.NDArray[np.int64],
    kind_of_next_day: npt.NDArray[np.int8],
    day_of_step: npt.NDArray[np.int64],
) -> npt.NDArray[np.int64]:
    """Return the slot of every step among `AHEAD_SLOTS` [steps]."""
    return kind_of_next_day.astype(np.int64)[day_of_step] * SLOTS + slot


def in_season(
    month: npt.NDArray[np.int64], day: npt.NDArray[np.int64], start: str, end: str
) -> npt.NDArray[np.bool_]:
    """Tell for each step whether it lies from `start` to `end` (MM-DD, both included).

    A season may cross the new year (11-01 to 03-31).
    """
    number = month * 100 + day
    first, last = (int(text[:2]) * 100 + int(text[3:]) for text in (start, end))
    if first <= last:
        return np.asarray((number >= first) & (number <= last))
    return np.asarray((number >= first) | (number <= last))
