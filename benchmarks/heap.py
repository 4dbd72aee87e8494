"""The yardstick: a textbook binary heap of (time, id), compiled, and nothing else.

An event here is the least that any calendar of events can do: take the earliest individual out
and put it back at a later time. What a simulator adds to it (what happens in the event) is its
own; the ratio of the two says how much that costs, whatever machine both run on.
"""

import time
from dataclasses import dataclass

import numba
import numpy as np
import numpy.typing as npt

Times = npt.NDArray[np.float64]
Ids = npt.NDArray[np.int64]


@numba.njit(nogil=True, error_model="numpy")
def _push(times: Times, ids: Ids, size: int, time: float, who: int) -> None:
    """Add an entry behind the `size` there are, and let it rise."""
    place = size
    while place > 0:
        above = (place - 1) // 2
        if times[above] <= time:
            break
        times[place], ids[place] = times[above], ids[above]
        place = above
    times[place], ids[place] = time, who


@numba.njit(nogil=True, error_model="numpy")
def _pop(times: Times, ids: Ids, size: int) -> None:
    """Take the root away: the last of the `size` entries sinks from its place."""
    last = size - 1
    time, who = times[last], ids[last]
    place = 0
    while True:
        below = 2 * place + 1
        if below >= last:
            break
        if below + 1 < last and times[below + 1] < times[below]:
            below += 1
        if time <= times[below]:
            break
        times[place], ids[place] = times[below], ids[below]
        place = below
    times[place], ids[place] = time, who


@numba.njit(nogil=True, error_model="numpy")
def _hold(times: Times, ids: Ids, counts: Ids, events: int) -> int:
    """Pop and push `events` times; return how many came before the one popped ahead of them."""
    size, before, wrong = ids.size, 0.0, 0
    for _ in range(events):
        now, who = times[0], ids[0]
        wrong += now < before
        before = now
        counts[who] += 1
        _pop(times, ids, size)
        _push(times, ids, size - 1, now - np.log(1.0 - np.random.random()), who)  # noqa: NPY002
    return wrong


@numba.njit(nogil=True, error_model="numpy")
def _seed(seed: int) -> None:
    np.random.seed(seed)  # noqa: NPY002


@dataclass
class BareHeap:
    """Individuals whose next event is an exponential time (mean 1) after their last.

    Attributes
    ----------
    counts : events of each individual [individuals].
    """

    times: Times
    ids: Ids
    counts: Ids

    @classmethod
    def of(cls, individuals: int, seed: int = 1) -> "BareHeap":
        """Return a heap with every individual in it. Ascending times are a heap already."""
        _seed(seed)
        times = np.sort(np.random.default_rng(seed).exponential(size=individuals))
        ids = np.arange(individuals)
        return cls(times, ids, np.zeros_like(ids))

    def run(self, events: int) -> float:
        """Handle `events` events and return the processor time that this took [s]."""
        handled, latest = int(self.counts.sum()), float(self.times[0])
        begin = time.process_time()
        wrong = _hold(self.times, self.ids, self.counts, events)
        spent_s = time.process_time() - begin
        assert wrong == 0, "events came out of order"
        assert int(self.counts.sum()) == handled + events, "an event was lost"
        assert np.array_equal(np.sort(self.ids), np.arange(self.ids.size)), "individuals were lost"
        assert self.times[0] >= latest and self.times[0] == self.times.min(), (
            "the root is not first"
        )
        return spent_s
