"""Heat that is made early: building groups whose plant follows the sun or the tariff.

What a group needs depends on what it was given before, so its rooms, its tank and its plant are
stepped together as the clock closes a step, when the power behind the transformer is known.
"""

import numpy as np

from sim.kernels import inner_kernel, kernel
from sim.models.comfort import COMFORT_K, SHORT_SHARE, WARM_C
from sim.models.flexible_fields import Fields, close_group, may_take_kw, open_step, run_for
from sim.models.flexible_plan import draws_kw, plan_early
from sim.models.flexible_state import (
    BELOW,
    COLD,
    COOLING_USE,
    HEAT,
    HOT_WATER,
    OVERHEATED,
    PEAK,
    STORE_LOST,
    STORE_OUT,
    UNMET,
    VALLEY,
    WATER_USE,
    FlexibleHeat,
    Single,
)
from sim.models.plant import CHARGED, FROM_FIELD, POWERS, SPACE, WATER, electricity_of
from sim.models.source_pool import HALVINGS
from sim.models.thermal_store import charge, content_kwh, discharge, stand
from sim.models.zone import step_zone
from sim.units import W_PER_KW


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


@inner_kernel
def _offer(heat: FlexibleHeat, fields: Fields, g: int, step: int) -> tuple[bool, float]:
    """Let the group's plant find its bore field as it is, if it has one.

    Return whether it can run, and what the group may take out of the field, kW.
    """
    row = heat.groups[g]
    if row.field < 0:
        return True, np.inf
    runs = run_for(fields, row.field, row.system, heat.plant, step, 1.0)
    return runs, may_take_kw(fields, row.field, row.design_kw)


@kernel
def _hold_back(
    heat: FlexibleHeat, fields: Fields, g: int, step: int, water_kw: float, space_kw: float,
    charge_kw: float, field_kw: float,
) -> float:  # fmt: skip
    """Let ground-source units run for the largest share of the time within `field_kw`.

    The others of the plant give what they can of the rest. Return its electricity.
    """
    row, f = heat.groups[g], heat.groups[g].field
    low, high = 0.0, 1.0
    for _ in range(HALVINGS):
        middle = 0.5 * (low + high)
        run_for(fields, f, row.system, heat.plant, step, middle)
        draws_kw(heat, g, step, water_kw, space_kw, charge_kw)
        if heat.powers[FROM_FIELD] > field_kw:
            high = middle
        else:
            low = middle
    run_for(fields, f, row.system, heat.plant, step, low)
    fields.held_back[f, step] = True
    return draws_kw(heat, g, step, water_kw, space_kw, charge_kw)


@inner_kernel
def step_group(
    heat: FlexibleHeat,
    fields: Fields,
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
    runs, field_kw = _offer(heat, fields, g, step)
    if allowed_kw > 0.0:
        need_kw, more_kw, charge_kw = plan_early(
            heat, g, step, step_h, period, set_c, allowed_kw, field_kw
        )
    space_kw, cold_kw = _march_rooms(heat, g, step, set_c, need_kw, more_kw)
    if allowed_kw <= 0.0:
        from_tank_kw = _from_tank_kw(heat, g, step, step_h, period, space_kw)
    asked_kw = space_kw - from_tank_kw
    electricity_kw = draws_kw(heat, g, step, water_kw, asked_kw, charge_kw)
    if heat.powers[FROM_FIELD] > field_kw:
        electricity_kw = _hold_back(heat, fields, g, step, water_kw, asked_kw, charge_kw, field_kw)
    if not runs and water_kw + space_kw > 0.0:
        fields.too_cold[row.field, step] = True
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
    fields: Fields,
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
            found, row = True, heat.groups[g]
            if row.field >= 0:
                open_step(fields, row.field, step)
            if step < row.first_step:  # not in use yet
                _hold(heat, g, step)
                heat.powers[:] = 0.0
            else:
                net = net_kw + others_kw + heating + cooling
                one, other = step_group(
                    heat, fields, g, step, step_h, period, max(-net, 0.0), max(rated_kw - net, 0.0)
                )
                heating += one
                cooling += other
            if row.field >= 0:
                taken_kw = heat.powers[FROM_FIELD]
                close_group(fields, row.field, step, step_h, row.design_kw, taken_kw)
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
