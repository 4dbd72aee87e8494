"""Controllers that serve in an order: hand examples, and one charger against a linear program."""

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.control.earliest_deadline import serve_earliest_deadline
from sim.control.first_come import serve_first_come
from sim.control.least_laxity import serve_least_laxity
from sim.control.one_site import view_of_one_site
from sim.control.ranked import laxity_h, least_in_step_kw, put_in_order
from sim.control.round_robin import serve_round_robin
from sim.control.view import View
from tests.support.one_charger import HOUR_S, Jobs, can_be_met, drive, jobs

Serve = Callable[[View, int], None]


def _shares(serve: Serve, view: View) -> list[float]:
    serve(view, 0)
    shares: list[float] = view.plugs["share_kw"].tolist()
    return shares


def test_who_came_first_is_served_first() -> None:
    view = view_of_one_site([60.0, 60.0, 60.0], 100.0, arrive_s=[30.0, 10.0, 20.0])
    assert _shares(serve_first_come, view) == [0.0, 60.0, 40.0]


def test_who_leaves_first_is_served_first_but_not_if_it_has_what_it_needs() -> None:
    hours = np.array([3.0, 1.0, 2.0]) * HOUR_S
    view = view_of_one_site([60.0] * 3, 100.0, depart_s=hours, need_kwh=[10.0, 0.0, 10.0])
    assert _shares(serve_earliest_deadline, view) == [40.0, 0.0, 60.0]


def test_who_has_least_time_to_spare_is_served_first() -> None:
    """At 60 kW: 30 kWh in 2 h leave 1.5 h to spare, 90 kWh in 2.5 h one hour only."""
    view = view_of_one_site(
        [60.0, 60.0], 60.0, depart_s=np.array([2.0, 2.5]) * HOUR_S, need_kwh=[30.0, 90.0]
    )
    assert _shares(serve_least_laxity, view) == [0.0, 60.0]
    assert [laxity_h(view, k) for k in range(2)] == [1.5, 1.0]


def test_laxity_knows_that_a_battery_charges_slowly_at_the_end() -> None:
    view = view_of_one_site([60.0, 60.0], 60.0, need_h=[0.2, 7.9])
    assert _shares(serve_least_laxity, view) == [0.0, 60.0]


def test_turns_go_round() -> None:
    """Two of three get power, and each step the turn begins one further."""
    served = np.zeros(3)
    for step in range(6):
        view = view_of_one_site(
            [60.0] * 3, 120.0, now_s=300.0 * step, step_s=300.0, arrive_s=[2.0, 0.0, 1.0]
        )
        shares = np.array(_shares(serve_round_robin, view))
        assert sorted(shares) == [0.0, 60.0, 60.0]
        served += shares
    assert served.tolist() == [240.0] * 3


def test_all_get_their_turn_where_power_is_less_than_one_takes() -> None:
    """Equal shares of 2 kW would be below the least power of 6 kW, and nobody would charge."""
    served = np.zeros(5)
    for step in range(10):
        view = view_of_one_site([7.0] * 5, 7.0, now_s=60.0 * step, step_s=60.0, min_kw=6.0)
        served += _shares(serve_round_robin, view)
    assert served.tolist() == [14.0] * 5


@given(ranks=st.lists(st.integers(0, 9), min_size=1, max_size=900))
@settings(max_examples=25)
def test_the_order_is_that_of_a_stable_sort(ranks: list[int]) -> None:
    view = view_of_one_site(np.ones(len(ranks)))
    view.plugs["rank"] = ranks
    put_in_order(view, 0)
    assert view.order.tolist() == np.argsort(ranks, kind="stable").tolist()


@pytest.mark.parametrize("serve", [serve_earliest_deadline, serve_least_laxity])
@given(some=jobs(most_kw=40.0))
@settings(max_examples=60, deadline=None)
def test_one_charger_meets_every_deadline_that_can_be_met(serve: Serve, some: Jobs) -> None:
    """Liu and Layland 1973, Dertouzos 1974; least laxity is asked anew every quarter of an hour,
    and each step lets it fall behind by no more than one step of one vehicle.
    """
    missing = drive(some, serve, 40.0).missing_kwh
    if serve is serve_earliest_deadline:
        assert can_be_met(some, 40.0) == (missing.sum() < 1e-6)
    elif missing.sum() < 1e-6:
        assert can_be_met(some, 40.0)


@given(some=jobs(most_kw=40.0))
@settings(max_examples=30, deadline=None)
def test_least_laxity_in_fine_steps_meets_all_deadlines_with_power_to_spare(some: Jobs) -> None:
    """It is optimal as its steps get short: with steps of 90 s and 10 % to spare it must do."""
    if can_be_met(some, 40.0 / 1.1):
        assert drive(some, serve_least_laxity, 40.0, step_h=0.025).missing_kwh.max() < 1e-6


@given(
    left_h=st.floats(0.01, 2.0), need_kwh=st.floats(0.1, 60.0), most_kw=st.sampled_from([7.0, 60.0])
)
def test_the_least_of_a_step_is_just_enough(left_h: float, need_kwh: float, most_kw: float) -> None:
    """After a step with it, full power is just in time; with any less it would be late."""
    view = view_of_one_site([most_kw], step_s=900.0, depart_s=left_h * HOUR_S, need_kwh=need_kwh)
    least = least_in_step_kw(view, 0)
    spread = min(0.25, left_h)
    rest_h = (need_kwh - least * spread) / most_kw
    if need_kwh > most_kw * left_h:
        assert least == most_kw
    elif least > 0.0:
        assert rest_h == pytest.approx(left_h - spread, abs=1e-9)
    else:
        assert rest_h <= left_h - spread + 1e-9


def test_the_least_of_a_step_is_what_the_plug_can_give() -> None:
    view = view_of_one_site(
        [7.0, 7.0], step_s=3600.0, depart_s=3600.0, need_kwh=[0.5, 3.0], min_kw=1.38, step_kw=0.23
    )
    assert [least_in_step_kw(view, k) for k in range(2)] == pytest.approx([1.38, 14 * 0.23])
