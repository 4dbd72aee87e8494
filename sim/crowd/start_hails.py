"""The state of on-demand fleets at the first midnight: all taxis idle in their zones."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from sim.clock import TimeGrid
from sim.crowd.records import Table
from sim.crowd.state import IDLE, LOGGED, ON_DEMAND, ON_DEMAND_FLEET, SERVICE, WAITING, Hails
from sim.crowd.taxis import WAIT_BIN_S
from sim.inputs.build import Inputs, OnDemand
from sim.inputs.charging_hours import pool_prices, thresholds
from sim.inputs.distance import coordinates, drive_s
from sim.inputs.fares import is_night
from sim.inputs.network import BAY, Network, Pool
from sim.inputs.taxi_demand import TaxiDemand
from sim.models.vehicle import Vehicle
from sim.scenario.fleets import MealBreak, OnDemandFleet, Shift
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
    meals: int = 0,
    places: int = 0,
    bins: int = 0,
    logged: int = 0,
) -> Hails:
    """Tables of on-demand fleets, to be filled; as many of each as the largest fleet needs."""

    def floats(*shape: int) -> Floats:
        return np.zeros(shape)

    def ints(*shape: int) -> npt.NDArray[np.int32]:
        return np.zeros(shape, np.int32)

    hours = grid.days * HOURS_PER_DAY
    return Hails(
        fleets=np.zeros(fleets, ON_DEMAND_FLEET),
        km=floats(fleets, zones, zones),
        trip_s=floats(fleets, zones, zones),
        pickup_km=floats(fleets, zones, zones),
        pickup_s=floats(fleets, zones, zones),
        fare_cny=floats(fleets, 2, zones, zones),
        neighbours=ints(fleets, zones, zones),
        rate_per_s=floats(fleets, 2, HOURS_PER_DAY),
        band=ints(fleets, 2, HOURS_PER_DAY),
        origin_share=floats(fleets, bands, zones),
        destination_share=floats(fleets, bands, zones, zones),
        moved_share=floats(fleets, 2, HOURS_PER_DAY, zones),
        expected=floats(fleets, hours + 1, zones),
        logged=np.zeros(logged, LOGGED),
        pool_km=np.full((fleets, zones, pools), np.inf),
        pool_s=np.full((fleets, zones, pools), np.inf),
        pool_order=ints(fleets, zones, pools) - 1,
        pool_zone=ints(fleets, pools),
        pool_kw=floats(fleets, pools) + 1.0,
        pool_cny=floats(hours, pools),
        least_cny=floats(fleets, hours),
        charge_kwh=floats(fleets, hours),
        cheap_kwh=floats(fleets, hours),
        refuge_km=floats(fleets, zones),
        shift_s=floats(fleets, shifts),
        shift_pause_s=floats(fleets, shifts),
        meal_s=floats(fleets, meals),
        meal_pause_s=floats(fleets, meals),
        idle_head=ints(fleets, zones) - 1,
        idle_tail=ints(fleets, zones) - 1,
        idle_count=ints(fleets, zones),
        heading=ints(fleets, zones),
        waiting=np.zeros((fleets, zones, places), WAITING),
        waiting_head=ints(fleets, zones),
        waiting_count=ints(fleets, zones),
        service=np.zeros((fleets, zones, hours), SERVICE),
        waits=np.zeros((fleets, bins), np.int64),
        kind_of_day=grid.kind_of_day,
    )


def hail_tables(inputs: Inputs, vehicles: Table, first_vehicle: int, first_type: int) -> Hails:
    """Fill in `vehicles` from `first_vehicle` on, and return zones, demand and stations."""
    items = inputs.on_demand
    if not items:
        return empty_hails(inputs.grid)
    patience_s = max(item.fleet.patience_minutes for item in items) * SECONDS_PER_MINUTE
    hails = empty_hails(
        inputs.grid,
        fleets=len(items),
        zones=max(len(item.demand.zones.ids) for item in items),
        bands=max(len(item.demand.origin_cdf) for item in items),
        pools=len(inputs.network.pools),
        shifts=max(len(item.fleet.shifts) for item in items),
        meals=max(len(item.fleet.meal_breaks) for item in items),
        places=max(_waiting_places(item) for item in items),
        bins=int(patience_s / WAIT_BIN_S) + 1,
        logged=sum(item.demand.log.count for item in items if item.demand.log is not None),
    )
    hails.pool_cny[:] = pool_prices(inputs.network, inputs.tariff, inputs.grid)
    first_logged = 0
    for number, item in enumerate(items):
        own = vehicles[first_vehicle : first_vehicle + item.fleet.vehicles]
        row = hails.fleets[number]
        row["first_vehicle"], row["vehicles"] = first_vehicle, item.fleet.vehicles
        row["type"] = first_type + number
        row["key"] = stream_key(
            inputs.scenario.seed, inputs.replication, f"{item.fleet.id}.requests"
        )
        _fill_fleet(row, item)
        first_logged = _fill_log(hails, number, item, first_logged)
        _fill_zones(hails, number, item, inputs.grid)
        _fill_stations(hails, number, item, inputs.network)
        _fill_times(hails, number, item.fleet)
        _fill_taxis(own, hails, number, item, first_type + number, inputs)
        _line_up(vehicles, hails, number)
        first_vehicle += item.fleet.vehicles
    return hails


def _waiting_places(item: OnDemand) -> int:
    """Return how many passengers may wait in a zone at once, with a margin for chance."""
    patience_s = item.fleet.patience_minutes * SECONDS_PER_MINUTE
    log = item.demand.log
    if log is not None:
        first = np.searchsorted(log.time_s, log.time_s - patience_s)
        return int((np.arange(log.count) - first).max()) + 256
    return int(_WAITING_MARGIN * float(item.demand.rate_per_s.max()) * patience_s) + 256


def _fill_fleet(row: Table, item: OnDemand) -> None:
    fleet, battery_kwh = item.fleet, item.vehicle.battery_kwh
    rule, move = fleet.charging, fleet.repositioning
    row["zones"], row["electric"] = len(item.demand.zones.ids), item.vehicle.has_battery
    row["moved"] = bool(item.demand.moved_share.any())
    row["patience_s"] = fleet.patience_minutes * SECONDS_PER_MINUTE
    row["boarding_s"] = fleet.boarding_minutes * SECONDS_PER_MINUTE
    row["cruise_km_per_h"] = fleet.cruise_km_per_h
    row["idle_check_s"] = fleet.idle_check_minutes * SECONDS_PER_MINUTE
    row["move_factor"], row["move_within_s"] = move.factor, move.within_minutes * SECONDS_PER_MINUTE
    row["max_queue_s"] = fleet.max_queue_minutes * SECONDS_PER_MINUTE
    row["reserve_kwh"] = fleet.soc_reserve * battery_kwh
    row["floor_kwh"] = min(fleet.soc_reserve, item.vehicle.usable_soc_min) * battery_kwh
    row["target_kwh"] = fleet.soc_target * battery_kwh
    row["hand_over_kwh"] = rule.soc_hand_over * battery_kwh
    row["hand_over_s"] = rule.hand_over_minutes * SECONDS_PER_MINUTE
    row["meal_kwh"] = rule.soc_meal * battery_kwh
    row["cheap_wait_s"] = rule.cheap_wait_minutes * SECONDS_PER_MINUTE
    row["time_cny_per_s"] = rule.time_cny_per_h / SECONDS_PER_HOUR
    row["shifts"], row["meals"] = len(fleet.shifts), len(fleet.meal_breaks)


def _fill_log(hails: Hails, f: int, item: OnDemand, first: int) -> int:
    """Write the requests of a log from row `first` on; return where the next log begins."""
    log, demand = item.demand.log, item.demand
    if log is None:
        return first
    last = first + log.count
    row = hails.fleets[f]
    row["logged"], row["first_logged"], row["last_logged"] = 1, first, last
    rows = hails.logged[first:last]
    rows["time_s"], rows["origin"], rows["destination"] = log.time_s, log.origin, log.destination
    ends = log.origin, log.destination
    rows["km"] = np.where(np.isnan(log.km), demand.km[ends], log.km)
    by_speed_s = drive_s(rows["km"], item.fleet.speed_km_per_h)
    rows["seconds"] = np.where(np.isnan(log.seconds), by_speed_s, log.seconds)
    hour = (log.time_s // SECONDS_PER_HOUR).astype(np.int64) % HOURS_PER_DAY
    at_night = np.array([is_night(h) for h in range(HOURS_PER_DAY)])[hour]
    by_day, by_night = (item.fares.fare_cny(rows["km"], night) for night in (False, True))
    tariff_cny = np.where(at_night, by_night, by_day)
    rows["fare_cny"] = np.where(np.isnan(log.fare_cny), tariff_cny, log.fare_cny)
    return last


def _fill_zones(hails: Hails, f: int, item: OnDemand, grid: TimeGrid) -> None:
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
    hails.moved_share[f, :, :, :z] = demand.moved_share
    for night in (False, True):
        hails.fare_cny[f, int(night), :z, :z] = item.fares.fare_cny(demand.km, night)
    ahead_h = item.fleet.repositioning.look_ahead_minutes / 60.0
    hails.expected[f, :, :z] = _expected(demand, grid, ahead_h)


def _expected(demand: TaxiDemand, grid: TimeGrid, ahead_h: float) -> Floats:
    """Return the requests expected in `ahead_h` from each full hour on [hours + 1, z].

    What drivers know: the mean of the hour and kind of day, without who travels otherwise. After
    the period its last day comes again.
    """
    by_zone = demand.requests_per_h().sum(axis=3) * (1.0 - demand.moved_share)
    kinds = np.append(grid.kind_of_day, grid.kind_of_day[-1])
    hourly = by_zone[kinds].reshape(-1, by_zone.shape[2])
    so_far = np.concatenate([np.zeros((1, hourly.shape[1])), np.cumsum(hourly, axis=0)])
    begin = np.arange(grid.days * HOURS_PER_DAY + 1)
    hours = np.arange(len(so_far))
    ahead = [np.interp(begin + ahead_h, hours, column) for column in so_far.T]
    return np.array(ahead).T - so_far[begin]


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
    hails.pool_order[f, :z, : usable.size] = usable[np.argsort(km, axis=1, kind="stable")]
    hails.refuge_km[f, :z] = km.min(axis=1)
    if not item.vehicle.has_battery:
        return
    pools = [network.pools[p] for p in usable]
    hails.pool_kw[f, usable] = [_most_kw(pool, item.vehicle) for pool in pools]
    efficiency = np.array([pool.efficiency for pool in pools])
    time_cny = item.fleet.charging.time_cny_per_h / hails.pool_kw[f, usable]
    hails.least_cny[f] = (hails.pool_cny[:, usable] / efficiency + time_cny).min(axis=1)
    plugs = np.array([pool.plugs for pool in pools])
    soc = thresholds(item.fleet, np.average(hails.pool_cny[:, usable], axis=1, weights=plugs))
    hails.charge_kwh[f] = soc.must * item.vehicle.battery_kwh
    hails.cheap_kwh[f] = soc.cheap * item.vehicle.battery_kwh


def _most_kw(pool: Pool, vehicle: Vehicle) -> float:
    """Return the power at which a vehicle charges at best; a swap counts as a whole battery."""
    if pool.kind == BAY and pool.swap is not None:
        return vehicle.battery_kwh / (pool.swap.minutes * SECONDS_PER_MINUTE / SECONDS_PER_HOUR)
    return min(pool.power_kw * pool.efficiency, vehicle.max_charge_kw)


def _seconds(one: Shift | MealBreak) -> float:
    hours, minutes = one.at.split(":")
    return int(hours) * SECONDS_PER_HOUR + int(minutes) * SECONDS_PER_MINUTE


def _fill_times(hails: Hails, f: int, fleet: OnDemandFleet) -> None:
    """Write when drivers change and eat, and for how long."""
    for times, at_s, pause_s in (
        (fleet.shifts, hails.shift_s, hails.shift_pause_s),
        (fleet.meal_breaks, hails.meal_s, hails.meal_pause_s),
    ):
        ordered = sorted(times, key=_seconds)
        at_s[f, : len(ordered)] = [_seconds(one) for one in ordered]
        pause_s[f, : len(ordered)] = [one.minutes * SECONDS_PER_MINUTE for one in ordered]


def _first_time(
    daily: Sequence[Shift | MealBreak], offset: Floats
) -> tuple[Floats, npt.NDArray[np.int32]]:
    """Return when each taxi changes drivers (or rests) first, and which of the day's that is.

    `offset` [taxis] in −1 to 1 spreads the taxis around the time that is given.
    """
    if not daily:
        return np.full(len(offset), np.inf), np.zeros(len(offset), np.int32)
    ordered = sorted(daily, key=_seconds)
    at = np.array([_seconds(one) for one in ordered])
    spread = np.array([one.spread_minutes for one in ordered]) * SECONDS_PER_MINUTE
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
    own["shift_s"], own["shift"] = _first_time(fleet.shifts, offset)
    # Not all equally full, else all would come to charge at the same time.
    spread = max(0.0, min(fleet.soc_target - fleet.soc_start, fleet.soc_start - fleet.soc_reserve))
    soc = fleet.soc_start + spread * draws.uniform(-1.0, 1.0, len(own))
    own["energy_kwh"] = soc * battery_kwh
    own["target_kwh"] = fleet.soc_target * battery_kwh
    own["away_since_s"] = -1.0
    meal_offset = rng(inputs.scenario.seed, inputs.replication, f"{fleet.id}.meals").uniform(
        -1.0, 1.0, len(own)
    )
    own["meal_s"], own["meal"] = _first_time(fleet.meal_breaks, meal_offset)


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
