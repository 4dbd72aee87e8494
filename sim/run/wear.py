"""Ageing of batteries while a run goes on: of vehicles by their sessions, of sites by the step.

A vehicle's state of charge turns where a session begins and ends; between, it is taken as linear in
time. Calendar wear is integrated over the resting temperature exactly, and over what the battery is
warmer than that by its value in the middle of the interval.
"""

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from sim.crowd.state import SWAPPED
from sim.kernels import kernel
from sim.models.ageing import (
    END_OF_LIFE_FADE,
    Ageing,
    chemistry_number,
    fade,
    load_ageing,
    periods_to_fade,
    soc_stress,
    temperature_stress,
)
from sim.models.battery_temperature import Warmth, excess_after, resting_c
from sim.models.cycles import Wear, end_cycles, new_wear, turn
from sim.models.vehicle import Vehicle
from sim.units import SECONDS_PER_DAY, SECONDS_PER_HOUR

Floats = npt.NDArray[np.float64]
_YEAR_DAYS = 365.0
_SWAP_RATE = 0.5
"""C-rate at which a battery that is swapped was charged meanwhile, 1/h. Assumption."""


class Faded(NamedTuple):
    """What batteries have lost [batteries]; nan where there is none."""

    calendar: Floats
    cycle: Floats
    full_cycles: Floats
    life_years: Floats
    """Years until the end of life (20 % lost; of a second life more) if every year wore as the
    run did: from new, or from the state of health at the begin."""

    @property
    def soh(self) -> Floats:
        """State of health at the end: the share of the new capacity that is left."""
        return np.maximum(1.0 - self.calendar - self.cycle, 0.0)


class _Course(NamedTuple):
    """Vehicles by number, and the wear of time of a resting battery of each type."""

    type: npt.NDArray[np.int32]
    capacity_kwh: Floats
    stress_s: Floats  # [types, steps + 1] seconds at 25 °C that wear as much as since the start
    step_s: float


@kernel
def _add_up_stress(
    ageing: Ageing, chemistry: int, resting: Floats, step_s: float, out: Floats
) -> None:
    """Write the integral of the stress of temperature over the steps, by the trapezoidal rule."""
    before = temperature_stress(ageing, chemistry, resting[0])
    for k in range(1, resting.size):
        after = temperature_stress(ageing, chemistry, resting[k])
        out[k] = out[k - 1] + 0.5 * (before + after) * step_s
        before = after


@kernel
def _rested_s(course: _Course, type_number: int, now_s: float) -> float:
    """Return the seconds at 25 °C that wear a resting battery as much as all until `now_s`."""
    place = now_s / course.step_s
    last = course.stress_s.shape[1] - 1
    step = min(max(int(place), 0), last - 1)
    low, high = course.stress_s[type_number, step], course.stress_s[type_number, step + 1]
    seconds: float = low + min(max(place - step, 0.0), 1.0) * (high - low)
    return seconds


@kernel
def _pass_time(
    ageing: Ageing,
    wear: Wear,
    warmth: Warmth,
    course: _Course,
    number: int,
    until_s: float,
    soc: float,
    excess_k: float,
) -> None:
    """Battery `number` goes from where it was to `soc` at `until_s`, without turning."""
    one, kind = wear.batteries[number], course.type[number]
    seconds = until_s - one.since_s
    if seconds <= 0.0:
        turn(ageing, wear, number, soc, 0.0)
        one.soc = soc
        return
    ends = soc_stress(ageing, one.chemistry, one.soc) + soc_stress(ageing, one.chemistry, soc)
    middle = soc_stress(ageing, one.chemistry, 0.5 * (one.soc + soc))
    stress = (ends + 4.0 * middle) / 6.0  # Simpson's rule
    at_rest = _rested_s(course, kind, until_s) - _rested_s(course, kind, one.since_s)
    resting = resting_c(warmth, kind, course.step_s, 0.5 * (one.since_s + until_s))
    warmer = temperature_stress(ageing, one.chemistry, resting + 0.5 * (one.excess_k + excess_k))
    warmer /= temperature_stress(ageing, one.chemistry, resting)
    one.calendar += stress * at_rest * warmer
    turn(ageing, wear, number, soc, abs(soc - one.soc) * SECONDS_PER_HOUR / seconds)
    one.since_s, one.soc, one.excess_k = until_s, soc, excess_k


@kernel
def _give_back(
    ageing: Ageing, wear: Wear, number: int, end: float, fed: float, rate: float
) -> None:
    """Turn within a session that gave back `fed` (a share of the capacity) before it ended.

    As few and as deep swings as possible: each from the higher end of the session down by as much
    as there is.
    """
    start = wear.soc[number, wear.batteries[number].open - 1]
    top = max(start, end)
    swings = int(np.ceil(fed / max(top, 0.01)))
    depth = fed / max(swings, 1)
    for _ in range(swings):
        turn(ageing, wear, number, top, rate)
        turn(ageing, wear, number, top - depth, rate)


@kernel
def _age_sessions(
    ageing: Ageing, wear: Wear, warmth: Warmth, course: _Course, rows: Any, fed_kwh: Floats
) -> None:
    for k in range(rows.size):
        row = rows[k]
        number = row.user
        if number >= wear.batteries.size:
            continue
        kind, capacity = course.type[number], course.capacity_kwh[number]
        begin, end = row.start_kwh / capacity, row.end_kwh / capacity
        excess = row.start_c - resting_c(warmth, kind, course.step_s, row.start_s)
        _pass_time(ageing, wear, warmth, course, number, row.start_s, begin, excess)
        if row.reason == SWAPPED:
            turn(ageing, wear, number, end, _SWAP_RATE)
            wear.batteries[number].soc = end
            continue
        if fed_kwh[k] > 0.0:
            hours = max(row.end_s - row.start_s, 1.0) / SECONDS_PER_HOUR
            moved = 2.0 * fed_kwh[k] / capacity + abs(end - begin)
            _give_back(ageing, wear, number, end, fed_kwh[k] / capacity, moved / hours)
        excess = row.end_c - resting_c(warmth, kind, course.step_s, row.end_s)
        _pass_time(ageing, wear, warmth, course, number, row.end_s, end, excess)


@kernel
def _age_series(
    ageing: Ageing, wear: Wear, number: int, soc: Any, step_s: float, warm: float
) -> None:
    one = wear.batteries[number]
    for k in range(soc.size):
        now = np.float64(soc[k])
        middle = soc_stress(ageing, one.chemistry, 0.5 * (one.soc + now))
        one.calendar += middle * warm * step_s
        turn(ageing, wear, number, now, abs(now - one.soc) * SECONDS_PER_HOUR / step_s)
        one.soc = now


def _faded(
    ageing: Ageing,
    wear: Wear,
    days: float,
    before: npt.ArrayLike = 0.0,
    end_fade: npt.ArrayLike = END_OF_LIFE_FADE,
) -> Faded:
    """Return what batteries have lost that had lost `before`, by time and cycles half each."""
    end_cycles(ageing, wear)
    rows = wear.batteries
    powers = ageing.chemistries[["calendar_power", "cycle_power"]][rows["chemistry"]]
    by_time, by_cycles = powers["calendar_power"], powers["cycle_power"]
    calendar, cycle = fade(rows["calendar"], by_time), fade(rows["cycle"], by_cycles)
    periods = periods_to_fade(calendar, cycle, by_time, by_cycles, end_fade, before)
    half = 0.5 * np.asarray(before, float)
    calendar = fade(half ** (1.0 / by_time) + rows["calendar"], by_time)
    cycle = fade(half ** (1.0 / by_cycles) + rows["cycle"], by_cycles)
    return Faded(calendar, cycle, rows["full_cycles"].copy(), periods * days / _YEAR_DAYS)


class VehicleWear:
    """Ageing of the batteries of all vehicles of the fleets.

    Parameters
    ----------
    types : the types of vehicles.
    type_number : [vehicles] type of each.
    start_kwh : [vehicles] energy at the beginning.
    efficiency : [plugs] from the grid to the battery.
    """

    def __init__(
        self,
        types: Sequence[Vehicle],
        type_number: npt.NDArray[np.int32],
        start_kwh: Floats,
        warmth: Warmth,
        step_s: float,
        efficiency: Floats,
    ) -> None:
        self._ageing, _ = load_ageing()
        self._warmth, self._efficiency = warmth, efficiency
        electric = np.array([one.has_battery for one in types], bool)
        self._electric = electric[type_number] if len(types) else np.zeros(0, bool)
        chemistry = np.array(
            [chemistry_number(one.chemistry) if one.has_battery else 0 for one in types], np.int32
        )
        stress_s = np.zeros((len(types), warmth.smoothed_c.shape[1]))
        for kind in np.flatnonzero(electric):
            own = (int(chemistry[kind]), warmth.smoothed_c[kind], step_s, stress_s[kind])
            _add_up_stress(self._ageing, *own)
        capacity = np.array([one.battery_kwh if one.has_battery else 1.0 for one in types])
        numbers = type_number.astype(np.int32)
        of_vehicle = capacity[numbers] if len(types) else np.zeros(0)
        self._course = _Course(numbers, of_vehicle, stress_s, float(step_s))
        self._wear = new_wear(chemistry[numbers] if len(types) else numbers, start_kwh / of_vehicle)

    def sessions(self, rows: npt.NDArray[Any]) -> None:
        """Age by finished sessions, in the order in which they ended."""
        fed_kwh = rows["fed_kwh"] / self._efficiency[rows["plug"]]
        _age_sessions(self._ageing, self._wear, self._warmth, self._course, rows, fed_kwh)

    def finish(self, end_s: float, energy_kwh: Floats) -> Faded:
        """Return what all have lost when the run ends with `energy_kwh` [vehicles]."""
        course = self._course
        for number in np.flatnonzero(self._electric).tolist():
            soc = float(energy_kwh[number] / course.capacity_kwh[number])
            one = self._wear.batteries[number]
            hours = (end_s - float(one["since_s"])) / SECONDS_PER_HOUR
            kind, excess_k = int(course.type[number]), float(one["excess_k"])
            left_k = excess_after(self._warmth, kind, excess_k, 0.0, hours)
            _pass_time(self._ageing, self._wear, self._warmth, course, number, end_s, soc, left_k)
        faded = _faded(self._ageing, self._wear, end_s / SECONDS_PER_DAY)
        return Faded(*(np.where(self._electric, values, np.nan) for values in faded))


def site_wear(
    chemistries: Sequence[str],
    capacity_kwh: Floats,
    start_kwh: Floats,
    stored_kwh: npt.NDArray[np.floating],
    step_s: float,
    battery_c: Floats,
    soh_start: npt.ArrayLike = 1.0,
    end_soh: npt.ArrayLike = 1.0 - END_OF_LIFE_FADE,
) -> Faded:
    """Return what stationary batteries have lost since they were new.

    Parameters
    ----------
    capacity_kwh : [batteries] at the begin of the run.
    stored_kwh : [batteries, steps] energy at the end of each step.
    battery_c : [batteries] temperature at which they are kept.
    soh_start, end_soh : [batteries] state of health at the begin, and at the end of life.
    """
    ageing, _ = load_ageing()
    numbers = np.array([chemistry_number(name) for name in chemistries], np.int32)
    wear = new_wear(numbers, start_kwh / capacity_kwh)
    for k, chemistry in enumerate(numbers.tolist()):
        soc = stored_kwh[k].astype(np.float64) / capacity_kwh[k]
        warm = temperature_stress(ageing, chemistry, float(battery_c[k]))
        _age_series(ageing, wear, k, soc, step_s, warm)
    days = stored_kwh.shape[1] * step_s / SECONDS_PER_DAY
    return _faded(ageing, wear, days, 1.0 - np.asarray(soh_start), 1.0 - np.asarray(end_soh))
