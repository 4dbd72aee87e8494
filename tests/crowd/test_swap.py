"""Battery swap: how long it takes, who gets which battery, and that none is lost."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.crowd.records import Table
from sim.crowd.state import END_OF_RUN, LEFT, OUTAGE, SWAPPED
from sim.models.charge_curve import charge, load_curves
from tests.support.crowd_world import CarWorld, cars, charging_network, site

DC = 0.94
FULL_KWH, READY_KWH = 60.0, 54.0
SWAP_S = 300.0


def _world(some: Table, **swap: Any) -> CarWorld:
    values = {"vehicle": "car-generic", "bays": 1, "minutes": 5.0, "batteries": 2} | swap
    values = {"soc_ready": READY_KWH / FULL_KWH, **values}
    return CarWorld(charging_network(site({"id": "st", "swap": values})), some)


def _rack(world: CarWorld) -> Table:
    """Return the plugs of the rack on which a battery stands."""
    plugs = world.power.plugs[world.power.plugs["pool"] == 1]
    return plugs[plugs["user"] >= 0]


def _cars_of(world: CarWorld, rows: Table) -> Table:
    return np.sort(rows[rows["user"] < world.power.meta["first_battery"][0]], order="user")


def _hours(start_kwh: float, end_kwh: float) -> float:
    curves, names = load_curves()
    curve, power_kw = names.index("dc-nmc"), 60.0 * DC
    return float(charge(curves, curve, FULL_KWH, 100.0, power_kw, start_kwh, end_kwh, np.inf)[1])


def test_a_swap_takes_its_minutes_and_gives_the_ready_battery() -> None:
    world = _world(cars([100.0], energy_kwh=50.0))
    world.until(100.0 + SWAP_S + 1.0)
    assert sorted(_rack(world)["start_kwh"]) == [10.0, FULL_KWH]
    row = _cars_of(world, world.finish())[0]
    assert (row["start_s"], row["end_s"], row["reason"]) == (100.0, 100.0 + SWAP_S, SWAPPED)
    assert (row["start_kwh"], row["end_kwh"], row["drawn_kwh"]) == (10.0, FULL_KWH, 0.0)


def test_its_own_battery_is_charged_until_it_is_ready() -> None:
    world = _world(cars([0.0], energy_kwh=50.0))
    rows = world.finish()
    own = rows[(rows["start_kwh"] == 10.0) & (rows["drawn_kwh"] > 0.0)]
    assert own["end_kwh"] == pytest.approx(READY_KWH)
    assert own["drawn_kwh"] == pytest.approx((READY_KWH - 10.0) / DC)
    kwh = world.crowd.station_kw.sum(dtype=np.float64) * world.grid.step_h
    assert kwh == pytest.approx((READY_KWH - 10.0) / DC, rel=1e-6)


def test_nobody_is_served_while_no_battery_is_ready() -> None:
    """Two batteries: the third car waits until the first one's is charged, and gets that."""
    world = _world(cars([0.0, 0.0, 0.0], energy_kwh=50.0))
    world.until(2.0 * SWAP_S + 60.0)
    assert world.power.pools["queue"][0] == 1
    assert world.power.pools["free"][0] == 1
    rows = _cars_of(world, world.finish())
    ready_s = SWAP_S + _hours(10.0, READY_KWH) * 3600.0
    assert rows["start_s"] == pytest.approx([0.0, SWAP_S, ready_s], rel=1e-6)
    assert rows["end_kwh"] == pytest.approx([FULL_KWH, FULL_KWH, READY_KWH])


def test_a_car_that_stays_gets_its_battery_too_and_one_that_leaves_early_keeps_its_own() -> None:
    rows = _world(cars([0.0], energy_kwh=50.0, stays=1, leave_s=7200.0)).finish()
    assert rows["reason"][rows["user"] == 0].tolist() == [SWAPPED]
    world = _world(cars([0.0], energy_kwh=50.0, leave_s=200.0))
    world.until(250.0)
    assert _rack(world)["energy_kwh"].tolist() == [FULL_KWH, FULL_KWH]
    row = _cars_of(world, world.finish())[0]
    assert (row["reason"], row["end_kwh"]) == (LEFT, 10.0)


def test_a_bay_that_breaks_in_the_middle_of_a_swap_loses_no_battery() -> None:
    world = _world(cars([0.0], energy_kwh=50.0))
    world.until(150.0)
    assert len(_rack(world)) == 1
    world.crowd.fail_plug(0, 150.0)
    assert _rack(world)["energy_kwh"].tolist() == [FULL_KWH, FULL_KWH]
    row = _cars_of(world, world.finish())[0]
    assert (row["reason"], row["end_kwh"]) == (OUTAGE, 10.0)


def test_the_end_of_the_run_in_the_middle_of_a_swap_loses_no_battery() -> None:
    world = _world(cars([86_400.0 - 100.0], energy_kwh=50.0))
    rows = world.finish()
    last = rows[rows["reason"] == END_OF_RUN]
    assert sorted(last["end_kwh"]) == [10.0, FULL_KWH, FULL_KWH]
    assert last["drawn_kwh"].tolist() == [0.0] * 3


def test_a_battery_on_a_broken_place_stays_and_charges_when_it_is_repaired() -> None:
    world = _world(cars([]), soc_start=0.5)
    world.crowd.fail_plug(1, 0.0)
    world.until(3600.0)
    assert _rack(world)["energy_kwh"] == pytest.approx([30.0, READY_KWH])
    world.crowd.repair_plug(1, 3600.0)
    world.until(7200.0)
    assert _rack(world)["energy_kwh"] == pytest.approx([READY_KWH] * 2)
    assert world.power.pools["free"].tolist() == [1, 0]
    assert world.power.pools["down"].tolist() == [0, 0]


@given(
    arrive_s=st.lists(st.floats(0.0, 80_000.0), min_size=1, max_size=25),
    lacks=st.floats(0.0, 59.0),
    batteries=st.integers(1, 4),
    bays=st.integers(1, 3),
    soc_start=st.floats(0.0, 1.0),
    breaks=st.lists(st.tuples(st.floats(0.0, 70_000.0), st.integers(0, 3)), max_size=3),
)
@settings(max_examples=60, deadline=None)
def test_batteries_and_their_energy_are_kept(
    arrive_s: list[float],
    lacks: float,
    batteries: int,
    bays: int,
    soc_start: float,
    breaks: list[tuple[float, int]],
) -> None:
    some = cars(np.sort(arrive_s), energy_kwh=lacks, patience_s=7200.0, leave_s=85_000.0)
    world = _world(some, batteries=batteries, bays=bays, soc_start=soc_start)
    broken: set[int] = set()
    for at_s, plug in sorted(breaks):
        world.until(at_s)
        if plug < bays + batteries and plug not in broken:
            world.crowd.fail_plug(plug, at_s)
            broken.add(plug)
    rows = world.finish()
    stored = rows["user"] >= world.power.meta["first_battery"][0]
    left = rows[stored & (rows["reason"] == END_OF_RUN)]
    assert len(left) == batteries
    gained = (rows["end_kwh"] - rows["start_kwh"])[stored].sum()
    handed_out = (rows["end_kwh"] - rows["start_kwh"])[~stored].sum()
    before = batteries * soc_start * FULL_KWH
    assert left["end_kwh"].sum() == pytest.approx(before + gained - handed_out, abs=1e-6)
    assert gained == pytest.approx(rows["drawn_kwh"].sum() * DC, abs=1e-6)
    kwh = world.crowd.station_kw.sum(dtype=np.float64) * world.grid.step_h
    assert kwh == pytest.approx(rows["drawn_kwh"].sum(), rel=1e-6, abs=1e-6)
