import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from sim.scenario.identity import yaml_text
from sim.scenario.overrides import apply_override
from sim.scenario.source_map import plain
from tests.support.yaml_trees import SCALARS, as_node, tree_of

TEXT = """
name: x
period: {days: 3}
sites:
  - id: yt-01
    kva: 1
    pv: [{id: r, kwp: 5}]
  - {id: yt-02, kva: 2}
shifts: [{at: "05:00", minutes: 5}, {at: "17:00"}]
"""


def overridden(*texts: str):
    tree, faults = tree_of(TEXT), []
    for text in texts:
        tree = apply_override(tree, text, faults)
    return plain(tree), [str(fault) for fault in faults]


def test_ids_and_numbers_are_elements_of_a_path():
    tree, faults = overridden(
        "period.days=7",
        "sites.yt-01.pv.r.kwp=2.5",
        "shifts.1.minutes=9",
        "sites.yt-02.pv=[{id: s, kwp: 1}]",
        "weather.file=a b.epw",
    )
    assert faults == []
    assert tree["period"] == {"days": 7}
    assert tree["sites"][0] == {"id": "yt-01", "kva": 1, "pv": [{"id": "r", "kwp": 2.5}]}
    assert tree["sites"][1] == {"id": "yt-02", "kva": 2, "pv": [{"id": "s", "kwp": 1}]}
    assert tree["shifts"] == [{"at": "05:00", "minutes": 5}, {"at": "17:00", "minutes": 9}]
    assert tree["weather"] == {"file": "a b.epw"}


def test_mappings_merge_and_things_can_be_removed():
    tree, faults = overridden("sites.yt-01={kva: 3}", "sites.yt-02.remove=true")
    assert faults == []
    assert tree["sites"] == [{"id": "yt-01", "kva": 3, "pv": [{"id": "r", "kwp": 5}]}]


def test_a_mapping_merges_but_a_list_without_ids_replaces():
    """As a file that extends another does: what is not named stays."""
    tree, faults = overridden("period={step: 5}", "sites={kva: 1}")
    assert tree["period"] == {"days": 3, "step": 5}
    assert tree["sites"] == {"kva": 1}  # no list of things: what reads it says so
    assert faults == []
    tree, _ = overridden("period.days={a: 1}", "sites.yt-01.pv=[]", 'shifts=[{at: "06:00"}]')
    assert tree["period"] == {"days": {"a": 1}}
    assert tree["sites"][0] == {"id": "yt-01", "kva": 1, "pv": []}
    assert tree["shifts"] == [{"at": "06:00"}]
    tree, _ = overridden("sites=[{id: yt-01, kva: 9}, {id: new}]")
    assert [site["id"] for site in tree["sites"]] == ["yt-01", "yt-02", "new"]
    assert tree["sites"][0] == {"id": "yt-01", "kva": 9, "pv": [{"id": "r", "kwp": 5}]}


def test_later_ones_win():
    tree, _ = overridden("period.days=7", "period.days=8")
    assert tree["period"] == {"days": 8}


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("sites.yt-1.kva=3", ["sites.yt-1", "there is no 'yt-1'", "Did you mean 'yt-01'?"]),
        ("sites.zzz.kva=3", ["there is no 'zzz' in 'sites'", "yt-01, yt-02"]),
        ("shifts.2.at=3", ["shifts.2", "there is no '2'"]),
        ("name.zh=3", ["'name' is a single value"]),
        ("sites.yt-01=3", ["sites.yt-01", "must be a mapping", "3"]),
        ("period.days={3", ["is not YAML"]),
        ("period.days", ["must be path=value"]),
        ("period..days=3", ["must be path=value"]),
        ("=3", ["must be path=value"]),
    ],
)
def test_a_wrong_override_names_itself(text, parts):
    tree, (fault,) = overridden(text)
    assert tree == plain(tree_of(TEXT))
    assert fault.startswith(f"--set {text}: ")
    for part in parts:
        assert part in fault


def _dumped(value) -> str:
    """Return a scalar as the YAML that a user could write after the equals sign."""
    return yaml_text({"value": value}).partition(":")[2].strip("\n")


@given(SCALARS, st.sampled_from(["a", "a.b", "a.b.c"]))
@example("\x85", "a")  # a line break of Unicode, which the emitter's plain styles lose
@example("a\u2028b", "a")
@example("12:30", "a")
@example("1e3", "a")
def test_what_is_set_is_read_back(value, path):
    faults = []
    tree = plain(apply_override(as_node({"z": 1}), f"{path}={_dumped(value)}", faults))
    assert faults == []
    for key in path.split("."):
        tree = tree[key]
    assert tree == value
