"""What is far too large for its transformer is no fault, but told with its place and ratio."""

from pathlib import Path
from typing import Any

import pytest

from sim.inputs.checks import remarks
from sim.scenario.checks import check
from sim.scenario.magnitudes import out_of_scale
from sim.scenario.scenario import Scenario
from sim.study.scenarios import read_scenario
from sim.tables import shipped
from tests.support.crowd_world import PLACE, tree

OFFICE = {"id": "o", "archetype": "office", "heated_area_m2": 6000.0, "heating": "h"}
BATTERY = {"id": "b", "capacity_kwh": 300.0, "power_kw": 100.0}
HEATING = {"systems": [{"id": "h", "kind": "central"}]}


def _site(**parts: Any) -> Scenario:
    """Return a site of 475 kW with ordinary things behind it, or others."""
    fitting = {"buildings": [OFFICE], "pv": [{"id": "r", "kwp": 120.0}], "batteries": [BATTERY]}
    site = {"id": "s", "area": "a", "position": PLACE, "transformer_kva": 500.0}
    return Scenario.model_validate(tree({**site, **fitting, **parts}, heating=HEATING))


def test_what_fits_is_not_told() -> None:
    assert check(_site()) == []
    assert list(out_of_scale(_site())) == []


@pytest.mark.parametrize(
    ("parts", "path", "said"),
    [
        # 23 W/m² of light and plugs (GB 55015) times 1e9 m²
        ({"buildings": [{**OFFICE, "heated_area_m2": 1e9}]}, "buildings.o.heated_area_m2",
         "2.3e+07 kW are 4.84e+04 times what the site's transformer carries, 475 kW"),
        ({"batteries": [{**BATTERY, "capacity_kwh": 1e9}]}, "batteries.b.capacity_kwh",
         "1e+09 kWh take 1e+07 h to fill at power_kw, 100"),
        ({"batteries": [{**BATTERY, "power_kw": 4750.0}]}, "batteries.b.power_kw",
         "4,750 kW are 10 times"),
        # 5,700 kWp behind inverters of 1.2 times less
        ({"pv": [{"id": "r", "kwp": 2850.0}, {"id": "q", "kwp": 2850.0}]}, "pv",
         "4,750 kW are 10 times"),
    ],
)  # fmt: skip
def test_what_is_out_of_scale_is_told_with_its_ratio(
    parts: dict[str, Any], path: str, said: str
) -> None:
    scenario = _site(**parts)
    assert check(scenario) == []
    (found,) = out_of_scale(scenario)
    assert found.path == f"sites.s.{path}"
    assert said in found.message
    assert found in remarks(scenario)


@pytest.mark.parametrize(
    "file",
    sorted(shipped("scenarios").glob("*/*.yaml")) + sorted(shipped("scenarios").glob("*.yaml")),
    ids=lambda file: file.stem,
)
def test_nothing_that_ships_is_out_of_scale(file: Path) -> None:
    assert list(out_of_scale(read_scenario(file))) == []


def _stored(most_c: float, flow_c: float | None = None) -> Scenario:
    system = {
        "id": "h", "kind": "electric", "flow_c": flow_c, "store": {"most_c": most_c},
        "flexible": {"follows": ("pv_surplus",)},
    }  # fmt: skip
    site = {"id": "s", "area": "a", "position": PLACE, "transformer_kva": 500.0}
    tall = {**site, "buildings": [OFFICE], "pv": [{"id": "r", "kwp": 120.0}]}
    return Scenario.model_validate(tree(tall, heating={"systems": [system]}))


def test_a_tank_cooler_than_the_coldest_days_flow_is_told() -> None:
    """Direct electric heating has a flow of 35 °C at the design temperature, 30 at the mildest."""
    for scenario in (_stored(40.0), _stored(50.0, flow_c=50.0)):
        assert check(scenario) == []
        assert remarks(scenario) == []
    scenario = _stored(45.0, flow_c=50.0)
    assert check(scenario) == []
    (found,) = remarks(scenario)
    assert found.path == "heating.systems.h.store.most_c"
    assert "45 °C are less than the flow of the coldest days, 50 °C" in found.message
