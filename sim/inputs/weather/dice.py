"""The dice of a made year: named streams of normal deviates, and the brightness of its days."""

import numpy as np
import numpy.typing as npt

from sim.inputs.weather.clearness import DAY_TO_DAY, autoregressive
from sim.streams import rng

Floats = npt.NDArray[np.float64]

LONGEST_YEAR = 366  # drawn for every year, so that a leap year has the same days before March


def dice(year: int, seed: int, replication: int, name: str, *shape: int) -> Floats:
    """Return normal deviates of the stream of this quantity and year."""
    return rng(seed, replication, f"weather.{name}.{year}").standard_normal(shape)


def brightness(year: int, seed: int, replication: int, days: int) -> Floats:
    """Return how clear each day is [days], as normal deviates that remember the day before."""
    shocks = dice(year, seed, replication, "clearness", LONGEST_YEAR)
    return autoregressive(shocks, DAY_TO_DAY)[:days]
