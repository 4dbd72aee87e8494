"""Taxi demand: when passengers appear, where, where to, and how far it is.

Requests are those of a file of real trips (`sim/inputs/trip_log.py`), or a Poisson process: its
rate follows the hours of each kind of day, its zones an origin–destination matrix read from a
file, or else a gravity model

    P(destination | origin) ∝ destination_weight · exp(−km / gravity_km).

Zones are points: distances between them are those of their centres by road, and never less than
a trip inside a zone. The columns of the files stand in ``docs/timetable.md``.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from sim.clock import DayKind, TimeGrid
from sim.errors import Fault, InputError
from sim.inputs.csv_rows import CsvRows, read_csv
from sim.inputs.distance import drive_s, road_km
from sim.inputs.trip_log import TripLog, read_trips
from sim.inputs.zones import Zones, read_zones
from sim.scenario.fleets import OnDemandFleet, Roads
from sim.units import HOURS_PER_DAY, SECONDS_PER_DAY, SECONDS_PER_HOUR, SECONDS_PER_MINUTE

FloatArray = npt.NDArray[np.float64]
KINDS = tuple(kind.name.lower() for kind in DayKind)


@dataclass(frozen=True)
class TaxiDemand:
    """The demand of an on-demand fleet; `z` is the number of zones.

    Attributes
    ----------
    zones : Zones
        Names and positions.
    km, seconds : numpy.ndarray
        Driven with a passenger from zone to zone [z, z].
    pickup_km, pickup_s : numpy.ndarray
        Driven empty to a passenger [z, z]; differs from `km` inside a zone only.
    neighbours : numpy.ndarray
        Zones by the time it takes to pick somebody up there, a zone itself first [z, z].
    rate_per_s : numpy.ndarray
        Requests per second in all zones [day kind, hour].
    band : numpy.ndarray
        Which of the matrices below holds [day kind, hour].
    origin_cdf : numpy.ndarray
        Cumulative probability that a request begins in a zone [bands, z].
    destination_cdf : numpy.ndarray
        Cumulative probability of its destination, by origin [bands, z, z].
    vehicles : numpy.ndarray
        Vehicles that begin in each zone [z]; their sum is the fleet's.
    passengers_per_trip : float
        Persons of a request.
    moved_share : numpy.ndarray
        Share of the requests that travel otherwise (`sim/inputs/travel.py`), by hour and zone of
        origin [day kind, hour, z].
    log : TripLog or None
        Real trips; then rate and matrices are their mean, and requests are the trips themselves.
    """

    zones: Zones
    km: FloatArray
    seconds: FloatArray
    pickup_km: FloatArray
    pickup_s: FloatArray
    neighbours: npt.NDArray[np.int32]
    rate_per_s: FloatArray
    band: npt.NDArray[np.int32]
    origin_cdf: FloatArray
    destination_cdf: FloatArray
    vehicles: npt.NDArray[np.int32]
    detour_factor: float
    intrazonal_km: float
    passengers_per_trip: float
    moved_share: FloatArray
    log: TripLog | None = None

    def requests_per_h(self) -> FloatArray:
        """Return the mean requests of an hour, the moved ones included [day kind, hour, z, z]."""
        origin = np.diff(self.origin_cdf, axis=1, prepend=0.0)
        destination = np.diff(self.destination_cdf, axis=2, prepend=0.0)
        pairs = (origin[:, :, None] * destination)[self.band]
        requests: FloatArray = self.rate_per_s[:, :, None, None] * SECONDS_PER_HOUR * pairs
        return requests

    def station_km(self, positions_deg: FloatArray) -> FloatArray:
        """Return the way from each zone to stations [z, stations], km.

        `positions_deg` holds latitude and longitude [stations, 2]. Taxis are spread over a zone:
        the way is at least half a trip inside one.
        """
        km = road_km(self.zones.position_deg, positions_deg, self.detour_factor)
        return np.maximum(km, self.intrazonal_km / 2.0)


@dataclass(frozen=True, eq=False)
class _Stream:
    """When, where and whither requests are on average: see `TaxiDemand`."""

    rate_per_s: FloatArray
    band: npt.NDArray[np.int32]
    matrices: FloatArray
    passengers_per_trip: float
    log: TripLog | None


def build(fleet: OnDemandFleet, roads: Roads, grid: TimeGrid) -> TaxiDemand:
    """Make the demand of `fleet` from its files; `grid` is the period that a log is laid on.

    Raises
    ------
    InputError
        With every fault of the zones and the profile, then of the origins and destinations; or of
        the zones, then of the trips.
    """
    if fleet.requests is None:
        zones, profile = _zones_and_profile(fleet)
    else:
        zones, profile = read_zones(fleet), None
    km = road_km(zones.position_deg, zones.position_deg, roads.detour_factor)
    km = np.maximum(km, fleet.intrazonal_km)
    np.fill_diagonal(km, fleet.intrazonal_km)
    seconds = drive_s(km, fleet.speed_km_per_h)
    pickup_s, pickup_km = seconds.copy(), km.copy()
    inside_s = fleet.intrazonal_pickup_minutes * SECONDS_PER_MINUTE
    np.fill_diagonal(pickup_s, inside_s)
    np.fill_diagonal(pickup_km, inside_s * fleet.speed_km_per_h / SECONDS_PER_HOUR)
    nearness = pickup_s.copy()
    np.fill_diagonal(nearness, -1.0)
    stream = _logged(fleet, zones, grid) if profile is None else _drawn(fleet, zones, km, profile)
    origin_cdf, destination_cdf = _cumulative(stream.matrices)
    return TaxiDemand(
        zones=zones,
        km=km,
        seconds=seconds,
        pickup_km=pickup_km,
        pickup_s=pickup_s,
        neighbours=np.argsort(nearness, axis=1, kind="stable").astype(np.int32),
        rate_per_s=stream.rate_per_s,
        band=stream.band,
        origin_cdf=origin_cdf,
        destination_cdf=destination_cdf,
        vehicles=_shared_out(zones.vehicle_weight, fleet.vehicles),
        detour_factor=roads.detour_factor,
        intrazonal_km=fleet.intrazonal_km,
        passengers_per_trip=stream.passengers_per_trip,
        moved_share=np.zeros((len(DayKind), HOURS_PER_DAY, len(zones.ids))),
        log=stream.log,
    )


def _drawn(fleet: OnDemandFleet, zones: Zones, km: FloatArray, profile: FloatArray) -> _Stream:
    """Requests of so many a day, by profile and matrix."""
    per_day = np.array([fleet.requests_per_day.get("workday", 0.0),
                        fleet.requests_per_day.get("restday", 0.0)])  # fmt: skip
    if fleet.od is None:
        band = np.zeros((len(DayKind), HOURS_PER_DAY), dtype=np.int32)
        matrices = gravity(zones, km, fleet.gravity_km)[None, :, :]
    else:
        band, matrices = _read_od(fleet, zones)
    rate_per_s = profile * per_day[:, None] / SECONDS_PER_HOUR
    return _Stream(rate_per_s, band, matrices, fleet.passengers_per_trip, None)


def _logged(fleet: OnDemandFleet, zones: Zones, grid: TimeGrid) -> _Stream:
    """Requests of a log, and their mean by hour and kind of day: what drivers know of them."""
    log = read_trips(fleet, zones, grid)
    count = len(zones.ids)
    kind = grid.kind_of_day[(log.time_s // SECONDS_PER_DAY).astype(np.int64)]
    hour = (log.time_s // SECONDS_PER_HOUR).astype(np.int64) % HOURS_PER_DAY
    trips = np.zeros((len(DayKind), HOURS_PER_DAY, count, count))
    np.add.at(trips, (kind, hour, log.origin, log.destination), 1.0)
    days = np.maximum(np.bincount(grid.kind_of_day, minlength=len(DayKind)), 1)
    rate_per_s = trips.sum(axis=(2, 3)) / days[:, None] / SECONDS_PER_HOUR
    # An hour without trips keeps a matrix, of which nothing is ever drawn.
    trips[trips.sum(axis=(2, 3)) == 0.0] = 1.0
    band = np.arange(len(DayKind) * HOURS_PER_DAY, dtype=np.int32).reshape(-1, HOURS_PER_DAY)
    persons = log.passengers[~np.isnan(log.passengers)]
    per_trip = float(persons.mean()) if persons.size else fleet.passengers_per_trip
    return _Stream(rate_per_s, band, trips.reshape(-1, count, count), per_trip, log)


def gravity(zones: Zones, km: FloatArray, scale_km: float) -> FloatArray:
    """Return the gravity model's weights of origin and destination [z, z]; their sum is 1."""
    # Only differences of distance matter; counted from the nearest destination, exp() is never
    # zero everywhere.
    nearest_km = km[:, zones.destination_weight > 0.0].min(axis=1, keepdims=True)
    closeness = np.exp(np.minimum((nearest_km - km) / scale_km, 0.0))
    pull = zones.destination_weight[None, :] * closeness
    origin = zones.origin_weight[:, None] / zones.origin_weight.sum()
    weights: FloatArray = origin * pull / pull.sum(axis=1, keepdims=True)
    return weights


def _zones_and_profile(fleet: OnDemandFleet) -> tuple[Zones, FloatArray]:
    """Read both files, and report the faults of both at once."""
    faults: list[Fault] = []
    zones = profile = None
    try:
        zones = read_zones(fleet)
    except InputError as error:
        faults += error.faults
    try:
        profile = _read_profile(fleet)
    except InputError as error:
        faults += error.faults
    if zones is None or profile is None:
        raise InputError(faults)
    return zones, profile


def _read_profile(fleet: OnDemandFleet) -> FloatArray:
    """Return the share of a day's requests in each hour [day kind, hour]; rows sum to 1."""
    assert fleet.profile is not None
    file = read_csv(fleet.profile, ("hour", *KINDS))
    profile: FloatArray = np.full((len(DayKind), HOURS_PER_DAY), np.nan)
    for row in file:
        hour = row.number("hour", low=0, high=23, whole=True)
        shares = [row.number(kind, low=0.0) for kind in KINDS]
        if hour is None:
            continue
        if not np.isnan(profile[0, int(hour)]):
            row.fault(f"hour {int(hour)} is there twice", "hour")
        profile[:, int(hour)] = [0.0 if share is None else share for share in shares]
    missing = [str(hour) for hour in np.flatnonzero(np.isnan(profile[0]))]
    if missing:
        file.fault(f"hours are missing: {', '.join(missing)}", column="hour")
    for kind, total in zip(KINDS, profile.sum(axis=1), strict=True):
        if not file.faults and abs(total - 1.0) > 0.01:
            file.fault(f"the shares sum to {total:.4g}, they must sum to 1", column=kind)
    file.raise_faults()
    shared: FloatArray = profile / profile.sum(axis=1)[:, None]
    return shared


def _read_od(fleet: OnDemandFleet, zones: Zones) -> tuple[npt.NDArray[np.int32], FloatArray]:
    """Return the matrix of each hour, and the different matrices [bands, z, z]."""
    assert fleet.od is not None
    file = read_csv(
        fleet.od, ("origin", "destination", "weight"), ("day_kind", "hour_from", "hour_to")
    )
    number = {name: i for i, name in enumerate(zones.ids)}
    count = len(number)
    weights = np.zeros((len(DayKind), HOURS_PER_DAY, count, count))
    for row in file:
        origin, destination = row.choice("origin", number), row.choice("destination", number)
        weight = row.number("weight", low=0.0)
        kind = row.choice("day_kind", KINDS) if row.has("day_kind") else ""
        first = row.number("hour_from", 0, 23, whole=True) if row.has("hour_from") else 0
        last = row.number("hour_to", 1, 24, whole=True) if row.has("hour_to") else 24
        if first is not None and last is not None and last <= first:
            row.fault(f"{last:g} must be after hour_from {first:g}", "hour_to")
        if None in (origin, destination, weight, kind, first, last):
            continue
        kinds = slice(None) if not kind else KINDS.index(kind)
        hours = slice(int(first or 0), int(last or 24))
        weights[kinds, hours, number[origin or ""], number[destination or ""]] += weight or 0.0
    _check_weights(file, weights)
    file.raise_faults()
    flat = weights.reshape(len(DayKind) * HOURS_PER_DAY, -1)
    _, first_of, band = np.unique(flat, axis=0, return_index=True, return_inverse=True)
    matrices = flat[first_of].reshape(-1, count, count)
    return band.reshape(len(DayKind), HOURS_PER_DAY).astype(np.int32), matrices


def _check_weights(file: CsvRows, weights: FloatArray) -> None:
    for kind, by_hour in zip(KINDS, weights.sum(axis=(2, 3)), strict=True):
        empty = np.flatnonzero(by_hour == 0.0)
        if len(empty) and not file.faults:
            hours = ", ".join(str(hour) for hour in empty)
            file.fault(f"no weight on a {kind} in the hours {hours}", column="weight")


def _cumulative(matrices: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Return cumulative origins and, by origin, destinations; each ends at exactly 1.

    A zone without requests keeps a destination, itself, which is never drawn.
    """
    origins = matrices.sum(axis=2)
    stay = np.eye(matrices.shape[1])[None, :, :] * (origins == 0.0)[:, :, None]
    rows = matrices + stay
    origin_cdf = np.cumsum(origins, axis=1)
    destination_cdf = np.cumsum(rows, axis=2)
    return origin_cdf / origin_cdf[:, -1:], destination_cdf / destination_cdf[:, :, -1:]


def _shared_out(weights: FloatArray, total: int) -> npt.NDArray[np.int32]:
    """Share `total` vehicles out by `weights`, remainders to the largest fractions."""
    exact = weights / weights.sum() * total
    shares: npt.NDArray[np.int32] = np.floor(exact).astype(np.int32)
    largest = np.argsort(shares - exact, kind="stable")[: total - int(shares.sum())]
    shares[largest] += 1
    return shares
