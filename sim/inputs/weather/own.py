"""The project's own CSV of a real period."""

import re
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pandas as pd

from sim.clock import ZONE
from sim.errors import Fault, InputError
from sim.inputs.csv_rows import Columns, read_columns
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
_OFFSET = re.compile(r"[T ]\d\d.*(Z|[+-]\d\d(:?\d\d)?)$")
_DEFAULTS = {"relative_humidity": 0.5, "wind_m_s": 1.0}


def own_csv(file: Path, place: Place | None) -> RawWeather:
    """Read the project's own CSV (documented in ``docs/models/weather.md``): a real period.

    `time` is the begin of each interval, local time or with an offset; irradiance is the mean
    over the interval.
    """
    columns = read_columns(file, _REQUIRED, _OPTIONAL)
    if place is None:
        raise InputError([Fault("a CSV of your own needs a place (latitude, ...)", file=file)])
    hours = _hours(columns)
    series = {name: columns.numbers(name) for name in columns.text if name != "time"}
    columns.file.raise_faults()
    rows = real_rows(file, hours, columns.line)
    series = {name: rows.spread(values) for name, values in series.items()}
    notes = []
    for name, value in {
        **_DEFAULTS,
        "pressure_pa": standard_pressure_pa(place.altitude_m),
    }.items():
        if name not in series:
            series[name] = np.full(rows.rows, value)
            notes.append(f"No column {name}: {value:g} is used throughout.")
    timing = Timing(rows.interval_h / 2.0, rows.interval_h / 2.0)
    lines = rows.lines(columns.line)
    return RawWeather(
        file, place, False, rows.start_h, rows.interval_h, timing, series, lines, notes=notes
    )


def _hours(columns: Columns) -> npt.NDArray[np.float64]:
    """Return the times as hours after 1970 on the park's clock [rows]; what is none, a fault."""
    texts = columns.text["time"]
    stamps = pd.to_datetime(pd.Series(texts), format="ISO8601", utc=True, errors="coerce")
    # What has no offset is local time: it must not be moved by the zone.
    has_offset = np.array([_OFFSET.search(text) is not None for text in texts])
    other = int(np.argmax(has_offset != has_offset[0]))
    if other:
        message = "some times have an offset from UTC, others none"
        columns.file.fault(message, int(columns.line[other]), "time")
    for row in np.flatnonzero(stamps.isna()):
        message = f"'{texts[row]}' is not a time, as in 2025-01-31T13:00"
        columns.file.fault(message, int(columns.line[row]), "time")
    local = pd.DatetimeIndex(stamps)
    if has_offset[0]:
        local = local.tz_convert(ZONE)
    hours = (local.tz_localize(None) - pd.Timestamp(0)) / np.timedelta64(1, "h")
    return np.asarray(hours, dtype=np.float64)
