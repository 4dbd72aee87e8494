"""What the editor makes of clicks and typing, and what it says is wrong."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from dashboard.editor import bench, checking, limits, minimum, names, turning
from dashboard.editor import overlay as change
from dashboard.editor.basis import basis
from dashboard.editor.draft import Draft
from dashboard.editor.form import form
from dashboard.editor.known import options
from dashboard.editor.messages import said
from dashboard.editor.numbers import number_from
from dashboard.editor.outline import outline
from dashboard.editor.overlay import value_at
from dashboard.editor.sight import Sight
from dashboard.editor.tree import TOP, every_spot, field_at, spot_at
from dashboard.editor.turning import Act
from dashboard.fields import fields, models
from dashboard.files.shelf import Shelf
from dashboard.view import View
from dashboard.workspace import Workspace
from sim.errors import InputError
from sim.study.scenarios import read_scenario

HUB = "sites.campus.stations.campus-public"


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    return Workspace(tmp_path / "runs", tmp_path / "own")


def typed(draft: Draft, **entries: Any) -> dict[str, Any]:
    """Return what the browser says was typed, in that order."""
    first = int(draft.seen) + 1
    said = {key.replace("__", "."): value for key, value in entries.items()}
    return {
        "scenario": draft.scenario,
        "entries": {
            path: {"value": value, "seq": first + number}
            for number, (path, value) in enumerate(said.items())
        },
    }


def type_in(workspace: Workspace, draft: Draft, path: str, value: Any) -> Draft:
    return turning.turn(workspace, draft, typed(draft, **{path: value}), None).draft


def whole_of(workspace: Workspace, draft: Draft) -> Any:
    return change.merged(basis(workspace.shelf, draft.scenario).values, draft.overlay)


def look(workspace: Workspace, draft: Draft, at: str, lang: str = "en") -> Sight:
    view = View.parse(f"?scenario={draft.scenario}&at={at}&lang={lang}")
    packed = bench.packed(draft)
    found = bench.sight(workspace, packed, bench.judged(workspace, packed, None), view)
    assert found is not None
    return found


def test_twenty_more_plugs_are_saved_as_an_overlay(workspace: Workspace) -> None:
    draft = turning.start(workspace, "small", None)
    assert (draft.name, draft.is_changed) == ("small-2", False)
    draft = type_in(workspace, draft, f"{HUB}.plugs.0.count", 24)
    assert draft.is_changed
    done = turning.turn(workspace, draft, None, Act("save"))
    assert done.draft.scenario == "own/small-2"
    assert not done.draft.is_changed
    scenario = read_scenario(workspace.scenarios / "small-2.yaml")
    station = next(s for site in scenario.sites for s in site.stations if s.id == "campus-public")
    assert station.plugs[0].count == 24
    assert scenario.title.en == "Small example (changed)"
    assert workspace.shelf.own_values("own/small-2").keys() == {"name", "title", "sites"}


def test_ones_own_scenario_is_edited_in_place_and_keeps_its_parents(workspace: Workspace) -> None:
    workspace.shelf.add("mine", {"seed": 3}, ["small", "small"])
    before = workspace.shelf.own_values("own/mine")
    draft = type_in(workspace, turning.start(workspace, "own/mine", None), "seed", 4)
    assert turning.turn(workspace, draft, None, Act("save")).draft.scenario == "own/mine"
    text = (workspace.scenarios / "mine.yaml").read_text()
    assert text.count("small.yaml") == 2
    assert workspace.shelf.own_values("own/mine") == before | {"seed": 4}


def test_what_another_wrote_meanwhile_is_not_overwritten(workspace: Workspace) -> None:
    workspace.shelf.add("mine", {"seed": 3}, ["small"])
    draft = type_in(workspace, turning.start(workspace, "own/mine", None), "seed", 4)
    workspace.shelf.rewrite("own/mine", {"seed": 5555})
    for do in ("save", "run"):
        done = turning.turn(workspace, draft, None, Act(do))
        assert (done.draft.said[0], done.to_runs) == ("editor.clash.changed", False)
    assert done.draft.is_changed
    assert workspace.shelf.own_values("own/mine")["seed"] == 5555
    told = str(bench.surveyed(look(workspace, done.draft, ""), "")[2])
    assert "Save as a new scenario" in told
    assert "Take over the other version" in told
    # Either way out: one's own changes as a new scenario, or the other's.
    beside = turning.turn(workspace, done.draft, None, Act("beside")).draft
    assert (beside.scenario, beside.name, beside.is_changed) == ("own/mine-2", "mine-2", False)
    assert workspace.shelf.own_values("own/mine-2") == {"name": "mine-2", "seed": 4}
    kept = workspace.shelf.find("own/mine-2")
    assert kept is not None
    assert kept.parents == ("small",)
    other = turning.turn(workspace, done.draft, None, Act("discard")).draft
    assert (other.overlay, other.is_changed) == ({"seed": 5555}, False)
    assert turning.turn(workspace, other, None, Act("save")).draft.said[0] == "editor.saved"


def test_a_bad_file_name_is_told_once(workspace: Workspace) -> None:
    for name in ("Two words", "UPPER", "../up"):
        draft = type_in(workspace, turning.start(workspace, "small", None), turning.NAME, name)
        told = bench.judged(workspace, bench.packed(draft), None)["faults"]
        assert [fault["path"] for fault in told] == ["name"]


def test_a_title_that_is_left_behind_is_told(workspace: Workspace) -> None:
    draft = turning.start(workspace, "small", None)

    def told(draft: Draft) -> list[bool]:
        feet, _, _ = bench.marked(look(workspace, draft, ""), [["title.zh", "title.en"], [], []])
        return ["change it too" in _shown(foot) for foot in feet]

    assert told(draft) == [False, False]
    draft = type_in(workspace, draft, "title.zh", "更多充电枪")
    assert told(draft) == [False, True]
    # Emptied it is the parent's, which is no title of its own either.
    draft = type_in(workspace, draft, "title.en", "")
    assert told(draft) == [False, True]
    assert told(type_in(workspace, draft, "title.en", "More plugs")) == [False, False]


def test_things_without_a_name_are_called_by_what_they_are(workspace: Workspace) -> None:
    tree = workspace.shelf.merged("small")
    wanted = {
        "sites.campus.stations.campus-public": ("公共", "Venture campus · Public"),
        "sites.campus.buildings.flats": ("住宅", "Venture campus · Dwelling"),
        "sites.campus.pv.campus-roofs": ("朝南光伏", "Venture campus · PV, south"),
        "sites.campus.batteries.campus-battery": (
            "储能 400 kWh",
            "Venture campus · Battery 400 kWh",
        ),
        "heating.systems.boreholes": ("地源热泵", "Ground-source heat pump"),
        "fleets.timetabled.buses.depots.depot": ("雁滩公交场站", "Yantan bus depot"),
        "fleets.timetabled.buses": ("公交", "Buses"),
    }
    found = {
        path: (names.title(spot, tree, "zh"), names.full_title(spot, tree, "en"))
        for path in wanted
        for spot in [spot_at(tree, path)]
    }
    assert found == wanted
    campus = tree["sites"][0]
    campus["buildings"].append(dict(campus["buildings"][0], id="campus-annex"))
    titles = [
        names.title(spot_at(tree, f"sites.campus.buildings.{key}"), tree, "en")
        for key in ("offices", "campus-annex", "flats")
    ]
    assert titles == ["Office (offices)", "Office (annex)", "Dwelling"]
    campus["buildings"][2]["name"] = {"zh": "人才公寓", "en": ""}
    assert names.title(spot_at(tree, "sites.campus.buildings.flats"), tree, "en") == "人才公寓"
    labels = {
        one["value"]: one["label"] for one in options(fields("Depot")["station"], tree, "zh") or []
    }
    assert labels["campus-public"] == "创业园 · 公共 (campus-public)"
    tree["heating"]["systems"].append({"id": "wells", "kind": "ground_source"})
    heating = options(fields("Building")["heating"], tree, "zh") or []
    assert heating[-1] == {"value": "wells", "label": "地源热泵 (wells)"}


def test_names_of_half_typed_things_do_not_fail(workspace: Workspace) -> None:
    tree = workspace.shelf.merged("small")
    wrong: tuple[Any, ...] = (None, "x", 3, [], {})
    for broken in wrong:
        for spot in list(every_spot(TOP, tree)):
            item = value_at(tree, spot.keys)
            for key in list(item) if isinstance(item, dict) and spot.keys else ():
                if key != "id":
                    whole = change.merged(
                        tree, change.set_value(tree, {}, (*spot.keys, key), broken)
                    )
                    assert isinstance(names.full_title(spot, whole, "zh"), str)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("24", 24), (" 24 ", 24), ("+24", 24), ("2.50", 2.5), (".5", 0.5), ("1e9", 1_000_000_000),
        ("1E-3", 0.001), ("1,000", 1000), ("1 000 000.5", 1_000_000.5), ("1\u00a0000", 1000),
        ("３０", 30), ("１，０００", 1000), ("3。5", 3.5), ("\u22125", -5), ("－5", -5),
        *((no, no) for no in ("1,5", "1,00", "10 0", "1_000", "nan", "inf", "1e400", "30 kW", "-")),
    ],
)  # fmt: skip
def test_numbers_are_read_as_people_write_them(text: str, number: Any) -> None:
    found = number_from(text)
    assert (found, type(found)) == (number, type(number))


def test_what_is_no_number_is_told_at_its_field(workspace: Workspace) -> None:
    path = "sites.depot.transformer_kva"
    draft = type_in(workspace, turning.start(workspace, "small", None), path, "1,5")
    told = bench.judged(workspace, bench.packed(draft), None)["faults"]
    assert [(fault["path"], "'1,5'" in fault["message"]) for fault in told] == [(path, True)]
    assert "现为 '1,5'" in said(told[0]["message"], "zh")


def test_names_change_as_one_types(workspace: Workspace) -> None:
    draft = turning.start(workspace, "small", None)
    draft = type_in(workspace, draft, f"{HUB}.plugs.0.count", 1)
    draft = type_in(workspace, draft, "sites.campus.name.en", "Science park")
    places = [[], ["", "sites.campus", f"{HUB}.plugs.0"], [HUB]]
    for lang, kind, notes in (("en", "DC 60 kW × 1", ["1 plug"]), ("zh", "直流 60 kW × 1", None)):
        _, names, noted = bench.marked(look(workspace, draft, "", lang), places)
        assert names[2] == kind
        assert notes is None or (names[1], noted) == ("Science park", notes)


def test_typing_twice_or_late_changes_nothing_more(workspace: Workspace) -> None:
    draft = turning.start(workspace, "small", None)
    news = typed(draft, seed=5, period__days=3)
    once = turning.turn(workspace, draft, news, None).draft
    assert turning.turn(workspace, once, news, None).draft == once
    back = turning.turn(workspace, once, news, Act("undo")).draft
    assert "period" not in back.overlay
    assert turning.turn(workspace, back, news, None).draft == back


def test_what_the_parent_says_anyway_is_not_written(workspace: Workspace) -> None:
    draft = turning.start(workspace, "small", None)
    changed = type_in(workspace, draft, "sites.depot.transformer_kva", 900)
    assert type_in(workspace, changed, "sites.depot.transformer_kva", 1250).overlay == draft.overlay
    emptied = type_in(workspace, changed, "sites.depot.transformer_kva", "")
    assert emptied.overlay == draft.overlay


def test_an_emptied_limit_is_none_where_the_parent_has_one(workspace: Workspace) -> None:
    draft = turning.start(workspace, "small", None)
    path = "sites.depot.stations.depot-buses.limit_kw"
    made = type_in(workspace, draft, path, "")
    assert value_at(made.overlay, path.split(".")) is None
    assert type_in(workspace, draft, f"{HUB}.limit_kw", "") == replace(draft, seen=1)


def test_what_was_typed_as_one_left_is_in_the_draft(workspace: Workspace) -> None:
    left = turning.start(workspace, "small", None)
    told = typed(left, sites__depot__transformer_kva="900")["entries"]
    for kept in (None, left.dumps()):
        back = turning.start(workspace, "small", kept, told)
        assert "900" in back.text
        assert back.said == ("editor.kept", "")
        assert turning.start(workspace, "small", back.dumps(), told).overlay == back.overlay


def test_undo_and_redo_lead_through_all_steps(workspace: Workspace) -> None:
    draft = turning.start(workspace, "small", None)
    states = [draft.overlay]
    for value in (5, 6, 7):
        draft = type_in(workspace, draft, "seed", value)
        states.append(draft.overlay)
    draft = turning.turn(workspace, draft, None, Act("take", HUB)).draft
    states.append(draft.overlay)
    for state in reversed(states[:-1]):
        draft = turning.turn(workspace, draft, None, Act("undo")).draft
        assert draft.overlay == state
    for state in states[1:]:
        draft = turning.turn(workspace, draft, None, Act("redo")).draft
        assert draft.overlay == state


def test_discarding_can_be_undone(workspace: Workspace) -> None:
    draft = type_in(workspace, turning.start(workspace, "small", None), "seed", 5)
    gone = turning.turn(workspace, draft, None, Act("discard")).draft
    assert not gone.is_changed
    assert turning.turn(workspace, gone, None, Act("undo")).draft.overlay == draft.overlay


def test_yaml_and_form_hold_the_same(workspace: Workspace) -> None:
    draft = turning.start(workspace, "small", None)
    draft = type_in(workspace, draft, turning.YAML, "seed: 5\nperiod:\n  days: [")
    assert not draft.is_readable
    assert draft.overlay.keys() == {"title"}
    draft = type_in(workspace, draft, turning.YAML, "seed: 5  # of my own\n")
    assert (draft.overlay, draft.text) == ({"seed": 5}, "seed: 5  # of my own\n")
    draft = type_in(workspace, draft, "period.days", 3)
    assert checking.overlay_of(draft.text, Path("x.yaml")) == {"seed": 5, "period": {"days": 3}}


@pytest.mark.parametrize("text", ["extends: /etc/passwd", "name: other", "a: !!set {b}", "- 1"])
def test_yaml_that_asks_for_more_is_not_taken(workspace: Workspace, text: str) -> None:
    draft = type_in(workspace, turning.start(workspace, "small", None), turning.YAML, text)
    assert not draft.is_readable
    assert turning.turn(workspace, draft, None, Act("save")).draft.said[0] == "editor.refused"
    assert not workspace.scenarios.exists()


@pytest.mark.parametrize(
    "text",
    [
        "weather: {file: /etc/passwd}",
        "weather: {file: ../secret.csv}",
        "sites: [{id: depot, charging: {controller: {python: 'a.py:B'}}}]",
    ],
)
@pytest.mark.parametrize("do", ["save", "run"])
def test_files_elsewhere_and_rules_are_refused(workspace: Workspace, text: str, do: str) -> None:
    draft = type_in(workspace, turning.start(workspace, "small", None), turning.YAML, text)
    assert draft.is_readable
    done = turning.turn(workspace, draft, None, Act(do))
    assert (done.draft.said[0], done.to_runs) == ("editor.refused", False)
    assert not workspace.scenarios.exists()
    assert workspace.jobs.listed() == ()


FORBIDDEN = (
    {"weather": {"file": "/etc/passwd"}},
    {"weather": {"file": "../../../etc/passwd"}},
    {"sites": [{"id": "depot", "charging": {"controller": {"python": "a.py:B"}}}]},
    {"extends": "/etc/passwd"},
)


@pytest.mark.parametrize("overlay", FORBIDDEN)
@pytest.mark.parametrize("do", ["save", "run"])
@pytest.mark.parametrize("key", ["small", "own/mine"])
def test_a_forged_draft_is_judged_by_what_it_would_write(
    workspace: Workspace, overlay: Any, do: str, key: str
) -> None:
    file = workspace.shelf.add("mine", {"seed": 3}, ["small"]).path
    before = file.read_text()
    draft = turning.start(workspace, key, None)
    forged = [
        replace(draft, overlay=overlay, text="seed: 5\n"),
        replace(draft, overlay=overlay, text=""),
        replace(draft, overlay=overlay, text="seed: [", is_readable=False),
    ]
    for one in forged:
        done = turning.turn(workspace, one, None, Act(do))
        assert (done.draft.said[0], done.to_runs) == ("editor.refused", False)
    assert list(workspace.scenarios.iterdir()) == [file]
    assert file.read_text() == before
    assert workspace.jobs.listed() == ()


@pytest.mark.parametrize("overlay", FORBIDDEN[:3])
def test_a_draft_that_says_it_is_saved_is_not_believed(workspace: Workspace, overlay: Any) -> None:
    workspace.scenarios.mkdir()
    (workspace.scenarios / "a.py").write_text("class B: ...\n")
    workspace.shelf.add("mine", overlay, ["small"])
    draft = replace(turning.start(workspace, "own/mine", None), overlay={}, opened={}, text="")
    done = turning.turn(workspace, draft, None, Act("run"))
    assert (done.draft.said[0], done.to_runs) == ("editor.refused", False)
    assert workspace.jobs.listed() == ()


def test_a_forged_name_tells_nothing_of_other_folders(workspace: Workspace, tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere" / "secret-plan.csv").write_text("x\n")
    draft = turning.start(workspace, "small", None)
    overlay = {"weather": {"file": "secret-plam.csv"}}
    for name in ("../elsewhere/x", str(tmp_path / "elsewhere" / "x")):
        forged = replace(draft, name=name, overlay=overlay, text="weather: {file: secret-plam.csv}")
        told = bench.judged(workspace, bench.packed(forged), None)
        done = turning.turn(workspace, forged, None, Act("save")).draft
        assert "secret-plan" not in f"{told} {done.said}"
        assert "name" in [fault["path"] for fault in told["faults"]]
        assert done.said[0] == "editor.refused"


def test_of_two_new_ones_of_a_name_the_second_is_refused(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    draft = turning.start(workspace, "small", None)
    first = type_in(workspace, draft, "seed", 5)
    turning.turn(workspace, first, None, Act("save"))
    target = workspace.scenarios / f"{draft.name}.yaml"
    # Both asked whether the name is free before either wrote.
    second = type_in(workspace, draft, "seed", 6)
    assert turning.turn(workspace, second, None, Act("save")).draft.said[0] == "editor.clash.taken"
    monkeypatch.setattr(Shelf, "place", lambda *_, **__: target)
    monkeypatch.setattr(turning, "_clash", lambda *_: "")
    done = turning.turn(workspace, second, None, Act("save")).draft
    assert done.said[0] == "editor.refused"
    assert "is the name of another scenario" in done.said[1]
    assert workspace.shelf.own_values("own/small-2")["seed"] == 5
    assert list(workspace.scenarios.iterdir()) == [target]


def test_what_is_invalid_is_saved_but_never_run(workspace: Workspace) -> None:
    draft = type_in(workspace, turning.start(workspace, "small", None), "seed", -1)
    done = turning.turn(workspace, draft, None, Act("run"))
    assert (done.draft.said, done.to_runs) == (("editor.invalid", "1"), False)
    kept = turning.turn(workspace, draft, None, Act("save")).draft
    assert kept.said == ("editor.saved.faulty", "small-2.yaml")
    with pytest.raises(InputError):
        read_scenario(workspace.scenarios / "small-2.yaml")


@pytest.mark.parametrize("name", ["../x", "", "green-plan", "a b", "x/y", ".x"])
def test_names_that_cannot_be(workspace: Workspace, name: str) -> None:
    draft = type_in(workspace, turning.start(workspace, "small", None), turning.NAME, name)
    told = bench.judged(workspace, bench.packed(draft), None)
    assert "name" in [fault["path"] for fault in told["faults"]]
    assert turning.turn(workspace, draft, None, Act("save")).draft.said[0] == "editor.refused"


def test_faults_and_remarks_are_those_of_the_command_line(workspace: Workspace) -> None:
    draft = turning.start(workspace, "small", None)
    draft = type_in(workspace, draft, "sites.campus.batteries.campus-battery.power_kw", 1)
    told = bench.judged(workspace, bench.packed(draft), None)
    assert told["faults"] == []
    (remark,) = told["remarks"]
    assert "battery.capacity_kwh" in remark["path"] and remark["line"] is None  # it is inherited
    draft = type_in(workspace, draft, remark["path"], 10_000)
    (remark,) = bench.judged(workspace, bench.packed(draft), None)["remarks"]
    assert "capacity_kwh: 10000" in draft.text.splitlines()[remark["line"] - 1]
    draft = type_in(workspace, draft, f"{HUB}.open_to", ["nobody"])
    told = bench.judged(workspace, bench.packed(draft), None)
    assert [fault["path"] for fault in told["faults"]] == [f"{HUB}.open_to.0"]
    saved = turning.turn(workspace, draft, None, Act("save")).draft
    with pytest.raises(InputError) as caught:
        read_scenario(workspace.scenarios / f"{saved.name}.yaml")
    assert [fault.message for fault in caught.value.faults] == [
        fault["message"] for fault in told["faults"]
    ]


def test_a_new_station_is_valid_at_once(workspace: Workspace) -> None:
    draft = turning.start(workspace, "small", None)
    done = turning.turn(workspace, draft, None, Act("add", "sites.depot.stations", "hub"))
    assert done.at == "sites.depot.stations.hub"
    assert bench.judged(workspace, bench.packed(done.draft), None)["faults"] == []
    again = turning.turn(workspace, done.draft, None, Act("add", "sites.depot.stations", "hub"))
    assert again.draft.said[0] == "editor.id.taken"
    wrong = turning.turn(workspace, done.draft, None, Act("add", "sites.depot.stations", "A b"))
    assert wrong.draft.said[0] == "editor.id.wrong"
    gone = turning.turn(workspace, done.draft, None, Act("remove", done.at))
    assert (gone.at, gone.draft.overlay) == ("sites.depot.stations", draft.overlay)


@pytest.mark.parametrize("path", ["sites", "sites.depot.pv", "sites.campus.batteries", "areas"])
def test_new_things_make_sense(workspace: Workspace, path: str) -> None:
    draft = turning.start(workspace, "small", None)
    done = turning.turn(workspace, draft, None, Act("add", path))
    assert bench.judged(workspace, bench.packed(done.draft), None)["faults"] == []


def test_parts_are_switched_on_and_off(workspace: Workspace) -> None:
    draft = turning.start(workspace, "small", None)
    on = turning.turn(workspace, draft, None, Act("put", "weather.cold_wave")).draft
    assert bench.judged(workspace, bench.packed(on), None)["faults"] == []
    off = turning.turn(workspace, on, None, Act("drop", "weather.cold_wave")).draft
    assert off.overlay == draft.overlay
    yard = "fleets.timetabled.buses.depots.depot.yard"
    on = turning.turn(workspace, draft, None, Act("put", yard)).draft
    one = type_in(workspace, on, f"{yard}.lanes", 7)
    back = turning.turn(workspace, one, None, Act("reset", f"{yard}.lanes")).draft
    assert value_at(whole_of(workspace, back), yard.split(".")) == {}


def test_a_place_on_the_map_is_good_to_a_metre(workspace: Workspace) -> None:
    draft = turning.start(workspace, "small", None)
    done = turning.turn(workspace, draft, None, Act("place", "sites.depot", "36.0812345,103.9"))
    at = value_at(whole_of(workspace, done.draft), ("sites", "depot", "position"))
    assert at == {"latitude": 36.08123, "longitude": 103.9}


def test_a_draft_outlives_the_browser_and_foreign_ones_do_not(workspace: Workspace) -> None:
    draft = type_in(workspace, turning.start(workspace, "small", None), "seed", 2**60 + 1)
    again = turning.start(workspace, "small", draft.dumps())
    assert again.overlay["seed"] == 2**60 + 1
    assert again.said[0] == "editor.kept"
    for foreign in ("", "{}", "[]", None, 3, json.dumps({"scenario": "small"}), draft.dumps()[:-9]):
        assert turning.start(workspace, "small", foreign).overlay.keys() == {"title"}
    assert turning.start(workspace, "lanzhou/baseline", draft.dumps()).scenario != "small"


@pytest.mark.parametrize(
    "more",
    [
        '"overlay": {"a": [' + "0," * limits.MOST_NODES + "0]}",
        '"overlay": {"a": ' + "[" * 60 + "]" * 60 + "}",
        '"text": "' + "x" * 10 * limits.MOST_BYTES + '"',
    ],
    ids=["wide", "deep", "long"],
)
def test_a_vast_forged_draft_is_none(workspace: Workspace, more: str) -> None:
    kept = turning.start(workspace, "small", None).dumps()
    assert Draft.loads(f'{kept[:-1]}, "seen": 0}}') is not None
    assert Draft.loads(f"{kept[:-1]}, {more}}}") is None


def test_of_many_forged_events_the_first_are_taken(workspace: Workspace) -> None:
    draft = turning.start(workspace, "small", None)
    entries = {f"k{n}": {"seq": n, "value": 1} for n in range(1, 10 * turning.MOST_EVENTS)}
    done = turning.turn(workspace, draft, {"scenario": draft.scenario, "entries": entries})
    assert done.draft.seen == turning.MOST_EVENTS
    long = {"description.zh": {"seq": 1, "value": "x" * (limits.MOST_BYTES + 1)}}
    done = turning.turn(workspace, draft, {"scenario": draft.scenario, "entries": long})
    assert (done.draft.overlay, done.draft.said[0]) == (draft.overlay, "editor.refused")


def test_every_place_of_a_city_has_a_form_in_both_languages(workspace: Workspace) -> None:
    draft = turning.start(workspace, "lanzhou/green-plan", None)
    base = look(workspace, draft, "")
    spots = list(every_spot(TOP, base.whole))
    assert len(spots) > 300
    seen: set[str] = set()
    for spot in spots:
        kind = f"{spot.model}{spot.is_list}"
        if kind not in seen:
            seen.add(kind)
            for lang in ("zh", "en"):
                sight = replace(base, view=View.parse(f"?at={spot.path}&lang={lang}"))
                parts, values = form(sight)
                assert parts
                assert json.dumps(values)
                assert outline(sight, "")
    assert len(seen) > 20


def test_every_model_has_a_least(workspace: Workspace) -> None:
    tree = workspace.shelf.merged("small")
    for model in models():
        assert isinstance(minimum.new_thing(model, tree), dict)


def test_fields_choose_among_rows_and_things() -> None:
    tree = {"areas": [{"id": "a", "name": {"zh": "甲", "en": "A"}}], "sites": []}
    area = options(fields("Site")["area"], tree, "zh")
    assert area == [{"value": "a", "label": "甲 (a)"}]
    kinds = options(fields("PlugGroup")["kind"], tree, "en") or []
    assert "dc-120" in {one["value"] for one in kinds}
    assert options(fields("Site")["transformer_kva"], tree, "en") is None


@pytest.mark.parametrize(
    "path", ["", "nowhere", "sites.none", "sites.campus.name", "a" * 300, "...."]
)
def test_an_address_that_leads_nowhere_ends_above(workspace: Workspace, path: str) -> None:
    spot = spot_at(workspace.shelf.merged("small"), path)
    assert spot.path in ("", "sites", "sites.campus")
    assert field_at(("sites", "campus", "nothing")) is None


def _shown(part: Any) -> str:
    """Return a component as text."""
    return json.dumps(part, default=lambda one: one.to_plotly_json(), ensure_ascii=False)


def test_search_finds_by_id_and_by_either_name(workspace: Workspace) -> None:
    draft = turning.start(workspace, "small", None)
    for words in ("campus-public", "创业园", "venture"):
        assert "campus" in _shown(outline(look(workspace, draft, ""), words))


def test_a_run_is_edited_by_the_name_of_its_scenario(workspace: Workspace) -> None:
    assert bench.ids_by_name(workspace)["green-plan"] == "lanzhou/green-plan"
    assert "small" not in bench.ids_by_name(workspace)


def test_frequent_faults_are_said_in_chinese(workspace: Workspace) -> None:
    assert said("must be at least 0, but is -1", "zh") == "必须不小于 0，现为 -1"
    assert said("is required, but missing: Area.", "zh") == "必须填写"
    above = "must be greater than 0 and at most 1,000,000,000, but is -1"
    assert said(above, "zh") == "必须大于 0、不大于 1,000,000,000，现为 -1"
    assert "UTF-8 编码" in said("is not text in UTF-8 (a binary file?)", "zh")
    draft = turning.start(workspace, "small", None)
    draft = type_in(workspace, draft, "sites.campus.area", "nowhere")
    draft = type_in(workspace, draft, f"{HUB}.plugs.0.count", 1.5)
    draft = type_in(workspace, draft, f"{HUB}.plugs.0.kind", "")
    told = bench.judged(workspace, bench.packed(draft), None)["faults"]
    assert told
    assert all(said(fault["message"], "zh") != fault["message"] for fault in told)


def test_a_foot_says_what_the_parent_says(workspace: Workspace) -> None:
    draft = type_in(
        workspace, turning.start(workspace, "small", None), "sites.depot.transformer_kva", 0
    )
    sight = look(workspace, draft, "sites.depot", "zh")
    (foot,), _, _ = bench.marked(sight, [["sites.depot.transformer_kva"], [], []])
    text = _shown(foot)
    assert "上级情景：1250 kVA" in text
    assert "必须大于 0" in text
