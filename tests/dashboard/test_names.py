"""Names are those of the scenario, found without reading all of it."""

from pathlib import Path

import pytest
from ruamel.yaml import YAML

from dashboard.parts import names
from sim.results import RunFolder
from sim.scenario.identity import yaml_text
from sim.scenario.load import load_scenario
from tests.support.make_run import make_run

GREEN = Path(__file__).parents[2] / "scenarios" / "lanzhou" / "green-plan.yaml"


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> RunFolder:
    folder = make_run(tmp_path_factory.mktemp("runs") / "run", days=1, step_minutes=60)
    text = yaml_text(load_scenario(GREEN).model_dump(mode="json"))
    (folder / "scenario.yaml").write_text(text, encoding="utf-8")
    return RunFolder(folder)


def test_names_are_those_of_the_scenario(run: RunFolder) -> None:
    content = YAML(typ="safe", pure=True).load((run.path / "scenario.yaml").read_text("utf-8"))
    found = names.names(run)
    for kind in ("areas", "sites"):
        for item in content[kind]:
            assert found[kind, item["id"]] == item["name"]
    assert ("heating", "yantan-towers") not in found


def test_names_in_quotes_and_of_nested_lists(tmp_path: Path) -> None:
    folder = make_run(tmp_path / "run", days=1, step_minutes=60)
    lines = "sites:\n- id: yt-1\n  name:\n    zh: 东站\n    en: 'East: depot'\n  stations:\n"
    lines += "  - id: depot-east\n    name:\n      zh: 公交站\n      en: Buses\n"
    (folder / "scenario.yaml").write_text(lines, encoding="utf-8")
    run = RunFolder(folder)
    assert names.name_of(run, "sites", "yt-1", "en") == "East: depot"
    assert names.name_of(run, "stations", "depot-east", "zh") == "公交站"
    assert names.name_of(run, "stations", "taxi-hub", "en") == "taxi-hub"


def test_a_station_without_a_name_is_called_by_its_site(tmp_path: Path) -> None:
    folder = make_run(tmp_path / "run", days=1, step_minutes=60)
    (folder / "scenario.yaml").write_text(
        "sites:\n- id: yz-1\n  name:\n    zh: 校区\n    en: Campus site\n", encoding="utf-8"
    )
    run = RunFolder(folder)
    assert names.name_of(run, "stations", "campus", "zh") == "校区充电站"
    assert names.name_of(run, "stations", "campus", "en") == "Campus site charging"


def test_a_run_without_a_scenario_has_ids(tmp_path: Path) -> None:
    folder = make_run(tmp_path / "run", days=1, step_minutes=60)
    (folder / "scenario.yaml").unlink(missing_ok=True)
    run = RunFolder(folder)
    assert names.names(run) == {}
    assert names.name_of(run, "sites", "yt-1", "en") == "yt-1"
