"""Charging a battery along its curve, integrated exactly.

A vehicle accepts at most ``max_kw · share(soc)``, with `share` piecewise linear; a plug gives
at most `limit_kw`. On each piece the accepted power is linear in the stored energy,
``p = p0 + b·(e − e0)``, so ``de/dt = p`` has the closed form ``e(t) = e0 + p0·(exp(b·t) − 1)/b``
and ``t = ln(p1/p0)/b``: no step of time is involved and no error is made.
"""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from sim.errors import Fault, InputError, nearest
from sim.kernels import kernel
from sim.tables import shipped, table

Floats = npt.NDArray[np.float64]


class Curves(NamedTuple):
    """All charge curves, padded to one length by repeating the last point.

    `soc` and `share` are [curves, points], `points` [curves] how many count.
    """

    soc: Floats
    share: Floats
    points: npt.NDArray[np.int64]
    falls_from: Floats
    """State of charge from which the share never rises again [curves]."""


def load_curves(rows: pd.DataFrame | None = None) -> tuple[Curves, tuple[str, ...]]:
    """Return the curves of ``data/charge_curves.csv`` and their names.

    Parameters
    ----------
    rows : read in place of the shipped table, as a scenario's catalogue has it.

    Raises
    ------
    InputError
        If a curve does not run from soc 0 to 1 upwards or has a share outside (0, 1].
    """
    rows = table("charge_curves") if rows is None else rows
    names = tuple(dict.fromkeys(str(name) for name in rows.index))
    longest = int(rows.index.value_counts().max())
    soc, share = np.ones((len(names), longest)), np.ones((len(names), longest))
    points = np.zeros(len(names), np.int64)
    faults = []
    for number, name in enumerate(names):
        own_soc = rows.loc[[name], "soc"].to_numpy(float)
        own_share = rows.loc[[name], "share"].to_numpy(float)
        if own_soc[0] != 0.0 or own_soc[-1] != 1.0 or (np.diff(own_soc) <= 0.0).any():
            faults.append(f"curve '{name}': soc must rise from 0 to 1, is {own_soc.tolist()}")
        if not ((own_share > 0.0) & (own_share <= 1.0)).all():
            faults.append(f"curve '{name}': shares must lie in (0, 1], are {own_share.tolist()}")
        points[number] = len(own_soc)
        soc[number, : len(own_soc)] = own_soc
        share[number, : len(own_soc)] = own_share
    if faults:
        file = shipped("data") / "charge_curves.csv"
        raise InputError(Fault(message, file) for message in faults)
    return Curves(soc, share, points, falls_from(soc, share, points)), names


def falls_from(soc: Floats, share: Floats, points: npt.NDArray[np.int64]) -> Floats:
    """Return the state of charge from which each curve never rises again [curves]."""
    counts = np.arange(share.shape[1] - 1) < points[:, None] - 1
    rises = (np.diff(share, axis=1) > 0.0) & counts
    from_soc: Floats = np.max(np.where(rises, soc[:, 1:], 0.0), axis=1, initial=0.0)
    return from_soc


def curve_number(name: str, names: tuple[str, ...]) -> int:
    """Return the index of curve `name`, or raise InputError with the nearest name."""
    if name not in names:
        raise InputError([Fault(f"unknown charge curve '{name}'.{nearest(name, names)}")])
    return names.index(name)


@kernel
def accepted_kw(
    curves: Curves, curve: int, capacity_kwh: float, max_kw: float, energy_kwh: float
) -> float:
    """Return the power that a battery accepts at its state of charge [kW]."""
    soc = energy_kwh / capacity_kwh
    last = curves.points[curve] - 1
    for piece in range(last):
        right = curves.soc[curve, piece + 1]
        if soc < right or piece == last - 1:
            left = curves.soc[curve, piece]
            weight = min(1.0, max(0.0, (soc - left) / (right - left)))
            low, high = curves.share[curve, piece], curves.share[curve, piece + 1]
            accepted: float = max_kw * (low + weight * (high - low))
            return accepted
    return 0.0


@kernel
def flat_until_kwh(
    curves: Curves,
    curve: int,
    capacity_kwh: float,
    max_kw: float,
    limit_kw: float,
    energy_kwh: float,
) -> float:
    """Return up to which energy a battery takes all of `limit_kw`, from `energy_kwh` on [kWh].

    `energy_kwh` itself if it takes less already.
    """
    flat = energy_kwh
    for piece in range(curves.points[curve] - 1):
        right_kwh: float = curves.soc[curve, piece + 1] * capacity_kwh
        if energy_kwh >= right_kwh:
            continue
        left_kwh: float = curves.soc[curve, piece] * capacity_kwh
        left_kw = curves.share[curve, piece] * max_kw
        right_kw = curves.share[curve, piece + 1] * max_kw
        begin_kwh = max(energy_kwh, left_kwh)
        part = (begin_kwh - left_kwh) / (right_kwh - left_kwh)
        if left_kw + part * (right_kw - left_kw) < limit_kw:
            return flat
        if right_kw < limit_kw:
            crossing: float = (limit_kw - left_kw) / (right_kw - left_kw)
            return left_kwh + crossing * (right_kwh - left_kwh)
        flat = right_kwh
    return flat


@kernel
def _along(
    power_kw: float, slope_per_h: float, room_kwh: float, hours: float
) -> tuple[float, float, bool]:
    """Charge `room_kwh` on a line ``p = power + slope·e``, for at most `hours`.

    Returns what was charged [kWh], the hours it took, and whether the room was filled.
    """
    end_kw = power_kw + slope_per_h * room_kwh
    straight = abs(end_kw - power_kw) < 1e-9 * power_kw
    needed = room_kwh / power_kw if straight else np.log(end_kw / power_kw) / slope_per_h
    if needed <= hours:
        return room_kwh, needed, True
    if straight:
        return power_kw * hours, hours, False
    return min(room_kwh, power_kw * np.expm1(slope_per_h * hours) / slope_per_h), hours, False


@kernel
def charge(
    curves: Curves,
    curve: int,
    capacity_kwh: float,
    max_kw: float,
    limit_kw: float,
    energy_kwh: float,
    target_kwh: float,
    hours: float,
) -> tuple[float, float]:
    """Charge from `energy_kwh` for `hours`, or until `target_kwh` is reached.

    Returns
    -------
    The stored energy at the end [kWh] and the hours used.
    """
    used = 0.0
    if energy_kwh >= target_kwh:
        return energy_kwh, 0.0
    if limit_kw <= 0.0:
        return energy_kwh, hours
    for piece in range(curves.points[curve] - 1):
        left, right = curves.soc[curve, piece], curves.soc[curve, piece + 1]
        end = min(target_kwh, right * capacity_kwh)
        if energy_kwh >= end:
            continue
        slope_kw = (curves.share[curve, piece + 1] - curves.share[curve, piece]) * max_kw
        slope = slope_kw / ((right - left) * capacity_kwh)
        base_kw = curves.share[curve, piece] * max_kw - slope * left * capacity_kwh
        crossing = (limit_kw - base_kw) / slope if slope != 0.0 else np.inf
        for half in range(2):
            stop = end
            if half == 0:
                if not energy_kwh < crossing < end:
                    continue
                stop = crossing
            middle_kw = base_kw + slope * 0.5 * (energy_kwh + stop)
            free = middle_kw < limit_kw
            gained, taken, filled = _along(
                base_kw + slope * energy_kwh if free else limit_kw,
                slope if free else 0.0,
                stop - energy_kwh,
                max(hours - used, 0.0),
            )
            used += taken
            if not filled:
                return min(target_kwh, energy_kwh + gained), hours
            energy_kwh = stop
        if energy_kwh >= target_kwh:
            return target_kwh, used
    return energy_kwh, used
