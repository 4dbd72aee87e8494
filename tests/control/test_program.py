"""The linear program of charging, against schedules that can be told by hand."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from sim.control.program import Conditions, Job, Schedule, solve
from sim.control.storage.reserve import Reserve, value_of_stored

HOURS = 6
CHEAP = np.array([0.8, 0.8, 0.3, 0.3, 0.6, 0.6])


def _job(**columns: Any) -> Job:
    defaults: dict[str, Any] = {
        "share": np.ones((1, HOURS)),
        "max_kw": [60.0],
        "feed_kw": [0.0],
        "spare_kwh": [0.0],
        "need_kwh": [90.0],
        "room_kwh": [90.0],
        "replace": [1.25],
        "station": [0],
    }
    return Job(**{name: np.asarray(value) for name, value in (defaults | columns).items()})


def _site(**conditions: Any) -> Conditions:
    defaults: dict[str, Any] = {
        "step_h": 1.0,
        "price_cny_per_kwh": CHEAP,
        "feed_in_cny_per_kwh": 0.1,
        "base_kw": np.zeros(HOURS),
        "room_kw": np.full(HOURS, np.inf),
        "station_limit_kw": {},
    }
    return Conditions(**(defaults | conditions))


def _charged(schedule: Schedule) -> list[float]:
    return [round(float(kw), 6) for kw in schedule.charge_kw[0]]


def test_energy_is_bought_when_it_is_cheapest() -> None:
    best = solve(_job(), _site())
    assert best.charge_kw[0, 2:4].sum() == pytest.approx(90.0)
    assert best.cost_cny == pytest.approx(27.0)


def test_of_equal_prices_the_earlier_is_taken() -> None:
    best = solve(_job(need_kwh=[60.0], room_kwh=[60.0]), _site(price_cny_per_kwh=np.full(6, 0.5)))
    assert _charged(best) == [60.0, 0.0, 0.0, 0.0, 0.0, 0.0]


def test_what_does_not_fit_goes_to_the_next_cheapest_hours() -> None:
    best = solve(_job(need_kwh=[150.0], room_kwh=[150.0]), _site())
    assert _charged(best)[:4] == [0.0, 0.0, 60.0, 60.0]
    assert best.cost_cny == pytest.approx(120 * 0.3 + 30 * 0.6)


def test_who_leaves_early_pays_more_and_half_a_step_holds_half_the_energy() -> None:
    share = np.array([[1.0, 0.5, 0.0, 0.0, 0.0, 0.0]])
    best = solve(_job(share=share, need_kwh=[100.0], room_kwh=[100.0]), _site())
    assert _charged(best)[:3] == [60.0, 30.0, 0.0]
    assert best.unserved_kwh.tolist() == pytest.approx([10.0])


def test_a_demand_charge_spreads_the_charge() -> None:
    site = _site(
        price_cny_per_kwh=np.full(HOURS, 0.5),
        peak_cny_per_kw={0: 40.0},
        billing=np.zeros(HOURS, np.int64),
    )
    best = solve(_job(), site)
    assert best.charge_kw[0] == pytest.approx(np.full(HOURS, 15.0))
    assert best.cost_cny == pytest.approx(45.0 + 40.0 * 15.0)


def test_a_peak_that_is_paid_already_costs_nothing() -> None:
    site = _site(
        peak_cny_per_kw={0: 40.0}, peak_so_far_kw={0: 45.0}, billing=np.zeros(HOURS, np.int64)
    )
    best = solve(_job(), site)
    assert _charged(best)[2:4] == [45.0, 45.0]
    assert best.cost_cny == pytest.approx(27.0)


def test_limits_of_site_and_station_hold() -> None:
    job = _job(
        share=np.ones((2, HOURS)), max_kw=[60.0, 60.0], feed_kw=[0.0, 0.0], spare_kwh=[0.0, 0.0],
        need_kwh=[90.0, 90.0], room_kwh=[90.0, 90.0], replace=[1.25, 1.25], station=[0, 1],
    )  # fmt: skip
    best = solve(job, _site(room_kw=np.full(HOURS, 50.0), station_limit_kw={1: 20.0}))
    assert best.charge_kw.sum(axis=0).max() <= 50.0 + 1e-6
    assert best.charge_kw[1].max() <= 20.0 + 1e-6
    assert best.unserved_kwh.sum() == pytest.approx(0.0, abs=1e-6)


def test_sun_is_used_before_the_grid() -> None:
    base = np.array([0.0, -60.0, 0.0, 0.0, -40.0, 0.0])
    best = solve(_job(), _site(base_kw=base))
    assert _charged(best)[1] == 60.0
    # 0.1 for what would be fed in otherwise is cheaper than 0.3.
    assert best.charge_kw[0, 4] == pytest.approx(30.0)


def test_feeding_back_pays_where_prices_differ_enough() -> None:
    prices = np.array([0.2, 0.2, 1.5, 1.5, 0.2, 0.2])
    job = _job(need_kwh=[0.0], room_kwh=[60.0], spare_kwh=[40.0], feed_kw=[30.0])
    load = _site(price_cny_per_kwh=prices, base_kw=np.full(HOURS, 100.0), wear_cny_per_kwh=0.1)
    best = solve(job, load)
    assert best.feed_kw[0, 2:4] == pytest.approx([30.0, 30.0])
    # 60 kWh fed back take 75 to replace, at 0.2.
    saved = 60 * 1.5 - 75 * 0.2 - 60 * 0.1
    assert best.cost_cny == pytest.approx(100.0 * prices.sum() - saved)
    dear = _site(price_cny_per_kwh=prices, base_kw=np.full(HOURS, 100.0), wear_cny_per_kwh=2.0)
    assert solve(job, dear).feed_kw.sum() == pytest.approx(0.0, abs=1e-9)


def test_nobody_is_discharged_below_the_floor() -> None:
    prices = np.array([1.5, 1.5, 1.5, 0.2, 0.2, 0.2])
    job = _job(need_kwh=[0.0], room_kwh=[60.0], spare_kwh=[40.0], feed_kw=[30.0])
    best = solve(job, _site(price_cny_per_kwh=prices, base_kw=np.full(HOURS, 100.0)))
    assert best.feed_kw[0, :3].sum() == pytest.approx(40.0)


def test_currents_keep_their_limits() -> None:
    ampere = np.array([[2.5 + 0.0j], [2.5 * np.exp(-2j * np.pi / 3)]])
    job = _job(
        share=np.ones((2, HOURS)), max_kw=[60.0, 60.0], feed_kw=[0.0, 0.0], spare_kwh=[0.0, 0.0],
        need_kwh=[300.0, 300.0], room_kwh=[300.0, 300.0], replace=[1.25, 1.25], station=[0, 0],
    )  # fmt: skip
    best = solve(job, _site(line_limit_a=np.array([100.0]), ampere_per_kw=ampere))
    currents = np.abs(ampere[:, 0] @ best.charge_kw)
    assert currents.max() <= 100.0 + 1e-6
    assert currents.max() > 90.0


def test_the_optimum_is_never_dearer_than_any_other_schedule() -> None:
    draws = np.random.default_rng(5)
    for _ in range(20):
        prices = draws.uniform(0.2, 1.2, HOURS)
        load = draws.uniform(0.0, 50.0, HOURS)
        site = _site(
            price_cny_per_kwh=prices, base_kw=load, peak_cny_per_kw={0: 3.0},
            billing=np.zeros(HOURS, np.int64),
        )  # fmt: skip
        best = solve(_job(), site)
        other = draws.dirichlet(np.ones(HOURS)) * 90.0
        if other.max() > 60.0:
            continue
        cost = prices @ (load + other) + 3.0 * (load + other).max()
        assert best.cost_cny <= cost + 1e-6


def _reserve(**columns: Any) -> Reserve:
    defaults = {
        "power_kw": [50.0], "stored_per_kwh": [0.9], "drawn_per_kwh": [1.25],
        "stored_kwh": [20.0], "least_kwh": [10.0], "most_kwh": [100.0], "wear_cny_per_kwh": [0.0],
    }  # fmt: skip
    return Reserve(**{name: np.array(one) for name, one in (defaults | columns).items()})


NO_VEHICLES = Job(
    share=np.zeros((0, HOURS)),
    **{name: np.zeros(0) for name in (
        "max_kw", "feed_kw", "spare_kwh", "need_kwh", "room_kwh", "replace", "station"
    )},
)  # fmt: skip
TWO_PRICES = np.array([0.4, 0.4, 0.4, 1.0, 1.0, 1.0])


def _stored(**conditions: Any) -> Conditions:
    defaults = {
        "reserve": _reserve(),
        "reserve_value_cny_per_kwh": np.array([0.0]),
        "price_cny_per_kwh": TWO_PRICES,
        "base_kw": np.full(HOURS, 30.0),
    }
    return _site(**(defaults | conditions))


def test_a_battery_alone_moves_energy_from_the_valley_to_the_peak() -> None:
    """80 kWh of cells are filled with 80/0.9 kWh; of the 90 above the floor 72 kWh come back."""
    best = solve(NO_VEHICLES, _stored())
    assert best.reserve_kw[0, :3].sum() == pytest.approx(80.0 / 0.9)
    assert best.reserve_kw[0, 3:].sum() == pytest.approx(-72.0)
    without = 90 * 0.4 + 90 * 1.0
    assert best.cost_cny == pytest.approx(without + 0.4 * 80.0 / 0.9 - 72.0)


def test_wear_that_is_dearer_than_the_gain_lets_it_rest() -> None:
    """A kWh that is given saves 1.0, and costs 0.4 · 1.25 / 0.9 = 0.556 to put in."""
    for wear, moves in [(0.4, True), (0.5, False)]:
        reserve = _reserve(stored_kwh=[10.0], wear_cny_per_kwh=[wear])
        best = solve(NO_VEHICLES, _stored(reserve=reserve))
        assert bool(np.abs(best.reserve_kw).max() > 1.0) is moves


def test_no_battery_feeds_the_grid() -> None:
    site = _stored(feed_in_cny_per_kwh=0.9, base_kw=np.array([5.0, 5, 5, 5, 5, -40.0]))
    best = solve(NO_VEHICLES, site)
    assert (best.reserve_kw[0, 3:5] >= -5.0 - 1e-6).all()
    assert best.reserve_kw[0, 5] >= -1e-6


def test_battery_and_vehicles_share_the_transformer_and_the_peak() -> None:
    site = _stored(transformer_kw=np.full(HOURS, 60.0), room_kw=np.full(HOURS, 60.0))
    best = solve(_job(need_kwh=[150.0], room_kwh=[150.0]), site)
    taken = best.charge_kw[0] + np.maximum(best.reserve_kw[0], 0.0)
    assert taken.max() <= 60.0 + 1e-6
    charged = _stored(
        price_cny_per_kwh=np.full(HOURS, 0.5),
        base_kw=np.array([0.0, 0, 60, 60, 0, 0]),
        reserve=_reserve(stored_per_kwh=[1.0], drawn_per_kwh=[1.0], most_kwh=[200.0]),
        peak_cny_per_kw={0: 40.0},
        billing=np.zeros(HOURS, np.int64),
    )
    best = solve(_job(need_kwh=[60.0], room_kwh=[60.0]), charged)
    # 120 + 60 kWh, 10 of them in the battery, spread over six hours.
    drawn = charged.base_kw + best.charge_kw[0] + best.reserve_kw[0]
    assert drawn.max() == pytest.approx(170.0 / 6.0)
    assert best.peak_kw == pytest.approx(170.0 / 6.0)
    # Up to a peak that is paid already more costs nothing; without a demand charge, any power.
    assert solve(NO_VEHICLES, replace(charged, peak_so_far_kw={0: 99.0})).peak_kw == 99.0
    assert solve(NO_VEHICLES, replace(charged, peak_cny_per_kw={})).peak_kw == np.inf


def test_what_is_stored_at_the_end_is_worth_more_than_it_costs_and_less_than_it_saves() -> None:
    reserve = _reserve(wear_cny_per_kwh=[0.1])
    (value,) = value_of_stored(reserve, TWO_PRICES, 0.3, np.full(HOURS, 30.0))
    assert 0.4 / 0.9 < value < (1.0 - 0.1) / 1.25
    ends_before_the_peak = _stored(
        price_cny_per_kwh=np.full(HOURS, 0.4), reserve_value_cny_per_kwh=np.array([value])
    )
    best = solve(NO_VEHICLES, ends_before_the_peak)
    assert best.reserve_kw[0].sum() == pytest.approx(80.0 / 0.9)
