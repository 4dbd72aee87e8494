"""From a file's time stamps to regular rows: rows that are left out become gaps."""

from pathlib import Path
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from sim.errors import Fault, InputError
from sim.inputs.weather.gaps import LONGEST_H
from sim.inputs.weather.raw import TYPICAL_HOURS

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]


class Rows(NamedTuple):
    """Where each row of a file goes: `start_h` and interval [h], and each row's number."""

    start_h: float
    interval_h: float
    rows: int
    number: Ints

    def spread(self, values: Floats) -> Floats:
        """Return a series at regular rows [rows]; what the file left out is NaN."""
        out = np.full(self.rows, np.nan)
        out[self.number] = values
        return out

    def lines(self, lines: Ints) -> Ints:
        """Return the file's line of each regular row; one left out has the line before it."""
        out, given = np.zeros(self.rows, np.int64), np.zeros(self.rows, np.int64)
        out[self.number] = lines
        given[self.number] = self.number
        return np.asarray(out[np.maximum.accumulate(given)])


def typical_rows(file: Path, at_h: Floats, lines: Ints | None) -> Rows:
    """Return where rows go that stand at `at_h`, hours of a year, one an hour."""
    if at_h.size > TYPICAL_HOURS:
        message = f"has {at_h.size} rows; a typical year has {TYPICAL_HOURS}, one an hour"
        raise InputError([Fault(message, file=file)])
    start_h = float(at_h.min() % 1.0)
    hour = np.round(at_h - start_h).astype(np.int64)
    irregular = np.flatnonzero(np.abs(at_h - start_h - hour) > 1e-6)
    if irregular.size:
        message = f"hours are not regular at hour {at_h[irregular[0]]:.1f} of the year"
        raise InputError([Fault(message, file, _line(lines, irregular[0]))])
    times = np.bincount(hour, minlength=TYPICAL_HOURS)
    if times.max() > 1:
        second = int(np.flatnonzero(hour == times.argmax())[1])
        message = f"hour {times.argmax()} of the year stands there {times.max()} times"
        raise InputError([Fault(message, file, _line(lines, second))])
    if _longest(times == 0) > LONGEST_H:
        message = f"has {at_h.size} hours; a typical year has {TYPICAL_HOURS}"
        raise InputError([Fault(message, file=file)])
    return Rows(start_h, 1.0, TYPICAL_HOURS, hour)


def real_rows(file: Path, hours: Floats, lines: Ints | None) -> Rows:
    """Return where rows go that stand at `hours` after 1970, 1 to 60 minutes apart."""
    if hours.size < 2 or not np.all(np.isfinite(hours)):
        raise InputError([Fault("needs at least two rows, each with a time", file, path="time")])
    apart = np.diff(hours)
    interval_h = float(np.median(apart))
    minutes = round(interval_h * 60.0)
    if minutes < 1 or minutes > 60 or 60 % minutes or abs(minutes / 60.0 - interval_h) > 1e-6:
        message = f"interval is {interval_h * 60:g} minutes; allowed are divisors of 60"
        raise InputError([Fault(message, file, _line(lines, 1), "time")])
    interval_h = minutes / 60.0
    steps = np.round(apart / interval_h)
    odd = np.flatnonzero(
        (np.abs(apart - steps * interval_h) > 1e-6)
        | (steps < 1)
        | ((steps - 1) * interval_h > LONGEST_H + 1e-9)
    )
    if odd.size:
        gap = apart[odd[0]]
        message = f"gap of {gap * 60:g} minutes in a series of {minutes} minutes"
        if gap <= 0.0:
            message = "time does not go forward from the row before"
        elif abs(gap - 24.0 - interval_h) < 1e-6:
            message += " (a real year has its 29 February)"
        raise InputError([Fault(message, file, _line(lines, odd[0] + 1), "time")])
    number = np.concatenate([[0], np.cumsum(steps)]).astype(np.int64)
    return Rows(float(hours[0]), interval_h, int(number[-1]) + 1, number)


def _line(lines: Ints | None, row: int) -> int | None:
    return None if lines is None else int(lines[row])


def _longest(missing: npt.NDArray[np.bool_]) -> int:
    """Return the length of the longest run of True."""
    edges = np.diff(np.concatenate([[0], missing.astype(np.int64), [0]]))
    return int(np.max(np.flatnonzero(edges < 0) - np.flatnonzero(edges > 0), initial=0))
