"""Taxis: passengers appear in zones; vehicles are dispatched, wait, change drivers and rest.

A request is served by the longest idle taxi of the nearest zone whence it is reached within
the passenger's patience; else it waits, and the next taxi that becomes free nearby takes it.
No battery taxi takes a trip after which it could not reach a station with its reserve.
"""

from sim.crowd.agenda import due_s, schedule
from sim.crowd.charging import arrive_at_pool, leave_queue
from sim.crowd.driving import energy_for, spend
from sim.crowd.state import (
    DRIVING,
    IDLE,
    PAUSED,
    QUEUED,
    TO_STATION,
    Hails,
    Power,
)
from sim.crowd.taxi_charging import best_station, go_to_station, must_charge, some_station
from sim.crowd.taxi_requests import drop_lost, ends_of, next_request, trip_of
from sim.kernels import inner_kernel, kernel
from sim.streams import uniform
from sim.units import SECONDS_PER_DAY, SECONDS_PER_HOUR

WAIT_BIN_S = 30.0
_LOOK_AT = 8
"""How many idle taxis of a zone are asked whether their battery suffices."""


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
    schedule(power.agenda, number, now_s + hails.fleets[f].idle_check_s)


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
    km: float,
    trip_s: float,
    fare_cny: float,
    asked_s: float,
    now_s: float,
) -> None:
    """Send a taxi (not idle any more) to a passenger and on to the destination."""
    vehicle = power.vehicles[number]
    f = vehicle.fleet
    fleet = hails.fleets[f]
    pickup_s = hails.pickup_s[f, vehicle.zone, origin]
    pickup_km = hails.pickup_km[f, vehicle.zone, origin]
    total_s = pickup_s + fleet.boarding_s + trip_s
    vehicle.km_empty += pickup_km
    vehicle.trips += 1
    spend(power, number, pickup_km + km, total_s, now_s)
    vehicle.state = DRIVING
    vehicle.zone = destination
    schedule(power.agenda, number, now_s + total_s)
    wait = now_s + pickup_s - asked_s
    cell = hails.service[f, origin, int(asked_s / SECONDS_PER_HOUR)]
    cell.served += 1
    cell.wait_s += wait
    cell.fare_cny += fare_cny
    hails.waits[f, min(int(wait / WAIT_BIN_S), hails.waits.shape[1] - 1)] += 1


@kernel
def _trip_affordable(
    hails: Hails,
    power: Power,
    number: int,
    origin: int,
    destination: int,
    trip_km: float,
    trip_s: float,
    now_s: float,
) -> bool:
    f, zone = power.vehicles[number].fleet, power.vehicles[number].zone
    km = hails.pickup_km[f, zone, origin] + trip_km
    seconds = hails.pickup_s[f, zone, origin] + trip_s
    seconds += hails.fleets[f].boarding_s
    return _affords(hails, power, number, km, seconds, destination, now_s)


@inner_kernel
def _find_taxi(
    hails: Hails,
    power: Power,
    f: int,
    origin: int,
    destination: int,
    km: float,
    trip_s: float,
    now_s: float,
) -> int:
    """Return the longest idle taxi of the nearest zone that can serve the trip, or -1."""
    fleet = hails.fleets[f]
    for k in range(fleet.zones):
        zone = hails.neighbours[f, origin, k]
        if hails.pickup_s[f, zone, origin] > fleet.patience_s:
            break
        number, looked = hails.idle_head[f, zone], 0
        while number >= 0 and looked < _LOOK_AT:
            if _trip_affordable(hails, power, number, origin, destination, km, trip_s, now_s):
                return number
            number = power.vehicles[number].next
            looked += 1
    return -1


@inner_kernel
def request(hails: Hails, power: Power, f: int, now_s: float, end_s: float) -> None:
    """A passenger asks for a taxi, or travels otherwise; the stream's next request is drawn."""
    fleet = hails.fleets[f]
    hour = int(now_s / SECONDS_PER_HOUR)
    kind, clock_hour = hails.kind_of_day[int(now_s / SECONDS_PER_DAY)], hour % 24
    request_number = fleet.drawn
    origin, destination = ends_of(hails, f, request_number, hails.band[f, kind, clock_hour])
    fleet.drawn += 1
    fleet.next_s = now_s
    fleet.next_s = next_request(hails, f, end_s)
    cell = hails.service[f, origin, hour]
    if fleet.moved == 1 and (
        uniform(fleet.key, 3, request_number) < hails.moved_share[f, kind, clock_hour, origin]
    ):
        cell.moved += 1
        return
    cell.requests += 1
    km, trip_s, fare_cny = trip_of(hails, f, origin, destination, request_number, now_s)
    number = _find_taxi(hails, power, f, origin, destination, km, trip_s, now_s)
    if number >= 0:
        _leave_idle(hails, power, number, now_s)
        _serve(hails, power, number, origin, destination, km, trip_s, fare_cny, now_s, now_s)
        return
    drop_lost(hails, f, origin, now_s)
    places = hails.waiting.shape[2]
    if hails.waiting_count[f, origin] == places:
        power.meta[0].overflow += 1
        cell.lost += 1
        cell.lost_cny += fare_cny
        return
    place = (hails.waiting_head[f, origin] + hails.waiting_count[f, origin]) % places
    passenger = hails.waiting[f, origin, place]
    passenger.time_s, passenger.destination = now_s, destination
    passenger.number = request_number
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
            km, trip_s, fare_cny = trip_of(hails, f, zone, destination, passenger.number, asked_s)
            if not _trip_affordable(hails, power, number, zone, destination, km, trip_s, now_s):
                continue
            if newest == 0:
                hails.waiting_head[f, zone] = (head + 1) % places
            hails.waiting_count[f, zone] -= 1
            fleet.waiting -= 1
            _serve(hails, power, number, zone, destination, km, trip_s, fare_cny, asked_s, now_s)
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
    vehicle.paused_s += pause_s
    vehicle.state = PAUSED
    schedule(power.agenda, number, now_s + seconds + pause_s)


@kernel
def _rest(power: Power, number: int, now_s: float) -> None:
    """Stand until the driver's break is over."""
    vehicle = power.vehicles[number]
    vehicle.paused_s += vehicle.rest_until_s - now_s
    vehicle.state = PAUSED
    schedule(power.agenda, number, vehicle.rest_until_s)


@kernel
def _eat(hails: Hails, power: Power, number: int, now_s: float) -> None:
    """Begin a meal: at a station if the battery could do with it and no long queue is there."""
    vehicle = power.vehicles[number]
    f, fleet = vehicle.fleet, hails.fleets[vehicle.fleet]
    minutes_s = hails.meal_pause_s[f, vehicle.meal]
    while vehicle.meal_s <= now_s:
        following = (vehicle.meal + 1) % fleet.meals
        step = hails.meal_s[f, following] - hails.meal_s[f, vehicle.meal]
        vehicle.meal_s += step if step > 0.0 else step + SECONDS_PER_DAY
        vehicle.meal = following
    if vehicle.energy_kwh < fleet.meal_kwh:
        pool = best_station(hails, power, number, -1, minutes_s, now_s)
        if pool >= 0:
            vehicle.rest_until_s = now_s + hails.pool_s[f, vehicle.zone, pool] + minutes_s
            go_to_station(hails, power, number, pool, now_s)
            return
    vehicle.rest_until_s = now_s + minutes_s
    _rest(power, number, now_s)


@kernel
def _back_from_charging(power: Power, number: int, now_s: float) -> None:
    """Count the time that charging took, but for what its driver rested meanwhile."""
    vehicle = power.vehicles[number]
    worked_from_s = min(max(vehicle.away_since_s, vehicle.rest_until_s), now_s)
    vehicle.paused_s += worked_from_s - vehicle.away_since_s
    vehicle.away_s += now_s - worked_from_s
    vehicle.away_since_s = -1.0


@kernel
def _better_zone(hails: Hails, power: Power, number: int, now_s: float) -> int:
    """Return a near zone with far more expected requests per taxi than here, or -1."""
    vehicle = power.vehicles[number]
    f, here = vehicle.fleet, vehicle.zone
    fleet = hails.fleets[f]
    hour = int(now_s / SECONDS_PER_HOUR)
    late_part = now_s / SECONDS_PER_HOUR - hour
    early, late = hails.expected[f, hour], hails.expected[f, hour + 1]
    expected = early[here] + late_part * (late[here] - early[here])
    taxis = hails.idle_count[f, here] + hails.heading[f, here] + 1
    best, best_score = -1, fleet.move_factor * expected / taxis
    for k in range(1, fleet.zones):
        zone = hails.neighbours[f, here, k]
        if hails.trip_s[f, here, zone] > fleet.move_within_s:
            break
        expected = early[zone] + late_part * (late[zone] - early[zone])
        taxis = hails.idle_count[f, zone] + hails.heading[f, zone] + 1
        if expected > best_score * taxis:
            best, best_score = zone, expected / taxis
    return best


@inner_kernel
def decide(hails: Hails, power: Power, number: int, now_s: float) -> None:
    """A free taxi: rest, hand-over, meal, charging, a passenger, cheap power, or waiting."""
    vehicle = power.vehicles[number]
    f = vehicle.fleet
    if vehicle.away_since_s >= 0.0:
        _back_from_charging(power, number, now_s)
    if now_s < vehicle.rest_until_s:
        _rest(power, number, now_s)
    elif now_s >= vehicle.shift_s:
        _hand_over(hails, power, number, now_s)
    elif now_s >= vehicle.meal_s:
        _eat(hails, power, number, now_s)
    elif must_charge(hails, power, number, now_s):
        go_to_station(hails, power, number, some_station(hails, power, number, -1, now_s), now_s)
    elif not _serve_waiting(hails, power, number, now_s):
        pool = -1
        if vehicle.energy_kwh < hails.cheap_kwh[f, int(now_s / SECONDS_PER_HOUR)]:
            longest_s = hails.fleets[f].cheap_wait_s
            pool = best_station(hails, power, number, -1, longest_s, now_s)
        if pool >= 0:
            go_to_station(hails, power, number, pool, now_s)
        else:
            _join_idle(hails, power, number, now_s)


@inner_kernel
def _moves_on(hails: Hails, power: Power, number: int, now_s: float) -> bool:
    """An idle taxi moves to a better zone, unless it has something else to do."""
    vehicle = power.vehicles[number]
    f = vehicle.fleet
    _leave_idle(hails, power, number, now_s)
    vehicle.state = DRIVING
    busy = (
        now_s >= min(vehicle.shift_s, vehicle.meal_s)
        or vehicle.energy_kwh < hails.cheap_kwh[f, int(now_s / SECONDS_PER_HOUR)]
        or must_charge(hails, power, number, now_s)
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
            schedule(power.agenda, number, now_s + seconds)
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
            schedule(power.agenda, number, now_s + hails.fleets[vehicle.fleet].max_queue_s)
        return
    if vehicle.state == QUEUED:
        pool = vehicle.pool
        leave_queue(power, number, pool)
        power.meta[0].queue_left += 1
        other = some_station(hails, power, number, pool, now_s)
        go_to_station(hails, power, number, other, now_s)
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
    """At the end of a run, count what the idle cruised, time that is under way, and the lost."""
    for f in range(hails.fleets.size):
        fleet = hails.fleets[f]
        for number in range(fleet.first_vehicle, fleet.first_vehicle + fleet.vehicles):
            vehicle = power.vehicles[number]
            if vehicle.state == IDLE:
                _leave_idle(hails, power, number, now_s)
                _join_idle(hails, power, number, now_s)
            elif vehicle.state == PAUSED:
                vehicle.paused_s -= max(0.0, due_s(power.agenda, number) - now_s)
            if vehicle.away_since_s >= 0.0:
                _back_from_charging(power, number, now_s)
        for zone in range(fleet.zones):
            drop_lost(hails, f, zone, now_s)
