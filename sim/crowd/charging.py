"""Plugs, queues and the sharing of a site's power.

Power is constant, or follows a charge curve in closed form, between settlements; whoever
changes anything at a site first settles its energy up to now. Limits are on the grid's side of
the charger, batteries on the other.
"""

import numpy as np

from sim.crowd.heap import NEVER, schedule
from sim.crowd.state import (
    CHARGING,
    EQUAL_SHARE,
    FULL,
    LEFT,
    QUEUED,
    Floats,
    Power,
)
from sim.kernels import kernel
from sim.models.charge_curve import accepted_kw, charge
from sim.units import SECONDS_PER_HOUR

_MEMORY = 0.1
"""Weight of the newest session in a pool's mean duration, from which waits are guessed."""


@kernel
def settle(power: Power, site: int, now_s: float) -> None:
    """Charge every active plug of `site` up to `now_s`."""
    place = power.sites[site]
    hours = (now_s - place.settled_s) / SECONDS_PER_HOUR
    if hours <= 0.0:
        return
    place.settled_s = now_s
    for k in range(place.first_plug, place.first_plug + place.active):
        plug = power.plugs[power.active[k]]
        if plug.energy_kwh >= plug.target_kwh:
            continue
        after, _ = charge(
            power.curves,
            plug.curve,
            plug.capacity_kwh,
            plug.max_kw,
            plug.limit_kw,
            plug.energy_kwh,
            plug.target_kwh,
            hours,
        )
        drawn = (after - plug.energy_kwh) / plug.efficiency
        plug.energy_kwh = after
        plug.drawn_kwh += drawn
        power.stations[plug.station].step_kwh += drawn


@kernel
def share_equally(wanted: Floats, first: int, count: int, limit: float) -> None:
    """Lower `wanted[first:first + count]` so that the sum keeps to `limit`.

    Each gets the same; what one cannot use goes to the others (max-min fairness: Bertsekas and
    Gallager, Data Networks, 6.5.2). The water level is found by passes over those still open.
    """
    total = 0.0
    for k in range(first, first + count):
        total += wanted[k]
    if total <= limit:
        return
    rest, still_open, level = limit, count, 0.0
    while still_open > 0:
        new_level = rest / still_open
        if new_level <= level:
            break
        level = new_level
        rest, still_open = limit, 0
        for k in range(first, first + count):
            if wanted[k] <= level:
                rest -= wanted[k]
            else:
                still_open += 1
    for k in range(first, first + count):
        wanted[k] = min(wanted[k], max(level, 0.0))


@kernel
def _allot(power: Power, site: int) -> None:
    """Write to `share_kw` what each plug of a tight site may draw [kW, grid side]."""
    place = power.sites[site]
    for k in range(place.first_plug, place.first_plug + place.plugs):
        power.share_kw[k] = 0.0
    for k in range(place.first_plug, place.first_plug + place.active):
        number = power.active[k]
        plug = power.plugs[number]
        if plug.energy_kwh < plug.target_kwh:
            accepted = accepted_kw(
                power.curves, plug.curve, plug.capacity_kwh, plug.max_kw, plug.energy_kwh
            )
            power.share_kw[number] = min(plug.power_kw, accepted) / plug.efficiency
    for s in range(place.first_station, place.first_station + place.stations):
        station = power.stations[s]
        share_equally(power.share_kw, station.first_plug, station.plugs, station.limit_kw)
    share_equally(power.share_kw, place.first_plug, place.plugs, place.limit_kw)


@kernel
def replan(power: Power, site: int, now_s: float) -> None:
    """Share the site's power anew (its energy must be settled) and set its next event."""
    place = power.sites[site]
    held = place.controller == EQUAL_SHARE and place.tight == 1
    if held:
        _allot(power, site)
    next_s = NEVER
    for k in range(place.first_plug, place.first_plug + place.active):
        number = power.active[k]
        plug = power.plugs[number]
        limit = power.share_kw[number] * plug.efficiency if held else plug.power_kw
        if limit != plug.limit_kw:
            plug.limit_kw = limit
            _, hours = charge(
                power.curves,
                plug.curve,
                plug.capacity_kwh,
                plug.max_kw,
                limit,
                plug.energy_kwh,
                plug.target_kwh,
                np.inf,
            )
            if plug.energy_kwh < plug.target_kwh:
                plug.finish_s = now_s + hours * SECONDS_PER_HOUR
        next_s = min(next_s, plug.finish_s, plug.leave_s)
    schedule(power.heap, power.meta[0].vehicles + site, next_s)


@kernel
def enqueue(power: Power, user: int, pool_number: int) -> None:
    """Put `user` at the end of the pool's queue."""
    pool = power.pools[pool_number]
    link = power.users[user]
    link.next = -1
    link.previous = pool.tail
    if pool.tail >= 0:
        power.users[pool.tail].next = user
    else:
        pool.head = user
    pool.tail = user
    pool.queue += 1


@kernel
def leave_queue(power: Power, user: int, pool_number: int) -> None:
    """Take `user` out of the pool's queue, wherever it stands."""
    pool = power.pools[pool_number]
    link = power.users[user]
    if link.previous >= 0:
        power.users[link.previous].next = link.next
    else:
        pool.head = link.next
    if link.next >= 0:
        power.users[link.next].previous = link.previous
    else:
        pool.tail = link.previous
    pool.queue -= 1


@kernel
def _free_plug(power: Power, pool_number: int) -> int:
    pool = power.pools[pool_number]
    for number in range(pool.first_plug, pool.first_plug + pool.plugs):
        plug = power.plugs[number]
        if plug.user < 0 and plug.down == 0:
            return number
    return -1


@kernel
def plug_in(
    power: Power,
    user: int,
    pool_number: int,
    now_s: float,
    energy_kwh: float,
    target_kwh: float,
    type_number: int,
    leave_s: float,
    stays: int,
) -> None:
    """Connect `user` to a free plug of the pool; there must be one."""
    pool = power.pools[pool_number]
    settle(power, pool.site, now_s)
    number = _free_plug(power, pool_number)
    plug, kind, site = power.plugs[number], power.types[type_number], power.sites[pool.site]
    pool.free -= 1
    plug.user = user
    plug.curve = kind.curve
    plug.capacity_kwh = kind.capacity_kwh
    plug.max_kw = kind.max_charge_kw
    plug.energy_kwh = energy_kwh
    plug.start_kwh = energy_kwh
    plug.target_kwh = target_kwh
    plug.drawn_kwh = 0.0
    plug.start_s = now_s
    plug.leave_s = leave_s
    plug.stays = stays
    plug.limit_kw = -1.0
    plug.finish_s = NEVER if energy_kwh < target_kwh else now_s
    plug.place = site.first_plug + site.active
    power.active[plug.place] = number
    site.active += 1
    if user < power.meta[0].vehicles:
        vehicle = power.vehicles[user]
        vehicle.plug = number
        vehicle.pool = pool_number
        if vehicle.state == QUEUED:
            vehicle.state = CHARGING
    replan(power, pool.site, now_s)


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


@kernel
def unplug(power: Power, number: int, now_s: float, reason: int) -> int:
    """Disconnect the user of plug `number`, write its session, serve the queue; return the user."""
    plug = power.plugs[number]
    site, pool = power.sites[plug.site], power.pools[plug.pool]
    settle(power, plug.site, now_s)
    _log(power, number, now_s, reason)
    user = plug.user
    plug.user = -1
    last = site.first_plug + site.active - 1
    moved = power.active[last]
    power.active[plug.place] = moved
    power.plugs[moved].place = plug.place
    site.active -= 1
    if plug.down == 0:
        pool.free += 1
    pool.mean_session_s += _MEMORY * (now_s - plug.start_s - pool.mean_session_s)
    if user < power.meta[0].vehicles:
        vehicle = power.vehicles[user]
        vehicle.plug = -1
        vehicle.pool = -1
        vehicle.charged_kwh += plug.energy_kwh - plug.start_kwh
        vehicle.energy_kwh = plug.energy_kwh
    replan(power, plug.site, now_s)
    serve_queue(power, plug.pool, now_s)
    return user


@kernel
def car_gave_up(power: Power, user: int, now_s: float) -> bool:
    """Return whether a car in a queue has lost patience, or its time is over."""
    car = power.cars[user - power.meta[0].vehicles]
    return now_s > min(car.arrive_s + car.patience_s, car.leave_s)


@kernel
def count_balked(power: Power, user: int, pool_number: int) -> None:
    """Count a car that goes away uncharged, in the hour of its arrival."""
    fleet = power.cars[user - power.meta[0].vehicles].fleet
    hour = int(power.users[user].arrive_s / SECONDS_PER_HOUR)
    power.balked[fleet, pool_number, hour] += 1


@kernel
def drop_impatient(power: Power, pool_number: int, now_s: float) -> None:
    """Remove from the queue the cars that have gone away."""
    pool, vehicles = power.pools[pool_number], power.meta[0].vehicles
    user = pool.head
    while user >= 0:
        following = power.users[user].next
        if user >= vehicles and car_gave_up(power, user, now_s):
            leave_queue(power, user, pool_number)
            count_balked(power, user, pool_number)
        user = following


@kernel
def plug_in_car(power: Power, user: int, pool_number: int, now_s: float) -> None:
    """Connect a car; it arrives with what lets it leave full with the energy it wants."""
    car = power.cars[user - power.meta[0].vehicles]
    full = power.types[car.type].capacity_kwh
    energy = max(0.0, full - car.energy_kwh)
    leave = min(car.leave_s, now_s + car.stay_s)
    plug_in(power, user, pool_number, now_s, energy, full, car.type, leave, car.stays)


@kernel
def plug_in_vehicle(power: Power, number: int, pool_number: int, now_s: float) -> None:
    """Connect a vehicle until it is full; it has no event of its own meanwhile."""
    vehicle = power.vehicles[number]
    schedule(power.heap, number, NEVER)
    energy, target = vehicle.energy_kwh, vehicle.target_kwh
    plug_in(power, number, pool_number, now_s, energy, target, vehicle.type, NEVER, 0)


@kernel
def serve_queue(power: Power, pool_number: int, now_s: float) -> None:
    """Give free plugs of a pool to those who wait, first come first served."""
    pool, vehicles = power.pools[pool_number], power.meta[0].vehicles
    while pool.free > 0 and pool.head >= 0:
        user = pool.head
        leave_queue(power, user, pool_number)
        if user < vehicles:
            plug_in_vehicle(power, user, pool_number, now_s)
        elif car_gave_up(power, user, now_s):
            count_balked(power, user, pool_number)
        else:
            plug_in_car(power, user, pool_number, now_s)


@kernel
def _pool_for_car(power: Power, number: int) -> int:
    """Return the first pool of the car's station with a free plug, else that with least queue."""
    car = power.cars[number]
    best = car.pool
    if car.bound:
        return best
    station = power.stations[power.pools[best].station]
    for p in range(station.first_pool, station.first_pool + station.pools):
        if power.pools[best].free > 0:
            break
        other, own = power.pools[p], power.pools[best]
        shorter = other.free > 0 or other.queue * own.plugs < own.queue * other.plugs
        if shorter and power.car_usable[car.fleet, p]:
            best = p
    return best


@kernel
def car_arrives(power: Power, number: int, now_s: float) -> None:
    """Car `number` takes a free plug of its station, or waits."""
    car, user = power.cars[number], power.meta[0].vehicles + number
    power.users[user].arrive_s = now_s
    pool = _pool_for_car(power, number)
    if power.pools[pool].free > 0:
        plug_in_car(power, user, pool, now_s)
    elif car.patience_s <= 0.0:
        count_balked(power, user, pool)
    else:
        enqueue(power, user, pool)


@kernel
def reason_of_end(power: Power, number: int, now_s: float) -> int:
    """Return why plug `number` is due at `now_s` (FULL or LEFT), or -1 if it is not."""
    plug = power.plugs[number]
    if plug.leave_s <= now_s:
        return LEFT
    if plug.finish_s <= now_s:
        if plug.stays == 0:
            return FULL
        plug.finish_s = NEVER
    return -1


@kernel
def arrive_at_pool(power: Power, number: int, pool_number: int, now_s: float) -> bool:
    """Vehicle `number` takes a free plug of the pool or queues; return whether it is plugged in."""
    power.users[number].arrive_s = now_s
    power.vehicles[number].pool = pool_number
    if power.pools[pool_number].free > 0:
        plug_in_vehicle(power, number, pool_number, now_s)
        return True
    enqueue(power, number, pool_number)
    return False
