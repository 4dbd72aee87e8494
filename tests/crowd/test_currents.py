"""Stations on three phases: the currents that are recorded, and that their limits are kept."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.control.plan import NAMES
from sim.inputs.supply import lines_of
from sim.run.series import station_currents
from tests.support.crowd_world import UNCONTROLLED, CarWorld, cars, charging_network, site

NEUTRAL_V = 400.0 / np.sqrt(3.0)
STEP_KW = 0.23


def _world(
    groups: list[tuple[str, int, str]], count: int, supply: dict[str, Any], **charging: Any
) -> CarWorld:
    plugs = [
        {"id": f"g{k}", "kind": kind, "count": plugs, "phase": phase}
        for k, (kind, plugs, phase) in enumerate(groups)
    ]
    net = charging_network(site({"id": "st", "plugs": plugs, "supply": supply}, **charging))
    pools = np.repeat(np.arange(len(groups)), [plugs for _, plugs, _ in groups])[:count]
    some = cars(np.zeros(count), pool=pools, bound=1, energy_kwh=50.0, stays=1, leave_s=7200.0)
    return CarWorld(net, some)


def test_mean_currents_are_those_of_a_hand_calculation() -> None:
    """Three cars of 7 kW on a, one on b, none on c: 3 × 30.3 A and 30.3 A."""
    world = _world([("ac-7", 3, "a"), ("ac-7", 1, "b")], 4, {}, **UNCONTROLLED)
    world.until(900.0)
    one_a = 7000.0 / NEUTRAL_V
    assert world.crowd.line_a[:, 1] == pytest.approx([3.0 * one_a, one_a, 0.0])
    of = station_currents("st", 0, world.crowd, lines_of(world.net).lines)
    assert of["station/st/current_a_a"][1] == pytest.approx(3.0 * one_a)
    # The mean is 4/3 of one current, and phase a is 5/3 of one away from it.
    assert of["station/st/unbalance"][1] == pytest.approx((3.0 - 4.0 / 3.0) / (4.0 / 3.0))
    assert of["station/st/unbalance"][100] == 0.0


def test_the_mean_of_a_step_counts_energy_not_moments() -> None:
    """A car that goes after a third of the step leaves a third of its current."""
    world = _world([("ac-7", 1, "c")], 1, {}, **UNCONTROLLED)
    world.power.cars["leave_s"] = 100.0
    world.until(300.0)
    assert world.crowd.line_a[2, 0] == pytest.approx(7000.0 / NEUTRAL_V / 3.0)


def test_an_uncontrolled_station_exceeds_its_limit_and_says_so() -> None:
    world = _world([("ac-7", 3, "a")], 3, {"limit_a": 60.0}, **UNCONTROLLED)
    world.until(600.0)
    assert world.crowd.line_a[0, 1] == pytest.approx(21_000.0 / NEUTRAL_V)


def test_a_controlled_one_shares_what_the_conductor_carries_in_steps_of_an_ampere() -> None:
    """60 A are 13.86 kW, a third is 4.62, and the next step of 0.23 kW below it 4.6 kW."""
    world = _world(
        [("ac-7", 3, "a"), ("ac-7", 1, "b")], 4, {"limit_a": 60.0}, controller="equal_share"
    )
    world.until(600.0)
    assert world.crowd.line_a[:, 1] == pytest.approx([13_800.0 / NEUTRAL_V, 7000.0 / NEUTRAL_V, 0])


GROUPS = st.lists(
    st.tuples(
        st.sampled_from(["ac-7", "ac-22"]),
        st.integers(1, 3),
        st.sampled_from(["a", "b", "c", "ab", "bc", "ca", "abc"]),
    ),
    min_size=1,
    max_size=5,
)


@given(
    groups=GROUPS,
    limit_a=st.floats(5.0, 150.0),
    primary_a=st.none() | st.floats(5.0, 100.0),
    controller=st.sampled_from([name for name in NAMES[1:] if name != "planned"]),
)
@settings(max_examples=80, deadline=None)
def test_controllers_never_exceed_a_current(
    groups: list[tuple[str, int, str]], limit_a: float, primary_a: float | None, controller: str
) -> None:
    supply: dict[str, Any] = {"limit_a": limit_a}
    if primary_a is not None and all(len(phase) != 2 for _, _, phase in groups):
        supply["primary"] = {"limit_a": primary_a, "ratio": 0.25}
    supply["feeders"] = [{"id": "f", "plugs": ["g0"], "limit_a": 0.8 * limit_a}]
    count = sum(plugs for _, plugs, _ in groups)
    world = _world(groups, count, supply, controller=controller)
    world.until(7200.0)
    limits = world.power.seen.lines["limit_a"]
    assert (world.crowd.line_a.max(axis=1) <= limits * (1.0 + 1e-6)).all()
