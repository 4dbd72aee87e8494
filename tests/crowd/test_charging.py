"""Plugs and queues: who charges when, what ends a session, outages and repairs."""

import numpy as np
import pytest

from sim.crowd.agenda import NEVER
from sim.crowd.state import END_OF_RUN, FULL, LEFT, OUTAGE
from sim.models.charge_curve import charge, load_curves
from tests.support.crowd_world import CarWorld, cars, charging_network, site, station

DC, AC = 0.94, 0.90
ONE_PLUG = charging_network(site(station(("ac-7", 1))))
TWO_PLUGS = charging_network(site(station(("ac-7", 2))))
HOUR_S = 3600.0


def _hours_for(energy_kwh: float) -> float:
    """Return the time on AC 7 kW from 60 − energy to 60 kWh, by the curve alone."""
    curves, names = load_curves()
    curve = names.index("dc-nmc")
    return float(charge(curves, curve, 60.0, 100.0, 7.0 * AC, 60.0 - energy_kwh, 60.0, np.inf)[1])


def test_a_session_lasts_as_long_as_the_curve_says() -> None:
    rows = CarWorld(ONE_PLUG, cars([100.0], energy_kwh=12.0)).finish()
    assert rows["reason"].tolist() == [FULL]
    assert rows["end_s"][0] - 100.0 == pytest.approx(_hours_for(12.0) * HOUR_S, rel=1e-12)
    assert rows["start_kwh"][0] == 48.0
    assert rows["end_kwh"][0] == pytest.approx(60.0, rel=1e-12)
    assert rows["drawn_kwh"][0] == pytest.approx(12.0 / AC, rel=1e-12)


def test_first_come_first_served() -> None:
    rows = CarWorld(ONE_PLUG, cars([0.0, 10.0, 20.0, 30.0])).finish()
    assert rows["user"].tolist() == [0, 1, 2, 3]
    assert rows["start_s"][1:] == pytest.approx(rows["end_s"][:-1])


def test_who_loses_patience_leaves_from_the_middle_of_the_queue() -> None:
    impatient = np.array([np.inf, np.inf, 600.0, np.inf])
    world = CarWorld(ONE_PLUG, cars([0.0, 10.0, 20.0, 30.0], patience_s=impatient))
    world.until(900.0)
    assert world.power.pools["queue"][0] == 2
    assert world.power.balked.sum() == 1
    assert world.finish()["user"].tolist() == [0, 1, 3]
    assert world.power.balked[0, 0, 0] == 1


@pytest.mark.parametrize(("patience_s", "served"), [(-1.0, False), (1.0, True)])
def test_patience_ends_to_the_second_not_to_the_step(patience_s: float, served: bool) -> None:
    first_goes_s = _hours_for(5.0) * HOUR_S
    some = cars([0.0, 10.0], patience_s=np.array([np.inf, first_goes_s - 10.0 + patience_s]))
    rows = CarWorld(ONE_PLUG, some, step_minutes=60).finish()
    assert rows["user"].tolist() == ([0, 1] if served else [0])


def test_a_car_whose_stay_is_over_does_not_plug_in() -> None:
    some = cars([0.0, 10.0], leave_s=np.array([7200.0, 3600.0]), stays=1)
    world = CarWorld(ONE_PLUG, some)
    assert world.finish()["user"].tolist() == [0]
    assert world.power.balked.sum() == 1


def test_who_stays_keeps_the_plug_when_full_and_draws_nothing_more() -> None:
    some = cars([0.0, 0.0], leave_s=np.array([NEVER, 40_000.0]), stays=1)
    some["stay_s"][0] = 30_000.0
    rows = CarWorld(TWO_PLUGS, some).finish()
    assert rows["end_s"].tolist() == [30_000.0, 40_000.0]
    assert rows["reason"].tolist() == [LEFT, LEFT]
    assert rows["end_kwh"] == pytest.approx([60.0, 60.0])
    assert rows["drawn_kwh"] == pytest.approx([5.0 / AC] * 2)


def test_who_leaves_early_has_what_was_charged() -> None:
    rows = CarWorld(ONE_PLUG, cars([0.0], energy_kwh=40.0, leave_s=HOUR_S)).finish()
    assert rows["reason"].tolist() == [LEFT]
    assert rows["drawn_kwh"][0] == pytest.approx(7.0)


def test_a_car_wants_no_more_than_its_battery_holds() -> None:
    rows = CarWorld(ONE_PLUG, cars([0.0], energy_kwh=75.0)).finish()
    assert rows["start_kwh"][0] == 0.0
    assert rows["end_kwh"][0] == pytest.approx(60.0)


def test_sessions_that_are_open_at_the_end_are_closed_and_counted() -> None:
    rows = CarWorld(ONE_PLUG, cars([86_400.0 - HOUR_S, 86_400.0 - 60.0], energy_kwh=30.0)).finish()
    assert rows["reason"].tolist() == [END_OF_RUN]
    assert rows["drawn_kwh"][0] == pytest.approx(7.0)


def test_who_waits_at_the_end_is_still_there() -> None:
    world = CarWorld(ONE_PLUG, cars([80_000.0, 80_010.0, 80_020.0], energy_kwh=50.0))
    assert world.finish()["user"].tolist() == [0]
    assert world.power.pools["head"][0] == 1
    assert world.power.users["next"][1] == 2


def test_nothing_happens_at_the_very_end() -> None:
    """A period covers its days up to, and not including, the last midnight."""
    some = cars([86_300.0, 86_400.0], leave_s=np.array([86_400.0, np.inf]))
    world = CarWorld(TWO_PLUGS, some)
    rows = world.finish()
    assert rows["reason"].tolist() == [END_OF_RUN]
    assert world.power.meta["next_car"][0] == 1


def test_a_broken_plug_ends_the_session_and_the_queue_waits_for_the_repair() -> None:
    world = CarWorld(ONE_PLUG, cars([0.0, 60.0]))
    world.until(1800.0)
    world.crowd.fail_plug(0, 1800.0)
    assert world.power.pools["free"][0] == 0
    world.until(7200.0)
    assert world.power.stations["total_kwh"].sum() == pytest.approx(3.5)
    world.crowd.repair_plug(0, 7200.0)
    rows = world.finish()
    assert rows["reason"].tolist() == [OUTAGE, FULL]
    assert rows["end_s"][0] == 1800.0
    assert rows["start_s"][1] == 7200.0
    assert world.power.pools["down"][0] == 0
    assert world.power.pools["free"][0] == 1


def test_a_broken_free_plug_is_not_used_until_it_is_repaired() -> None:
    world = CarWorld(TWO_PLUGS, cars([100.0, 110.0, 50_000.0]))
    world.crowd.fail_plug(0, 0.0)
    assert world.power.pools["free"][0] == 1
    world.until(300.0)
    assert world.power.plugs["user"].tolist() == [-1, 0]
    assert world.power.pools["queue"][0] == 1
    world.until(600.0)
    world.crowd.repair_plug(0, 600.0)
    assert world.power.plugs["user"].tolist() == [1, 0]
    rows = world.finish()
    assert rows[rows["user"] == 1]["start_s"][0] == 600.0
    assert rows.size == 3


def test_a_queue_moves_to_the_plug_that_works() -> None:
    """One of two plugs breaks under its car: two more cars follow one another on the other."""
    world = CarWorld(TWO_PLUGS, cars([0.0, 0.0, 30.0, 60.0]))
    world.until(600.0)
    world.crowd.fail_plug(0, 600.0)
    rows = world.finish()
    assert rows["user"].tolist() == [0, 1, 2, 3]
    assert rows["plug"].tolist() == [0, 1, 1, 1]
    assert rows["start_s"][2:] == pytest.approx(rows["end_s"][1:3])


def test_steps_show_plugs_in_use_and_the_queue_at_their_end() -> None:
    world = CarWorld(TWO_PLUGS, cars([0.0, 400.0, 500.0, 550.0]))
    world.until(600.0)
    assert world.crowd.busy[0, :2].tolist() == [1.0, 2.0]
    assert world.crowd.queue[0, :2].tolist() == [0.0, 2.0]
    assert world.crowd.station_kw[0, :2] == pytest.approx([7.0, 7.0 * (1.0 + 200.0 / 300.0)])


def test_rows_are_collected_however_many_there_are() -> None:
    """More sessions than the table of rows holds at a time: none is lost."""
    arrive_s = np.arange(100_000) * 60.0
    some = cars(arrive_s, energy_kwh=1e-3)
    world = CarWorld(charging_network(site(station(("dc-60", 1)))), some, days=70, step_minutes=60)
    assert world.power.sessions.size < arrive_s.size
    came = int((arrive_s < world.grid.end_s).sum())
    world.crowd.advance(world.grid.end_s)
    world.crowd.finish()
    rows = world.sessions()
    assert rows.size == came
    assert (rows["user"] == np.arange(came)).all()


def test_a_car_takes_another_fitting_plug_of_its_station_before_it_waits() -> None:
    net = charging_network(site(station(("ac-7", 1), ("dc-60", 1))))
    rows = CarWorld(net, cars([0.0, 60.0, 120.0]), any_pool=True).finish()
    first_two = rows[np.argsort(rows["start_s"])][:2]
    assert first_two["start_s"].tolist() == [0.0, 60.0]
    assert first_two["plug"].tolist() == [0, 1]


def test_a_car_that_is_bound_to_a_plug_waits_for_it() -> None:
    """As a log says which plug was used, another that is free is not taken."""
    net = charging_network(site(station(("ac-7", 1), ("dc-60", 1))))
    rows = CarWorld(net, cars([0.0, 60.0], bound=1), any_pool=True).finish()
    rows = rows[np.argsort(rows["start_s"])]
    assert rows["plug"].tolist() == [0, 0]
    assert rows["start_s"][1] == rows["end_s"][0]
