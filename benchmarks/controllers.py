"""What a compiled controller costs for each connected vehicle and re-plan, against a bare loop."""

import time
from typing import Any

import numba
import numpy as np

from benchmarks.row import Row
from sim.control.one_site import view_of_one_site
from sim.control.plan import EQUAL_SHARE, NAMES, plan
from sim.control.view import View
from sim.inputs.supply import phasors

BOUND = 400.0
_VEHICLES = (40, 400)
_CONTROLLERS = range(1, len(NAMES) - 1)
_REPLANS = 240
"""Of one measurement, a minute apart."""
_TURNS = 5


@numba.njit(nogil=True, error_model="numpy")
def _replan(view: View, times: int) -> float:
    """Share a site's power `times` times, a minute apart; return what was given out in all."""
    total = 0.0
    for _ in range(times):
        view.clock_s[0] += 60.0
        plan(view, 0)
        total += view.sites[0].used_kw
    return total


@numba.njit(nogil=True, error_model="numpy")
def _bare(view: View, times: int) -> float:
    """Only add up what the connected vehicles would take."""
    total = 0.0
    for _ in range(times):
        view.clock_s[0] += 60.0
        place = view.sites[0]
        for k in range(place.first, place.first + place.connected):
            plug = view.plugs[view.connected[k]]
            total += min(plug.max_kw, plug.need_kwh + view.clock_s[0])
    return total


def _site(vehicles: int, controller: int, three_phases: bool = False) -> View:
    """Return a site whose limit is half of what its vehicles would take, in no order.

    On three phases it is its conductors that carry no more than half.
    """
    draws = np.random.default_rng(vehicles)
    columns: dict[str, Any] = {
        "arrive_s": draws.uniform(0.0, 3600.0, vehicles),
        "depart_s": draws.uniform(20_000.0, 80_000.0, vehicles),
        "need_kwh": draws.uniform(0.0, 60.0, vehicles),
        "room_kwh": 60.0,
        "min_kw": 1.38,
        "step_kw": 0.23,
    }
    most_kw = draws.uniform(1.0, 7.0, vehicles)
    limit_kw = 0.5 * float(most_kw.sum())
    if three_phases:
        phases = draws.choice(["ab", "bc", "ca"], vehicles)
        rows = [[phasors(phase, 400.0).get(name, 0.0) for name in "abc"] for phase in phases]
        columns["ampere_per_kw"] = np.array(rows, np.complex128)
        columns["line_limit_a"] = 0.5 * np.abs(columns["ampere_per_kw"].T @ most_kw)
        columns |= {"min_kw": 0.0, "step_kw": 0.0}
    period = np.repeat(np.array([0, 1, 2, 1], np.int8), 72)
    view = view_of_one_site(most_kw, limit_kw, now_s=7200.0, period=period, **columns)
    view.sites["controller"] = controller
    view.sites["surplus_kw"] = view.sites["target_kw"] = 0.1 * most_kw.sum()
    return view


def _ns(work: Any, vehicles: int, controller: int, three_phases: bool = False) -> float:
    """Return the processor time for each connected vehicle and re-plan [ns]."""
    work(_site(vehicles, controller, three_phases), 1)
    spent = []
    for _ in range(_TURNS):
        view = _site(vehicles, controller, three_phases)
        begin = time.process_time()
        given = work(view, _REPLANS)
        spent.append(time.process_time() - begin)
        assert np.isfinite(given) and given >= 0.0, "nothing was shared"
        share_kw = view.plugs["share_kw"]
        assert share_kw.sum() <= view.sites["limit_kw"][0] * (1.0 + 1e-9) or work is _bare
    return float(np.median(spent)) / _REPLANS / vehicles * 1e9


def worst() -> Row:
    """Compare the slowest controller with a loop that only looks at every vehicle."""
    bare = {count: _ns(_bare, count, 0) for count in _VEHICLES}
    costs = {
        (NAMES[number], count): _ns(_replan, count, number)
        for number in _CONTROLLERS
        for count in _VEHICLES
    }
    on_phases = {count: _ns(_replan, count, EQUAL_SHARE, True) for count in _VEHICLES}
    costs |= {("equal_share on three phases", count): ns for count, ns in on_phases.items()}
    (name, count), slowest_ns = max(costs.items(), key=lambda item: item[1])
    ratio = max(cost / bare[count] for (_, count), cost in costs.items())
    each = ", ".join(
        f"{one} {'/'.join(f'{costs[one, count]:.0f}' for count in _VEHICLES)}"
        for one in dict.fromkeys(name for name, _ in costs)
    )
    return Row(
        "controllers, worst cost of a connected vehicle and re-plan over a bare look at it",
        ratio,
        BOUND,
        "at most",
        f"{name} {slowest_ns:.0f} ns at {count} vehicles (1000 allowed); at 40/400: {each}",
    )
