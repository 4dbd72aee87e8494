"""Heat pumps that give nothing at their design, and what of a heating system cannot be meant so."""

from pathlib import Path
from typing import Any

import pytest

from sim.inputs.checks import check, remarks
from sim.inputs.heat_checks import check_design
from sim.scenario.checks import check as check_scenario
from sim.scenario.scenario import Scenario
from tests.support.crowd_world import PLACE, tree

POINTS = """load,source_c,flow_c,heat_kw,cop
full,-10,35,8.0,3.080
full,-10,55,8.0,2.271
full,10,35,12.0,5.544
full,10,55,12.0,3.280
"""


def _park(system: dict[str, Any], **catalogue: Any) -> Scenario:
    office = {"id": "o", "archetype": "office", "heated_area_m2": 10_000.0, "heating": "h"}
    site = {"id": "s", "area": "a", "position": PLACE, "transformer_kva": 2500.0}
    parts = {"heating": {"systems": [{"id": "h", **system}]}, **catalogue}
    return Scenario.model_validate(tree({**site, "buildings": [office]}, **parts))


def _own(folder: Path, **limits: Any) -> dict[str, Any]:
    file = folder / "points.csv"
    file.write_text(POINTS, encoding="utf-8")
    one = {"id": "mine", "kind": "air_source", "points": file, "flow_max_c": 60.0, **limits}
    return {"heat_pumps": [one]}


def test_a_unit_that_cannot_run_at_its_design_is_a_fault_with_its_place(tmp_path: Path) -> None:
    system = {"kind": "air_source", "unit": "mine"}
    for limits in ({"cut_off_c": 20.0}, {"cut_off_c": -9.5}):
        scenario = _park(system, catalogue=_own(tmp_path, **limits))
        assert check_scenario(scenario) == []
        (fault,) = check(scenario)
        assert fault.path == "heating.systems.h.unit" and "gives no heat" in fault.message
    assert check(_park(system, catalogue=_own(tmp_path, cut_off_c=-25.0))) == []


@pytest.mark.parametrize(
    ("system", "path"),
    [
        ({"kind": "plant", "units": [{"kind": "gas_boiler"},
                                     {"kind": "ground_source", "source_c": -20.0}]},
         "units.1.source_c"),
        ({"kind": "waste_heat", "source": {"limit_kw": 50.0, "temperature_c": [-5.0] * 12}},
         "source.temperature_c"),
    ],
)  # fmt: skip
def test_a_source_beyond_the_unit_is_a_fault(system: dict[str, Any], path: str) -> None:
    (fault,) = check_design(_park(system))
    assert fault.path == f"heating.systems.h.{path}"


def _water(kind: str, temperature_c: float, **more: Any) -> dict[str, Any]:
    return {"kind": kind, "source": {"limit_kw": 900.0, "temperature_c": [temperature_c] * 12},
            **more}  # fmt: skip


@pytest.mark.parametrize(
    ("system", "path", "words"),
    [
        ({"kind": "air_source", "efficiency": 0.5}, "efficiency", "no effect"),
        ({"kind": "plant", "efficiency": 0.5, "units": [{"kind": "gas_boiler"}]}, "efficiency",
         "no effect"),
        ({"kind": "plant", "units": [{"kind": "ground_source", "efficiency": 0.5}]},
         "units.0.efficiency", "no effect"),
        ({"kind": "plant", "units": [{"kind": "ground_source", "source_c": 60.0}]},
         "units.0.source_c", "no temperature of the ground"),
        (_water("sewage_source", 3.0), "source.temperature_c", "colder than least_c, 4"),
        (_water("waste_heat", 90.0), "source.temperature_c", "an exchanger alone"),
        ({"kind": "ground_source", "field": {"undisturbed_c": 80.0}}, "field.undisturbed_c",
         "80 °C are no temperature of the ground"),
        ({"kind": "ground_source", "flexible": {"follows": ("pv_surplus",), "preheat_k": 1.0}},
         "flexible.follows", "none of the sites that it heats has PV"),
        ({"kind": "ground_source", "field": {"rows": 1, "columns": 1}}, "field.rows",
         "times design_w_per_m"),
        ({"kind": "plant", "field": {"rows": 2, "columns": 2}, "units": [
            {"kind": "ground_source", "share": 0.5}, {"kind": "gas_boiler"}]}, "field.rows",
         "times design_w_per_m"),
    ],
)  # fmt: skip
def test_what_cannot_be_meant_so_is_told(system: dict[str, Any], path: str, words: str) -> None:
    scenario = _park(system)
    assert check_scenario(scenario) == [] and check(scenario) == []
    (found,) = remarks(scenario)
    assert found.path == f"heating.systems.h.{path}" and words in found.message


def test_a_valley_that_the_tariff_has_not_is_told() -> None:
    early = {"kind": "air_source", "flexible": {"follows": ("tariff_valley",)}}
    (found,) = remarks(_park(early, money={"tariff": "gansu-2024-flat"}))
    assert found.path == "heating.systems.h.flexible.follows"
    assert "'gansu-2024-flat' has no valley hours" in found.message


@pytest.mark.parametrize(
    "system",
    [
        {"kind": "air_source", "flexible": {"follows": ("tariff_valley",), "preheat_k": 1.0}},
        {"kind": "gas_boiler", "efficiency": 0.9},
        {"kind": "electric"},
        {"kind": "plant", "units": [{"kind": "gas_boiler", "efficiency": 0.9}]},
        {"kind": "plant", "units": [{"kind": "ground_source", "source_c": 15.0}]},
        {"kind": "ground_source", "field": {"rows": 10, "columns": 8}},
        {"kind": "ground_source", "field": {"depth_m": 50.0}},
        _water("sewage_source", 12.0),
        _water("waste_heat", 30.0),
        _water("sewage_source", 2.0, source={"limit_kw": 900.0, "temperature_c": [2.0] * 12,
                                             "least_c": 0.0}),
    ],
)  # fmt: skip
def test_what_is_meant_so_is_not_told(system: dict[str, Any]) -> None:
    scenario = _park(system)
    assert check_scenario(scenario) == [] and check(scenario) == []
    assert remarks(scenario) == []


def test_a_tank_that_nothing_can_fill_is_a_fault() -> None:
    """Heat pumps alone, or with heaters, which make no heat early; boilers may fill it."""
    early = {"store": {"most_c": 95.0}, "flexible": {"follows": ("tariff_valley",)}}
    pump, heater, boiler = ({"kind": one} for one in ("air_source", "electric", "gas_boiler"))
    for system in (pump, {"kind": "plant", "units": [pump, heater]}):
        (fault,) = check_scenario(_park({**system, **early}))
        assert fault.path == "heating.systems.h.store.most_c"
        assert "95 °C is more than 'aokol_ash_35chw' gives, 60 °C" in fault.message
    for system in (heater, {"kind": "plant", "units": [pump, boiler]}):
        assert check_scenario(_park({**system, **early})) == []
    cooler = {**early, "store": {"most_c": 60.0}}
    assert check_scenario(_park({**pump, **cooler})) == []
