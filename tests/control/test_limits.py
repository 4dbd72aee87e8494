"""What every controller keeps: limits of plug, station, site and currents, minimums and steps."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.control.one_site import view_of_one_site
from sim.control.plan import NAMES, plan
from sim.control.view import View

CONTROLLERS = range(1, len(NAMES))
LAGS_DEG = {"a": 0.0, "b": -120.0, "c": 120.0, "ab": 30.0, "bc": -90.0, "ca": 150.0}


def _row(phase: str) -> list[complex]:
    """Currents of a, b, c and of the primary's a−c, b−a, c−b, for a kilowatt at 400 V."""
    unit = {name: np.exp(1j * np.deg2rad(lag)) for name, lag in LAGS_DEG.items()}
    of = dict.fromkeys("abc", 0j)
    if phase == "abc":
        of = {name: 1000.0 / (np.sqrt(3.0) * 400.0) * unit[name] for name in "abc"}
    elif len(phase) == 1:
        of[phase] = np.sqrt(3.0) * 2.5 * unit[phase]
    else:
        of[phase[0]], of[phase[1]] = 2.5 * unit[phase], -2.5 * unit[phase]
    a, b, c = of["a"], of["b"], of["c"]
    return [a, b, c, a - c, b - a, c - b]


@st.composite
def views(draw: Any) -> View:
    """Draw a site with two stations, with currents at the first or without."""
    count = draw(st.integers(1, 12))
    most = np.array([draw(st.sampled_from([0.0, 0.4, 3.3, 7.0, 22.0, 60.0])) for _ in range(count)])
    kinds = draw(st.lists(st.sampled_from([*LAGS_DEG, "abc"]), min_size=count, max_size=count))
    has_lines = draw(st.booleans())
    limits = [draw(st.floats(0.0, 120.0)) for _ in range(6)] if has_lines else []
    column = {
        name: np.array(draw(st.lists(values, min_size=count, max_size=count)))
        for name, values in {
            "need_kwh": st.sampled_from([0.0, 5.0, 40.0]),
            "arrive_s": st.sampled_from([0.0, 60.0, 600.0]),
            "depart_s": st.sampled_from([100.0, 2000.0, 9000.0, np.inf]),
            "plan_kw": st.sampled_from([0.0, 5.0, 30.0, 100.0]),
            "min_kw": st.sampled_from([0.0, 1.38, 4.14]),
            "step_kw": st.sampled_from([0.0, 0.23]),
        }.items()
    }
    view = view_of_one_site(
        most,
        draw(st.sampled_from([0.0, 1.0, 10.0, 55.5, np.inf])),
        line_limit_a=limits,
        ampere_per_kw=np.array([_row(kind) for kind in kinds]) if has_lines else None,
        now_s=900.0,
        **column,
    )
    view.stations["limit_kw"] = draw(st.sampled_from([0.0, 4.14, 33.0, np.inf]))
    view.sites["controller"] = draw(st.sampled_from(CONTROLLERS))
    view.sites["surplus_kw"] = draw(st.sampled_from([-50.0, 0.0, 20.0]))
    view.sites["target_kw"] = draw(st.sampled_from([0.0, 40.0]))
    return view


@given(view=views())
@settings(max_examples=400, deadline=None)
def test_limits_least_powers_and_steps_are_kept(view: View) -> None:
    plan(view, 0)
    share, most = view.plugs["share_kw"], view.plugs["max_kw"]
    assert (share >= 0.0).all()
    assert (share <= most + 1e-9).all()
    assert share.sum() <= min(view.sites["limit_kw"][0], view.stations["limit_kw"][0]) + 1e-6
    full, nothing = share >= most - 1e-9, share == 0.0
    assert (full | nothing | (share >= view.plugs["min_kw"] - 1e-6)).all()
    step = view.plugs["step_kw"]
    with np.errstate(divide="ignore", invalid="ignore"):
        off_step = np.abs(share / step - np.round(share / step)) * step
    assert (full | nothing | (step == 0.0) | (off_step < 1e-6)).all()
    if view.lines.size:
        current = np.abs(view.ampere_per_kw.T @ share)
        assert (current <= view.lines["limit_a"] * (1.0 + 1e-6) + 1e-6).all()


@pytest.mark.parametrize("controller", CONTROLLERS)
def test_an_empty_site_is_no_fault(controller: int) -> None:
    view = view_of_one_site([7.0])
    view.sites["connected"], view.sites["controller"] = 0, controller
    plan(view, 0)
    assert view.plugs["share_kw"][0] == 0.0


def test_a_plan_feeds_back_and_then_gives_within_the_limit() -> None:
    view = view_of_one_site(
        [60.0, 60.0, 60.0], 50.0, plan_kw=[60.0, -40.0, 50.0], feed_kw=[0.0, 30.0, 0.0]
    )
    view.sites["controller"] = NAMES.index("planned")
    plan(view, 0)
    assert view.plugs["share_kw"].tolist() == [60.0, -30.0, 20.0]
