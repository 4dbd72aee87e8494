"""When a taxi goes to charge, and to which station.

Whether it must is a look into a table by hour (prices are known beforehand, see
`sim/inputs/charging_hours.py`); the station is the one with the least cost of time and energy:

    (drive + expected wait + charging) · value of time + energy / efficiency · price.
"""

from sim.crowd.agenda import NEVER, schedule
from sim.crowd.driving import energy_for, spend
from sim.crowd.state import TO_STATION, Hails, Power
from sim.kernels import inner_kernel, kernel
from sim.units import SECONDS_PER_HOUR

_TOW_S = 7200.0
"""Time lost by a vehicle that has to be towed to a station. Assumption."""


@inner_kernel
def must_charge(hails: Hails, power: Power, number: int, now_s: float) -> bool:
    """Return whether a battery is too low for this hour, or for the next driver."""
    vehicle = power.vehicles[number]
    fleet = hails.fleets[vehicle.fleet]
    if vehicle.energy_kwh < hails.charge_kwh[vehicle.fleet, int(now_s / SECONDS_PER_HOUR)]:
        return True
    return vehicle.energy_kwh < fleet.hand_over_kwh and (
        now_s >= vehicle.shift_s - fleet.hand_over_s
    )


@kernel
def expected_wait_s(power: Power, pool_number: int) -> float:
    """Return how long who goes to a pool now expects to queue there."""
    pool = power.pools[pool_number]
    working = pool.plugs - pool.down
    if working <= 0:
        return NEVER
    ahead = pool.queue + pool.inbound + 1 - pool.free
    return max(0.0, ahead * pool.mean_session_s / working)


@kernel
def best_station(
    hails: Hails, power: Power, number: int, avoid: int, longest_wait_s: float, now_s: float
) -> int:
    """Return the pool of least cost that is in reach and has no longer wait, or -1.

    Pools are gone through by drive time, until the drive alone makes any other too dear.
    """
    vehicle = power.vehicles[number]
    f, zone, hour = vehicle.fleet, vehicle.zone, int(now_s / SECONDS_PER_HOUR)
    fleet = hails.fleets[f]
    kwh_per_km = energy_for(power, vehicle.type, 1.0, 0.0, now_s)
    kwh_per_s = energy_for(power, vehicle.type, 0.0, 1.0, now_s)
    least_cny = (fleet.target_kwh - vehicle.energy_kwh) * hails.least_cny[f, hour]
    best, best_cny = -1, NEVER
    for k in range(power.pools.size):
        p = hails.pool_order[f, zone, k]
        if p < 0:
            break
        km, seconds = hails.pool_km[f, zone, p], hails.pool_s[f, zone, p]
        if seconds * fleet.time_cny_per_s + least_cny >= best_cny:
            break
        if p == avoid:
            continue
        left_kwh = vehicle.energy_kwh - km * kwh_per_km - seconds * kwh_per_s
        wait_s = expected_wait_s(power, p)
        if left_kwh < fleet.floor_kwh or wait_s > longest_wait_s:
            continue
        wanted_kwh = fleet.target_kwh - left_kwh
        time_s = seconds + wait_s + wanted_kwh / hails.pool_kw[f, p] * SECONDS_PER_HOUR
        energy_cny = wanted_kwh / power.pools[p].efficiency * hails.pool_cny[hour, p]
        cny = time_s * fleet.time_cny_per_s + energy_cny
        if cny < best_cny:
            best, best_cny = p, cny
    return best


@kernel
def some_station(hails: Hails, power: Power, number: int, avoid: int, now_s: float) -> int:
    """Return the best pool; if none is in reach, the nearest, or that which it would avoid."""
    best = best_station(hails, power, number, avoid, NEVER, now_s)
    if best >= 0:
        return best
    if avoid >= 0:
        return avoid
    vehicle = power.vehicles[number]
    return hails.pool_order[vehicle.fleet, vehicle.zone, 0]


@kernel
def go_to_station(hails: Hails, power: Power, number: int, pool: int, now_s: float) -> None:
    """Drive to a pool. A taxi that would strand on the way is towed there, and counted."""
    vehicle = power.vehicles[number]
    f, zone = vehicle.fleet, vehicle.zone
    km, seconds = hails.pool_km[f, zone, pool], hails.pool_s[f, zone, pool]
    need_kwh = energy_for(power, vehicle.type, km, seconds, now_s)
    if vehicle.energy_kwh - need_kwh < hails.fleets[f].floor_kwh:
        power.meta[0].towed += 1
        vehicle.towed += 1
        seconds += _TOW_S
    else:
        vehicle.km_empty += km
        vehicle.station_km += km
        spend(power, number, km, seconds, now_s)
    if vehicle.away_since_s < 0.0:
        vehicle.away_since_s = now_s
    vehicle.state = TO_STATION
    vehicle.pool = pool
    vehicle.zone = hails.pool_zone[f, pool]
    power.pools[pool].inbound += 1
    schedule(power.agenda, number, now_s + seconds)
