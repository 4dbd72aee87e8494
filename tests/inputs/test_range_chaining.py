"""Chains within the range of a battery: feasible, and as few as trying everything finds."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.inputs.range_chaining import Work, chain_within


def _work(seed: int, count: int, usable_kwh: float) -> Work:
    random = np.random.default_rng(seed)
    depart = np.sort(random.integers(0, 300, count)) * 60.0
    arrive = depart + random.integers(10, 60, count) * 60.0
    origin, destination = random.integers(0, 3, (2, count)).astype(np.int32)
    km = random.uniform(2.0, 12.0, (3, 3))
    np.fill_diagonal(km, 0.0)
    return Work(
        depart, arrive, origin, destination, km * 120.0, 0.0, 7200.0,
        random.uniform(5.0, 40.0, count), random.uniform(0.0, 5.0, count),
        random.uniform(0.0, 5.0, count), km, usable_kwh,
    )  # fmt: skip


def _chains(follower: np.ndarray) -> list[list[int]]:
    chains = []
    for first in np.setdiff1d(np.arange(len(follower)), follower):
        chain = [int(first)]
        while follower[chain[-1]] >= 0:
            chain.append(int(follower[chain[-1]]))
        chains.append(chain)
    return chains


def _cost_kwh(work: Work, chain: list[int]) -> float:
    """Energy of a chain; infinite if a connection is not possible in time."""
    cost = work.out_kwh[chain[0]] + work.in_kwh[chain[-1]] + work.trip_kwh[chain].sum()
    for one, other in pairwise(chain):
        way = work.destination[one], work.origin[other]
        stand = work.depart_s[other] - work.arrive_s[one] - work.deadhead_s[way]
        if not work.min_layover_s <= stand <= work.max_layover_s:
            return np.inf
        cost += work.between_kwh[way]
    return float(cost)


def _fewest(work: Work) -> int:
    """Try every partition of the trips into chains."""
    count = len(work.depart_s)

    def add(trip: int, chains: list[list[int]], best: int) -> int:
        if len(chains) >= best:
            return best
        if trip == count:
            return len(chains)
        for k in range(len(chains)):
            longer = [*chains[:k], [*chains[k], trip], *chains[k + 1 :]]
            if _cost_kwh(work, longer[k]) <= work.usable_kwh + 1e-9:
                best = add(trip + 1, longer, best)
        return add(trip + 1, [*chains, [trip]], best)

    return add(0, [], count + 1)


@settings(max_examples=100, deadline=None)
@given(st.integers(0, 2**32 - 1), st.integers(1, 9), st.sampled_from([50.0, 80.0, 120.0, 1e6]))
def test_as_few_as_trying_everything_finds(seed: int, count: int, usable_kwh: float) -> None:
    work = _work(seed, count, usable_kwh)
    result = chain_within(work)
    chains = _chains(result.follower)
    assert sorted(trip for one in chains for trip in one) == list(range(count))
    assert max(_cost_kwh(work, one) for one in chains) <= usable_kwh + 1e-6
    assert len(chains) == result.chains == result.at_least == _fewest(work)


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 2**32 - 1), st.sampled_from([60.0, 150.0]))
def test_many_trips_lie_between_the_bounds(seed: int, usable_kwh: float) -> None:
    work = _work(seed, 80, usable_kwh)
    result = chain_within(work)
    assert all(_cost_kwh(work, one) <= usable_kwh + 1e-6 for one in _chains(result.follower))
    assert result.at_least <= result.chains <= 1.5 * result.at_least


def test_a_shuttle_by_hand() -> None:
    """Ten trips in a row of 10 kWh, 2 out and 2 in: 34 kWh allow three, so four chains."""
    number = np.arange(10)
    ends = (number % 2).astype(np.int32)
    nothing = np.zeros((2, 2))
    work = Work(
        number * 1800.0, number * 1800.0 + 1500.0, ends, 1 - ends, nothing, 0.0, 3600.0,
        np.full(10, 10.0), np.full(10, 2.0), np.full(10, 2.0), nothing, 34.0,
    )  # fmt: skip
    assert chain_within(work).chains == 4
    assert chain_within(work._replace(usable_kwh=33.9)).chains == 5
    assert chain_within(work._replace(usable_kwh=104.0)).chains == 1


@pytest.mark.parametrize("usable_kwh", [60.0, 1e6])
def test_no_trips_no_chains(usable_kwh: float) -> None:
    result = chain_within(_work(1, 0, usable_kwh))
    assert result.chains == result.at_least == 0
