"""Building groups of a scenario: use, set-points, preheating, shading, construction."""

from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from sim.clock import TimeGrid
from sim.inputs.bore_fields import energy_text
from sim.inputs.buildings import BuildingLoads, building_loads
from sim.inputs.weather import Place, synthetic
from sim.scenario.building import Building, Construction
from sim.scenario.load import load_scenario
from sim.scenario.scenario import Scenario

_SMALL_FILE = Path(__file__).parents[2] / "scenarios" / "small.yaml"
_SMALL = load_scenario(_SMALL_FILE)
_DAYS = 10
_GRID = TimeGrid(date(2025, 1, 3), _DAYS, 30)
_WEATHER = synthetic(_GRID, Place(36.05, 103.88, 1517.0), seed=1, replication=0)


def _scenario(*buildings: Building) -> Scenario:
    site = _SMALL.sites[0].model_copy(update={"buildings": buildings})
    return _SMALL.model_copy(update={"sites": (site,)})


def _office(**fields: Any) -> Building:
    of_all = {
        "id": "o", "archetype": "office", "standard": "gb55015", "heated_area_m2": 12_000.0,
        "heating": "boreholes",
    }  # fmt: skip
    return Building(**(of_all | fields))


def _loads(**fields: Any) -> BuildingLoads:
    return building_loads(_scenario(_office(**fields)), _GRID, _WEATHER)


def _sum(loads: BuildingLoads, column: str) -> float:
    return float(loads.months[column].sum())


def test_preheating_costs_heat_and_brings_comfort() -> None:
    plain, early = _loads(), _loads(preheat_hours=3)
    assert _sum(early, "heat_kwh") > _sum(plain, "heat_kwh")
    assert _sum(early, "hours_below_setpoint") < _sum(plain, "hours_below_setpoint")
    assert _sum(plain, "hours_below_setpoint") > 0.0


def test_preheating_may_begin_in_the_evening_before_a_working_day() -> None:
    """Offices are heated from 6; the run begins on a Friday."""
    plain, early = _loads(), _loads(preheat_hours=10)
    daily = (early.heating_kw - plain.heating_kw)[0].astype(float).reshape(_DAYS, -1)
    evening = daily[:, 2 * 20 :].sum(axis=1)
    assert (evening[[0, 1]] < 1.0).all()  # before Saturday and Sunday
    assert (evening[2:7] > 100.0).all()  # before Monday to Friday


def test_a_deeper_set_back_saves_heat() -> None:
    held = _loads(heating_setback_c=20.0)
    lower = _loads(heating_setback_c=10.0)
    assert _sum(lower, "heat_kwh") < 0.95 * _sum(held, "heat_kwh")


def test_a_higher_set_point_needs_more() -> None:
    assert _sum(_loads(heating_setpoint_c=22.0), "heat_kwh") > _sum(_loads(), "heat_kwh")


def test_people_warm_breathe_and_wash() -> None:
    full, none = _loads(), _loads(occupied=0.0)
    assert _sum(none, "hot_water_kwh") == pytest.approx(0.0, abs=1e-3)
    assert _sum(full, "hot_water_kwh") > 100.0
    assert _sum(none, "electricity_kwh") == pytest.approx(_sum(full, "electricity_kwh"))


def test_overhangs_take_sun_from_rooms() -> None:
    assert _sum(_loads(overhang_m=1.5), "heat_kwh") > _sum(_loads(), "heat_kwh")


def test_groups_do_not_depend_on_their_neighbours() -> None:
    other = _office(id="p", overhang_m=1.0, preheat_hours=2)
    both = building_loads(_scenario(_office(), other), _GRID, _WEATHER)
    alone = _loads().months
    mine = both.months[both.months["building"] == "o"]
    np.testing.assert_allclose(mine["heat_kwh"].to_numpy(), alone["heat_kwh"].to_numpy())


def test_a_building_under_construction_uses_nothing() -> None:
    begin = date(2024, 1, 1)  # a year and a week: in use on 2025-01-08, five days into the run
    plan = Construction(begin=begin, months=12.0 + 7.0 / 31.0, months_saved=6.0)
    built = _loads(construction=plan)
    assert _sum(built, "hours_in_use") == (_DAYS - 5) * 24.0
    first = 5 * _GRID.steps_per_day
    for series in (built.building_kw, built.heating_kw, built.cooling_kw):
        assert not series[0, :first].any()
    assert built.building_kw[0, first:].all()
    early = _loads(construction=plan.model_copy(update={"assembly_rate": 1.0}))
    assert _sum(early, "hours_in_use") == _DAYS * 24.0


def test_heat_that_cannot_be_given_counts_and_is_told() -> None:
    """One borehole for an office: the plant falls short, and the KPI says so."""
    tiny = load_scenario(
        _SMALL_FILE, ["heating.systems.boreholes.field={rows: 1, columns: 1, depth_m: 50}"]
    )
    site = tiny.sites[0].model_copy(update={"buildings": (_office(),)})
    short = building_loads(tiny.model_copy(update={"sites": (site,)}), _GRID, _WEATHER)
    plain = _loads()
    unmet_kwh = _sum(short, "unmet_kwh")
    assert unmet_kwh > 100.0 and _sum(plain, "unmet_kwh") == 0.0
    below_h = _sum(short, "hours_below_setpoint")
    assert below_h > _sum(plain, "hours_below_setpoint") + 20.0
    assert below_h <= _DAYS * 24.0
    (note,) = [one for one in short.notes() if "cost and carbon leave it out" in one]
    assert f"{energy_text(unmet_kwh)} of heat" in note and "(o " in note
    assert plain.notes() == ()


def test_a_factory_without_cooling_is_overheated_while_somebody_is_there() -> None:
    grid = TimeGrid(date(2025, 7, 7), 7, 30)
    weather = synthetic(grid, Place(36.05, 103.88, 1517.0), seed=1, replication=0)
    factory = _office(archetype="factory", standard="existing")  # no cooling
    warm = building_loads(_scenario(factory), grid, weather)
    cool = building_loads(_scenario(_office()), grid, weather)
    hours = _sum(warm, "hours_overheated")
    assert 0.0 < hours <= 5 * 12.0  # five days of work, from 7 to 19
    assert _sum(cool, "hours_overheated") < 0.2 * hours


def test_a_plant_on_a_bore_field_takes_what_its_books_say() -> None:
    """Ground, air and gas in one plant: the field is sized for the ground's share of the load."""
    plant = (
        "{id: boreholes, kind: plant, field: {depth_m: 100}, units: [{kind: ground_source, "
        "share: 0.4, number: 2}, {kind: air_source, share: 0.2}, {kind: gas_boiler, share: 0.6}]}"
    )
    scenario = load_scenario(_SMALL_FILE, [f"heating.systems.0={plant}"])
    site = scenario.sites[0].model_copy(update={"buildings": (_office(), _office(id="p"))})
    loads = building_loads(scenario.model_copy(update={"sites": (site,)}), _GRID, _WEATHER)
    (source,) = loads.sources
    assert source.kind == "plant" and source.id == "boreholes.campus"
    assert source.taken_kwh == pytest.approx(source.books_kwh, rel=1e-6)
    taken_mwh = source.taken_kwh / 1000.0
    assert 0.0 < taken_mwh < _sum(loads, "ambient_kwh") / 1000.0
    assert _sum(loads, "gas_kwh") > 0.0
    alone = building_loads(_scenario(_office(), _office(id="p")), _GRID, _WEATHER).sources[0]
    metres = source.boreholes * source.depth_m / (alone.boreholes * alone.depth_m)
    assert metres == pytest.approx(0.4, abs=0.12)  # whole rows and columns of boreholes
