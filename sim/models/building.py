"""Heat and cold that buildings need: each group is one zone, marched with `sim.models.zone`."""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from sim.kernels import kernel
from sim.models.hot_water import hot_water_kw
from sim.models.occupancy import Schedules, earlier
from sim.models.zone import Rooms, Slots, Zones, states, step_zone, zones
from sim.units import W_PER_KW

Array = npt.NDArray[np.float64]
Single = npt.NDArray[np.float32]
Integers = npt.NDArray[np.int64]
Booleans = npt.NDArray[np.bool_]

GAIN_RADIANT = 0.6
"""Share of people's, plugs' and lamps' heat that shines on surfaces (ISO 52016-1:2017, annex B)."""
_WARM_UP_C = 20.0


class Buildings(NamedTuple):
    """Groups of like buildings; every array is [buildings] unless it says otherwise."""

    heated_area_m2: Array
    rooms: Rooms
    infiltration_w_per_k: Array
    fresh_air_w_per_k: Array
    """Full ventilation, after heat recovery."""
    people_w: Array
    """Sensible heat of all people."""
    plug_w: Array
    light_w: Array
    hot_water_l_per_day: Array
    heating_setpoint_c: Array
    heating_setback_c: Array
    cooling_setpoint_c: Array
    cooling_setback_c: Array
    heating_capacity_kw: Array
    cooling_capacity_kw: Array
    eer_35: Array
    """Cooling delivered per electricity at 35 °C outdoors."""
    eer_per_k: Array
    schedule: Integers
    """Row of `Schedules`."""
    preheat_hours: Integers
    """How much earlier than the schedule heating to the set-point begins."""


class Demand(NamedTuple):
    """What buildings need, float32 [buildings, steps]."""

    heating_kw: Single
    cooling_kw: Single
    """Heat taken out, positive."""
    indoor_c: Single


class SlotLoads(NamedTuple):
    """What follows the schedule alone [buildings, SLOTS], kW."""

    plug_kw: Array
    light_kw: Array
    hot_water_kw: Array


def slot_loads(buildings: Buildings, schedules: Schedules) -> SlotLoads:
    """Return the electricity of plugs and lamps and the heat for hot water of each slot."""
    row = buildings.schedule
    return SlotLoads(
        plug_kw=buildings.plug_w[:, None] * schedules.plug[row] / W_PER_KW,
        light_kw=buildings.light_w[:, None] * schedules.light[row] / W_PER_KW,
        hot_water_kw=hot_water_kw(buildings.hot_water_l_per_day, schedules.hot_water[row]),
    )


def cooling_electricity_kw(
    cooling_kw: npt.NDArray[np.floating], temperature_c: Array, eer_35: Array, eer_per_k: Array
) -> Single:
    """Return the electricity of chillers or split units, float32 [buildings, steps], kW.

    The energy efficiency ratio is a straight line in outdoor temperature, held at its value
    of 20 °C below that (a head-pressure control keeps it there).
    """
    out = np.empty(cooling_kw.shape, dtype=np.float32)
    warmth_k = np.maximum(temperature_c, 20.0) - 35.0
    for number in range(len(cooling_kw)):
        eer = np.maximum(eer_35[number] + eer_per_k[number] * warmth_k, 1.0)
        out[number] = cooling_kw[number] / eer
    return out


def demand(
    buildings: Buildings,
    schedules: Schedules,
    slot: Integers,
    temperature_c: Array,
    irradiance_w_m2: Array,
    step_s: float,
    heating_season: Booleans | None = None,
    cooling_season: Booleans | None = None,
    warm_up_steps: int | None = None,
    heating_slot: Integers | None = None,
) -> Demand:
    """Return heating, cooling and indoor temperature of all buildings of one place.

    Parameters
    ----------
    slot
        Slot of each step [steps] (`sim.models.occupancy.slots`).
    temperature_c
        Outdoor air [steps], °C.
    irradiance_w_m2
        By plane [steps, PLANES] (`sim.models.facade.facade_irradiance`).
    heating_season, cooling_season
        Steps in which plant may run [steps]; None: all.
    warm_up_steps
        How many of the first steps are run once beforehand, so that the mass forgets its
        20 °C; None: the first week.
    heating_slot
        Slot of each step among `sim.models.occupancy.AHEAD_SLOTS`, where the set-point of heating
        stands [steps]; None: as if a working day followed each day.
    """
    return simulate(
        ready(buildings, schedules, step_s),
        buildings.heating_capacity_kw * W_PER_KW,
        buildings.cooling_capacity_kw * W_PER_KW,
        slot,
        temperature_c,
        irradiance_w_m2,
        round(7 * 86400.0 / step_s) if warm_up_steps is None else warm_up_steps,
        heating_season,
        cooling_season,
        heating_slot,
    )


def simulate(
    these: Zones,
    heat_max_w: Array,
    cool_max_w: Array,
    slot: Integers,
    temperature_c: Array,
    irradiance_w_m2: Array,
    warm_up_steps: int,
    heating_season: Booleans | None = None,
    cooling_season: Booleans | None = None,
    heating_slot: Integers | None = None,
) -> Demand:
    """Return what zones need; as `demand`, with plant of `heat_max_w` and `cool_max_w` [zones]."""
    steps = len(temperature_c)
    always = np.ones(steps, dtype=np.bool_)
    out = Demand(*(np.empty((len(these.even), steps), dtype=np.float32) for _ in Demand._fields))
    _simulate(
        these,
        heat_max_w,
        cool_max_w,
        slot,
        slot if heating_slot is None else heating_slot,
        np.ascontiguousarray(temperature_c, dtype=np.float64),
        np.ascontiguousarray(irradiance_w_m2, dtype=np.float64),
        always if heating_season is None else heating_season,
        always if cooling_season is None else cooling_season,
        min(warm_up_steps, steps),
        states(these, _WARM_UP_C),
        out,
    )
    return out


def comfort_c(buildings: Buildings, schedules: Schedules) -> Array:
    """Return the set-point of heating by the schedule, without preheating [buildings, SLOTS]."""
    kept = schedules.heating[buildings.schedule]
    low_c, high_c = buildings.heating_setback_c[:, None], buildings.heating_setpoint_c[:, None]
    return np.asarray(kept * high_c + (1.0 - kept) * low_c)


def ready(buildings: Buildings, schedules: Schedules, step_s: float) -> Zones:
    """Return the zones of building groups for steps of one length."""
    row = buildings.schedule

    def by_slot(values: Array) -> Array:
        return values[:, None]

    heat = earlier(schedules.heating[row], buildings.preheat_hours)
    cool = schedules.cooling[row]
    gain_w = (
        by_slot(buildings.people_w) * schedules.occupancy[row]
        + by_slot(buildings.plug_w) * schedules.plug[row]
        + by_slot(buildings.light_w) * schedules.light[row]
    )
    slot = Slots(
        air_w_per_k=by_slot(buildings.infiltration_w_per_k)
        + by_slot(buildings.fresh_air_w_per_k) * schedules.ventilation[row],
        gain_air_w=(1.0 - GAIN_RADIANT) * gain_w,
        gain_radiant_w=GAIN_RADIANT * gain_w,
        heat_to_c=heat * by_slot(buildings.heating_setpoint_c)
        + (1.0 - heat) * by_slot(buildings.heating_setback_c),
        cool_to_c=cool * by_slot(buildings.cooling_setpoint_c)
        + (1.0 - cool) * by_slot(buildings.cooling_setback_c),
    )
    return zones(buildings.rooms, slot, step_s)


@kernel
def _simulate(
    these: Zones,
    heat_max_w: Array,
    cool_max_w: Array,
    slot: Integers,
    heating_slot: Integers,
    outdoor_c: Array,
    light: Array,
    may_heat: Booleans,
    may_cool: Booleans,
    warm_up: int,
    state: Array,
    out: Demand,
) -> None:
    """March every building through time."""
    for i in range(len(state)):
        for n in range(warm_up + len(outdoor_c)):
            t = n if n < warm_up else n - warm_up
            k = slot[t]
            power_w = step_zone(
                these, i, k, state[i], outdoor_c[t], light[t],
                these.slot.heat_to_c[i, heating_slot[t]], these.slot.cool_to_c[i, k],
                heat_max_w[i] if may_heat[t] else 0.0, cool_max_w[i] if may_cool[t] else 0.0,
            )  # fmt: skip
            if n >= warm_up:
                out.heating_kw[i, t] = max(power_w, 0.0) / W_PER_KW
                out.cooling_kw[i, t] = max(-power_w, 0.0) / W_PER_KW
                out.indoor_c[i, t] = state[i, 0]
