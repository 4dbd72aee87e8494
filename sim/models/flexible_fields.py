"""Bore fields of heat pumps that make heat early: they answer to what was drawn, within the clock.

Building groups are served one after another. All find the fluid that the hour before left; of
what a field may give in a step, each may take its share by design load among those not served
yet, so that who needs less leaves more to the next.
"""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from sim.kernels import kernel
from sim.models.bored_plant import BoredUnits, set_units
from sim.models.ground import Ground, copied, end_hour, most_kw, take
from sim.models.plant import Plant

Array = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]
Integers = npt.NDArray[np.int64]


class Fields(NamedTuple):
    """Bore fields, and what the ground-source units of all systems do by their fluid."""

    ground: Ground
    units: BoredUnits
    """Of all systems, one after another."""
    first_unit: Integers
    """Row of `units` with which a system begins [systems]."""
    last_unit: Integers
    """The row after its last [systems]."""
    least_c: Array
    """Coldest fluid [fields]."""
    design_kw: Array
    """Design heat load of all groups of a field [fields]."""
    steps_per_hour: int
    at_step: Integers
    """Step that is served [fields]."""
    limit_kw: Array
    """Most that may be taken in the hour that runs [fields]."""
    left_kw: Array
    """Of which the groups of this step that were served leave so much [fields]."""
    waiting_kw: Array
    """Design heat load of the groups that were not served yet in this step [fields]."""
    source_c: Array
    """Fluid as it comes to the heat pumps [fields, steps]."""
    wall_c: Array
    """Borehole walls at the begin of the hour [fields, steps]."""
    heat_kw: Array
    """Taken out of the ground [fields, steps]."""
    too_cold: Flags
    """Heat was asked for, and no unit could run [fields, steps]."""
    held_back: Flags
    """Units ran for a share of the time, to spare the field [fields, steps]."""


@kernel
def open_step(fields: Fields, f: int, step: int) -> None:
    """Bring field `f` to the begin of a step, as the first of its groups comes to it."""
    if fields.at_step[f] == step:
        return
    fields.at_step[f] = step
    if step % fields.steps_per_hour == 0:
        if step > 0:
            end_hour(fields.ground, f)
        fields.limit_kw[f] = most_kw(fields.ground, f, fields.least_c[f])
    fields.left_kw[f] = fields.limit_kw[f]
    fields.waiting_kw[f] = fields.design_kw[f]
    fields.source_c[f, step] = fields.ground.fluid_c[f]
    fields.wall_c[f, step] = fields.ground.wall_c[f]


def end_run(fields: Fields) -> Ground:
    """Return the ground as the end of the last hour leaves it; asked again, it is the same."""
    ground = copied(fields.ground)
    for f in range(fields.at_step.size):
        end_hour(ground, f)
    return ground


@kernel
def run_for(fields: Fields, f: int, system: int, plant: Plant, step: int, time: float) -> bool:
    """Enter into `plant` what a system's units can do in a share of `time` of the step.

    Return whether any of them can run.
    """
    return set_units(
        plant, fields.units, fields.first_unit[system], fields.last_unit[system], step,
        fields.ground.fluid_c[f], fields.least_c[f], time,
    )  # fmt: skip


@kernel
def may_take_kw(fields: Fields, f: int, design_kw: float) -> float:
    """Return what a group may take out of field `f` in this step."""
    return float(fields.left_kw[f] * min(design_kw / fields.waiting_kw[f], 1.0))


@kernel
def close_group(
    fields: Fields, f: int, step: int, step_h: float, design_kw: float, taken_kw: float
) -> None:
    """Note what a group took out of field `f`: the next finds what it left."""
    fields.waiting_kw[f] = max(fields.waiting_kw[f] - design_kw, 0.0)
    fields.left_kw[f] = max(fields.left_kw[f] - taken_kw, 0.0)
    fields.heat_kw[f, step] += taken_kw
    take(fields.ground, f, taken_kw * step_h)
