"""YAML from a browser, read within limits: it must not keep the server busy for long."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.events import CollectionEndEvent, CollectionStartEvent, NodeEvent

from sim.errors import Fault, InputError
from sim.scenario.reader import parse
from sim.scenario.source_map import Node, Place

MOST_BYTES = 200_000
"""So much YAML is taken from a browser."""
MOST_NODES = 20_000
"""So many keys and values it may have: they cost far more time than their bytes."""
MOST_THINGS = 500
"""So many things one list may hold: each is looked for among all of them."""
MOST_DEEP = 50


def read_text(text: str, place: Place, faults: list[Fault]) -> Node | None:
    """Return a text's tree; faults that leave it readable go to `faults`.

    Raises
    ------
    InputError
        It is no YAML, or too large, wide or deep.
    """
    if len(text.encode("utf-8", "replace")) > MOST_BYTES:
        raise InputError([Fault(f"is too large: at most {MOST_BYTES // 1000} kB are taken")])
    _refuse_vast(text, place.file)
    tree = parse(text, place, faults)
    for count, (path, node) in enumerate(walk(tree, "") if tree is not None else ()):
        if count > MOST_NODES:  # aliases repeat what they name
            raise InputError([_too_many(place.file)])
        if len(node.items or ()) > MOST_THINGS and any(one.mapping for one in node.items or ()):
            message = f"is too long: at most {MOST_THINGS} things are taken in a list"
            raise InputError([Fault(message, place.file, node.place.line, path)])
    return tree


def walk(node: Node, path: str) -> Iterator[tuple[str, Node]]:
    """Yield the path of every node, and itself."""
    yield path, node
    children: list[tuple[str, Node]] = list((node.mapping or {}).items())
    children += [(str(number), item) for number, item in enumerate(node.items or ())]
    for key, child in children:
        yield from walk(child, f"{path}.{key}" if path else key)


def is_vast(tree: Any) -> bool:
    """Say whether plain values are more, or deeper, than a text may say."""
    nodes, level = 0, [tree]
    for _ in range(MOST_DEEP + 1):
        level = [child for one in level for child in _children(one)]
        nodes += len(level)
        if not level or nodes > MOST_NODES:
            return nodes > MOST_NODES
    return True


def _children(value: Any) -> Iterable[Any]:
    return value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()


def _refuse_vast(text: str, file: Path | str | None) -> None:
    """Raise an InputError if a text has too many nodes or is too deep, read no further than that.

    What is no YAML is for the reader to tell.
    """
    nodes = depth = 0
    try:
        for event in YAML(typ="safe", pure=True).parse(text):
            nodes += isinstance(event, NodeEvent)
            depth += isinstance(event, CollectionStartEvent) - isinstance(event, CollectionEndEvent)
            if nodes > MOST_NODES or depth > MOST_DEEP:
                break
    except Exception:  # on broken text ruamel raises half of Python's exceptions
        return
    if depth > MOST_DEEP:
        raise InputError([Fault("is nested too deeply", file)])
    if nodes > MOST_NODES:
        raise InputError([_too_many(file)])


def _too_many(file: Path | str | None) -> Fault:
    return Fault(f"is too large: at most {MOST_NODES} values are taken", file)
