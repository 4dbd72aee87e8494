"""A year of Lanzhou, made from monthly figures and named dice.

Whole calendar years are made, by the day and the hour, whatever period and step a scenario
asks for; the grid then only reads them. The same day is therefore the same weather in every
run of one seed and replication. Every month of replication 0 keeps the mean temperature,
humidity and wind and the sum of GHI of ``data/climate_lanzhou.csv``; other replications are
other years of that climate (`spread`).
"""

from dataclasses import replace
from functools import lru_cache
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.special import ndtr

from sim.clock import ZONE, TimeGrid
from sim.inputs.weather import clearness
from sim.inputs.weather.dice import brightness
from sim.inputs.weather.dice import dice as year_dice
from sim.inputs.weather.humidity import saturation_pa
from sim.inputs.weather.precipitation import precipitation_mm
from sim.inputs.weather.record import Place, Weather
from sim.inputs.weather.season import daily_course, month_means, month_of_day
from sim.inputs.weather.spread import spread, warmth_of_brightness
from sim.models.irradiance import clearness_index, erbs_diffuse_fraction, split
from sim.models.sun import standard_pressure_pa
from sim.tables import table

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

TABLE_ALTITUDE_M = 1517.2  # of the station behind the table
TABLE_LATITUDE = 36.05
TABLE_LONGITUDE = 103.88
# Measured on the station's typical year: memory of the daily mean temperature, and how much
# clear days are warmer than cloudy ones (correlation about 0.05 in January, 0.65 in July).
TEMPERATURE_MEMORY = 0.63
# A daily mean strays no farther from its course than this many standard deviations: without it
# a trial year (seed 1, 2025) reached 39.9 °C, past the record of GB 50736 (39.8 °C).
FARTHEST = 2.6
# A clear day's range is wider: relative range against relative clearness, and its own spread.
RANGE_BY_CLEARNESS, RANGE_SPREAD, WIDEST_RANGE = 0.8, 0.2, 1.6
HUMIDITY_BY_CLEARNESS, HUMIDITY_SPREAD, HUMIDITY_MEMORY = 0.3, 0.1, 0.5
WIND_MEMORY = 0.8


class _Year(NamedTuple):
    """A made year: values at the days' middles [days + 2], with both ends, and by the hour."""

    at_h: Floats
    mean_c: Floats
    range_k: Floats
    log_vapour: Floats
    hour_at_h: Floats
    clearness: Floats
    wind_m_s: Floats
    ground_c: Floats
    pressure_pa: Floats


def _shape(hour_of_day: Floats, solar_lag_h: float) -> Floats:
    """Return the daily wave of temperature: mean 0, peak to peak about 1.

    Erbs, Klein and Beckman, ASHRAE Journal 25(6), 1983; `solar_lag_h` is how late the sun is
    on the clock.
    """
    a = 2.0 * np.pi * (hour_of_day - solar_lag_h - 1.0) / 24.0
    wave = 0.4632 * np.cos(a - 3.805) + 0.0984 * np.cos(2 * a - 0.360)
    return np.asarray(wave + 0.0168 * np.cos(3 * a - 0.822) + 0.0138 * np.cos(4 * a - 3.513))


def _column(name: str) -> Floats:
    return table("climate_lanzhou")[name].to_numpy(dtype=np.float64)


def _at_new_year(name: str) -> float:
    """Return the table's value between December and January, at which all made years meet."""
    return float(_column(name)[[0, -1]].mean())


def _ended(daily: Floats, end: float) -> Floats:
    """Put `end` before and after [days]: where one made year meets the next."""
    return np.concatenate([[end], daily, [end]])


@lru_cache(maxsize=8)
def _make(year: int, place: Place, seed: int, replication: int) -> _Year:
    months = month_of_day(year)
    days = months.size

    def course(name: str) -> Floats:
        return daily_course(_column(name), months)

    def dice(name: str, *shape: int) -> Floats:
        return year_dice(year, seed, replication, name, *shape)

    sky = clearness.sky_of_year(year, place.latitude, place.longitude, place.altitude_m)
    outside = sky.outside_w_m2.reshape(days, -1).sum(1) / clearness.FINE_PER_HOUR
    bright = brightness(year, seed, replication, days)
    strays = spread(year, seed, replication)
    target = _column("ghi_kwh_m2") * 1000.0 * strays.ghi_factor
    if days == 366:
        target[1] *= 29.0 / 28.0
    daily = clearness.daily_clearness(bright, outside, months, target)
    hourly = clearness.hourly_clearness(dice("clearness_hourly", 366, 24)[:days], daily, sky)
    relative = daily / month_means(daily, months)[months]

    monthly_c = _column("temperature_mean_c") + strays.temperature_k
    base = daily_course(monthly_c, months)
    sunny = warmth_of_brightness(np.cos(2.0 * np.pi * (np.arange(days) - 15.0) / days))
    own = clearness.autoregressive(dice("temperature", 366), TEMPERATURE_MEMORY)[:days]
    normal = sunny * bright + np.sqrt(1.0 - sunny**2) * own
    deviation = course("anomaly_sd_k") * FARTHEST * np.tanh(normal / FARTHEST)
    deviation -= daily_course(month_means(deviation, months), months)
    ranges = _ranges(dice("range", 366)[:days], relative, months)

    at_h = np.concatenate([[0.0], 24.0 * np.arange(days) + 12.0, [24.0 * days]])
    made = _Year(
        at_h,
        _ended(base + deviation, _at_new_year("temperature_mean_c")),
        _ended(ranges, _at_new_year("daily_range_k")),
        np.zeros(days + 2),
        np.arange(24.0 * days) + 0.5,
        hourly.ravel(),
        _wind(dice("wind", 8784)[: 24 * days], months),
        _ended(course("ground_4m_c"), _at_new_year("ground_4m_c")),
        _ended(course("pressure_pa"), _at_new_year("pressure_pa")),
    )
    made = _meet_temperature(made, place, months, monthly_c)
    humid = clearness.autoregressive(dice("humidity", 366), HUMIDITY_MEMORY)[:days]
    wet = HUMIDITY_SPREAD * humid - HUMIDITY_BY_CLEARNESS * (relative - 1.0)
    return _meet_humidity(made, place, months, base + 0.5 * deviation, wet)


def _ranges(normal: Floats, relative_clearness: Floats, months: Ints) -> Floats:
    """Return the daily temperature range [days], K, with the table's monthly means."""
    wanted = _column("daily_range_k")
    factor = 1.0 + RANGE_BY_CLEARNESS * (relative_clearness - 1.0) + RANGE_SPREAD * normal
    factor = np.clip(factor, 0.2, WIDEST_RANGE)
    return np.asarray((wanted / month_means(factor, months))[months] * factor)


def _wind(normal: Floats, months: Ints) -> Floats:
    """Return wind by the hour: exponential with memory, stronger in the afternoon."""
    state = clearness.autoregressive(normal, WIND_MEMORY)
    speed = -np.log1p(-np.minimum(ndtr(state), 1.0 - 1e-9))
    hour = np.arange(normal.size) % 24
    speed = speed * (1.0 + 0.5 * np.cos(2.0 * np.pi * (hour + 0.5 - 17.0) / 24.0))
    by_hour = np.repeat(months, 24)
    return np.asarray(speed * (_column("wind_m_s") / month_means(speed, by_hour))[by_hour])


def _temperature(made: _Year, at_h: Floats, place: Place) -> Floats:
    lag_h = (120.0 - place.longitude) / 15.0
    wave = _shape(at_h % 24.0, lag_h)
    mean = np.interp(at_h, made.at_h, made.mean_c)
    return np.asarray(mean + np.interp(at_h, made.at_h, made.range_k) * wave)


def _humidity(made: _Year, at_h: Floats, temperature_c: Floats) -> Floats:
    vapour = np.exp(np.interp(at_h, made.at_h, made.log_vapour))
    return np.clip(vapour / saturation_pa(temperature_c), 0.05, 1.0)


def _meet_temperature(made: _Year, place: Place, months: Ints, monthly_c: Floats) -> _Year:
    """Take out what interpolation did to the monthly means."""
    air = _temperature(made, made.hour_at_h, place)
    missing = monthly_c - month_means(air, np.repeat(months, 24))
    shift = daily_course(missing, months)
    return made._replace(mean_c=made.mean_c + _ended(shift, 0.0))


def _meet_humidity(
    made: _Year, place: Place, months: Ints, dew_course_c: Floats, wet: Floats
) -> _Year:
    """Set the vapour pressure so that the monthly mean relative humidity is the table's."""
    wanted = _column("relative_humidity")
    air = _temperature(made, made.hour_at_h, place)
    by_hour = np.repeat(months, 24)
    log_vapour = np.log(saturation_pa(dew_course_c)) + np.log(wanted)[months] + wet
    mild = np.array([_at_new_year("temperature_mean_c")])
    edge = float(np.log(saturation_pa(mild)[0] * _at_new_year("relative_humidity")))
    for _ in range(6):
        made = made._replace(log_vapour=_ended(log_vapour, edge))
        got = month_means(_humidity(made, made.hour_at_h, air), by_hour)
        log_vapour = log_vapour + daily_course(np.log(wanted / got), months)
    return made


def _notes(place: Place, replication: int) -> tuple[str, ...]:
    name = "typical year" if replication == 0 else f"year {replication} of the climate"
    notes = [
        f"Synthetic {name} of Lanzhou (monthly figures of CSWD station 528890); GHI split by Erbs.",
    ]
    far = max(abs(place.latitude - TABLE_LATITUDE), abs(place.longitude - TABLE_LONGITUDE)) > 1.0
    high = abs(place.altitude_m - TABLE_ALTITUDE_M) > 300.0
    if far or high:
        notes.append(
            f"The place ({place.latitude:.2f} N, {place.longitude:.2f} E, "
            f"{place.altitude_m:.0f} m) is not Lanzhou: the sun and the pressure are the place's, "
            "temperature, humidity, wind and sums of radiation are Lanzhou's."
        )
    return tuple(notes)


def synthetic(
    grid: TimeGrid, place: Place, seed: int, replication: int, warming_k: float = 0.0
) -> Weather:
    """Return the made weather of `place` over `grid`; see the module for what it keeps.

    `warming_k` is added to air and ground at unchanged relative humidity.
    """
    names = (
        "temperature_c",
        "relative_humidity",
        "wind_m_s",
        "kt",
        "pressure_pa",
        "ground_c",
    )
    series = {name: np.empty(grid.steps) for name in names}
    middles = grid.middles
    years = np.asarray(middles.year)
    for year in np.unique(years):
        steps = np.flatnonzero(years == year)
        made = _make(int(year), place, seed, replication)
        start = pd.Timestamp(int(year), 1, 1, tz=ZONE)
        at_h = np.asarray((middles[steps] - start) / np.timedelta64(1, "h"), dtype=np.float64)
        air = _temperature(made, at_h, place)
        series["temperature_c"][steps] = air
        series["relative_humidity"][steps] = _humidity(made, at_h, air)
        series["wind_m_s"][steps] = np.interp(at_h, made.hour_at_h, made.wind_m_s)
        series["kt"][steps] = np.interp(at_h, made.hour_at_h, made.clearness)
        series["pressure_pa"][steps] = np.interp(at_h, made.at_h, made.pressure_pa)
        series["ground_c"][steps] = np.interp(at_h, made.at_h, made.ground_c)
    series["pressure_pa"] *= standard_pressure_pa(place.altitude_m) / standard_pressure_pa(
        TABLE_ALTITUDE_M
    )
    series["precipitation_mm"] = precipitation_mm(grid, seed, replication)
    series["dust"] = np.ones(grid.steps)
    weather = _with_light(grid, place, series, _notes(place, replication))
    return weather.warmed(warming_k)


def _with_light(
    grid: TimeGrid, place: Place, made: dict[str, Floats], notes: tuple[str, ...]
) -> Weather:
    kt = made.pop("kt")
    nothing = np.zeros(grid.steps)
    dark = Weather(
        grid=grid,
        place=place,
        ghi_w_m2=nothing,
        dni_w_m2=nothing,
        dhi_w_m2=nothing,
        notes=notes,
        light_minutes=60,
        **made,
    )
    sun = dark.sun
    ghi = kt * sun.extraterrestrial_w_m2 * np.maximum(sun.cos_zenith, 0.0)
    dni, dhi = split(ghi, erbs_diffuse_fraction(clearness_index(ghi, sun)), sun)
    return replace(dark, ghi_w_m2=ghi, dni_w_m2=dni, dhi_w_m2=dhi)
