"""Connecting a battery to a plug, and taking it off again."""

import numpy as np

from sim.control.plan import EQUAL_SHARE
from sim.crowd.agenda import NEVER
from sim.crowd.settle import settle
from sim.crowd.state import Power
from sim.crowd.warm import battery_c, meet_cold, part_warm
from sim.kernels import kernel
from sim.models.charge_curve import charge
from sim.units import SECONDS_PER_HOUR


@kernel
def connect(
    power: Power,
    user: int,
    number: int,
    now_s: float,
    energy_kwh: float,
    target_kwh: float,
    type_number: int,
    leave_s: float,
    stays: int,
) -> None:
    """Connect a battery to plug `number`, which is free; the site must be planned anew."""
    plug, kind = power.plugs[number], power.types[type_number]
    settle(power, plug.site, now_s)
    seen, row = power.seen.sites[plug.site], power.seen.plugs[number]
    if plug.down == 0:  # a battery may stand at a broken place of its rack
        power.pools[plug.pool].free -= 1
    plug.user = user
    plug.curve = kind.curve
    plug.capacity_kwh = kind.capacity_kwh
    plug.type = type_number
    plug.energy_kwh = plug.start_kwh = energy_kwh
    plug.target_kwh = plug.need_kwh = target_kwh
    plug.floor_kwh = kind.floor_kwh
    plug.feed_kw = min(kind.feed_kw, plug.plug_feed_kw)
    plug.drawn_kwh = plug.fed_kwh = 0.0
    plug.start_s = now_s
    plug.leave_s = plug.depart_s = leave_s
    plug.stays = stays
    plug.limit_kw = np.nan
    plug.flat_kwh = 0.0
    plug.finish_s = NEVER if energy_kwh < target_kwh else now_s
    if leave_s == NEVER and seen.controller > EQUAL_SHARE:
        plug.max_kw = kind.max_charge_kw  # the driver reckons with a warm battery
        plug.depart_s = full_s(power, number, now_s)
    meet_cold(power, number, now_s)
    row.arrive_s = now_s
    row.plan_kw = 0.0
    plug.place = seen.first + seen.connected
    power.seen.connected[plug.place] = number
    seen.connected += 1
    mark_changed(power, plug.site)


@kernel
def mark_changed(power: Power, site: int) -> None:
    """Have the power of a site shared anew when the present event is over."""
    place, meta = power.sites[site], power.meta[0]
    if place.changed == 0:
        place.changed = 1
        power.changed[meta.changed] = site
        meta.changed += 1


@kernel
def disconnect(power: Power, number: int, now_s: float, reason: int) -> int:
    """Take the battery off plug `number`, write its session and return its user."""
    plug = power.plugs[number]
    seen = power.seen.sites[plug.site]
    settle(power, plug.site, now_s)
    part_warm(power, number, now_s)
    _log(power, number, now_s, reason)
    user = plug.user
    plug.user = -1
    moved = power.seen.connected[seen.first + seen.connected - 1]
    power.seen.connected[plug.place] = moved
    power.plugs[moved].place = plug.place
    seen.connected -= 1
    mark_changed(power, plug.site)
    if plug.down == 0:
        power.pools[plug.pool].free += 1
    return user


@kernel
def _log(power: Power, number: int, now_s: float, reason: int) -> None:
    plug, meta = power.plugs[number], power.meta[0]
    row = power.sessions[meta.session_rows]
    meta.session_rows += 1
    row.user = plug.user
    row.plug = number
    row.reason = reason
    row.arrive_s = power.users[plug.user].arrive_s
    row.start_s = plug.start_s
    row.end_s = now_s
    row.start_kwh = plug.start_kwh
    row.end_kwh = plug.energy_kwh
    row.capacity_kwh = plug.capacity_kwh
    row.drawn_kwh = plug.drawn_kwh
    row.fed_kwh = plug.fed_kwh
    row.heater_kwh = plug.heater_kwh
    row.start_c = plug.start_c
    row.end_c = battery_c(power, number, now_s)
    row.due_s = plug.depart_s
    row.short_kwh = max(plug.need_kwh - plug.energy_kwh, 0.0)


@kernel
def full_s(power: Power, number: int, now_s: float) -> float:
    """Return when a vehicle is full if its plug gives all it can: its driver waits for that."""
    plug = power.plugs[number]
    _, hours = charge(
        power.curves,
        plug.curve,
        plug.capacity_kwh,
        plug.max_kw,
        plug.power_kw,
        plug.energy_kwh,
        plug.target_kwh,
        np.inf,
    )
    return now_s + hours * SECONDS_PER_HOUR
