"""The compiled calendar: a binary heap that knows where each individual stands.

Every individual (a vehicle, a site, a stream of arrivals) has at most one next event, so its
time can be changed in place and no stale entries pile up: the heap never grows beyond the
number of individuals. At equal times the lower number goes first, so the order is one and the
same in every run.
"""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from sim.kernels import kernel

NEVER = np.inf


class Heap(NamedTuple):
    """`time` [individuals], `order` (the heap) and `place` (where each stands in it)."""

    time: npt.NDArray[np.float64]
    order: npt.NDArray[np.int32]
    place: npt.NDArray[np.int32]


def empty_heap(individuals: int) -> Heap:
    """Return a heap in which nobody has an event."""
    numbers = np.arange(individuals, dtype=np.int32)
    return Heap(np.full(individuals, NEVER), numbers.copy(), numbers.copy())


@kernel
def _earlier(time: npt.NDArray[np.float64], one: int, other: int) -> bool:
    return time[one] < time[other] or (time[one] == time[other] and one < other)


@kernel
def _rise(heap: Heap, place: int) -> None:
    who = heap.order[place]
    while place > 0:
        above = (place - 1) >> 1
        if not _earlier(heap.time, who, heap.order[above]):
            break
        heap.order[place] = heap.order[above]
        heap.place[heap.order[place]] = place
        place = above
    heap.order[place] = who
    heap.place[who] = place


@kernel
def _sink(heap: Heap, place: int) -> None:
    size = heap.order.size
    who = heap.order[place]
    while True:
        below = 2 * place + 1
        if below >= size:
            break
        if below + 1 < size and _earlier(heap.time, heap.order[below + 1], heap.order[below]):
            below += 1
        if not _earlier(heap.time, heap.order[below], who):
            break
        heap.order[place] = heap.order[below]
        heap.place[heap.order[place]] = place
        place = below
    heap.order[place] = who
    heap.place[who] = place


@kernel
def schedule(heap: Heap, who: int, time_s: float) -> None:
    """Set the next event of `who`, sooner or later than it was; `NEVER` takes it out."""
    before = heap.time[who]
    heap.time[who] = time_s
    if time_s < before:
        _rise(heap, heap.place[who])
    elif time_s > before:
        _sink(heap, heap.place[who])


@kernel
def first(heap: Heap) -> int:
    """Return who is next; its time is ``heap.time[first(heap)]``."""
    return heap.order[0]
