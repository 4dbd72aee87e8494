"""Buses: delay and layover, swaps, cancellations, spares, charging at depots and terminals."""

from pathlib import Path

import numpy as np
import pytest

from sim.crowd.state import CANCELLED, DEPARTURE, FULL, RUN
from tests.support.bus_world import DIESEL_BUS, BusWorld
from tests.support.crowd_world import site, station

DEPOT = site(station(("dc-60", 4)))
CHARGE_KW = 60.0 * 0.94
"""What a plug of 60 kW gives to the battery."""
FAR = {"latitude": 36.06, "longitude": 103.95}
HOUR_S = 3600.0


def _there_and_back(*departs: str, minutes: int = 30, km: float = 10.0) -> list[str]:
    """One block of trips, out and back in turn."""
    ends = ("west,east", "east,west")
    return [f"{at},{minutes},{km},{ends[k % 2]},a" for k, at in enumerate(departs)]


def test_trips_run_as_planned_and_take_what_they_should(tmp_path: Path) -> None:
    world = BusWorld(tmp_path, _there_and_back("08:00", "09:00"), DEPOT)
    trips, sessions = world.run()
    assert trips["state"].tolist() == [RUN, RUN]
    assert trips["depart_s"].tolist() == [8 * HOUR_S, 9 * HOUR_S]
    assert trips["arrive_s"].tolist() == [8.5 * HOUR_S, 9.5 * HOUR_S]
    assert trips["end_kwh"] == pytest.approx([90.0, 80.0])
    assert sessions["reason"].tolist() == [FULL]
    assert sessions["start_s"][0] == 9.5 * HOUR_S
    assert sessions["end_kwh"][0] == pytest.approx(100.0)


def test_delay_is_passed_on_until_layover_absorbs_it(tmp_path: Path) -> None:
    block = _there_and_back("08:00", "08:32", "09:04", "12:00")
    world = BusWorld(tmp_path, block, DEPOT, days=60, run_time_cv=0.3, cancel_after_minutes=600.0)
    trips, _ = world.run()
    assert (trips["state"] == RUN).all()
    scheduled = trips["day"] * 86_400.0 + np.tile([8.0, 8.0 + 32 / 60, 9.0 + 4 / 60, 12.0], 60) * (
        HOUR_S
    )
    delay = trips["depart_s"] - scheduled
    assert delay[::4] == pytest.approx(np.zeros(60), abs=1e-6)  # out of the depot
    for position in (1, 2, 3):
        before = trips["arrive_s"][position - 1 :: 4]
        assert trips["depart_s"][position::4] == pytest.approx(
            np.maximum(scheduled[position::4], before)
        )
    assert (delay[1::4] > 60.0).sum() > 10
    assert delay[3::4] == pytest.approx(np.zeros(60), abs=1e-6)  # two hours and a half absorb all


def test_run_times_are_right_on_average_and_of_the_given_spread(tmp_path: Path) -> None:
    world = BusWorld(tmp_path, _there_and_back("08:00", "12:00"), DEPOT, days=400, run_time_cv=0.3)
    trips, _ = world.run()
    ratio = (trips["arrive_s"] - trips["depart_s"]) / 1800.0
    assert ratio.mean() == pytest.approx(1.0, abs=4.0 * 0.3 / np.sqrt(ratio.size))
    assert ratio.std() == pytest.approx(0.3, rel=0.15)


def test_a_trips_run_time_does_not_depend_on_who_drives_it(tmp_path: Path) -> None:
    block = _there_and_back("06:00", "08:00", "10:00", "12:00", km=40.0)
    options = {"days": 5, "run_time_cv": 0.3}
    few, _ = BusWorld(tmp_path, block, DEPOT, vehicles=2, **options).run()
    many, _ = BusWorld(tmp_path, block, DEPOT, vehicles=5, **options).run()
    fuel, _ = BusWorld(tmp_path, block, DEPOT, bus=DIESEL_BUS, **options).run()
    assert not (few["vehicle"] == many["vehicle"]).all()
    for other in (many, fuel):
        both = (few["state"] == RUN) & (other["state"] == RUN)
        assert both.sum() > 10
        run_s = few["arrive_s"] - few["depart_s"]
        assert (other["arrive_s"] - other["depart_s"])[both] == pytest.approx(run_s[both])


def test_a_battery_that_is_too_low_is_swapped_for_the_spare(tmp_path: Path) -> None:
    """Two trips of 40 km leave 20 of 100 kWh: the third would end below the reserve."""
    block = _there_and_back("06:00", "08:00", "10:00", "12:00", km=40.0)
    world = BusWorld(tmp_path, block, DEPOT, vehicles=2)
    trips, _ = world.run()
    assert trips["state"].tolist() == [RUN] * 4
    assert trips["vehicle"].tolist() == [0, 0, 1, 1]
    assert trips["swapped"].tolist() == [0, 0, 1, 1]
    assert trips["depart_s"][2] == 10 * HOUR_S
    assert world.crowd.power.meta["swaps"][0] == 1


def test_without_a_spare_trips_are_cancelled_until_a_battery_suffices(tmp_path: Path) -> None:
    block = _there_and_back("06:00", "08:00", "10:00", "18:00", km=40.0)
    world = BusWorld(tmp_path, block, DEPOT, max_layover_minutes=600.0)
    trips, _ = world.run()
    assert trips["state"].tolist() == [RUN, RUN, CANCELLED, RUN]
    assert trips["vehicle"].tolist() == [0, 0, -1, 0]
    assert np.isnan(trips["depart_s"][2])
    assert trips["energy_kwh"][2] == 0.0
    assert trips["depart_s"][3] == 18 * HOUR_S


def test_a_waiting_block_starts_as_soon_as_a_battery_suffices(tmp_path: Path) -> None:
    """40 kWh at 06:30, 90 are needed: with 56.4 kW at 07:23, long before the battery is full."""
    trips = ["05:30,60,60,west,east,a", "07:10,60,80,west,east,b"]
    run, _ = BusWorld(tmp_path, trips, DEPOT).run()
    assert run["state"].tolist() == [RUN, RUN]
    assert run["depart_s"][1] == 7 * HOUR_S + 25 * 60.0


def test_parked_buses_charge_from_the_first_midnight(tmp_path: Path) -> None:
    trips = ["08:00,30,40,west,east,a"]
    _, sessions = BusWorld(tmp_path, trips, DEPOT, soc_start=0.3).run()
    assert (sessions["start_s"][0], sessions["start_kwh"][0]) == (0.0, 30.0)
    assert sessions["end_kwh"][0] == pytest.approx(100.0)


def test_a_block_that_nobody_can_drive_is_cancelled(tmp_path: Path) -> None:
    """Two blocks at the same time, and one vehicle."""
    one = ["08:00,30,10,west,east,a", "08:40,30,10,east,west,a"]
    other = ["08:05,30,10,west,east,b", "08:45,30,10,east,west,b"]
    world = BusWorld(tmp_path, [*one, *other], DEPOT)
    trips, _ = world.run()
    assert sorted(trips["state"].tolist()) == [RUN, RUN, CANCELLED, CANCELLED]


def test_a_depot_sends_the_vehicle_with_the_most_energy(tmp_path: Path) -> None:
    morning = [f"0{hour}:00,30,20,west,west,{hour}" for hour in (6, 7)]
    slow = site(station(("ac-7", 1), ("dc-30", 1)))
    trips, _ = BusWorld(tmp_path, morning, slow, vehicles=3).run()
    assert trips["vehicle"].tolist() == [0, 1]


def test_the_energy_of_a_bus_at_the_plug_counts_as_it_is_now(tmp_path: Path) -> None:
    """Back with 40 kWh at 06:30, it has 87 at 07:20; the step of an hour must not hide it."""
    day = ["06:00,30,60,west,west,a", "07:20,70,70,west,west,b"]
    trips, _ = BusWorld(tmp_path, day, DEPOT, step_minutes=60).run()
    assert trips["state"].tolist() == [RUN, RUN]
    assert trips["depart_s"][1] == 7 * HOUR_S + 1200.0


def test_terminal_charging_begins_on_arrival_and_stops_at_departure(tmp_path: Path) -> None:
    terminal = site(station(("dc-60", 4)), station(("dc-60", 1), name="end"))
    block = _there_and_back("08:00", "08:45", km=30.0)
    world = BusWorld(tmp_path, block, terminal, east_station="end")
    trips, sessions = world.run()
    first = sessions[0]
    assert (first["start_s"], first["end_s"]) == (8.5 * HOUR_S, 8.75 * HOUR_S)
    assert first["reason"] == DEPARTURE
    assert first["end_kwh"] - first["start_kwh"] == pytest.approx(CHARGE_KW / 4.0)
    assert trips["depart_s"][1] == 8.75 * HOUR_S
    assert trips["end_kwh"][1] == pytest.approx(100.0 - 60.0 + CHARGE_KW / 4.0)


def test_a_short_layover_is_not_used_for_charging(tmp_path: Path) -> None:
    terminal = site(station(("dc-60", 4)), station(("dc-60", 1), name="end"))
    world = BusWorld(
        tmp_path,
        _there_and_back("08:00", "08:45"),
        terminal,
        east_station="end",
        terminal_charging_min_minutes=16.0,
    )
    _, sessions = world.run()
    assert world.crowd.power.stations["total_kwh"][1] == 0.0
    assert sessions.size == 1


def test_buses_use_only_plugs_that_fit_them(tmp_path: Path) -> None:
    """The bus has a DC inlet; the AC plugs of its station stand empty."""
    mixed = site(station(("ac-60", 2), ("dc-60", 1)))
    ways = [f"08:00,30,30,west,east,{name}" for name in "ab"]
    ways[1] = ways[1].replace("08:00", "08:10")
    _, sessions = BusWorld(tmp_path, ways, mixed, vehicles=2, east_station="st").run()
    assert sessions.size == 2
    assert sessions["plug"].tolist() == [2, 2]
    assert sessions["start_s"][1] == pytest.approx(sessions["end_s"][0])


def test_fuel_buses_never_charge_and_never_run_short(tmp_path: Path) -> None:
    block = _there_and_back(*(f"{hour:02}:00" for hour in range(6, 23)), km=50.0)
    world = BusWorld(tmp_path, block, DEPOT, bus=DIESEL_BUS)
    trips, sessions = world.run()
    assert (trips["state"] == RUN).all()
    assert sessions.size == 0
    assert world.crowd.power.vehicles["km"][0] == 17 * 50.0
    assert world.crowd.power.vehicles["driven_kwh"][0] == 0.0


def test_the_clock_never_goes_back(tmp_path: Path) -> None:
    """Tomorrow's first bus leaves the depot before today's last, while others charge."""
    evening = [f"22:0{k},60,50,west,west,c{k}" for k in range(3)]
    night = ["00:05,30,10,east,east,a", "24:10,30,10,east,east,b", *evening]
    world = BusWorld(tmp_path, night, DEPOT, vehicles=3, east=FAR, days=3)
    meta, look_s = world.crowd.power.meta[0], 60.0
    for look in range(int(world.grid.end_s / look_s)):
        events = int(meta["events"])
        world.crowd.advance((look + 1) * look_s)
        assert meta["events"] == events or meta["now_s"] >= look * look_s
    trips, _ = world.run()
    due = trips["day"] * 86_400.0 + world.crowd.lines.trips["depart_s"][trips["trip"]]
    ran = trips["state"] == RUN
    assert ran.sum() >= 12
    assert (trips["depart_s"] - due)[ran].max() <= 20.0 * 60.0


@pytest.mark.parametrize("vehicles", [2, 3, 6])
def test_books_and_reserve_over_a_busy_week(tmp_path: Path, vehicles: int) -> None:
    trips_of_day = [
        f"{hour:02}:{minute:02},25,15,{ends},"
        for hour in range(5, 23)
        for minute, ends in ((0, "west,east"), (30, "east,west"))
    ]
    world = BusWorld(
        tmp_path, trips_of_day, DEPOT, vehicles=vehicles, east=FAR, days=7, soc_start=0.6
    )
    trips, sessions = world.run()
    ran = trips["state"] == RUN
    assert trips.size == 7 * len(trips_of_day)
    assert len({(row["day"], row["trip"]) for row in trips}) == trips.size
    assert trips["end_kwh"][ran].min() >= 10.0 - 1e-9
    state = world.crowd.power.vehicles
    after = world.start_kwh + state["charged_kwh"] - state["driven_kwh"]
    assert state["energy_kwh"] == pytest.approx(after)
    assert state["charged_kwh"].sum() == pytest.approx(
        (sessions["end_kwh"] - sessions["start_kwh"]).sum()
    )
    assert state["towed_kwh"].sum() == 0.0
    assert (trips["depart_s"] - trips["day"] * 86_400.0)[ran].min() >= 5 * HOUR_S


def _taken_terminal(tmp_path: Path, *, books: bool) -> BusWorld:
    """Two buses of two lines' ends meet at one plug in the east; the second has booked it."""
    end = station(("dc-60", 1), name="end", reservations=["buses"] if books else [])
    terminal = site(station(("dc-60", 4)), end)
    first = ["08:00,20,10,west,east,a", "08:50,30,10,east,west,a"]
    other = ["07:55,30,10,west,east,b", "08:45,30,10,east,west,b"]
    return BusWorld(tmp_path, [*first, *other], terminal, vehicles=2, east_station="end")


def test_a_booked_plug_is_kept_for_the_bus_on_its_way(tmp_path: Path) -> None:
    """Both leave about eight; who left first has booked and gets the plug though it comes later."""
    for books, begins in ((True, 8 * HOUR_S + 1500.0), (False, 8 * HOUR_S + 1200.0)):
        world = _taken_terminal(tmp_path, books=books)
        _, sessions = world.run()
        at_end = sessions[sessions["plug"] == 4]
        assert at_end["start_s"].tolist() == [begins]
        assert world.crowd.power.pools["booked"].tolist() == [0, 0]
        assert (world.crowd.power.vehicles["booking"] == -1).all()
