"""The calendar against a reference that sorts."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.crowd.agenda import NEVER, Agenda, due_s, empty_agenda, first, first_s, schedule

times = st.one_of(st.integers(0, 8).map(float), st.just(NEVER), st.floats(0.0, 1e9))


def _next(reference: dict[int, float]) -> int:
    return min(reference, key=lambda who: (reference[who], who))


def _drain(agenda: Agenda) -> list[tuple[float, int]]:
    drained = []
    while first_s(agenda) < NEVER:
        who = int(first(agenda))
        drained.append((float(first_s(agenda)), who))
        schedule(agenda, who, NEVER)
    return drained


@given(
    individuals=st.integers(1, 24),
    changes=st.lists(st.tuples(st.integers(0, 23), times), max_size=80),
)
def test_next_is_the_earliest_then_the_lowest_number(
    individuals: int, changes: list[tuple[int, float]]
) -> None:
    agenda = empty_agenda(individuals)
    reference = dict.fromkeys(range(individuals), NEVER)
    for number, time_s in changes:
        who = number % individuals
        schedule(agenda, who, time_s)
        reference[who] = time_s
        assert first(agenda) == _next(reference)
        assert first_s(agenda) == reference[first(agenda)]
        assert due_s(agenda, who) == time_s
    assert _drain(agenda) == sorted((t, who) for who, t in reference.items() if t < NEVER)


def test_equal_times_go_by_number_whatever_the_order_of_scheduling() -> None:
    agenda = empty_agenda(50)
    for who in np.random.default_rng(1).permutation(50):
        schedule(agenda, int(who), 60.0)
    assert _drain(agenda) == [(60.0, who) for who in range(50)]


def test_an_empty_agenda_has_nothing_to_come() -> None:
    agenda = empty_agenda(3)
    assert first_s(agenda) == NEVER
    schedule(agenda, 2, 5.0)
    schedule(agenda, 2, NEVER)
    assert first_s(agenda) == NEVER


@pytest.mark.parametrize("seed", [1, 2])
def test_a_hold_model_keeps_time_in_order(seed: int) -> None:
    """Each event sets its own next one later: time never goes back."""
    draws = np.random.default_rng(seed)
    agenda = empty_agenda(200)
    for who in range(200):
        schedule(agenda, who, draws.exponential())
    before = 0.0
    for _ in range(5000):
        who = int(first(agenda))
        now = float(first_s(agenda))
        assert now >= before
        before = now
        schedule(agenda, who, now + draws.exponential())
