"""What trips take from the battery in a run: as the model says, as was measured, preheated."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from sim.models.consumption import trip_kwh, warm_up_kwh
from sim.models.vehicle import vehicle
from tests.support.bus_world import BATTERY_BUS, BusWorld
from tests.support.crowd_world import site, station

DEPOT = site(station(("dc-60", 4)))
E12 = vehicle("yutong-e12")
HOUR_S = 3600.0


def test_a_trip_takes_what_the_model_says(tmp_path: Path) -> None:
    """Uphill, at −10 °C, with 30 aboard; back down with as many."""
    trips = ["08:00,30,10,west,east,a", "08:40,30,10,east,west,a"]
    world = BusWorld(
        tmp_path, trips, DEPOT, bus=E12, temperature_c=-10.0, aboard=30.0, east_m=1580.0
    )
    run, _ = world.run()
    options = {"passengers": 30.0, "rise_m": np.array([80.0, -80.0])}
    expected = trip_kwh(E12, 10.0, 1800.0, -10.0, **options)
    assert run["energy_kwh"] == pytest.approx(expected, rel=1e-6)
    assert run["energy_kwh"][0] > run["energy_kwh"][1] + 5.0


def test_a_cold_cabin_is_warmed_by_the_battery_at_pull_out(tmp_path: Path) -> None:
    """Eight hours after midnight it has cooled down but for a hundredth."""
    world = BusWorld(tmp_path, ["08:00,30,10,west,west,a"], DEPOT, bus=E12, temperature_c=-10.0)
    world.crowd.advance(8.1 * HOUR_S)
    warmed = float(world.crowd.power.vehicles["warmed_kwh"][0])
    cooling_s = float(world.crowd.power.types["cooling_s"][0])
    assert cooling_s == pytest.approx(0.4 / (0.4 * 0.5) * HOUR_S)
    whole = float(warm_up_kwh(E12, -10.0))
    assert warmed == pytest.approx(whole * (1.0 - np.exp(-8.0 * HOUR_S / cooling_s)), rel=1e-6)


def test_preheating_moves_the_warm_up_to_the_plug(tmp_path: Path) -> None:
    day = ["08:00,30,10,west,west,a"]
    options = {"bus": E12, "temperature_c": -10.0}
    cold = BusWorld(tmp_path, day, DEPOT, **options)
    warm = BusWorld(tmp_path, day, DEPOT, depot={"preheat_minutes": 30.0}, **options)
    ends = []
    for world in (cold, warm):
        world.crowd.advance(8.75 * HOUR_S)
        ends.append(float(world.crowd.power.vehicles["energy_kwh"][0]))
        assert world.crowd.power.vehicles["warmed_kwh"][0] > 4.0
    assert ends[1] - ends[0] == pytest.approx(cold.crowd.power.vehicles["warmed_kwh"][0])
    # The plug gave it back in time: before the pull-out there was a session of that energy.
    trips, sessions = warm.run()
    first = sessions[0]
    assert first["start_s"] == 7.5 * HOUR_S and first["end_s"] < 8.0 * HOUR_S
    gained = first["end_kwh"] - first["start_kwh"]
    assert gained == pytest.approx(warm.crowd.power.vehicles["warmed_kwh"][0])
    assert trips["energy_kwh"] == pytest.approx(trip_kwh(E12, 10.0, 1800.0, -10.0, passengers=0.0))


def test_preheating_at_a_plug_in_use_keeps_the_books(tmp_path: Path) -> None:
    """At half past seven it still charges; the session goes on."""
    world = BusWorld(
        tmp_path,
        ["08:00,30,10,west,west,a"],
        site(station(("dc-30", 1))),
        bus=E12,
        temperature_c=-10.0,
        depot={"preheat_minutes": 30.0},
        soc_start=0.2,
    )
    trips, sessions = world.run()
    state = world.crowd.power.vehicles[0]
    assert state["warmed_kwh"] > 4.0
    assert sessions["end_s"][0] == 8.0 * HOUR_S
    battery = world.start_kwh[0] + state["charged_kwh"] - state["driven_kwh"]
    assert state["energy_kwh"] == pytest.approx(battery)
    assert state["charged_kwh"] == pytest.approx(
        (sessions["end_kwh"] - sessions["start_kwh"]).sum()
    )
    assert trips.size == 1


def test_preheating_in_a_swap_bay_draws_no_power(tmp_path: Path) -> None:
    """The swap would take until nine; the bus leaves at eight with its own battery."""
    swap = {"vehicle": E12.id, "bays": 1, "minutes": 540.0, "batteries": 1}
    world = BusWorld(
        tmp_path,
        ["08:00,30,10,west,west,a"],
        site({"id": "st", "swap": {**swap, "soc_start": 1.0}}),
        bus=E12,
        temperature_c=-10.0,
        depot={"preheat_minutes": 30.0},
        soc_start=0.5,
    )
    world.crowd.advance(8.2 * HOUR_S)
    state = world.crowd.power.vehicles[0]
    assert state["warmed_kwh"] > 4.0
    assert state["charged_kwh"] == 0.0
    assert state["energy_kwh"] == pytest.approx(world.start_kwh[0] - state["driven_kwh"])
    assert world.crowd.station_kw.max() == 0.0


def test_who_is_preheated_is_sent(tmp_path: Path) -> None:
    """Number 2 has the most energy at eight, but number 1 had when one was preheated."""
    day = ["06:00,90,70,west,west,a", "08:00,30,10,west,west,b", "09:00,30,10,west,west,c"]
    world = BusWorld(
        tmp_path, day, DEPOT, bus=E12, vehicles=3, temperature_c=-10.0,
        depot={"preheat_minutes": 20.0},
    )  # fmt: skip
    trips, _ = world.run()
    assert len(set(trips["vehicle"].tolist())) == 3
    state = world.crowd.power.vehicles
    assert (state["warm"] == 0).all()
    # Three pull-outs, three times warmed: at the plug and never on the road.
    assert state["warmed_kwh"].sum() < 3.0 * float(warm_up_kwh(E12, -10.0))


def test_measurements_of_a_line_stand_in_the_place_of_the_model(tmp_path: Path) -> None:
    file = tmp_path / "measured.csv"
    file.write_text("line,temperature_c,kwh_per_km\n1,-10,1.3\n1,0,1.1\n")
    world = BusWorld(
        tmp_path, ["08:00,30,10,west,west,a"], DEPOT, bus=E12, temperature_c=-2.5, consumption=file
    )
    trips, _ = world.run()
    assert trips["energy_kwh"] == pytest.approx([11.5], rel=1e-6)


def test_downhill_a_full_battery_gains_nothing(tmp_path: Path) -> None:
    world = BusWorld(
        tmp_path, ["08:00,30,10,east,west,a"], DEPOT, bus=replace(E12, aux_base_kw=0.0),
        east_m=2900.0,
    )  # fmt: skip
    world.crowd.advance(9.0 * HOUR_S)
    vehicle_kwh = float(world.crowd.power.vehicles["energy_kwh"][0])
    assert vehicle_kwh == pytest.approx(E12.battery_kwh)


def test_trips_of_an_hour_share_their_traffic(tmp_path: Path) -> None:
    """Two buses that leave in one hour are slow together, others are not."""
    day = ["08:00,30,5,west,west,a", "08:20,30,5,west,west,b", "12:00,30,5,west,west,c"]
    world = BusWorld(
        tmp_path, day, DEPOT, bus=BATTERY_BUS, vehicles=3, days=200, run_time_hour_cv=0.2
    )
    trips, _ = world.run()
    ratio = ((trips["arrive_s"] - trips["depart_s"]) / 1800.0).reshape(200, 3)
    assert ratio[:, 0] == pytest.approx(ratio[:, 1])
    assert abs(np.corrcoef(ratio[:, 0], ratio[:, 2])[0, 1]) < 0.25
    assert ratio[:, 0].std() == pytest.approx(0.2, rel=0.2)
    assert ratio.mean() == pytest.approx(1.0, abs=0.04)
