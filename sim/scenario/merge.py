"""Sparse overrides: one tree laid over another.

Mappings merge key by key. Lists of things with an `id` merge by it: a known id is merged, a new
one is added at the end, `{id: x, remove: true}` takes one away. An empty list, any other list
and every scalar replace what was there.
"""

from collections.abc import Sequence

from sim.errors import Fault, nearest
from sim.scenario.source_map import Node, are_identified

REMOVE = "remove"


def merge(base: Node | None, overlay: Node, faults: list[Fault], path: str = "") -> Node:
    """Return `overlay` laid over `base`; faults (a removal of nothing) go to `faults`."""
    if overlay.mapping is not None:
        return _merge_mappings(base, overlay, faults, path)
    if are_identified(overlay.items):
        return _merge_lists(base, overlay, faults, path)
    if overlay.items is not None:
        items = enumerate(overlay.items)
        merged = [merge(None, item, faults, _join(path, str(n))) for n, item in items]
        return Node(merged, overlay.place)
    return overlay


def _merge_mappings(base: Node | None, overlay: Node, faults: list[Fault], path: str) -> Node:
    under = base.mapping if base is not None else None
    members = dict(under or {})
    for key, child in (overlay.mapping or {}).items():
        members[key] = merge(members.get(key), child, faults, _join(path, key))
    # What is missing is missing where the thing was first described; but the whole is the
    # file that the user named.
    is_first = base is None or under is None or not path
    return Node(members, overlay.place if is_first or base is None else base.place)


def _merge_lists(base: Node | None, overlay: Node, faults: list[Fault], path: str) -> Node:
    has_base = base is not None and are_identified(base.items)
    under = base.items or () if base is not None and has_base else ()
    merged = {str(item.id): item for item in under}
    mentioned: dict[str, Node] = {}
    for item in overlay.items or ():
        name, where = str(item.id), _join(path, str(item.id))
        if name in mentioned:
            first = mentioned[name].place.line
            message = f"the id '{name}' stands twice in this list" + (
                f" (first on line {first})" if first else ""
            )
            faults.append(_fault(message, item, where))
            continue
        mentioned[name] = item
        if not _is_removal(item):
            merged[name] = merge(merged.get(name), item, faults, where)
        elif merged.pop(name, None) is None:
            known = [str(other.id) for other in under]
            message = f"there is no '{name}' to remove.{nearest(name, known)}"
            faults.append(_fault(message, item, where))
    place = base.place if base is not None and has_base else overlay.place
    return Node(list(merged.values()), place)


def _is_removal(item: Node) -> bool:
    mark = item.child(REMOVE)
    return mark is not None and mark.content is True


def merge_all(trees: Sequence[Node], faults: list[Fault]) -> Node:
    """Lay trees over one another, the last on top."""
    merged: Node | None = None
    for tree in trees:
        merged = merge(merged, tree, faults)
    if merged is None:
        raise ValueError("nothing to merge")
    return merged


def _join(path: str, key: str) -> str:
    return f"{path}.{key}" if path else key


def _fault(message: str, node: Node, path: str) -> Fault:
    return Fault(message, node.place.file, node.place.line, path)
