"""What the stop times of a GTFS feed say of each trip: from where and when, how long, how far."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from sim.inputs.distance import EARTH_RADIUS_KM
from sim.inputs.gtfs_tables import Feed, FeedTable, FloatArray, IntArray

STOP_DETOUR = 1.2
"""Road km per straight km from stop to stop. Assumption: stops follow the road, so it is less
than `Roads.detour_factor`, which is for whole drives."""
UNITS_KM = {"km": 1.0, "m": 0.001, "mile": 1.609344, "foot": 0.0003048}
"""What ``shape_dist_traveled`` may be measured in; feeds do not say."""
USUAL_DETOUR = 1.15
"""Of units that fit, the one is taken that makes the road this many times the straight line."""
PLAUSIBLE_DETOUR = (0.95, 3.0)
"""A trip whose ``shape_dist_traveled`` says less or more straight kilometres is not believed."""
MAX_SECONDS = 48 * 3600.0


@dataclass(frozen=True)
class Runs:
    """What each trip does; rows of ``trips.txt`` that have no valid stop times are nan and -1.

    Attributes
    ----------
    depart_s, arrive_s : numpy.ndarray
        At the first and last stop [trips], s after midnight, may pass 24 h.
    origin, destination : numpy.ndarray
        Rows of ``stops.txt`` [trips].
    km : numpy.ndarray
        Length [trips], km.
    row : numpy.ndarray
        First row in ``stop_times.txt`` [trips].
    unit : str
        What ``shape_dist_traveled`` is measured in; empty where it is not used.
    measured : numpy.ndarray
        Whether `km` comes from it [trips].
    """

    depart_s: FloatArray
    arrive_s: FloatArray
    origin: IntArray
    destination: IntArray
    km: FloatArray
    row: IntArray
    unit: str
    measured: npt.NDArray[np.bool_]


@dataclass(frozen=True)
class _Rows:
    """The stop times of the wanted trips, by trip and sequence; `first`, `last` bound the trips."""

    row: IntArray
    trip: IntArray
    stop: IntArray
    first: IntArray
    last: IntArray


def read_runs(
    feed: Feed,
    trips: FeedTable,
    wanted: npt.NDArray[np.bool_],
    stops: FeedTable,
    latitude: FloatArray,
    longitude: FloatArray,
) -> Runs | None:
    """Read ``stop_times.txt`` for the `wanted` trips; None after noting why it is no use."""
    table = feed.need(
        "stop_times.txt",
        ("trip_id", "arrival_time", "departure_time", "stop_id", "stop_sequence"),
        ("shape_dist_traveled",),
    )
    if table is None:
        return None
    rows = _wanted_rows(table, trips, wanted, stops)
    arrive_s, depart_s = _times(table, rows)
    hop_km = _hops_km(latitude[rows.stop], longitude[rows.stop])
    hop_km[rows.first] = 0.0
    straight_km = np.add.reduceat(hop_km, rows.first) if len(rows.first) else np.empty(0)
    dist = table.numbers("shape_dist_traveled", low=0.0, within=_mask(table, rows.row))[rows.row]
    unit, measured_km = _measured_km(dist, rows, straight_km)
    km = np.where(np.isnan(measured_km), STOP_DETOUR * straight_km, measured_km)
    number = rows.trip[rows.first]
    _note_trips_without(table, trips, wanted, rows)

    def of_trips(values: npt.NDArray[np.generic], empty: float) -> npt.NDArray[np.generic]:
        spread = np.full(trips.count, empty, dtype=values.dtype)
        spread[number] = values
        return spread

    return Runs(
        depart_s=of_trips(depart_s[rows.first], np.nan).astype(np.float64),
        arrive_s=of_trips(arrive_s[rows.last], np.nan).astype(np.float64),
        origin=of_trips(rows.stop[rows.first], -1).astype(np.int64),
        destination=of_trips(rows.stop[rows.last], -1).astype(np.int64),
        km=of_trips(km, np.nan).astype(np.float64),
        row=of_trips(rows.row[rows.first], -1).astype(np.int64),
        unit=unit,
        measured=of_trips(~np.isnan(measured_km), 0).astype(np.bool_),
    )


def _mask(table: FeedTable, rows: IntArray) -> npt.NDArray[np.bool_]:
    mask = np.zeros(table.count, dtype=np.bool_)
    mask[rows] = True
    return mask


def _wanted_rows(
    table: FeedTable, trips: FeedTable, wanted: npt.NDArray[np.bool_], stops: FeedTable
) -> _Rows:
    """Check the references of all rows, and put those of the wanted trips into order."""
    table.required("stop_sequence")
    trip, stop = (
        table["trip_id"].rows_in(trips["trip_id"]),
        table["stop_id"].rows_in(stops["stop_id"]),
    )
    table.references("trip_id", trip, "trips.txt")
    table.references("stop_id", stop, "stops.txt")
    chosen = (trip >= 0) & (stop >= 0)
    chosen[chosen] = wanted[trip[chosen]]
    sequence = table.numbers("stop_sequence", low=0.0, within=chosen)
    row = np.flatnonzero(chosen & ~np.isnan(sequence))
    by_trip, by_sequence = trip[row], sequence[row]
    step = np.diff(by_trip)
    if not np.all((step > 0) | ((step == 0) & (np.diff(by_sequence) > 0))):
        order = np.lexsort((by_sequence, by_trip))
        row, by_trip, by_sequence = row[order], by_trip[order], by_sequence[order]
    same = np.diff(by_trip) == 0
    twice = row[1:][same & (np.diff(by_sequence) == 0)]
    table.faults.rows(
        table, twice, "stop_sequence",
        lambda row: f"trip '{table['trip_id'].text(row)}' has stop_sequence "
        f"{table['stop_sequence'].text(row)} twice",
    )  # fmt: skip
    first = np.concatenate([[0], np.flatnonzero(~same) + 1]) if len(row) else np.empty(0, np.int64)
    last = np.append(first[1:], len(row)) - 1 if len(row) else first
    return _Rows(row, by_trip, stop[row], first.astype(np.int64), last.astype(np.int64))


def _times(table: FeedTable, rows: _Rows) -> tuple[FloatArray, FloatArray]:
    """Return arrivals and departures [rows], one for the other where one is empty, and note what
    is missing or goes backwards.
    """
    mask = _mask(table, rows.row)
    arrive, depart = (
        table.seconds(name, within=mask, before=MAX_SECONDS)[rows.row]
        for name in ("arrival_time", "departure_time")
    )
    arrive_s = np.where(np.isnan(arrive), depart, arrive)
    depart_s = np.where(np.isnan(depart), arrive, depart)
    _note_open_end(table, rows.row[rows.first], "departure_time", "first")
    _note_open_end(table, rows.row[rows.last], "arrival_time", "last")
    _note_backwards(table, rows, arrive_s, depart_s)
    return arrive_s, depart_s


def _note_open_end(table: FeedTable, rows: IntArray, column: str, which: str) -> None:
    """Note first or last stops at which no time is given."""
    trip = table["trip_id"]
    empty = (table["arrival_time"].code[rows] < 0) & (table["departure_time"].code[rows] < 0)
    table.faults.rows(
        table, rows[empty], column,
        lambda row: f"is empty at the {which} stop of trip '{trip.text(row)}'",
    )  # fmt: skip


def _note_backwards(
    table: FeedTable, rows: _Rows, arrive_s: FloatArray, depart_s: FloatArray
) -> None:
    early = rows.row[depart_s < arrive_s]
    arrival, departure = table["arrival_time"], table["departure_time"]
    table.faults.rows(
        table, early, "departure_time",
        lambda row: f"{departure.text(row)} is before arrival_time {arrival.text(row)}",
    )  # fmt: skip
    known = np.flatnonzero(~np.isnan(arrive_s))
    same = rows.trip[known[1:]] == rows.trip[known[:-1]]
    back = known[1:][same & (arrive_s[known[1:]] < depart_s[known[:-1]])]
    table.faults.rows(
        table, rows.row[back], "arrival_time",
        lambda row: f"{arrival.text(row) or departure.text(row)} is before the trip "
        f"'{table['trip_id'].text(row)}' has left its stop before",
    )  # fmt: skip


def _note_trips_without(
    table: FeedTable, trips: FeedTable, wanted: npt.NDArray[np.bool_], rows: _Rows
) -> None:
    """Note wanted trips with fewer than two stops."""
    count = np.bincount(rows.trip, minlength=trips.count)
    short = np.flatnonzero(wanted & (count < 2))
    name = trips["trip_id"]
    trips.faults.rows(
        trips, short, "trip_id",
        lambda row: f"trip '{name.text(row)}' has {count[row]} stop times in {table.path.name}, "
        "needs 2",
    )  # fmt: skip


def _hops_km(latitude: FloatArray, longitude: FloatArray) -> FloatArray:
    """Return the great circle from the row before to each row, by the haversine formula [km]."""
    hops = np.zeros(len(latitude))
    north, east = np.radians(latitude), np.radians(longitude)
    half = np.sin(np.diff(north) / 2.0) ** 2
    half += np.cos(north[1:]) * np.cos(north[:-1]) * np.sin(np.diff(east) / 2.0) ** 2
    hops[1:] = 2.0 * EARTH_RADIUS_KM * np.arcsin(np.sqrt(np.minimum(half, 1.0)))
    return hops


def _measured_km(dist: FloatArray, rows: _Rows, straight_km: FloatArray) -> tuple[str, FloatArray]:
    """Return the unit of ``shape_dist_traveled``, and the km by it: nan where not plausible."""
    nothing = np.full(len(rows.first), np.nan)
    if np.isnan(dist).all():
        return "", nothing
    length = dist[rows.last] - dist[rows.first]
    usable = (length > 0.0) & (straight_km > 0.0)
    known = np.flatnonzero(~np.isnan(dist))
    falls = (np.diff(dist[known]) < 0.0) & (np.diff(rows.trip[known]) == 0)
    usable &= ~np.isin(rows.trip[rows.first], rows.trip[known[1:][falls]])
    if not usable.any():
        return "", nothing
    median = float(np.median(length[usable] / straight_km[usable]))
    unit = min(UNITS_KM, key=lambda name: abs(np.log(median * UNITS_KM[name] / USUAL_DETOUR)))
    km = length * UNITS_KM[unit]
    detour = np.divide(km, straight_km, out=np.zeros_like(km), where=straight_km > 0.0)
    low, high = PLAUSIBLE_DETOUR
    plausible = usable & (detour >= low) & (detour <= high)
    return (unit if plausible.any() else ""), np.where(plausible, km, np.nan)
