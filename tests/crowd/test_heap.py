"""The calendar against a reference that sorts."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.crowd.heap import NEVER, Heap, empty_heap, first, schedule

times = st.one_of(st.integers(0, 8).map(float), st.just(NEVER), st.floats(0.0, 1e9))


def _next(reference: dict[int, float]) -> int:
    return min(reference, key=lambda who: (reference[who], who))


def _drain(heap: Heap) -> list[tuple[float, int]]:
    drained = []
    while heap.time[first(heap)] < NEVER:
        who = int(first(heap))
        drained.append((float(heap.time[who]), who))
        schedule(heap, who, NEVER)
    return drained


@given(
    individuals=st.integers(1, 24),
    changes=st.lists(st.tuples(st.integers(0, 23), times), max_size=80),
)
def test_next_is_the_earliest_then_the_lowest_number(
    individuals: int, changes: list[tuple[int, float]]
) -> None:
    heap = empty_heap(individuals)
    reference = dict.fromkeys(range(individuals), NEVER)
    for number, time_s in changes:
        who = number % individuals
        schedule(heap, who, time_s)
        reference[who] = time_s
        assert first(heap) == _next(reference)
        assert (heap.order[heap.place] == np.arange(individuals)).all()
    assert _drain(heap) == sorted((t, who) for who, t in reference.items() if t < NEVER)


def test_equal_times_go_by_number_whatever_the_order_of_scheduling() -> None:
    heap = empty_heap(50)
    for who in np.random.default_rng(1).permutation(50):
        schedule(heap, int(who), 60.0)
    assert _drain(heap) == [(60.0, who) for who in range(50)]


def test_an_empty_heap_has_nothing_to_come() -> None:
    heap = empty_heap(3)
    assert heap.time[first(heap)] == NEVER
    schedule(heap, 2, 5.0)
    schedule(heap, 2, NEVER)
    assert heap.time[first(heap)] == NEVER


@pytest.mark.parametrize("seed", [1, 2])
def test_a_hold_model_keeps_time_in_order(seed: int) -> None:
    """Each event sets its own next one later: time never goes back."""
    draws = np.random.default_rng(seed)
    heap = empty_heap(200)
    for who in range(200):
        schedule(heap, who, draws.exponential())
    before = 0.0
    for _ in range(5000):
        who = int(first(heap))
        now = float(heap.time[who])
        assert now >= before
        before = now
        schedule(heap, who, now + draws.exponential())
