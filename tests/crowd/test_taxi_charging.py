"""When taxis charge: by price, before a hand-over, at meals; where; and what strands."""

import numpy as np
import pytest

from sim.crowd.state import CHARGING, FULL, IDLE, PAUSED, TO_STATION
from sim.inputs.distance import straight_km
from sim.tables import table
from tests.support.crowd_world import site, station
from tests.support.taxi_world import GAS_TAXI, TaxiWorld

HOUR_S = 3600.0
STATION = site(station(("dc-60", 2)))
DEAR_MORNING = np.where(np.arange(24) < 4, 1.5, 0.5)
"""Four hours at 1.5 CNY/kWh, then 0.5."""
WAY_KWH = 0.2
"""1 km to the station at 0.2 kWh a km."""


def _world(soc: float, *sites, cny_per_kwh=1.0, **fleet) -> TaxiWorld:
    return TaxiWorld(
        [1], *(sites or [STATION]), soc_start=soc, cny_per_kwh=cny_per_kwh, soc_target=0.9, **fleet
    )


def test_who_can_wait_for_the_cheap_hour_does() -> None:
    """0.25 is below 0.3 and above 0.2: from two hours before the cheap hour on it waits."""
    world = _world(0.25, cny_per_kwh=DEAR_MORNING, charging={"wait_hours": 4})
    world.until(3.9 * HOUR_S)
    assert world.vehicles["state"][0] == IDLE
    sessions = world.finish()
    assert 4.0 * HOUR_S <= sessions["start_s"][0] < 4.5 * HOUR_S
    assert sessions["reason"].tolist() == [FULL]


def test_nobody_waits_for_what_is_too_far_ahead_or_with_too_little() -> None:
    for soc, hours in ((0.25, 2), (0.19, 4)):
        world = _world(soc, cny_per_kwh=DEAR_MORNING, charging={"wait_hours": hours})
        assert world.finish()["start_s"][0] < 0.5 * HOUR_S


@pytest.mark.parametrize(("soc", "when_h"), [(0.45, 4.0), (0.55, None)])
def test_in_a_cheap_hour_the_idle_charge_earlier(soc: float, when_h: float | None) -> None:
    price = np.where((np.arange(24) >= 4) & (np.arange(24) < 6), 0.5, 1.0)
    sessions = _world(soc, cny_per_kwh=price).finish()
    if when_h is None:
        assert sessions.size == 0
    else:
        assert when_h * HOUR_S <= sessions["start_s"][0] < (when_h + 0.5) * HOUR_S


def test_a_flat_price_changes_nothing() -> None:
    assert _world(0.45).finish().size == 0
    assert _world(0.25).finish()["start_s"][0] < 0.5 * HOUR_S


def test_before_a_hand_over_the_taxi_is_charged() -> None:
    shifts = [{"at": "05:00", "spread_minutes": 0.0, "minutes": 20.0}]
    world = _world(0.45, shifts=shifts)
    world.until(3.9 * HOUR_S)
    assert world.vehicles["state"][0] == IDLE
    world.until(5.5 * HOUR_S)
    assert world.vehicles["energy_kwh"][0] == pytest.approx(45.0)
    sessions = world.finish()
    assert 4.0 * HOUR_S <= sessions["start_s"][0] < 4.5 * HOUR_S
    assert world.vehicles["paused_s"][0] == 1200.0
    assert _world(0.55, shifts=shifts).finish().size == 0


MEAL = [{"at": "12:00", "spread_minutes": 0.0, "minutes": 40.0}]


def test_who_eats_charges_meanwhile() -> None:
    """50 kWh from 65 % to 90 % at 60 kW take some 13 minutes; the meal ends 40 after arrival."""
    world = _world(0.65, meal_breaks=MEAL)
    world.until(12.5 * HOUR_S)
    began_s = (
        float(world.vehicles["away_since_s"][0]) if world.vehicles["state"][0] != PAUSED else 0
    )
    sessions = world.finish()
    assert sessions.size == 1 and 12.0 * HOUR_S <= sessions["arrive_s"][0] < 12.4 * HOUR_S
    assert began_s == 0  # it is full by now, and rests
    assert world.vehicles["away_s"][0] == 0.0
    assert world.vehicles["paused_s"][0] == pytest.approx(2400.0 + 120.0)  # with the drive there
    assert world.vehicles["rest_until_s"][0] == sessions["arrive_s"][0] + 2400.0


def test_the_full_and_gas_taxis_eat_without_charging() -> None:
    for world in (_world(0.75, meal_breaks=MEAL), TaxiWorld([1], taxi=GAS_TAXI, meal_breaks=MEAL)):
        assert world.finish().size == 0
        assert world.vehicles["paused_s"][0] == 2400.0


def test_meals_come_every_day() -> None:
    meals = [{"at": at, "spread_minutes": 0.0, "minutes": 30.0} for at in ("18:00", "12:00")]
    world = TaxiWorld([1], taxi=GAS_TAXI, meal_breaks=meals, days=3)
    for day in range(3):
        for hour in (12.4, 18.4):
            world.until((24.0 * day + hour) * HOUR_S)
            assert world.vehicles["state"][0] == PAUSED
            world.until((24.0 * day + hour + 0.5) * HOUR_S)
            assert world.vehicles["state"][0] == IDLE
    world.finish()
    assert world.vehicles["paused_s"][0] == 6 * 1800.0


def _two(near_fee: float, far_fee: float) -> list[dict]:
    """Two stations: the second is further away by 0.09 degrees of latitude, 10 km."""
    far = site(station(("dc-60", 1), name="far", service_fee_cny_per_kwh=far_fee), name="f")
    far["position"] = {"latitude": 36.15, "longitude": 103.80}
    near = site(station(("dc-60", 1), name="near", service_fee_cny_per_kwh=near_fee), name="n")
    return [near, far]


@pytest.mark.parametrize(("cheaper_cny", "chosen"), [(-0.01, 0), (0.01, 1)])
def test_the_cheaper_station_is_worth_the_way_up_to_the_value_of_time(
    cheaper_cny: float, chosen: int
) -> None:
    """The fee at which both cost the same: way, time at the plug and energy, at 20 CNY/h."""
    near_deg, far_deg = np.array([[36.06, 103.8]]), np.array([[36.15, 103.8]])
    near_km, far_km = 1.0, straight_km(near_deg, far_deg).item()
    near_kwh, far_kwh = 45.0 - 14.5 + 0.2 * near_km, 45.0 - 14.5 + 0.2 * far_km
    efficiency = float(table("chargers").loc["dc-60", "efficiency"])
    time_cny = 20.0 * ((far_km - near_km) / 30.0 + (far_kwh - near_kwh) / (60.0 * efficiency))
    even_cny = (near_kwh * 1.5 - time_cny * efficiency) / far_kwh - 1.0
    assert 0.1 < even_cny < 0.5
    fees = 0.5, even_cny - cheaper_cny
    world = _world(0.29, *_two(*fees), charging={"time_cny_per_h": 20.0})
    assert world.finish()["plug"].tolist() == [chosen]


def test_time_lost_to_charging_is_drive_queue_and_plug() -> None:
    world = _world(0.29)
    sessions = world.finish()
    left_s = sessions["arrive_s"][0] - 120.0
    assert world.vehicles["away_s"][0] == pytest.approx(sessions["end_s"][0] - left_s)
    assert world.vehicles["station_km"][0] == 1.0


def test_a_taxi_that_would_strand_is_towed_and_counted() -> None:
    """5.1 kWh are 0.1 above the floor: 1 km would take 0.2 of it."""
    world = _world(0.102, soc_reserve=0.1)
    world.until(0.5 * HOUR_S)
    assert world.vehicles["state"][0] == TO_STATION
    assert (world.vehicles["towed"][0], world.crowd.power.meta["towed"][0]) == (1, 1)
    assert world.vehicles["energy_kwh"][0] == pytest.approx(5.1)
    sessions = world.finish()
    assert sessions["arrive_s"][0] > 2.0 * HOUR_S
    assert (world.vehicles["km"][0], world.vehicles["towed_kwh"][0]) == (0.0, 0.0)
    assert world.vehicles["state"][0] != CHARGING


@pytest.mark.parametrize("seed", range(3))
def test_the_floor_holds_and_time_adds_up_in_a_busy_day(seed: int) -> None:
    price = np.where(np.arange(24) % 6 < 2, 0.4, 1.0)
    world = TaxiWorld(
        [8, 8, 4],
        STATION,
        requests_per_h=40.0,
        cny_per_kwh=price,
        soc_start=0.5,
        days=2,
        replication=seed,
        meal_breaks=MEAL,
        cruise_km_per_h=8.0,
        shifts=[{"at": "05:00"}, {"at": "17:00"}],
    )
    for hour in range(48):
        world.until(hour * HOUR_S)
        assert world.vehicles["energy_kwh"].min() >= 0.1 * 50.0 - 1e-9
    world.finish()
    spent_s = world.vehicles["away_s"] + world.vehicles["paused_s"]
    assert (world.vehicles["away_s"] >= 0.0).all() and (world.vehicles["paused_s"] > 0.0).all()
    assert (spent_s <= 48 * HOUR_S).all()
    after = world.start_kwh + world.vehicles["charged_kwh"] - world.vehicles["driven_kwh"]
    assert world.vehicles["energy_kwh"] == pytest.approx(after)
