"""Battery swap: bays that exchange batteries, and the rack that charges those that wait.

A bay is a plug without power, a place of the rack a plug with a charger, whose user is a battery
without a vehicle. A swap takes the fullest battery off the rack; when it ends, the vehicle has
that one, and its own stands on the rack.
"""

from sim.crowd.agenda import NEVER
from sim.crowd.connect import connect, disconnect
from sim.crowd.state import SWAPPED, Power
from sim.kernels import kernel

_READY_KWH = 1e-9
"""A battery that lacks less than this is ready: its last settlement may round."""


@kernel
def ready_batteries(power: Power, rack: int) -> int:
    """Return how many batteries of a rack can be handed out."""
    pool, ready = power.pools[rack], 0
    for number in range(pool.first_plug, pool.first_plug + pool.plugs):
        plug = power.plugs[number]
        ready += plug.user >= 0 and plug.energy_kwh >= plug.target_kwh - _READY_KWH
    return ready


@kernel
def begin_swap(power: Power, bay: int, now_s: float) -> None:
    """Take the fullest battery off the rack for the vehicle in a bay."""
    plug = power.plugs[bay]
    pool = power.pools[plug.pool]
    rack = power.pools[pool.rack]
    best = -1
    for number in range(rack.first_plug, rack.first_plug + rack.plugs):
        stored = power.plugs[number]
        if stored.user >= 0 and (best < 0 or stored.energy_kwh > power.plugs[best].energy_kwh):
            best = number
    disconnect(power, best, now_s, SWAPPED)
    plug.target_kwh = power.plugs[best].energy_kwh
    plug.finish_s = now_s + pool.swap_s
    plug.limit_kw = 0.0


@kernel
def put_on_rack(power: Power, rack: int, energy_kwh: float, now_s: float) -> None:
    """Stand a battery on a free place of the rack, to be charged until it can be handed out.

    There is one, for no rack has fewer places than batteries; if possible one that works.
    """
    pool, place = power.pools[rack], -1
    for number in range(pool.first_plug, pool.first_plug + pool.plugs):
        plug = power.plugs[number]
        if plug.user < 0 and (place < 0 or plug.down == 0):
            place = number
            if plug.down == 0:
                break
    user = power.meta[0].first_battery + place
    power.users[user].arrive_s = now_s
    target = pool.ready_kwh
    connect(power, user, place, now_s, energy_kwh, target, pool.battery_type, NEVER, 1)
