"""The state of on-demand fleets at the first midnight: all taxis idle in their zones."""

import numpy as np
import numpy.typing as npt

from sim.clock import TimeGrid
from sim.crowd.state import (
    IDLE,
    ON_DEMAND,
    ON_DEMAND_FLEET,
    SERVICE,
    WAITING,
    Hails,
    Table,
)
from sim.crowd.taxis import WAIT_BIN_S
from sim.inputs.build import Inputs, OnDemand
from sim.inputs.distance import coordinates, drive_s
from sim.inputs.network import Network
from sim.scenario.fleets import OnDemandFleet, Shift
from sim.streams import rng, stream_key
from sim.units import HOURS_PER_DAY, SECONDS_PER_DAY, SECONDS_PER_HOUR, SECONDS_PER_MINUTE

Floats = npt.NDArray[np.float64]

_WAITING_MARGIN = 4.0
"""Places for waiting passengers, as a multiple of all that can come within their patience."""


def empty_hails(
    grid: TimeGrid,
    fleets: int = 0,
    zones: int = 0,
    bands: int = 0,
    pools: int = 0,
    shifts: int = 0,
    places: int = 0,
    bins: int = 0,
) -> Hails:
    """Tables of on-demand fleets, to be filled; as many of each as the largest fleet needs."""

    def floats(*shape: int) -> Floats:
        return np.zeros(shape)

    def ints(*shape: int) -> npt.NDArray[np.int32]:
        return np.zeros(shape, np.int32)

    return Hails(
        fleets=np.zeros(fleets, ON_DEMAND_FLEET),
        km=floats(fleets, zones, zones),
        trip_s=floats(fleets, zones, zones),
        pickup_km=floats(fleets, zones, zones),
        pickup_s=floats(fleets, zones, zones),
        neighbours=ints(fleets, zones, zones),
        rate_per_s=floats(fleets, 2, HOURS_PER_DAY),
        band=ints(fleets, 2, HOURS_PER_DAY),
        origin_share=floats(fleets, bands, zones),
        destination_share=floats(fleets, bands, zones, zones),
        pool_km=np.full((fleets, zones, pools), np.inf),
        pool_s=np.full((fleets, zones, pools), np.inf),
        pool_zone=ints(fleets, pools),
        refuge_km=floats(fleets, zones),
        shift_s=floats(fleets, shifts),
        shift_pause_s=floats(fleets, shifts),
        idle_head=ints(fleets, zones) - 1,
        idle_tail=ints(fleets, zones) - 1,
        idle_count=ints(fleets, zones),
        heading=ints(fleets, zones),
        waiting=np.zeros((fleets, zones, places), WAITING),
        waiting_head=ints(fleets, zones),
        waiting_count=ints(fleets, zones),
        service=np.zeros((fleets, zones, grid.days * HOURS_PER_DAY), SERVICE),
        waits=np.zeros((fleets, bins), np.int64),
        kind_of_day=grid.kind_of_day,
    )


def hail_tables(inputs: Inputs, vehicles: Table, first_vehicle: int, first_type: int) -> Hails:
    """Fill in `vehicles` from `first_vehicle` on, and return zones, demand and stations."""
    items = inputs.on_demand
    if not items:
        return empty_hails(inputs.grid)
    patience_s = max(item.fleet.patience_minutes for item in items) * SECONDS_PER_MINUTE
    busiest = max(float(item.demand.rate_per_s.max()) for item in items)
    hails = empty_hails(
        inputs.grid,
        fleets=len(items),
        zones=max(len(item.demand.zones.ids) for item in items),
        bands=max(len(item.demand.origin_cdf) for item in items),
        pools=len(inputs.network.pools),
        shifts=max(len(item.fleet.shifts) for item in items),
        places=int(_WAITING_MARGIN * busiest * patience_s) + 256,
        bins=int(patience_s / WAIT_BIN_S) + 1,
    )
    for number, item in enumerate(items):
        own = vehicles[first_vehicle : first_vehicle + item.fleet.vehicles]
        row = hails.fleets[number]
        row["first_vehicle"], row["vehicles"] = first_vehicle, item.fleet.vehicles
        row["type"] = first_type + number
        row["key"] = stream_key(
            inputs.scenario.seed, inputs.replication, f"{item.fleet.id}.requests"
        )
        _fill_fleet(row, item)
        _fill_zones(hails, number, item)
        _fill_stations(hails, number, item, inputs.network)
        _fill_shifts(hails, number, item.fleet)
        _fill_taxis(own, hails, number, item, first_type + number, inputs)
        _line_up(vehicles, hails, number)
        first_vehicle += item.fleet.vehicles
    return hails


def _fill_fleet(row: Table, item: OnDemand) -> None:
    fleet, battery_kwh = item.fleet, item.vehicle.battery_kwh
    row["zones"], row["electric"] = len(item.demand.zones.ids), item.vehicle.has_battery
    row["patience_s"] = fleet.patience_minutes * SECONDS_PER_MINUTE
    row["boarding_s"] = fleet.boarding_minutes * SECONDS_PER_MINUTE
    row["cruise_km_per_h"] = fleet.cruise_km_per_h
    row["idle_check_s"] = fleet.idle_check_minutes * SECONDS_PER_MINUTE
    row["max_queue_s"] = fleet.max_queue_minutes * SECONDS_PER_MINUTE
    row["charge_below_kwh"] = fleet.soc_charge_below * battery_kwh
    row["reserve_kwh"] = fleet.soc_reserve * battery_kwh
    row["target_kwh"] = fleet.soc_target * battery_kwh
    row["shifts"] = len(fleet.shifts)


def _fill_zones(hails: Hails, f: int, item: OnDemand) -> None:
    demand = item.demand
    z, bands = len(demand.zones.ids), len(demand.origin_cdf)
    hails.km[f, :z, :z] = demand.km
    hails.trip_s[f, :z, :z] = demand.seconds
    hails.pickup_km[f, :z, :z] = demand.pickup_km
    hails.pickup_s[f, :z, :z] = demand.pickup_s
    hails.neighbours[f, :z, :z] = demand.neighbours
    hails.rate_per_s[f] = demand.rate_per_s
    hails.band[f] = demand.band
    hails.origin_share[f, :bands, :z] = demand.origin_cdf
    hails.destination_share[f, :bands, :z, :z] = demand.destination_cdf


def _fill_stations(hails: Hails, f: int, item: OnDemand, network: Network) -> None:
    """Ways from each zone to the pools that the fleet may use, and the zone of each pool."""
    usable = np.flatnonzero(network.usable(item.fleet.id, item.vehicle))
    if not usable.size:
        return
    z = len(item.demand.zones.ids)
    places = coordinates([network.position(network.pools[p].station) for p in usable])
    km = item.demand.station_km(places)
    hails.pool_km[f, :z, usable] = km.T
    hails.pool_s[f, :z, usable] = drive_s(km, item.fleet.speed_km_per_h).T
    hails.pool_zone[f, usable] = km.argmin(axis=0)
    hails.refuge_km[f, :z] = km.min(axis=1)


def _seconds(shift: Shift) -> float:
    hours, minutes = shift.at.split(":")
    return int(hours) * SECONDS_PER_HOUR + int(minutes) * SECONDS_PER_MINUTE


def _fill_shifts(hails: Hails, f: int, fleet: OnDemandFleet) -> None:
    shifts = sorted(fleet.shifts, key=_seconds)
    hails.shift_s[f, : len(shifts)] = [_seconds(shift) for shift in shifts]
    hails.shift_pause_s[f, : len(shifts)] = [s.minutes * SECONDS_PER_MINUTE for s in shifts]


def _first_hand_over(fleet: OnDemandFleet, offset: Floats) -> tuple[Floats, npt.NDArray[np.int32]]:
    """Return when each taxi changes drivers first, and which of the day's shifts that begins.

    `offset` [taxis] in −1 to 1 spreads the taxis around the time of the hand-over.
    """
    if not fleet.shifts:
        return np.full(len(offset), np.inf), np.zeros(len(offset), np.int32)
    shifts = sorted(fleet.shifts, key=_seconds)
    at = np.array([_seconds(s) for s in shifts])
    spread = np.array([s.spread_minutes for s in shifts]) * SECONDS_PER_MINUTE
    times = at[None, :] + offset[:, None] * spread[None, :]
    times = np.where(times < 0.0, times + SECONDS_PER_DAY, times)
    first = times.argmin(axis=1)
    return times[np.arange(len(offset)), first], first.astype(np.int32)


def _fill_taxis(
    own: Table, hails: Hails, f: int, item: OnDemand, type_number: int, inputs: Inputs
) -> None:
    fleet, battery_kwh = item.fleet, item.vehicle.battery_kwh
    own["behaviour"], own["state"] = ON_DEMAND, IDLE
    own["fleet"], own["type"] = f, type_number
    own["home"] = own["zone"] = np.repeat(
        np.arange(len(item.demand.vehicles)), item.demand.vehicles
    )
    draws = rng(inputs.scenario.seed, inputs.replication, f"{fleet.id}.taxis")
    offset = draws.uniform(-1.0, 1.0, len(own))
    own["shift_s"], own["shift"] = _first_hand_over(fleet, offset)
    # Not all equally full, else all would come to charge at the same time.
    spread = max(0.0, min(fleet.soc_target - fleet.soc_start, fleet.soc_start - fleet.soc_reserve))
    soc = fleet.soc_start + spread * draws.uniform(-1.0, 1.0, len(own))
    own["energy_kwh"] = soc * battery_kwh
    own["target_kwh"] = fleet.soc_target * battery_kwh


def _line_up(vehicles: Table, hails: Hails, f: int) -> None:
    """Chain the idle taxis of each zone, in the order of their numbers."""
    fleet = hails.fleets[f]
    first, count = int(fleet["first_vehicle"]), int(fleet["vehicles"])
    for zone in range(int(fleet["zones"])):
        members = first + np.flatnonzero(vehicles["zone"][first : first + count] == zone)
        hails.idle_count[f, zone] = len(members)
        if len(members):
            hails.idle_head[f, zone], hails.idle_tail[f, zone] = members[0], members[-1]
            vehicles["next"][members[:-1]] = members[1:]
            vehicles["previous"][members[1:]] = members[:-1]
