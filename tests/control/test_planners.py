"""What a planner knows of the peak that the month's demand charge counts in any case."""

from types import SimpleNamespace
from typing import Any, cast

import numpy as np
import pytest

from sim.control.planners import Planner


def _planner() -> Planner:
    """Return a planner of the first site; of the rest of it nothing is asked here."""
    names = [
        "site", "rule", "source", "every", "horizon_h", "forecast_error", "dice",
        "price_cny_per_kwh", "feed_in_cny_per_kwh", "demand_charge_cny_per_kw", "arrivals",
        "storage", "storage_wear_cny_per_kwh", "depots",
    ]  # fmt: skip
    return Planner(number=0, **cast(Any, dict.fromkeys(names)))


def _peaks(net_kw: list[float], month: list[int], fixed_kw: dict[int, float]) -> list[float]:
    """Return what the planner says before each step of `fixed_kw`, in their order."""
    sites = SimpleNamespace(net_kw=np.array([net_kw]), month=np.array(month))
    planner = _planner()
    return [
        planner._note_peak(cast(Any, sites), step, np.array([0.0, load_kw]))
        for step, load_kw in fixed_kw.items()
    ]


def test_it_grows_with_what_was_drawn_and_begins_with_nothing() -> None:
    net_kw = [10.0, 30.0, 20.0, 50.0]
    assert _peaks(net_kw, [0] * 4, {0: 90.0, 2: 90.0, 3: 90.0}) == [0.0, 30.0, 30.0]


@pytest.mark.parametrize(
    ("fixed_kw", "begun_kw"),
    [
        (90.0, 40.0),  # as much as last month: what was planned held 40 then
        (25.0, 25.0),  # a milder season: the loads by themselves need less
        (-5.0, 0.0),  # the sun has over at all hours
    ],
)
def test_a_month_begins_with_the_last_ones_peak(fixed_kw: float, begun_kw: float) -> None:
    net_kw, month = [10.0, 40.0, 15.0, 20.0, 60.0, 5.0], [0, 0, 0, 1, 1, 1]
    # asked last in the middle of the old month, then at the begin of the new one and in it
    said = _peaks(net_kw, month, {0: 0.0, 1: 90.0, 3: fixed_kw, 4: 1.0, 5: 1.0})
    assert said == [0.0, 10.0, begun_kw, max(begun_kw, 20.0), 60.0]


def test_a_plan_that_spans_the_turn_of_the_month_counts_each_part_in_its_own() -> None:
    net_kw, month = [10.0, 40.0, 70.0, 20.0], [0, 0, 1, 1]
    assert _peaks(net_kw, month, {0: 0.0, 1: 0.0, 3: 99.0}) == [0.0, 10.0, 70.0]
