"""Dust on PV modules: it builds up by the day, rain and brushes take it away.

Kimber et al., IEEE WCPEC 2006: a constant loss a day, cleaned by rain above a threshold, after
which the ground is damp and gives no dust for a while.
"""

from collections.abc import Iterable
from datetime import date

import numpy as np
import numpy.typing as npt
import pandas as pd

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]


def dusty_loss(
    rain: Floats,
    *,
    rate_per_day: float = 0.0015,
    cleaning_rain_mm: float = 6.0,
    grace_days: int = 14,
    most: float = 0.3,
    at_start: float = 0.0,
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
    at_start : loss of the first day, unless rain or a brush cleans on it.
    washed : days on which they are cleaned by hand; clean through that day.
    dust : how many times faster than usual dust settles on each day. What a storm brings above the
        usual settles in the days of grace, too.
    """
    loss, dirty = np.empty(rain.size), at_start
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
