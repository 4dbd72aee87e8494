"""Sharing a site's power: what its controller sees, what it decides, and what comes next.

Whoever plugs in or leaves marks the site; when the event is over, its power is shared once.
"""

import numpy as np

from sim.control.plan import LEAST_LAXITY, plan
from sim.crowd.agenda import NEVER, schedule
from sim.crowd.cabinets import allot_modules
from sim.crowd.settle import accepted_now_kw, settle
from sim.crowd.state import Power
from sim.crowd.warm import heating_kw
from sim.kernels import kernel
from sim.models.charge_curve import charge, flat_until_kwh
from sim.units import SECONDS_PER_HOUR

_AT_FLOOR_KWH = 1e-9
"""A battery with no more than this above its floor has nothing to give."""


@kernel
def _look(power: Power, site: int, now_s: float) -> None:
    """Write down what the controller of a site may see."""
    view = power.seen
    seen = view.sites[site]
    view.clock_s[0] = now_s
    for k in range(seen.first, seen.first + seen.connected):
        number = view.connected[k]
        plug, row = power.plugs[number], view.plugs[number]
        row.max_kw = min(accepted_now_kw(power, number), plug.cap_kw) / plug.efficiency
        row.room_kwh = max(plug.target_kwh - plug.energy_kwh, 0.0) / plug.efficiency
        row.need_kwh = max(plug.need_kwh - plug.energy_kwh, 0.0) / plug.efficiency
        row.need_h = 0.0
        row.depart_s = plug.depart_s
        if plug.power_kw <= 0.0:
            row.room_kwh = row.need_kwh = 0.0  # a swap needs no power
        elif row.need_kwh > 0.0 and seen.controller >= LEAST_LAXITY:
            row.need_h = _hours_at_full_power(power, number)
        row.feed_kw = row.spare_kwh = 0.0
        if plug.feed_kw > 0.0 and plug.energy_kwh > plug.floor_kwh + _AT_FLOOR_KWH:
            row.feed_kw = plug.feed_kw * plug.efficiency
            row.spare_kwh = (plug.energy_kwh - plug.floor_kwh) * plug.efficiency


@kernel
def _hours_at_full_power(power: Power, number: int) -> float:
    """Return how long the vehicle at a plug needs for what it must have; 0 if it gets no power."""
    plug = power.plugs[number]
    most_kw = min(plug.power_kw, plug.cap_kw)
    if most_kw <= 0.0:
        return 0.0
    _, hours = charge(
        power.curves,
        plug.curve,
        plug.capacity_kwh,
        plug.max_kw,
        most_kw - heating_kw(power, number, most_kw),
        plug.energy_kwh,
        plug.need_kwh,
        np.inf,
    )
    return hours


@kernel
def share_site(power: Power, site: int, now_s: float) -> None:
    """Share a site's power anew and set its next event."""
    settle(power, site, now_s)
    place, view = power.sites[site], power.seen
    seen = view.sites[site]
    if place.cabinets > 0:
        allot_modules(power, site)
    if place.held == 1:
        _look(power, site, now_s)
        plan(view, site)
    next_s = NEVER
    for k in range(seen.first, seen.first + seen.connected):
        number = view.connected[k]
        plug = power.plugs[number]
        limit = plug.cap_kw
        if place.held == 1:
            row = view.plugs[number]
            share = row.share_kw
            falls_kwh = power.curves.falls_from[plug.curve] * plug.capacity_kwh
            if share < 0.0:
                limit = share / plug.efficiency
            elif share < row.max_kw or plug.energy_kwh < falls_kwh:
                limit = share * plug.efficiency
            # else nobody holds it back, and what it accepts can only fall until the next plan
        if limit != plug.limit_kw and plug.power_kw > 0.0:
            plug.limit_kw = limit
            plug.heating_kw = heating_kw(power, number, limit)
            plug.flat_kwh = flat_until_kwh(
                power.curves,
                plug.curve,
                plug.capacity_kwh,
                plug.max_kw,
                limit - plug.heating_kw,
                plug.energy_kwh,
            )
            _, hours = charge(
                power.curves,
                plug.curve,
                plug.capacity_kwh,
                plug.max_kw,
                limit - plug.heating_kw,
                plug.energy_kwh,
                plug.target_kwh,
                np.inf,
            )
            if plug.energy_kwh < plug.target_kwh:
                plug.finish_s = now_s + hours * SECONDS_PER_HOUR
        if plug.stays == 0 and plug.power_kw > 0.0 and plug.energy_kwh >= plug.target_kwh:
            plug.finish_s = min(plug.finish_s, now_s)
        next_s = min(next_s, plug.finish_s, plug.leave_s)
        if plug.limit_kw < 0.0:
            spare_h = max(plug.energy_kwh - plug.floor_kwh, 0.0) / -plug.limit_kw
            next_s = min(next_s, now_s + spare_h * SECONDS_PER_HOUR)
    schedule(power.agenda, power.meta[0].vehicles + site, next_s)


@kernel
def share_changed(power: Power, now_s: float) -> None:
    """Share the power of every site at which something has changed, once."""
    meta = power.meta[0]
    for k in range(meta.changed):
        site = power.changed[k]
        power.sites[site].changed = 0
        share_site(power, site, now_s)
    meta.changed = 0
