"""Feeding back (V2G): at constant power, down to the floor, and in every book."""

import numpy as np
import pytest

from sim.scenario.fleets import FeedBack
from tests.support.crowd_world import CarWorld, cars, charging_network, site, station

DC = 0.94
RULE = FeedBack(power_kw=40.0, soc_min=0.5)
OPTIMUM = {"controller": {"kind": "optimum"}, "keep_within_transformer": False}


def _world(
    *plugs: tuple[str, int], count: int = 1, limit_kw: float | None = None, **columns: object
) -> CarWorld:
    charging = {**OPTIMUM, "limit_kw": limit_kw} if limit_kw else OPTIMUM
    some = cars(np.zeros(count), stays=1, leave_s=36_000.0, **columns)
    return CarWorld(charging_network(site(station(*plugs), **charging)), some, feed_back=RULE)


def _plan(world: CarWorld, *plan_kw: float) -> None:
    """Set a plan at the end of the first step."""
    world.until(1.0)
    world.power.seen.plugs["plan_kw"] = plan_kw
    world.until(301.0)


def test_a_battery_feeds_back_at_constant_power_down_to_its_floor() -> None:
    """48 of 60 kWh, floor 30 kWh: 18 kWh leave the battery at 30 kW / 0.94, and 94 % arrive."""
    world = _world(("dc-60-v2g", 1), energy_kwh=12.0)
    _plan(world, -30.0)
    world.until(900.0)
    assert world.power.plugs["energy_kwh"][0] == pytest.approx(48.0 - 30.0 / DC / 6.0)
    assert world.crowd.station_kw[0, :3] == pytest.approx([0.0, -30.0, -30.0])
    row = world.finish()[0]
    assert row["end_kwh"] == pytest.approx(30.0, rel=1e-12)
    assert row["fed_kwh"] == pytest.approx(18.0 * DC)
    assert row["drawn_kwh"] == 0.0
    kwh = world.crowd.station_kw.sum(dtype=np.float64) * world.grid.step_h
    assert kwh == pytest.approx(-18.0 * DC, rel=1e-6)


def test_no_more_than_vehicle_and_plug_allow() -> None:
    """The fleet allows 40 kW at the battery, whatever the plan says."""
    world = _world(("dc-60-v2g", 1), energy_kwh=1.0)
    _plan(world, -500.0)
    world.until(600.0)
    assert world.crowd.station_kw[0, 1] == pytest.approx(-40.0 * DC)


def test_no_plug_that_cannot_take_it_feeds_back() -> None:
    world = _world(("dc-60", 1), energy_kwh=12.0)
    _plan(world, -30.0)
    rows = world.finish()
    assert rows["fed_kwh"].tolist() == [0.0]
    assert rows["end_kwh"].tolist() == [48.0]


def test_nobody_feeds_back_below_the_floor() -> None:
    world = _world(("dc-60-v2g", 1), energy_kwh=40.0)
    _plan(world, -30.0)
    assert world.finish()["end_kwh"].tolist() == [20.0]


def test_one_that_is_full_feeds_back_and_is_charged_again() -> None:
    world = _world(("dc-60-v2g", 1), energy_kwh=0.0)
    _plan(world, -30.0)
    world.until(1201.0)
    world.power.seen.plugs["plan_kw"] = 60.0
    row = world.finish()[0]
    assert row["end_kwh"] == pytest.approx(60.0)
    assert row["fed_kwh"] == pytest.approx(30.0 / 3.0)  # until the step that ends after 25 minutes
    assert row["drawn_kwh"] * DC == pytest.approx(row["fed_kwh"] / DC)


def test_what_one_feeds_another_may_draw_and_no_longer_than_it_feeds() -> None:
    """At a site with 20 kW: 30 kW fed back leave 50 for the other, until the floor is reached."""
    lacks = np.array([29.0, 50.0])
    world = _world(("dc-60-v2g", 2), count=2, limit_kw=20.0, energy_kwh=lacks)
    _plan(world, -30.0, 50.0)
    world.until(400.0)
    assert world.power.plugs["limit_kw"][1] == pytest.approx(50.0 * DC)
    world.until(599.0)  # a kilowatt-hour is gone after 113 s
    assert world.power.plugs["limit_kw"][1] == pytest.approx(20.0 * DC)
    rows = np.sort(world.finish(), order="user")
    assert rows["fed_kwh"] == pytest.approx([DC, 0.0])
    assert world.crowd.station_kw.max() <= 20.0 * (1.0 + 1e-6)
