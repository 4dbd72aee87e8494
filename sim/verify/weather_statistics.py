"""Statistics of the made year beside those of the station's file: how hours and days follow.

The functions take weather by the hour; `docs.weather_statistics` makes its tables of them.
"""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import numpy as np
import numpy.typing as npt

from sim.clock import TimeGrid
from sim.inputs.weather import Weather, read, synthetic
from sim.tables import table
from sim.verify.check import Check
from sim.verify.pv import EPW, LANZHOU

Floats = npt.NDArray[np.float64]

SUN_IS_UP = 0.1736
"""Cosine of a zenith of 80°: with the sun lower, clearness is mostly noise."""
OTHER_YEARS = 20
PERCENTILES = (1, 5, 25, 50, 75, 95, 99)
_STATION = "CSWD typical year of station 528890"
_MOST_STANDARD_ERRORS = 3.5
"""By chance one of twelve months is farther off in six of a thousand tables."""


def checks(reference_data: Path | None) -> list[Check]:
    """Return all rows. `reference_data` holds ``weather/*.epw``; without it most are not run."""
    grid = TimeGrid(date(2025, 1, 1), 365, 60)
    rows = other_years([synthetic(grid, LANZHOU, 1, n + 1) for n in range(OTHER_YEARS)])
    file = None if reference_data is None else reference_data / EPW
    if file is None or not file.is_file():
        return [*rows, *(_skipped(*named) for named in _named())]
    made, measured = synthetic(grid, LANZHOU, 1, 0), read(file, grid)
    return [*rows, *beside_file(made, measured)]


def sunny(weather: Weather) -> npt.NDArray[np.bool_]:
    """Say at which hours the sun stands at least 10° high [steps]."""
    return weather.sun.cos_zenith > SUN_IS_UP


def clearness(weather: Weather) -> Floats:
    """Return GHI over extraterrestrial horizontal irradiance of the hours with sun."""
    sun, up = weather.sun, sunny(weather)
    return np.asarray(weather.ghi_w_m2[up] / (sun.extraterrestrial_w_m2 * sun.cos_zenith)[up])


def daily_clearness(weather: Weather) -> Floats:
    """Return the same of whole days [days]."""
    sun = weather.sun
    outside = sun.extraterrestrial_w_m2 * np.maximum(sun.cos_zenith, 0.0)
    return np.asarray(by_day(weather.ghi_w_m2).sum(axis=1) / by_day(outside).sum(axis=1))


def by_day(values: Floats) -> Floats:
    """Return hours as [days, 24]."""
    return values.reshape(-1, 24)


def by_month(weather: Weather, values: Floats) -> Floats:
    """Return sums of the months [12]."""
    return np.asarray(np.bincount(np.asarray(weather.grid.index.month), values, 13)[1:])


def monthly_means(weather: Weather, values: Floats) -> Floats:
    """Return means of the months [12]."""
    return by_month(weather, values) / by_month(weather, np.ones_like(values))


def monthly_ghi_kwh_m2(weather: Weather) -> Floats:
    """Return sums of GHI of the months [12]."""
    return by_month(weather, weather.ghi_w_m2) * weather.grid.step_h / 1000.0


def without_course(weather: Weather, values: Floats) -> Floats:
    """Return hours without the month's mean course of the day."""
    month = np.asarray(weather.grid.index.month)[::24]
    days = by_day(values).copy()
    for number in range(1, 13):
        days[month == number] -= days[month == number].mean(axis=0)
    return days.ravel()


def memory(values: Floats, lag: int = 1) -> float:
    """Return the correlation of a series with itself `lag` later."""
    return float(np.corrcoef(values[:-lag], values[lag:])[0, 1])


def ramps(weather: Weather) -> Floats:
    """Return how much clearness changes from hour to hour while the sun is up."""
    sun, up = weather.sun, sunny(weather)
    outside = np.where(up, sun.extraterrestrial_w_m2 * sun.cos_zenith, 1.0)
    both = up[:-1] & up[1:]
    return np.asarray(np.abs(np.diff(weather.ghi_w_m2 / outside))[both])


def light_ramps(weather: Weather) -> Floats:
    """Return how much GHI changes from hour to hour while the sun is up, W/m²."""
    up = sunny(weather)
    return np.asarray(np.abs(np.diff(weather.ghi_w_m2))[up[:-1] & up[1:]])


def air_ramps(weather: Weather) -> Floats:
    """Return how much the temperature changes from hour to hour, K."""
    return np.asarray(np.abs(np.diff(weather.temperature_c)))


def other_years(years: list[Weather]) -> list[Check]:
    """Hold monthly means over many made years against the table, in their standard errors."""
    climate, rows = table("climate_lanzhou"), []
    for name, column, take in (
        ("mean temperature", "temperature_mean_c",
         lambda year: monthly_means(year, year.temperature_c)),
        ("GHI", "ghi_kwh_m2", monthly_ghi_kwh_m2),
    ):  # fmt: skip
        months = np.array([take(year) for year in years])
        error = months.std(axis=0, ddof=1) / np.sqrt(len(years))
        wanted = climate[column].to_numpy(dtype=np.float64)
        apart = np.abs(months.mean(axis=0) - wanted) / error
        worst = int(apart.argmax())
        title = f"{len(years)} other years: {name}, worst month ({worst + 1}), in standard errors"
        source = f"{_STATION} (data/climate_lanzhou.csv)"
        limit = _MOST_STANDARD_ERRORS
        rows.append(Check(title, float(apart[worst]), 0.0, limit, "1", source, "absolute"))
    return rows


Measure = Callable[[Weather], float]


def _memory_of_air(lag: int) -> Measure:
    return lambda w: memory(without_course(w, w.temperature_c), lag)


def _high(take: Callable[[Weather], Floats]) -> Measure:
    return lambda w: float(np.percentile(take(w), 99))


_MEASURES: tuple[tuple[str, str, float, Measure], ...] = (
    ("temperature and itself an hour later, less the month's course", "1", 0.01,
     _memory_of_air(1)),
    ("temperature and itself 24 hours later, less the month's course", "1", 0.2,
     _memory_of_air(24)),
    ("GHI and itself an hour later, less the month's course", "1", 0.03,
     lambda w: memory(without_course(w, w.ghi_w_m2))),
    ("clearness of a day and of the next", "1", 0.12, lambda w: memory(daily_clearness(w))),
    ("ramp of temperature in an hour, mean", "K", 0.1, lambda w: float(air_ramps(w).mean())),
    ("ramp of temperature in an hour, 99 %", "K", 0.3, _high(air_ramps)),
    ("ramp of GHI in an hour, mean", "W/m²", 8.0, lambda w: float(light_ramps(w).mean())),
    ("ramp of GHI in an hour, 99 %", "W/m²", 35.0, _high(light_ramps)),
    ("ramp of clearness in an hour, mean", "1", 0.012, lambda w: float(ramps(w).mean())),
)  # fmt: skip
"""What is held against the file: name, unit, how far it may lie, and how it is measured.

Limits leave room for another seed. Where the made year does not fit (what is left a day later,
how alike days are) they hold it where it is: docs/models/weather-statistics.md tells what differs.
"""
_NEAR: tuple[tuple[str, str, float, Callable[[Weather, Weather], Floats]], ...] = (
    ("mean temperature, worst month", "K", 0.3,
     lambda a, b: monthly_means(a, a.temperature_c) - monthly_means(b, b.temperature_c)),
    ("GHI, worst month", "1", 0.02,
     lambda a, b: monthly_ghi_kwh_m2(a) / monthly_ghi_kwh_m2(b) - 1.0),
    ("relative humidity, worst month", "1", 0.02,
     lambda a, b: monthly_means(a, a.relative_humidity) - monthly_means(b, b.relative_humidity)),
    ("wind, worst month", "m/s", 0.1,
     lambda a, b: monthly_means(a, a.wind_m_s) - monthly_means(b, b.wind_m_s)),
    ("percentiles of temperature (1 to 99), worst", "K", 0.5,
     lambda a, b: np.percentile(a.temperature_c, PERCENTILES)
     - np.percentile(b.temperature_c, PERCENTILES)),
    ("clearness of days, greatest distance of distributions", "1", 0.2,
     lambda a, b: _distance(daily_clearness(a), daily_clearness(b))),
    ("clearness of hours, greatest distance of distributions", "1", 0.12,
     lambda a, b: _distance(clearness(a), clearness(b))),
)  # fmt: skip
"""The same for what is far off at its worst place."""


def _distance(one: Floats, other: Floats) -> Floats:
    """Return how far two cumulative distributions lie apart at each value (Kolmogorov)."""
    at = np.concatenate([one, other])
    shares = (np.searchsorted(np.sort(some), at, "right") / some.size for some in (one, other))
    return np.asarray(next(shares) - next(shares))


def beside_file(made: Weather, measured: Weather) -> list[Check]:
    """Hold a made year against the file's, month by month and hour by hour."""
    rows = []
    for name, unit, limit, apart in _NEAR:
        worst = float(np.abs(apart(made, measured)).max())
        rows.append(Check(_title(name), worst, 0.0, limit, unit, _STATION, "absolute"))
    for name, unit, limit, measure in _MEASURES:
        ours, theirs = measure(made), measure(measured)
        rows.append(Check(_title(name), ours, theirs, limit, unit, _STATION, "absolute"))
    return rows


def _title(name: str) -> str:
    return f"Synthetic year beside the file: {name}"


def _named() -> list[tuple[str, str]]:
    return [(name, unit) for name, unit, *_ in (*_NEAR, *_MEASURES)]


def _skipped(name: str, unit: str) -> Check:
    return Check.skipped(_title(name), unit, _STATION, f"no reference data ({EPW.name})")
