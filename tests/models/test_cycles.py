"""Rainflow counting against the standard's example, and the charge that goes through."""

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.models.ageing import cycle_stress, load_ageing
from sim.models.cycles import MOST_OPEN, Wear, end_cycles, new_wear, turn

AGEING, NAMES = load_ageing()
LFP, NMC = NAMES.index("lfp"), NAMES.index("nmc")


def use(socs: npt.ArrayLike, rates: npt.ArrayLike | None = None, chemistry: int = LFP) -> Wear:
    path = np.asarray(socs, float)
    c_rates = np.full(path.size, 0.3) if rates is None else np.asarray(rates, float)
    wear = new_wear([chemistry], path[:1])
    for soc, rate in zip(path[1:], c_rates[1:], strict=True):
        turn(AGEING, wear, 0, float(soc), float(rate))
    end_cycles(AGEING, wear)
    return wear


def worn(cycles: list[tuple[float, float, float]], c_rate: float = 0.3) -> float:
    """Wear of (depth, mean soc, number of cycles), without counting."""
    return sum(
        count * depth * cycle_stress(AGEING, LFP, depth, mean, c_rate)
        for depth, mean, count in cycles
    )


def test_the_standards_example() -> None:
    """ASTM E1049-85 figure 6: ranges 3 (0.5), 4 (1.5), 6 (0.5), 8 (1), 9 (0.5); here in tenths."""
    record = (np.array([-2.0, 1.0, -3.0, 5.0, -1.0, 3.0, -4.0, 4.0, -2.0]) + 4.0) / 10.0
    expected = worn(
        [(0.3, 0.0, 0.5), (0.4, 0.0, 1.5), (0.6, 0.0, 0.5), (0.8, 0.0, 1.0), (0.9, 0.0, 0.5)]
    )
    assert use(record).batteries["cycle"][0] == pytest.approx(expected, rel=1e-12)


def test_small_swings_stay_small_and_the_deep_one_deep() -> None:
    """A day's deep cycle with ten top-ups of 5 % on the way down is not eleven small ones."""
    down = np.ravel([[0.9 - 0.06 * k, 0.95 - 0.06 * k] for k in range(1, 11)])
    wear = use([0.9, *down, 0.3, 0.9]).batteries["cycle"][0]
    # on the way down ten swings of 5 % close, the first from 0.84 to 0.89, then the deep one
    assert wear == pytest.approx(worn([(0.05, 0.5, 10.0), (0.6, 0.6, 1.0)]), rel=1e-9)


def test_the_rate_is_the_mean_of_both_ways() -> None:
    wear = use([0.2, 0.8, 0.2, 0.8, 0.2], [0.0, 0.5, 0.1, 0.5, 0.1]).batteries["cycle"][0]
    halves = [worn([(0.6, 0.5, 0.5)], rate) for rate in (0.5, 0.1, 0.5, 0.1)]
    assert wear == pytest.approx(sum(halves), rel=1e-12)


@settings(max_examples=200)
@given(
    st.lists(st.integers(0, 1000), min_size=2, max_size=300),
    st.sampled_from([LFP, NMC]),
)
def test_every_kwh_is_counted_once(points: list[int], chemistry: int) -> None:
    path = np.array(points) / 1000.0
    wear = use(path, chemistry=chemistry)
    assert wear.batteries["full_cycles"][0] == pytest.approx(np.abs(np.diff(path)).sum() / 2.0)
    assert wear.batteries["cycle"][0] >= 0.0


def test_a_list_that_overflows_loses_nothing() -> None:
    """Ever narrower swings close nothing; beyond the list's end the oldest count as halves."""
    k = np.arange(3 * MOST_OPEN)
    path = 0.5 + (-1.0) ** k * 0.5 * (1.0 - k / k.size)
    wear = use(path)
    assert wear.batteries["full_cycles"][0] == pytest.approx(np.abs(np.diff(path)).sum() / 2.0)


def test_going_on_in_one_direction_is_no_turn() -> None:
    in_steps = use([0.9, 0.7, 0.65, 0.2, 0.9]).batteries["cycle"][0]
    assert in_steps == pytest.approx(use([0.9, 0.2, 0.9]).batteries["cycle"][0], rel=1e-12)
