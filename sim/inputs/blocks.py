"""Blocks: which trips one vehicle drives between leaving its depot and coming back.

Lines that the same depots serve form a group; within it a vehicle may go from line to line.
Blocks that the timetable names are kept, all other trips are chained into the fewest blocks.
Each block is served from the nearest depot of its lines that has a vehicle left.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from sim.clock import DayKind
from sim.errors import Fault, InputError, nearest
from sim.inputs.distance import coordinates, road_km
from sim.inputs.made_blocks import EmptyDrives, Found, made_blocks
from sim.inputs.ranges import Range
from sim.inputs.timetable import Timetable, Trips
from sim.scenario.fleets import Roads, TimetabledFleet
from sim.scenario.site import Site
from sim.units import SECONDS_PER_DAY

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int32]


@dataclass(frozen=True)
class DayBlocks:
    """The blocks of one kind of day, by departure of their first trip.

    Attributes
    ----------
    trip : numpy.ndarray
        Index into the day's `Trips`, block after block, by departure [trips].
    block_first, block_count : numpy.ndarray
        Where a block begins in `trip`, and its number of trips [blocks].
    depot : numpy.ndarray
        Index into `Blocks.depots` [blocks].
    name : tuple of str
        The timetable's name of the block, else ``<depot>-<number>`` [blocks].
    leave_s, back_s : numpy.ndarray
        When the vehicle leaves its depot and is back, s after midnight; below 0 or above 24 h
        on the day before or after [blocks].
    pull_out_km, pull_out_s, pull_in_km, pull_in_s : numpy.ndarray
        Empty drive from the depot to the first trip, and back from the last [blocks].
    deadhead_km, deadhead_s : numpy.ndarray
        Empty drive before each trip; 0 before a block's first [trips, ordered as `trip`].
    return_km, return_s : numpy.ndarray
        From the end of each trip to the depot [trips, ordered as `trip`].
    peak_vehicles : numpy.ndarray
        Vehicles of each depot that are out at once, at most [depots].
    """

    trip: IntArray
    block_first: IntArray
    block_count: IntArray
    depot: IntArray
    name: tuple[str, ...]
    leave_s: FloatArray
    back_s: FloatArray
    pull_out_km: FloatArray
    pull_out_s: FloatArray
    pull_in_km: FloatArray
    pull_in_s: FloatArray
    deadhead_km: FloatArray
    deadhead_s: FloatArray
    return_km: FloatArray
    return_s: FloatArray
    peak_vehicles: IntArray

    @property
    def count(self) -> int:
        return len(self.name)

    def of_block(self, block: int) -> slice:
        """Return where the trips of `block` stand in `trip`."""
        first = int(self.block_first[block])
        return slice(first, first + int(self.block_count[block]))


@dataclass(frozen=True)
class Blocks:
    """The blocks of a fleet: `days` is indexed by `DayKind`, `depots` by `DayBlocks.depot`."""

    depots: tuple[str, ...]
    days: tuple[DayBlocks, DayBlocks]
    notes: tuple[str, ...] = ()
    """What a reader of the results should know of how they were made."""


def build_blocks(
    fleet: TimetabledFleet,
    timetable: Timetable,
    sites: Sequence[Site],
    roads: Roads,
    limit: Range | None = None,
) -> Blocks:
    """Make the blocks of each kind of day, those that the timetable does not name within `limit`.

    Raises
    ------
    InputError
        No depot serves a line, a block that the timetable names cannot be driven, or a trip
        alone goes beyond the limit.
    """
    network = _network(fleet, sites, roads)
    depots_of_line = _depots_of_lines(fleet, timetable)
    found = Found([], [])
    days = []
    for kind in DayKind:
        trips = timetable.days[kind]
        given = _given_blocks(trips, timetable, network, depots_of_line, found.faults)
        made = made_blocks(fleet, timetable, kind, network, depots_of_line, limit, found)
        days.append((trips, given, made))
    if found.faults:
        # Both kinds of day hold the same rows of the file.
        raise InputError(dict.fromkeys(found.faults))
    workday, restday = (
        _day_blocks(fleet, timetable, trips, [*given, *made], network, depots_of_line)
        for trips, given, made in days
    )
    depots = tuple(depot.id for depot in fleet.depots)
    return Blocks(depots, (workday, restday), tuple(found.notes))


def _network(fleet: TimetabledFleet, sites: Sequence[Site], roads: Roads) -> EmptyDrives:
    position = {site.id: site.position for site in sites}
    terminals = coordinates([terminal.position for terminal in fleet.terminals])
    depots = coordinates([position[depot.site] for depot in fleet.depots])
    return EmptyDrives(
        road_km(terminals, terminals, roads.detour_factor),
        road_km(depots, terminals, roads.detour_factor),
        fleet.deadhead_km_per_h,
    )


def _depots_of_lines(fleet: TimetabledFleet, timetable: Timetable) -> list[frozenset[int]]:
    """Return the depots that serve each line of the timetable [lines]."""
    served = [
        frozenset(i for i, depot in enumerate(fleet.depots) if line in depot.lines)
        for line in timetable.lines
    ]
    faults = list(unserved_lines(fleet, timetable))
    if faults:
        raise InputError(faults)
    return served


def unserved_lines(fleet: TimetabledFleet, timetable: Timetable) -> Iterator[Fault]:
    """Yield a fault for each line of the timetable that no depot serves, at its first trip."""
    served = list(dict.fromkeys(line for depot in fleet.depots for line in depot.lines))
    for number, line in enumerate(timetable.lines):
        if line not in served:
            rows = [day.source_line[day.line == number] for day in timetable.days]
            message = (
                f"line '{line}' of fleet '{fleet.id}' is served by no depot "
                f"(they serve: {', '.join(served)}).{nearest(line, served)}"
            )
            yield Fault(message, timetable.file, int(np.concatenate(rows).min()))


def _given_blocks(
    trips: Trips,
    timetable: Timetable,
    network: EmptyDrives,
    depots_of_line: list[frozenset[int]],
    faults: list[Fault],
) -> list[IntArray]:
    """Return the trips of each block that the timetable names; note what cannot be driven."""
    blocks = []
    for number in np.unique(trips.block[trips.block >= 0]):
        block = np.flatnonzero(trips.block == number).astype(np.int32)
        name = timetable.blocks[number]
        if not frozenset.intersection(*(depots_of_line[line] for line in trips.line[block])):
            lines = ", ".join(sorted({timetable.lines[line] for line in trips.line[block]}))
            message = f"block '{name}': no depot serves all of its lines ({lines})"
            line = int(trips.source_line[block[0]])
            faults.append(Fault(message, timetable.file, line, timetable.block_column))
        km = network.between_km[trips.destination[block[:-1]], trips.origin[block[1:]]]
        gap_s = trips.depart_s[block[1:]] - trips.arrive_s[block[:-1]]
        for i in np.flatnonzero(network.seconds(km) > gap_s):
            message = (
                f"block '{name}': {km[i]:.1f} km of empty drive from "
                f"'{timetable.terminals[trips.destination[block[i]]]}' take "
                f"{network.seconds(km)[i] / 60:.0f} min, there are {gap_s[i] / 60:.0f}"
            )
            line = int(trips.source_line[block[i + 1]])
            faults.append(Fault(message, timetable.file, line, timetable.block_column))
        blocks.append(block)
    return blocks


def _day_blocks(
    fleet: TimetabledFleet,
    timetable: Timetable,
    trips: Trips,
    blocks: list[IntArray],
    network: EmptyDrives,
    depots_of_line: list[frozenset[int]],
) -> DayBlocks:
    """Choose the depot of each block and write all as arrays."""
    blocks = sorted(blocks, key=lambda block: (trips.depart_s[block[0]], block[0]))
    first_trip = np.array([block[0] for block in blocks], dtype=np.int32)
    last_trip = np.array([block[-1] for block in blocks], dtype=np.int32)
    out_km = network.depot_km[:, trips.origin[first_trip]]
    in_km = network.depot_km[:, trips.destination[last_trip]]
    out_s, in_s = network.seconds(out_km), network.seconds(in_km)
    leave_s, back_s = trips.depart_s[first_trip] - out_s, trips.arrive_s[last_trip] + in_s
    allowed = [
        frozenset.intersection(*(depots_of_line[line] for line in trips.line[block]))
        for block in blocks
    ]
    vehicles = [depot.vehicles for depot in fleet.depots]
    depot = _choose_depots(allowed, out_km + in_km, leave_s, back_s, vehicles)
    each = np.arange(len(blocks))
    count = np.array([len(block) for block in blocks], dtype=np.int32)
    block_first = (np.cumsum(count) - count).astype(np.int32)
    trip = np.concatenate([np.empty(0, dtype=np.int32), *blocks])
    deadhead_km = np.zeros(len(trip))
    deadhead_km[1:] = network.between_km[trips.destination[trip[:-1]], trips.origin[trip[1:]]]
    deadhead_km[block_first] = 0.0
    return_km = network.depot_km[np.repeat(depot, count), trips.destination[trip]]
    return DayBlocks(
        trip=trip,
        block_first=block_first,
        block_count=count,
        depot=depot,
        name=_names(fleet, timetable, trips.block[first_trip], depot),
        leave_s=leave_s[depot, each],
        back_s=back_s[depot, each],
        pull_out_km=out_km[depot, each],
        pull_out_s=out_s[depot, each],
        pull_in_km=in_km[depot, each],
        pull_in_s=in_s[depot, each],
        deadhead_km=deadhead_km,
        deadhead_s=network.seconds(deadhead_km),
        return_km=return_km,
        return_s=network.seconds(return_km),
        peak_vehicles=_peak_vehicles(
            depot, leave_s[depot, each], back_s[depot, each], len(vehicles)
        ),
    )


def _choose_depots(
    allowed: list[frozenset[int]],
    empty_km: FloatArray,
    leave_s: FloatArray,
    back_s: FloatArray,
    vehicles: list[int],
) -> IntArray:
    """Return for each block, in order of departure, its nearest depot with a vehicle at home.

    If none has one, the nearest: `peak_vehicles` then shows the shortage.
    """
    back_at: list[list[float]] = [[] for _ in vehicles]
    chosen = []
    for block, depots in enumerate(allowed):
        nearest = sorted(depots, key=lambda depot: (empty_km[depot, block], depot))
        for depot in nearest:
            out = sum(back > leave_s[depot, block] for back in back_at[depot])
            if out < vehicles[depot]:
                break
        else:
            depot = nearest[0]
        back_at[depot].append(float(back_s[depot, block]))
        chosen.append(depot)
    return np.array(chosen, dtype=np.int32)


def _peak_vehicles(
    depot: IntArray, leave_s: FloatArray, back_s: FloatArray, depots: int
) -> IntArray:
    """Return how many vehicles of each depot are out at once, if such days follow each other."""
    peak = np.zeros(depots, dtype=np.int32)
    for number in range(depots):
        leave, back = leave_s[depot == number], back_s[depot == number]
        # A block covers the instant `leave` so often as whole days fit until its end.
        since_s = (leave[:, None] - leave[None, :]) % SECONDS_PER_DAY
        remaining_s = (back - leave)[None, :] - since_s
        out = np.maximum(np.ceil(remaining_s / SECONDS_PER_DAY), 0.0).sum(axis=1)
        peak[number] = int(out.max(initial=0.0))
    return peak


def _names(
    fleet: TimetabledFleet, timetable: Timetable, given: IntArray, depot: IntArray
) -> tuple[str, ...]:
    names, numbers = [], [0] * len(fleet.depots)
    for block, home in zip(given, depot, strict=True):
        if block >= 0:
            names.append(timetable.blocks[block])
        else:
            numbers[home] += 1
            names.append(f"{fleet.depots[home].id}-{numbers[home]}")
    return tuple(names)
