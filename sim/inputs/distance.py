"""How far it is between places: great circles, made longer by the roads' detours."""

import numpy as np
import numpy.typing as npt

from sim.scenario.base import Position
from sim.units import SECONDS_PER_HOUR

EARTH_RADIUS_KM = 6371.0088
"""Mean radius of the Earth (IUGG)."""

FloatArray = npt.NDArray[np.float64]


def coordinates(positions: list[Position]) -> FloatArray:
    """Return latitude and longitude of each position [n, 2], degrees."""
    pairs = [(position.latitude, position.longitude) for position in positions]
    return np.array(pairs, dtype=np.float64).reshape(-1, 2)


def straight_km(from_deg: FloatArray, to_deg: FloatArray) -> FloatArray:
    """Return great-circle distances [n, m] by the haversine formula, km.

    Parameters
    ----------
    from_deg, to_deg : numpy.ndarray
        Latitude and longitude of places [n, 2] and [m, 2], degrees.
    """
    start, end = np.radians(from_deg)[:, None, :], np.radians(to_deg)[None, :, :]
    half_sine = np.sin((end - start) / 2.0) ** 2
    cosines = np.cos(start[..., 0]) * np.cos(end[..., 0])
    haversine = half_sine[..., 0] + cosines * half_sine[..., 1]
    km: FloatArray = 2.0 * EARTH_RADIUS_KM * np.arcsin(np.sqrt(np.minimum(haversine, 1.0)))
    return km


def road_km(from_deg: FloatArray, to_deg: FloatArray, detour_factor: float) -> FloatArray:
    """Return driven distances [n, m], km."""
    return detour_factor * straight_km(from_deg, to_deg)


def drive_s(km: FloatArray, km_per_h: float) -> FloatArray:
    """Return how long `km` take at `km_per_h`, s."""
    return km / km_per_h * SECONDS_PER_HOUR
