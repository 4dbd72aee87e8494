"""The shelf lists what can be run, reads leniently, and writes in one folder alone."""

import os
from pathlib import Path

import pytest

from dashboard.files.heads import chain, stamps
from dashboard.files.shelf import Shelf
from sim.errors import InputError
from sim.study.scenarios import read_scenario


@pytest.fixture
def shelf(tmp_path: Path) -> Shelf:
    return Shelf(tmp_path / "own")


def test_shipped_scenarios_are_listed_with_both_languages(shelf: Shelf) -> None:
    found = {entry.id: entry for entry in shelf.entries()}
    assert {"small", "lanzhou/baseline", "lanzhou/green-plan"} <= found.keys()
    assert not [key for key in found if "parts" in key]
    plan = found["lanzhou/green-plan"]
    assert plan.name == "green-plan"
    assert plan.titles == ("绿色低碳方案", "Green plan")
    assert plan.parents == ("lanzhou/baseline",)
    assert not plan.own
    assert all(entry.title("zh") and entry.description("en") for entry in found.values())


def test_what_is_saved_is_an_overlay_that_runs(shelf: Shelf) -> None:
    saved = shelf.save("more-plugs", {"seed": 7, "title": {"zh": "更多", "en": "More"}}, "small")
    assert saved.id == "own/more-plugs"
    assert saved.own
    assert saved.parents == ("small",)
    assert saved.title("en") == "More"
    scenario = read_scenario(saved.path)
    assert (scenario.name, scenario.seed) == ("more-plugs", 7)
    assert shelf.resolved(saved.id) == scenario
    assert shelf.own_values(saved.id)["seed"] == 7
    assert "extends" not in shelf.own_values(saved.id)
    assert shelf.merged(saved.id)["sites"] == shelf.merged("small")["sites"]
    assert [entry.id for entry in shelf.children("small")] == ["own/more-plugs"]
    assert sorted(path.name for path in shelf.own.iterdir()) == ["more-plugs.yaml"]


@pytest.mark.parametrize("name", ["", "..", "../x", "/etc/x", "a b", "Ä", "x" * 65, "a.b", "a\n"])
def test_unsafe_names_are_refused(shelf: Shelf, name: str) -> None:
    with pytest.raises(InputError):
        shelf.save(name, {}, "small")
    assert not shelf.own.exists()


def test_names_of_others_are_refused(shelf: Shelf) -> None:
    with pytest.raises(InputError, match="another scenario"):
        shelf.save("green-plan", {}, "small")
    shelf.save("mine", {"seed": 1}, "small")
    shelf.save("mine", {"seed": 2}, "small")
    assert shelf.own_values("own/mine")["seed"] == 2
    with pytest.raises(InputError, match="extend itself"):
        shelf.save("mine", {}, "own/mine")


@pytest.mark.parametrize("key", ["../secret", "own/../../x", "own/none", "/etc/passwd", ""])
def test_only_listed_ids_are_opened(shelf: Shelf, key: str) -> None:
    assert shelf.find(key) is None
    for read in (shelf.own_values, shelf.merged, shelf.resolved):
        with pytest.raises(InputError):
            read(key)


def test_an_overlay_cannot_choose_what_it_extends(shelf: Shelf) -> None:
    shelf.save("mine", {"extends": "/etc/passwd", "name": "other"}, "small")
    assert shelf.find("own/mine").parents == ("small",)  # type: ignore[union-attr]
    assert shelf.resolved("own/mine").name == "mine"


@pytest.mark.parametrize("text", ["", "a: [", "- 1", "\x00", "title: 3\ntags: x\nextends: 4"])
def test_unreadable_files_are_listed_with_their_faults(shelf: Shelf, text: str) -> None:
    shelf.own.mkdir()
    (shelf.own / "broken.yaml").write_text(text)
    entry = shelf.find("own/broken")
    assert entry is not None
    assert entry.title("zh") == "broken"
    assert entry.faults or text.startswith("title")


def test_files_that_extend_each_other_end(shelf: Shelf) -> None:
    shelf.own.mkdir()
    (shelf.own / "a.yaml").write_text("extends: b.yaml\n")
    (shelf.own / "b.yaml").write_text("extends: a.yaml\n")
    assert len(chain(shelf.own / "a.yaml")) == 2
    assert shelf.find("own/a") is not None


def test_clones_stand_on_their_own(shelf: Shelf) -> None:
    first = shelf.clone("lanzhou/v2g", shelf.free_name("lanzhou/v2g"), ("一", "One"))
    assert first.name == "v2g-2"
    assert first.parents == ("lanzhou/v2g",)
    second = shelf.clone(first.id, shelf.free_name(first.id), ("二", "Two"))
    assert second.name == "v2g-3"
    assert second.parents == ("lanzhou/v2g",)
    first.path.unlink()
    assert shelf.merged(second.id)["title"] == {"zh": "二", "en": "Two"}


def test_a_change_anywhere_in_the_chain_shows(shelf: Shelf) -> None:
    shelf.save("first", {"seed": 1}, "small")
    second = shelf.save("second", {}, "own/first")
    before = stamps(second.path)
    assert stamps(second.path) == before
    assert shelf.resolved(second.id).seed == 1
    file = shelf.save("first", {"seed": 23}, "small").path
    os.utime(file, (2e9, 2e9))
    assert stamps(second.path) != before
    assert shelf.resolved(second.id).seed == 23


@pytest.mark.parametrize("extends", ['"a\\0b"', '[small.yaml, "a\\0b"]'])
def test_a_parent_that_no_file_can_be_is_a_fault(shelf: Shelf, extends: str) -> None:
    shelf.own.mkdir()
    (shelf.own / "odd.yaml").write_text(f"name: odd\nextends: {extends}\n")
    entry = shelf.find("own/odd")
    assert entry is not None
    assert (entry.faults[0].line, entry.faults[0].path) == (2, "extends")
    assert shelf.find("small") is not None
    with pytest.raises(InputError, match=r"is not there|cannot be read"):
        read_scenario(entry.path)


def test_a_clone_of_any_file_has_a_name_that_is_allowed(shelf: Shelf) -> None:
    path = shelf.save("mine", {}, "small").path
    path.rename(shelf.own / "My plan 绿.yaml")
    key = "own/My plan 绿"
    assert shelf.clone(key, shelf.free_name(key), ("一", "One")).id == "own/my-plan-2"
