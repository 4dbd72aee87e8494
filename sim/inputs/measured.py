"""Consumption that was measured on a line, and stands in the place of the model there.

A CSV: line, temperature_c, kwh_per_km[, km_per_h]: what left the battery, heating and all. It is
linear between the temperatures and the speeds of a line, and constant beyond. The columns stand
in ``docs/timetable.md``.
"""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from sim.inputs.csv_rows import CsvRows, read_csv
from sim.inputs.timetable import Timetable, Trips
from sim.units import SECONDS_PER_HOUR

LOWEST_C, HIGHEST_C, PER_C = -50.0, 60.0, 4
"""Curves are tabulated each quarter of a degree: exact at temperatures given so."""
TABULATED_C = np.linspace(LOWEST_C, HIGHEST_C, round((HIGHEST_C - LOWEST_C) * PER_C) + 1)
MAX_KWH_PER_KM = 10.0

FloatArray = npt.NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Measured:
    """Which trips follow a measured curve, and the curves.

    Attributes
    ----------
    curve : pair of numpy.ndarray
        Row of `kwh_per_km` of each trip, -1 where the model holds [trips, as `Timetable.days`].
    kwh_per_km : numpy.ndarray
        [curves, `TABULATED_C`].
    """

    curve: tuple[npt.NDArray[np.int32], npt.NDArray[np.int32]]
    kwh_per_km: npt.NDArray[np.float32]

    def at(self, curve: int, temperature_c: float) -> float:
        """Return the consumption of a curve [kWh/km]."""
        return float(np.interp(temperature_c, TABULATED_C, self.kwh_per_km[curve]))


def read_measured(path: Path | None, timetable: Timetable) -> Measured:
    """Read the measurements for the lines of `timetable`; `path` None: there are none.

    Raises
    ------
    InputError
        With every fault of the file: its line, column, value and what is allowed.
    """
    if path is None:
        none = [np.full(trips.count, -1, np.int32) for trips in timetable.days]
        return Measured((none[0], none[1]), np.zeros((0, TABULATED_C.size), np.float32))
    file = read_csv(path, ("line", "temperature_c", "kwh_per_km"), ("km_per_h",))
    points = _points(file, timetable)
    file.raise_faults()
    rows: dict[tuple[int, float], int] = {}
    curves: list[FloatArray] = []
    workday, restday = (
        _curves_of(trips, timetable, points, rows, curves) for trips in timetable.days
    )
    tabulated = np.array(curves, dtype=np.float32).reshape(len(curves), TABULATED_C.size)
    return Measured((workday, restday), tabulated)


_Points = dict[str, dict[float, dict[float, float]]]
"""kWh/km by line, speed (0: any) and temperature."""


def _points(file: CsvRows, timetable: Timetable) -> _Points:
    points: _Points = {}
    seen: dict[tuple[str, float, float], int] = {}
    with_speed: dict[str, tuple[bool, int]] = {}
    for row in file:
        line = row.choice("line", timetable.lines)
        temperature_c = row.number("temperature_c", LOWEST_C, HIGHEST_C)
        kwh_per_km = row.number("kwh_per_km", above=0.0, high=MAX_KWH_PER_KM)
        has_speed = row.has("km_per_h")
        km_per_h = row.number("km_per_h", above=0.0, high=120.0) if has_speed else 0.0
        if line is None or temperature_c is None or kwh_per_km is None or km_per_h is None:
            continue
        key = (line, km_per_h, temperature_c)
        if key in seen:
            row.fault(f"measures the same as line {seen[key]}", "temperature_c")
        first = with_speed.setdefault(line, (has_speed, row.line))
        if first[0] != has_speed:
            word = "has a speed" if first[0] else "has none"
            row.fault(f"line {first[1]} of the same bus line {word}: all or none", "km_per_h")
        seen[key] = row.line
        points.setdefault(line, {}).setdefault(km_per_h, {})[temperature_c] = kwh_per_km
    return points


def _curves_of(
    trips: Trips,
    timetable: Timetable,
    points: _Points,
    rows: dict[tuple[int, float], int],
    curves: list[FloatArray],
) -> npt.NDArray[np.int32]:
    """Return the curve of each trip of a day; new ones are added to `curves`."""
    curve = np.full(trips.count, -1, np.int32)
    # A tenth of a km/h more or less makes no curve of its own.
    speed = np.round(trips.km / (trips.run_s / SECONDS_PER_HOUR), 1)
    for number, (line, km_per_h) in enumerate(zip(trips.line, speed, strict=True)):
        measured = points.get(timetable.lines[line])
        if measured is None:
            continue
        key = (int(line), float(km_per_h) if 0.0 not in measured else 0.0)
        if key not in rows:
            rows[key] = len(curves)
            curves.append(_curve(measured, key[1]))
        curve[number] = rows[key]
    return curve


def _curve(measured: dict[float, dict[float, float]], km_per_h: float) -> FloatArray:
    """Return a line's consumption at one mean speed [`TABULATED_C`]."""
    speeds = sorted(measured)
    by_speed = [
        np.interp(TABULATED_C, sorted(one), [one[at] for at in sorted(one)])
        for one in (measured[speed] for speed in speeds)
    ]
    place = float(np.interp(km_per_h, speeds, np.arange(len(speeds))))
    low = int(place)
    high = min(low + 1, len(speeds) - 1)
    curve: FloatArray = by_speed[low] + (place - low) * (by_speed[high] - by_speed[low])
    return curve
