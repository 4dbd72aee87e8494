"""Heat that is made early: building groups whose plant follows the sun or the tariff.

What a group needs depends on what it was given before, so its rooms, its tank and its plant are
stepped together as the clock closes a step, when the power behind the transformer is known.
"""

from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from sim.kernels import inner_kernel, kernel
from sim.models.comfort import COMFORT_K, SHORT_SHARE, WARM_C
from sim.models.plant import (
    BY_HEATERS,
    CHARGED,
    POWERS,
    SPACE,
    WATER,
    Plant,
    electricity_of,
    run_plant,
)
from sim.models.thermal_store import LEAST_K, charge, content_kwh, discharge, room_for, stand
from sim.models.zone import Zones, step_zone
from sim.units import W_PER_KW

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


@kernel
def _wanted_w(heat: FlexibleHeat, g: int, step: int, set_c: float, most_w: float) -> float:
    """Return the heat that holds `set_c` in this step, W; the rooms stay as they are."""
    row, k = heat.groups[g], heat.slot[step]
    for n in range(heat.trial.size):
        heat.trial[n] = heat.state[g, n]
    wanted = step_zone(
        heat.zones, g, k, heat.trial, heat.outdoor_c[step], heat.light[row.light, step],
        set_c, heat.zones.slot.cool_to_c[g, k], most_w, 0.0,
    )  # fmt: skip
    return max(wanted, 0.0)


@kernel
def _draws_kw(
    heat: FlexibleHeat, g: int, step: int, water_kw: float, space_kw: float, charge_kw: float
) -> float:
    """Run the group's plant and return its electricity; the powers are left in `heat.powers`."""
    row = heat.groups[g]
    run_plant(
        heat.plant, row.first_unit, row.last_unit, step, row.design_kw, water_kw, space_kw,
        charge_kw, heat.work, heat.powers,
    )  # fmt: skip
    return electricity_of(heat.powers)


@kernel
def _share(room_kw: float, more_kw: float) -> float:
    """Return which share of `more_kw` fits into `room_kw`."""
    if more_kw <= 0.0:
        return 1.0
    return min(max(room_kw / more_kw, 0.0), 1.0)


@kernel
def _plan_early(
    heat: FlexibleHeat, g: int, step: int, step_h: float, period: int, set_c: float,
    allowed_kw: float,
) -> tuple[float, float, float]:  # fmt: skip
    """Return space heat that is needed, that is made early, and heat for the tank, kW.

    Electricity is nearly a straight line in heat between two points of a step, so the share of
    the early heat that fits into `allowed_kw` is taken from its ends.
    """
    row, k = heat.groups[g], heat.slot[step]
    water_kw, most_w = heat.hot_water_kw[g, k], row.design_kw * W_PER_KW
    need_kw = _wanted_w(heat, g, step, set_c, most_w) / W_PER_KW
    used_kw = _draws_kw(heat, g, step, water_kw, need_kw, 0.0)
    by_heaters_kw = heat.powers[BY_HEATERS]
    more_kw = charge_kw = 0.0
    if row.preheat_k > 0.0:
        raised_c = min(set_c + row.preheat_k, heat.zones.slot.cool_to_c[g, k])
        most_kw = _wanted_w(heat, g, step, raised_c, most_w) / W_PER_KW
        extra_kw = _draws_kw(heat, g, step, water_kw, most_kw, 0.0) - used_kw
        if row.spares_heaters and heat.powers[BY_HEATERS] > by_heaters_kw:
            most_kw = max(most_kw - heat.powers[BY_HEATERS] + by_heaters_kw, need_kw)
            extra_kw = _draws_kw(heat, g, step, water_kw, most_kw, 0.0) - used_kw
        share = _share(allowed_kw - used_kw, extra_kw)
        more_kw = share * (most_kw - need_kw)
        used_kw += share * extra_kw
    if row.layers > 0:
        tank = heat.tank_c[g, : row.layers]
        room_kw = room_for(tank, row.layer_kwh_per_k, row.most_c - LEAST_K) / step_h
        if period == VALLEY:
            room_kw = min(room_kw, row.valley_fill_kw)
        extra_kw = _draws_kw(heat, g, step, water_kw, need_kw + more_kw, room_kw) - used_kw
        charge_kw = _share(allowed_kw - used_kw, extra_kw) * heat.powers[CHARGED]
    return need_kw, more_kw, charge_kw


@inner_kernel
def _aims(
    heat: FlexibleHeat, g: int, step: int, period: int, sun_kw: float, spare_kw: float
) -> tuple[float, float]:
    """Return the set-point, °C, and what may go into heat made early (0: none is), kW."""
    row, set_c = heat.groups[g], heat.zones.slot.heat_to_c[g, heat.heating_slot[step]]
    allowed_kw = sun_kw if row.follows_sun else 0.0
    if row.follows_tariff and period == VALLEY:
        allowed_kw = max(allowed_kw, spare_kw)
    if not heat.may_heat[step]:
        allowed_kw = 0.0
    if row.follows_tariff and period == PEAK and allowed_kw <= 0.0:
        set_c -= row.lower_k
    return set_c, allowed_kw


@inner_kernel
def _march_rooms(
    heat: FlexibleHeat, g: int, step: int, set_c: float, need_kw: float, more_kw: float
) -> tuple[float, float]:
    """March the rooms through the step; return the heat and the cold that they get, kW."""
    row, zones, k = heat.groups[g], heat.zones, heat.slot[step]
    most_w = row.design_kw * W_PER_KW if heat.may_heat[step] else 0.0
    cool_to_c, cool_max_w = zones.slot.cool_to_c[g, k], row.cool_max_kw * W_PER_KW
    if more_kw > 0.0:  # so much, whatever the set-point
        set_c, cool_to_c, cool_max_w = 1000.0, 2000.0, 0.0
        most_w = (need_kw + more_kw) * W_PER_KW
    power_w = step_zone(
        zones, g, k, heat.state[g], heat.outdoor_c[step], heat.light[row.light, step],
        set_c, cool_to_c, most_w, cool_max_w,
    )  # fmt: skip
    heat.indoor_c[g, step] = heat.state[g, 0]
    return max(power_w, 0.0) / W_PER_KW, max(-power_w, 0.0) / W_PER_KW


@inner_kernel
def _from_tank_kw(
    heat: FlexibleHeat, g: int, step: int, step_h: float, period: int, space_kw: float
) -> float:
    """Take space heat out of the tank, if this is a step for it; return what it gave."""
    row = heat.groups[g]
    if row.layers == 0 or space_kw <= 0.0 or (row.follows_tariff and period != PEAK):
        return 0.0
    flow_c = heat.flow_c[row.system, step]
    given_kwh = discharge(
        heat.tank_c[g, : row.layers], row.layer_kwh_per_k, space_kw * step_h, flow_c,
        flow_c - row.spread_k,
    )  # fmt: skip
    return float(given_kwh / step_h)


@inner_kernel
def _fill_tank(heat: FlexibleHeat, g: int, step: int, step_h: float) -> float:
    """Put into the tank what the plant made for it, and let it stand; return its loss, kWh."""
    row = heat.groups[g]
    if row.layers == 0:
        return 0.0
    tank = heat.tank_c[g, : row.layers]
    charge(tank, row.layer_kwh_per_k, heat.powers[CHARGED] * step_h, row.most_c)
    lost_kwh = stand(tank, row.layer_kwh_per_k, row.layer_loss_kw_per_k, row.room_c, step_h)
    heat.stored_kwh[g, step] = content_kwh(tank, row.layer_kwh_per_k, row.room_c)
    return float(lost_kwh)


@kernel
def step_group(
    heat: FlexibleHeat,
    g: int,
    step: int,
    step_h: float,
    period: int,
    sun_kw: float,
    spare_kw: float,
) -> tuple[float, float]:
    """March a group through a step; return the electricity of its heating and its cooling, kW.

    Parameters
    ----------
    period
        Of the tariff.
    sun_kw
        What the site's sun leaves after all else.
    spare_kw
        What the site's transformer can still carry.
    """
    row, water_kw = heat.groups[g], heat.hot_water_kw[g, heat.slot[step]]
    set_c, allowed_kw = _aims(heat, g, step, period, sun_kw, spare_kw)
    need_kw = more_kw = charge_kw = from_tank_kw = 0.0
    if allowed_kw > 0.0:
        need_kw, more_kw, charge_kw = _plan_early(heat, g, step, step_h, period, set_c, allowed_kw)
    space_kw, cold_kw = _march_rooms(heat, g, step, set_c, need_kw, more_kw)
    if allowed_kw <= 0.0:
        from_tank_kw = _from_tank_kw(heat, g, step, step_h, period, space_kw)
    electricity_kw = _draws_kw(heat, g, step, water_kw, space_kw - from_tank_kw, charge_kw)
    lost_kwh = _fill_tank(heat, g, step, step_h)
    eer = row.eer_35 + row.eer_per_k * (max(heat.outdoor_c[step], 20.0) - 35.0)
    cooling_kw = cold_kw / max(eer, 1.0)
    _book(heat, g, step, step_h, space_kw, water_kw, cold_kw, cooling_kw, from_tank_kw, lost_kwh)
    return electricity_kw, cooling_kw


@kernel
def _book(
    heat: FlexibleHeat,
    g: int,
    step: int,
    step_h: float,
    space_kw: float,
    water_kw: float,
    cold_kw: float,
    cooling_kw: float,
    from_tank_kw: float,
    lost_kwh: float,
) -> None:
    """Enter a step into the books of its month."""
    books, powers = heat.books[g, heat.month[step]], heat.powers
    for n in range(POWERS):
        books[n] += powers[n] * step_h
    books[HEAT] += space_kw * step_h
    books[HOT_WATER] += water_kw * step_h
    books[COLD] += cold_kw * step_h
    books[COOLING_USE] += cooling_kw * step_h
    missing_kw = space_kw + water_kw - from_tank_kw - powers[SPACE] - powers[WATER]
    books[UNMET] += max(missing_kw, 0.0) * step_h
    books[STORE_OUT] += from_tank_kw * step_h
    books[STORE_LOST] += lost_kwh
    if water_kw > 0.0:  # its part of the electricity, by share of heat
        share = water_kw / (water_kw + space_kw)
        books[WATER_USE] += share * electricity_of(powers) * step_h
    k, air_c = heat.slot[step], np.float64(heat.indoor_c[g, step])
    short = space_kw > 0.0 and missing_kw > SHORT_SHARE * heat.groups[g].design_kw
    if heat.may_heat[step] and (short or air_c < heat.comfort_c[g, k] - COMFORT_K):
        books[BELOW] += step_h
    if heat.in_use[g, k] and air_c > WARM_C + COMFORT_K:
        books[OVERHEATED] += step_h


@kernel
def step_site(
    heat: FlexibleHeat,
    s: int,
    step: int,
    step_h: float,
    period: int,
    net_kw: float,
    rated_kw: float,
    heating_kw: Single,
    cooling_kw: Single,
) -> None:
    """March the groups of a site, in their order, and write what the site draws.

    Parameters
    ----------
    net_kw
        Of the site without heating and cooling: loads less sun.
    heating_kw, cooling_kw
        [sites, steps], overwritten in this step.
    """
    heating, cooling, found = 0.0, 0.0, False
    others_kw = np.float64(heat.other_heating_kw[s, step])
    others_kw += np.float64(heat.other_cooling_kw[s, step])
    for g in range(heat.groups.size):
        if heat.groups[g].site == s:
            found = True
            if step < heat.groups[g].first_step:  # not in use yet
                _hold(heat, g, step)
                continue
            net = net_kw + others_kw + heating + cooling
            one, other = step_group(
                heat, g, step, step_h, period, max(-net, 0.0), max(rated_kw - net, 0.0)
            )
            heating += one
            cooling += other
    if found:
        heating_kw[s, step] = np.float64(heat.other_heating_kw[s, step]) + heating
        cooling_kw[s, step] = np.float64(heat.other_cooling_kw[s, step]) + cooling


@kernel
def warm_up(heat: FlexibleHeat, steps: int) -> None:
    """March the rooms through the first steps at their set-points, as open-loop needs do."""
    for g in range(heat.groups.size):
        for t in range(steps):
            _hold(heat, g, t)


@kernel
def _hold(heat: FlexibleHeat, g: int, t: int) -> None:
    """March the rooms of a group through a step at their set-points."""
    row, k = heat.groups[g], heat.slot[t]
    step_zone(
        heat.zones, g, k, heat.state[g], heat.outdoor_c[t], heat.light[row.light, t],
        heat.zones.slot.heat_to_c[g, heat.heating_slot[t]], heat.zones.slot.cool_to_c[g, k],
        row.design_kw * W_PER_KW if heat.may_heat[t] else 0.0, row.cool_max_kw * W_PER_KW,
    )  # fmt: skip
