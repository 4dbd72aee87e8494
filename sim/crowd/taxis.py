"""Taxis: passengers appear in zones; vehicles are dispatched, wait, change drivers and charge.

A request is served by the longest idle taxi of the nearest zone whence it is reached within
the passenger's patience; else it waits, and the next taxi that becomes free nearby takes it.
No battery taxi takes a trip after which it could not reach a station with its reserve.
"""

from sim.crowd.charging import arrive_at_pool, leave_queue
from sim.crowd.heap import NEVER, schedule
from sim.crowd.state import (
    DRIVING,
    IDLE,
    PAUSED,
    QUEUED,
    TO_STATION,
    Floats,
    Hails,
    Power,
)
from sim.kernels import inner_kernel, kernel
from sim.streams import exponential, uniform
from sim.units import SECONDS_PER_DAY, SECONDS_PER_HOUR

WAIT_BIN_S = 30.0
_LOOK_AT = 8
"""How many idle taxis of a zone are asked whether their battery suffices."""
_MOVE_FACTOR = 2.0
"""An idle taxi moves where this many times more requests per idle taxi are expected. Assumption."""
_MOVE_WITHIN_S = 1200.0
"""It does not drive further than this to find passengers. Assumption."""
_TOW_S = 7200.0
"""Time lost by a vehicle that has to be towed to a station. Assumption."""


@kernel
def energy_for(power: Power, type_number: int, km: float, seconds: float, now_s: float) -> float:
    """Return what driving `km` in `seconds` takes from the battery [kWh]."""
    kind, meta = power.types[type_number], power.meta[0]
    if kind.electric == 0:
        return 0.0
    step = min(int(now_s / meta.step_s), meta.steps - 1)
    auxiliary = power.auxiliary_kw[type_number, step]
    return km * kind.traction_kwh_per_km + auxiliary * seconds / SECONDS_PER_HOUR


@kernel
def spend(power: Power, number: int, km: float, seconds: float, now_s: float) -> None:
    """Drive: kilometres onto the clock, energy out of the battery, never below empty."""
    vehicle = power.vehicles[number]
    energy = energy_for(power, vehicle.type, km, seconds, now_s)
    vehicle.km += km
    vehicle.driven_kwh += energy
    vehicle.energy_kwh -= energy
    if vehicle.energy_kwh < 0.0:
        vehicle.towed_kwh -= vehicle.energy_kwh
        vehicle.energy_kwh = 0.0


@kernel
def next_request(hails: Hails, fleet_number: int, end_s: float) -> float:
    """Return when the fleet's next request comes: an inhomogeneous Poisson stream.

    One exponential draw is spent along the hourly rates (time change), so request number `n` is
    the same whatever the taxis do.
    """
    fleet = hails.fleets[fleet_number]
    now = fleet.next_s
    rest = exponential(fleet.key, 0, fleet.drawn)
    while now < end_s:
        day, hour = int(now / SECONDS_PER_DAY), int(now / SECONDS_PER_HOUR)
        rate = hails.rate_per_s[fleet_number, hails.kind_of_day[day], hour % 24]
        hour_end = (hour + 1) * SECONDS_PER_HOUR
        if rate * (hour_end - now) >= rest:
            return now + rest / rate
        rest -= rate * (hour_end - now)
        now = hour_end
    return NEVER


@kernel
def _pick(cumulative: Floats, draw: float) -> int:
    for k in range(cumulative.size - 1):
        if draw < cumulative[k]:
            return k
    return cumulative.size - 1


@kernel
def _join_idle(hails: Hails, power: Power, number: int, now_s: float) -> None:
    vehicle = power.vehicles[number]
    f, zone = vehicle.fleet, vehicle.zone
    vehicle.state = IDLE
    vehicle.since_s = now_s
    vehicle.next = -1
    vehicle.previous = hails.idle_tail[f, zone]
    if vehicle.previous >= 0:
        power.vehicles[vehicle.previous].next = number
    else:
        hails.idle_head[f, zone] = number
    hails.idle_tail[f, zone] = number
    hails.idle_count[f, zone] += 1
    schedule(power.heap, number, now_s + hails.fleets[f].idle_check_s)


@kernel
def _leave_idle(hails: Hails, power: Power, number: int, now_s: float) -> None:
    """Take a taxi from the idle of its zone; what it cruised meanwhile is driven now."""
    vehicle = power.vehicles[number]
    f, zone = vehicle.fleet, vehicle.zone
    if vehicle.previous >= 0:
        power.vehicles[vehicle.previous].next = vehicle.next
    else:
        hails.idle_head[f, zone] = vehicle.next
    if vehicle.next >= 0:
        power.vehicles[vehicle.next].previous = vehicle.previous
    else:
        hails.idle_tail[f, zone] = vehicle.previous
    hails.idle_count[f, zone] -= 1
    idle_s = now_s - vehicle.since_s
    km = hails.fleets[f].cruise_km_per_h * idle_s / SECONDS_PER_HOUR
    vehicle.km_empty += km
    spend(power, number, km, idle_s, vehicle.since_s)


@kernel
def _affords(
    hails: Hails, power: Power, number: int, km: float, seconds: float, last: int, now_s: float
) -> bool:
    """Return whether a taxi can drive `km` to zone `last` and still reach a station."""
    vehicle = power.vehicles[number]
    fleet = hails.fleets[vehicle.fleet]
    if fleet.electric == 0:
        return True
    idle = 0.0
    if vehicle.state == IDLE:
        idle_s = now_s - vehicle.since_s
        cruised = fleet.cruise_km_per_h * idle_s / SECONDS_PER_HOUR
        idle = energy_for(power, vehicle.type, cruised, idle_s, vehicle.since_s)
    whole = km + hails.refuge_km[vehicle.fleet, last]
    pace = seconds / km if km > 0.0 else 0.0
    need = energy_for(power, vehicle.type, whole, whole * pace, now_s)
    return vehicle.energy_kwh - idle - need >= fleet.reserve_kwh


@kernel
def _serve(
    hails: Hails,
    power: Power,
    number: int,
    origin: int,
    destination: int,
    asked_s: float,
    now_s: float,
) -> None:
    """Send a taxi (not idle any more) to a passenger and on to the destination."""
    vehicle = power.vehicles[number]
    f = vehicle.fleet
    fleet = hails.fleets[f]
    pickup_s = hails.pickup_s[f, vehicle.zone, origin]
    pickup_km = hails.pickup_km[f, vehicle.zone, origin]
    trip_s = hails.trip_s[f, origin, destination]
    km = hails.km[f, origin, destination]
    total_s = pickup_s + fleet.boarding_s + trip_s
    vehicle.km_empty += pickup_km
    vehicle.trips += 1
    spend(power, number, pickup_km + km, total_s, now_s)
    vehicle.state = DRIVING
    vehicle.zone = destination
    schedule(power.heap, number, now_s + total_s)
    wait = now_s + pickup_s - asked_s
    cell = hails.service[f, origin, int(asked_s / SECONDS_PER_HOUR)]
    cell.served += 1
    cell.wait_s += wait
    hails.waits[f, min(int(wait / WAIT_BIN_S), hails.waits.shape[1] - 1)] += 1


@kernel
def _trip_affordable(
    hails: Hails, power: Power, number: int, origin: int, destination: int, now_s: float
) -> bool:
    f, zone = power.vehicles[number].fleet, power.vehicles[number].zone
    km = hails.pickup_km[f, zone, origin] + hails.km[f, origin, destination]
    seconds = hails.pickup_s[f, zone, origin] + hails.trip_s[f, origin, destination]
    seconds += hails.fleets[f].boarding_s
    return _affords(hails, power, number, km, seconds, destination, now_s)


@inner_kernel
def _find_taxi(
    hails: Hails, power: Power, f: int, origin: int, destination: int, now_s: float
) -> int:
    """Return the longest idle taxi of the nearest zone that can serve the trip, or -1."""
    fleet = hails.fleets[f]
    for k in range(fleet.zones):
        zone = hails.neighbours[f, origin, k]
        if hails.pickup_s[f, zone, origin] > fleet.patience_s:
            break
        number, looked = hails.idle_head[f, zone], 0
        while number >= 0 and looked < _LOOK_AT:
            if _trip_affordable(hails, power, number, origin, destination, now_s):
                return number
            number = power.vehicles[number].next
            looked += 1
    return -1


@kernel
def drop_lost(hails: Hails, f: int, zone: int, now_s: float) -> None:
    """Passengers of a zone whose patience is over are lost."""
    places, patience = hails.waiting.shape[2], hails.fleets[f].patience_s
    while hails.waiting_count[f, zone] > 0:
        oldest = hails.waiting[f, zone, hails.waiting_head[f, zone]]
        if oldest.time_s + patience >= now_s:
            return
        hails.service[f, zone, int(oldest.time_s / SECONDS_PER_HOUR)].lost += 1
        hails.waiting_head[f, zone] = (hails.waiting_head[f, zone] + 1) % places
        hails.waiting_count[f, zone] -= 1
        hails.fleets[f].waiting -= 1


@inner_kernel
def request(hails: Hails, power: Power, f: int, now_s: float, end_s: float) -> None:
    """A passenger asks for a taxi; the stream's next request is drawn."""
    fleet = hails.fleets[f]
    hour = int(now_s / SECONDS_PER_HOUR)
    kind, clock_hour = hails.kind_of_day[int(now_s / SECONDS_PER_DAY)], hour % 24
    zones = fleet.zones
    band = hails.band[f, kind, clock_hour]
    draw = uniform(fleet.key, 1, fleet.drawn)
    origin = _pick(hails.origin_share[f, band, :zones], draw)
    draw = uniform(fleet.key, 2, fleet.drawn)
    destination = _pick(hails.destination_share[f, band, origin, :zones], draw)
    fleet.drawn += 1
    fleet.next_s = now_s
    fleet.next_s = next_request(hails, f, end_s)
    hails.service[f, origin, hour].requests += 1
    number = _find_taxi(hails, power, f, origin, destination, now_s)
    if number >= 0:
        _leave_idle(hails, power, number, now_s)
        _serve(hails, power, number, origin, destination, now_s, now_s)
        return
    drop_lost(hails, f, origin, now_s)
    places = hails.waiting.shape[2]
    if hails.waiting_count[f, origin] == places:
        power.meta[0].overflow += 1
        hails.service[f, origin, hour].lost += 1
        return
    place = (hails.waiting_head[f, origin] + hails.waiting_count[f, origin]) % places
    hails.waiting[f, origin, place].time_s = now_s
    hails.waiting[f, origin, place].destination = destination
    hails.waiting_count[f, origin] += 1
    fleet.waiting += 1


@inner_kernel
def _serve_waiting(hails: Hails, power: Power, number: int, now_s: float) -> bool:
    """Give a free taxi the passenger who waits nearest: the oldest of a zone, else the newest."""
    vehicle = power.vehicles[number]
    f, here, places = vehicle.fleet, vehicle.zone, hails.waiting.shape[2]
    fleet = hails.fleets[f]
    if fleet.waiting == 0:
        return False
    for k in range(fleet.zones):
        zone = hails.neighbours[f, here, k]
        pickup_s = hails.pickup_s[f, here, zone]
        if pickup_s > fleet.patience_s:
            break
        drop_lost(hails, f, zone, now_s)
        count = hails.waiting_count[f, zone]
        for newest in range(min(count, 2)):
            head = hails.waiting_head[f, zone]
            place = (head + count - 1) % places if newest else head
            passenger = hails.waiting[f, zone, place]
            if now_s + pickup_s > passenger.time_s + fleet.patience_s:
                continue
            destination, asked_s = passenger.destination, passenger.time_s
            if not _trip_affordable(hails, power, number, zone, destination, now_s):
                continue
            if newest == 0:
                hails.waiting_head[f, zone] = (head + 1) % places
            hails.waiting_count[f, zone] -= 1
            fleet.waiting -= 1
            _serve(hails, power, number, zone, destination, asked_s, now_s)
            return True
    return False


@kernel
def _hand_over(hails: Hails, power: Power, number: int, now_s: float) -> None:
    """Drive home if the battery allows it, and stand while the drivers change."""
    vehicle = power.vehicles[number]
    f, home = vehicle.fleet, vehicle.home
    fleet = hails.fleets[f]
    pause_s = hails.shift_pause_s[f, vehicle.shift]
    following = (vehicle.shift + 1) % fleet.shifts
    step = hails.shift_s[f, following] - hails.shift_s[f, vehicle.shift]
    vehicle.shift_s += step if step > 0.0 else step + SECONDS_PER_DAY
    vehicle.shift = following
    km = seconds = 0.0
    if home != vehicle.zone:
        km, seconds = hails.km[f, vehicle.zone, home], hails.trip_s[f, vehicle.zone, home]
        if not _affords(hails, power, number, km, seconds, home, now_s):
            km = seconds = 0.0
        else:
            vehicle.zone = home
    vehicle.km_empty += km
    spend(power, number, km, seconds, now_s)
    vehicle.state = PAUSED
    schedule(power.heap, number, now_s + seconds + pause_s)


@kernel
def _expected_wait_s(power: Power, pool_number: int) -> float:
    pool = power.pools[pool_number]
    working = pool.plugs - pool.down
    if working <= 0:
        return NEVER
    ahead = pool.queue + pool.inbound + 1 - pool.free
    return max(0.0, ahead * pool.mean_session_s / working)


@kernel
def _to_station(hails: Hails, power: Power, number: int, avoid: int, now_s: float) -> None:
    """Drive to the station with the least travel and expected wait among those in reach."""
    vehicle = power.vehicles[number]
    f, zone = vehicle.fleet, vehicle.zone
    best, best_s = -1, NEVER
    nearest, nearest_km = -1, NEVER
    for p in range(power.pools.size):
        km, seconds = hails.pool_km[f, zone, p], hails.pool_s[f, zone, p]
        if km < nearest_km:
            nearest, nearest_km = p, km
        if p == avoid or energy_for(power, vehicle.type, km, seconds, now_s) > vehicle.energy_kwh:
            continue
        cost = seconds + _expected_wait_s(power, p)
        if cost < best_s:
            best, best_s = p, cost
    delay = 0.0
    if best < 0:
        best = nearest if avoid < 0 else avoid
        km, seconds = hails.pool_km[f, zone, best], hails.pool_s[f, zone, best]
        if energy_for(power, vehicle.type, km, seconds, now_s) > vehicle.energy_kwh:
            power.meta[0].towed += 1
            delay = _TOW_S
    seconds = hails.pool_s[f, zone, best]
    vehicle.km_empty += hails.pool_km[f, zone, best]
    spend(power, number, hails.pool_km[f, zone, best], seconds, now_s)
    vehicle.state = TO_STATION
    vehicle.pool = best
    vehicle.zone = hails.pool_zone[f, best]
    power.pools[best].inbound += 1
    schedule(power.heap, number, now_s + seconds + delay)


@kernel
def _share_of(cumulative: Floats, k: int) -> float:
    return cumulative[k] - (cumulative[k - 1] if k > 0 else 0.0)


@kernel
def _better_zone(hails: Hails, power: Power, number: int, now_s: float) -> int:
    """Return a near zone with far more expected requests per idle taxi than here, or -1."""
    vehicle = power.vehicles[number]
    f, here = vehicle.fleet, vehicle.zone
    kind = hails.kind_of_day[int(now_s / SECONDS_PER_DAY)]
    band = hails.band[f, kind, int(now_s / SECONDS_PER_HOUR) % 24]
    share = hails.origin_share[f, band]
    own = _share_of(share, here) / (hails.idle_count[f, here] + hails.heading[f, here] + 1)
    best, best_score = -1, _MOVE_FACTOR * own
    for k in range(1, hails.fleets[f].zones):
        zone = hails.neighbours[f, here, k]
        if hails.trip_s[f, here, zone] > _MOVE_WITHIN_S:
            break
        score = _share_of(share, zone) / (hails.idle_count[f, zone] + hails.heading[f, zone] + 1)
        if score > best_score:
            best, best_score = zone, score
    return best


@inner_kernel
def decide(hails: Hails, power: Power, number: int, now_s: float) -> None:
    """A taxi has become free in its zone: hand-over, charging, a passenger, or waiting."""
    vehicle = power.vehicles[number]
    fleet = hails.fleets[vehicle.fleet]
    if now_s >= vehicle.shift_s:
        _hand_over(hails, power, number, now_s)
    elif fleet.electric == 1 and vehicle.energy_kwh < fleet.charge_below_kwh:
        _to_station(hails, power, number, -1, now_s)
    elif not _serve_waiting(hails, power, number, now_s):
        _join_idle(hails, power, number, now_s)


@inner_kernel
def _moves_on(hails: Hails, power: Power, number: int, now_s: float) -> bool:
    """An idle taxi moves to a better zone, unless it has something else to do."""
    vehicle = power.vehicles[number]
    f = vehicle.fleet
    fleet = hails.fleets[f]
    _leave_idle(hails, power, number, now_s)
    vehicle.state = DRIVING
    busy = now_s >= vehicle.shift_s or (
        fleet.electric == 1 and vehicle.energy_kwh < fleet.charge_below_kwh
    )
    zone = -1 if busy else _better_zone(hails, power, number, now_s)
    if zone >= 0:
        km, seconds = hails.km[f, vehicle.zone, zone], hails.trip_s[f, vehicle.zone, zone]
        if _affords(hails, power, number, km, seconds, zone, now_s):
            vehicle.km_empty += km
            spend(power, number, km, seconds, now_s)
            vehicle.zone = zone
            vehicle.trip = 1
            hails.heading[f, zone] += 1
            schedule(power.heap, number, now_s + seconds)
            return True
    return False


@inner_kernel
def taxi_event(hails: Hails, power: Power, number: int, now_s: float) -> None:
    """What a taxi does when its time has come."""
    vehicle = power.vehicles[number]
    if vehicle.state == TO_STATION:
        power.pools[vehicle.pool].inbound -= 1
        vehicle.state = QUEUED
        if not arrive_at_pool(power, number, vehicle.pool, now_s):
            schedule(power.heap, number, now_s + hails.fleets[vehicle.fleet].max_queue_s)
        return
    if vehicle.state == QUEUED:
        pool = vehicle.pool
        leave_queue(power, number, pool)
        power.meta[0].queue_left += 1
        _to_station(hails, power, number, pool, now_s)
        return
    if vehicle.state == IDLE:
        if _moves_on(hails, power, number, now_s):
            return
    elif vehicle.trip == 1:
        hails.heading[vehicle.fleet, vehicle.zone] -= 1
        vehicle.trip = 0
    decide(hails, power, number, now_s)


@kernel
def empty_idle(hails: Hails, power: Power, now_s: float) -> None:
    """At the end of a run, count what the idle have cruised and the passengers lost by now."""
    for f in range(hails.fleets.size):
        fleet = hails.fleets[f]
        for number in range(fleet.first_vehicle, fleet.first_vehicle + fleet.vehicles):
            if power.vehicles[number].state == IDLE:
                _leave_idle(hails, power, number, now_s)
                _join_idle(hails, power, number, now_s)
        for zone in range(fleet.zones):
            drop_lost(hails, f, zone, now_s)
