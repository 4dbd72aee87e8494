"""What is kept of building groups that make heat early: `flexible_heat` steps them."""

from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from sim.models.flexible_fields import Fields
from sim.models.plant import POWERS, Plant
from sim.models.zone import Zones

Array = npt.NDArray[np.float64]
Single = npt.NDArray[np.float32]
Integers = npt.NDArray[np.int64]

VALLEY, PEAK = 0, 2
"""Periods of a tariff (`sim.inputs.tariff.Period`)."""
(
    HEAT, HOT_WATER, COLD, COOLING_USE, UNMET, STORE_OUT, STORE_LOST, WATER_USE, BELOW, OVERHEATED,
) = range(POWERS, POWERS + 10)  # fmt: skip
"""Places of the books after those of the plant's powers; the last two in hours."""
BOOKS = POWERS + 10

GROUP = np.dtype(
    [
        ("site", "i8"),
        ("first_unit", "i8"),
        ("last_unit", "i8"),
        ("system", "i8"),
        ("field", "i8"),
        ("light", "i8"),
        ("first_step", "i8"),
        ("layers", "i8"),
        ("follows_sun", "b1"),
        ("follows_tariff", "b1"),
        ("spares_heaters", "b1"),
        ("design_kw", "f8"),
        ("cool_max_kw", "f8"),
        ("eer_35", "f8"),
        ("eer_per_k", "f8"),
        ("preheat_k", "f8"),
        ("lower_k", "f8"),
        ("valley_fill_kw", "f8"),
        ("most_c", "f8"),
        ("spread_k", "f8"),
        ("layer_kwh_per_k", "f8"),
        ("layer_loss_kw_per_k", "f8"),
        ("room_c", "f8"),
        ("start_kwh", "f8"),
    ],
    align=True,
)


class FlexibleHeat(NamedTuple):
    """Building groups that are stepped within the clock; zone `g` of `zones` is group `g`."""

    groups: npt.NDArray[Any]
    zones: Zones
    state: Array
    """Of the rooms [groups, STATE]."""
    trial: Array
    """Scratch [STATE]."""
    tank_c: Array
    """Layers of the tanks, from the top [groups, layers]."""
    plant: Plant
    """The plants of all systems, side by side."""
    work: Array
    """Scratch of `run_plant`."""
    powers: Array
    """Powers of the group that is stepped [POWERS]."""
    hot_water_kw: Array
    """[groups, SLOTS]"""
    comfort_c: Array
    """Set-point of heating by the schedule, without preheating [groups, SLOTS]."""
    in_use: npt.NDArray[np.bool_]
    """Whether anybody is there [groups, SLOTS]."""
    slot: Integers
    heating_slot: Integers
    """Of each step among `sim.models.occupancy.AHEAD_SLOTS`."""
    outdoor_c: Array
    light: Array
    """Irradiance by depth of overhangs [depths, steps, PLANES]."""
    may_heat: npt.NDArray[np.bool_]
    flow_c: Array
    """Flow temperature of space heat [systems, steps]."""
    month: Integers
    """Row of the books of each step."""
    books: Array
    """kWh, hours [groups, months, BOOKS]."""
    indoor_c: Single
    stored_kwh: Single
    """At the end of the step, above the room in which the tank stands [groups, steps]."""
    other_heating_kw: Single
    """What the rest of each site draws [sites, steps]."""
    other_cooling_kw: Single
    planned_heating_kw: Single
    """What charging could count on as the step began: heat made when needed [sites, steps]."""
    planned_cooling_kw: Single


class Early(NamedTuple):
    """Groups that make heat early, and the bore fields of some of them.

    Two, because a call of compiled code copies what it is handed.
    """

    heat: FlexibleHeat
    fields: Fields
