"""Charging in the cold: what a cold battery takes, what its heater draws; and it all adds up."""

from typing import Any

import numpy as np
import pytest

from sim.crowd.records import Table
from sim.crowd.state import FULL
from sim.models.battery_temperature import excess_after
from sim.models.charge_curve import charge, load_curves
from sim.models.vehicle import vehicle
from sim.scenario.batteries import Batteries
from tests.support.crowd_world import EQUAL_SHARE, CarWorld, cars, charging_network, site, station

BUS = vehicle("yutong-e12")
DC = 0.94
PLUGS = charging_network(site(station(("dc-180", 3))))
WANTED_KWH = 200.0
COLD_C = -12.0


def charged(
    ambient_c: float, batteries: Batteries | None, net: Any = PLUGS, count: int = 1
) -> Table:
    """Return the sessions of buses that come at 1 o'clock and want 200 kWh."""
    come = np.full(count, 3600.0)
    some = cars(come, energy_kwh=WANTED_KWH)
    world = CarWorld(net, some, types=[BUS], ambient_c=ambient_c, batteries=batteries)
    return world.finish()


def test_warm_batteries_do_not_notice() -> None:
    """To the last bit the same as without any model of temperature."""
    plain, modelled = charged(25.0, None), charged(25.0, Batteries())
    for name in ("end_s", "end_kwh", "drawn_kwh", "heater_kwh"):
        assert modelled[name].tolist() == plain[name].tolist()
    curves, names = load_curves()
    _, hours = charge(curves, names.index("dc-lfp"), 324.0, 150.0, 180.0 * DC, 124.0, 324.0, np.inf)
    assert plain["end_s"][0] - 3600.0 == pytest.approx(hours * 3600.0, rel=1e-9)


def test_the_cold_takes_longer_and_the_heater_is_paid_for() -> None:
    warm = charged(25.0, Batteries())[0]
    cold, unheated = (charged(COLD_C, Batteries(heater=heater))[0] for heater in (True, False))
    assert cold["reason"] == FULL and cold["end_s"] > warm["end_s"] + 1800.0
    assert unheated["end_s"] > cold["end_s"] + 3600.0
    assert cold["start_c"] == pytest.approx(COLD_C) and cold["end_c"] > 9.0
    assert cold["heater_kwh"] > 5.0 and unheated["heater_kwh"] == 0.0
    for row in (cold, warm):
        into_battery = row["end_kwh"] - row["start_kwh"]
        assert row["drawn_kwh"] == pytest.approx(into_battery / DC + row["heater_kwh"], rel=1e-9)


def test_heat_of_a_session_is_what_it_lost_and_what_the_heater_gave() -> None:
    """The end temperature is the closed form with the mean heat, for heat spread nearly evenly."""
    row = charged(2.0, Batteries(cold_limits=False))[0]
    hours = (row["end_s"] - row["start_s"]) / 3600.0
    world = CarWorld(PLUGS, cars([0.0]), types=[BUS], ambient_c=2.0, batteries=Batteries())
    warmth = world.power.warmth
    gained = row["end_kwh"] - row["start_kwh"]
    heat_kw = (BUS.pack.loss_share * gained + DC * row["heater_kwh"]) / hours
    expected = 2.0 + excess_after(warmth, 0, 0.0, heat_kw, hours)
    assert row["end_c"] == pytest.approx(expected, abs=0.6)


def test_limits_hold_while_heaters_work() -> None:
    limit_kw = 60.0
    net = charging_network(site(station(("dc-180", 3)), limit_kw=limit_kw, **EQUAL_SHARE))
    come = cars(np.full(3, 3600.0), energy_kwh=WANTED_KWH, stays=1, leave_s=80000.0)
    world = CarWorld(net, come, types=[BUS], ambient_c=COLD_C, batteries=Batteries())
    rows = world.finish()
    assert world.crowd.station_kw.max() <= limit_kw * (1.0 + 1e-6)
    assert (rows["heater_kwh"] > 0.0).all()
    taken = world.crowd.station_kw.sum() * world.grid.step_h
    assert rows["drawn_kwh"].sum() == pytest.approx(taken, rel=1e-5)


def test_cars_from_a_garage_are_warm() -> None:
    row = charged(COLD_C, Batteries(arriving_above_c=15.0))[0]
    assert row["start_c"] == pytest.approx(15.0)
    assert row["heater_kwh"] == 0.0
    warmer_outside = charged(20.0, Batteries(arriving_above_c=15.0))[0]
    assert warmer_outside["start_c"] == pytest.approx(20.0)
