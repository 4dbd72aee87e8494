"""What an overlay says, changed: set, taken back, added, removed, undone. All of it is pure.

A scenario is an overlay on a base (``sim/scenario/merge.py``). Items of lists that have ids are
overlaid by id; any other list is replaced whole, so that changing one item of it copies it.
Values are plain: dictionaries, lists, scalars; what comes in is never changed.
"""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from sim.scenario.merge import REMOVE, merge
from sim.scenario.source_map import Node, Place, plain

Tree = dict[str, Any]
Keys = Sequence[str]


class _Missing:
    """Nothing is said here, which is not the same as null."""

    def __repr__(self) -> str:
        return "MISSING"


MISSING: Final = _Missing()
_NOWHERE = Place("", 1)


def node_of(value: Any, place: Place = _NOWHERE) -> Node:
    """Return plain values as the tree that scenarios are read as."""
    if isinstance(value, Mapping):
        return Node({str(key): node_of(child, place) for key, child in value.items()}, place)
    if isinstance(value, list):
        return Node([node_of(child, place) for child in value], place)
    return Node(value, place)


def merged(base: Any, overlay: Any) -> Any:
    """Return an overlay laid over its base, either of which may be missing."""
    if overlay is MISSING:
        return base
    under = None if base is MISSING else node_of(base)
    return plain(merge(under, node_of(overlay), []))


def value_at(tree: Any, keys: Keys) -> Any:
    """Return what stands at a path (ids or numbers for items of lists), or MISSING."""
    for key in keys:
        tree = _child(tree, key)
    return tree


def is_said(overlay: Any, keys: Keys) -> bool:
    """Say whether the overlay says something at a path or below it."""
    return value_at(overlay, keys) is not MISSING


def set_value(base: Any, overlay: Tree, keys: Keys, value: Any) -> Tree:
    """Return the overlay that gives the whole another value at a path."""
    changed: Any = _changed(base, overlay, list(keys), value)
    return {} if changed is MISSING else changed


def reset(base: Any, overlay: Tree, keys: Keys) -> Tree:
    """Return the overlay that says nothing at a path: what its parent says holds again.

    A taken-out item of a list comes back so.
    """
    changed: Any = _changed(base, overlay, list(keys), MISSING)
    return {} if changed is MISSING else changed


def add_item(base: Any, overlay: Tree, keys: Keys, item: Tree) -> Tree:
    """Return the overlay with one more item at the end of a list."""
    under, over = _layers_at(base, overlay, keys)
    if _by_id(under, over) and "id" in item:
        found = [*(over if over is not MISSING else []), item]
        return set_value(base, overlay, keys, found)
    whole = merged(under, over)
    items = [*(whole if isinstance(whole, list) else []), item]
    return set_value(base, overlay, keys, _instead_of(under, items))


def remove_item(base: Any, overlay: Tree, keys: Keys, key: str) -> Tree:
    """Return the overlay without an item of a list; of the parent's it says ``remove: true``."""
    under, over = _layers_at(base, overlay, keys)
    if not _by_id(under, over):
        whole = merged(under, over)
        at = _position(whole, key)
        left = [one for number, one in enumerate(whole) if number != at]
        if left == under:
            return reset(base, overlay, keys)
        return set_value(base, overlay, keys, _instead_of(under, left))
    left = [one for one in (over if over is not MISSING else []) if str(one["id"]) != key]
    if _position(under, key) is not None:
        left.append({"id": key, REMOVE: True})
    is_copied = value_at(base, keys) is not under
    return set_value(base, overlay, keys, left) if left or is_copied else reset(base, overlay, keys)


def removed_ids(base: Any, overlay: Tree, keys: Keys) -> list[str]:
    """Return the ids of the parent's items that the overlay takes out of a list."""
    under, over = _layers_at(base, overlay, keys)
    items = over if isinstance(over, list) and _by_id(under, over) else []
    return [str(one["id"]) for one in items if one.get(REMOVE) is True]


def _layers_at(base: Any, over: Any, keys: Keys) -> tuple[Any, Any]:
    """Return what parent and overlay say at a path; within a list that is replaced whole the
    parent says nothing.
    """
    for key in keys:
        if (isinstance(base, list) or isinstance(over, list)) and not _by_id(base, over):
            base, over = MISSING, merged(base, over)
        base, over = _child(base, key), _child(over, key)
    return base, over


def difference(base: Any, wanted: Any) -> Any:
    """Return the least overlay that makes `wanted` of `base`; an empty mapping if they agree.

    Keys that `wanted` lacks stay: an overlay cannot take them out.
    """
    if isinstance(base, dict) and isinstance(wanted, dict):
        return {
            key: difference(base[key], value) if key in base else value
            for key, value in wanted.items()
            if key not in base or base[key] != value
        }
    if not (_identified(base) and _identified(wanted)):
        return wanted
    under, over = ({str(one["id"]): one for one in items} for items in (base, wanted))
    changed = [
        {"id": one["id"], **difference(under.get(name, {}), one)}
        for name, one in over.items()
        if under.get(name) != one
    ]
    return [*({"id": one, REMOVE: True} for one in under if one not in over), *changed]


def step_between(old: Any, new: Any) -> tuple[list[str], Any]:
    """Return the smallest place at which two overlays differ, and what stood there in `old`."""
    keys: list[str] = []
    while isinstance(old, dict) and isinstance(new, dict):
        differing = [
            key
            for key in {**old, **new}
            if old.get(key, MISSING) is MISSING
            or new.get(key, MISSING) is MISSING
            or old[key] != new[key]
        ]
        # Where a key comes or goes, the order of keys is kept by keeping all of them.
        if len(differing) != 1 or list(old) != list(new):
            break
        keys.append(differing[0])
        old, new = old[differing[0]], new[differing[0]]
    return keys, old


def put_back(overlay: Any, keys: Keys, before: Any) -> Any:
    """Return the overlay with what stood at a place of `step_between`."""
    if not keys:
        return before
    return {**overlay, keys[0]: put_back(overlay[keys[0]], keys[1:], before)}


def _changed(base: Any, over: Any, keys: list[str], value: Any) -> Any:
    """Return what the overlay says at a place once `value` stands at `keys` below it."""
    if not keys:
        return value
    if isinstance(base, list) or isinstance(over, list):
        return _changed_list(base, over, keys, value)
    said = dict(over) if isinstance(over, dict) else {}
    inner = _changed(_child(base, keys[0]), said.get(keys[0], MISSING), keys[1:], value)
    # What is empty says nothing, unless it is put there so.
    if inner is MISSING or (inner in ({}, []) and value is MISSING):
        said.pop(keys[0], None)
    else:
        said[keys[0]] = inner
    return said if said or value is not MISSING else MISSING


def _changed_list(base: Any, over: Any, keys: list[str], value: Any) -> Any:
    if not _by_id(base, over):
        return _changed_whole_list(base, over, keys, value)
    items = list(over) if isinstance(over, list) else []
    at = _position(items, keys[0])
    under = _child(base, keys[0])
    name = str(under["id"]) if under is not MISSING else keys[0]
    said = items[at] if at is not None else {"id": name}
    if len(keys) == 1 and value is MISSING:
        inner = MISSING
    else:
        inner = _changed(under, said, keys[1:], value)
    if inner is MISSING or (list(inner) == ["id"] and under is not MISSING):
        items = [one for number, one in enumerate(items) if number != at]
    elif at is None:
        items.append(inner)
    else:
        items[at] = inner
    return items or MISSING


def _changed_whole_list(base: Any, over: Any, keys: list[str], value: Any) -> Any:
    """Change a list that is replaced whole: the overlay then holds all of it."""
    items = list(merged(base, over))
    at = _position(items, keys[0])
    if at is None:
        return over
    under = base[at] if isinstance(base, list) and at < len(base) else MISSING
    if value is MISSING and len(keys) == 1:
        items[at : at + 1] = [] if under is MISSING else [under]
    else:
        wanted = value_at(under, keys[1:]) if value is MISSING else value
        inner = _changed({}, items[at], keys[1:], wanted)
        items[at] = {} if inner is MISSING else inner
    return MISSING if items == base else items


def _instead_of(under: Any, items: list[Any]) -> list[Any]:
    """Return what lets a list be as it is given; where it would merge by id, the parent's go."""
    if not _identified(items) or not _identified(under):
        return items
    kept = {str(item["id"]) for item in items}
    gone = [str(one["id"]) for one in under if str(one["id"]) not in kept]
    return [*({"id": name, REMOVE: True} for name in gone), *items]


def _by_id(base: Any, over: Any) -> bool:
    """Say whether an overlay's list is laid over the parent's item by item."""
    if over is MISSING:
        return base in (MISSING, []) or _identified(base)
    return _identified(over) and (base in (MISSING, []) or _identified(base))


def _identified(items: Any) -> bool:
    """Say whether these are things that all have an id, as `sim.scenario.merge` sees it."""
    return (
        isinstance(items, list)
        and bool(items)
        and all(isinstance(one, dict) and _is_id(one.get("id")) for one in items)
    )


def _is_id(value: Any) -> bool:
    return value is not None and not isinstance(value, dict | list)


def _child(tree: Any, key: str) -> Any:
    if isinstance(tree, dict):
        return tree.get(key, MISSING)
    at = _position(tree, key) if isinstance(tree, list) else None
    return MISSING if at is None else tree[at]


def _position(items: Any, key: str) -> int | None:
    """Return the index of the item with the id `key`, or of number `key`."""
    if not isinstance(items, list):
        return None
    for number, item in enumerate(items):
        if isinstance(item, dict) and _is_id(item.get("id")) and str(item["id"]) == key:
            return number
    return int(key) if key.isdecimal() and int(key) < len(items) else None
