"""The ground around bore fields: what their walls and their fluid become as heat is drawn.

Borehole walls follow from the loads of all hours before by superposition of the field's
g-function; loads are lumped in cells that double in width with their age, and slide from cell to
cell (Claesson and Javed, A load-aggregation method to calculate extraction temperatures of
borehole heat exchangers, ASHRAE Transactions 118(1), 2012).
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from sim.kernels import kernel

Array = npt.NDArray[np.float64]

CELLS_PER_WIDTH = 8
"""Cells of one width, before the next are twice as wide. With the 5 that Claesson and Javed propose
walls are 0.057 K off the convolution in the tenth year of the load of ``sim/verify/ground.py``,
with 8 they are 0.036 K off."""


class Ground(NamedTuple):
    """Bore fields and what they remember; kernels change the arrays in place.

    Heat is positive when it is taken out of the ground.
    """

    response_m_k_per_w: Array
    """By how much each W/m of a cell has cooled the wall [fields, cells]."""
    width_h: Array
    """Width of each cell [cells]."""
    length_m: Array
    """All boreholes of a field together [fields]."""
    undisturbed_c: Array
    """Ground far away, mean over the depth [fields]."""
    resistance_m_k_per_w: Array
    """Between wall and the mean of in- and outflowing fluid [fields]."""
    half_rise_m_k_per_w: Array
    """Half of what the fluid warms up by in the ground, per W/m [fields]."""
    load_w_per_m: Array
    """Mean load of each cell [fields, cells]."""
    wall_c: Array
    """Borehole walls at the end of the last hour [fields]."""
    fluid_c: Array
    """Fluid that comes out of the ground to the heat pumps [fields]."""
    hour_kwh: Array
    """Heat taken in the hour that runs [fields]."""
    total_kwh: Array
    """Net heat taken in all hours that ended [fields]."""


def cell_widths_h(hours: float) -> Array:
    """Return the widths of cells that cover at least `hours` [cells]."""
    widths: list[float] = []
    while sum(widths) < hours:
        widths.append(2.0 ** (len(widths) // CELLS_PER_WIDTH))
    return np.array(widths)


def ground(
    response_m_k_per_w: Array,
    width_h: Array,
    length_m: float,
    undisturbed_c: float,
    resistance_m_k_per_w: float,
    half_rise_m_k_per_w: float = 0.0,
) -> Ground:
    """Return one undisturbed field.

    Parameters
    ----------
    response_m_k_per_w
        g/(2πk) at the end of each cell [cells]: cooling of the wall by a lasting load of 1 W/m.
    """
    increments = np.diff(response_m_k_per_w, prepend=0.0)[None, :]
    one = np.ones(1)
    return Ground(
        response_m_k_per_w=np.ascontiguousarray(increments),
        width_h=width_h,
        length_m=length_m * one,
        undisturbed_c=undisturbed_c * one,
        resistance_m_k_per_w=resistance_m_k_per_w * one,
        half_rise_m_k_per_w=half_rise_m_k_per_w * one,
        load_w_per_m=np.zeros_like(increments),
        wall_c=undisturbed_c * one,
        fluid_c=undisturbed_c * one,
        hour_kwh=np.zeros(1),
        total_kwh=np.zeros(1),
    )


def stacked(fields: Sequence[Ground]) -> Ground:
    """Return several fields as one record; those whose memory is shorter feel nothing older."""
    cells = [one.width_h for one in fields]
    width_h = max(cells, key=len) if cells else np.zeros(0)

    def whole(name: str) -> Array:
        rows = [getattr(one, name) for one in fields]
        if name not in ("response_m_k_per_w", "load_w_per_m"):
            return np.concatenate([np.zeros(0), *rows])
        made = np.zeros((len(fields), width_h.size))
        for row, own in zip(made, rows, strict=True):
            row[: own.shape[1]] = own[0]
        return made

    return Ground(
        **{name: width_h if name == "width_h" else whole(name) for name in Ground._fields}
    )


def copied(ground: Ground) -> Ground:
    """Return fields that may change without those from which they come."""
    return Ground(*(array.copy() for array in ground))


@kernel
def take(ground: Ground, field: int, heat_kwh: float) -> None:
    """Note heat taken out of a field within the hour; negative: put in."""
    ground.hour_kwh[field] += heat_kwh


@kernel
def end_hour(ground: Ground, field: int) -> None:
    """Let the loads grow an hour older, and find the temperatures that the hour left."""
    load = ground.load_w_per_m[field]
    for cell in range(load.size - 1, 0, -1):
        load[cell] += (load[cell - 1] - load[cell]) / ground.width_h[cell]
    load[0] = 1000.0 * ground.hour_kwh[field] / ground.length_m[field]
    cooled_k = 0.0
    response = ground.response_m_k_per_w[field]
    for cell in range(load.size):
        cooled_k += response[cell] * load[cell]
    ground.total_kwh[field] += ground.hour_kwh[field]
    ground.hour_kwh[field] = 0.0
    wall_c = ground.undisturbed_c[field] - cooled_k
    ground.wall_c[field] = wall_c
    ground.fluid_c[field] = wall_c - load[0] * (
        ground.resistance_m_k_per_w[field] - ground.half_rise_m_k_per_w[field]
    )


@kernel
def most_kw(ground: Ground, field: int, least_c: float) -> float:
    """Return the load of the hour that begins after which the fluid is just at `least_c`.

    Closed form: what the hours before leave at the end of this one is known, and wall and fluid
    fall in proportion to its own load. Not below 0.
    """
    load, response = ground.load_w_per_m[field], ground.response_m_k_per_w[field]
    left_c = ground.undisturbed_c[field]
    for cell in range(1, load.size):
        older = load[cell] + (load[cell - 1] - load[cell]) / ground.width_h[cell]
        left_c -= response[cell] * older
    per_load = response[0] + ground.resistance_m_k_per_w[field] - ground.half_rise_m_k_per_w[field]
    return float(max((left_c - least_c) / per_load, 0.0) * ground.length_m[field] / 1000.0)


@kernel
def run_hours(ground: Ground, field: int, heat_kwh: Array, wall_c: Array, fluid_c: Array) -> None:
    """March through a history of hourly heats [hours]; write wall and fluid [hours]."""
    for hour in range(heat_kwh.size):
        take(ground, field, heat_kwh[hour])
        end_hour(ground, field)
        wall_c[hour] = ground.wall_c[field]
        fluid_c[hour] = ground.fluid_c[field]
