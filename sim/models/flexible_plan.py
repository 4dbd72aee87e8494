"""How much heat a building group makes early: what its rooms and its tank take, and what fits."""

from sim.kernels import kernel
from sim.models.flexible_state import VALLEY, FlexibleHeat
from sim.models.plant import BY_HEATERS, CHARGED, FROM_FIELD, electricity_of, run_plant
from sim.models.thermal_store import LEAST_K, room_for
from sim.models.zone import step_zone
from sim.units import W_PER_KW

OF_FIELD = 0.95
"""Share of what a bore field may give that early heat may bring it to: straight lines are not quite
right, and only what is needed may hold its heat pumps back. Assumption."""


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
def draws_kw(
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
def _fitting(
    heat: FlexibleHeat, used_kw: float, taken_kw: float, allowed_kw: float, field_kw: float
) -> float:
    """Return which share fits of what the plant, as it just ran, does beyond `used_kw`.

    Both its electricity and what it takes out of a bore field are bounded. They are nearly a
    straight line in heat between two points of a step, so the share is taken from its ends.
    """
    return min(
        _share(allowed_kw - used_kw, electricity_of(heat.powers) - used_kw),
        _share(OF_FIELD * field_kw - taken_kw, heat.powers[FROM_FIELD] - taken_kw),
    )


@kernel
def plan_early(
    heat: FlexibleHeat, g: int, step: int, step_h: float, period: int, set_c: float,
    allowed_kw: float, field_kw: float,
) -> tuple[float, float, float]:  # fmt: skip
    """Return space heat that is needed, that is made early, and heat for the tank, kW."""
    row, k = heat.groups[g], heat.slot[step]
    water_kw, most_w = heat.hot_water_kw[g, k], row.design_kw * W_PER_KW
    need_kw = _wanted_w(heat, g, step, set_c, most_w) / W_PER_KW
    used_kw = draws_kw(heat, g, step, water_kw, need_kw, 0.0)
    taken_kw, by_heaters_kw = heat.powers[FROM_FIELD], heat.powers[BY_HEATERS]
    more_kw = charge_kw = 0.0
    if row.preheat_k > 0.0:
        raised_c = min(set_c + row.preheat_k, heat.zones.slot.cool_to_c[g, k])
        most_kw = _wanted_w(heat, g, step, raised_c, most_w) / W_PER_KW
        extra_kw = draws_kw(heat, g, step, water_kw, most_kw, 0.0) - used_kw
        if row.spares_heaters and heat.powers[BY_HEATERS] > by_heaters_kw:
            most_kw = max(most_kw - heat.powers[BY_HEATERS] + by_heaters_kw, need_kw)
            extra_kw = draws_kw(heat, g, step, water_kw, most_kw, 0.0) - used_kw
        share = _fitting(heat, used_kw, taken_kw, allowed_kw, field_kw)
        more_kw = share * (most_kw - need_kw)
        used_kw += share * extra_kw
        taken_kw += share * (heat.powers[FROM_FIELD] - taken_kw)
    if row.layers > 0:
        tank = heat.tank_c[g, : row.layers]
        room_kw = room_for(tank, row.layer_kwh_per_k, row.most_c - LEAST_K) / step_h
        if period == VALLEY:
            room_kw = min(room_kw, row.valley_fill_kw)
        draws_kw(heat, g, step, water_kw, need_kw + more_kw, room_kw)
        share = _fitting(heat, used_kw, taken_kw, allowed_kw, field_kw)
        charge_kw = share * heat.powers[CHARGED]
    return need_kw, more_kw, charge_kw
