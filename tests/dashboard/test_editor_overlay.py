"""What an overlay says after each action is what the loader makes of it."""

import copy
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard.editor import overlay as change
from dashboard.editor.overlay import MISSING, merged, value_at
from sim.scenario.merge import merge
from sim.scenario.source_map import plain

KEYS = st.sampled_from(["a", "b", "c"])
IDS = st.sampled_from(["x", "y", "z"])
LEAVES = st.one_of(st.integers(0, 3), st.none(), st.sampled_from(["u", "v"]))


def _lists(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """Lists of things with ids, of things without, and of plain values."""
    things = st.dictionaries(KEYS, inner, max_size=2)
    named = st.dictionaries(IDS, things, max_size=3).map(
        lambda by_id: [{"id": key, **thing} for key, thing in by_id.items()]
    )
    return st.one_of(named, st.lists(things, max_size=3), st.lists(LEAVES, max_size=3))


VALUES = st.recursive(
    LEAVES,
    lambda inner: st.one_of(st.dictionaries(KEYS, inner, max_size=3), _lists(inner)),
    max_leaves=8,
)
TREES = st.dictionaries(KEYS, VALUES, max_size=3)


def _paths(tree: Any, above: tuple[str, ...] = ()) -> list[tuple[str, ...]]:
    found = []
    if isinstance(tree, dict):
        inner = [(key, child) for key, child in tree.items() if key != "id"]
    elif isinstance(tree, list):
        inner = [
            (str(child["id"]) if isinstance(child, dict) and "id" in child else str(at), child)
            for at, child in enumerate(tree)
        ]
    else:
        inner = []
    for key, child in inner:
        path = (*above, key)
        found += [path, *_paths(child, path)]
    return found


def _list_paths(tree: Any) -> list[tuple[str, ...]]:
    return [path for path in _paths(tree) if isinstance(value_at(tree, path), list)]


def _overlay(base: Any, data: st.DataObject) -> dict[str, Any]:
    """Draw an overlay as the editor makes them: by setting and removing, from nothing."""
    overlay: dict[str, Any] = {}
    for _ in range(data.draw(st.integers(0, 3))):
        overlay = _any_action(base, overlay, data)
    return overlay


def _any_action(base: Any, overlay: dict[str, Any], data: st.DataObject) -> dict[str, Any]:
    whole = merged(base, overlay)
    do = data.draw(st.sampled_from(["set", "add", "remove", "reset"]))
    paths = _paths(whole)
    lists = _list_paths(whole)
    if do in ("set", "reset") and paths:
        path = data.draw(st.sampled_from(paths))
        if do == "reset":
            return change.reset(base, overlay, path)
        if not isinstance(value_at(whole, path[:-1]), list):
            return change.set_value(base, overlay, path, data.draw(LEAVES))
    if do == "add" and lists:
        path = data.draw(st.sampled_from(lists))
        return change.add_item(base, overlay, path, {"id": "new", "a": 1})
    if do == "remove" and lists:
        path = data.draw(st.sampled_from(lists))
        keys = [one[-1] for one in _paths(value_at(whole, path)) if len(one) == 1]
        if keys:
            return change.remove_item(base, overlay, path, data.draw(st.sampled_from(keys)))
    return overlay


@settings(max_examples=80, deadline=None)
@given(TREES, st.data())
def test_what_is_set_is_what_the_loader_finds(base: Any, data: st.DataObject) -> None:
    overlay = _overlay(base, data)
    whole = merged(base, overlay)
    paths = [p for p in _paths(whole) if not isinstance(value_at(whole, p[:-1]), list)]
    if not paths:
        return
    path, value = data.draw(st.sampled_from(paths)), data.draw(LEAVES)
    before = copy.deepcopy((base, overlay))
    made = change.set_value(base, overlay, path, value)
    assert (base, overlay) == before
    after = merged(base, made)
    assert value_at(after, path) == value
    others = [p for p in _paths(whole) if p[: len(path)] != path and path[: len(p)] != p]
    assert all(value_at(after, p) == value_at(whole, p) for p in others)


@settings(max_examples=80, deadline=None)
@given(TREES, st.data())
def test_what_is_taken_back_is_what_the_parent_says(base: Any, data: st.DataObject) -> None:
    paths = [p for p in _paths(base) if not isinstance(value_at(base, p[:-1]), list)]
    if not paths:
        return
    path, value = data.draw(st.sampled_from(paths)), data.draw(LEAVES)
    made = change.set_value(base, {}, path, value)
    assert change.reset(base, made, path) == {}


@settings(max_examples=80, deadline=None)
@given(TREES, st.data())
def test_an_added_item_is_there_and_goes_again(base: Any, data: st.DataObject) -> None:
    overlay = _overlay(base, data)
    whole = merged(base, overlay)
    lists = [p for p in _list_paths(whole) if not _has(value_at(whole, p), "new")]
    if not lists:
        return
    path = data.draw(st.sampled_from(lists))
    items = value_at(whole, path)
    made = change.add_item(base, overlay, path, {"id": "new", "a": 1})
    now = value_at(merged(base, made), path)
    assert now[-1] == {"id": "new", "a": 1}
    assert len(now) == len(items) + 1
    gone = change.remove_item(base, made, path, "new")
    assert value_at(merged(base, gone), path) in (items, MISSING)


@settings(max_examples=80, deadline=None)
@given(TREES, st.data())
def test_a_removed_item_is_gone_and_the_others_stay(base: Any, data: st.DataObject) -> None:
    overlay = _overlay(base, data)
    whole = merged(base, overlay)
    lists = [p for p in _list_paths(whole) if value_at(whole, p)]
    if not lists:
        return
    path = data.draw(st.sampled_from(lists))
    items = value_at(whole, path)
    key = data.draw(st.sampled_from([one[-1] for one in _paths(items) if len(one) == 1]))
    at = [one[-1] for one in _paths(items) if len(one) == 1].index(key)
    left = [item for number, item in enumerate(items) if number != at]
    made = change.remove_item(base, overlay, path, key)
    found = value_at(merged(base, made), path)
    assert (found if found is not MISSING else []) == left


@settings(max_examples=80, deadline=None)
@given(TREES, st.data())
def test_every_step_can_be_undone(base: Any, data: st.DataObject) -> None:
    overlay = _overlay(base, data)
    made = _any_action(base, overlay, data)
    place, before = change.step_between(overlay, made)
    again = change.put_back(made, place, before)
    assert again == overlay
    assert list(again) == list(overlay)


@settings(max_examples=60, deadline=None)
@given(TREES, TREES)
def test_merging_is_the_loaders_own(base: Any, overlay: Any) -> None:
    faults: list[Any] = []
    ours = merge(change.node_of(base), change.node_of(overlay), faults)
    assert merged(base, overlay) == plain(ours)


def test_the_parents_items_are_marked_as_removed_and_come_back() -> None:
    base = {"sites": [{"id": "x", "kva": 1}, {"id": "y", "kva": 2}]}
    made = change.remove_item(base, {}, ["sites"], "x")
    assert made == {"sites": [{"id": "x", "remove": True}]}
    assert change.removed_ids(base, made, ["sites"]) == ["x"]
    assert change.reset(base, made, ["sites", "x"]) == {}


def test_a_change_in_a_list_without_ids_copies_it() -> None:
    base = {"plugs": [{"kind": "dc-60", "count": 4}, {"kind": "ac-7", "count": 2}]}
    made = change.set_value(base, {}, ["plugs", "0", "count"], 24)
    assert made == {"plugs": [{"kind": "dc-60", "count": 24}, {"kind": "ac-7", "count": 2}]}
    assert change.reset(base, made, ["plugs", "0", "count"]) == {}


def _has(items: list[Any], key: str) -> bool:
    return any(isinstance(item, dict) and item.get("id") == key for item in items)
