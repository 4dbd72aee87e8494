"""Real taxi trips as requests: a CSV with one row a trip, laid on the period.

Each end of a trip is a zone, or a place that belongs to the nearest zone. A trip asks for a taxi
at `time`; where `end` says when it was over it takes as long again, where `km` says how far it
went it is as long, else both follow from the zones. Columns: ``docs/timetable.md``.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import numpy as np
import numpy.typing as npt

from sim.clock import ZONE, TimeGrid
from sim.errors import Fault, InputError
from sim.inputs.csv_rows import CsvRows, Row, read_csv
from sim.inputs.distance import straight_km
from sim.inputs.zones import Zones
from sim.scenario.fleets import OnDemandFleet
from sim.units import SECONDS_PER_DAY, SECONDS_PER_HOUR

FloatArray = npt.NDArray[np.float64]
ENDS = ("origin", "destination")
OPTIONAL = (
    *ENDS,
    *(f"{end}_{axis}" for end in ENDS for axis in ("latitude", "longitude")),
    *("end", "km", "passengers", "fare_cny"),
)
MAX_KM = 300.0
"""No taxi trip is longer."""
MAX_KM_PER_H = 150.0
"""No taxi is faster: such a trip teleports."""
MAX_TO_ZONE_KM = 20.0
"""A place further than this from the middle of every zone is in none."""


@dataclass(frozen=True, eq=False)
class TripLog:
    """Trips by time [trips]; NaN where the file says nothing.

    Attributes
    ----------
    time_s : numpy.ndarray
        When a taxi is asked for, s since the period began.
    origin, destination : numpy.ndarray
        Number of the zone.
    seconds, km, passengers, fare_cny : numpy.ndarray
        Duration and length with the passenger, persons, what was paid.
    """

    time_s: FloatArray
    origin: npt.NDArray[np.int32]
    destination: npt.NDArray[np.int32]
    seconds: FloatArray
    km: FloatArray
    passengers: FloatArray
    fare_cny: FloatArray

    @property
    def count(self) -> int:
        return len(self.time_s)


@dataclass(frozen=True)
class _Trip:
    at: datetime
    ends: tuple[int, int]
    seconds: float
    km: float
    passengers: float
    fare_cny: float


def read_trips(fleet: OnDemandFleet, zones: Zones, grid: TimeGrid) -> TripLog:
    """Read the trips of ``requests`` that begin in the period.

    Raises
    ------
    InputError
        With every fault of the file; or if no trip begins in the period.
    """
    assert fleet.requests is not None
    file = read_csv(fleet.requests, ("time",), OPTIONAL)
    _check_ends(file)
    file.raise_faults()
    trips = [trip for row in file if (trip := _trip(row, zones)) is not None]
    file.raise_faults()
    begin = datetime.combine(fleet.requests_first_day or grid.start, time.min, ZoneInfo(ZONE))
    at_s = np.array([(trip.at - begin).total_seconds() for trip in trips])
    order = np.argsort(at_s, kind="stable")
    order = order[(at_s[order] >= 0.0) & (at_s[order] < grid.end_s)]
    if not order.size:
        raise InputError([_none_inside(fleet.requests, trips, begin.date(), grid)])
    inside = [trips[k] for k in order]
    numbers = np.array([[t.seconds, t.km, t.passengers, t.fare_cny] for t in inside])
    ends = np.array([trip.ends for trip in inside], dtype=np.int32)
    return TripLog(at_s[order], ends[:, 0], ends[:, 1], *numbers.T)


def _none_inside(path: Path, trips: list[_Trip], first: date, grid: TimeGrid) -> Fault:
    days = sorted({trip.at.date() for trip in trips})
    last = first + timedelta(days=grid.days - 1)
    message = (
        f"none of its {len(trips)} trips ({days[0]} to {days[-1]}) begins in the period, {first} "
        f"to {last}; requests_first_day lays them on it"
    )
    return Fault(message, path)


def _check_ends(file: CsvRows) -> None:
    for end in ENDS:
        places = {f"{end}_latitude", f"{end}_longitude"}
        missing = sorted(places - set(file.columns))
        if end not in file.columns and missing:
            file.fault(
                f"column '{end}' (a zone) is missing, or {' and '.join(missing)}", column=end
            )


def _trip(row: Row, zones: Zones) -> _Trip | None:
    """Return a row's trip, or None after noting its faults."""
    at = _instant(row, "time")
    origin, destination = (_zone(row, end, zones) for end in ENDS)
    until = _instant(row, "end") if row.has("end") else None
    km = _number(row, "km", lambda: row.number("km", above=0.0, high=MAX_KM))
    passengers = _number(row, "passengers", lambda: row.number("passengers", 1.0, 20.0))
    fare_cny = _number(row, "fare_cny", lambda: row.number("fare_cny", 0.0, 1e5))
    if at is None or origin is None or destination is None:
        return None
    if None in (km, passengers, fare_cny) or (until is None and row.has("end")):
        return None
    seconds = np.nan if until is None else (until - at).total_seconds()
    if seconds <= 0.0:
        row.fault(f"{row.cells['end']} is not after time {row.cells['time']}", "end")
        return None
    if seconds > SECONDS_PER_DAY:
        row.fault(f"{row.cells['end']} is more than a day after time {row.cells['time']}", "end")
        return None
    km_per_h = (km or 0.0) / seconds * SECONDS_PER_HOUR
    if km_per_h > MAX_KM_PER_H:
        row.fault(f"{km:g} km in {seconds:g} s is {km_per_h:.0f} km/h; at most {MAX_KM_PER_H:g} "
                  "are plausible", "km")  # fmt: skip
        return None
    return _Trip(at, (origin, destination), seconds, km or 0.0, passengers or 0.0, fare_cny or 0.0)


def _number(row: Row, column: str, read: Callable[[], float | None]) -> float | None:
    """Return a cell's number, NaN where it is empty, None after noting a fault."""
    return read() if row.has(column) else np.nan


def _zone(row: Row, end: str, zones: Zones) -> int | None:
    """Return the zone of a trip's end: that which is named, else the nearest to its place."""
    if row.has(end) or f"{end}_latitude" not in row.cells:
        name = row.choice(end, zones.ids)
        return None if name is None else zones.ids.index(name)
    latitude = row.number(f"{end}_latitude", -90.0, 90.0)
    longitude = row.number(f"{end}_longitude", -180.0, 180.0)
    if latitude is None or longitude is None:
        return None
    km = straight_km(np.array([[latitude, longitude]]), zones.position_deg)[0]
    nearest = int(np.argmin(km))
    if km[nearest] > MAX_TO_ZONE_KM:
        row.fault(f"{latitude:g}, {longitude:g} is in no zone: the nearest, "
                  f"'{zones.ids[nearest]}', is {km[nearest]:.0f} km away, at most "
                  f"{MAX_TO_ZONE_KM:g} are plausible", f"{end}_latitude")  # fmt: skip
        return None
    return nearest


def _instant(row: Row, column: str) -> datetime | None:
    """Return a time as an instant; one without zone is the park's local time."""
    text = row.text(column)
    if text is None:
        return None
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        row.fault(f"'{text}' is not a time, YYYY-MM-DD HH:MM[:SS]", column)
        return None
    return at.replace(tzinfo=ZoneInfo(ZONE)) if at.tzinfo is None else at.astimezone(ZoneInfo(ZONE))
