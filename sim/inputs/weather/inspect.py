"""What a file's irradiance says about itself: where its hours lie, and whether it closes."""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from sim.errors import Fault, InputError
from sim.inputs.weather.raw import RawWeather, Timing
from sim.inputs.weather.rowsun import sun_over_rows
from sim.models.irradiance import closure_gap

Floats = npt.NDArray[np.float64]

CLOSURE_LIMIT = 0.02
CLEAR_DAYS = 60
TIMING_TOLERANCE_MIN = 12.0
# Farther off than this, the stamps' zone is wrong. Mountains and haze move a year's clear days by
# less than half an hour, but a cloudy week's by hours. PVGIS' own EPW lies 40 minutes off.
WRONG_ZONE_MIN, WRONG_ZONE_OF_SHORT_MIN = 35.0, 180.0

# Of the light outside the atmosphere: what is left of it under the thickest clouds, and on the
# clearest of many days. Assumptions, with room: a clear day has 0.5 to 0.8.
LEAST_OF_A_DAY, LEAST_OF_MANY_DAYS, MANY_DAYS = 0.05, 0.25, 20


class Findings(NamedTuple):
    """The timing to use, whether the file's own split of GHI is used, and why."""

    timing: Timing
    keeps_split: bool
    notes: tuple[str, ...]


def centroid_minutes(raw: RawWeather) -> float | None:
    """Return how late [min] clear days' light lies after the sun's, if it stood at the stamps.

    The clearest sixth of the days is looked at, 60 at most. None for a file without a whole
    day, or without light.
    """
    per_day = round(24 / raw.interval_h)
    # cut days at the place's solar midnight, wherever its clock is
    begin = round((8.0 - raw.place.longitude / 15.0 - raw.start_h) / raw.interval_h) % per_day
    days = raw.rows // per_day if raw.typical else (raw.rows - begin) // per_day
    ghi = raw.series["ghi_w_m2"]
    if days < 1 or ghi.max() <= 0.0:
        return None
    sun = sun_over_rows(raw, 0.0).outside_w_m2
    ghi, sun = (np.roll(x, -begin)[: days * per_day].reshape(days, per_day) for x in (ghi, sun))
    hours = (np.arange(per_day) * raw.interval_h)[None, :]
    total, possible = ghi.sum(axis=1), sun.sum(axis=1)
    count = min(CLEAR_DAYS, -(-days // 6))
    clear = np.argsort(total / np.maximum(possible, 1e-9))[-count:]
    light = (ghi * hours).sum(axis=1)[clear] / np.maximum(total[clear], 1e-9)
    noon = (sun * hours).sum(axis=1)[clear] / np.maximum(possible[clear], 1e-9)
    return float(np.median(light - noon)) * 60.0


def _timing(raw: RawWeather) -> tuple[Timing, list[str]]:
    """Decide where the intervals lie: as the format says, unless the sun says otherwise."""
    late_min = centroid_minutes(raw)
    nominal = raw.timing
    if late_min is None:
        return nominal, []
    off_min = nominal.light_h * 60.0 + late_min
    whole_year = raw.rows * raw.interval_h >= 24.0 * 365
    if abs(off_min) > (WRONG_ZONE_MIN if whole_year else WRONG_ZONE_OF_SHORT_MIN):
        when = "later" if off_min > 0.0 else "earlier"
        message = (
            f"clear days' light lies {abs(off_min):.0f} minutes {when} than the sun at "
            f"{raw.place.longitude:.2f} E: the zone of its time stamps is wrong"
        )
        raise InputError([Fault(message, file=raw.file)])
    if not whole_year:
        return nominal, []
    found = f"clear days' light lies {late_min:+.1f} min from solar noon when put at the stamps"
    if abs(off_min) <= TIMING_TOLERANCE_MIN:
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


def darkness(raw: RawWeather) -> str | None:
    """Say if the clearest day of a file has less light than any cloud would leave, else None."""
    per_day = round(24 / raw.interval_h)
    days = raw.rows // per_day
    over = sun_over_rows(raw, raw.timing.light_h)
    ghi, outside = (
        series[: days * per_day].reshape(days, per_day).sum(axis=1)
        for series in (raw.series["ghi_w_m2"], over.outside_w_m2)
    )
    share = float(np.max(ghi / np.maximum(outside, 1e-9), initial=0.0))
    least = LEAST_OF_MANY_DAYS if days >= MANY_DAYS else LEAST_OF_A_DAY
    if days < 1 or share >= least or outside.max() <= 0.0:
        return None
    return (
        f"on the clearest of {days} days GHI is {share:.2g} of the light outside the atmosphere, "
        f"where {least:g} and more is usual: is it in W/m², not kW/m² or another unit"
    )


def look_at(raw: RawWeather) -> Findings:
    """Judge the file's timing, its closure of GHI against DHI + DNI·cosZ, and its brightness."""
    timing, notes = _timing(raw)
    over = sun_over_rows(raw, timing.light_h)
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
