"""How scenarios stand, from run folders, readings and jobs."""

import json
import shutil
import time
from dataclasses import replace
from pathlib import Path

import pytest

from dashboard.files.job import Job
from dashboard.files.standing import Standing, outdated, parents_run, results, standing, standings
from dashboard.look import Look
from dashboard.pages import pages
from dashboard.pages.scenarios import _matches, _ordered
from dashboard.parts.outdated import told
from dashboard.view import View
from dashboard.workspace import Workspace
from sim.results import RunFolder
from sim.run.manifest import folder_name, manifest
from sim.study.scenarios import read_scenario
from tests.support.make_run import make_run


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    """A run of the small scenario as it is now, and a damaged one."""
    workspace = Workspace(tmp_path / "runs", tmp_path / "own")
    scenario = read_scenario("small")
    run = make_run(workspace.runs / folder_name(scenario, 0), days=2, step_minutes=60)
    said = json.loads((run / "manifest.json").read_text())
    said |= {key: manifest(scenario, 0)[key] for key in ("name", "title", "hash", "hashes")}
    (run / "manifest.json").write_text(json.dumps(said))
    damaged = workspace.runs / "odd-1"
    damaged.mkdir()
    (damaged / "manifest.json").write_text("{")
    return workspace


def of(workspace: Workspace, key: str) -> Standing:
    """Return a scenario's standing, once all has been read."""
    end = time.monotonic() + 30.0
    while time.monotonic() < end:
        found = {one.entry.id: one for one in standings(workspace)}
        if found[key].state != "checking":
            return found[key]
        time.sleep(0.05)
    raise AssertionError(key)


def job(state: str, **status: object) -> Job:
    now = time.strftime("%Y-%m-%dT%H:%M:%S+00:00", time.gmtime(time.time() + 60))
    said = {"state": state, "updated": now, **status}
    return Job(Path("x"), "small", Path("small.yaml"), "small", ("", ""), 0.0, False, 1, said)


def test_a_run_of_the_files_as_they_are_is_done(workspace: Workspace) -> None:
    one = of(workspace, "small")
    assert (one.state, one.changed, one.days) == ("done", (), 7)
    assert one.result is not None
    assert len(one.result.figures("en")) == len(one.result.figures("zh")) == 4
    assert of(workspace, "lanzhou/baseline").state == "not_run"


def test_an_edit_makes_it_out_of_date(workspace: Workspace) -> None:
    shelf = workspace.shelf
    shelf.save("mine", {"seed": 5}, "small")
    scenario = read_scenario(workspace.scenarios / "mine.yaml")
    source = next(workspace.runs.glob("small-*"))
    target = workspace.runs / folder_name(scenario, 0)
    source.rename(target)
    said = json.loads((target / "manifest.json").read_text())
    said |= {key: manifest(scenario, 0)[key] for key in ("name", "hash", "hashes")}
    (target / "manifest.json").write_text(json.dumps(said))
    assert of(workspace, "own/mine").state == "done"
    shelf.save("mine", {"seed": 6}, "small")
    changed = of(workspace, "own/mine")
    assert (changed.state, changed.changed) == ("stale", ("scenario",))
    shelf.save("mine", {"seed": -6}, "small")
    assert of(workspace, "own/mine").state == "invalid"


def test_jobs_come_before_results(workspace: Workspace) -> None:
    entry, runs = of(workspace, "small").entry, [of(workspace, "small").result]
    whole = [run for run in runs if run is not None]
    stands = {
        state: standing(workspace, entry, whole, job(state)).state
        for state in ("waiting", "running", "failed", "cancelled", "done")
    }
    assert stands == {
        "waiting": "waiting",
        "running": "running",
        "failed": "failed",
        "cancelled": "done",
        "done": "done",
    }


def test_damaged_folders_are_listed_as_such(workspace: Workspace) -> None:
    found = {one.name: one for one in results(workspace)}
    assert not found["odd-1"].is_whole
    assert found["odd-1"].figures("zh") == ()
    assert found["odd-1"].title("zh") == "odd-1"


def test_the_library_is_ordered_and_searched(workspace: Workspace) -> None:
    workspace.shelf.save("mine", {"title": {"zh": "我", "en": "Mine"}}, "small")
    ordered = _ordered(standings(workspace))
    ids = [one.entry.id for one in ordered]
    assert ids[:3] == ["own/mine", "lanzhou/baseline", "small"]
    assert ids.index("lanzhou/electric-fleet") < ids.index("lanzhou/depot-smart-charging")

    def found(**choices: str) -> list[str]:
        view = View().choosing(**choices)
        return [one.entry.id for one in ordered if _matches(one, view)]

    assert found(kind="own") == ["own/mine"]
    assert found(kind="run") == ["small"]
    assert found(find="绿色低碳方案 全部措施", tags="lanzhou") == ["lanzhou/green-plan"]
    assert found(find="GREEN plan week", tags="story") == ["lanzhou/winter-cold-wave"]
    assert found(kind="?", tags="no-such") == []


def test_a_run_without_a_table_is_damaged(workspace: Workspace) -> None:
    folder = next(workspace.runs.glob("small-*"))

    def is_whole() -> bool:
        return {one.name: one.is_whole for one in results(workspace)}[folder.name]

    assert is_whole()
    (folder / "grid_calls.parquet").unlink()  # older runs have none
    assert is_whole()
    (folder / "sessions.parquet").rename(folder / "aside")
    assert not is_whole()
    assert of(workspace, "small").state == "not_run"
    (folder / "aside").rename(folder / "sessions.parquet")
    assert is_whole()
    kpis = (folder / "kpis.parquet").read_bytes()
    (folder / "kpis.parquet").unlink()
    (folder / "kpis.parquet").write_bytes(kpis[: len(kpis) // 2])
    assert not is_whole()


def test_runs_out_of_date_are_told_with_the_way_to_newer_results(workspace: Workspace) -> None:
    current = next(workspace.runs.glob("small-*"))
    old, other = workspace.runs / "small-00000000", workspace.runs / "elsewhere, with a comma"
    for copy, part in ((old, "tables"), (other, "program")):
        shutil.copytree(current, copy)
        said = json.loads((copy / "manifest.json").read_text())
        said["hash"], said["hashes"][part] = "0" * 64, "0" * 16
        said["name"] = "small" if copy is old else "elsewhere"
        (copy / "manifest.json").write_text(json.dumps(said))
    of(workspace, "small")
    names = (current.name, old.name, other.name)
    view = workspace.library.resolve(View(runs=names, lang="en"))
    shown = Look(view, workspace.library.chosen(view).runs, ())
    found, is_reading = outdated(workspace, shown.runs)
    assert not is_reading
    assert {(one.run.name, one.changed, one.newer) for one in found} == {
        (old.name, ("tables",), current.name),
        (other.name, ("program",), ""),
    }
    page = next(page for page in pages() if page.name == "fleet")

    def said_of(runs: tuple[RunFolder, ...]) -> str:
        return str(told(page, workspace, replace(shown, runs=runs))[0])

    assert "Show the newer results" in said_of(shown.runs)
    assert "Make its scenario your own" in said_of(shown.runs)
    shutil.rmtree(current)
    left = tuple(run for run in shown.runs if run.name != current.name)
    assert "Run again: " in said_of(left)
    workspace.jobs.close()
    workspace.jobs.start(of(workspace, "small").entry)
    assert "Watch: " in said_of(left)


def test_a_run_is_opened_beside_its_parents(workspace: Workspace) -> None:
    shelf = workspace.shelf
    own = shelf.clone("small", shelf.free_name("small"), ("小", "Small two"))
    run = make_run(workspace.runs / f"{own.name}-00000001", days=2, step_minutes=60)
    said = json.loads((run / "manifest.json").read_text()) | {"name": own.name}
    (run / "manifest.json").write_text(json.dumps(said))
    done = replace(job("done", run=str(run)), scenario=own.id)
    above = next(one.name for one in results(workspace) if one.scenario == "small")
    assert parents_run(workspace, results(workspace), done) == above
    of_days = said | {"period": said["period"] | {"days": 3}}
    (run / "manifest.json").write_text(json.dumps(of_days))
    assert parents_run(workspace, results(workspace), done) == ""
    assert parents_run(workspace, results(workspace), job("done", run="gone")) == ""
