"""Yards of depots: bays, places, lanes that block; closed forms and what the crowd makes of it."""

from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import numpy as np
import pytest
import simpy

from sim.crowd.crowd import Crowd
from sim.crowd.state import CAME_BACK, CANCELLED, IN_YARD, PARKED, RUN, WENT_OUT
from sim.processes.yard import ALONE, Stay, Yards
from sim.scenario.fleets import Yard
from tests.support.bus_world import BusWorld
from tests.support.crowd_world import room_of, site, station

HOUR_S = 3600.0
DEPOT = site(station(("dc-60", 4)))


class FakeCrowd:
    """Vehicles that are only counted: who is parked, and when."""

    def __init__(self, vehicles: int) -> None:
        rows = np.zeros(vehicles, [("home", "i4"), ("barred", "i1"), ("blocked", "i4")])
        depot = np.array([(0, vehicles)], [("first_vehicle", "i4"), ("vehicles", "i4")])
        self.power, self.lines = SimpleNamespace(vehicles=rows), SimpleNamespace(depots=depot)
        self.parked: list[tuple[int, float]] = []
        self.on_call: Any = None

    def park(self, vehicle: int, now_s: float) -> None:
        self.parked.append((vehicle, now_s))

    def look_again(self, depot: int, now_s: float) -> None:
        pass


def _yards(vehicles: int, **plan: Any) -> tuple[simpy.Environment, FakeCrowd, Yards]:
    env, crowd = simpy.Environment(), FakeCrowd(vehicles)
    return env, crowd, Yards(env, cast(Crowd, crowd), [Yard(**plan)])


def _stays_of(yards: Yards, vehicle: int) -> list[Stay]:
    return [stay for stay in yards.log if stay.vehicle == vehicle]


def test_one_bay_cleans_one_after_another() -> None:
    """Four come back at once, ten minutes each: they wait 0, 10, 20 and 30 minutes."""
    env, crowd, yards = _yards(4, cleaning_bays=1, cleaning_minutes=10.0, single_places=4)
    for vehicle in range(4):
        crowd.on_call(vehicle, WENT_OUT, 0.0)
        crowd.on_call(vehicle, CAME_BACK, 1000.0)
    env.run()
    assert crowd.parked == [(v, 1000.0 + 600.0 * (v + 1)) for v in range(4)]
    waited = [_stays_of(yards, vehicle)[1].waited_s(9999.0) for vehicle in range(4)]
    assert waited == [0.0, 600.0, 1200.0, 1800.0]


def test_without_bays_a_bus_parks_at_once() -> None:
    env, crowd, _ = _yards(1, cleaning_bays=0, single_places=1)
    crowd.on_call(0, WENT_OUT, 10.0)
    crowd.on_call(0, CAME_BACK, 70.0)
    env.run()
    assert crowd.parked == [(0, 70.0)]


def test_in_a_lane_only_the_first_may_leave() -> None:
    env, crowd, _ = _yards(3, cleaning_bays=0, lanes=1, places_per_lane=3)
    barred = crowd.power.vehicles["barred"]
    assert barred.tolist() == [0, 1, 1]
    crowd.on_call(0, WENT_OUT, 5.0)
    assert barred.tolist() == [0, 0, 1]
    crowd.on_call(0, CAME_BACK, 50.0)
    env.run()
    assert barred.tolist() == [1, 0, 1]


def test_who_finds_no_place_waits_outside() -> None:
    env, crowd, yards = _yards(3, cleaning_bays=0, lanes=1, places_per_lane=2)
    assert _stays_of(yards, 2)[0].parked_s is None
    crowd.on_call(0, WENT_OUT, 300.0)
    env.run()
    assert crowd.parked == [(2, 300.0)]
    assert _stays_of(yards, 2)[0].waited_s(9999.0) == 300.0


def test_single_places_come_first_then_the_emptiest_lane() -> None:
    _, _, yards = _yards(6, cleaning_bays=0, single_places=1, lanes=2, places_per_lane=3)
    assert [stay.lane for stay in yards.log] == [ALONE, 0, 1, 0, 1, 0]


def test_what_was_blocked_is_kept_with_the_stay() -> None:
    env, crowd, yards = _yards(2, cleaning_bays=0, lanes=1, places_per_lane=2)
    crowd.power.vehicles["blocked"][1] = 2
    crowd.on_call(0, WENT_OUT, 5.0)
    crowd.on_call(1, WENT_OUT, 6.0)
    env.run()
    yards.close()
    assert [stay.blocked for stay in yards.log] == [0, 2]
    assert crowd.power.vehicles["blocked"].tolist() == [0, 0]


def _run(world: BusWorld, plan: Yard) -> tuple[Any, Yards]:
    """Turn SimPy and the crowd on one clock, as a run does."""
    env, crowd = simpy.Environment(), world.crowd
    yards = Yards(env, crowd, [plan])

    def ticks() -> Iterator[simpy.Event]:
        for step in range(world.grid.steps):
            yield env.timeout((step + 1) * world.grid.step_s - env.now)
            crowd.close_step(step, env.now)
            crowd.share_anew(room_of(crowd.power.sites.size), env.now)

    env.process(cast(Any, ticks()))
    while env.peek() <= world.grid.end_s:
        crowd.advance(env.peek())
        env.step()
    trips, _ = world.finish()
    yards.close()
    return trips, yards


def test_a_bus_is_ready_only_after_its_cleaning(tmp_path: Path) -> None:
    """Back at 08:30, cleaned until 08:50: the block of 08:40 leaves ten minutes late."""
    day = ["08:00,30,10,west,west,a", "08:40,30,10,west,west,b"]
    plan = {"cleaning_bays": 1, "cleaning_minutes": 20.0, "single_places": 1}
    world = BusWorld(tmp_path, day, DEPOT, depot={"yard": plan})
    trips, yards = _run(world, Yard(**plan))
    assert trips["depart_s"].tolist() == [8 * HOUR_S, pytest.approx(8 * HOUR_S + 50 * 60.0)]
    stay = yards.log[1]
    assert (stay.arrive_s, stay.clean_begin_s) == (8.5 * HOUR_S, 8.5 * HOUR_S)
    assert stay.waited_s(world.grid.end_s) == pytest.approx(0.0)


def test_the_fullest_bus_cannot_leave_before_those_in_front(tmp_path: Path) -> None:
    """Number 1 has the most at nine, but number 0, which came back first, stands before it."""
    day = ["06:00,30,40,west,west,a", "06:05,60,10,west,west,b", "09:00,30,10,west,west,c"]
    nothing_fits = site(station(("ac-60", 1)))
    free = BusWorld(tmp_path, day, nothing_fits, vehicles=2)
    plan = {"cleaning_bays": 0, "lanes": 1, "places_per_lane": 2}
    lane = BusWorld(tmp_path, day, nothing_fits, vehicles=2, depot={"yard": plan})
    assert free.run()[0]["vehicle"].tolist() == [0, 1, 1]
    trips, yards = _run(lane, Yard(**plan))
    assert trips["vehicle"].tolist() == [0, 1, 0]
    assert [stay.blocked for stay in yards.log if stay.vehicle == 1] == [0, 1]


def test_a_bus_outside_is_not_sent_and_no_trip_is_lost(tmp_path: Path) -> None:
    """One place for two: number 1 waits outside until number 0 has left."""
    day = [f"{hour:02}:00,50,10,west,west,b{hour}" for hour in range(6, 20)]
    plan = {"cleaning_bays": 1, "cleaning_minutes": 5.0, "single_places": 1}
    world = BusWorld(tmp_path, day, DEPOT, vehicles=2, depot={"yard": plan}, days=3)
    assert world.crowd.power.vehicles["state"].tolist() == [PARKED, IN_YARD]
    trips, yards = _run(world, Yard(**plan))
    assert trips.size == 3 * len(day)
    assert set(trips["state"].tolist()) <= {RUN, CANCELLED}
    first = next(stay for stay in yards.log if stay.vehicle == 1)
    assert first.parked_s == 6 * HOUR_S
    # Never two in the one place.
    spans = sorted(
        (stay.parked_s, np.inf if stay.left_s is None else stay.left_s)
        for stay in yards.log
        if stay.parked_s is not None
    )
    for (_, left), (parked, _) in pairwise(spans):
        assert parked >= left
