"""Cycles of a battery counted while it is used: rainflow, one turning point after another.

A cycle that is closed by a wider swing is counted at once and forgotten; what stays open is kept as
a short list of turning points. The rule is that of ASTM E1049-85, section 5.4.4, which gives the
same cycles as counting a whole record at its end, so memory does not grow with the run.
"""

from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from sim.kernels import kernel
from sim.models.ageing import Ageing, cycle_stress

Floats = npt.NDArray[np.float64]

MOST_OPEN = 64
"""Turning points that are kept open; beyond them the oldest swing counts as half a cycle."""
_STILL = 1e-9
"""Changes of the state of charge below this are none."""

BATTERY_WEAR = np.dtype(
    [
        ("chemistry", "i4"),
        ("open", "i4"),  # turning points in the list
        ("since_s", "f8"),  # up to here calendar wear is counted
        ("soc", "f8"),  # then
        ("excess_k", "f8"),  # battery over resting temperature then
        ("calendar", "f8"),  # wear (see sim.models.ageing)
        ("cycle", "f8"),
        ("full_cycles", "f8"),  # equivalent full cycles that are counted
    ],
    align=True,
)


class Wear(NamedTuple):
    """Batteries under observation."""

    batteries: npt.NDArray[Any]
    soc: Floats  # [batteries, MOST_OPEN] turning points that are open
    c_rate: Floats  # [batteries, MOST_OPEN] mean rate of the swing that ends there [1/h]


def new_wear(chemistry: npt.ArrayLike, soc: npt.ArrayLike) -> Wear:
    """Return batteries that were never used, at their first state of charge."""
    numbers = np.asarray(chemistry, np.int32)
    batteries = np.zeros(numbers.size, BATTERY_WEAR)
    batteries["chemistry"], batteries["soc"] = numbers, soc
    batteries["open"] = 1
    wear = Wear(batteries, np.zeros((numbers.size, MOST_OPEN)), np.zeros((numbers.size, MOST_OPEN)))
    wear.soc[:, 0] = batteries["soc"]
    return wear


@kernel
def _count(
    ageing: Ageing, wear: Wear, number: int, a: float, b: float, rate: float, full: float
) -> None:
    """Count a swing from `a` to `b` and back (`full` 1), or one way (`full` 0.5)."""
    one = wear.batteries[number]
    depth = abs(b - a)
    cycles = full * depth
    one.full_cycles += cycles
    one.cycle += cycles * cycle_stress(ageing, one.chemistry, depth, 0.5 * (a + b), rate)


@kernel
def _drop_first(wear: Wear, number: int) -> None:
    one = wear.batteries[number]
    for k in range(one.open - 1):
        wear.soc[number, k] = wear.soc[number, k + 1]
        wear.c_rate[number, k] = wear.c_rate[number, k + 1]
    one.open -= 1


@kernel
def _append(ageing: Ageing, wear: Wear, number: int, soc: float, rate: float) -> None:
    """Add a point: it goes on in the direction of the last swing, or it turns."""
    one, points, rates = wear.batteries[number], wear.soc[number], wear.c_rate[number]
    last = one.open - 1
    if last > 0 and (soc - points[last]) * (points[last] - points[last - 1]) > 0.0:
        before, more = abs(points[last] - points[last - 1]), abs(soc - points[last])
        rates[last] = (rates[last] * before + rate * more) / (before + more)
        points[last] = soc
        return
    if one.open == points.size:
        _count(ageing, wear, number, points[0], points[1], rates[1], 0.5)
        _drop_first(wear, number)
    points[one.open] = soc
    rates[one.open] = rate
    one.open += 1


@kernel
def turn(ageing: Ageing, wear: Wear, number: int, soc: float, c_rate: float) -> None:
    """Battery `number` has come to `soc` without turning since the last call.

    Parameters
    ----------
    c_rate : mean power over capacity on the way [1/h].
    """
    one, points, rates = wear.batteries[number], wear.soc[number], wear.c_rate[number]
    if abs(soc - points[one.open - 1]) < _STILL:
        return
    _append(ageing, wear, number, soc, c_rate)
    while one.open >= 3:
        last = one.open - 1
        newest = abs(points[last] - points[last - 1])
        swing = abs(points[last - 1] - points[last - 2])
        if newest < swing:
            return
        if last == 2:
            _count(ageing, wear, number, points[0], points[1], rates[1], 0.5)
            _drop_first(wear, number)
            continue
        both = 0.5 * (rates[last - 1] + rates[last])
        _count(ageing, wear, number, points[last - 2], points[last - 1], both, 1.0)
        before, rest = abs(points[last - 2] - points[last - 3]), newest - swing
        rates[last - 2] = (rates[last - 2] * before + rates[last] * rest) / (before + rest)
        points[last - 2] = points[last]
        one.open -= 2


@kernel
def end_cycles(ageing: Ageing, wear: Wear) -> None:
    """Count what is still open as half cycles, once, at the end of a run."""
    for number in range(wear.batteries.size):
        one = wear.batteries[number]
        for k in range(one.open - 1):
            a, b = wear.soc[number, k], wear.soc[number, k + 1]
            _count(ageing, wear, number, a, b, wear.c_rate[number, k + 1], 0.5)
        wear.soc[number, 0] = wear.soc[number, one.open - 1]
        one.open = 1
