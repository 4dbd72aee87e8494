"""What a file's irradiance says about itself: where its hours lie, and whether it closes."""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from sim.clock import ZONE
from sim.inputs.weather.raw import RawWeather, Timing
from sim.models.irradiance import closure_gap, haurwitz_w_m2
from sim.models.sun import sun_at

Floats = npt.NDArray[np.float64]

CLOSURE_LIMIT = 0.02
CLEAR_DAYS = 60
TIMING_TOLERANCE_MIN = 12.0
FINE = 6  # instants in an interval at which the sun is looked up


class Findings(NamedTuple):
    """The timing to use, whether the file's own split of GHI is used, and why."""

    timing: Timing
    keeps_split: bool
    notes: tuple[str, ...]


class _Over(NamedTuple):
    """Means over each interval [rows]: cosZ, extraterrestrial horizontal, clear-sky GHI."""

    cos_zenith: Floats
    outside_w_m2: Floats
    clear_w_m2: Floats


def _sun_over(raw: RawWeather, light_h: float) -> _Over:
    begin = pd.Timestamp(2005, 1, 1, tz=ZONE) if raw.typical else pd.Timestamp(0).tz_localize(ZONE)
    first = begin + pd.Timedelta(hours=raw.start_h + light_h - raw.interval_h / 2.0)
    fine = pd.Timedelta(hours=raw.interval_h) / FINE
    times = pd.date_range(first + fine / 2, periods=raw.rows * FINE, freq=fine)
    sun = sun_at(times, raw.place.latitude, raw.place.longitude, raw.place.altitude_m)
    up = np.maximum(sun.cos_zenith, 0.0)
    stacked = (up, sun.extraterrestrial_w_m2 * up, haurwitz_w_m2(sun.cos_zenith))
    return _Over(*(values.reshape(raw.rows, FINE).mean(axis=1) for values in stacked))


def centroid_minutes(raw: RawWeather) -> float | None:
    """Return how late [min] clear days' light lies after the sun's, if it stood at the stamps.

    None for less than a typical year's number of days.
    """
    days = int(raw.rows * raw.interval_h // 24)
    if days < 365:
        return None
    per_day = round(24 / raw.interval_h)
    sun = _sun_over(raw, 0.0).outside_w_m2
    ghi = raw.series["ghi_w_m2"]
    # cut days at the place's solar midnight, wherever its clock is
    roll = round((8.0 - raw.place.longitude / 15.0 - raw.start_h) / raw.interval_h)
    ghi, sun = (np.roll(x, -roll)[: days * per_day].reshape(days, per_day) for x in (ghi, sun))
    hours = (np.arange(per_day) * raw.interval_h)[None, :]
    total, possible = ghi.sum(axis=1), sun.sum(axis=1)
    clear = np.argsort(total / np.maximum(possible, 1e-9))[-CLEAR_DAYS:]
    light = (ghi * hours).sum(axis=1)[clear] / np.maximum(total[clear], 1e-9)
    noon = (sun * hours).sum(axis=1)[clear] / np.maximum(possible[clear], 1e-9)
    return float(np.median(light - noon)) * 60.0


def _timing(raw: RawWeather) -> tuple[Timing, list[str]]:
    """Decide where the intervals lie: as the format says, unless the sun says otherwise."""
    late_min = centroid_minutes(raw)
    nominal = raw.timing
    if late_min is None:
        return nominal, []
    found = f"clear days' light lies {late_min:+.1f} min from solar noon when put at the stamps"
    if abs(nominal.light_h * 60.0 + late_min) <= TIMING_TOLERANCE_MIN:
        return nominal, [f"Irradiance is timed as the format has it ({found})."]
    best = min((-0.5, 0.0, 0.5), key=lambda middle_h: abs(middle_h * 60.0 + late_min))
    if not raw.typical or abs(best * 60.0 + late_min) > TIMING_TOLERANCE_MIN:
        return nominal, [f"Irradiance is timed as the format has it, but {found}."]
    note = (
        f"Irradiance is centred {best * 60:+.0f} min from its time stamp, not "
        f"{nominal.light_h * 60:+.0f} min as the format has it: {found}."
    )
    # the file's temperatures then stand where its light does
    return Timing(best, best), [note]


def look_at(raw: RawWeather) -> Findings:
    """Judge the file's timing, its closure of GHI against DHI + DNI·cosZ, and its brightness."""
    timing, notes = _timing(raw)
    over = _sun_over(raw, timing.light_h)
    ghi = raw.series["ghi_w_m2"]
    keeps = "dni_w_m2" in raw.series and "dhi_w_m2" in raw.series
    if keeps:
        dni, dhi = raw.series["dni_w_m2"], raw.series["dhi_w_m2"]
        gap = closure_gap(ghi, dni, dhi, over.cos_zenith)
        have = float(ghi.sum()) * raw.interval_h / 1000.0
        sums = f"GHI {have:.0f}, DHI + DNI·cosZ {have * (1.0 + gap):.0f} kWh/m²"
        keeps = abs(gap) <= CLOSURE_LIMIT
        notes.append(
            f"Irradiance closes ({sums}): the file's DNI and DHI are used."
            if keeps
            else f"Irradiance does not close ({sums}, {gap:+.1%}): GHI is kept and split by Erbs."
        )
    else:
        notes.append("No DNI and DHI in the file: GHI is split by Erbs.")
    bright = int(np.sum((ghi > 1.1 * over.clear_w_m2) & (ghi > 20.0)))
    if bright:
        hours = bright * raw.interval_h
        notes.append(f"{hours:.0f} h lie above 1.1 times Haurwitz' clear sky; they are kept.")
    return Findings(timing, keeps, tuple(notes))
