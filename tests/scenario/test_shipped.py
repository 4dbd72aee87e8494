"""The scenarios that ship are valid, and their resolved text is the same scenario."""

from pathlib import Path

import pytest

from sim.scenario.identity import resolved_yaml, scenario_hash
from sim.scenario.load import load_scenario
from sim.tables import shipped

FOLDER = shipped("scenarios")
FILES = sorted([*FOLDER.glob("*.yaml"), *FOLDER.glob("*/*.yaml")])


@pytest.mark.parametrize("file", FILES, ids=[str(f.relative_to(FOLDER)) for f in FILES])
def test_a_shipped_scenario_is_valid_and_round_trips(file: Path, tmp_path: Path):
    scenario = load_scenario(file)
    (tmp_path / "resolved.yaml").write_text(resolved_yaml(scenario), encoding="utf-8")
    again = load_scenario(tmp_path / "resolved.yaml")
    assert again == scenario
    assert scenario_hash(again) == scenario_hash(scenario)


def test_names_and_contents_of_shipped_scenarios_differ():
    scenarios = [load_scenario(file) for file in FILES]
    assert len({scenario.name for scenario in scenarios}) == len(FILES)
    assert len({scenario_hash(scenario) for scenario in scenarios}) == len(FILES)
