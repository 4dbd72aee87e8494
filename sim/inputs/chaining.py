"""The fewest vehicles for a set of trips: a minimum path cover.

Trip `j` may follow trip `i` if the vehicle is there in time and does not stand too long:
min_layover ≤ depart[j] − arrive[i] − deadhead[i, j] ≤ max_layover. The number of chains that
cover all trips is the number of trips less the size of a matching of trips with followers, so a
maximum matching gives the fewest chains (Dilworth; Fulkerson 1956).

Vehicles are first matched in the order of arrival where no empty drive is needed, which is
a maximum for each terminal by itself and spreads the standing time evenly. Augmenting paths
(Berge 1957) then add the matches that empty drives allow, and nothing is ever unmatched again,
so few vehicles drive empty.
"""

import numpy as np
import numpy.typing as npt

from sim.kernels import allocating_kernel

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int32]


def chain(
    depart_s: FloatArray,
    arrive_s: FloatArray,
    origin: IntArray,
    destination: IntArray,
    deadhead_s: FloatArray,
    min_layover_s: float,
    max_layover_s: float,
) -> IntArray:
    """Return the trip that follows each trip on the same vehicle, -1 at the end [trips].

    Parameters
    ----------
    depart_s, arrive_s : numpy.ndarray
        Of each trip, in the order of departure [trips], s. Arrival is after departure.
    origin, destination : numpy.ndarray
        Terminals [trips].
    deadhead_s : numpy.ndarray
        Empty drive from one terminal to another, 0 from each to itself [terminals, terminals], s.
    min_layover_s, max_layover_s : float
        Bounds of the time that a vehicle stands between two trips, s.
    """
    count = len(depart_s)
    follower = np.full(count, -1, dtype=np.int32)
    leader = np.full(count, -1, dtype=np.int32)
    by_arrival = np.argsort(arrive_s, kind="stable").astype(np.int32)
    by_terminal = by_arrival[np.argsort(destination[by_arrival], kind="stable")]
    bounds = np.searchsorted(destination[by_terminal], np.arange(len(deadhead_s) + 1))
    _match_in_order(
        depart_s, arrive_s, origin, by_terminal, bounds.astype(np.int64),
        min_layover_s, max_layover_s, follower, leader,
    )  # fmt: skip
    latest_s = arrive_s + deadhead_s.max(axis=1, initial=0.0)[destination] + max_layover_s
    begin = np.searchsorted(depart_s, arrive_s + min_layover_s, side="left")
    end = np.searchsorted(depart_s, latest_s, side="right")
    parent, state = np.full(count, -1, dtype=np.int32), np.zeros(count, dtype=np.int64)
    _augment(
        by_arrival, depart_s, arrive_s, origin, destination, deadhead_s, min_layover_s,
        max_layover_s, begin, end, parent, state, np.empty(count + 1, dtype=np.int32),
        follower, leader,
    )  # fmt: skip
    return follower


@allocating_kernel
def _match_in_order(
    depart_s: FloatArray,
    arrive_s: FloatArray,
    origin: IntArray,
    by_terminal: IntArray,
    bounds: npt.NDArray[np.int64],
    min_layover_s: float,
    max_layover_s: float,
    follower: IntArray,
    leader: IntArray,
) -> None:
    """Give each departure the vehicle that has stood longest at its terminal.

    `by_terminal` lists the trips by destination, then arrival; `bounds` where each begins.
    """
    head = bounds[:-1].copy()
    for trip in range(len(depart_s)):
        terminal = origin[trip]
        stop = bounds[terminal + 1]
        while (
            head[terminal] < stop
            and depart_s[trip] - arrive_s[by_terminal[head[terminal]]] > max_layover_s
        ):
            head[terminal] += 1
        if head[terminal] == stop:
            continue
        before = by_terminal[head[terminal]]
        if depart_s[trip] - arrive_s[before] >= min_layover_s:
            follower[before] = trip
            leader[trip] = before
            head[terminal] += 1


@allocating_kernel
def _augment(
    by_arrival: IntArray,
    depart_s: FloatArray,
    arrive_s: FloatArray,
    origin: IntArray,
    destination: IntArray,
    deadhead_s: FloatArray,
    min_layover_s: float,
    max_layover_s: float,
    begin: npt.NDArray[np.int64],
    end: npt.NDArray[np.int64],
    parent: IntArray,
    state: npt.NDArray[np.int64],
    queue: IntArray,
    follower: IntArray,
    leader: IntArray,
) -> None:
    """Lengthen the matching along augmenting paths until it is a maximum.

    Breadth first from each trip without follower. What a failed search has reached can never
    lie on an augmenting path again (state -1); `state` else holds the last search that came by.
    Trips `begin[i]` to `end[i]` leave while the vehicle of trip `i` could take them.
    """
    for search in range(1, len(by_arrival) + 1):
        if follower[by_arrival[search - 1]] >= 0:
            continue
        queue[0] = by_arrival[search - 1]
        first, last, found = 0, 1, -1
        while first < last and found < 0:
            before = queue[first]
            first += 1
            for trip in range(begin[before], end[before]):
                if state[trip] < 0 or state[trip] == search:
                    continue
                stand_s = (
                    depart_s[trip]
                    - arrive_s[before]
                    - deadhead_s[destination[before], origin[trip]]
                )
                if stand_s < min_layover_s or stand_s > max_layover_s:
                    continue
                state[trip] = search
                parent[trip] = before
                if leader[trip] < 0:
                    found = trip
                    break
                queue[last] = leader[trip]
                last += 1
        if found < 0:
            for place in range(len(state)):
                if state[place] == search:
                    state[place] = -1
        while found >= 0:
            before = parent[found]
            freed = follower[before]
            follower[before] = found
            leader[found] = before
            found = freed
