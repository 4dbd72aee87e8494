"""Who is aboard: the mean number of passengers on each trip of a timetabled fleet.

Passengers of a trip = seats · load factor of the hour in which it leaves (``data/ridership.csv``),
or what was counted on its line in that hour (``ridership.counts``). It is the mean over the
trip's length, so passengers · km are passenger kilometres; the fullest section has
`busiest_section` times as many. The columns of the file stand in ``docs/timetable.md``.
"""

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from sim.clock import DayKind
from sim.inputs.csv_rows import read_csv
from sim.inputs.timetable import Timetable, Trips
from sim.models.vehicle import Vehicle
from sim.scenario.fleets import TimetabledFleet
from sim.tables import table
from sim.units import HOURS_PER_DAY, SECONDS_PER_HOUR

FloatArray = npt.NDArray[np.float64]
_Pair = tuple[FloatArray, FloatArray]
KINDS = tuple(kind.name.lower() for kind in DayKind)
MAX_COUNTED = 500.0
"""More passengers are in no bus: a larger count is a fault of the file."""
MOST_LOAD = 3.0
"""Nor are more than so many times the places of the vehicle: it was counted in another one."""


@dataclass(frozen=True, eq=False)
class Passengers:
    """Who is aboard the trips of a fleet; each pair is indexed by `DayKind`.

    Attributes
    ----------
    aboard : pair of numpy.ndarray
        Mean passengers aboard over the length of a trip [trips, as `Timetable.days`].
    left_behind : pair of numpy.ndarray
        Passengers who found no place, and travel in no other way here [trips].
    seats : int
        Of a vehicle.
    places : float
        Seats and standing places of a vehicle.
    busiest_section : float
        Passengers on the fullest section over the mean of the trip.
    changed : pair of numpy.ndarray
        Of those aboard, who came from taxis and cars (`sim/inputs/travel.py`) [trips].
    """

    aboard: tuple[FloatArray, FloatArray]
    left_behind: tuple[FloatArray, FloatArray]
    seats: int
    places: float
    busiest_section: float
    changed: tuple[FloatArray, FloatArray]

    def load(self, kind: int) -> FloatArray:
        """Return passengers on the fullest section over seats [trips]."""
        return self.aboard[kind] * self.busiest_section / self.seats

    def room(self, kind: int) -> FloatArray:
        """Return how many more could be aboard on average, until the fullest section is full."""
        return np.maximum(self.places / self.busiest_section - self.aboard[kind], 0.0)

    def boarded(
        self, kind: int, trips: npt.NDArray[np.int64], more: FloatArray, left: FloatArray
    ) -> "Passengers":
        """Return them with `more` aboard some trips, and `left` who found no place there."""

        def added(pair: _Pair, what: FloatArray) -> _Pair:
            days = [pair[0], pair[1]]
            days[kind] = days[kind].copy()
            days[kind][trips] += what
            return days[0], days[1]

        return replace(
            self,
            aboard=added(self.aboard, more),
            changed=added(self.changed, more),
            left_behind=added(self.left_behind, left),
        )


def load_factors(profile: str) -> FloatArray:
    """Return mean passengers over seats by hour of departure [day kind, hour]."""
    row = table("ridership").loc[profile]
    return np.array([str(row[f"{kind}_load"]).split() for kind in KINDS], dtype=np.float64)


def profile_of(fleet: TimetabledFleet) -> str:
    """Return the row of ``data/ridership.csv`` that holds for a fleet."""
    return fleet.ridership.profile or fleet.service


def departure_hour(trips: Trips) -> npt.NDArray[np.int64]:
    """Return the hour of the day in which each trip leaves [trips]; 24:30 is hour 0."""
    hours: npt.NDArray[np.int64] = (trips.depart_s // SECONDS_PER_HOUR).astype(np.int64)
    return hours % HOURS_PER_DAY


def build(fleet: TimetabledFleet, vehicle: Vehicle, timetable: Timetable) -> Passengers:
    """Return who is aboard the trips of `timetable`.

    Raises
    ------
    InputError
        With every fault of the file of counts.
    """
    share = load_factors(profile_of(fleet))
    places = vehicle.seats * (1.0 + fleet.standing_per_seat)
    counted = _read_counts(fleet, timetable, min(MAX_COUNTED, MOST_LOAD * places))
    workday, restday = (
        _aboard(trips, share[kind] * vehicle.seats, counted[kind])
        for kind, trips in enumerate(timetable.days)
    )
    return Passengers(
        aboard=(workday, restday),
        left_behind=(np.zeros_like(workday), np.zeros_like(restday)),
        changed=(np.zeros_like(workday), np.zeros_like(restday)),
        seats=vehicle.seats,
        places=places,
        busiest_section=fleet.busiest_section,
    )


def _aboard(trips: Trips, by_hour: FloatArray, counted: FloatArray) -> FloatArray:
    """Return what was counted where it was, else the profile [trips]."""
    hour = departure_hour(trips)
    known = counted[trips.line, trips.direction, hour]
    aboard: FloatArray = np.where(np.isnan(known), by_hour[hour], known)
    return aboard


def _read_counts(fleet: TimetabledFleet, timetable: Timetable, most: float) -> FloatArray:
    """Return counted passengers [day kind, line, direction, hour]; NaN where nobody counted."""
    shape = (len(DayKind), len(timetable.lines), len(timetable.directions), HOURS_PER_DAY)
    counted: FloatArray = np.full(shape, np.nan)
    if fleet.ridership.counts is None:
        return counted
    file = read_csv(
        fleet.ridership.counts, ("line", "hour", "passengers"), ("direction", "day_kind")
    )
    line_of = np.zeros(shape, np.int64)
    for row in file:
        line = row.choice("line", timetable.lines)
        hour = row.number("hour", 0, 23, whole=True)
        passengers = row.number("passengers", 0.0, most)
        direction = row.choice("direction", timetable.directions) if row.has("direction") else ""
        kind = row.choice("day_kind", KINDS) if row.has("day_kind") else ""
        if line is None or hour is None or passengers is None or direction is None or kind is None:
            continue
        cells = (
            KINDS.index(kind) if kind else slice(None),
            timetable.lines.index(line),
            timetable.directions.index(direction) if direction else slice(None),
            int(hour),
        )
        before = int(np.max(line_of[cells]))
        if before:
            row.fault(f"counts the same line and hour as line {before}", "hour")
        line_of[cells], counted[cells] = row.line, passengers
    file.raise_faults()
    return counted
