import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.scenario.merge import merge
from sim.scenario.source_map import plain
from tests.support.yaml_trees import tree_of, values


def merged(base: str, overlay: str):
    faults = []
    tree = merge(tree_of(base, "base.yaml"), tree_of(overlay, "overlay.yaml"), faults)
    return plain(tree), [str(fault) for fault in faults]


@pytest.mark.parametrize(
    ("base", "overlay", "expected"),
    [
        ("{a: {b: 1, c: 2}}", "{a: {c: 3, d: 4}}", {"a": {"b": 1, "c": 3, "d": 4}}),
        ("{a: {b: 1}}", "{a: null}", {"a": None}),
        ("{a: 1}", "{a: {b: 2}}", {"a": {"b": 2}}),
        ("{a: [1, 2, 3]}", "{a: [4]}", {"a": [4]}),
        ("{a: [{b: 1}]}", "{a: [{c: 2}]}", {"a": [{"c": 2}]}),
        ("{a: [{id: x}]}", "{a: []}", {"a": []}),
    ],
    ids=["mappings", "null", "mapping-over-scalar", "lists", "lists-without-ids", "emptied"],
)
def test_what_merges_and_what_replaces(base, overlay, expected):
    assert merged(base, overlay) == (expected, [])


def test_lists_merge_by_id_and_keep_their_order():
    base = "{sites: [{id: a, kva: 1, pv: [{id: r, kwp: 5}]}, {id: b, kva: 2}, {id: c, kva: 3}]}"
    overlay = """
    sites:
      - {id: d, kva: 4}
      - {id: c, kva: 30}
      - {id: a, pv: [{id: r, kwp: 6}, {id: s, kwp: 7}]}
      - {id: b, remove: true}
    """
    tree, faults = merged(base, overlay)
    assert faults == []
    assert tree["sites"] == [
        {"id": "a", "kva": 1, "pv": [{"id": "r", "kwp": 6}, {"id": "s", "kwp": 7}]},
        {"id": "c", "kva": 30},
        {"id": "d", "kva": 4},
    ]


def test_to_remove_what_is_not_there_is_a_fault():
    _, faults = merged("{sites: [{id: yt-01}]}", "sites:\n  - {id: yt-10, remove: true}\n")
    (fault,) = faults
    assert fault.startswith("overlay.yaml:2: sites.yt-10: there is no 'yt-10' to remove.")
    assert "'yt-01'" in fault


def test_an_id_twice_in_a_list_is_a_fault():
    _, (fault,) = merged("{}", "sites:\n  - id: a\n  - id: b\n  - id: a\n")
    assert fault.startswith("overlay.yaml:4: sites.a:")
    assert "first on line 2" in fault


@given(values())
def test_to_merge_a_tree_with_itself_changes_nothing(tree):
    once = merge(None, tree, [])
    assert plain(merge(once, once, [])) == plain(once)


@given(values(), values())
def test_to_merge_an_overlay_twice_is_to_merge_it_once(base, overlay):
    under, over = merge(None, base, []), merge(None, overlay, [])
    once = merge(under, over, [])
    assert plain(merge(once, over, [])) == plain(once)


@given(st.data())
def test_an_empty_overlay_changes_nothing(data):
    base = merge(None, data.draw(values(mapping=True)), [])
    assert plain(merge(base, tree_of("{}"), [])) == plain(base)
