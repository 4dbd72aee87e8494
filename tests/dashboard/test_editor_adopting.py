"""The scenario of a run that is in no library becomes one's own."""

import json
from pathlib import Path

import flask
import pytest

from dashboard.editor import bench, opening
from dashboard.editor.adopting import adopt
from dashboard.editor.overlay import difference, merged
from dashboard.view import View
from dashboard.workspace import Workspace
from sim.errors import InputError
from sim.run.manifest import put_scenario
from sim.scenario.identity import scenario_hash
from sim.study.scenarios import read_scenario
from tests.support.make_run import make_run


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    return Workspace(tmp_path / "runs", tmp_path / "own")


class Into:
    """What `put_scenario` writes into."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def put_file(self, name: str, content: bytes) -> None:
        (self.folder / name).parent.mkdir(exist_ok=True)
        (self.folder / name).write_bytes(content)


def run_of(workspace: Workspace, *overrides: str) -> Path:
    """Make a run as the command line makes one of the small scenario, changed by ``--set``."""
    scenario = read_scenario("small", overrides)
    run = make_run(workspace.runs / f"{scenario.name}-00000001", days=2, step_minutes=60)
    put_scenario(Into(run), scenario)  # type: ignore[arg-type]
    said = json.loads((run / "manifest.json").read_text())
    (run / "manifest.json").write_text(json.dumps(said | {"name": scenario.name}))
    return run


def test_a_variant_becomes_an_overlay_of_what_it_varies(workspace: Workspace) -> None:
    run = run_of(workspace, "name=small-more", "seed=5", "sites.depot.transformer_kva=900")
    entry = adopt(workspace, run.name)
    assert (entry.id, entry.parents) == ("own/small-more", ("small",))
    changed = {"id": "depot", "transformer_kva": 900.0}
    said = workspace.shelf.own_values(entry.id)
    assert said == {"name": "small-more", "seed": 5, "sites": [changed]}
    before = read_scenario(run / "scenario.yaml")
    assert scenario_hash(read_scenario(entry.path)) == scenario_hash(before)
    assert adopt(workspace, run.name) == entry
    assert len(list(workspace.scenarios.iterdir())) == 1


def test_one_like_no_other_is_written_whole_with_its_files(workspace: Workspace) -> None:
    run = run_of(workspace, "name=another", "seed=5")
    entry = adopt(workspace, run.name)
    assert (entry.id, entry.parents) == ("own/another", ())
    before, after = read_scenario(run / "scenario.yaml"), read_scenario(entry.path)
    assert scenario_hash(after) == scenario_hash(before)
    files = workspace.scenarios / "another-files"
    assert {file.name for file in files.iterdir()} == {
        file.name for file in (run / "inputs").iterdir()
    }


def test_rules_and_damaged_runs_leave_no_trace(workspace: Workspace, tmp_path: Path) -> None:
    (tmp_path / "rule.py").write_text("class Rule:\n    def plan(self, view):\n        return {}\n")
    rule = f"sites.campus.charging.controller={{python: '{tmp_path}/rule.py:Rule'}}"
    run = run_of(workspace, "name=ruled", rule)
    with pytest.raises(InputError, match="has not allowed"):
        adopt(workspace, run.name)
    (run / "scenario.yaml").write_text("seed: [")
    for name in (run.name, "nothing", "../own"):
        with pytest.raises(InputError):
            adopt(workspace, name)
    assert not workspace.scenarios.exists()


def test_the_editor_offers_it_where_the_library_has_none(workspace: Workspace) -> None:
    run = run_of(workspace, "name=small-more", "seed=5").name

    def shown(query: str) -> str:
        search = f"?{query}&lang=en"
        kept = {"scenario": View.parse(search).choice("scenario")}
        with flask.Flask("here").test_request_context():
            return str(bench.turn(workspace, kept, None, None, search)[3])

    assert "Make this run’s scenario your own" in shown(f"scenario=small-more&run={run}")
    for other in (f"scenario=elsewhere&run={run}", "scenario=small-more", "scenario=a&run=../own"):
        assert "Open the scenario library" in shown(other)
    view = View.parse(f"?scenario=small-more&run={run}&at=sites.depot")
    address, _ = opening.adopted(workspace, run, view)
    assert "scenario=own%2Fsmall-more" in address
    assert "at=sites.depot" in address


@pytest.mark.parametrize(
    ("base", "wanted"),
    [
        ({"a": 1, "b": {"c": 2}}, {"a": 1, "b": {"c": 3}}),
        ({"a": [{"id": "x", "v": 1}, {"id": "y"}]}, {"a": [{"id": "x", "v": 2}, {"id": "z"}]}),
        ({"a": [1, 2]}, {"a": [2], "b": None}),
        ({"a": [{"id": "x"}]}, {"a": []}),
    ],
)
def test_a_difference_laid_over_makes_what_is_wanted(base: object, wanted: object) -> None:
    assert merged(base, difference(base, wanted)) == wanted
    assert difference(wanted, wanted) == {}
