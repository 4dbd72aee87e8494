"""Dice for the sky: daily and hourly clearness of a calendar year, at given monthly sums.

Daily: the distribution of Bendt, Collares-Pereira and Rabl (Solar Energy 27, 1981) with the
upper end of Hollands and Huget (Solar Energy 30, 1983), driven by an AR(1) of 0.29 (Graham,
Hollands and Huget, Solar Energy 40, 1988). Hourly: the TAG model of Aguiar and Collares-Pereira
(Solar Energy 49, 1992). Clearness is horizontal over extraterrestrial horizontal irradiance.
"""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.special import ndtr

from sim.clock import ZONE
from sim.models.irradiance import haurwitz_w_m2
from sim.models.sun import sun_at

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

DAY_TO_DAY = 0.29
LOWEST = 0.05
FINE_PER_HOUR = 6  # the sun is looked up every 10 minutes


class Sky(NamedTuple):
    """A year's sky at fine steps [days·144]: extraterrestrial and clear horizontal, W/m²."""

    outside_w_m2: Floats
    clear_w_m2: Floats
    sin_height: Floats


def sky_of_year(year: int, latitude: float, longitude: float, altitude_m: float) -> Sky:
    """Return the sky over a place in every tenth minute of `year`."""
    times = pd.date_range(f"{year}-01-01 00:05", f"{year}-12-31 23:55", freq="10min", tz=ZONE)
    sun = sun_at(times, latitude, longitude, altitude_m)
    up = np.maximum(sun.cos_zenith, 0.0)
    return Sky(sun.extraterrestrial_w_m2 * up, haurwitz_w_m2(sun.cos_zenith), up)


def autoregressive(shocks: Floats, memory: float) -> Floats:
    """Return a stationary AR(1) of unit variance along the last axis."""
    scaled = shocks * np.sqrt(1.0 - memory**2)
    scaled[..., 0] = shocks[..., 0]
    # A sixth of the time in which the program starts goes to it, and not every start needs it.
    from scipy.signal import lfilter

    return np.asarray(lfilter([1.0], [1.0, -memory], scaled, axis=-1))


def _bendt(normal: Floats, mean: Floats) -> Floats:
    """Turn normal deviates into daily clearness of the monthly mean `mean` (both [days])."""
    highest = 0.6313 + 0.267 * mean - 11.9 * (mean - 0.75) ** 8
    width = highest - LOWEST
    xi = width / np.maximum(highest - mean, 0.02)
    gamma = -1.498 + (1.184 * xi - 27.182 * np.exp(-1.5 * xi)) / width  # Herzog 1985
    gamma = np.where(np.abs(gamma) < 1e-6, 1e-6, gamma)
    share = ndtr(normal)
    return np.asarray(LOWEST + np.log1p(share * np.expm1(gamma * width)) / gamma)


def daily_clearness(normal: Floats, outside: Floats, months: Ints, target: Floats) -> Floats:
    """Return clearness [days] whose monthly sums over `outside` [days] are `target` [12].

    The deviates of a month are all shifted by one amount, found by bisection, so that the
    sum is met while the clearness stays inside its bounds. A sum that the sun cannot give
    (a place far north with this climate) is met as nearly as the bounds allow.
    """
    mean = (target / np.bincount(months, outside, 12))[months]
    low, high = np.full(12, -6.0), np.full(12, 6.0)
    for _ in range(40):
        middle = 0.5 * (low + high)
        value = _bendt(normal + middle[months], np.clip(mean, 0.2, 0.7))
        too_bright = np.bincount(months, value * outside, 12) > target
        high, low = np.where(too_bright, middle, high), np.where(too_bright, low, middle)
    return value


def hourly_clearness(normal: Floats, daily: Floats, sky: Sky) -> Floats:
    """Return clearness at the hours' middles [days, 24], with the daily sums of `daily`.

    `normal` is [days, 24]. An hour stays below 1.1 times the clear sky of Haurwitz.
    """
    days = daily.size
    kt = daily[:, None]
    by_hour = (days, 24, FINE_PER_HOUR)
    outside = sky.outside_w_m2.reshape(by_hour).mean(2)
    sin = np.maximum(sky.sin_height.reshape(by_hour).mean(2), 0.05)
    lam = -0.19 + 1.12 * kt + 0.24 * np.exp(-8.0 * kt)
    eps = 0.32 - 1.6 * (kt - 0.5) ** 2
    kappa = 0.19 + 2.27 * kt**2 - 2.51 * kt**3
    spread = 0.14 * np.exp(-20.0 * (kt - 0.35) ** 2)
    spread = spread * np.exp((3.0 * (kt - 0.45) ** 2 + 16.0 * kt**5) * (1.0 - sin))
    memory = 0.38 + 0.06 * np.cos(7.4 * kt - 2.5)
    state = normal.copy()
    for hour in range(1, 24):
        kick = np.sqrt(1.0 - memory[:, 0] ** 2) * normal[:, hour]
        state[:, hour] = memory[:, 0] * state[:, hour - 1] + kick
    value = np.maximum(lam + eps * np.exp(-kappa / sin) + spread * state, 0.02)
    clear = sky.clear_w_m2.reshape(by_hour).mean(2)
    ceiling = np.where(outside > 0.0, 1.1 * clear / np.maximum(outside, 1e-9), 0.5)
    wanted = daily * outside.sum(1)
    for _ in range(8):
        value = np.minimum(value, ceiling)
        got = (interpolated(value) * sky.outside_w_m2.reshape(days, -1)).sum(1) / FINE_PER_HOUR
        value = value * (wanted / np.maximum(got, 1e-9))[:, None]
    return np.asarray(np.minimum(value, ceiling))


def interpolated(hourly: Floats) -> Floats:
    """Return [days, 144] between the hours' middles of [days, 24]."""
    days = hourly.shape[0]
    at = (np.arange(24 * FINE_PER_HOUR) + 0.5) / FINE_PER_HOUR
    left = np.clip(np.floor(at - 0.5).astype(np.int64), 0, 22)
    share = np.clip(at - 0.5 - left, 0.0, 1.0)
    value = hourly[:, left] * (1.0 - share) + hourly[:, left + 1] * share
    return np.asarray(value.reshape(days, -1))
