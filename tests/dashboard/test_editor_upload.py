"""Files from outside: taken in as scenarios of one's own, or refused without a trace."""

import base64
import textwrap
from pathlib import Path

import pytest

from dashboard.editor import checking, limits
from dashboard.editor.upload import take_in
from dashboard.files.shelf import Entry, Shelf
from dashboard.workspace import Workspace
from sim.errors import InputError
from sim.scenario.identity import yaml_text
from sim.study.scenarios import read_scenario

RULE = "class Mine:\n    def plan(self, view):\n        raise SystemExit\n"


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    (tmp_path / "own").mkdir()
    return Workspace(tmp_path / "runs", tmp_path / "own")


def data_url(text: str | bytes) -> str:
    raw = text if isinstance(text, bytes) else textwrap.dedent(text).encode()
    return "data:application/x-yaml;base64," + base64.b64encode(raw).decode()


@pytest.mark.parametrize(
    "extends",
    ["small", "small.yaml", "../scenarios/small.yaml", "../../elsewhere/scenarios/small.yaml"],
)
def test_an_overlay_of_a_listed_scenario_becomes_ones_own(
    workspace: Workspace, extends: str
) -> None:
    done = take_in(workspace, "mine.yaml", data_url(f"extends: {extends}\nname: mine\nseed: 7\n"))
    assert (done.entry.id, done.entry.parents, done.faults) == ("own/mine", ("small",), ())
    assert read_scenario(done.entry.path).seed == 7


def test_a_whole_scenario_needs_no_parent(workspace: Workspace) -> None:
    whole = workspace.shelf.merged("small")
    whole["fleets"].pop("timetabled")  # names files beside the shipped one
    whole["fleets"].pop("on_demand")
    whole["name"] = "whole"
    done = take_in(workspace, "x.yml", data_url(yaml_text(whole)))
    assert done.entry.name == "whole"
    assert done.entry.parents == ()


def test_several_parents_and_a_taken_name(workspace: Workspace) -> None:
    text = "extends: [small, small.yaml]\nname: small\n"
    done = take_in(workspace, "x.yaml", data_url(text))
    assert done.entry.name == "small-2"
    assert read_scenario(done.entry.path).period.days == 7


@pytest.mark.parametrize(
    ("filename", "name"), [("绿色方案.yaml", "scenario-2"), ("x" * 99 + ".yml", "x" * 64)]
)
def test_a_file_may_have_any_name(workspace: Workspace, filename: str, name: str) -> None:
    assert take_in(workspace, filename, data_url("extends: small\n")).entry.name == name


def test_faults_of_values_are_told_and_the_file_is_taken(workspace: Workspace) -> None:
    done = take_in(workspace, "Bad one.yaml", data_url("extends: small\nseed: -1\n"))
    assert done.entry.id == "own/bad-one"
    assert [fault.path for fault in done.faults] == ["seed"]


@pytest.mark.parametrize(
    ("filename", "text"),
    [
        ("a.yaml", "extends: /etc/passwd\n"),
        ("a.yaml", "extends: ../../../../etc/passwd\n"),
        ("a.yaml", "extends: ../secret.yaml\n"),
        ("a.yaml", "extends: own/../../x\n"),
        ("a.yaml", "extends: {a: b}\n"),
        ("a.yaml", "extends: [small, /etc/hosts]\n"),
        ("a.yaml", "extends: 3\n"),
        ("a.yaml", "name: ../../x\nextends: small\n"),
        ("a.yaml", "name: [1]\nextends: small\nweather: {file: /etc/passwd}\n"),
        ("a.yaml", "extends: small\nweather: {file: ../../../etc/passwd}\n"),
        ("a.yaml", "extends: small\nfleets: {timetabled: [{id: buses, timetable: ../secret.csv}]}"),
        ("a.yaml", "extends: small\nfleets: {timetabled: [{id: buses, timetable: link.csv}]}"),
        (
            "a.yaml",
            "extends: small\nsites: [{id: depot, charging: {controller: {python: a.py:B}}}]",
        ),
        ("a.yaml", "extends: small\ntitle: !!python/object/apply:os.system [id]\n"),
        ("a.yaml", "extends: small\nseed: !!python/name:os.system ''\n"),
        ("a.yaml", "extends: small\nseed: .inf\n"),
        ("a.yaml", "a: &a [1]\n<<: *a\nextends: small\n"),
        ("a.yaml", "- 1\n"),
        ("a.yaml", ""),
        ("a.yaml", "a: ["),
        ("a.yaml", "a: 1\n---\nb: 2\n"),
        ("a.yaml", "\0"),
        ("a.py", "extends: small\n"),
        ("a.yaml.exe", "extends: small\n"),
        ("", "extends: small\n"),
    ],
)
def test_what_asks_for_more_is_refused_and_leaves_nothing(
    workspace: Workspace, filename: str, text: str
) -> None:
    secret = workspace.scenarios.parent / "secret.csv"
    secret.write_text("line,from\n")
    (workspace.scenarios.parent / "secret.yaml").write_text("seed: 1\n")
    (workspace.scenarios / "link.csv").symlink_to(secret)
    (workspace.scenarios / "a.py").write_text(RULE.replace("Mine", "B"))
    before = sorted(workspace.scenarios.iterdir())
    with pytest.raises(InputError) as caught:
        take_in(workspace, filename, data_url(text))
    assert sorted(workspace.scenarios.iterdir()) == before
    assert "Did you mean 'secret" not in str(caught.value)


def test_a_file_beside_ones_own_scenarios_may_be_named(workspace: Workspace) -> None:
    (workspace.scenarios / "weather.csv").write_text("nonsense\n")
    text = "extends: small\nweather: {file: weather.csv}\n"
    assert take_in(workspace, "a.yaml", data_url(text)).faults  # read, and found to be nonsense


def test_rules_are_the_operators_choice(workspace: Workspace) -> None:
    (workspace.scenarios / "a.py").write_text(RULE)
    rule = "{controller: {python: a.py:Mine}}"
    text = f"extends: small\nsites: [{{id: depot, charging: {rule}}}]\n"
    with pytest.raises(InputError, match="Python rule"):
        take_in(workspace, "a.yaml", data_url(text))
    allowed = Workspace(workspace.runs, workspace.scenarios, allow_rules=True)
    assert take_in(allowed, "a.yaml", data_url(text)).faults == ()  # read, never executed


def test_what_is_too_large_is_not_even_decoded(workspace: Workspace) -> None:
    with pytest.raises(InputError, match="too large"):
        take_in(workspace, "a.yaml", "data:," + "A" * 10_000_000)
    with pytest.raises(InputError, match="too large"):
        take_in(workspace, "a.yaml", data_url("# " + "x" * 200_010))


def test_a_few_lines_cannot_stand_for_billions(workspace: Workspace) -> None:
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 12)]
    with pytest.raises(InputError, match="aliases"):
        take_in(workspace, "a.yaml", data_url("\n".join(lines)))
    deep = "a: " + "[" * 5000 + "]" * 5000
    with pytest.raises(InputError, match="deep"):
        take_in(workspace, "a.yaml", data_url(deep))


@pytest.mark.parametrize("contents", ["", "data:", "data:;base64,@@@", "data:;base64,//79"])
def test_what_did_not_arrive_is_told(workspace: Workspace, contents: str) -> None:
    with pytest.raises(InputError):
        take_in(workspace, "a.yaml", contents)


def test_the_shelf_is_looked_up_once_for_few_parents_alone(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked: list[int] = []
    entries = Shelf.entries

    def counted(shelf: Shelf) -> tuple[Entry, ...]:
        looked.append(1)
        return entries(shelf)

    monkeypatch.setattr(Shelf, "entries", counted)
    many = "extends: [" + "small, " * 15_000 + "small]\n"
    with pytest.raises(InputError, match="too many scenarios"):
        take_in(workspace, "a.yaml", data_url(many))
    assert looked == []
    text = "extends: [" + "small, " * 31 + "small]\nname: mine\n"
    assert take_in(workspace, "a.yaml", data_url(text)).entry.parents == ("small",)
    assert len(looked) < 8


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a: [" + "1," * limits.MOST_NODES + "1]\n", "at most 20000 values"),
        ("a: " + "[" * 51 + "]" * 51, "deep"),
    ],
)
def test_a_vast_text_is_refused_before_it_is_read(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch, text: str, message: str
) -> None:
    monkeypatch.delattr("dashboard.editor.limits.parse")
    with pytest.raises(InputError, match=message):
        take_in(workspace, "a.yaml", data_url(text))
    with pytest.raises(InputError, match=message):
        checking.read_overlay(text, Path("a.yaml"))


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("sites:\n" + "- {id: a}\n" * 501, "at most 500 things"),
        ("a: &a [" + "x," * 200 + "x]\nb:\n" + "- *a\n" * 120, "at most 20000 values"),
    ],
)
def test_what_few_bytes_blow_up_is_refused(workspace: Workspace, text: str, message: str) -> None:
    with pytest.raises(InputError, match=message):
        take_in(workspace, "a.yaml", data_url(text))
    with pytest.raises(InputError, match=message):
        checking.read_overlay(text, Path("a.yaml"))


def test_a_new_file_is_new_without_links_too(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    def none(*_: object) -> None:
        raise PermissionError(1, "no links here")

    monkeypatch.setattr(Path, "hardlink_to", none)
    target = workspace.shelf.add("mine", {"seed": 3}, ["small"]).path
    before = target.read_text()
    monkeypatch.setattr(Shelf, "place", lambda *_, **__: target)
    with pytest.raises(InputError, match="another scenario"):
        workspace.shelf.add("mine", {"seed": 4}, ["small"])
    assert target.read_text() == before
    assert list(workspace.scenarios.iterdir()) == [target]
