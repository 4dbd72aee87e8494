"""Blocks of the trips that a timetable names no block for: chained, within the range if asked."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from sim.clock import DayKind
from sim.errors import Fault
from sim.inputs.chaining import chain
from sim.inputs.distance import drive_s
from sim.inputs.range_chaining import Work, chain_within
from sim.inputs.ranges import Range
from sim.inputs.timetable import Timetable
from sim.scenario.fleets import TimetabledFleet
from sim.units import SECONDS_PER_MINUTE

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int32]


@dataclass(frozen=True)
class EmptyDrives:
    """Empty drives between terminals and depots, at the fleet's speed."""

    between_km: FloatArray
    """[terminals, terminals]"""
    depot_km: FloatArray
    """[depots, terminals]"""
    km_per_h: float

    def seconds(self, km: FloatArray) -> FloatArray:
        return drive_s(km, self.km_per_h)


@dataclass
class Found:
    """What is wrong with blocks, and what a reader of the results should know."""

    faults: list[Fault]
    notes: list[str]


def made_blocks(
    fleet: TimetabledFleet,
    timetable: Timetable,
    kind: DayKind,
    network: EmptyDrives,
    depots_of_line: list[frozenset[int]],
    limit: Range | None,
    found: Found,
) -> list[IntArray]:
    """Chain the trips of a kind of day that no block names, each group of lines for itself."""
    trips = timetable.days[kind]
    groups = {depots: number for number, depots in enumerate(dict.fromkeys(depots_of_line))}
    group_of_line = np.array([groups[depots] for depots in depots_of_line], dtype=np.int64)
    blocks: list[IntArray] = []
    at_least = 0
    for depots, group in groups.items():
        chosen = np.flatnonzero((group_of_line[trips.line] == group) & (trips.block < 0))
        times = (
            trips.depart_s[chosen], trips.arrive_s[chosen],
            trips.origin[chosen], trips.destination[chosen],
            network.seconds(network.between_km),
            fleet.min_layover_minutes * SECONDS_PER_MINUTE,
            fleet.max_layover_minutes * SECONDS_PER_MINUTE,
        )  # fmt: skip
        if limit is None:
            follower = chain(*times)
        else:
            # Whichever of its depots a block gets: the limit holds for the farthest.
            to_depot_km = network.depot_km[sorted(depots)].max(axis=0)
            work = Work(
                *times,
                limit.trip_kwh[kind][chosen],
                limit.empty_kwh_per_km * to_depot_km[trips.origin[chosen]],
                limit.empty_kwh_per_km * to_depot_km[trips.destination[chosen]],
                limit.empty_kwh_per_km * network.between_km,
                limit.usable_kwh,
            )
            if _too_long(fleet, timetable, kind, chosen, work, limit, found):
                continue
            chains = chain_within(work)
            follower = chains.follower
            at_least += chains.at_least
        blocks += [chosen[members].astype(np.int32) for members in _members(follower)]
    if limit is not None and blocks:
        found.notes.append(
            f"{fleet.id}, {kind.name.lower()}: {len(blocks)} blocks within "
            f"{limit.usable_kwh:.0f} kWh at {limit.temperature_c:g} °C; fewer than {at_least} "
            "are impossible"
        )
    return blocks


def _members(follower: IntArray) -> list[list[int]]:
    """Return the trips of each chain, in their order."""
    chains = []
    for first in np.setdiff1d(np.arange(len(follower)), follower):
        members = [int(first)]
        while follower[members[-1]] >= 0:
            members.append(int(follower[members[-1]]))
        chains.append(members)
    return chains


def _too_long(
    fleet: TimetabledFleet,
    timetable: Timetable,
    kind: DayKind,
    chosen: npt.NDArray[np.int64],
    work: Work,
    limit: Range,
    found: Found,
) -> bool:
    """Note the trips that a full battery cannot drive alone; return whether there are any."""
    alone_kwh = work.out_kwh + work.trip_kwh + work.in_kwh
    trips = timetable.days[kind]
    for place in np.flatnonzero(alone_kwh > work.usable_kwh):
        number = chosen[place]
        message = (
            f"trip {trips.name[number]} of line '{timetable.lines[trips.line[number]]}' takes "
            f"{alone_kwh[place]:.0f} kWh from its depot and back at {limit.temperature_c:g} °C; "
            f"a block of '{fleet.vehicle}' may take {limit.usable_kwh:.0f} "
            f"(fleets.timetabled.{fleet.id}.range_limit_c)"
        )
        found.faults.append(Fault(message, timetable.file, int(trips.source_line[number]), "km"))
    return bool((alone_kwh > work.usable_kwh).any())
