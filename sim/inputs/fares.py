"""What a passenger pays for a taxi: a fare to begin with, and kilometres.

fare = start + km_rate · (km beyond those included, up to `far_after_km`) + far_rate · (km beyond)
and, for trips that are asked for from 22 to 6 h, night_rate · km. The figures stand in
``data/prices.csv`` (``taxi_fare_…``); a scenario may change them under ``money.prices``.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from sim.tables import table

FloatArray = npt.NDArray[np.float64]
NIGHT_FROM_H, NIGHT_TO_H = 22, 6
"""Hours in which the night's addition is paid: source as the fares, ``data/prices.csv``."""


@dataclass(frozen=True)
class Fares:
    """A taxi tariff; CNY and km."""

    start_cny: float
    start_km: float
    cny_per_km: float
    far_after_km: float
    far_cny_per_km: float
    night_cny_per_km: float

    def fare_cny(self, km: npt.ArrayLike, night: bool) -> FloatArray:
        """Return the fare of trips [as `km`], CNY."""
        length = np.asarray(km, dtype=np.float64)
        far_km = np.maximum(length - self.far_after_km, 0.0)
        near_km = np.maximum(length - far_km - self.start_km, 0.0)
        fare: FloatArray = self.start_cny + self.cny_per_km * near_km + self.far_cny_per_km * far_km
        return fare + self.night_cny_per_km * length if night else fare


def is_night(hour: int) -> bool:
    """Tell whether the night's addition is paid in an hour of the day."""
    return hour >= NIGHT_FROM_H or hour < NIGHT_TO_H


def fares(changes: Mapping[str, float]) -> Fares:
    """Return the fares of ``data/prices.csv``, with a scenario's changes of them."""
    shipped = table("prices")["value"]

    def price(name: str) -> float:
        return float(changes.get(name, shipped[name]))

    return Fares(
        start_cny=price("taxi_fare_start"),
        start_km=price("taxi_fare_start_km"),
        cny_per_km=price("taxi_fare_km"),
        far_after_km=max(price("taxi_fare_far_after_km"), price("taxi_fare_start_km")),
        far_cny_per_km=price("taxi_fare_far_km"),
        night_cny_per_km=price("taxi_fare_night_km"),
    )
