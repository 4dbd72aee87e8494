"""Values that remember where they were written: the tree between YAML text and models."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from sim.errors import Fault

Scalar = str | int | float | bool | None
Key = str | int

_KIND = "kind"
# Below this every float is a whole number exactly, so 1e3 may stand where an integer is wanted.
_LARGEST_EXACT = 2.0**53


@dataclass(frozen=True)
class Place:
    """Where something was written: a file, or an option of the command line (no line)."""

    file: str
    line: int | None = None
    column: int | None = None

    @property
    def folder(self) -> Path:
        """What a relative path written here is relative to."""
        return Path() if self.line is None else Path(self.file).parent


@dataclass(frozen=True)
class Node:
    """A value and the place of its key (in a mapping) or of itself (in a list)."""

    content: "Mapping[str, Node] | Sequence[Node] | Scalar"
    place: Place

    @property
    def mapping(self) -> "Mapping[str, Node] | None":
        return self.content if isinstance(self.content, Mapping) else None

    @property
    def items(self) -> "Sequence[Node] | None":
        """The members of a list; None for anything else, text too."""
        content = self.content
        return content if isinstance(content, Sequence) and not isinstance(content, str) else None

    @property
    def id(self) -> str | None:
        """The `id` of a mapping that has one."""
        entry = (self.mapping or {}).get("id")
        if entry is None or entry.content is None or entry.mapping is not None:
            return None
        return None if entry.items is not None else str(entry.content)

    def child(self, key: Key) -> "Node | None":
        """Return the member `key`: a key of a mapping, an index or an id of a list."""
        if self.mapping is not None:
            return self.mapping.get(str(key))
        position = position_in(self.items or (), key)
        return None if position is None else (self.items or ())[position]


def position_in(items: Sequence[Node], key: Key) -> int | None:
    """Return the index of the item with the id `key`, or of number `key`."""
    for position, item in enumerate(items):
        if isinstance(key, str) and item.id == key:
            return position
    if not str(key).isdecimal():
        return None
    return int(key) if int(key) < len(items) else None


def are_identified(items: Sequence[Node] | None) -> bool:
    """Say whether these are things that all have an `id` (so they merge by it)."""
    return bool(items) and all(item.id is not None for item in items or ())


def plain(node: Node) -> Any:
    """Return the tree as dicts, lists and scalars."""
    if node.mapping is not None:
        return {key: plain(child) for key, child in node.mapping.items()}
    if node.items is not None:
        return [plain(child) for child in node.items]
    content = node.content
    if isinstance(content, float) and abs(content) < _LARGEST_EXACT and content.is_integer():
        return int(content)
    return content


def locate(root: Node, keys: Sequence[Key]) -> tuple[Place, str]:
    """Return the place and the dotted path (ids for list items) of what `keys` lead to.

    Keys that are not there are passed over, except a last one: what is missing has the place
    of what it is missing from, that of its `kind` if it has one: the kind is what needs it.
    """
    node, path = root, list[str]()
    for number, key in enumerate(keys):
        child = node.child(key)
        if child is not None:
            path.append((child.id if node.items is not None else None) or str(key))
            node = child
        elif number == len(keys) - 1:
            path.append(str(key))
            node = (node.mapping or {}).get(_KIND, node)
    return node.place, ".".join(path)


def placed(fault: Fault, root: Node) -> Fault:
    """Return a fault, which may know a path alone, with its file and line."""
    if fault.file is not None:
        return fault
    place, _ = locate(root, fault.path.split("."))
    return replace(fault, file=place.file, line=place.line)


def replaced(root: Node, keys: Sequence[Key], content: Scalar) -> Node:
    """Return the tree with another scalar at `keys`."""
    if not keys:
        return Node(content, root.place)
    head, rest = keys[0], keys[1:]
    if root.mapping is not None:
        changed = replaced(root.mapping[str(head)], rest, content)
        return Node({**root.mapping, str(head): changed}, root.place)
    items = list(root.items or ())
    items[int(head)] = replaced(items[int(head)], rest, content)
    return Node(items, root.place)
