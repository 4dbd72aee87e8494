"""Cabinets: power modules go whole to the plugs, one each before more, in order of arrival."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.crowd.cabinets import allot_modules
from sim.crowd.settle import accepted_now_kw
from tests.support.crowd_world import CarWorld, cars, charging_network, site, station

DC = 0.94
MODULE_KW = 20.0


def _world(modules: int, some: Any, plugs: int = 2, count: int = 2, **world: Any) -> CarWorld:
    cabinet = {"plugs": plugs, "modules": modules, "module_kw": MODULE_KW}
    group = {"kind": "dc-120", "count": count, "cabinet": cabinet}
    return CarWorld(charging_network(site({"id": "st", "plugs": [group]})), some, **world)


def _nearly_empty(arrive_s: list[float], **columns: Any) -> Any:
    return cars(arrive_s, energy_kwh=54.0, leave_s=3600.0, stays=1, **columns)


def test_the_first_gets_what_it_takes_but_for_one_module() -> None:
    """Three modules of 20 kW: two for the first as soon as a second is there, then all three."""
    world = _world(3, _nearly_empty([0.0, 60.0]))
    world.until(30.0)
    assert world.power.plugs["cap_kw"][0] == 60.0
    world.until(120.0)
    assert world.power.plugs["cap_kw"].tolist() == [40.0, 20.0]


def test_modules_left_over_go_to_the_second() -> None:
    """A car that lacks 54 of 60 kWh takes less than its cabinet gives: the other has the rest."""
    world = _world(9, _nearly_empty([0.0, 0.0]))
    world.until(1.0)
    wanted = np.ceil(accepted_now_kw(world.power, 0) / MODULE_KW)
    assert world.power.plugs["cap_kw"][0] == wanted * MODULE_KW
    assert world.power.plugs["cap_kw"][1] == min(9 - wanted, wanted) * MODULE_KW


def test_what_a_battery_no_longer_takes_goes_to_the_other_at_the_next_step() -> None:
    """Uncontrolled too: nothing happens at the site but that the first battery fills."""
    arrivals = cars([0.0, 0.0], energy_kwh=np.array([24.0, 54.0]), leave_s=36e3, stays=1)
    world = _world(5, arrivals, step_minutes=5)
    world.until(1.0)
    first = world.power.plugs["cap_kw"].copy()
    world.until(1501.0)
    assert world.power.plugs["user"].tolist() == [0, 1]
    assert world.power.plugs["cap_kw"][0] < first[0]
    assert world.power.plugs["cap_kw"][1] > first[1]


def test_power_is_that_of_the_modules() -> None:
    rows = _world(2, _nearly_empty([0.0, 0.0])).finish()
    ten_minutes = rows["drawn_kwh"] * DC
    assert ten_minutes == pytest.approx([20.0, 20.0], rel=1e-9)


def test_whole_modules_do_not_lift_a_plug_above_its_own_power() -> None:
    """30 kW of a plug take two modules of 20 kW, and stay 30 kW."""
    group = {"kind": "dc-30", "count": 1, "cabinet": {"plugs": 1, "modules": 5, "module_kw": 20.0}}
    world = CarWorld(charging_network(site({"id": "st", "plugs": [group]})), _nearly_empty([0.0]))
    world.until(1.0)
    assert world.power.plugs["cap_kw"][0] == pytest.approx(30.0 * DC)
    assert world.finish()["drawn_kwh"] == pytest.approx([30.0])


def test_each_cabinet_has_its_own_modules_at_each_site() -> None:
    cabinet = {"plugs": 1, "modules": 1, "module_kw": MODULE_KW}
    group = {"kind": "dc-120", "count": 2, "cabinet": cabinet}
    net = charging_network(
        site(station(("dc-120", 1), name="one"), name="plain"),
        site({"id": "two", "plugs": [group]}, name="left"),
        site({"id": "three", "plugs": [group]}, name="right"),
    )
    world = CarWorld(net, cars([0.0, 0.0, 0.0], energy_kwh=54.0, pool=np.array([0, 1, 2])))
    world.until(1.0)
    plugs = world.power.plugs
    assert plugs["cap_kw"][plugs["user"] >= 0].tolist() == [pytest.approx(120.0 * DC), 20.0, 20.0]


@given(
    modules=st.integers(1, 12),
    lacks=st.lists(st.floats(0.0, 58.0), min_size=1, max_size=4),
)
@settings(max_examples=60, deadline=None)
def test_modules_are_whole_and_no_more_than_there_are(modules: int, lacks: list[float]) -> None:
    some = cars(np.zeros(len(lacks)), energy_kwh=np.array(lacks), leave_s=3600.0, stays=1)
    world = _world(modules, some, plugs=4, count=4)
    world.until(0.0)
    allot_modules(world.power, 0)
    given_out = world.power.plugs["cap_kw"] / MODULE_KW
    wanted = [int(np.ceil(accepted_now_kw(world.power, k) / MODULE_KW - 1e-9)) for k in range(4)]
    assert (given_out == np.round(given_out)).all()
    assert given_out.sum() == min(modules, sum(wanted[: len(lacks)]))
    assert (
        given_out[: len(lacks)] >= np.minimum(wanted[: len(lacks)], modules >= len(lacks))
    ).all()
    # Who came later has more than one only if those before have all they can use.
    for k in range(1, len(lacks)):
        if given_out[k] > 1:
            assert (given_out[:k] == wanted[:k]).all()
