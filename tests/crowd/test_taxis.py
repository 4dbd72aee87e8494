"""Taxis: dispatch, patience, waiting passengers, hand-overs, batteries, and the same requests."""

import numpy as np
import pytest

from sim.crowd.state import CHARGING, DRIVING, FULL, IDLE, PAUSED, QUEUED
from sim.inputs.trip_log import TripLog
from sim.verify.charging import erlang_b
from tests.support.crowd_world import site, station
from tests.support.taxi_world import GAS_TAXI, PICKUP_S, TaxiWorld

STATION = site(station(("dc-60", 2)))
INSIDE_S = 240.0
"""A trip of 2 km inside a zone at 30 km/h."""
BETWEEN_S = 1200.0
HOUR_S = 3600.0


def _wait_s(world: TaxiWorld) -> float:
    return float(world.hails.service["wait_s"].sum())


def test_the_nearest_taxi_is_sent() -> None:
    world = TaxiWorld([1, 1], taxi=GAS_TAXI)
    world.ask(60.0, origin=1, destination=0)
    assert world.vehicles["state"].tolist() == [IDLE, DRIVING]
    assert _wait_s(world) == PICKUP_S
    world.until(60.0 + PICKUP_S + BETWEEN_S)
    assert world.vehicles["zone"][1] == 0


def test_a_taxi_comes_from_another_zone_within_patience() -> None:
    world = TaxiWorld([1, 0], taxi=GAS_TAXI, patience_minutes=20.0)
    world.ask(60.0, origin=1, destination=1)
    assert world.vehicles["state"][0] == DRIVING
    assert _wait_s(world) == BETWEEN_S
    assert world.vehicles["km_empty"][0] == 10.0
    assert world.vehicles["km"][0] == 12.0


def test_nobody_comes_from_beyond_patience() -> None:
    world = TaxiWorld([1, 0], taxi=GAS_TAXI, patience_minutes=19.9)
    world.ask(60.0, origin=1, destination=1)
    assert world.vehicles["state"][0] == IDLE
    assert world.hails.waiting_count[0].tolist() == [0, 1]


def test_the_longest_idle_taxi_of_a_zone_goes_first() -> None:
    world = TaxiWorld([3], taxi=GAS_TAXI, idle_check_minutes=600.0)
    for order, at_s in enumerate((60.0, 70.0, 80.0)):
        world.ask(at_s, 0, 0)
        assert world.vehicles["state"].tolist().count(DRIVING) == order + 1
        assert world.vehicles["state"][order] == DRIVING
    world.ask(60.0 + PICKUP_S + INSIDE_S + 30.0, 0, 0)
    assert world.vehicles["trips"].tolist() == [2, 1, 1]


def test_a_waiting_passenger_gets_the_next_free_taxi() -> None:
    world = TaxiWorld([1], taxi=GAS_TAXI)
    world.ask(0.0, 0, 0)
    world.ask(60.0, 0, 0)
    world.until(HOUR_S)
    assert world.count("served") == 2
    free_s = PICKUP_S + INSIDE_S
    assert _wait_s(world) == PICKUP_S + (free_s + PICKUP_S - 60.0)


@pytest.mark.parametrize(("patience_s", "served"), [(539.0, 1), (541.0, 2)])
def test_patience_ends_to_the_second(patience_s: float, served: int) -> None:
    """The second passenger would be picked up 540 s after asking."""
    world = TaxiWorld([1], taxi=GAS_TAXI, patience_minutes=patience_s / 60.0)
    world.ask(0.0, 0, 0)
    world.ask(60.0, 0, 0)
    world.finish()
    assert (world.count("served"), world.count("lost")) == (served, 2 - served)


def test_of_those_who_wait_the_first_is_served_first() -> None:
    world = TaxiWorld([1], taxi=GAS_TAXI, patience_minutes=15.0)
    for at_s in (0.0, 60.0, 100.0):
        world.ask(at_s, 0, 0)
    world.finish()
    assert (world.count("served"), world.count("lost")) == (2, 1)
    assert _wait_s(world) == PICKUP_S + 540.0


def test_waiting_passengers_come_before_idling_elsewhere() -> None:
    """A taxi that becomes free in zone 0 drives to the passenger in zone 1."""
    world = TaxiWorld([1, 0], taxi=GAS_TAXI, patience_minutes=30.0)
    world.ask(0.0, 0, 0)
    world.ask(10.0, 1, 1)
    world.until(PICKUP_S + INSIDE_S)
    assert world.count("served") == 2
    assert _wait_s(world) == PICKUP_S + (PICKUP_S + INSIDE_S + BETWEEN_S - 10.0)


def test_a_battery_taxi_refuses_what_would_end_below_its_reserve() -> None:
    """50 kWh, 0.2 kWh a km: with 16 % it may drive 30 km less 1 km to the station and 10 %."""
    world = TaxiWorld([1, 0, 0, 0], STATION, soc_start=0.16, soc_charge_below=0.12)
    world.ask(0.0, origin=0, destination=3)  # 1.5 + 30 + 1 km: 6.5 kWh of 8, reserve 5
    assert world.vehicles["state"][0] == IDLE
    world.ask(10.0, origin=0, destination=1)  # 1.5 + 10 + 1 km: 2.5 kWh
    assert world.vehicles["state"][0] == DRIVING
    assert world.vehicles["energy_kwh"][0] == pytest.approx(8.0 - 0.2 * 11.5)


def test_a_low_battery_is_charged_to_the_target_and_the_taxi_returns() -> None:
    world = TaxiWorld([1], STATION, soc_start=0.31, soc_charge_below=0.3, soc_target=0.8)
    world.ask(60.0, 0, 0)
    world.until(60.0 + PICKUP_S + INSIDE_S + 121.0)  # 1 km to the station takes 120 s
    assert world.vehicles["state"][0] == CHARGING
    sessions = world.finish()
    assert sessions["reason"].tolist() == [FULL]
    assert sessions["start_kwh"][0] == pytest.approx(0.31 * 50.0 - 0.2 * (1.5 + 2.0 + 1.0))
    assert sessions["end_kwh"][0] == pytest.approx(40.0)
    assert world.vehicles["state"][0] == IDLE


def test_who_queues_too_long_tries_another_station() -> None:
    """Nothing works when it leaves; the other station is repaired while it queues."""
    two = site(station(("dc-60", 1), name="one"), station(("dc-60", 1), name="two"))
    world = TaxiWorld([1], two, soc_start=0.18, soc_charge_below=0.19, max_queue_minutes=30.0)
    world.crowd.fail_plug(0, 0.0)
    world.crowd.fail_plug(1, 0.0)
    world.until(2000.0)
    assert (world.vehicles["state"][0], world.vehicles["pool"][0]) == (QUEUED, 0)
    world.crowd.repair_plug(1, 2000.0)
    world.until(4000.0)
    assert (world.vehicles["state"][0], world.vehicles["pool"][0]) == (CHARGING, 1)
    assert world.crowd.power.meta["queue_left"][0] == 1
    assert world.crowd.power.pools["queue"].tolist() == [0, 0]


def test_a_broken_plug_sends_the_taxi_to_the_other() -> None:
    world = TaxiWorld([1], STATION, soc_start=0.18, soc_charge_below=0.8)
    world.until(1800.0)
    assert world.vehicles["plug"][0] == 0
    world.crowd.fail_plug(0, 1800.0)
    world.until(2400.0)
    assert world.vehicles["plug"][0] == 1
    sessions = world.finish()
    assert sessions["start_kwh"][1] == pytest.approx(sessions["end_kwh"][0] - 0.2)


def test_hand_overs_come_at_their_times() -> None:
    shifts = [{"at": at, "spread_minutes": 0.0, "minutes": 30.0} for at in ("17:00", "05:00")]
    world = TaxiWorld([1], taxi=GAS_TAXI, shifts=shifts, days=2)
    world.until(5.4 * HOUR_S)
    assert world.vehicles["state"][0] == PAUSED
    world.ask(5.4 * HOUR_S, 0, 0)
    assert world.vehicles["state"][0] == PAUSED
    world.until(5.5 * HOUR_S)  # who waits is taken as the pause ends
    assert world.count("served") == 1
    for hour in (17.4, 24.0 + 5.4, 24.0 + 17.4):  # a hand-over waits for the next look-around
        world.until((hour - 1.0) * HOUR_S)
        assert world.vehicles["state"][0] == IDLE
        world.until(hour * HOUR_S)
        assert world.vehicles["state"][0] == PAUSED
    assert world.vehicles["shift_s"][0] == (48.0 + 5.0) * HOUR_S


def test_drivers_change_at_home() -> None:
    shifts = [{"at": "05:00", "spread_minutes": 0.0, "minutes": 30.0}]
    world = TaxiWorld([1, 0], taxi=GAS_TAXI, shifts=shifts)
    world.ask(5.0 * HOUR_S - 60.0, origin=0, destination=1)
    world.until(5.0 * HOUR_S - 60.0 + PICKUP_S + BETWEEN_S)
    assert world.vehicles["state"][0] == PAUSED
    assert world.vehicles["zone"][0] == 0
    back_s = 5.0 * HOUR_S - 60.0 + PICKUP_S + 2.0 * BETWEEN_S + 1800.0
    world.until(back_s - 1.0)
    assert world.vehicles["state"][0] == PAUSED
    world.until(back_s)
    assert world.vehicles["state"][0] == IDLE


def test_idle_taxis_cruise_and_pay_for_it() -> None:
    world = TaxiWorld([1], STATION, cruise_km_per_h=10.0, soc_start=0.9)
    world.finish()
    assert world.vehicles["km"][0] >= 240.0 * 0.9
    assert world.vehicles["driven_kwh"][0] == pytest.approx(0.2 * world.vehicles["km"][0])


def test_idle_taxis_move_to_where_passengers_are_expected() -> None:
    world = TaxiWorld([4, 0], taxi=GAS_TAXI, origins=[0.0, 1.0], requests_per_h=1e-6)
    world.until(2.0 * HOUR_S)
    assert world.vehicles["zone"].tolist().count(1) >= 2
    assert world.hails.heading.sum() == 0


def _busy(taxis: int, **more: object) -> TaxiWorld:
    """Three zones and 60 requests an hour at day, 10 at night."""
    rates = np.where((np.arange(24) >= 7) & (np.arange(24) < 22), 60.0, 10.0)
    share = [taxis - 2 * (taxis // 3), taxis // 3, taxis // 3]
    stations = site(station(("dc-60", 3)), station(("ac-7", 2), name="slow"))
    return TaxiWorld(
        share,
        stations,
        requests_per_h=rates,
        origins=[0.5, 0.8, 1.0],
        destinations=[0.3, 0.6, 1.0],
        **{"days": 3, "patience_minutes": 25.0, "cruise_km_per_h": 8.0, **more},  # type: ignore[arg-type]
    )


def test_requests_are_the_same_whatever_the_fleet_does() -> None:
    few = _busy(5)
    many, gas, coarse = _busy(50), _busy(20, taxi=GAS_TAXI), _busy(20, step_minutes=60)
    for world in (few, many, gas, coarse):
        world.finish()
    asked = few.hails.service["requests"]
    assert asked.sum() > 2000
    for world in (many, gas, coarse):
        assert (world.hails.service["requests"] == asked).all()
    assert many.count("served") > few.count("served")


def test_requests_are_poisson_with_the_given_rates_and_zones() -> None:
    counts = np.sum([_requests(number) for number in range(4)], axis=0)  # [zones, hours]
    expected = 4 * 3 * (15 * 60.0 + 9 * 10.0)
    assert counts.sum() == pytest.approx(expected, abs=4.0 * np.sqrt(expected))
    by_hour = counts.sum(axis=0).reshape(3, 24).sum(axis=0)
    assert by_hour[7:22] == pytest.approx(np.full(15, 720.0), abs=4.5 * np.sqrt(720.0))
    assert by_hour[0:7] == pytest.approx(np.full(7, 120.0), abs=4.5 * np.sqrt(120.0))
    by_zone = counts.sum(axis=1) / counts.sum()
    assert by_zone == pytest.approx([0.5, 0.3, 0.2], abs=0.02)


def _requests(replication: int) -> np.ndarray:
    world = _busy(1, taxi=GAS_TAXI, replication=replication)
    world.finish()
    return np.asarray(world.hails.service["requests"][0])


def test_replications_differ() -> None:
    assert not (_requests(0) == _requests(1)).all()


@pytest.mark.parametrize("taxis", [4, 15, 60])
def test_books_reserve_and_the_lists_of_the_idle(taxis: int) -> None:
    world = _busy(taxis, boarding_minutes=1.5, shifts=[{"at": "05:00"}, {"at": "17:00"}])
    for half_hour in range(2 * 72):
        world.until(half_hour * 1800.0)
        _check_idle(world)
        assert world.vehicles["energy_kwh"].min() >= 0.1 * 50.0 - 1e-9
    sessions = world.finish()
    assert sessions.size > 0
    waiting = int(world.hails.waiting_count.sum())
    assert world.count("requests") == world.count("served") + world.count("lost") + waiting
    assert world.hails.waits.sum() == world.count("served")
    assert world.vehicles["trips"].sum() == world.count("served")
    assert world.vehicles["towed_kwh"].sum() == 0.0
    after = world.start_kwh + world.vehicles["charged_kwh"] - world.vehicles["driven_kwh"]
    assert world.vehicles["energy_kwh"] == pytest.approx(after)
    assert _wait_s(world) <= world.count("served") * 25.0 * 60.0


def _check_idle(world: TaxiWorld) -> None:
    """Every idle taxi stands once in the list of its zone, and nobody else does."""
    listed = []
    for zone in range(3):
        number, before, count = int(world.hails.idle_head[0, zone]), -1, 0
        while number >= 0:
            assert world.vehicles["zone"][number] == zone
            assert world.vehicles["previous"][number] == before
            listed.append(number)
            number, before, count = int(world.vehicles["next"][number]), number, count + 1
        assert world.hails.idle_tail[0, zone] == before
        assert world.hails.idle_count[0, zone] == count
    assert sorted(listed) == np.flatnonzero(world.vehicles["state"] == IDLE).tolist()
    assert (world.hails.heading >= 0).all()


def _log(time_s, seconds, km=2.0, fare_cny=11.0) -> TripLog:
    zero, one = np.zeros(len(time_s), np.int32), np.ones(len(time_s))
    return TripLog(
        np.asarray(time_s), zero, zero, np.asarray(seconds), km * one, one, fare_cny * one
    )


def test_logged_trips_come_as_they_were() -> None:
    world = TaxiWorld([1], taxi=GAS_TAXI, log=_log([100.0, 5000.0], [600.0, 900.0], km=7.5))
    world.until(100.0 + PICKUP_S + 599.0)
    assert world.vehicles["state"][0] == DRIVING
    world.until(100.0 + PICKUP_S + 600.0)
    assert world.vehicles["state"][0] == IDLE
    world.finish()
    assert (world.count("requests"), world.count("served")) == (2, 2)
    assert world.vehicles["km"][0] == 2 * (7.5 + 1.5)
    assert world.hails.service["fare_cny"].sum() == 22.0


def test_loss_of_exponential_trips_is_erlangs() -> None:
    """One zone, 5 taxis, no patience: M/M/5/5 at 4 erlang loses B = 0.199 (Erlang 1917).

    And request by request it is what a few lines of Python say.
    """
    draws = np.random.default_rng(3)
    time_s = np.cumsum(draws.exponential(150.0, 60_000))
    log = _log(time_s, draws.exponential(600.0, len(time_s)))
    world = TaxiWorld(
        [5],
        taxi=GAS_TAXI,
        log=log,
        days=int(time_s[-1] / 86400.0) + 1,
        step_minutes=60,
        patience_minutes=0.0005,
        pickup_s=0.0005 * 60.0,
    )
    world.finish()
    assert world.count("requests") == len(time_s)
    lost = world.count("lost")
    assert lost / len(time_s) == pytest.approx(erlang_b(4.0, 5), rel=0.04)
    busy_until, plain = [0.0] * 5, 0
    for at_s, seconds in zip(log.time_s, log.seconds, strict=True):
        first = min(range(5), key=busy_until.__getitem__)
        if busy_until[first] > at_s:
            plain += 1
        else:
            busy_until[first] = at_s + 0.03 + seconds
    assert lost == plain


def test_who_travels_otherwise_is_thinned_from_the_same_stream() -> None:
    """The remaining requests are those of the unthinned run: none is new, and 30 % are gone."""
    full = TaxiWorld([60], taxi=GAS_TAXI, requests_per_h=60.0, days=4)
    thin = TaxiWorld([60], taxi=GAS_TAXI, requests_per_h=60.0, days=4, moved_share=0.3)
    full.finish(), thin.finish()
    every, rest = full.hails.service["requests"], thin.hails.service["requests"]
    moved = thin.hails.service["moved"]
    assert (every == rest + moved).all()
    assert int(thin.hails.fleets["drawn"][0]) == int(full.hails.fleets["drawn"][0])
    expected = 0.3 * every.sum()
    assert abs(moved.sum() - expected) < 4.0 * np.sqrt(0.7 * expected)


def test_fares_of_served_and_lost() -> None:
    """2 km by day cost the fare to begin with, 10 CNY; at night 0.2 CNY a km more."""
    world = TaxiWorld([1], taxi=GAS_TAXI)
    for at_s in (8.0 * HOUR_S, 8.0 * HOUR_S + 60.0, 8.0 * HOUR_S + 61.0, 23.0 * HOUR_S):
        world.ask(at_s, 0, 0)
    world.finish()
    assert (world.count("served"), world.count("lost")) == (3, 1)
    assert world.hails.service["fare_cny"].sum() == pytest.approx(30.4)
    assert world.hails.service["lost_cny"].sum() == pytest.approx(10.0)
