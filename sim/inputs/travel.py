"""Low-carbon travel: who leaves taxis and cars for the bus, and who finds a place there.

Requests and car sessions are thinned, each by its own draw, so those that remain are the very
same as without the measure. By hour and kind of day, the mean of who changes,

    person km = Σ requests · share · persons · km        (cars: km = energy / consumption),

is spread over the trips of the lines that leave in that hour, the same number aboard each more,
as far as the fullest section has places; who finds a bus full takes another of the hour that is
not. The rest is left behind, and counted. Nobody is lost or made: moved = carried + left behind.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

import numpy as np
import numpy.typing as npt

from sim.clock import DayKind, TimeGrid
from sim.errors import Fault, InputError, nearest
from sim.inputs.car_sessions import CarSessions
from sim.inputs.passengers import KINDS, Passengers, departure_hour
from sim.inputs.taxi_demand import TaxiDemand
from sim.inputs.timetable import Timetable
from sim.models.vehicle import Vehicle
from sim.scenario.travel import TravelShift
from sim.streams import rng
from sim.units import HOURS_PER_DAY, SECONDS_PER_DAY, SECONDS_PER_HOUR

FloatArray = npt.NDArray[np.float64]
_ALL = 1e-9
"""So small a share left behind is a sum's rounding, and nobody."""


@dataclass(frozen=True)
class Flow:
    """Who changes from one fleet by one shift in one hour of a kind of day: means of such a day."""

    shift: str
    fleet: str
    kind: DayKind
    hour: int
    persons: float
    person_km: float
    carried_km: float

    @property
    def left_behind(self) -> float:
        """Persons who found no place."""
        return self.persons * (1.0 - self.carried_km / self.person_km) if self.person_km else 0.0


@dataclass(frozen=True)
class Line:
    """A timetabled fleet, as far as it carries passengers."""

    fleet: str
    timetable: Timetable
    passengers: Passengers


@dataclass(frozen=True)
class Moved:
    """What a fleet gives up: persons and person km by shift, of a mean day [day kind, hour]."""

    fleet: str
    persons: dict[str, FloatArray]
    person_km: dict[str, FloatArray]


def _holds(shift: TravelShift) -> npt.NDArray[np.bool_]:
    """Tell in which hours a shift holds [day kind, hour]."""
    holds = np.zeros((len(DayKind), HOURS_PER_DAY), dtype=bool)
    kinds = slice(None) if shift.days == "daily" else KINDS.index(shift.days)
    holds[kinds, shift.from_hour : shift.to_hour] = True
    return holds


def _shares(
    shifts: Sequence[TravelShift], places: Sequence[npt.NDArray[np.bool_]]
) -> tuple[dict[str, FloatArray], FloatArray]:
    """Return what share each shift moves, and all together [day kind, hour, place].

    `places` tells of each shift where it holds [place]. A later shift moves its share of what
    the earlier ones have left.
    """
    left: FloatArray = np.ones((len(DayKind), HOURS_PER_DAY, len(places[0]) if places else 0))
    each = {}
    for shift, where in zip(shifts, places, strict=True):
        each[shift.id] = left * shift.share * _holds(shift)[:, :, None] * where
        left = left - each[shift.id]
    return each, 1.0 - left


def thin_taxis(
    fleet: str, demand: TaxiDemand, shifts: Sequence[TravelShift]
) -> tuple[TaxiDemand, Moved]:
    """Return the demand with the share of its requests that travel otherwise, and who they are."""
    zones = demand.zones
    places = []
    for shift in shifts:
        named = [
            zone in shift.zones or area in shift.areas
            for zone, area in zip(zones.ids, zones.areas, strict=True)
        ]
        places.append(np.array(named) | (not shift.zones and not shift.areas))
    each, share = _shares(shifts, places)
    requests = demand.requests_per_h() * demand.passengers_per_trip
    persons = requests.sum(axis=3)
    person_km = (requests * demand.km).sum(axis=3)
    moved = Moved(
        fleet,
        {name: (persons * part).sum(axis=2) for name, part in each.items()},
        {name: (person_km * part).sum(axis=2) for name, part in each.items()},
    )
    return replace(demand, moved_share=share), moved


def thin_cars(
    fleet: str,
    sessions: CarSessions,
    station_areas: Sequence[str],
    car: Vehicle,
    shifts: Sequence[TravelShift],
    grid: TimeGrid,
    dice: tuple[int, int],
) -> tuple[CarSessions, Moved]:
    """Return the sessions that remain, and who left the car.

    `station_areas` are those of the stations that `sessions` counts. A session stands for the
    kilometres that it charges.
    """
    everywhere = np.ones(len(station_areas), dtype=bool)
    places = [
        np.isin(station_areas, shift.areas) if shift.areas or shift.zones else everywhere
        for shift in shifts
    ]
    each, _ = _shares(shifts, places)
    day = (sessions.arrive_s // SECONDS_PER_DAY).astype(np.int64)
    hour = (sessions.arrive_s // SECONDS_PER_HOUR).astype(np.int64) % HOURS_PER_DAY
    kind = grid.kind_of_day[day]
    draw = np.concatenate(
        [np.zeros(0)]
        + [
            rng(*dice, f"sessions.{fleet}.{grid.start + timedelta(days=number)}.moved").random(
                count
            )
            for number, count in enumerate(np.bincount(day, minlength=grid.days))
        ]
    )
    days = np.maximum(np.bincount(grid.kind_of_day, minlength=len(DayKind)), 1)
    persons, person_km = {}, {}
    stays = np.ones(sessions.count, dtype=bool)
    begin = np.zeros(sessions.count)
    for shift in shifts:
        end = begin + each[shift.id][kind, hour, sessions.station]
        goes = (draw >= begin) & (draw < end)
        begin, stays = end, stays & ~goes
        per_km = car.traction_kwh_per_km + car.aux_base_kw / shift.car_km_per_h
        weight = np.full(sessions.count, shift.passengers_per_car)
        persons[shift.id] = _by_hour(kind, hour, weight * goes, days)
        person_km[shift.id] = _by_hour(
            kind, hour, weight * goes * sessions.energy_kwh / per_km, days
        )
    rest = CarSessions(
        arrive_s=sessions.arrive_s[stays],
        leave_s=sessions.leave_s[stays],
        energy_kwh=sessions.energy_kwh[stays],
        station=sessions.station[stays],
        group=sessions.group[stays],
    )
    return rest, Moved(fleet, persons, person_km)


def _by_hour(
    kind: npt.NDArray[np.int8],
    hour: npt.NDArray[np.int64],
    weight: FloatArray,
    days: npt.NDArray[np.int64],
) -> FloatArray:
    """Return the mean of a day of its kind [day kind, hour]."""
    sums = np.zeros((len(DayKind), HOURS_PER_DAY))
    np.add.at(sums, (kind, hour), weight)
    mean: FloatArray = sums / days[:, None]
    return mean


def board(
    shifts: Sequence[TravelShift], moved: Sequence[Moved], lines: Sequence[Line]
) -> tuple[dict[str, Passengers], tuple[Flow, ...]]:
    """Let those who changed board: return passengers by fleet, and what became of each flow.

    Raises
    ------
    InputError
        If a shift names a line that none of its fleets has.
    """
    _check_lines(shifts, lines)
    flows: list[Flow] = []
    aboard = {line.fleet: line.passengers for line in lines}
    for shift in shifts:
        taking = [line for line in lines if line.fleet in shift.to_fleets]
        for kind in DayKind:
            for hour in range(HOURS_PER_DAY):
                parts = [
                    (
                        one.fleet,
                        one.persons[shift.id][kind, hour],
                        one.person_km[shift.id][kind, hour],
                    )
                    for one in moved
                    if shift.id in one.persons and one.person_km[shift.id][kind, hour] > 0.0
                ]
                if not parts:
                    continue
                persons, person_km = sum(p[1] for p in parts), sum(p[2] for p in parts)
                carried = _board_hour(shift, taking, aboard, kind, hour, persons, person_km)
                flows += [
                    Flow(shift.id, fleet, kind, hour, float(some), float(km), carried * float(km))
                    for fleet, some, km in parts
                ]
    return aboard, tuple(flows)


def _check_lines(shifts: Sequence[TravelShift], lines: Sequence[Line]) -> None:
    faults = []
    for shift in shifts:
        known = [n for one in lines if one.fleet in shift.to_fleets for n in one.timetable.lines]
        for number, name in enumerate(shift.lines):
            if name not in known:
                message = (
                    f"'{name}' is no line of {', '.join(shift.to_fleets)}.{nearest(name, known)}"
                )
                faults.append(Fault(message, path=f"travel_shift.{shift.id}.lines.{number}"))
    if faults:
        raise InputError(faults)


def _board_hour(
    shift: TravelShift,
    taking: Sequence[Line],
    aboard: dict[str, Passengers],
    kind: DayKind,
    hour: int,
    persons: float,
    person_km: float,
) -> float:
    """Spread one hour's person km over its trips; return the share that found a place."""
    chosen = []
    for line in taking:
        trips = line.timetable.days[kind]
        fits = departure_hour(trips) == hour
        if shift.lines:
            names = np.array(line.timetable.lines)
            fits &= np.isin(names[trips.line], shift.lines)
        chosen.append((line.fleet, np.flatnonzero(fits), trips.km[fits]))
    km = np.concatenate([np.zeros(0), *(part[2] for part in chosen)])
    room = np.concatenate(
        [np.zeros(0), *(aboard[fleet].room(kind)[numbers] for fleet, numbers, _ in chosen)]
    )
    more = _level(room, km, person_km)
    carried = float((more * km).sum()) / person_km
    if carried > 1.0 - _ALL:
        carried = 1.0
    left = persons * (1.0 - carried) * km / km.sum() if km.size else km
    begin = 0
    for fleet, numbers, _ in chosen:
        part = slice(begin, begin + len(numbers))
        aboard[fleet] = aboard[fleet].boarded(kind, numbers, more[part], left[part])
        begin += len(numbers)
    return carried


def _level(room: FloatArray, km: FloatArray, person_km: float) -> FloatArray:
    """Return how many more are aboard each trip: min(level, room), so that the km are carried."""
    if float((room * km).sum()) <= person_km:
        return room
    order = np.argsort(room, kind="stable")
    full_km = np.concatenate([[0.0], np.cumsum((room * km)[order])])[:-1]
    rest_km = km.sum() - np.concatenate([[0.0], np.cumsum(km[order])])[:-1]
    # With the k least roomy trips full, the others share what is left.
    levels = (person_km - full_km) / np.maximum(rest_km, 1e-12)
    first = int(np.argmax(levels <= room[order]))
    more: FloatArray = np.minimum(room, levels[first])
    return more
