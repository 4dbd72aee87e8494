"""Controllers that hold back: valley filling, PV-following, peak shaving."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from sim.control.one_site import view_of_one_site
from sim.control.peak_shaving import least_kw, shave_peak
from sim.control.pv_following import follow_sun
from sim.control.valley_filling import fill_valley
from sim.control.view import View
from tests.support.one_charger import HOUR_S, Jobs, drive, jobs

VALLEY, FLAT, PEAK = 0, 1, 2
PRICE = np.array([0.3, 0.6, 1.0])
STEP_H = 0.5


def _day(need_kwh: float, most_kw: float, depart_step: int, period: list[int]) -> list[float]:
    """Let valley filling charge one vehicle through a day; return its power in each step."""
    powers, rest = [], need_kwh
    for step in range(len(period)):
        if step >= depart_step:
            break
        view = view_of_one_site(
            [most_kw if rest > 1e-9 else 0.0],
            now_s=step * STEP_H * HOUR_S,
            step_s=STEP_H * HOUR_S,
            period=np.array(period, np.int8),
            depart_s=depart_step * STEP_H * HOUR_S,
            need_kwh=rest,
            room_kwh=rest,
        )
        fill_valley(view, 0)
        powers.append(float(view.plugs["share_kw"][0]))
        rest = max(rest - powers[-1] * STEP_H, 0.0)
    return powers


@given(
    need_kwh=st.floats(1.0, 300.0),
    depart_step=st.integers(1, 24),
    period=st.lists(st.sampled_from([VALLEY, FLAT, PEAK]), min_size=24, max_size=24),
)
@settings(deadline=None)
def test_one_vehicle_costs_what_a_linear_program_costs(
    need_kwh: float, depart_step: int, period: list[int]
) -> None:
    most_kw = 40.0
    need = min(need_kwh, most_kw * STEP_H * depart_step)
    powers = np.array(_day(need, most_kw, depart_step, period))
    price = PRICE[np.array(period[:depart_step])]
    best = linprog(
        price * STEP_H,
        A_eq=np.full((1, depart_step), STEP_H),
        b_eq=[need],
        bounds=(0.0, most_kw),
        method="highs",
    )
    assert powers.sum() * STEP_H == pytest.approx(need, rel=1e-9)
    assert (powers * price).sum() * STEP_H == pytest.approx(best.fun, rel=1e-9)


def test_within_a_period_the_load_is_even() -> None:
    """50 kWh: 4 h of valley hold 40 kWh at 10 kW, the rest is spread over 5 h of flat hours."""
    period = [FLAT] * 4 + [VALLEY] * 8 + [PEAK] * 4 + [FLAT] * 6
    powers = _day(50.0, 10.0, 22, period)
    assert powers == pytest.approx([2.0] * 4 + [10.0] * 8 + [0.0] * 4 + [2.0] * 6)


def test_beyond_the_need_only_the_valley_fills_the_battery() -> None:
    for now, expected in ((VALLEY, 8.0), (FLAT, 0.0)):
        view = view_of_one_site(
            [50.0],
            step_s=HOUR_S,
            period=np.array([now] * 5 + [VALLEY] * 5, np.int8),
            depart_s=10.0 * HOUR_S,
            need_kwh=20.0,
            room_kwh=80.0 if now == VALLEY else 20.0,
        )
        fill_valley(view, 0)
        assert view.plugs["share_kw"][0] == pytest.approx(expected)


def test_a_steady_rate_is_not_below_what_the_plug_can_give() -> None:
    view = view_of_one_site([7.0], need_kwh=2.0, room_kwh=2.0, min_kw=1.38, step_kw=0.23)
    fill_valley(view, 0)
    assert view.plugs["share_kw"][0] == pytest.approx(1.38)


def _share(serve: object, view: View) -> list[float]:
    serve(view, 0)  # type: ignore[operator]
    shares: list[float] = view.plugs["share_kw"].tolist()
    return shares


def test_the_surplus_goes_to_who_has_least_time() -> None:
    view = view_of_one_site([30.0, 30.0], depart_s=np.array([9.0, 7.0]) * HOUR_S)
    view.sites["surplus_kw"] = 40.0
    assert _share(follow_sun, view) == [10.0, 30.0]
    view.sites["surplus_kw"] = -5.0
    assert _share(follow_sun, view) == [0.0, 0.0]


@given(some=jobs(most_kw=40.0), sun_kw=st.sampled_from([0.0, 30.0, 200.0]))
@settings(max_examples=60, deadline=None)
def test_who_follows_the_sun_still_leaves_with_what_it_needs(some: Jobs, sun_kw: float) -> None:
    """Whatever full power from the first minute could have given is there."""
    charged = drive(some, follow_sun, surplus_kw=lambda now: sun_kw if 3.0 <= now < 6.0 else 0.0)
    possible = np.minimum(some.need_kwh, some.most_kw * (some.depart_h - some.arrive_h))
    assert charged.served_kwh == pytest.approx(possible, abs=1e-6)


def test_no_more_from_the_grid_than_must_be() -> None:
    """One hour to go, 30 kWh at 40 kW, steps of a quarter: the first can be spent waiting."""
    one = Jobs(np.array([0.0]), np.array([1.0]), np.array([30.0]), np.array([40.0]))
    sunny = drive(one, follow_sun, surplus_kw=lambda now: 35.0)
    assert sunny.peak_kw == 35.0
    assert drive(one, follow_sun, surplus_kw=lambda now: 0.0).peak_kw == 40.0


def _by_brute_force(some: Jobs) -> float:
    """The highest mean power that any span from now asks for, of all departures in it."""
    rates = [
        some.need_kwh[some.depart_h <= until].sum() / until for until in np.unique(some.depart_h)
    ]
    return float(max(rates))


def _all_at_once(some: Jobs) -> Jobs:
    return Jobs(some.arrive_h * 0.0, some.depart_h - some.arrive_h, some.need_kwh, some.most_kw)


@given(some=jobs(most_kw=1e5))
def test_the_least_rate_is_the_highest_that_any_span_asks_for(some: Jobs) -> None:
    now = _all_at_once(some)
    view = view_of_one_site(
        now.most_kw, depart_s=now.depart_h * HOUR_S, need_kwh=now.need_kwh, step_s=900.0
    )
    assert least_kw(view, 0) == pytest.approx(_by_brute_force(now), rel=1e-12)


@given(some=jobs(most_kw=1e5))
@settings(max_examples=50, deadline=None)
def test_vehicles_of_one_morning_never_draw_more_than_the_least_rate(some: Jobs) -> None:
    """Yao, Demers and Shenker 1995: if all are there from the start, this is the optimum."""
    now = _all_at_once(some)
    charged = drive(now, shave_peak)
    assert charged.missing_kwh.max() < 1e-6
    assert charged.peak_kw <= _by_brute_force(now) * (1.0 + 1e-6)


def test_charging_fills_the_target_with_sun_and_battery() -> None:
    view = view_of_one_site([60.0, 60.0, 60.0])
    view.sites["target_kw"], view.sites["surplus_kw"], view.sites["support_kw"] = 50.0, -20.0, 40.0
    assert sum(_share(shave_peak, view)) == pytest.approx(70.0)


def test_one_that_is_late_does_not_lift_the_others() -> None:
    """It gets all it takes; the other, with 10 h for 10 kWh, stays at its kilowatt."""
    view = view_of_one_site(
        [60.0, 60.0], now_s=HOUR_S, depart_s=np.array([0.5, 11.0]) * HOUR_S, need_kwh=[30.0, 10.0]
    )
    assert _share(shave_peak, view) == pytest.approx([60.0, 1.0])


def test_a_full_month_asks_for_no_more_than_needs() -> None:
    view = view_of_one_site([60.0, 60.0], need_kwh=[0.0, 0.0])
    assert least_kw(view, 0) == 0.0
    assert _share(shave_peak, view) == [0.0, 0.0]
