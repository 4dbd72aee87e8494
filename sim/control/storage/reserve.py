"""Stationary batteries as the linear program of a site sees them."""

from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from sim.models.battery import drawn_at_kw, stored_at_kw

Floats = npt.NDArray[np.float64]


class Reserve(NamedTuple):
    """Batteries that the optimum plans, now; arrays are [batteries].

    Their efficiency is that at their greatest power both ways: a line, where the battery itself
    follows a curve.
    """

    power_kw: Floats
    """Most that each takes or gives, at the grid's side."""
    stored_per_kwh: Floats
    """What the cells gain of a kWh that is taken."""
    drawn_per_kwh: Floats
    """What the cells lose for a kWh that is given."""
    stored_kwh: Floats
    least_kwh: Floats
    most_kwh: Floats
    wear_cny_per_kwh: Floats
    """Of a kWh that is given."""

    @property
    def batteries(self) -> int:
        """How many."""
        return len(self.power_kw)


NO_RESERVE = Reserve(*(np.zeros(0) for _ in range(7)))


def reserve_of(rows: npt.NDArray[Any], wear_cny_per_kwh: Floats) -> Reserve:
    """Return what the program has to know of rows of `sim.models.battery.BATTERY`."""
    power_kw = rows["power_kw"].astype(np.float64)
    records = rows.view(np.recarray)
    stored = [stored_at_kw(records[k], kw) / kw for k, kw in enumerate(power_kw.tolist())]
    drawn = [drawn_at_kw(records[k], kw) / kw for k, kw in enumerate(power_kw.tolist())]
    return Reserve(
        power_kw=power_kw,
        stored_per_kwh=np.array(stored),
        drawn_per_kwh=np.array(drawn),
        stored_kwh=rows["stored_kwh"].copy(),
        least_kwh=rows["least_kwh"].copy(),
        most_kwh=rows["most_kwh"].copy(),
        wear_cny_per_kwh=wear_cny_per_kwh,
    )


def value_of_stored(
    reserve: Reserve, price_cny_per_kwh: Floats, feed_in_cny_per_kwh: float, base_kw: Floats
) -> Floats:
    """Return what a kWh is worth that is stored when the horizon ends [batteries, CNY/kWh].

    It lies between what storing one costs at the cheapest and what it saves at the dearest, wear
    included: a battery that is full at the end stays so for the next dear hours, and one that
    could be emptied before at a gain is.
    """
    cheapest = float(price_cny_per_kwh.min())
    if (base_kw < 0.0).any():
        cheapest = min(cheapest, feed_in_cny_per_kwh)
    cost = cheapest / reserve.stored_per_kwh
    saving = (price_cny_per_kwh.max() - reserve.wear_cny_per_kwh) / reserve.drawn_per_kwh
    value: Floats = np.maximum(0.5 * (cost + saving), 0.0)
    return value
