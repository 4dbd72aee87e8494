"""Chains of trips that a battery can drive: a minimum path cover with a limit of energy.

A chain leaves a depot, drives its trips and comes back with no more than the usable energy; after
each trip it could go home, as a run demands it. To find the fewest is NP-hard in general (bin
packing is a case of it). So:

1. the fewest chains without the limit (``sim/inputs/chaining.py``) are cut where the energy ends;
2. trips in the order of departure are given to the chain that ends with the least energy left,
   or with the most;
3. from the better of these a branch and bound over all assignments, in the order of departure,
   looks for fewer, for at most `NODES` assignments.

The number of chains is at least that without the limit, and at least the energy of all trips over
what a chain has for trips. Where the result is this bound, or the search ended before its nodes, it
is the fewest.
"""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from sim.inputs.chaining import chain
from sim.kernels import allocating_kernel

NODES = 2_000_000
"""Assignments that the search tries: about a tenth of a second."""
_TOLERANCE_KWH = 1e-9

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int32]


class Work(NamedTuple):
    """Trips in the order of departure, the ways between them, and the limits of a chain.

    `trip_kwh`, `out_kwh` (from the depot to its begin) and `in_kwh` (back from its end) are
    [trips]; `deadhead_s` and `between_kwh` are [terminals, terminals].
    """

    depart_s: FloatArray
    arrive_s: FloatArray
    origin: IntArray
    destination: IntArray
    deadhead_s: FloatArray
    min_layover_s: float
    max_layover_s: float
    trip_kwh: FloatArray
    out_kwh: FloatArray
    in_kwh: FloatArray
    between_kwh: FloatArray
    usable_kwh: float


class Chains(NamedTuple):
    """The trip that follows each trip, -1 at the end [trips]; how few chains there could be."""

    follower: IntArray
    at_least: int

    @property
    def chains(self) -> int:
        return int((self.follower < 0).sum())


def chain_within(work: Work) -> Chains:
    """Return chains that keep to the usable energy; every single trip must.

    Where they are no more than `at_least`, there are no fewer.
    """
    unlimited = chain(*work[:7])
    at_least = max(int((unlimited < 0).sum()), _by_energy(work))
    count = len(work.depart_s)
    best = _cut(work, unlimited)
    for least_left in (True, False):
        other = np.full(count, -1, dtype=np.int32)
        _greedy(work, least_left, other)
        if (other < 0).sum() < (best < 0).sum():
            best = other
    if count and (best < 0).sum() > at_least and _search(work, at_least, NODES, best):
        at_least = int((best < 0).sum())
    return Chains(best, at_least)


def _by_energy(work: Work) -> int:
    """Return how many chains the energy of all trips takes at least."""
    if not len(work.trip_kwh):
        return 0
    room_kwh = work.usable_kwh - work.out_kwh.min() - work.in_kwh.min()
    # Downhill trips give energy, which another chain could use up: only what is taken counts.
    return int(np.ceil(work.trip_kwh.sum() / room_kwh - _TOLERANCE_KWH)) if room_kwh > 0.0 else 0


def _cut(work: Work, follower: IntArray) -> IntArray:
    """Cut each chain as late as the energy allows."""
    result = follower.copy()
    for first in np.setdiff1d(np.arange(len(follower)), follower):
        trip = int(first)
        spent = work.out_kwh[trip] + work.trip_kwh[trip]
        while follower[trip] >= 0:
            following = int(follower[trip])
            way = work.between_kwh[work.destination[trip], work.origin[following]]
            with_it = spent + way + work.trip_kwh[following]
            if with_it + work.in_kwh[following] > work.usable_kwh + _TOLERANCE_KWH:
                result[trip] = -1
                with_it = work.out_kwh[following] + work.trip_kwh[following]
            spent, trip = with_it, following
    return result


@allocating_kernel
def _joined_kwh(work: Work, last: int, spent_kwh: float, trip: int) -> float:
    """Return what a chain has spent after a further trip; infinite if it cannot drive it."""
    here, there = work.destination[last], work.origin[trip]
    stand_s = work.depart_s[trip] - work.arrive_s[last] - work.deadhead_s[here, there]
    if stand_s < work.min_layover_s or stand_s > work.max_layover_s:
        return np.inf
    spent: float = spent_kwh + work.between_kwh[here, there] + work.trip_kwh[trip]
    if spent + work.in_kwh[trip] > work.usable_kwh + _TOLERANCE_KWH:
        return np.inf
    return spent


@allocating_kernel
def _greedy(work: Work, least_left: bool, follower: IntArray) -> None:
    """Give each trip to the chain that ends with the least (or most) energy left."""
    count = len(work.depart_s)
    last, spent = np.empty(count, np.int32), np.empty(count)
    chains = 0
    for trip in range(count):
        chosen, chosen_kwh = -1, np.inf
        for k in range(chains):
            joined = _joined_kwh(work, last[k], spent[k], trip)
            better = joined > chosen_kwh if least_left and chosen >= 0 else joined < chosen_kwh
            if joined < np.inf and better:
                chosen, chosen_kwh = k, joined
        if chosen < 0:
            chosen, chosen_kwh = chains, work.out_kwh[trip] + work.trip_kwh[trip]
            chains += 1
        else:
            follower[last[chosen]] = trip
        last[chosen], spent[chosen] = trip, chosen_kwh


@allocating_kernel
def _next_chain(
    work: Work, last: IntArray, spent: FloatArray, k: int, chains: int, trip: int
) -> int:
    """Return the first chain from `k` that can take a trip; `chains` or more: a new one."""
    while k < chains and _joined_kwh(work, last[k], spent[k], trip) == np.inf:
        k += 1
    return k


@allocating_kernel
def _search(work: Work, at_least: int, nodes: int, follower: IntArray) -> bool:
    """Look for fewer chains than `follower` has; return whether all were looked at.

    Depth first: each trip to each chain that can take it, then to a chain of its own.
    """
    count = len(work.depart_s)
    fewest = 0
    for trip in range(count):
        fewest += follower[trip] < 0
    last, spent = np.empty(count, np.int32), np.empty(count)
    choice = np.full(count, -1, np.int32)
    last_before, spent_before = np.empty(count, np.int32), np.empty(count)
    chains = trip = 0
    while trip >= 0 and fewest > at_least:
        nodes -= 1
        if nodes < 0:
            return False
        if choice[trip] >= 0:
            k = choice[trip]
            if last_before[trip] < 0:
                chains -= 1
            last[k], spent[k] = last_before[trip], spent_before[trip]
        k = _next_chain(work, last, spent, choice[trip] + 1, chains, trip)
        if k > chains or (k == chains and chains + 1 >= fewest) or chains >= fewest:
            choice[trip] = -1
            trip -= 1
            continue
        choice[trip] = k
        last_before[trip] = -1
        if k == chains:
            chains += 1
            spent[k] = work.out_kwh[trip] + work.trip_kwh[trip]
        else:
            last_before[trip], spent_before[trip] = last[k], spent[k]
            spent[k] = _joined_kwh(work, last[k], spent[k], trip)
        last[k] = trip
        if trip < count - 1:
            trip += 1
            continue
        fewest = chains
        follower[:] = -1
        for member in range(count):
            if last_before[member] >= 0:
                follower[last_before[member]] = member
    return True
