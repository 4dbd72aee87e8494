"""What happens behind a transformer in a step: the meter, the battery, the room for charging."""

from typing import Any

import numpy as np
import numpy.typing as npt
import pytest

from sim.control.sites import Sites, balance, look_ahead, room_of, sites_of
from sim.scenario.site import Site
from tests.support.crowd_world import site

STEP_H = 0.25
VALLEY, FLAT, PEAK = 0, 1, 2


def _sites(
    *batteries: dict[str, Any],
    building: float = 0.0,
    heating: float = 0.0,
    cooling: float = 0.0,
    pv: float = 0.0,
    period: int = FLAT,
    keep: bool = True,
    transformer_kva: float = 100.0,
    steps: int = 3,
) -> Sites:
    values = site(controller="equal_share", keep_within_transformer=keep)
    values |= {
        "transformer_kva": transformer_kva,
        "batteries": [{"id": f"b{k}", **one} for k, one in enumerate(batteries)],
    }
    series = (np.full((1, steps), kw, np.float32) for kw in (building, heating, cooling, pv))
    return sites_of(
        (Site.model_validate(values),),
        *series,
        np.zeros(1, np.int32),
        np.full(steps, period, np.int8),
        np.zeros(steps, np.int16),
    )


def _room_kw(sites: Sites, step: int) -> float:
    room = room_of(1)
    look_ahead(sites, step, STEP_H, room)
    return float(room.limit_kw[0])


def _balance(sites: Sites, charging_kw: float = 0.0, steps: int = 1) -> Sites:
    station_kw = np.full((1, sites.net_kw.shape[1]), charging_kw, np.float32)
    for step in range(steps):
        balance(sites, step, STEP_H, station_kw)
    return sites


def test_the_meter_reads_all_loads_less_the_sun() -> None:
    sites = _balance(_sites(building=30.0, heating=20.0, cooling=5.0, pv=12.0), charging_kw=7.0)
    assert sites.net_kw[0].tolist() == [50.0, 0.0, 0.0]
    assert sites.charging_kw[0, 0] == 7.0
    assert sites.loading[0, 0] == pytest.approx(50.0 / 95.0)


def test_feeding_in_loads_a_transformer_too() -> None:
    sites = _balance(_sites(pv=190.0))
    assert sites.net_kw[0, 0] == -190.0
    assert sites.loading[0, 0] == pytest.approx(2.0)


def test_room_for_charging_is_what_the_rating_leaves() -> None:
    sites = _sites(building=30.0, heating=20.0, cooling=5.0, pv=12.0)
    assert _room_kw(sites, 1) == pytest.approx(95.0 - 55.0 + 12.0)
    assert _room_kw(_sites(building=120.0), 1) == pytest.approx(-25.0)


def test_room_is_added_up_in_64_bits() -> None:
    """In 32 bits the sum of these loads rounds by 2e-4 kW, more than the audit's 1e-6 allows."""
    loads = (8000.1234, 0.0371, 0.0093)
    building, heating, cooling = loads
    world = _sites(building=building, heating=heating, cooling=cooling, transformer_kva=8500.0)
    exact = 0.95 * 8500.0 - sum(float(np.float32(load)) for load in loads)
    assert _room_kw(world, 0) == pytest.approx(exact, abs=1e-9)


def test_a_site_that_is_not_held_has_all_the_room() -> None:
    assert _room_kw(_sites(building=500.0, keep=False), 0) == np.inf
    # After the last step there is nothing to hold.
    assert _room_kw(_sites(building=500.0), 3) == np.inf


BATTERY = {"capacity_kwh": 100.0, "power_kw": 40.0, "inverter": {"no_load": 0.0}}
"""All that it loses, its cells lose."""


def test_a_battery_takes_the_surplus_with_its_loss() -> None:
    sites = _balance(_sites(BATTERY, pv=30.0))
    assert sites.battery_kw[0, 0] == pytest.approx(30.0)
    assert sites.net_kw[0, 0] == pytest.approx(0.0, abs=1e-5)
    (battery,) = sites.batteries
    lost_kwh = float(battery["cells_kwh"])
    assert lost_kwh > 0.0
    assert battery["stored_kwh"] == pytest.approx(50.0 + 30.0 * STEP_H - lost_kwh)


def test_a_battery_gives_to_the_own_load_until_it_is_empty() -> None:
    sites = _balance(_sites(BATTERY, building=90.0, steps=8), steps=8)
    assert sites.battery_kw[0, 0] == pytest.approx(-40.0)
    assert sites.batteries["stored_kwh"][0] == pytest.approx(10.0)
    given_kwh = -float(sites.battery_kw[0].sum()) * STEP_H
    # Giving loses a little more than the square root of the round trip: currents are higher.
    assert given_kwh == pytest.approx((50.0 - 10.0) * 0.88**0.5, rel=1e-2)
    assert sites.net_kw[0, -1] == 90.0


def test_two_batteries_do_not_both_take_the_same_surplus() -> None:
    sites = _balance(_sites(BATTERY, BATTERY, pv=60.0))
    assert sites.battery_kw[0, 0] == pytest.approx(60.0)
    assert sites.batteries["charged_kwh"] / STEP_H == pytest.approx([40.0, 20.0])
    assert sites.net_kw[0, 0] == pytest.approx(0.0, abs=1e-5)


def test_valley_charging_keeps_within_the_transformer() -> None:
    sites = _balance(_sites({**BATTERY, "rule": "tariff"}, building=80.0, period=VALLEY))
    assert sites.battery_kw[0, 0] == pytest.approx(15.0)
    assert sites.loading[0, 0] == pytest.approx(1.0)


@pytest.mark.parametrize(("period", "expected_kw"), [(VALLEY, 40.0), (FLAT, 0.0), (PEAK, -20.0)])
def test_the_tariff_rule_follows_the_periods(period: int, expected_kw: float) -> None:
    sites = _balance(_sites({**BATTERY, "rule": "tariff"}, building=20.0, period=period))
    assert sites.battery_kw[0, 0] == pytest.approx(expected_kw)


def test_at_rest_a_battery_draws_its_standby_and_charging_leaves_room_for_it() -> None:
    battery = {**BATTERY, "inverter": {"no_load": 0.0, "standby": 0.01}, "rule": "tariff"}
    sites = _balance(_sites(battery, building=20.0))
    assert sites.battery_kw[0, 0] == pytest.approx(0.4)
    assert sites.net_kw[0, 0] == pytest.approx(20.4)
    assert _room_kw(_sites(battery, building=20.0), 1) == pytest.approx(95.0 - 20.0 - 0.4)


def test_in_the_valley_sun_and_grid_fill_it_together() -> None:
    sites = _balance(_sites({**BATTERY, "rule": "tariff"}, pv=10.0, period=VALLEY))
    assert sites.battery_kw[0, 0] == pytest.approx(40.0)
    assert sites.net_kw[0, 0] == pytest.approx(30.0)


def test_a_plan_neither_feeds_the_grid_nor_overloads_the_transformer() -> None:
    for planned, building, expected in [(-30.0, 20.0, -20.0), (-30.0, 50.0, -30.0), (40, 80, 15)]:
        sites = _sites({**BATTERY, "rule": "optimum"}, building=building)
        sites.batteries["planned_kw"] = planned
        _balance(sites)
        assert sites.battery_kw[0, 0] == pytest.approx(expected)


@pytest.mark.parametrize(("peak_kw", "expected_kw"), [(80.0, 40.0), (70.0, 30.0), (30.0, 0.0)])
def test_a_plan_does_not_charge_into_a_new_peak(peak_kw: float, expected_kw: float) -> None:
    """The load turned out to be 40 kW: with the planned 40 the site would draw 80."""
    sites = _sites({**BATTERY, "rule": "optimum"}, building=40.0)
    sites.batteries["planned_kw"], sites.batteries["planned_peak_kw"] = 40.0, peak_kw
    _balance(sites)
    assert sites.battery_kw[0, 0] == pytest.approx(expected_kw)


SHAVES = {**BATTERY, "rule": "peak_shaving"}


def _shaving(building: npt.ArrayLike, month: npt.ArrayLike, target_kw: float | None) -> Sites:
    """Go through steps of a site whose first two are the first day."""
    building_kw = np.atleast_2d(np.asarray(building, np.float32))
    steps = building_kw.shape[1]
    values = site(controller="equal_share", target_kw=target_kw)
    values |= {"transformer_kva": 1000.0, "batteries": [{"id": "b", **SHAVES}]}
    nothing = (np.zeros((1, steps), np.float32) for _ in range(3))
    sites = sites_of(
        (Site.model_validate(values),), building_kw, *nothing, np.zeros(1, np.int32),
        np.full(steps, FLAT, np.int8), np.asarray(month, np.int16), steps_per_day=2,
    )  # fmt: skip
    room = room_of(1)
    for step in range(steps):
        look_ahead(sites, step, STEP_H, room)
        _step(sites, step)
    return sites


def _step(sites: Sites, step: int) -> None:
    balance(sites, step, STEP_H, np.zeros((1, sites.net_kw.shape[1]), np.float32))


def test_a_month_begins_with_what_the_last_one_reached() -> None:
    sites = _shaving([60.0, 80.0, 100.0, 50.0, 90.0, 50.0], [0, 0, 0, 1, 1, 1], None)
    # The first day's loads reach 80 kW, which is the target: the third step is shaved to it.
    assert sites.net_kw[0, 2] == pytest.approx(80.0)
    # Were the target 0 again, the battery would give in the fourth step what the fifth needs.
    assert sites.battery_kw[0, 3] >= 0.0
    assert sites.net_kw[0, 4] == pytest.approx(80.0)


def test_a_target_of_a_high_month_is_forgotten_a_month_later() -> None:
    sites = _shaving([100.0, 100.0, 60.0, 60.0, 60.0, 75.0], [0, 0, 1, 1, 2, 2], None)
    # In the second month the battery filled up with room below 100; that was its highest step.
    assert sites.target_kw[0] == pytest.approx(float(sites.net_kw[0, 2:4].max()))


def test_a_given_target_stays() -> None:
    sites = _shaving([60.0, 80.0, 100.0, 50.0, 90.0, 50.0], [0, 0, 0, 1, 1, 1], 70.0)
    assert sites.target_kw[0] == 70.0
    assert float(sites.net_kw.max()) == pytest.approx(70.0)


@pytest.mark.parametrize("planned_first", [True, False])
def test_what_is_planned_answers_after_what_follows_a_rule(planned_first: bool) -> None:
    """In the valley the tariff's battery takes 40 kW; of a peak of 80 kW the plan gets the rest."""
    pair = [{**BATTERY, "rule": "optimum"}, {**BATTERY, "rule": "tariff"}]
    pair = pair if planned_first else pair[::-1]
    sites = _sites(*pair, building=20.0, period=VALLEY, transformer_kva=1000.0)
    sites.batteries["planned_kw"] = 40.0
    sites.batteries["planned_peak_kw"] = 80.0
    sites = _balance(sites)
    assert sites.net_kw[0, 0] == pytest.approx(80.0)
    assert sites.battery_kw[0, 0] == pytest.approx(60.0)
