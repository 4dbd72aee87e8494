"""The project's own CSV of a real period."""

from pathlib import Path

import numpy as np
import numpy.typing as npt
import pandas as pd

from sim.clock import ZONE
from sim.errors import Fault, InputError, nearest
from sim.inputs.weather.raw import RawWeather, Timing
from sim.inputs.weather.record import Place
from sim.inputs.weather.rows import real_rows
from sim.models.sun import standard_pressure_pa

_REQUIRED = ("time", "temperature_c", "ghi_w_m2")
_OPTIONAL = (
    "relative_humidity",
    "wind_m_s",
    "dni_w_m2",
    "dhi_w_m2",
    "pressure_pa",
    "ground_c",
    "precipitation_mm",
)
_DEFAULTS = {"relative_humidity": 0.5, "wind_m_s": 1.0}


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
    rows = real_rows(file, np.asarray(hours, dtype=np.float64), 2)
    series = {
        name: rows.spread(_numbers(file, frame[name])) for name in frame.columns if name != "time"
    }
    notes = []
    for name, value in {
        **_DEFAULTS,
        "pressure_pa": standard_pressure_pa(place.altitude_m),
    }.items():
        if name not in series:
            series[name] = np.full(rows.rows, value)
            notes.append(f"No column {name}: {value:g} is used throughout.")
    timing = Timing(rows.interval_h / 2.0, rows.interval_h / 2.0)
    lines = rows.lines(2 + np.arange(len(frame)))
    return RawWeather(
        file, place, False, rows.start_h, rows.interval_h, timing, series, lines, notes=notes
    )


def _numbers(file: Path, column: pd.Series) -> npt.NDArray[np.float64]:
    """Return a column's numbers; empty cells are NaN, and a text that is no number a fault."""
    numbers = pd.to_numeric(column, errors="coerce").to_numpy(dtype=np.float64)
    text = np.flatnonzero(np.isnan(numbers) & column.notna().to_numpy())
    if text.size:
        message = f"'{column.iloc[text[0]]}' is not a number"
        raise InputError([Fault(message, file, int(text[0]) + 2, str(column.name))])
    return numbers


def _check_header(file: Path, columns: list[str]) -> None:
    allowed = (*_REQUIRED, *_OPTIONAL)
    faults = [
        Fault(f"column is missing; required are {', '.join(_REQUIRED)}", file, 1, name)
        for name in _REQUIRED
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
