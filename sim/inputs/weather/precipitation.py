"""Rain and snow of a made year: wet days by the month's frequency, more often under clouds.

Wet days come from a latent normal variable that is tied to the day's clearness; their amounts
are exponential (Richardson, Water Resources Research 17(1), 1981). The monthly sums and numbers
of wet days in ``data/climate_lanzhou.csv`` are assumptions, and so are the three figures below.
"""

from functools import lru_cache

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.special import ndtr

from sim.clock import ZONE, TimeGrid
from sim.inputs.weather.clearness import autoregressive
from sim.inputs.weather.dice import LONGEST_YEAR, brightness, dice
from sim.inputs.weather.record import Place
from sim.inputs.weather.season import daily_course, month_of_day
from sim.tables import table

Floats = npt.NDArray[np.float64]

WETNESS_BY_CLOUDS = 0.6  # correlation of the latent variable with the day's lack of clearness
WET_MEMORY = 0.3  # of what is not due to clouds, day to day
HOURS_OF_FALL = 6  # in one piece, at an even rate, somewhere in the wet day
LEAST_MM = 0.1  # what makes a day count as wet


@lru_cache(maxsize=8)
def _hourly_mm(year: int, seed: int, replication: int) -> Floats:
    """Return the precipitation of each hour of a year [24·days], mm."""
    months = month_of_day(year)
    days = months.size
    climate = table("climate_lanzhou")
    wet_days = climate["wet_days"].to_numpy(dtype=np.float64)
    total_mm = climate["precipitation_mm"].to_numpy(dtype=np.float64)
    share = np.clip(daily_course(wet_days / np.bincount(months), months), 0.0, 1.0)
    own = autoregressive(dice(year, seed, replication, "wet", LONGEST_YEAR), WET_MEMORY)[:days]
    bright = brightness(year, seed, replication, days)
    latent = np.sqrt(1.0 - WETNESS_BY_CLOUDS**2) * own - WETNESS_BY_CLOUDS * bright
    is_wet = ndtr(latent) > 1.0 - share
    amount = dice(year, seed, replication, "wet_amount", LONGEST_YEAR)[:days]
    mean_mm = np.maximum(total_mm / wet_days, LEAST_MM)[months]
    daily_mm = LEAST_MM - np.log(ndtr(amount)) * (mean_mm - LEAST_MM)
    daily_mm = np.where(is_wet, daily_mm, 0.0)
    when = ndtr(dice(year, seed, replication, "wet_hour", LONGEST_YEAR)[:days])
    begin = np.floor(when * (24 - HOURS_OF_FALL + 1)).astype(np.int64)[:, None]
    hour = np.arange(24)[None, :]
    falls = (hour >= begin) & (hour < begin + HOURS_OF_FALL)
    return np.asarray(np.where(falls, daily_mm[:, None] / HOURS_OF_FALL, 0.0).ravel())


def is_near_lanzhou(place: Place) -> bool:
    """Say whether Lanzhou's wet days may stand for the place's: within a degree of the city."""
    return abs(place.latitude - 36.05) <= 1.0 and abs(place.longitude - 103.88) <= 1.0


def precipitation_mm(grid: TimeGrid, seed: int, replication: int) -> Floats:
    """Return the precipitation made for Lanzhou [steps], mm of water in each step."""
    middles = grid.middles
    years = np.asarray(middles.year)
    out = np.empty(grid.steps)
    for year in np.unique(years):
        steps = np.flatnonzero(years == year)
        hours = (middles[steps] - pd.Timestamp(int(year), 1, 1, tz=ZONE)) // pd.Timedelta(hours=1)
        out[steps] = _hourly_mm(int(year), seed, replication)[np.asarray(hours)] * grid.step_h
    return out
