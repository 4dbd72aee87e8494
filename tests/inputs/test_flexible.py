"""Heat made early, stepped as the clock does: without a reason it is the heat that is needed."""

from typing import Any

import numpy as np
import pytest

from sim.inputs.buildings import building_loads
from sim.inputs.weather import Weather, synthetic
from sim.models.thermal_store import content_kwh
from sim.scenario.scenario import Scenario
from sim.verify.pv import LANZHOU
from tests.support.early_heat import DAYS, GRID, HOUR, STORE, VALLEY_AT_NOON, books_close, park, run


@pytest.fixture(scope="module")
def weather() -> Weather:
    return synthetic(GRID, LANZHOU, seed=1, replication=0)


def _surplus(scenario: Scenario, weather: Weather) -> Any:
    """Return a sun that leaves 150 kW around noon, whatever the building draws."""
    loads = building_loads(scenario, GRID, weather)
    noon = (HOUR >= 11) & (HOUR < 15)
    return np.where(noon, loads.building_kw[0] + loads.heating_kw[0] + 150.0, 0.0)


@pytest.mark.parametrize("preheat_hours", [0, 9])
def test_without_sun_it_is_the_open_loop(weather: Weather, preheat_hours: int) -> None:
    building = {"preheat_hours": preheat_hours}
    plain, _ = run(park(building=building), weather)
    flexible = {"follows": ["pv_surplus"], "preheat_k": 2.0}
    loads, sites = run(park(building=building, flexible=flexible), weather)
    np.testing.assert_allclose(sites.heating_kw, plain.heating_kw, rtol=2e-5, atol=1e-3)
    np.testing.assert_allclose(sites.cooling_kw, plain.cooling_kw, rtol=2e-5, atol=1e-3)
    np.testing.assert_array_equal(loads.flexible.heat.planned_heating_kw, plain.heating_kw)  # type: ignore[union-attr]
    ours, theirs = books_close(loads), books_close(plain)
    for name in theirs.index:
        assert ours[name] == pytest.approx(theirs[name], rel=1e-4, abs=0.1), name
    assert (theirs["hours_below_setpoint"] > 0.0) == (preheat_hours == 0)


def test_heat_that_is_missing_counts_as_in_the_open_loop(weather: Weather) -> None:
    """A boiler for a third of the design load."""
    small = {"kind": "plant", "units": [{"kind": "gas_boiler", "share": 0.3}]}
    plain, _ = run(park(**small), weather)
    flexible = {"follows": ["pv_surplus"], "preheat_k": 2.0}
    loads, _ = run(park(**small, flexible=flexible), weather)
    enough, _ = run(park(kind="gas_boiler"), weather)
    ours, theirs = books_close(loads), books_close(plain)
    assert ours["unmet_kwh"] == pytest.approx(theirs["unmet_kwh"], rel=1e-4)
    below_h = theirs["hours_below_setpoint"]
    assert ours["hours_below_setpoint"] == pytest.approx(below_h, abs=0.3)
    assert below_h > enough.months["hours_below_setpoint"].sum() + 10.0
    assert len(loads.notes()) == 1 and "b1" in loads.notes()[0]


@pytest.mark.parametrize("kept", [{"preheat_k": 3.0}, {}], ids=["mass", "store"])
def test_surplus_of_the_sun_is_used_and_saves_later(weather: Weather, kept: dict[str, Any]) -> None:
    early = {"flexible": {"follows": ["pv_surplus"], **kept}}
    early |= {} if kept else {"store": STORE}
    pv_kw = _surplus(park(), weather)
    plain, without = run(park(), weather, pv_kw)
    loads, sites = run(park(**early), weather, pv_kw)
    more_kw = sites.heating_kw[0].astype(float) - plain.heating_kw[0]
    sunny = pv_kw > 0.0
    assert more_kw[sunny].sum() > 50.0
    # no more than the sun gives, and in every step without it no more than is needed
    assert (sites.net_kw[0][sunny] <= 2.0).all()
    assert more_kw[~sunny].sum() < -0.3 * more_kw[sunny].sum()
    bought = [np.maximum(one.net_kw[0], 0.0).sum() for one in (without, sites)]
    assert bought[1] < bought[0]
    books_close(loads)


def test_the_valley_fills_the_store_for_the_peak(weather: Weather) -> None:
    early = {"flexible": {"follows": ["tariff_valley"]}, "store": STORE}
    scenario = park(archetype="dwelling", **early)
    plain, _ = run(park(archetype="dwelling"), weather)
    loads, sites = run(scenario, weather)
    more_kw = sites.heating_kw[0].astype(float) - plain.heating_kw[0]
    assert more_kw[VALLEY_AT_NOON == 0].sum() > 0.0
    assert more_kw[VALLEY_AT_NOON == 2].sum() < -0.4 * more_kw[VALLEY_AT_NOON == 0].sum()
    np.testing.assert_allclose(more_kw[VALLEY_AT_NOON == 1], 0.0, atol=0.01)
    heat = loads.flexible.heat  # type: ignore[union-attr]
    row = heat.groups[0]
    end = content_kwh(heat.tank_c[0], row["layer_kwh_per_k"], row["room_c"])
    total = books_close(loads)
    lost = row["start_kwh"] + total["store_in_kwh"] - total["store_out_kwh"] - end
    assert 0.0 < lost < 0.1 * total["store_in_kwh"]
    assert heat.tank_c.max() <= 55.0 + 1e-9


def test_the_store_is_filled_no_faster_than_told(weather: Weather) -> None:
    flexible = {"follows": ["tariff_valley"], "valley_fill_kw": 20.0}
    plain, _ = run(park(archetype="dwelling"), weather)
    loads, sites = run(park(archetype="dwelling", flexible=flexible, store=STORE), weather)
    total = books_close(loads)
    assert 0.0 < total["store_in_kwh"] <= 20.0 * DAYS * 6 * 1.001
    more_kw = sites.heating_kw[0].astype(float) - plain.heating_kw[0]
    assert 2.0 < more_kw.max() <= 20.0


def test_lowered_at_the_peak_and_the_rooms_feel_it(weather: Weather) -> None:
    flexible = {"follows": ["tariff_valley"], "preheat_k": 1.0, "lower_k": 1.0}
    plain, _ = run(park(), weather)
    loads, sites = run(park(flexible=flexible), weather)
    peak = VALLEY_AT_NOON == 2
    assert sites.heating_kw[0][peak].sum() < 0.97 * plain.heating_kw[0][peak].sum()
    indoor_c = loads.flexible.heat.indoor_c[0]  # type: ignore[union-attr]
    assert indoor_c[VALLEY_AT_NOON == 0].max() <= 21.0 + 1e-3
    books_close(loads)


def test_the_transformer_limits_what_the_valley_takes(weather: Weather) -> None:
    scenario = park(300.0, flexible={"follows": ["tariff_valley"]}, store=STORE)
    _, without = run(park(300.0), weather)
    _, sites = run(scenario, weather)
    valley = VALLEY_AT_NOON == 0
    rated_kw = 0.95 * 300.0
    most = np.maximum(without.net_kw[0], rated_kw * 1.02)
    assert (sites.net_kw[0][valley] <= most[valley] + 1.0).all()


def test_a_plant_with_a_boiler_can_be_flexible(weather: Weather) -> None:
    units = [{"kind": "air_source", "share": 0.5, "number": 2}, {"kind": "gas_boiler"}]
    scenario = park(kind="plant", units=units, store=STORE, flexible={"follows": ["tariff_valley"]})
    loads, _ = run(scenario, weather)
    total = books_close(loads)
    assert total["gas_kwh"] > 0.0
    assert total["compressor_kwh"] > 0.0
    assert total["boiler_kwh"] == pytest.approx(0.92 * total["gas_kwh"])


@pytest.mark.parametrize("kept", [{"preheat_k": 3.0}, {}], ids=["mass", "store"])
def test_the_backup_heater_makes_no_heat_early(weather: Weather, kept: dict[str, Any]) -> None:
    flexible = {"follows": ["tariff_valley"], **kept}
    store = None if kept else STORE
    without = books_close(run(park(), weather)[0])
    early = books_close(run(park(flexible=flexible, store=store), weather)[0])
    assert early["backup_kwh"] <= without["backup_kwh"] + 1.0
    assert early["store_in_kwh" if store else "heat_kwh"] > (0.0 if store else without["heat_kwh"])
