"""The loop of the compiled calendar, and the end of a step.

Individuals of the agenda, in this order: vehicles, sites, streams of pull-outs (one a timetabled
fleet), streams of requests (one an on-demand fleet), the stream of cars.
"""

import numpy as np

from sim.control.sites import Room
from sim.crowd.agenda import NEVER, first, first_s, schedule
from sim.crowd.buses import (
    bus_event,
    charge_at_depot,
    next_pull_out,
    park,
    pull_out,
    take_pending,
)
from sim.crowd.charging import (
    car_arrives,
    drop_impatient,
    reason_of_end,
    serve_queue,
    unplug,
)
from sim.crowd.connect import mark_changed
from sim.crowd.settle import settle
from sim.crowd.sharing import share_changed, share_site
from sim.crowd.state import (
    DRIVING,
    END_OF_RUN,
    ON_DEMAND,
    OUTAGE,
    PARKED,
    Floats32,
    Hails,
    Lines,
    Power,
)
from sim.crowd.taxis import decide, empty_idle, request, taxi_event
from sim.crowd.warm import warm_up_site
from sim.kernels import inner_kernel, kernel
from sim.units import SECONDS_PER_HOUR

DONE, ROWS_FULL, CALLED = 0, 1, 2


@kernel
def _after_charging(power: Power, lines: Lines, hails: Hails, user: int, now_s: float) -> None:
    """A vehicle was unplugged because it is full: it goes back to its work."""
    if user >= power.meta[0].vehicles:
        return
    vehicle = power.vehicles[user]
    if vehicle.behaviour == ON_DEMAND:
        vehicle.state = DRIVING
        decide(hails, power, user, now_s)
    elif vehicle.state == PARKED:
        take_pending(lines, power, vehicle.home, now_s)


@inner_kernel
def _site_event(power: Power, lines: Lines, hails: Hails, site: int, now_s: float) -> None:
    """Unplug everyone at `site` who is full or has to go."""
    settle(power, site, now_s)
    seen = power.seen.sites[site]
    found = True
    while found:
        found = False
        for k in range(seen.first, seen.first + seen.connected):
            number = power.seen.connected[k]
            reason = reason_of_end(power, number, now_s)
            if reason >= 0:
                user = unplug(power, number, now_s, reason)
                _after_charging(power, lines, hails, user, now_s)
                found = True
                break
    mark_changed(power, site)
    if power.sites[site].swaps == 1:
        for number in range(power.pools.size):
            if power.pools[number].site == site and power.pools[number].rack >= 0:
                serve_queue(power, number, now_s)


@inner_kernel
def _stream_event(
    power: Power, lines: Lines, hails: Hails, who: int, stream: int, now_s: float, end_s: float
) -> None:
    """The next pull-out, request or car."""
    if stream < lines.fleets.size:
        pull_out(lines, power, stream, now_s)
        # A block of the next day may leave before midnight: never a time that has gone by.
        schedule(power.agenda, who, max(now_s, next_pull_out(lines, stream)))
        return
    stream -= lines.fleets.size
    if stream < hails.fleets.size:
        request(hails, power, stream, now_s, end_s)
        schedule(power.agenda, who, hails.fleets[stream].next_s)
        return
    meta = power.meta[0]
    car_arrives(power, meta.next_car, now_s)
    meta.next_car += 1
    more = meta.next_car < power.cars.size
    schedule(power.agenda, who, power.cars[meta.next_car].arrive_s if more else NEVER)


@kernel
def advance(power: Power, lines: Lines, hails: Hails, until_s: float, end_s: float) -> int:
    """Handle every event up to and including `until_s`, but none at `end_s` or later.

    Stops early when rows must be collected, or a bus has something to tell the processes.
    """
    meta = power.meta[0]
    vehicles, sites = meta.vehicles, power.sites.size
    session_room = power.sessions.size - power.plugs.size - 2
    trip_room = lines.rows.size - lines.trips.size - 2
    while True:
        who = first(power.agenda)
        now_s = first_s(power.agenda)
        if now_s > until_s or now_s >= end_s:
            return DONE
        if meta.session_rows >= session_room or meta.trip_rows >= trip_room:
            return ROWS_FULL
        meta.now_s = now_s
        meta.events += 1
        if who < vehicles:
            if power.vehicles[who].behaviour == ON_DEMAND:
                taxi_event(hails, power, who, now_s)
            else:
                bus_event(lines, power, who, now_s)
        elif who < vehicles + sites:
            _site_event(power, lines, hails, who - vehicles, now_s)
        else:
            _stream_event(power, lines, hails, who, who - vehicles - sites, now_s, end_s)
        if meta.changed > 0:
            share_changed(power, now_s)
        if meta.calls > 0:
            return CALLED


@kernel
def share_anew(power: Power, room: Room, now_s: float) -> None:
    """Share the power of every site for the step that begins now.

    Parameters
    ----------
    room : [sites] what charging may draw, what sun and batteries can give in this step.
    """
    for s in range(power.sites.size):
        site, seen = power.sites[s], power.seen.sites[s]
        seen.limit_kw = min(site.fixed_limit_kw, site.call_kw, max(0.0, room.limit_kw[s]))
        seen.surplus_kw = room.surplus_kw[s]
        seen.support_kw = room.support_kw[s]
        seen.target_kw = room.target_kw[s]
        settle(power, s, now_s)
        if warm_up_site(power, s, now_s) or site.held == 1 or site.cabinets > 0:
            share_site(power, s, now_s)
    share_changed(power, now_s)


@kernel
def close_step(
    power: Power,
    lines: Lines,
    step: int,
    now_s: float,
    station_kw: Floats32,
    busy: Floats32,
    queue: Floats32,
    line_a: Floats32,
) -> None:
    """Record the step that ends at `now_s`.

    Blocks that wait for a vehicle are looked at again: one may have charged enough by now.

    Parameters
    ----------
    station_kw, busy, queue : [stations, steps] mean power of the step, plugs in use and users
        waiting at its end; column `step` is written.
    line_a : [lines, steps] magnitude of the mean current of the step.
    """
    step_h = power.meta[0].step_s / SECONDS_PER_HOUR
    for s in range(power.sites.size):
        settle(power, s, now_s)
    for s in range(power.stations.size):
        station = power.stations[s]
        station_kw[s, step] = station.step_kwh / step_h
        station.total_kwh += station.step_kwh
        station.step_kwh = 0.0
        waiting = 0
        for p in range(station.first_pool, station.first_pool + station.pools):
            if power.pools[p].queue > 0:
                drop_impatient(power, p, now_s)
            waiting += power.pools[p].queue
        queue[s, step] = waiting
        used = 0
        for number in range(station.first_plug, station.first_plug + station.plugs):
            used += power.plugs[number].user >= 0
        busy[s, step] = used
    for number in range(power.seen.lines.size):
        line = power.seen.lines[number]
        line_a[number, step] = np.hypot(line.re_ah, line.im_ah) / step_h
        line.re_ah = line.im_ah = 0.0
    for depot in range(lines.depots.size):
        if lines.depots[depot].pending > 0:
            take_pending(lines, power, depot, now_s)


@kernel
def fail_plug(power: Power, lines: Lines, number: int, now_s: float) -> None:
    """A plug breaks. A car leaves with what it has; a vehicle looks for another plug.

    A battery stays on its rack, but is not charged there.
    """
    plug = power.plugs[number]
    power.pools[plug.pool].down += 1
    plug.down = 1
    plug.cap_kw = 0.0
    if plug.user < 0:
        power.pools[plug.pool].free -= 1
        return
    if plug.user >= power.meta[0].first_battery:
        mark_changed(power, plug.site)
        share_changed(power, now_s)
        return
    user = unplug(power, number, now_s, OUTAGE)
    if user < power.meta[0].vehicles:
        vehicle = power.vehicles[user]
        if vehicle.behaviour == ON_DEMAND:
            vehicle.state = DRIVING
            schedule(power.agenda, user, now_s)
        elif vehicle.state == PARKED:
            charge_at_depot(lines, power, user, now_s)
    share_changed(power, now_s)


@kernel
def park_bus(power: Power, lines: Lines, number: int, now_s: float) -> None:
    """A bus has its place in the yard: it takes a block that waits, or charges."""
    park(lines, power, number, now_s)
    share_changed(power, now_s)


@kernel
def look_again(power: Power, lines: Lines, depot: int, now_s: float) -> None:
    """Look at a depot's waiting blocks again: a bus that could not leave may now."""
    take_pending(lines, power, depot, now_s)
    share_changed(power, now_s)


@kernel
def repair_plug(power: Power, number: int, now_s: float) -> None:
    """A plug works again; the queue moves up."""
    plug = power.plugs[number]
    plug.down = 0
    plug.cap_kw = plug.power_kw
    power.pools[plug.pool].down -= 1
    if plug.user < 0:
        power.pools[plug.pool].free += 1
    mark_changed(power, plug.site)
    serve_queue(power, plug.pool, now_s)
    share_changed(power, now_s)


@kernel
def finish(power: Power, lines: Lines, hails: Hails, now_s: float) -> None:
    """Close the books at the end of a run: open sessions, idle cruising, late trips, lost calls."""
    for s in range(power.sites.size):
        settle(power, s, now_s)
        seen = power.seen.sites[s]
        while seen.connected > 0:
            number = power.seen.connected[seen.first]
            pool = power.pools[power.plugs[number].pool]
            head, pool.head = pool.head, -1  # who waits does not take the plug any more
            unplug(power, number, now_s, END_OF_RUN)
            pool.head = head
    empty_idle(hails, power, now_s)
    for depot in range(lines.depots.size):
        take_pending(lines, power, depot, now_s)
