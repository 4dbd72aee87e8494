"""Smooth yearly courses: monthly means become daily values that keep those means."""

import numpy as np
import numpy.typing as npt
import pandas as pd

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

# 0.025 ft²/h, the soil that EnergyPlus' weather converter takes (its files print the figure
# "2.3225760E-03" and call the unit m²/day; it is m²/h).
SOIL_DIFFUSIVITY_M2_S = 2.322576e-3 / 3600.0


def month_of_day(year: int) -> Ints:
    """Return the month, 0 to 11, of each day of `year` [365 or 366]."""
    days = pd.date_range(f"{year}-01-01", f"{year}-12-31", freq="D")
    return np.asarray(days.month, dtype=np.int64) - 1


def month_means(daily: Floats, months: Ints) -> Floats:
    """Return the mean of each month [12]."""
    means = np.bincount(months, daily, 12) / np.bincount(months, minlength=12)
    return np.asarray(means, dtype=np.float64)


def daily_course(monthly: Floats, months: Ints) -> Floats:
    """Return daily values [days], linear between the months' middles, with `monthly` as means.

    The values at the middles are solved for, so that each month's mean is exactly as given.
    """
    days = months.size
    counts = np.bincount(months, minlength=12)
    middles = np.cumsum(counts) - counts / 2.0
    at = np.arange(days) + 0.5
    weights = np.empty((days, 12))
    for month in range(12):
        unit = np.zeros(12)
        unit[month] = 1.0
        weights[:, month] = np.interp(at, middles, unit, period=days)
    in_month = (months[None, :] == np.arange(12)[:, None]) / counts[:, None]
    return np.asarray(weights @ np.linalg.solve(in_month @ weights, monthly))


def ground_by_kusuda(daily_air_c: Floats, depth_m: float = 4.0) -> Floats:
    """Return the undisturbed ground temperature [days] from a year of daily air temperatures.

    Kusuda and Achenbach, ASHRAE Transactions 71(1), 1965: the air's first harmonic, damped by
    exp(-z·sqrt(pi/(a·year))) and delayed by z/2·sqrt(year/(pi·a)).
    """
    days = daily_air_c.size
    angle = 2.0 * np.pi * (np.arange(days) + 0.5) / days
    harmonic = 2.0 * np.mean(daily_air_c * np.exp(1j * angle))
    damping = depth_m * np.sqrt(np.pi / (SOIL_DIFFUSIVITY_M2_S * 365.0 * 86400.0))
    wave = np.real(np.conj(harmonic) * np.exp(1j * (angle - damping)))
    return np.asarray(daily_air_c.mean() + np.exp(-damping) * wave)
