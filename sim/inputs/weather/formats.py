"""Readers of the file formats: each returns a `RawWeather`, or raises `InputError`."""

import csv
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from sim.clock import ZONE
from sim.errors import Fault, InputError, nearest
from sim.inputs.weather.raw import TYPICAL_HOURS, RawWeather, Timing, check_values
from sim.inputs.weather.record import Place
from sim.models.sun import standard_pressure_pa

Floats = npt.NDArray[np.float64]

# pvlib's names on the left; all three formats are read through pvlib.iotools
_NAMES = {
    "temp_air": "temperature_c",
    "relative_humidity": "relative_humidity",
    "wind_speed": "wind_m_s",
    "ghi": "ghi_w_m2",
    "dni": "dni_w_m2",
    "dhi": "dhi_w_m2",
}
_TYPICAL = 2005  # a year without a leap day, onto which a typical year's months are put
_EPW_MISSING = {"dni": 9999.0, "dhi": 9999.0}
# Hours and years with more precipitation than this, and a column with less data, are not believed.
_TOO_WET_MM, _TOO_WET_YEAR_MM, _SOUND_SHARE = 300.0, 5000.0, 0.9
_OWN_REQUIRED = ("time", "temperature_c", "ghi_w_m2")
_OWN_OPTIONAL = (
    "relative_humidity",
    "wind_m_s",
    "dni_w_m2",
    "dhi_w_m2",
    "pressure_pa",
    "ground_c",
    "precipitation_mm",
)
_OWN_DEFAULTS = {"relative_humidity": 0.5, "wind_m_s": 1.0}


def _typical(
    file: Path,
    frame: pd.DataFrame,
    place: Place,
    timing: Timing,
    first_line: int | None,
    pressure_column: str,
    ground: Floats | None = None,
) -> RawWeather:
    """Put a frame of pvlib's, stamped in some zone of 2005, onto the park's clock."""
    if len(frame) != TYPICAL_HOURS:
        message = f"has {len(frame)} hours; a typical year has {TYPICAL_HOURS}"
        raise InputError([Fault(message, file=file)])
    series = {ours: frame[theirs].to_numpy(dtype=np.float64) for theirs, ours in _NAMES.items()}
    series["relative_humidity"] = series["relative_humidity"] / 100.0
    series["pressure_pa"] = frame[pressure_column].to_numpy(dtype=np.float64)
    notes = []
    if np.any((series["pressure_pa"] < 30000.0) | ~np.isfinite(series["pressure_pa"])):
        series["pressure_pa"] = np.full(len(frame), standard_pressure_pa(place.altitude_m))
        notes.append("No pressure in the file: the standard atmosphere is used.")
    for name, code in _EPW_MISSING.items():
        if np.all(frame[name] >= code):
            series.pop(_NAMES[name])
    series |= _fallen(frame, notes)
    check_values(file, series, first_line)
    series["relative_humidity"] = np.minimum(series["relative_humidity"], 1.0)
    stamps = pd.DatetimeIndex(frame.index).tz_convert(ZONE)
    begin = pd.Timestamp(_TYPICAL, 1, 1, tz=ZONE)
    at_h = np.asarray((stamps - begin) / np.timedelta64(1, "h"), dtype=np.float64) % TYPICAL_HOURS
    order = np.argsort(at_h, kind="stable")
    at_h = at_h[order]
    if not np.allclose(np.diff(at_h), 1.0, atol=1e-6):
        missing = int(np.argmax(np.abs(np.diff(at_h) - 1.0)))
        message = f"hours are not regular after hour {at_h[missing]:.1f} of the year"
        raise InputError([Fault(message, file=file)])
    series = {name: np.ascontiguousarray(values[order]) for name, values in series.items()}
    return RawWeather(file, place, True, float(at_h[0]), 1.0, timing, series, ground, notes)


def _fallen(frame: pd.DataFrame, notes: list[str]) -> dict[str, Floats]:
    """Return the precipitation [rows], mm, if an EPW frame of pvlib's has one to be believed.

    Most files fill the column with a missing-data code or with zeros. TMY3's is left aside: in
    Greensboro's file it sums up to 8.3 m a year.
    """
    if "liquid_precipitation_depth" not in frame:
        return {}
    fallen_mm = frame["liquid_precipitation_depth"].to_numpy(dtype=np.float64)
    sound = (fallen_mm >= 0.0) & (fallen_mm < _TOO_WET_MM)
    fallen_mm = np.where(sound, fallen_mm, 0.0)
    if fallen_mm.sum() == 0.0 or sound.mean() < _SOUND_SHARE:
        return {}
    if fallen_mm.sum() > _TOO_WET_YEAR_MM:
        notes.append(f"The file's precipitation ({fallen_mm.sum():.0f} mm a year) is not believed.")
        return {}
    if not np.all(sound):
        notes.append(f"{np.sum(~sound)} h without precipitation data: taken as dry.")
    return {"precipitation_mm": fallen_mm}


def _into_typical_year(frame: pd.DataFrame) -> pd.DataFrame:
    """Put months of several years into one, without a leap day."""
    stamps = pd.DatetimeIndex(frame.index)
    ordinary = ~((stamps.month == 2) & (stamps.day == 29))
    one_year = [stamp.replace(year=_TYPICAL) for stamp in stamps[ordinary]]
    return frame[ordinary].set_index(pd.DatetimeIndex(one_year))


def _epw_ground(file: Path) -> Floats | None:
    """Return the header's monthly ground temperatures nearest to 4 m, if it has any."""
    with file.open(encoding="utf-8", errors="replace") as lines:
        header = [next(lines, "") for _ in range(8)]
    for line in header:
        cells = line.strip().split(",")
        if cells[0].upper() == "GROUND TEMPERATURES" and len(cells) >= 18:
            blocks = [cells[start : start + 16] for start in range(2, len(cells) - 15, 16)]
            block = min(blocks, key=lambda cells: abs(float(cells[0]) - 4.0))
            if abs(float(block[0]) - 4.0) <= 1.0:
                return np.array([float(cell) for cell in block[4:16]])
    return None


def epw(file: Path, place: Place | None) -> RawWeather:
    """Read EnergyPlus weather. Hour h is the hour that ends at h; pvlib stamps its begin."""
    from pvlib.iotools import read_epw

    frame, meta = read_epw(str(file))
    if "latitude" not in meta or len(frame.columns) < 20:
        raise ValueError("no LOCATION line or too few columns")
    frame = _into_typical_year(frame)
    own = Place(float(meta["latitude"]), float(meta["longitude"]), float(meta["altitude"]))
    return _typical(
        file, frame, own, Timing(0.5, 1.0), 9, "atmospheric_pressure", _epw_ground(file)
    )


def tmy3(file: Path, place: Place | None) -> RawWeather:
    """Read TMY3. Hour h is the hour that ends at h, and pvlib stamps its end."""
    from pvlib.iotools import read_tmy3

    frame, meta = read_tmy3(str(file), coerce_year=_TYPICAL)
    own = Place(float(meta["latitude"]), float(meta["longitude"]), float(meta["altitude"]))
    frame = frame.assign(pressure=frame["pressure"] * 100.0)  # hPa
    return _typical(file, frame, own, Timing(-0.5, 0.0), 3, "pressure")


def pvgis(file: Path, place: Place | None) -> RawWeather:
    """Read PVGIS' typical year, CSV or JSON. Stamps are instants of a satellite's picture."""
    from pvlib.iotools import read_pvgis_tmy

    kind = file.suffix.lower().lstrip(".")
    frame, meta = read_pvgis_tmy(str(file), pvgis_format=kind)
    where: dict[str, Any] = meta.get("inputs", meta)
    where = where.get("location", where)
    own = Place(float(where["latitude"]), float(where["longitude"]), float(where["elevation"]))
    # newer files tell the instant of the picture; 5 minutes are near enough, and cheap to lay
    offset_h = round(float(where.get("irradiance time offset", 0.0)) * 12.0) / 12.0
    timing = Timing(offset_h, 0.0)
    return _typical(file, _into_typical_year(frame), own, timing, None, "pressure")


def own_csv(file: Path, place: Place | None) -> RawWeather:
    """Read the project's own CSV (documented in ``docs/models/weather.md``): a real period.

    `time` is the begin of each interval, local time or with an offset; irradiance is the mean
    over the interval.
    """
    frame = pd.read_csv(file)
    frame.columns = [str(name).strip() for name in frame.columns]
    _check_header(file, list(frame.columns))
    if place is None:
        raise InputError([Fault("a CSV of your own needs a place (latitude, ...)", file=file)])
    stamps = pd.DatetimeIndex(pd.to_datetime(frame["time"], format="ISO8601"))
    stamps = stamps.tz_localize(ZONE) if stamps.tz is None else stamps.tz_convert(ZONE)
    hours = (stamps.tz_localize(None) - pd.Timestamp(0)) / np.timedelta64(1, "h")
    interval_h = _regular_interval(file, np.asarray(hours, dtype=np.float64))
    present = [name for name in frame.columns if name != "time"]
    series = {
        name: pd.to_numeric(frame[name], errors="coerce").to_numpy(dtype=np.float64)
        for name in present
    }
    check_values(file, series, 2)
    notes = []
    for name, value in {
        **_OWN_DEFAULTS,
        "pressure_pa": standard_pressure_pa(place.altitude_m),
    }.items():
        if name not in series:
            series[name] = np.full(len(frame), value)
            notes.append(f"No column {name}: {value:g} is used throughout.")
    timing = Timing(interval_h / 2.0, interval_h / 2.0)
    return RawWeather(file, place, False, float(hours[0]), interval_h, timing, series, None, notes)


def _check_header(file: Path, columns: list[str]) -> None:
    allowed = (*_OWN_REQUIRED, *_OWN_OPTIONAL)
    faults = [
        Fault(f"column is missing; required are {', '.join(_OWN_REQUIRED)}", file, 1, name)
        for name in _OWN_REQUIRED
        if name not in columns
    ]
    faults += [
        Fault(
            f"unknown column; known are {', '.join(allowed)}.{nearest(name, allowed)}",
            file,
            1,
            name,
        )
        for name in columns
        if name not in allowed
    ]
    if faults:
        raise InputError(faults)


def _regular_interval(file: Path, hours: Floats) -> float:
    """Return the interval of stamps [h]; it must be regular, 1 to 60 minutes."""
    if hours.size < 2 or not np.all(np.isfinite(hours)):
        raise InputError([Fault("needs at least two rows, each with a time", file, path="time")])
    gaps = np.diff(hours)
    interval_h = float(gaps[0])
    minutes = round(interval_h * 60.0)
    if minutes < 1 or minutes > 60 or 60 % minutes or abs(minutes / 60.0 - interval_h) > 1e-6:
        message = f"interval is {interval_h * 60:g} minutes; allowed are divisors of 60"
        raise InputError([Fault(message, file, 3, "time")])
    odd = np.flatnonzero(np.abs(gaps - interval_h) > 1e-6)
    if odd.size:
        message = f"gap of {gaps[odd[0]] * 60:g} minutes in a series of {minutes} minutes"
        raise InputError([Fault(message, file, int(odd[0]) + 3, "time")])
    return minutes / 60.0


Reader = Callable[[Path, Place | None], RawWeather]


def choose(file: Path) -> tuple[str, Reader]:
    """Return the name and the reader of a file's format, by its ending and its first lines."""
    ending = file.suffix.lower()
    if ending == ".epw":
        return "EPW", epw
    if ending == ".json":
        return "PVGIS", pvgis
    if ending != ".csv":
        message = f"unknown ending '{file.suffix}'; known are .epw, .csv (TMY3, PVGIS, own), .json"
        raise InputError([Fault(message, file=file)])
    with file.open(encoding="utf-8-sig", errors="replace", newline="") as lines:
        rows = [row for row, _ in zip(csv.reader(lines), range(2), strict=False)]
    first = [row[0].strip() if row else "" for row in rows] + ["", ""]
    if first[0].lower().startswith("latitude"):
        return "PVGIS", pvgis
    if first[1].startswith("Date (MM/DD/YYYY)"):
        return "TMY3", tmy3
    return "CSV", own_csv
