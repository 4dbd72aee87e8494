"""Stationary batteries in whole runs: rules side by side, a site without vehicles, second life."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from sim.results import RunFolder
from sim.run import run
from sim.scenario.scenario import Scenario
from tests.support.crowd_world import PLACE, tree

BATTERY = {"id": "b", "capacity_kwh": 300.0, "power_kw": 100.0}
PACKS = {"vehicle": "yutong-e12", "count": 2}
EXACT = {"kind": "optimum", "forecast_error": 0.0}
DEMAND_CNY_PER_KW = 35.0


def _office(*batteries: dict[str, Any], controller: Any = "equal_share") -> Scenario:
    """Return four days of May of an office with sun on its roof, and nobody who charges."""
    systems = [{"id": "district", "kind": "central"}]
    building = {
        "id": "office", "archetype": "office", "standard": "gb55015", "heated_area_m2": 6000.0,
        "storeys": 6, "heating": "district",
    }  # fmt: skip
    office = {
        "id": "s", "area": "a", "position": PLACE, "transformer_kva": 500.0,
        "buildings": [building], "pv": [{"id": "roof", "kwp": 120.0}],
        "batteries": list(batteries), "charging": {"controller": controller},
    }  # fmt: skip
    period = {"start": "2025-05-12", "days": 4, "step_minutes": 15}
    return Scenario.model_validate(tree(office, period=period, heating={"systems": systems}))


def _cost(folder: RunFolder) -> float:
    """Energy, demand charge, wear, less what is left in the battery at a middle price [CNY]."""
    price, grid, sold = (
        folder.series([name])[name].to_numpy(dtype=float)
        for name in ("world/price_cny_per_kwh", "park/import_kw", "park/export_kw")
    )
    cost = 0.25 * (price @ grid - 0.3078 * sold.sum()) + DEMAND_CNY_PER_KW * grid.max()
    for row in folder.table("batteries").itertuples():
        cost += 0.1 * row.discharged_kwh - float(np.median(price)) * row.end_kwh
    return float(cost)


def _peak_kw(folder: RunFolder) -> float:
    return float(folder.series(["park/import_kw"])["park/import_kw"].max())


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("runs")


def _run(scenario: Scenario, out: Path, name: str) -> RunFolder:
    return RunFolder(run(scenario, out / name))


def test_the_optimum_is_no_dearer_than_any_rule_and_every_book_closes(out: Path) -> None:
    cost = {}
    for rule in ("self_consumption", "tariff", "peak_shaving", "optimum"):
        controller = EXACT if rule == "optimum" else "equal_share"
        scenario = _office({**BATTERY, "rule": rule}, controller=controller)
        folder = _run(scenario, out, rule)
        assert all(check["ok"] for check in folder.manifest["checks"])
        cost[rule] = _cost(folder)
    assert cost["optimum"] <= min(cost.values())
    assert cost["optimum"] < cost["tariff"] - 100.0


def test_a_battery_is_planned_where_nobody_charges(out: Path) -> None:
    folder = _run(_office({**BATTERY, "rule": "optimum"}, controller=EXACT), out, "optimum")
    (battery,) = folder.table("batteries").to_dict("records")
    assert battery["discharged_kwh"] > 300.0
    lost = battery["inverter_kwh"] + battery["cells_kwh"]
    moved = battery["charged_kwh"] - battery["discharged_kwh"]
    assert battery["start_kwh"] == 150.0
    assert moved == pytest.approx(battery["end_kwh"] - battery["start_kwh"] + lost)


@pytest.mark.parametrize("rule", ["tariff", "self_consumption", "peak_shaving"])
def test_the_optimum_counts_with_a_battery_that_follows_a_rule(out: Path, rule: str) -> None:
    """Both must not charge at once and make a peak that neither would make alone."""
    planned, other = {**BATTERY, "rule": "optimum"}, {**BATTERY, "id": "p", "rule": rule}
    none = _run(_office(), out, "none")
    peaks, costs = [], []
    for pair in ([planned, other], [other, planned]):
        folder = _run(_office(*pair, controller=EXACT), out, f"{rule}-{pair[0]['rule']}")
        assert all(check["ok"] for check in folder.manifest["checks"])
        peaks.append(_peak_kw(folder))
        costs.append(_cost(folder))
    assert peaks[0] == peaks[1]
    assert costs[0] == pytest.approx(costs[1])
    assert peaks[0] < _peak_kw(none)


def test_packs_of_buses_work_on_and_are_counted_apart(out: Path) -> None:
    used = {"id": "b", "power_kw": 100.0, "soh": 0.75, "second_life": PACKS}
    folder = _run(_office({**used, "rule": "tariff"}), out, "second-life")
    (battery,) = folder.table("batteries").to_dict("records")
    assert battery["origin"] == "second_life"
    assert 0.7 < battery["soh_end"] < 0.75
    (asset,) = folder.table("assets").query("kind == 'battery'").to_dict("records")
    assert asset["type"] == "second_life"
    assert asset["quantity"] == pytest.approx(battery["capacity_kwh"])
    kpis = folder.table("kpis").set_index("name")["value"]
    assert kpis["second_life_avoided"] == pytest.approx(0.061 * battery["capacity_kwh"])
    assert kpis["capital_battery"] > 0.0
    # Four days say little about a life, but they are compared with what is paid for.
    assert any("paid over 8 a" in note for note in folder.manifest["notes"])
    # Worn cells lose more than new ones of the same capacity for the same service.
    new = {**BATTERY, "capacity_kwh": battery["capacity_kwh"], "rule": "tariff"}
    (fresh,) = _run(_office(new), out, "fresh").table("batteries").to_dict("records")
    assert battery["cells_kwh"] > 1.5 * fresh["cells_kwh"]
