"""The library: find, choose, clone, delete with undo, and see what is out of date."""

import json
import re
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from dashboard.workspace import Workspace
from sim.run.manifest import folder_name, manifest
from sim.study.scenarios import read_scenario
from tests.support.make_run import make_run

from .conftest import served

Visit = Callable[[str], Page]
ROOT = Path(__file__).parents[2]


@pytest.fixture
def runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Made-up results of two scenarios as their files are now, and one of before."""
    monkeypatch.chdir(ROOT)
    folder = tmp_path / "runs"
    for name, part in (("small", ""), ("lanzhou/preheat-with-pv", "tables")):
        scenario = read_scenario(name)
        run = make_run(folder / folder_name(scenario, 0), days=7, step_minutes=60)
        said = json.loads((run / "manifest.json").read_text())
        said |= {key: manifest(scenario, 0)[key] for key in ("name", "title", "hash", "hashes")}
        if part:
            said["hash"], said["hashes"][part] = "0" * 64, "0" * 16
            run = run.rename(folder / f"{scenario.name}-00000000")
        (run / "manifest.json").write_text(json.dumps(said))
    return folder


def card(page: Page, key: str):
    return page.locator(f"[data-scenario='{key}']")


def test_states_results_and_what_changed(visit: Visit, runs: Path) -> None:
    with served(runs) as url:
        page = visit(f"{url}?lang=en")
        expect(card(page, "small")).to_contain_text("Done")
        expect(card(page, "small")).to_contain_text("Total carbon")
        old = card(page, "lanzhou/preheat-with-pv")
        expect(old).to_contain_text("Changed since: the built-in tables")
        expect(card(page, "lanzhou/baseline")).to_contain_text("Not run")


def test_search_tags_and_kind_stand_in_the_address(visit: Visit, runs: Path) -> None:
    with served(runs) as url:
        page = visit(f"{url}?lang=en")
        expect(page.locator(".scenario")).to_have_count(16)
        page.get_by_label("Search title").fill("heat pump")
        page.wait_for_url(re.compile("find=heat"))
        expect(card(page, "small")).to_have_count(0)
        expect(card(page, "lanzhou/heat-pumps")).to_be_visible()
        page.get_by_text("With results", exact=True).click()
        page.wait_for_url(re.compile("kind=run"))
        expect(page.locator(".scenario")).to_have_count(1)
        again = visit(page.url)
        expect(again.locator(".scenario")).to_have_count(1)
        expect(again.get_by_label("Search title")).to_have_value("heat pump")
        page.go_back()
        expect(card(page, "lanzhou/heat-pumps")).to_be_visible()
        tagged = visit(f"{url}?lang=en&tags=v2g")
        expect(tagged.locator(".scenario")).to_have_count(1)
        none = visit(f"{url}?lang=en&find=nothing-like-it&kind=odd")
        expect(none.get_by_text("No scenario matches")).to_be_visible()


def test_ticked_scenarios_are_compared(visit: Visit, runs: Path) -> None:
    with served(runs) as url:
        page = visit(f"{url}?lang=en")
        for title in ("Small example", "Preheating with PV"):
            page.get_by_label(f"Choose for comparison: {title}").check()
        page.get_by_role("link", name="Compare chosen (2)").click()
        page.wait_for_url(re.compile("compare.*runs=small-.*preheat-with-pv-"))
        expect(page.locator(".card").first).to_contain_text("Baseline")


def test_clone_delete_and_undo(visit: Visit, runs: Path) -> None:
    with served(runs, command=(sys.executable, "-c", "")) as url:
        page = visit(f"{url}?lang=en")
        page.get_by_role("button", name="Clone: Small example").click()
        expect(card(page, "own/small-2")).to_contain_text("Small example (copy)")
        expect(card(page, "own/small-2")).to_contain_text("Builds on: Small example")
        file = runs / ".scenarios" / "small-2.yaml"
        text = file.read_text()
        edit = card(page, "own/small-2").get_by_role("link", name="Edit")
        assert "scenario=own%2Fsmall-2" in (edit.get_attribute("href") or "")
        page.get_by_role("button", name="Delete: Small example (copy)").click()
        expect(card(page, "own/small-2")).to_have_count(0)
        assert not file.exists()
        page.locator(".note").get_by_role("button", name="Undo").click()
        expect(card(page, "own/small-2")).to_be_visible()
        assert file.read_text() == text
        expect(page.get_by_role("button", name="Delete: Small example", exact=True)).to_have_count(
            0
        )


def test_who_acts_by_keyboard_goes_on_from_what_is_said(visit: Visit, runs: Path) -> None:
    with served(runs, command=(sys.executable, "-c", "")) as url:
        page = visit(f"{url}?lang=en")
        undo = page.locator(".note").get_by_role("button", name="Undo")
        page.get_by_role("button", name="Clone: Small example").press("Enter")
        expect(undo).to_be_focused()
        undo.press("Enter")
        expect(card(page, "own/small-2")).to_have_count(0)
        expect(undo).to_be_focused()


def test_a_deleted_run_can_be_restored_later(visit: Visit, runs: Path) -> None:
    with served(runs) as url:
        page = visit(f"{url}runs?lang=en")
        expect(page.locator("[data-run]")).to_have_count(2)
        small = next(path.name for path in runs.glob("small-*"))
        spot = page.get_by_role("button", name=f"Delete: {small}").bounding_box()
        assert spot is not None
        for _ in range(2):  # hands that click twice delete one run
            page.mouse.click(spot["x"] + 5.0, spot["y"] + 5.0)
        expect(page.locator("[data-run]")).to_have_count(1)
        assert not (runs / small).exists()
        page.locator(".note").get_by_role("button", name="Undo").click()
        expect(page.locator("[data-run]")).to_have_count(2)
        page.get_by_role("button", name=f"Delete: {small}").click()
        expect(page.locator("[data-run]")).to_have_count(1)
        library = visit(f"{url}?lang=en")
        expect(card(library, "small")).to_contain_text("Not run")
        page.reload()
        page.get_by_text("Recently deleted (1)").click()
        page.get_by_role("button", name=f"Restore: {small}").click()
        expect(page.locator("[data-run]")).to_have_count(2)
        expect(card(library, "small")).to_contain_text("Done")


def test_what_others_build_on_is_not_deleted(visit: Visit, runs: Path) -> None:
    shelf = Workspace(runs, runs / ".scenarios").shelf
    shelf.save("below", {"title": {"zh": "下", "en": "Below"}}, "small")
    shelf.save("above", {"title": {"zh": "上", "en": "Above"}}, "own/below")
    with served(runs) as url:
        page = visit(f"{url}?lang=en")
        page.get_by_role("button", name="Delete: Below").click()
        expect(page.locator(".note")).to_contain_text("others build on it (Above)")
        expect(card(page, "own/below")).to_be_visible()
