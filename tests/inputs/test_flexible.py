"""Heat made early, stepped as the clock does: without a reason it is the heat that is needed."""

from datetime import date
from typing import Any

import numpy as np
import pandas as pd
import pytest

from sim.clock import TimeGrid
from sim.control.sites import Sites, balance, sites_of
from sim.inputs.buildings import BuildingLoads, building_loads
from sim.inputs.weather import Weather, synthetic
from sim.models.thermal_store import content_kwh
from sim.scenario.scenario import Scenario
from sim.verify.pv import LANZHOU

DAYS = 4
GRID = TimeGrid(date(2025, 1, 6), DAYS, 15)
HOUR = np.arange(GRID.steps) // 4 % 24
VALLEY_AT_NOON = np.where((HOUR >= 10) & (HOUR < 16), 0, np.where(HOUR >= 18, 2, 1)).astype(np.int8)
NAME = {"zh": "甲", "en": "A"}
POSITION = {"latitude": 36.06, "longitude": 103.83}
STORE = {"litres_per_kw": 60.0}


@pytest.fixture(scope="module")
def weather() -> Weather:
    return synthetic(GRID, LANZHOU, seed=1, replication=0)


def _scenario(
    transformer_kva: float = 2500.0, archetype: str = "office", building: Any = None, **system: Any
) -> Scenario:
    group = {"id": "b1", "archetype": archetype, "heated_area_m2": 8000.0, "heating": "early"}
    group |= building or {}
    values = {
        "name": "early", "title": NAME,
        "period": {"start": date(2025, 1, 6), "days": DAYS, "step_minutes": 15},
        "areas": [{"id": "core", "name": NAME, "position": POSITION, "connection_kw": 9999.0}],
        "sites": [{"id": "s1", "area": "core", "position": POSITION,
                   "transformer_kva": transformer_kva, "buildings": [group]}],
        "heating": {"systems": [{"id": "early", "kind": "air_source", **system}]},
    }  # fmt: skip
    return Scenario.model_validate(values)


def _run(scenario: Scenario, weather: Weather, pv_kw: Any = 0.0) -> tuple[BuildingLoads, Sites]:
    """Close all steps of a site without charging."""
    loads = building_loads(scenario, GRID, weather)
    pv = np.zeros((1, GRID.steps), np.float32)
    pv[0] = pv_kw
    sites = sites_of(
        scenario.sites, loads.building_kw, loads.heating_kw, loads.cooling_kw, pv,
        np.zeros(0, np.int32), VALLEY_AT_NOON, np.zeros(GRID.steps, np.int16),
        None if loads.flexible is None else loads.flexible.heat,
    )  # fmt: skip
    for step in range(GRID.steps):
        balance(sites, step, GRID.step_h, np.zeros((0, GRID.steps), np.float32))
    return loads, sites


def _books_close(loads: BuildingLoads) -> pd.Series:
    months = loads.all_months()
    made = months["compressor_kwh"] + months["ambient_kwh"] + months["backup_kwh"]
    made += months["boiler_kwh"] + months["store_out_kwh"] - months["store_in_kwh"]
    needed = months["heat_kwh"] + months["hot_water_kwh"]
    np.testing.assert_allclose(needed, made + months["unmet_kwh"], rtol=1e-6)
    return months.sum(numeric_only=True)


def _surplus(scenario: Scenario, weather: Weather) -> Any:
    """Return a sun that leaves 150 kW around noon, whatever the building draws."""
    loads = building_loads(scenario, GRID, weather)
    noon = (HOUR >= 11) & (HOUR < 15)
    return np.where(noon, loads.building_kw[0] + loads.heating_kw[0] + 150.0, 0.0)


@pytest.mark.parametrize("preheat_hours", [0, 9])
def test_without_sun_it_is_the_open_loop(weather: Weather, preheat_hours: int) -> None:
    building = {"preheat_hours": preheat_hours}
    plain, _ = _run(_scenario(building=building), weather)
    flexible = {"follows": ["pv_surplus"], "preheat_k": 2.0}
    loads, sites = _run(_scenario(building=building, flexible=flexible), weather)
    np.testing.assert_allclose(sites.heating_kw, plain.heating_kw, rtol=2e-5, atol=1e-3)
    np.testing.assert_allclose(sites.cooling_kw, plain.cooling_kw, rtol=2e-5, atol=1e-3)
    np.testing.assert_array_equal(loads.flexible.heat.planned_heating_kw, plain.heating_kw)  # type: ignore[union-attr]
    ours, theirs = _books_close(loads), _books_close(plain)
    for name in theirs.index:
        assert ours[name] == pytest.approx(theirs[name], rel=1e-4, abs=0.1), name
    assert (theirs["hours_below_setpoint"] > 0.0) == (preheat_hours == 0)


def test_heat_that_is_missing_counts_as_in_the_open_loop(weather: Weather) -> None:
    """A boiler for a third of the design load."""
    small = {"kind": "plant", "units": [{"kind": "gas_boiler", "share": 0.3}]}
    plain, _ = _run(_scenario(**small), weather)
    flexible = {"follows": ["pv_surplus"], "preheat_k": 2.0}
    loads, _ = _run(_scenario(**small, flexible=flexible), weather)
    enough, _ = _run(_scenario(kind="gas_boiler"), weather)
    ours, theirs = _books_close(loads), _books_close(plain)
    assert ours["unmet_kwh"] == pytest.approx(theirs["unmet_kwh"], rel=1e-4)
    below_h = theirs["hours_below_setpoint"]
    assert ours["hours_below_setpoint"] == pytest.approx(below_h, abs=0.3)
    assert below_h > enough.months["hours_below_setpoint"].sum() + 10.0
    assert len(loads.notes()) == 1 and "b1" in loads.notes()[0]


@pytest.mark.parametrize("kept", [{"preheat_k": 3.0}, {}], ids=["mass", "store"])
def test_surplus_of_the_sun_is_used_and_saves_later(weather: Weather, kept: dict[str, Any]) -> None:
    early = {"flexible": {"follows": ["pv_surplus"], **kept}}
    early |= {} if kept else {"store": STORE}
    pv_kw = _surplus(_scenario(), weather)
    plain, without = _run(_scenario(), weather, pv_kw)
    loads, sites = _run(_scenario(**early), weather, pv_kw)
    more_kw = sites.heating_kw[0].astype(float) - plain.heating_kw[0]
    sunny = pv_kw > 0.0
    assert more_kw[sunny].sum() > 50.0
    # no more than the sun gives, and in every step without it no more than is needed
    assert (sites.net_kw[0][sunny] <= 2.0).all()
    assert more_kw[~sunny].sum() < -0.3 * more_kw[sunny].sum()
    bought = [np.maximum(one.net_kw[0], 0.0).sum() for one in (without, sites)]
    assert bought[1] < bought[0]
    _books_close(loads)


def test_the_valley_fills_the_store_for_the_peak(weather: Weather) -> None:
    early = {"flexible": {"follows": ["tariff_valley"]}, "store": STORE}
    scenario = _scenario(archetype="dwelling", **early)
    plain, _ = _run(_scenario(archetype="dwelling"), weather)
    loads, sites = _run(scenario, weather)
    more_kw = sites.heating_kw[0].astype(float) - plain.heating_kw[0]
    assert more_kw[VALLEY_AT_NOON == 0].sum() > 0.0
    assert more_kw[VALLEY_AT_NOON == 2].sum() < -0.4 * more_kw[VALLEY_AT_NOON == 0].sum()
    np.testing.assert_allclose(more_kw[VALLEY_AT_NOON == 1], 0.0, atol=0.01)
    heat = loads.flexible.heat  # type: ignore[union-attr]
    row = heat.groups[0]
    end = content_kwh(heat.tank_c[0], row["layer_kwh_per_k"], row["room_c"])
    total = _books_close(loads)
    lost = row["start_kwh"] + total["store_in_kwh"] - total["store_out_kwh"] - end
    assert 0.0 < lost < 0.1 * total["store_in_kwh"]
    assert heat.tank_c.max() <= 55.0 + 1e-9


def test_the_store_is_filled_no_faster_than_told(weather: Weather) -> None:
    flexible = {"follows": ["tariff_valley"], "valley_fill_kw": 20.0}
    plain, _ = _run(_scenario(archetype="dwelling"), weather)
    loads, sites = _run(_scenario(archetype="dwelling", flexible=flexible, store=STORE), weather)
    total = _books_close(loads)
    assert 0.0 < total["store_in_kwh"] <= 20.0 * DAYS * 6 * 1.001
    more_kw = sites.heating_kw[0].astype(float) - plain.heating_kw[0]
    assert 2.0 < more_kw.max() <= 20.0


def test_lowered_at_the_peak_and_the_rooms_feel_it(weather: Weather) -> None:
    flexible = {"follows": ["tariff_valley"], "preheat_k": 1.0, "lower_k": 1.0}
    plain, _ = _run(_scenario(), weather)
    loads, sites = _run(_scenario(flexible=flexible), weather)
    peak = VALLEY_AT_NOON == 2
    assert sites.heating_kw[0][peak].sum() < 0.97 * plain.heating_kw[0][peak].sum()
    indoor_c = loads.flexible.heat.indoor_c[0]  # type: ignore[union-attr]
    assert indoor_c[VALLEY_AT_NOON == 0].max() <= 21.0 + 1e-3
    _books_close(loads)


def test_the_transformer_limits_what_the_valley_takes(weather: Weather) -> None:
    scenario = _scenario(300.0, flexible={"follows": ["tariff_valley"]}, store=STORE)
    _, without = _run(_scenario(300.0), weather)
    _, sites = _run(scenario, weather)
    valley = VALLEY_AT_NOON == 0
    rated_kw = 0.95 * 300.0
    most = np.maximum(without.net_kw[0], rated_kw * 1.02)
    assert (sites.net_kw[0][valley] <= most[valley] + 1.0).all()


def test_a_plant_with_a_boiler_can_be_flexible(weather: Weather) -> None:
    units = [{"kind": "air_source", "share": 0.5, "number": 2}, {"kind": "gas_boiler"}]
    scenario = _scenario(
        kind="plant", units=units, store=STORE, flexible={"follows": ["tariff_valley"]}
    )
    loads, _ = _run(scenario, weather)
    total = _books_close(loads)
    assert total["gas_kwh"] > 0.0
    assert total["compressor_kwh"] > 0.0
    assert total["boiler_kwh"] == pytest.approx(0.92 * total["gas_kwh"])


@pytest.mark.parametrize("kept", [{"preheat_k": 3.0}, {}], ids=["mass", "store"])
def test_the_backup_heater_makes_no_heat_early(weather: Weather, kept: dict[str, Any]) -> None:
    flexible = {"follows": ["tariff_valley"], **kept}
    store = None if kept else STORE
    without = _books_close(_run(_scenario(), weather)[0])
    early = _books_close(_run(_scenario(flexible=flexible, store=store), weather)[0])
    assert early["backup_kwh"] <= without["backup_kwh"] + 1.0
    assert early["store_in_kwh" if store else "heat_kwh"] > (0.0 if store else without["heat_kwh"])
