"""Dust on PV modules: it builds up by the day, rain and brushes take it away.

Kimber et al., IEEE WCPEC 2006: a constant loss a day, cleaned by rain above a threshold, after
which the ground is damp and gives no dust for a while. The weather of a run has no rain, so rain
is made by named dice of the calendar year, from monthly days and sums.
"""

from collections.abc import Iterable
from datetime import date, timedelta
from functools import lru_cache

import numpy as np
import numpy.typing as npt
import pandas as pd

from sim.streams import rng
from sim.tables import table

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]

SPIN_UP_DAYS = 365
"""Days before a run over which dust builds up, so that a day is as dirty in any period."""


@lru_cache(maxsize=32)
def rain_of_year(year: int, seed: int, replication: int) -> Floats:
    """Return the rain of each day of a year [days], mm.

    Each month has the days and the sum of ``data/rain_lanzhou.csv``; which days, and their share
    of the sum (exponential), are dice of the stream ``rain.<year>``.
    """
    climate, dice = table("rain_lanzhou"), rng(seed, replication, f"rain.{year}")
    days = pd.date_range(date(year, 1, 1), date(year, 12, 31))
    rain = np.zeros(len(days))
    for month in range(1, 13):
        inside = np.flatnonzero(days.month == month)
        wet = round(float(climate["rain_days"][month]))
        depth = dice.exponential(size=31)[:wet]
        chosen = dice.permutation(31)
        chosen = inside[chosen[chosen < inside.size][:wet]]
        rain[chosen] = depth / depth.sum() * float(climate["rain_mm"][month])
    rain.setflags(write=False)
    return rain


def rain_mm(start: date, days: int, seed: int, replication: int) -> Floats:
    """Return the rain of `days` days from `start` [days], mm."""
    last = start + timedelta(days=days - 1)
    years = range(start.year, last.year + 1)
    rain = np.concatenate([rain_of_year(year, seed, replication) for year in years])
    first = (start - date(start.year, 1, 1)).days
    return np.asarray(rain[first : first + days])


def dusty_loss(
    rain: Floats,
    *,
    rate_per_day: float = 0.0015,
    cleaning_rain_mm: float = 6.0,
    grace_days: int = 14,
    most: float = 0.3,
    washed: Bools | None = None,
    dust: Floats | None = None,
) -> Floats:
    """Return the share of light lost to dust on each day [days].

    Parameters
    ----------
    rain : of each day, mm.
    rate_per_day : loss that builds up each day.
    cleaning_rain_mm, grace_days : more rain than this in a day washes the modules, and so many
        days, that day included, stay without dust.
    washed : days on which they are cleaned by hand; clean through that day.
    dust : how many times faster than usual dust settles on each day. What a storm brings above the
        usual settles in the days of grace, too.
    """
    loss, dirty = np.empty(rain.size), 0.0
    damp = 0
    for day in range(rain.size):
        storm = 0.0 if dust is None else rate_per_day * max(0.0, dust[day] - 1.0)
        dirty += (rate_per_day if day > 0 else 0.0) + storm
        was_damp, rains = damp > 1, rain[day] > cleaning_rain_mm
        damp = grace_days if rains else damp - 1
        if rains or (washed is not None and washed[day]):
            dirty = 0.0
        elif was_damp:
            dirty = max(0.0, dirty - rate_per_day)
        loss[day] = min(dirty, most)
    return loss


def wash_days(start: date, days: int, dates: Iterable[str]) -> Bools:
    """Return on which of `days` days from `start` modules are cleaned; dates are MM-DD."""
    names = pd.date_range(start, periods=days).strftime("%m-%d")
    return np.asarray(names.isin(list(dates)), dtype=np.bool_)
