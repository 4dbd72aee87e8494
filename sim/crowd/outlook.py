"""What a depot knows of the coming blocks: when each parked vehicle has to leave, and with what.

The coming pull-outs, in order, are matched with the parked vehicles in the order in which the
depot would send them. Controllers see the result at the plugs. It is looked up anew whenever
a vehicle parks or pulls out.
"""

import numpy as np

from sim.crowd.agenda import NEVER, schedule
from sim.crowd.charging import expect
from sim.crowd.driving import energy_for, step_at, trip_kwh
from sim.crowd.settle import settle
from sim.crowd.state import FIRST_IN_FIRST_OUT, PARKED, Lines, Power
from sim.kernels import kernel
from sim.units import SECONDS_PER_DAY

_MARGIN = 1.1
"""A depot plans with so much more than the estimate: slow trips, other weather. Assumption."""
ROUNDING_S = 1e-3
"""Of times that were added and taken off again."""
_AHEAD_S = 2.0 * SECONDS_PER_DAY
"""How far a depot looks ahead. Assumption."""


@kernel
def stored_kwh(power: Power, number: int) -> float:
    """Return what a vehicle's battery holds as of its site's last settlement [kWh]."""
    plug = power.vehicles[number].plug
    return power.plugs[plug].energy_kwh if plug >= 0 else power.vehicles[number].energy_kwh


@kernel
def block_kwh(lines: Lines, power: Power, number: int, pull_out_s: float) -> float:
    """Return what a whole block takes from the battery, empty drives included [kWh].

    The temperature is that of its pull-out (a forecast without error); charging at terminals is
    not counted on. The estimate is kept until the block's next day.
    """
    block = lines.blocks[number]
    if block.estimated_s == pull_out_s:
        return np.float64(block.energy_kwh)
    fleet = lines.fleets[lines.depots[block.depot].fleet]
    first, last = block.first_trip, block.first_trip + block.trips - 1
    km = lines.depot_km[block.depot, lines.trips[first].origin]
    km += lines.depot_km[block.depot, lines.trips[last].destination]
    energy = 0.0
    for k in range(first, last + 1):
        trip = lines.trips[k]
        if k > first:
            km += lines.terminal_km[lines.trips[k - 1].destination, trip.origin]
        energy += trip_kwh(lines, power, k, trip.run_s, pull_out_s)
    energy += energy_for(power, fleet.type, km, km * fleet.deadhead_s_per_km, pull_out_s)
    if lines.depots[block.depot].preheat_s == 0.0:
        energy += power.warm_up_kwh[fleet.type, step_at(power, pull_out_s)]
    block.energy_kwh = energy
    block.estimated_s = pull_out_s
    return energy


@kernel
def needed_kwh(lines: Lines, power: Power, block: int, day: int, now_s: float) -> float:
    """Return what a vehicle should hold when it leaves for a block, at most its target [kWh]."""
    fleet = lines.fleets[lines.depots[lines.blocks[block].depot].fleet]
    if fleet.electric == 0:
        return 0.0
    leave_s = max(0.0, day * SECONDS_PER_DAY + lines.blocks[block].pull_out_s)
    energy = _MARGIN * block_kwh(lines, power, block, leave_s)
    return min(np.float64(fleet.target_kwh), energy + fleet.reserve_kwh)


@kernel
def _sent_before(lines: Lines, power: Power, one: int, other: int, assignment: int) -> bool:
    first, second = power.vehicles[one], power.vehicles[other]
    if first.barred != second.barred:
        return second.barred == 1
    if first.warm != second.warm:
        return first.warm == 1
    if assignment == FIRST_IN_FIRST_OUT and first.since_s != second.since_s:
        return first.since_s < second.since_s
    first_kwh, second_kwh = stored_kwh(power, one), stored_kwh(power, other)
    if first_kwh != second_kwh:
        return first_kwh > second_kwh
    if first.km != second.km:
        return first.km < second.km
    return one < other


@kernel
def _sort(lines: Lines, power: Power, depot: int) -> None:
    """Bring the depot's vehicles into the order of its rule; they nearly are from last time."""
    place = lines.depots[depot]
    begin = place.first_vehicle
    for k in range(begin + 1, begin + place.vehicles):
        number = lines.order[k]
        gap = k
        while gap > begin and _sent_before(
            lines, power, number, lines.order[gap - 1], place.assignment
        ):
            lines.order[gap] = lines.order[gap - 1]
            gap -= 1
        lines.order[gap] = number


@kernel
def _next_parked(lines: Lines, power: Power, depot: int, k: int) -> int:
    """Return the first place from `k` in the depot's order at which a parked vehicle stands."""
    end = lines.depots[depot].first_vehicle + lines.depots[depot].vehicles
    while k < end and power.vehicles[lines.order[k]].state != PARKED:
        k += 1
    return k


@kernel
def _tell(
    lines: Lines, power: Power, number: int, wish_s: float, wish_kwh: float, now_s: float
) -> None:
    vehicle = power.vehicles[number]
    vehicle.wish_s, vehicle.wish_kwh = wish_s, wish_kwh
    if vehicle.plug >= 0:
        expect(power, vehicle.plug, wish_s, wish_kwh)
    preheat_s = lines.depots[vehicle.home].preheat_s
    if preheat_s == 0.0:
        return
    if wish_s - now_s > preheat_s + ROUNDING_S:
        vehicle.warm = 0  # who was preheated and not sent has cooled by then
    if vehicle.warm == 0:
        schedule(power.agenda, number, max(now_s, wish_s - preheat_s))


@kernel
def outlook(lines: Lines, power: Power, depot: int, now_s: float) -> None:
    """Write to each parked vehicle of a depot when it has to leave and with how much energy.

    Blocks that wait for a vehicle come first. A vehicle for which no block is known within two
    days has no time to leave, and wants its target. A depot at which nobody asks for it, no
    controller, yardstick or preheating, does not look ahead: it took an eighth of the crowd's time.
    """
    place = lines.depots[depot]
    fleet = lines.fleets[place.fleet]
    if fleet.electric == 0 or place.looks_ahead == 0:
        return
    if place.station >= 0:
        settle(power, power.stations[place.station].site, now_s)
    _sort(lines, power, depot)
    end = place.first_vehicle + place.vehicles
    k = _next_parked(lines, power, depot, place.first_vehicle)
    for waiting in range(place.pending):
        if k == end:
            return
        entry = lines.pending[depot, waiting]
        need_kwh = needed_kwh(lines, power, entry.block, entry.day, now_s)
        _tell(lines, power, lines.order[k], now_s, need_kwh, now_s)
        k = _next_parked(lines, power, depot, k + 1)
    day, position = fleet.day, fleet.position
    while k < end and day < lines.kind_of_day.size:
        order = lines.pull_outs[place.fleet, lines.kind_of_day[day]]
        if position == order.size or order[position] < 0:
            day, position = day + 1, 0
            continue
        block = order[position]
        position += 1
        if lines.blocks[block].depot != depot:
            continue
        leave_s = max(now_s, day * SECONDS_PER_DAY + lines.blocks[block].pull_out_s)
        if leave_s > now_s + _AHEAD_S:
            break
        need_kwh = needed_kwh(lines, power, block, day, now_s)
        _tell(lines, power, lines.order[k], leave_s, need_kwh, now_s)
        k = _next_parked(lines, power, depot, k + 1)
    while k < end:
        _tell(lines, power, lines.order[k], NEVER, np.float64(fleet.target_kwh), now_s)
        k = _next_parked(lines, power, depot, k + 1)
