"""Gaps in a weather file: short ones are filled and told of, long ones refused.

What is no light is interpolated in time over up to six hours. Light is interpolated as a share
of the clear sky over up to three: a cloudy noon would otherwise be made from its morning.
Precipitation that is not known counts as none.
"""

from dataclasses import replace

import numpy as np
import numpy.typing as npt

from sim.errors import Fault, InputError
from sim.inputs.weather.raw import LIGHT, RawWeather, check_values
from sim.inputs.weather.rowsun import sun_over_rows

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

LONGEST_H = 6.0
LONGEST_OF_LIGHT_H = 3.0
MOST = 0.05  # share of a column's rows that may be missing
LEAST_CLEAR_W_M2 = 20.0  # below, the share of the clear sky says nothing


def without_gaps(raw: RawWeather) -> RawWeather:
    """Return the file's weather with short gaps filled, which its notes tell.

    Raises `InputError` with one fault a column for impossible values and for long gaps.
    """
    check_values(raw)
    gaps = {name: _runs(values) for name, values in raw.series.items()}
    gaps = {name: runs for name, runs in gaps.items() if runs.size}
    if not gaps:
        return raw
    faults = [fault for name, runs in gaps.items() for fault in _too_long(raw, name, runs)]
    if faults:
        raise InputError(faults)
    clear = sun_over_rows(raw, raw.timing.light_h).clear_w_m2 if set(gaps) & set(LIGHT) else None
    series = {
        name: _filled(raw, name, clear if name in LIGHT else None) if name in gaps else values
        for name, values in raw.series.items()
    }
    notes = [_note(raw, name, runs) for name, runs in gaps.items()]
    return replace(raw, series=series, notes=[*raw.notes, *notes])


def _runs(values: Floats) -> Ints:
    """Return first row and number of rows of each gap [gaps, 2]."""
    edges = np.diff(np.concatenate([[0], np.isnan(values).astype(np.int64), [0]]))
    first, end = np.flatnonzero(edges > 0), np.flatnonzero(edges < 0)
    return np.stack([first, end - first], axis=1)


def _too_long(raw: RawWeather, name: str, runs: Ints) -> list[Fault]:
    limit_h = LONGEST_OF_LIGHT_H if name in LIGHT else LONGEST_H
    row, rows = (int(value) for value in runs[runs[:, 1].argmax()])
    hours, share = rows * raw.interval_h, runs[:, 1].sum() / raw.rows
    if rows == raw.rows:
        return [raw.fault(0, name, "value is missing in every row")]
    if hours > limit_h + 1e-9:
        message = f"value is missing for {hours:g} h; gaps of up to {limit_h:g} h are filled"
        return [raw.fault(row, name, message)]
    if share > MOST:
        message = f"value is missing in {share:.0%} of the rows; up to {MOST:.0%} are filled"
        return [raw.fault(row, name, message)]
    return []


def _filled(raw: RawWeather, name: str, clear_w_m2: Floats | None) -> Floats:
    values = raw.series[name]
    missing = np.isnan(values)
    if name == "precipitation_mm":
        return np.where(missing, 0.0, values)
    scale = np.ones(raw.rows) if clear_w_m2 is None else clear_w_m2
    known = ~missing & (scale > LEAST_CLEAR_W_M2 if clear_w_m2 is not None else scale > 0.0)
    at = np.flatnonzero(known)
    if at.size == 0:  # no daylight in the file
        return np.where(missing, 0.0, values)
    period = raw.rows if raw.typical else None
    share = np.interp(np.arange(raw.rows), at, values[at] / scale[at], period=period)
    return np.where(missing, share * scale, values)


def _note(raw: RawWeather, name: str, runs: Ints) -> str:
    how = "interpolated"
    if name in LIGHT:
        how = "interpolated as a share of the clear sky"
    elif name == "precipitation_mm":
        how = "taken as dry"
    total_h, longest_h = (float(x) * raw.interval_h for x in (runs[:, 1].sum(), runs[:, 1].max()))
    gaps = "1 gap" if len(runs) == 1 else f"{len(runs)} gaps"
    return f"{name}: {gaps}, {total_h:g} h in all, the longest {longest_h:g} h, {how}."
