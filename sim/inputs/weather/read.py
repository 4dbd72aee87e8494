"""Weather from a file, laid onto a run's grid: EPW, TMY3, PVGIS, or a CSV of one's own.

A typical year is laid by month, day and hour (29 February repeats the 28th); a real period
must hold the run's. Temperatures are interpolated; irradiance keeps each interval's energy and
follows the clear sky inside it.
"""

from dataclasses import replace
from math import gcd
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pandas as pd

from sim.clock import TimeGrid
from sim.errors import Fault, InputError
from sim.inputs.weather.formats import choose
from sim.inputs.weather.gaps import without_gaps
from sim.inputs.weather.inspect import Findings, darkness, look_at
from sim.inputs.weather.precipitation import is_near_lanzhou, precipitation_mm
from sim.inputs.weather.raw import TYPICAL_HOURS, RawWeather
from sim.inputs.weather.record import Place, Weather
from sim.inputs.weather.season import daily_course, ground_by_kusuda, month_of_day
from sim.inputs.weather.unreadable import fault_of
from sim.models.irradiance import erbs_diffuse_fraction, haurwitz_w_m2, split
from sim.models.sun import sun_at, sun_over
from sim.tables import table

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

MOST_IN_THE_DARK = 0.2  # of the light; files that are right have less than 0.02


def read(
    path: Path, grid: TimeGrid, place: Place | None = None, seed: int = 0, replication: int = 0
) -> Weather:
    """Read a weather file and lay it onto `grid`.

    EPW, TMY3 and PVGIS files bring their own place, which is used; a CSV of one's own needs
    `place`. `seed` and `replication` draw the precipitation of a file near Lanzhou that has none.
    Raises `InputError`, with file, line and column, for whatever is wrong with it.
    """
    raw = without_gaps(_load(Path(path), place))
    if not raw.typical:
        _check_period(raw, grid)
    findings = look_at(raw)
    water, note = _precipitation(raw, findings, grid, seed, replication)
    weather = _lay(raw, findings, grid, water, _distance_notes(raw.place, place))
    return replace(weather, notes=(*weather.notes, note))


def look_into(path: Path, place: Place | None = None) -> tuple[str, ...]:
    """Return what is found in a weather file, without laying it onto a grid.

    Raises `InputError` for whatever is wrong with it.
    """
    raw = without_gaps(_load(path, place))
    dark = darkness(raw)
    return (*look_at(raw).notes, *raw.notes, *([] if dark is None else [f"Odd: {dark}."]))


def too_dark(path: Path, place: Place | None = None) -> str | None:
    """Say if a weather file without faults has too little light for W/m²; None: it has enough."""
    return darkness(without_gaps(_load(path, place)))


def _load(path: Path, place: Place | None) -> RawWeather:
    if not path.is_file():
        raise InputError([Fault("no such weather file", file=path)])
    name, reader = choose(path)
    try:
        return reader(path, place)
    except InputError:
        raise
    except Exception as error:  # pvlib and pandas raise anything at all on a broken file
        raise InputError([fault_of(error, name, path)]) from error


def _distance_notes(own: Place, wanted: Place | None) -> tuple[str, ...]:
    if wanted is None:
        return ()
    degrees = max(abs(own.latitude - wanted.latitude), abs(own.longitude - wanted.longitude))
    height = abs(own.altitude_m - wanted.altitude_m)
    if degrees < 0.5 and height < 300.0:
        return ()
    return (
        f"The file is of {own.latitude:.2f} N, {own.longitude:.2f} E, {own.altitude_m:.0f} m, "
        f"{degrees:.1f} degrees and {height:.0f} m from the scenario's place; the file's is used.",
    )


def _check_period(raw: RawWeather, grid: TimeGrid) -> None:
    """Raise `InputError` unless the file holds the whole period."""
    begin = pd.Timestamp(0) + pd.Timedelta(hours=raw.start_h)
    end = begin + pd.Timedelta(hours=raw.rows * raw.interval_h)
    first = pd.Timestamp(grid.start)
    last = first + pd.Timedelta(days=grid.days)
    if begin > first or end < last:
        message = f"covers {begin} to {end}, but the period is {first} to {last}"
        raise InputError([Fault(message, file=raw.file, path="time")])


def _file_hours(raw: RawWeather, times: pd.DatetimeIndex) -> Floats:
    """Return times as hours on the file's time axis [steps]."""
    naive = times.tz_localize(None)
    if not raw.typical:
        hours = (naive - pd.Timestamp(0)) / np.timedelta64(1, "h")
        return np.asarray(hours, dtype=np.float64)
    before = np.array([0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334])
    month = np.asarray(naive.month) - 1
    day = np.minimum(np.asarray(naive.day), np.where(month == 1, 28, 31))
    inside = (naive - naive.normalize()) / np.timedelta64(1, "h")
    return np.asarray((before[month] + day - 1) * 24.0 + inside, dtype=np.float64)


def _states(raw: RawWeather, hours: Floats, state_h: float) -> dict[str, Floats]:
    """Interpolate what is not light at `hours` [steps]."""
    at = raw.start_h + state_h + np.arange(raw.rows) * raw.interval_h
    period = float(TYPICAL_HOURS) if raw.typical else None
    names = ("temperature_c", "relative_humidity", "wind_m_s", "pressure_pa")
    return {
        name: np.asarray(np.interp(hours, at, raw.series[name], period=period)) for name in names
    }


def _ground(raw: RawWeather, hours: Floats, grid: TimeGrid) -> tuple[Floats, str]:
    """Return the ground at about 4 m [steps] and where it comes from."""
    if "ground_c" in raw.series:
        at = raw.start_h + np.arange(raw.rows) * raw.interval_h
        return np.interp(hours, at, raw.series["ground_c"]), "Ground temperature: the file's."
    per_day = round(24 / raw.interval_h)
    months = month_of_day(2005)
    offset_h = 0.0
    if raw.ground_monthly_c is not None:
        daily, note = daily_course(raw.ground_monthly_c, months), "the file's header."
    elif raw.rows >= 365 * per_day:
        air = raw.series["temperature_c"][: 365 * per_day].reshape(365, per_day).mean(axis=1)
        daily, note = ground_by_kusuda(air), "Kusuda-Achenbach from the file's air, 4 m."
        offset_h = raw.start_h
    else:
        monthly = table("climate_lanzhou")["ground_4m_c"].to_numpy(dtype=np.float64)
        daily, note = daily_course(monthly, months), "Lanzhou's (the file is under a year)."
        hours = _file_hours_of_year(grid)
    at = offset_h + np.arange(365) * 24.0 + 12.0
    ground = np.interp(hours, at, daily, period=float(TYPICAL_HOURS))
    return ground, f"Ground temperature: {note}"


def _precipitation(
    raw: RawWeather, findings: Findings, grid: TimeGrid, seed: int, replication: int
) -> tuple[Floats, str]:
    """Return the water that falls in each step [steps], mm, and where it comes from."""
    if "precipitation_mm" not in raw.series:
        if is_near_lanzhou(raw.place):
            note = "No precipitation in the file: made for Lanzhou, apart from the file's clouds."
            return precipitation_mm(grid, seed, replication), note
        return np.zeros(grid.steps), "No precipitation in the file: none falls."
    fallen = np.concatenate([[0.0], np.cumsum(raw.series["precipitation_mm"])])
    first = raw.start_h + findings.timing.light_h - raw.interval_h / 2.0
    middle = (_file_hours(raw, grid.middles) - first) / raw.interval_h
    half = 0.5 * grid.step_h / raw.interval_h

    def until(rows: Floats) -> Floats:
        laps = np.floor(rows / raw.rows)
        inside = np.interp(rows - laps * raw.rows, np.arange(raw.rows + 1.0), fallen)
        return np.asarray(laps * fallen[-1] + inside)

    note = f"Precipitation: the file's, {fallen[-1]:.0f} mm in all."
    water_mm = until(middle + half) - until(middle - half)
    return np.where(water_mm > 1e-9, water_mm, 0.0), note


def _file_hours_of_year(grid: TimeGrid) -> Floats:
    return np.asarray((grid.middles.day_of_year - 1) * 24.0 + grid.hour_of_day, dtype=np.float64)


def _light(
    raw: RawWeather, findings: Findings, grid: TimeGrid
) -> tuple[Floats, Floats, Floats, float]:
    """Return GHI, DNI, DHI [steps] and the share of energy that found no sun."""
    shift_minutes = round((raw.start_h + findings.timing.light_h - raw.interval_h / 2) * 60)
    fine = gcd(gcd(grid.step_minutes, 10), gcd(shift_minutes, round(raw.interval_h * 60)))
    fine_grid = TimeGrid(grid.start, grid.days, fine)
    hours = _file_hours(raw, fine_grid.middles)
    first = raw.start_h + findings.timing.light_h - raw.interval_h / 2.0
    row = np.floor((hours - first) / raw.interval_h).astype(np.int64)
    row = row % raw.rows if raw.typical else np.clip(row, 0, raw.rows - 1)
    group = np.concatenate([[0], np.cumsum(np.diff(row) != 0)])
    place = raw.place
    sun = sun_at(fine_grid.middles, place.latitude, place.longitude, place.altitude_m)
    clear = haurwitz_w_m2(sun.cos_zenith)
    mean_clear = (np.bincount(group, clear) / np.bincount(group))[group]
    given = raw.series["ghi_w_m2"][row]
    ghi = given * clear / np.where(mean_clear > 0.0, mean_clear, 1.0)
    ghi = np.minimum(ghi, sun.extraterrestrial_w_m2 * np.maximum(sun.cos_zenith, 0.0))
    total = float(given.sum())
    lost = 1.0 - float(ghi.sum()) / total if total > 0.0 else 0.0
    if findings.keeps_split:
        fraction = (raw.series["dhi_w_m2"] / np.maximum(raw.series["ghi_w_m2"], 1e-9))[row]
    else:
        # by the file's whole interval: Erbs' correlation is of hours
        outside = sun.extraterrestrial_w_m2 * np.maximum(sun.cos_zenith, 0.0)
        mean_outside = (np.bincount(group, outside) / np.bincount(group))[group]
        fraction = erbs_diffuse_fraction(np.clip(given / np.maximum(mean_outside, 65.0), 0.0, 1.0))
    per_step = grid.step_minutes // fine
    diffuse = split(ghi, fraction, sun)[1].reshape(-1, per_step).mean(axis=1)
    ghi = ghi.reshape(-1, per_step).mean(axis=1)
    coarse = sun_over(grid, place.latitude, place.longitude, place.altitude_m)
    dni, dhi = split(ghi, diffuse / np.maximum(ghi, 1e-9), coarse)
    return ghi, dni, dhi, lost


def _lay(
    raw: RawWeather,
    findings: Findings,
    grid: TimeGrid,
    water_mm: Floats,
    more_notes: tuple[str, ...],
) -> Weather:
    hours = _file_hours(raw, grid.middles)
    ground, ground_note = _ground(raw, hours, grid)
    ghi, dni, dhi, lost = _light(raw, findings, grid)
    if lost > MOST_IN_THE_DARK:
        message = f"{lost:.0%} of the GHI falls where the sun is down: the zone or place is wrong"
        raise InputError([Fault(message, file=raw.file)])
    notes = [f"Weather read from {raw.file.name}.", *more_notes, *findings.notes, *raw.notes]
    if lost > 0.001:
        notes.append(f"{lost:.1%} of the GHI fell where the sun is down and was left out.")
    return Weather(
        grid=grid,
        place=raw.place,
        ghi_w_m2=ghi,
        dni_w_m2=dni,
        dhi_w_m2=dhi,
        ground_c=ground,
        precipitation_mm=water_mm,
        dust=np.ones(grid.steps),
        light_minutes=round(60.0 * raw.interval_h),
        notes=(*notes, ground_note),
        **_states(raw, hours, findings.timing.state_h),
    )
