"""A stationary battery: what its inverter and its cells lose, within its power and its window.

Power at the grid's side passes the inverter, which loses a parabola of its output, and the cells,
which lose the square of what they store or give over their voltage: a loss by resistance. Within a
step it works at the power that is asked for until it is full or empty, and then rests.
"""

from typing import Any

import numpy as np

from sim.kernels import kernel

BATTERY = np.dtype(
    [
        ("site", "i4"),
        ("rule", "i4"),
        ("capacity_kwh", "f8"),  # what is left at the begin of the run
        ("power_kw", "f8"),
        # the inverter loses no_load_kw + linear·out + per_kw·out²
        ("no_load_kw", "f8"),
        ("linear", "f8"),
        ("per_kw", "f8"),
        ("standby_kw", "f8"),
        ("resistance_per_kw", "f8"),  # cells lose this times the square of what they store or give
        ("least_kwh", "f8"),
        ("most_kwh", "f8"),
        ("planned_kw", "f8"),  # what the optimum asks for
        ("planned_peak_kw", "f8"),  # what its site draws at most then, or drew before in the month
        ("stored_kwh", "f8"),
        ("start_kwh", "f8"),
        # sums of the run; the first three at the grid's side
        ("charged_kwh", "f8"),
        ("discharged_kwh", "f8"),
        ("standby_kwh", "f8"),
        ("inverter_kwh", "f8"),
        ("cells_kwh", "f8"),
    ],
    align=True,
)


@kernel
def inverter_loss_kw(one: Any, out_kw: float) -> float:
    """Return what the inverter of a row of `BATTERY` loses at an output."""
    loss: float = one.no_load_kw + out_kw * (one.linear + out_kw * one.per_kw)
    return loss


@kernel
def inverted_kw(one: Any, in_kw: float) -> float:
    """Return the output of the inverter: the inverse of its input as a parabola of the output."""
    above = in_kw - one.no_load_kw
    if above <= 0.0:
        return 0.0
    slope = 1.0 + one.linear
    output: float = 2.0 * above / (slope + np.sqrt(slope * slope + 4.0 * one.per_kw * above))
    return output


@kernel
def stored_at_kw(one: Any, ac_kw: float) -> float:
    """Return how fast the cells fill while `ac_kw` are taken from the grid's side."""
    dc_kw = inverted_kw(one, ac_kw)
    rate: float = 2.0 * dc_kw / (1.0 + np.sqrt(1.0 + 4.0 * one.resistance_per_kw * dc_kw))
    return rate


@kernel
def drawn_at_kw(one: Any, ac_kw: float) -> float:
    """Return how fast the cells empty while `ac_kw` are given at the grid's side."""
    dc_kw = ac_kw + inverter_loss_kw(one, ac_kw)
    under = max(1.0 - 4.0 * one.resistance_per_kw * dc_kw, 0.0)
    rate: float = 2.0 * dc_kw / (1.0 + np.sqrt(under))
    return rate


@kernel
def most_given_kw(one: Any, hours: float) -> float:
    """Return the mean power that it can give for `hours`, at rated power until it is empty."""
    stored = max(one.stored_kwh - one.least_kwh, 0.0)
    given: float = one.power_kw * min(1.0, stored / (drawn_at_kw(one, one.power_kw) * hours))
    return given


@kernel
def operate(one: Any, wanted_kw: float, hours: float) -> float:
    """Charge or discharge a row of `BATTERY` for `hours`; return its mean power [kW].

    Positive power charges. The inverter starts only for a power of which it passes on more than
    it loses. What rests draws its standby.
    """
    ac_kw = min(abs(wanted_kw), one.power_kw)
    working, cells_kw, loss_kw = 0.0, 0.0, 0.0
    if wanted_kw > 0.0:
        loss_kw = ac_kw - inverted_kw(one, ac_kw)
        cells_kw = stored_at_kw(one, ac_kw)
        if ac_kw >= 2.0 * loss_kw and cells_kw > 0.0:
            working = min(1.0, max(one.most_kwh - one.stored_kwh, 0.0) / (cells_kw * hours))
        one.stored_kwh = one.stored_kwh + working * cells_kw * hours
        one.charged_kwh += working * ac_kw * hours
    elif wanted_kw < 0.0:
        loss_kw = inverter_loss_kw(one, ac_kw)
        cells_kw = drawn_at_kw(one, ac_kw)
        if ac_kw >= loss_kw:
            working = min(1.0, max(one.stored_kwh - one.least_kwh, 0.0) / (cells_kw * hours))
        one.stored_kwh = one.stored_kwh - working * cells_kw * hours
        one.discharged_kwh += working * ac_kw * hours
    one.inverter_kwh += working * loss_kw * hours
    one.cells_kwh += working * one.resistance_per_kw * cells_kw * cells_kw * hours
    standby_kw = (1.0 - working) * one.standby_kw
    one.standby_kwh += standby_kw * hours
    power: float = standby_kw + (working * ac_kw if wanted_kw > 0.0 else -working * ac_kw)
    return power
