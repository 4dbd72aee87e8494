"""How one year differs from another: months that are warmer or colder, brighter or darker.

Replication 0 is the typical year itself. Every other replication is another year of the same
climate, whose months stray from the typical ones. The standard deviations of a month's mean
temperature and sum of GHI stand in ``data/climate_lanzhou.csv`` and are assumptions, as is the
memory from month to month; sixty years then have standard deviations of 0.4 K in the mean, 4 %
in degree days to 18 °C and 3 % in GHI.
"""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from sim.inputs.weather.clearness import autoregressive
from sim.inputs.weather.dice import dice
from sim.tables import table

Floats = npt.NDArray[np.float64]

MONTH_TO_MONTH = 0.2
FARTHEST = 2.0  # a month strays no farther than this many standard deviations


class Spread(NamedTuple):
    """What a year's months have beyond the typical year's, each [12]."""

    temperature_k: Floats
    ghi_factor: Floats


def warmth_of_brightness(season: Floats) -> Floats:
    """Return how closely warmth goes with clear skies, at `season` 1 in January, -1 in July."""
    return 0.35 - 0.30 * season


def spread(year: int, seed: int, replication: int) -> Spread:
    """Return how the months of a year of this replication stray from the typical ones."""
    if replication == 0:
        return Spread(np.zeros(12), np.ones(12))
    climate = table("climate_lanzhou")
    normal = autoregressive(dice(year, seed, replication, "months", 2, 12), MONTH_TO_MONTH)
    own, bright = FARTHEST * np.tanh(normal / FARTHEST)
    sunny = warmth_of_brightness(np.cos(2.0 * np.pi * np.arange(12) / 12.0))
    warm = sunny * bright + np.sqrt(1.0 - sunny**2) * own
    return Spread(
        climate["year_to_year_sd_k"].to_numpy(dtype=np.float64) * warm,
        1.0 + climate["year_to_year_ghi_share"].to_numpy(dtype=np.float64) * bright,
    )
