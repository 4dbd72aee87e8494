"""Where the sun stands: position, extraterrestrial irradiance and air mass.

The position is the Astronomical Almanac's low-precision formula (Michalsky, Solar Energy 40(3),
1988, 227-235; stated error 0.01 degree, 1950 to 2050). It is compiled here rather than taken
from pvlib because a year at 5 minutes then costs 0.03 s instead of 0.2 s (pvlib's
``ephemeris``) or 0.6 s (SPA), a run need not import pvlib, and each instant is worked out on
its own: pvlib's ``ephemeris`` iterates until the *whole* series has converged, so that the
same day would differ in its last digits between two periods. `greenpark verify` holds it
against pvlib's SPA.
"""

from functools import lru_cache
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from sim.clock import TimeGrid
from sim.kernels import kernel

Floats = npt.NDArray[np.float64]

SOLAR_CONSTANT_W_M2 = 1366.1  # as pvlib's default (ASTM E-490)
SEA_LEVEL_PA = 101325.0


class Sun(NamedTuple):
    """The sun at a series of instants; every array is [steps].

    `zenith_deg` and `cos_zenith` are refraction-corrected, as pvlib uses them for
    transposition. `airmass` is relative (Kasten and Young 1989); `airmass_absolute` is
    corrected for the pressure of the place. Both are those of the horizon below it.
    """

    zenith_deg: Floats
    azimuth_deg: Floats
    cos_zenith: Floats
    extraterrestrial_w_m2: Floats
    airmass: Floats
    airmass_absolute: Floats


def standard_pressure_pa(altitude_m: float) -> float:
    """Return the pressure of the standard atmosphere [Pa] (ISO 2533; as pvlib's alt2pres)."""
    return float(100.0 * ((44331.514 - altitude_m) / 11880.516) ** (1 / 0.1902632))


@kernel
def _refraction_deg(elevation_deg: float, pressure_pa: float) -> float:
    """Atmospheric refraction at 12 °C (NOAA's formula, as in pvlib's ephemeris) [deg]."""
    seconds = 0.0
    if 5.0 < elevation_deg <= 85.0:
        tangent = np.tan(np.radians(elevation_deg))
        seconds = 58.1 / tangent - 0.07 / tangent**3 + 8.6e-5 / tangent**5
    elif -0.575 < elevation_deg <= 5.0:
        e = elevation_deg
        seconds = 1735.0 + e * (-518.2 + e * (103.4 + e * (-12.79 + e * 0.711)))
    elif -1.0 < elevation_deg <= -0.575:
        seconds = -20.774 / np.tan(np.radians(elevation_deg))
    return seconds * (283.0 / 285.0) * (pressure_pa / 101325.0) / 3600.0


@kernel
def _locate(
    days_j2000: Floats, latitude: float, longitude: float, pressure_pa: float, out: Floats
) -> None:
    """Write zenith, azimuth [deg], cos(zenith) and distance factor into `out` [4, steps]."""
    sin_lat, cos_lat = np.sin(np.radians(latitude)), np.cos(np.radians(latitude))
    for i in range(days_j2000.size):
        n = days_j2000[i]
        mean_longitude = 280.460 + 0.9856474 * n
        g = np.radians(357.528 + 0.9856003 * n)
        ecliptic = np.radians(mean_longitude + 1.915 * np.sin(g) + 0.020 * np.sin(2.0 * g))
        obliquity = np.radians(23.439 - 4.0e-7 * n)
        right_ascension = np.arctan2(np.cos(obliquity) * np.sin(ecliptic), np.cos(ecliptic))
        sin_dec = np.sin(obliquity) * np.sin(ecliptic)
        cos_dec = np.sqrt(1.0 - sin_dec * sin_dec)
        # sidereal time in degrees; 360.98564724 a day is the Almanac's 6.697375 h +
        # 0.0657098242 h a day + UT, written for n counted from noon
        sidereal = 280.460618 + 360.98564737 * n + longitude
        hour_angle = np.radians(sidereal) - right_ascension
        sin_el = sin_dec * sin_lat + cos_dec * cos_lat * np.cos(hour_angle)
        elevation = np.degrees(np.arcsin(min(1.0, max(-1.0, sin_el))))
        azimuth = np.degrees(
            np.arctan2(
                -cos_dec * np.sin(hour_angle),
                sin_dec * cos_lat - cos_dec * sin_lat * np.cos(hour_angle),
            )
        )
        zenith = 90.0 - elevation - _refraction_deg(elevation, pressure_pa)
        distance = 1.00014 - 0.01671 * np.cos(g) - 0.00014 * np.cos(2.0 * g)
        out[0, i] = zenith
        out[1, i] = azimuth % 360.0
        out[2, i] = np.cos(np.radians(zenith))
        out[3, i] = 1.0 / (distance * distance)


def sun_at(times: pd.DatetimeIndex, latitude: float, longitude: float, altitude_m: float) -> Sun:
    """Return the sun at zone-aware `times` [steps]; east and north are positive."""
    pressure_pa = standard_pressure_pa(altitude_m)
    seconds = np.asarray(times.as_unit("ns").asi8, dtype=np.float64) * 1e-9
    position = np.empty((4, len(times)))
    # J2000.0 is 2000-01-01 12:00 UTC, 946728000 s after the epoch
    _locate((seconds - 946728000.0) / 86400.0, latitude, longitude, pressure_pa, position)
    zenith, azimuth, cos_zenith, distance = position
    above = np.minimum(zenith, 90.0)
    airmass = 1.0 / (np.cos(np.radians(above)) + 0.50572 * (96.07995 - above) ** -1.6364)
    sun = Sun(
        zenith,
        azimuth,
        cos_zenith,
        SOLAR_CONSTANT_W_M2 * distance,
        airmass,
        airmass * pressure_pa / SEA_LEVEL_PA,
    )
    for array in sun:
        array.setflags(write=False)
    return sun


@lru_cache(maxsize=4)
def sun_over(grid: TimeGrid, latitude: float, longitude: float, altitude_m: float) -> Sun:
    """Return the sun at the middle of each step of `grid`; looked up once per place."""
    return sun_at(grid.middles, latitude, longitude, altitude_m)
