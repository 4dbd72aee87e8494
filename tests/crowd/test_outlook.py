"""What a depot knows of the coming blocks, and the rule by which it sends its vehicles."""

from pathlib import Path

import numpy as np
import pytest

from sim.crowd.outlook import outlook
from tests.support.bus_world import DIESEL_BUS, BusWorld
from tests.support.crowd_world import site, station

DEPOT = site(station(("dc-60", 4)), controller="first_come", keep_within_transformer=False)
"""Whose controller wants to know when vehicles leave."""
HOUR_S = 3600.0
FAR = {"latitude": 36.06, "longitude": 103.95}


def _wishes(world: BusWorld) -> list[tuple[float, float]]:
    vehicles = world.crowd.power.vehicles
    pairs = zip(vehicles["wish_s"].tolist(), vehicles["wish_kwh"].tolist(), strict=True)
    return [(when, round(what, 6)) for when, what in pairs]


def test_coming_blocks_are_matched_with_the_fullest_vehicles_first(tmp_path: Path) -> None:
    """Blocks of 20 and 40 km at 1 kWh/km: a tenth more, and the reserve of 10 of 100 kWh."""
    day = ["06:00,30,20,west,west,a", "07:00,60,40,west,west,b"]
    world = BusWorld(tmp_path, day, DEPOT, vehicles=4, days=1)
    vehicles = world.crowd.power.vehicles
    vehicles["plug"] = -1
    vehicles["energy_kwh"] = [50.0, 90.0, 70.0, 60.0]
    outlook(world.crowd.lines, world.crowd.power, 0, 0.0)
    nobody = (np.inf, 100.0)
    assert _wishes(world) == [nobody, (6 * HOUR_S, 32.0), (7 * HOUR_S, 54.0), nobody]


def test_the_next_day_follows_and_needs_at_most_the_target(tmp_path: Path) -> None:
    world = BusWorld(tmp_path, ["06:00,90,90,west,west,a"], DEPOT, vehicles=3, days=2)
    outlook(world.crowd.lines, world.crowd.power, 0, 0.0)
    assert _wishes(world) == [(6 * HOUR_S, 100.0), (30 * HOUR_S, 100.0), (np.inf, 100.0)]
    world.crowd.advance(7.75 * HOUR_S)
    # Number 0 is back with 10 kWh; number 1, which is full, drives tomorrow.
    assert _wishes(world)[:2] == [(np.inf, 100.0), (30 * HOUR_S, 100.0)]


def test_empty_drives_count(tmp_path: Path) -> None:
    world = BusWorld(tmp_path, ["06:00,60,20,east,east,a"], DEPOT, east=FAR)
    km = float(world.crowd.lines.depot_km[0, 1])
    assert km > 10.0
    leave_s, need_kwh = _wishes(world)[0]
    assert leave_s == pytest.approx(6 * HOUR_S - km / 25.0 * HOUR_S)
    assert need_kwh == pytest.approx(10.0 + 1.1 * (20.0 + 2.0 * km), rel=1e-6)


def test_vehicles_without_battery_have_no_wish(tmp_path: Path) -> None:
    world = BusWorld(tmp_path, ["06:00,60,20,west,west,a"], DEPOT, bus=DIESEL_BUS)
    assert np.isinf(world.crowd.power.vehicles["wish_s"]).all()


def test_at_a_terminal_the_wish_is_the_departure(tmp_path: Path) -> None:
    terminal = site(station(("dc-60", 4)), station(("dc-60", 1), name="end"))
    block = ["08:00,30,30,west,east,a", "08:45,30,30,east,west,a"]
    world = BusWorld(tmp_path, block, terminal, east_station="end")
    world.crowd.advance(8.6 * HOUR_S)
    assert _wishes(world) == [(8.75 * HOUR_S, 100.0)]


def test_first_in_first_out_sends_the_longest_parked_with_enough(tmp_path: Path) -> None:
    """At nine number 0 has stood since 06:30 with 50 kWh, the others later with 90.

    It is enough for 20 km, but its 30 kWh at ten are not for 60 km: then number 1's turn has come.
    """
    depot = site(station(("ac-60", 1)))  # nothing that fits: nobody charges
    day = [
        "06:00,30,50,west,west,a",
        "07:00,30,10,west,west,b",
        "08:00,30,10,west,west,c",
        "09:00,30,20,west,west,d",
        "10:00,60,60,west,west,e",
    ]
    rule = {"assignment": "first_in_first_out"}
    first_in, _ = BusWorld(tmp_path, day, depot, vehicles=3, depot=rule).run()
    assert first_in["vehicle"].tolist() == [0, 1, 2, 0, 1]
    most, _ = BusWorld(tmp_path, day, depot, vehicles=3).run()
    assert most["vehicle"].tolist() == [0, 1, 2, 1, 2]


def test_vehicles_out_at_once_are_counted(tmp_path: Path) -> None:
    day = ["06:00,60,10,west,west,a", "06:30,60,10,west,west,b", "09:00,60,10,west,west,c"]
    world = BusWorld(tmp_path, day, DEPOT, vehicles=4)
    world.run()
    assert world.crowd.lines.depots["most_out"].tolist() == [2]
    assert world.crowd.lines.depots["out"].tolist() == [0]


def test_a_depot_at_which_nobody_asks_does_not_look_ahead(tmp_path: Path) -> None:
    plain = site(station(("dc-60", 4)), controller="equal_share")
    world = BusWorld(tmp_path, ["06:00,60,20,west,west,a"], plain)
    assert _wishes(world) == [(np.inf, 100.0)]
    measured = site(station(("dc-60", 4)), controller="equal_share", yardstick=True)
    world = BusWorld(tmp_path, ["06:00,60,20,west,west,a"], measured)
    assert _wishes(world)[0][0] == 6 * HOUR_S
