"""Vehicles, plugs and curves of a scenario's own."""

import dataclasses
from pathlib import Path
from typing import Any

import pytest

from sim.inputs.network import network
from sim.models.charge_curve import curve_number, load_curves
from sim.models.vehicle import vehicle
from sim.scenario.catalogue import Catalogue, OwnVehicle, check_catalogue
from sim.scenario.checks import check
from sim.scenario.scenario import Scenario
from sim.tables import table
from tests.support.fleet_scenario import right_tree

OWN: dict[str, Any] = {
    "vehicles": [
        {"id": "long-bus", "like": "yutong-e12", "battery_kwh": 600.0, "charge_curve": "flat"}
    ],
    "chargers": [{"id": "pile", "plug": "dc", "power_kw": 150.0, "efficiency": 0.95}],
    "charge_curves": [{"id": "flat", "points": [[0.0, 1.0], [1.0, 1.0]]}],
}


def faults(part: str, **change: Any) -> list[tuple[str, str]]:
    own = {**OWN, part: [{**OWN[part][0], **change}]}
    found = check_catalogue(Catalogue.model_validate(own))
    return [(str(fault.path), fault.message) for fault in found]


def test_own_rows_are_read_like_shipped_ones():
    own = Catalogue.model_validate(OWN)
    assert not list(check_catalogue(own))
    shipped, long_bus = vehicle("yutong-e12"), vehicle("long-bus", own.vehicle_table())
    changed = {"id": "long-bus", "battery_kwh": 600.0, "charge_curve": "flat"}
    assert long_bus == dataclasses.replace(shipped, **changed)
    assert vehicle("diesel-bus", own.vehicle_table()) == vehicle("diesel-bus")
    assert own.charger_table().loc["pile", "power_kw"] == 150.0
    curves, names = load_curves(own.curve_table())
    assert curves.share[curve_number("flat", names), :2].tolist() == [1.0, 1.0]


def test_an_empty_catalogue_is_the_shipped_tables():
    assert Catalogue().vehicle_table() is table("vehicles")
    assert Catalogue().charger_table() is table("chargers")
    assert Catalogue().curve_table() is table("charge_curves")


def test_every_own_figure_is_a_column_of_the_shipped_table():
    fields = set(OwnVehicle.model_fields) - {"id", "like", "name"}
    assert fields <= set(table("vehicles").columns)


@pytest.mark.parametrize(
    ("part", "change", "path", "message"),
    [
        ("vehicles", {"like": "yutong-e13"}, "long-bus.like", "Did you mean 'yutong-e12'?"),
        ("vehicles", {"like": "diesel-bus"}, "long-bus.like", "has no battery"),
        ("vehicles", {"battery_pack": "lfp-buss"}, "long-bus.battery_pack", "'lfp-bus'?"),
        ("vehicles", {"usable_soc_max": 0.1}, "long-bus.usable_soc_max", "above usable_soc_min"),
        ("vehicles", {"id": "byd-k9"}, "byd-k9.id", "is in data/vehicles.csv already"),
        ("vehicles", {"charge_curve": "flit"}, "long-bus.charge_curve", "Did you mean 'flat'?"),
        ("chargers", {"id": "ac-7"}, "ac-7.id", "is in data/chargers.csv already"),
        (
            "charge_curves",
            {"points": [[0.0, 1.0], [0.6, 0.5], [0.4, 0.5], [1.0, 0.2]]},
            "flat.points.2",
            "0.4 follows 0.6",
        ),
        ("charge_curves", {"points": [[0.0, 1.0], [0.9, 1.0]]}, "flat.points", "from 0 to 0.9"),
        ("charge_curves", {"points": [[0.0, 1.0], [1.0, 0.0]]}, "flat.points.1", "never end"),
    ],
)
def test_faults_name_the_row(part: str, change: dict[str, Any], path: str, message: str):
    (where, said), *more = faults(part, **change)
    assert where == f"catalogue.{part}.{path}" and message in said and not more


def test_a_scenario_names_its_own_vehicle_and_plug(tmp_path: Path):
    tree = right_tree(tmp_path)
    tree["catalogue"] = OWN
    tree["fleets"]["timetabled"][0]["vehicle"] = "long-bus"
    tree["sites"][0]["stations"][0]["plugs"][0]["kind"] = "pile"
    scenario = Scenario.model_validate(tree)
    assert not check(scenario)
    pool = network(scenario).pools[0]
    assert (pool.kind, pool.power_kw, pool.efficiency, pool.connector) == (
        "pile",
        150.0,
        0.95,
        "dc",
    )
    unknown = scenario.model_copy(update={"catalogue": Catalogue()})
    assert {fault.path for fault in check(unknown)} >= {"fleets.timetabled.buses.vehicle"}
