"""Plugs, queues and the sharing of a site's power.

Power is constant, or follows a charge curve in closed form, between settlements; whoever
changes anything at a site first settles its energy up to now. Limits are on the grid's side of
the charger, batteries on the other.
"""

from sim.crowd.agenda import NEVER, schedule
from sim.crowd.connect import connect, disconnect
from sim.crowd.settle import settle
from sim.crowd.state import CHARGING, FULL, LEFT, PARKED, QUEUED, SWAPPED, Power
from sim.crowd.swap import begin_swap, put_on_rack, ready_batteries
from sim.kernels import kernel
from sim.units import SECONDS_PER_HOUR

_MEMORY = 0.1
"""Weight of the newest session in a pool's mean duration, from which waits are guessed."""


@kernel
def openings(power: Power, pool_number: int) -> int:
    """Return how many that have not booked could be plugged in at a pool now."""
    return _places(power, pool_number) - power.pools[pool_number].booked


@kernel
def has_place_for_booking(power: Power, pool_number: int) -> bool:
    """Return whether one that has booked can be plugged in now, before others that come later."""
    return _places(power, pool_number) > 0


@kernel
def _places(power: Power, pool_number: int) -> int:
    pool = power.pools[pool_number]
    return pool.free if pool.rack < 0 else min(pool.free, ready_batteries(power, pool.rack))


@kernel
def book(power: Power, pool_number: int) -> bool:
    """Keep a plug of the pool for a vehicle on its way; return whether one is left to keep."""
    pool = power.pools[pool_number]
    if pool.booked >= pool.plugs - pool.down:
        return False
    pool.booked += 1
    return True


@kernel
def release(power: Power, pool_number: int, now_s: float) -> None:
    """A booking is used or given up: others may have the plug."""
    power.pools[pool_number].booked -= 1


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
) -> int:
    """Connect `user` to a free plug of the pool, there must be one; return the plug.

    Its driver waits for it, unless `expect` says something else. The site must be planned anew.
    """
    number = _free_plug(power, pool_number)
    connect(power, user, number, now_s, energy_kwh, target_kwh, type_number, leave_s, stays)
    if user < power.meta[0].vehicles:
        vehicle = power.vehicles[user]
        vehicle.plug = number
        vehicle.pool = pool_number
        if vehicle.state == QUEUED:
            vehicle.state = CHARGING
    if power.pools[pool_number].rack >= 0:
        begin_swap(power, number, now_s)
    return number


@kernel
def expect(power: Power, number: int, depart_s: float, need_kwh: float) -> None:
    """Say when the vehicle at a plug will leave, and with how much energy at least."""
    plug = power.plugs[number]
    plug.depart_s = depart_s
    plug.need_kwh = min(need_kwh, plug.target_kwh)


@kernel
def unplug(power: Power, number: int, now_s: float, reason: int) -> int:
    """Disconnect the user of plug `number`, write its session, serve the queue; return the user."""
    plug = power.plugs[number]
    pool = power.pools[plug.pool]
    settle(power, plug.site, now_s)
    given_back_kwh = plug.target_kwh
    if pool.rack >= 0 and reason == FULL:
        reason = SWAPPED
        given_back_kwh = plug.start_kwh
        plug.energy_kwh = plug.target_kwh
    user = disconnect(power, number, now_s, reason)
    if pool.rack >= 0:
        put_on_rack(power, pool.rack, given_back_kwh, now_s)
    pool.mean_session_s += _MEMORY * (now_s - plug.start_s - pool.mean_session_s)
    if user < power.meta[0].vehicles:
        vehicle = power.vehicles[user]
        vehicle.plug = -1
        vehicle.pool = -1
        vehicle.charged_kwh += plug.energy_kwh - plug.start_kwh
        vehicle.energy_kwh = plug.energy_kwh
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
    full = power.types[car.type].full_kwh
    energy = max(0.0, full - car.energy_kwh)
    leave = min(car.leave_s, now_s + car.stay_s)
    plug_in(power, user, pool_number, now_s, energy, full, car.type, leave, car.stays)


@kernel
def plug_in_vehicle(power: Power, number: int, pool_number: int, now_s: float) -> None:
    """Connect a vehicle until it is full; it has no event of its own meanwhile."""
    vehicle = power.vehicles[number]
    if vehicle.state != PARKED:  # a bus may have to be preheated
        schedule(power.agenda, number, NEVER)
    energy, target = vehicle.energy_kwh, vehicle.target_kwh
    plug = plug_in(power, number, pool_number, now_s, energy, target, vehicle.type, NEVER, 0)
    if vehicle.wish_s >= 0.0:
        expect(power, plug, vehicle.wish_s, vehicle.wish_kwh)


@kernel
def serve_queue(power: Power, pool_number: int, now_s: float) -> None:
    """Give free plugs of a pool to those who wait, first come first served."""
    pool, vehicles = power.pools[pool_number], power.meta[0].vehicles
    while openings(power, pool_number) > 0 and pool.head >= 0:
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
        if openings(power, best) > 0:
            break
        other, own = power.pools[p], power.pools[best]
        shorter = openings(power, p) > 0 or other.queue * own.plugs < own.queue * other.plugs
        if shorter and power.car_usable[car.fleet, p]:
            best = p
    return best


@kernel
def car_arrives(power: Power, number: int, now_s: float) -> None:
    """Car `number` takes a free plug of its station, or waits."""
    car, user = power.cars[number], power.meta[0].vehicles + number
    power.users[user].arrive_s = now_s
    pool = _pool_for_car(power, number)
    if openings(power, pool) > 0:
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
        if plug.stays == 0 or power.pools[plug.pool].rack >= 0:
            return FULL
        plug.finish_s = NEVER
    return -1


@kernel
def arrive_at_pool(power: Power, number: int, pool_number: int, now_s: float) -> bool:
    """Vehicle `number` takes a free plug of the pool or queues; return whether it is plugged in."""
    power.users[number].arrive_s = now_s
    power.vehicles[number].pool = pool_number
    if openings(power, pool_number) > 0:
        plug_in_vehicle(power, number, pool_number, now_s)
        return True
    enqueue(power, number, pool_number)
    return False
