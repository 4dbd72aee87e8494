"""Terminals of a fleet on a GTFS feed: those of the scenario, and the feed's own stops.

Both sides of a street are two stops in a feed, but one terminal to a vehicle: stops of one
station, or of one name and less than `SAME_PLACE_KM` apart, become one terminal.
"""

from dataclasses import dataclass

import numpy as np

from sim.errors import Fault, InputError
from sim.inputs.distance import coordinates, straight_km
from sim.inputs.gtfs_tables import FeedTable, FloatArray, IntArray
from sim.scenario.base import Position, Text
from sim.scenario.fleets import Terminal, TimetabledFleet

SAME_PLACE_KM = 0.3


@dataclass(frozen=True)
class Terminals:
    """All terminals, with what messages call them, and the one of each stop [stops] or -1."""

    all: tuple[Terminal, ...]
    names: tuple[str, ...]
    of_stop: IntArray


def find_terminals(
    fleet: TimetabledFleet,
    stops: FeedTable,
    latitude: FloatArray,
    longitude: FloatArray,
    used: IntArray,
) -> Terminals:
    """Return the scenario's terminals and, after them, one for each other place that is `used`.

    Raises
    ------
    InputError
        A terminal of the scenario names a stop that the feed does not have.
    """
    of_stop = np.full(stops.count, -1, dtype=np.int64)
    row_of = {stops["stop_id"].text(row): row for row in range(stops.count)}
    faults = []
    for number, terminal in enumerate(fleet.terminals):
        for place, stop in enumerate(terminal.stops or (terminal.id,)):
            if stop in row_of:
                of_stop[row_of[stop]] = number
                continue
            part = f".stops.{place}" if terminal.stops else ".id"
            path = f"fleets.timetabled.{fleet.id}.terminals.{terminal.id}{part}"
            message = f"'{stop}' is not a stop_id of {fleet.timetable.name}"
            faults.append(Fault(message, path=path))
    if faults:
        raise InputError(faults)
    terminals = list(fleet.terminals)
    names = [terminal.id for terminal in fleet.terminals]
    near: dict[tuple[str, str], list[int]] = {}
    for row in np.unique(used).tolist():
        if of_stop[row] >= 0:
            continue
        at = Position(latitude=float(latitude[row]), longitude=float(longitude[row]))
        name, station = stops["stop_name"].text(row), stops["parent_station"].text(row)
        known = near.setdefault((name, station), [])
        same = _within(at, [terminals[one].position for one in known])
        if (station or name) and same >= 0:
            of_stop[row] = known[same]
            continue
        of_stop[row] = len(terminals)
        known.append(len(terminals))
        stop = stops["stop_id"].text(row)
        text = Text(zh=name or stop, en=name or stop)
        identity = _free_id(row, {one.id for one in fleet.terminals})
        terminals.append(Terminal(id=identity, name=text, position=at, stops=(stop,)))
        names.append(stop)
    return Terminals(tuple(terminals), tuple(names), of_stop)


def _within(at: Position, places: list[Position]) -> int:
    """Return the number of the nearest place, -1 if it is too far for the same terminal."""
    if not places:
        return -1
    km = straight_km(coordinates([at]), coordinates(places))[0]
    nearest = int(np.argmin(km))
    return nearest if km[nearest] < SAME_PLACE_KM else -1


def _free_id(row: int, taken: set[str]) -> str:
    """Return an id for a stop: stop_ids may hold what ids of a scenario may not."""
    name = f"stop-{row + 1}"
    while name in taken:
        name += "x"
    return name
