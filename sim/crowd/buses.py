"""Buses and coaches: blocks of trips on a timetable, depots, terminals, spares.

A depot gives a block to the vehicle with the most energy. A trip that begins late stays late
until layover absorbs it. A vehicle that could not return from its next trip with its reserve is
swapped for one of the depot; a trip that nobody can begin in time is cancelled, and counted.
"""

import numpy as np

from sim.crowd.agenda import NEVER, schedule
from sim.crowd.charging import (
    arrive_at_pool,
    book,
    expect,
    has_place_for_booking,
    leave_queue,
    openings,
    plug_in,
    release,
    serve_queue,
    unplug,
)
from sim.crowd.connect import mark_changed
from sim.crowd.driving import draw, energy_for, spend, trip_kwh, warm_up_kwh
from sim.crowd.outlook import ROUNDING_S, needed_kwh, outlook, stored_kwh
from sim.crowd.settle import settle
from sim.crowd.state import (
    CAME_BACK,
    CANCELLED,
    DEPARTURE,
    FIRST_IN_FIRST_OUT,
    IN_YARD,
    LAYOVER,
    PARKED,
    RETURNING,
    RUN,
    RUNNING,
    WENT_OUT,
    Lines,
    Power,
)
from sim.kernels import kernel
from sim.streams import normal
from sim.units import SECONDS_PER_DAY, SECONDS_PER_HOUR


@kernel
def _drive(
    lines: Lines, power: Power, number: int, fleet_number: int, km: float, now_s: float
) -> float:
    """Drive `km` without passengers; return the seconds it takes."""
    seconds = km * lines.fleets[fleet_number].deadhead_s_per_km
    power.vehicles[number].km_empty += km
    spend(power, number, km, seconds, now_s)
    return seconds


@kernel
def _scheduled_s(lines: Lines, day: int, trip: int) -> float:
    return day * SECONDS_PER_DAY + lines.trips[trip].depart_s


@kernel
def _log(
    lines: Lines,
    power: Power,
    trip: int,
    day: int,
    vehicle: int,
    state: int,
    swapped: int,
    depart_s: float,
    arrive_s: float,
    energy_kwh: float,
    end_kwh: float,
) -> None:
    row = lines.rows[power.meta[0].trip_rows]
    power.meta[0].trip_rows += 1
    row.trip, row.day, row.vehicle, row.state, row.swapped = trip, day, vehicle, state, swapped
    row.depart_s, row.arrive_s, row.energy_kwh = depart_s, arrive_s, energy_kwh
    row.end_kwh = end_kwh


@kernel
def _cancel(lines: Lines, power: Power, trip: int, day: int, swapped: int) -> None:
    _log(lines, power, trip, day, -1, CANCELLED, swapped, np.nan, np.nan, 0.0, np.nan)


@kernel
def _enough(
    lines: Lines, power: Power, number: int, depot: int, approach_km: float, trip: int, now_s: float
) -> bool:
    """Return whether a vehicle can approach, run the trip and return with its reserve."""
    vehicle, plan = power.vehicles[number], lines.trips[trip]
    fleet = lines.fleets[lines.depots[depot].fleet]
    if fleet.electric == 0:
        return True
    energy = stored_kwh(power, number)
    dead_km = approach_km + lines.depot_km[depot, plan.destination]
    need = energy_for(power, vehicle.type, dead_km, dead_km * fleet.deadhead_s_per_km, now_s)
    need += trip_kwh(lines, power, trip, plan.run_s, now_s)
    if vehicle.state == PARKED:
        need += warm_up_kwh(power, number, now_s)
    return energy - need >= fleet.reserve_kwh


@kernel
def _goes_before(
    lines: Lines,
    power: Power,
    one: int,
    other: int,
    depot: int,
    need_kwh: float,
    warm_first: bool,
) -> bool:
    """Return whether the depot's rule sends vehicle `one` rather than `other`."""
    first, second = power.vehicles[one], power.vehicles[other]
    first_kwh, second_kwh = stored_kwh(power, one), stored_kwh(power, other)
    if warm_first and first.warm != second.warm:
        return first.warm == 1
    if lines.depots[depot].assignment == FIRST_IN_FIRST_OUT:
        if (first_kwh >= need_kwh) != (second_kwh >= need_kwh):
            return first_kwh >= need_kwh
        if first_kwh >= need_kwh:
            return first.since_s < second.since_s
    if first_kwh != second_kwh:
        return first_kwh > second_kwh
    return first.km < second.km


@kernel
def _best_parked(
    lines: Lines, power: Power, depot: int, block: int, trip: int, day: int, now_s: float
) -> int:
    """Return the parked vehicle that is sent on what is left of a block, or -1.

    One that was preheated goes before one that was not, if its battery is enough.
    """
    best = _first_of_rule(lines, power, depot, block, day, now_s, True, False)
    if best < 0:
        return -1
    approach_km = lines.depot_km[depot, lines.trips[trip].origin]
    if _enough(lines, power, best, depot, approach_km, trip, now_s):
        return best
    if power.vehicles[best].warm == 0:
        return -1
    best = _first_of_rule(lines, power, depot, block, day, now_s, False, False)
    return best if _enough(lines, power, best, depot, approach_km, trip, now_s) else -1


@kernel
def _first_of_rule(
    lines: Lines,
    power: Power,
    depot: int,
    block: int,
    day: int,
    now_s: float,
    warm_first: bool,
    barred_too: bool,
) -> int:
    """Return the parked vehicle that the depot's rule puts first, or -1."""
    place = lines.depots[depot]
    if place.station >= 0:
        settle(power, power.stations[place.station].site, now_s)
    need_kwh = 0.0
    if place.assignment == FIRST_IN_FIRST_OUT:
        need_kwh = needed_kwh(lines, power, block, day, now_s)
    best = -1
    for number in range(place.first_vehicle, place.first_vehicle + place.vehicles):
        vehicle = power.vehicles[number]
        if vehicle.state != PARKED or (vehicle.barred == 1 and not barred_too):
            continue
        if best < 0 or _goes_before(lines, power, number, best, depot, need_kwh, warm_first):
            best = number
    return best


@kernel
def _start(
    lines: Lines,
    power: Power,
    number: int,
    depot: int,
    block: int,
    day: int,
    trip: int,
    swapped: int,
    now_s: float,
) -> None:
    """Send a parked vehicle to the first terminal of what is left of a block."""
    vehicle = power.vehicles[number]
    if vehicle.plug >= 0:
        expect(power, vehicle.plug, now_s, needed_kwh(lines, power, block, day, now_s))
        unplug(power, vehicle.plug, now_s, DEPARTURE)
    elif vehicle.pool >= 0:
        leave_queue(power, number, vehicle.pool)
        vehicle.pool = -1
    warm_up = warm_up_kwh(power, number, now_s)
    vehicle.warmed_kwh += warm_up
    draw(power, number, 0.0, warm_up)
    vehicle.warm = 0
    place = lines.depots[depot]
    place.out += 1
    place.most_out = max(place.most_out, place.out)
    if place.yard == 1:
        _call(lines, power, number, WENT_OUT, now_s)
    fleet = place.fleet
    origin = lines.trips[trip].origin
    seconds = _drive(lines, power, number, fleet, lines.depot_km[depot, origin], now_s)
    vehicle.block, vehicle.day, vehicle.trip, vehicle.swapped = block, day, trip, swapped
    vehicle.terminal = origin
    _next_trip(lines, power, number, now_s + seconds)


@kernel
def _next_trip(lines: Lines, power: Power, number: int, ready_s: float) -> None:
    """Take the next trip of the block that can begin in time; without one, go home."""
    vehicle = power.vehicles[number]
    depot = vehicle.home
    fleet_number = lines.depots[depot].fleet
    fleet, block = lines.fleets[fleet_number], lines.blocks[vehicle.block]
    while vehicle.trip < block.first_trip + block.trips:
        plan = lines.trips[vehicle.trip]
        km = lines.terminal_km[vehicle.terminal, plan.origin]
        there_s = ready_s + km * fleet.deadhead_s_per_km
        scheduled = _scheduled_s(lines, vehicle.day, vehicle.trip)
        if there_s > scheduled + fleet.cancel_after_s:
            _cancel(lines, power, vehicle.trip, vehicle.day, vehicle.swapped)
            vehicle.trip += 1
            continue
        if km > 0.0:
            _drive(lines, power, number, fleet_number, km, ready_s)
            vehicle.terminal = plan.origin
        vehicle.state = LAYOVER
        depart = max(there_s, scheduled)
        schedule(power.agenda, number, depart)
        vehicle.depart_s = depart
        vehicle.since_s = there_s
        return
    _go_home(lines, power, number, ready_s)


@kernel
def _go_home(lines: Lines, power: Power, number: int, now_s: float) -> None:
    vehicle = power.vehicles[number]
    depot = vehicle.home
    km = lines.depot_km[depot, vehicle.terminal]
    seconds = _drive(lines, power, number, lines.depots[depot].fleet, km, now_s)
    vehicle.state = RETURNING
    vehicle.block = -1
    schedule(power.agenda, number, now_s + seconds)


@kernel
def _book(lines: Lines, power: Power, number: int, arrive_s: float) -> None:
    """Have a plug kept where the trip ends, if the bus is expected to stand there long enough."""
    vehicle = power.vehicles[number]
    plan, block = lines.trips[vehicle.trip], lines.blocks[vehicle.block]
    station, following = lines.terminal_station[plan.destination], vehicle.trip + 1
    if (
        station < 0
        or not lines.books[vehicle.fleet, station]
        or following == block.first_trip + block.trips
        or lines.trips[following].origin != plan.destination
    ):
        return
    fleet = lines.fleets[vehicle.fleet]
    if _scheduled_s(lines, vehicle.day, following) - arrive_s < fleet.terminal_min_s:
        return
    place = power.stations[station]
    for pool in range(place.first_pool, place.first_pool + place.pools):
        if lines.usable[vehicle.fleet, pool] and book(power, pool):
            vehicle.booking = pool
            return


@kernel
def _use_layover(lines: Lines, power: Power, number: int, booked: int, now_s: float) -> None:
    """Plug in at the terminal where there is a free plug and time enough.

    Who has booked does not mind those who wait at pool `booked`.
    """
    vehicle = power.vehicles[number]
    fleet = lines.fleets[lines.depots[vehicle.home].fleet]
    station = lines.terminal_station[vehicle.terminal]
    if (
        fleet.electric == 0
        or station < 0
        or vehicle.state != LAYOVER
        or vehicle.since_s > now_s
        or vehicle.depart_s - now_s < fleet.terminal_min_s
        or vehicle.energy_kwh >= fleet.target_kwh
    ):
        return
    place = power.stations[station]
    usable = lines.usable[vehicle.fleet]
    for pool in range(place.first_pool, place.first_pool + place.pools):
        if (usable[pool] and openings(power, pool) > 0 and power.pools[pool].head < 0) or (
            pool == booked and has_place_for_booking(power, pool)
        ):
            power.users[number].arrive_s = now_s
            vehicle.wish_s, vehicle.wish_kwh = vehicle.depart_s, vehicle.target_kwh
            energy, kind = vehicle.energy_kwh, vehicle.type
            plug = plug_in(power, number, pool, now_s, energy, vehicle.target_kwh, kind, NEVER, 0)
            expect(power, plug, vehicle.depart_s, vehicle.target_kwh)
            return


@kernel
def _hand_back(
    lines: Lines,
    power: Power,
    depot: int,
    block: int,
    day: int,
    trip: int,
    swapped: int,
    now_s: float,
) -> None:
    """Give what is left of a block to a parked vehicle, or let it wait for one."""
    number = _best_parked(lines, power, depot, block, trip, day, now_s)
    if number >= 0:
        _start(lines, power, number, depot, block, day, trip, swapped, now_s)
        return
    place, last = lines.depots[depot], lines.blocks[block].first_trip + lines.blocks[block].trips
    if place.pending == lines.pending.shape[1]:
        for left in range(trip, last):
            _cancel(lines, power, left, day, swapped)
        return
    entry = lines.pending[depot, place.pending]
    entry.block, entry.day, entry.trip, entry.swapped = block, day, trip, swapped
    place.pending += 1


@kernel
def take_pending(lines: Lines, power: Power, depot: int, now_s: float) -> None:
    """Look at a depot's waiting blocks again: cancel what is too late, start what can start."""
    place = lines.depots[depot]
    fleet = lines.fleets[place.fleet]
    kept = 0
    for k in range(place.pending):
        entry = lines.pending[depot, k]
        block, day, trip, swapped = entry.block, entry.day, entry.trip, entry.swapped
        last = lines.blocks[block].first_trip + lines.blocks[block].trips
        while trip < last:
            drive_s = lines.depot_km[depot, lines.trips[trip].origin] * fleet.deadhead_s_per_km
            if now_s + drive_s <= _scheduled_s(lines, day, trip) + fleet.cancel_after_s:
                break
            _cancel(lines, power, trip, day, swapped)
            trip += 1
        if trip == last:
            continue
        number = _best_parked(lines, power, depot, block, trip, day, now_s)
        if number >= 0:
            _start(lines, power, number, depot, block, day, trip, swapped, now_s)
            continue
        again = lines.pending[depot, kept]
        again.block, again.day, again.trip, again.swapped = block, day, trip, swapped
        kept += 1
    place.pending = kept


@kernel
def _traffic(sigma: float, key: np.uint64, now_s: float) -> float:
    """Return the factor on run times that all trips of an hour share."""
    if sigma == 0.0:
        return 1.0
    noise = normal(key, 0, int(now_s / SECONDS_PER_HOUR))
    return np.exp(sigma * noise - 0.5 * sigma * sigma)


@kernel
def _depart(lines: Lines, power: Power, number: int, now_s: float) -> None:
    """Begin the trip, or give the block to another vehicle if the battery is too low."""
    vehicle = power.vehicles[number]
    depot, trip = vehicle.home, vehicle.trip
    fleet = lines.fleets[lines.depots[depot].fleet]
    if vehicle.plug >= 0:
        # During a layover it takes what it can get; it is short only below its reserve.
        expect(power, vehicle.plug, now_s, fleet.reserve_kwh)
        unplug(power, vehicle.plug, now_s, DEPARTURE)
    plan = lines.trips[trip]
    if not _enough(lines, power, number, depot, 0.0, trip, now_s):
        power.meta[0].swaps += 1
        block, day = vehicle.block, vehicle.day
        _go_home(lines, power, number, now_s)
        _hand_back(lines, power, depot, block, day, trip, 1, now_s)
        return
    noise = normal(fleet.key, trip, vehicle.day)
    sigma = fleet.run_time_sigma
    run_s = plan.run_s * np.exp(sigma * noise - 0.5 * sigma * sigma)
    run_s *= _traffic(fleet.hour_sigma, fleet.hour_key, now_s)
    before = vehicle.driven_kwh
    energy = trip_kwh(lines, power, trip, run_s, now_s)
    # Downhill a full battery takes nothing more; the brakes do.
    room = power.types[vehicle.type].capacity_kwh - vehicle.energy_kwh
    draw(power, number, plan.km, max(energy, -room))
    vehicle.trip_kwh = vehicle.driven_kwh - before
    vehicle.trips += 1
    vehicle.depart_s = now_s
    vehicle.state = RUNNING
    schedule(power.agenda, number, now_s + run_s)
    _book(lines, power, number, now_s + plan.run_s)


@kernel
def _arrive(lines: Lines, power: Power, number: int, now_s: float) -> None:
    vehicle = power.vehicles[number]
    _log(
        lines,
        power,
        vehicle.trip,
        vehicle.day,
        number,
        RUN,
        vehicle.swapped,
        vehicle.depart_s,
        now_s,
        vehicle.trip_kwh,
        vehicle.energy_kwh,
    )
    vehicle.terminal = lines.trips[vehicle.trip].destination
    vehicle.trip += 1
    booked = vehicle.booking
    if booked >= 0:
        vehicle.booking = -1
        release(power, booked, now_s)
    _next_trip(lines, power, number, now_s)
    _use_layover(lines, power, number, booked, now_s)
    if booked >= 0 and vehicle.plug < 0:
        serve_queue(power, booked, now_s)


@kernel
def _call(lines: Lines, power: Power, number: int, kind: int, now_s: float) -> None:
    """Leave word for the processes; the calendar stops and they hear it."""
    call = lines.calls[power.meta[0].calls]
    power.meta[0].calls += 1
    call.vehicle, call.kind, call.time_s = number, kind, now_s


@kernel
def _come_back(lines: Lines, power: Power, number: int, now_s: float) -> None:
    """Back at the depot: into its yard, or ready at once."""
    vehicle = power.vehicles[number]
    vehicle.since_s = now_s
    schedule(power.agenda, number, NEVER)
    place = lines.depots[vehicle.home]
    place.out -= 1
    if place.yard == 1:
        vehicle.state = IN_YARD
        _call(lines, power, number, CAME_BACK, now_s)
        return
    park(lines, power, number, now_s)


@kernel
def park(lines: Lines, power: Power, number: int, now_s: float) -> None:
    """Be ready at the depot: take a waiting block, or charge."""
    vehicle = power.vehicles[number]
    vehicle.state = PARKED
    depot = vehicle.home
    vehicle.wish_s, vehicle.wish_kwh = NEVER, vehicle.target_kwh
    take_pending(lines, power, depot, now_s)
    outlook(lines, power, depot, now_s)
    if vehicle.state == PARKED:
        charge_at_depot(lines, power, number, now_s)


@kernel
def charge_at_depot(lines: Lines, power: Power, number: int, now_s: float) -> None:
    """Plug a parked vehicle in, at the pool that fits with a free plug or the shortest queue."""
    vehicle = power.vehicles[number]
    station = lines.depots[vehicle.home].station
    if station < 0 or vehicle.energy_kwh >= vehicle.target_kwh:
        return
    place = power.stations[station]
    best, best_ahead = -1, NEVER
    for pool in range(place.first_pool, place.first_pool + place.pools):
        if not lines.usable[vehicle.fleet, pool]:
            continue
        stall = power.pools[pool]
        ahead = -1.0 if openings(power, pool) > 0 else stall.queue / max(1, stall.plugs)
        if ahead < best_ahead:
            best, best_ahead = pool, ahead
    if best >= 0:
        arrive_at_pool(power, number, best, now_s)


@kernel
def _preheat(lines: Lines, power: Power, number: int, now_s: float) -> None:
    """Bring the cabin of a parked vehicle to temperature, if it still has to leave so soon.

    The battery gives the energy, and the plug gives it back within the time that is left.
    """
    vehicle = power.vehicles[number]
    preheat_s = lines.depots[vehicle.home].preheat_s
    schedule(power.agenda, number, NEVER)
    if vehicle.warm == 1 or preheat_s == 0.0 or vehicle.wish_s - now_s > preheat_s + ROUNDING_S:
        return
    warm_up = warm_up_kwh(power, number, max(now_s, vehicle.wish_s))
    vehicle.warm = 1
    if vehicle.plug >= 0:
        plug = power.plugs[vehicle.plug]
        settle(power, plug.site, now_s)
        warm_up = min(warm_up, plug.start_kwh)
        # The session goes on with a battery that was so much lower from its begin.
        plug.start_kwh -= warm_up
        plug.energy_kwh -= warm_up
        if plug.power_kw > 0.0:  # a swap bay gives none
            plug.limit_kw = np.nan
        mark_changed(power, plug.site)
    vehicle.warmed_kwh += warm_up
    draw(power, number, 0.0, warm_up)
    if vehicle.plug < 0 and vehicle.pool < 0:
        charge_at_depot(lines, power, number, now_s)


@kernel
def bus_event(lines: Lines, power: Power, number: int, now_s: float) -> None:
    """What a timetabled vehicle does when its time has come."""
    state = power.vehicles[number].state
    if state == LAYOVER:
        _depart(lines, power, number, now_s)
    elif state == RUNNING:
        _arrive(lines, power, number, now_s)
    elif state == RETURNING:
        _come_back(lines, power, number, now_s)
    elif state == PARKED:
        _preheat(lines, power, number, now_s)


@kernel
def next_pull_out(lines: Lines, fleet_number: int) -> float:
    """Return when the fleet's next block leaves its depot, or NEVER."""
    fleet = lines.fleets[fleet_number]
    days = lines.kind_of_day.size
    while fleet.day < days:
        order = lines.pull_outs[fleet_number, lines.kind_of_day[fleet.day]]
        if fleet.position < order.size and order[fleet.position] >= 0:
            block = order[fleet.position]
            return max(0.0, fleet.day * SECONDS_PER_DAY + lines.blocks[block].pull_out_s)
        fleet.day += 1
        fleet.position = 0
    return NEVER


@kernel
def pull_out(lines: Lines, power: Power, fleet_number: int, now_s: float) -> None:
    """A block's time has come: its depot finds a vehicle for it."""
    fleet = lines.fleets[fleet_number]
    block = lines.pull_outs[fleet_number, lines.kind_of_day[fleet.day], fleet.position]
    day = fleet.day
    fleet.position += 1
    depot, trip = lines.blocks[block].depot, lines.blocks[block].first_trip
    take_pending(lines, power, depot, now_s)
    if lines.depots[depot].yard == 1:
        wanted = _first_of_rule(lines, power, depot, block, day, now_s, True, True)
        if wanted >= 0 and power.vehicles[wanted].barred == 1:
            power.vehicles[wanted].blocked += 1
    _hand_back(lines, power, depot, block, day, trip, 0, now_s)
    outlook(lines, power, depot, now_s)
