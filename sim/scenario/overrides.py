"""``--set a.b.c=value``: one value laid over a scenario from the command line.

Elements of the path are keys, and ids (or numbers) in lists:
``sites.yt-01.transformer_kva=2000``. The value is read as YAML and merged as a file's would be.
"""

from sim.errors import Fault, InputError, nearest
from sim.scenario.merge import merge
from sim.scenario.reader import parse
from sim.scenario.source_map import Node, Place, are_identified, position_in


def apply_override(tree: Node, text: str, faults: list[Fault]) -> Node:
    """Return `tree` with the override `text` (``path=value``) laid over it.

    What is wrong with it goes to `faults`, and the tree comes back as it was.
    """
    place = Place(f"--set {text}")
    path, equals, value_text = text.partition("=")
    keys = path.strip().split(".")
    if not equals or not all(keys):
        message = "must be path=value, as in sites.yt-01.transformer_kva=2000"
        faults.append(Fault(message, place.file))
        return tree
    try:
        value = parse(value_text, place, faults) or Node(None, place)
        overlay = _overlay(tree, keys, value, ())
    except InputError as error:
        faults.extend(error.faults)
        return tree
    return merge(tree, overlay, faults)


def _overlay(under: Node | None, keys: list[str], value: Node, done: tuple[str, ...]) -> Node:
    """Return the tree that holds only `value` at `keys`, shaped as `under` is."""
    if not keys:
        return value
    head, rest = keys[0], keys[1:]
    if under is not None and under.items is not None:
        return _list_overlay(under, head, rest, value, done)
    if under is not None and under.mapping is None and under.content is not None:
        message = f"'{'.'.join(done)}' is a single value: there is no '{head}' in it"
        raise InputError([Fault(message, value.place.file, None, ".".join((*done, *keys)))])
    child = under.child(head) if under is not None else None
    return Node({head: _overlay(child, rest, value, (*done, head))}, value.place)


def _list_overlay(
    under: Node, head: str, rest: list[str], value: Node, done: tuple[str, ...]
) -> Node:
    items = list(under.items or ())
    position = position_in(items, head)
    if position is None:
        names = [item.id or str(number) for number, item in enumerate(items)]
        hint = nearest(head, names)
        known = f" It holds: {', '.join(names[:12])}{', …' if len(names) > 12 else ''}."
        message = f"there is no '{head}' in '{'.'.join(done)}'.{hint or known}"
        raise InputError([Fault(message, value.place.file, None, ".".join((*done, head)))])
    item = items[position]
    changed = _overlay(item, rest, value, (*done, head))
    if not are_identified(items):  # such a list replaces the old one, so it must be whole
        items[position] = merge(item, changed, [])
        return Node(items, under.place)
    if changed.mapping is None:
        message = f"must be a mapping of keys to values, but is {value.content!r}"
        raise InputError([Fault(message, value.place.file, None, ".".join((*done, head)))])
    members = {"id": item.mapping["id"] if item.mapping else Node(head, value.place)}
    return Node([Node({**members, **changed.mapping}, value.place)], value.place)
