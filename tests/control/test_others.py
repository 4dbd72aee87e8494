"""Who waits and who is expected: the record of arrivals, and what the optimum makes of it."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.control.one_site import view_of_one_site
from sim.control.optimum import OptimumRule
from sim.control.others import NOBODY, Arrivals, Others
from sim.control.rule import look
from sim.scenario.charging import Optimum

HOUR, DAY = 3600.0, 86400.0
STEPS = 72  # of five minutes: six hours
WORKDAY, RESTDAY = 0, 1


def _one(now_s: float, arrive_s: float, stay_s: float, need_kwh: float, kw: float = 50.0) -> Any:
    columns = (arrive_s, arrive_s + stay_s, kw, need_kwh)
    return (now_s, np.zeros(1, np.int64), *(np.array([column]) for column in columns))


def _others(**columns: float) -> Others:
    defaults = {
        "station": 0, "vehicles": 1.0, "arrive_s": 0.0, "depart_s": 6 * HOUR, "max_kw": 60.0,
        "need_kwh": 60.0,
    }  # fmt: skip
    given_ = defaults | columns
    station = np.array([int(given_.pop("station"))], np.int64)
    return Others(station, *(np.array([value]) for value in given_.values()))


def _plan(view: Any, depots: tuple[int, ...] = (), **world: Any) -> list[float]:
    defaults = {
        "price_cny_per_kwh": np.full(STEPS, 0.5), "feed_in_cny_per_kwh": 0.3,
        "load_kw": np.zeros(STEPS), "pv_kw": np.zeros(STEPS), "storage_kw": np.zeros(STEPS),
        "room_kw": np.full(STEPS, np.inf),
        "transformer_kw": np.full(STEPS, 1e6),
        "demand_charge_cny_per_kw": 0.0, "peak_kw": 0.0,
    }  # fmt: skip
    setting = Optimum(kind="optimum", step_minutes=60, horizon_h=6.0)
    powers = OptimumRule(setting, 0.0).plan(look(view, 0, depots, **(defaults | world)))
    return np.asarray(powers).tolist()


def test_on_the_first_day_nothing_is_expected() -> None:
    arrivals = Arrivals(np.full(3, WORKDAY, np.int8))
    arrivals.note(*_one(9 * HOUR, 8.5 * HOUR, 4 * HOUR, 20.0))
    assert arrivals.expected(9 * HOUR, 12 * HOUR) == NOBODY
    # The horizon reaches into the next day, but no day has passed yet.
    assert arrivals.expected(9 * HOUR, DAY) == NOBODY


def test_a_day_is_expected_to_be_like_the_mean_of_its_kind() -> None:
    kinds = np.array([WORKDAY, WORKDAY, RESTDAY, WORKDAY, RESTDAY], np.int8)
    arrivals = Arrivals(kinds)
    for day, need_kwh in enumerate((20.0, 40.0, 5.0)):
        at = day * DAY + 8.25 * HOUR
        arrivals.note(*_one(at + 60.0, at, 4 * HOUR, need_kwh))
        if day == 1:  # the first day of rest is expected to be like all days before it
            saturday = arrivals.expected(2 * DAY, 10 * HOUR)
            assert saturday.need_kwh.tolist() == [30.0]
    monday = arrivals.expected(3 * DAY, 10 * HOUR)
    assert monday.need_kwh.tolist() == [30.0]
    assert monday.arrive_s.tolist() == [3 * DAY + 8.5 * HOUR]
    assert (monday.depart_s - monday.arrive_s).tolist() == [4 * HOUR]
    assert monday.vehicles.tolist() == [1.0]
    assert monday.max_kw.tolist() == [50.0]
    assert arrivals.expected(4 * DAY, 10 * HOUR).need_kwh.tolist() == [5.0]


def test_what_is_left_of_the_present_hour_counts_in_part() -> None:
    arrivals = Arrivals(np.zeros(2, np.int8))
    arrivals.note(*_one(9 * HOUR, 8.25 * HOUR, 4 * HOUR, 20.0))
    rest = arrivals.expected(DAY + 8.75 * HOUR, 6 * HOUR)
    assert rest.need_kwh.tolist() == [5.0]
    assert rest.arrive_s.tolist() == [DAY + 8.875 * HOUR]


def test_nobody_is_counted_twice() -> None:
    arrivals = Arrivals(np.zeros(2, np.int8))
    for now_s in (8.5 * HOUR, 8.75 * HOUR, 9 * HOUR):
        arrivals.note(*_one(now_s, 8.25 * HOUR, 4 * HOUR, 20.0))
    assert arrivals.expected(DAY, 12 * HOUR).need_kwh.tolist() == [20.0]


def test_room_is_left_for_who_will_come() -> None:
    """The two cheap hours are the other's: what the first needs it takes before."""
    price = np.where(np.arange(STEPS) * 300.0 >= 4 * HOUR, 0.3, 0.9)
    view = view_of_one_site([60.0], 60.0, need_kwh=60.0, room_kwh=60.0)
    world = {"price_cny_per_kwh": price, "room_kw": np.full(STEPS, 60.0)}
    assert _plan(view, **world) == [0.0]
    coming = _others(arrive_s=4 * HOUR, need_kwh=120.0)
    assert _plan(view, **world, expected=coming) == pytest.approx([60.0])


def test_the_peak_is_the_least_with_who_will_come() -> None:
    """One needs 60 kWh in six hours, another 40 in the last two: 20 kW, where 10 are enough."""
    view = view_of_one_site([60.0], need_kwh=60.0, room_kwh=60.0)
    world = {"demand_charge_cny_per_kw": 10.0}
    assert _plan(view, **world) == pytest.approx([10.0])
    coming = _others(arrive_s=4 * HOUR, need_kwh=40.0)
    assert _plan(view, **world, expected=coming) == pytest.approx([20.0])


def test_a_plug_is_freed_for_who_waits() -> None:
    """Who holds the plug is filled at once, and not in the cheap hours at the end."""
    price = np.where(np.arange(STEPS) * 300.0 >= 4 * HOUR, 0.3, 0.9)
    view = view_of_one_site([60.0], need_kwh=30.0, room_kwh=60.0)
    assert _plan(view, price_cny_per_kwh=price) == [0.0]
    waits = _others(depart_s=4 * HOUR, need_kwh=60.0)
    assert _plan(view, price_cny_per_kwh=price, waiting=waits) == pytest.approx([60.0])
    elsewhere = waits._replace(station=np.array([1]))
    assert _plan(view, price_cny_per_kwh=price, waiting=elsewhere) == [0.0]


@pytest.mark.parametrize("plugs", [9, 11])
def test_as_many_are_hurried_as_wait_and_all_where_plugs_are_short(plugs: int) -> None:
    price = np.where(np.arange(STEPS) * 300.0 >= 4 * HOUR, 0.3, 0.9)
    room_kwh = np.append(np.full(plugs - 1, 60.0), 50.0)
    view = view_of_one_site(np.full(plugs, 60.0), need_kwh=30.0, room_kwh=room_kwh)
    waits = _others(depart_s=np.inf, need_kwh=60.0)
    powers = _plan(view, price_cny_per_kwh=price, waiting=waits)
    others_kw = 60.0 if plugs < 10 else 0.0
    assert powers == pytest.approx([others_kw] * (plugs - 1) + [50.0])


def test_who_stays_in_anothers_place_can_still_be_in_time() -> None:
    """The second leaves a quarter of an hour later with 50 kWh, of which 15 can be charged then."""
    view = view_of_one_site(
        [60.0, 60.0], depart_s=[HOUR, 1.25 * HOUR], need_kwh=[10.0, 50.0], room_kwh=60.0
    )
    assert _plan(view)[0] == pytest.approx(10.0)
    assert _plan(view, depots=(0,))[0] == pytest.approx(35.0)


@settings(max_examples=40, deadline=None)
@given(seed=st.integers(0, 2**32 - 1))
def test_a_plan_keeps_every_limit_whoever_else_comes(seed: int) -> None:
    dice = np.random.default_rng(seed)
    here, others = int(dice.integers(1, 6)), int(dice.integers(0, 6))
    need_kwh = dice.uniform(0.0, 60.0, here)
    view = view_of_one_site(
        dice.uniform(5.0, 60.0, here),
        need_kwh=need_kwh,
        room_kwh=need_kwh + dice.uniform(0.0, 40.0, here),
        depart_s=dice.uniform(600.0, 9 * HOUR, here),
    )
    view.stations["limit_kw"] = float(dice.uniform(10.0, 150.0))
    arrive_s = dice.uniform(0.0, 5 * HOUR, others)
    group = Others(
        np.zeros(others, np.int64),
        dice.uniform(0.2, 3.0, others),
        arrive_s,
        np.where(dice.random(others) < 0.3, np.inf, arrive_s + dice.uniform(0.0, 8 * HOUR, others)),
        dice.uniform(5.0, 100.0, others),
        dice.uniform(0.0, 150.0, others),
    )
    half = others // 2
    waiting = Others(*(column[:half] for column in group))
    expected = Others(*(column[half:] for column in group))
    world = {"demand_charge_cny_per_kw": 40.0, "waiting": waiting, "expected": expected}
    powers = np.array(_plan(view, (0,), **world))
    assert powers.shape == (here,)
    assert (powers >= 0.0).all()
    assert (powers <= view.plugs["max_kw"] + 1e-9).all()
    assert powers.sum() <= view.stations["limit_kw"][0] + 1e-6
    assert powers.tolist() == _plan(view, (0,), **world)
