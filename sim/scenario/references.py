"""Files that a scenario names: resolved against the file in which their name was written."""

from collections.abc import Iterable
from difflib import SequenceMatcher
from pathlib import Path
from typing import Any

from sim.errors import Fault
from sim.scenario import shape
from sim.scenario.source_map import Node, locate, plain, replaced

_NEAR_STEM = 0.7
"""So alike (0 to 1) a file's name without ending must be to be what somebody meant."""


def resolve_files(tree: Node, model: Any, faults: list[Fault]) -> Node:
    """Return the tree with absolute paths; what does not exist goes to `faults`."""
    for keys in list(shape.file_references(model, plain(tree))):
        node = tree
        for key in keys:
            node = node.child(key) or node
        text, name = str(node.content), ""
        if shape.has_name(model, keys):
            text, name = split_name(text)
        path = node.place.folder / text
        problem = file_problem(path, shape.may_be_folder(model, keys))
        if problem is None and shape.has_name(model, keys) and not name:
            problem = "names no class: write 'file.py:Class'"
        if problem is not None:
            place, where = locate(tree, keys)
            faults.append(Fault(f"'{node.content}' {problem}", place.file, place.line, where))
        else:
            tree = replaced(tree, keys, str(path.resolve()) + (f":{name}" if name else ""))
    return tree


def split_name(text: str) -> tuple[str, str]:
    """Split ``file.py:Name``; without a name it is empty."""
    file, colon, name = text.rpartition(":")
    return (file, name) if colon and name.isidentifier() else (text, "")


def file_problem(path: Path, or_folder: bool = False) -> str | None:
    """Say why a path cannot be read as a file, with the nearest name there is."""
    try:
        if path.is_file():
            return None
        if path.is_dir():
            return None if or_folder else "is a folder, not a file"
        names = [entry.name for entry in path.parent.iterdir()] if path.parent.is_dir() else None
    except (OSError, ValueError) as error:  # ValueError: a NUL in the name
        return f"cannot be read: {getattr(error, 'strerror', None) or error}"
    if names is None:
        return f"is not there: there is no folder {path.parent}"
    close = _nearest_file(path.name, names)
    return "is not there." + (f" Did you mean '{close}'?" if close else "")


def _nearest_file(name: str, names: Iterable[str]) -> str | None:
    """Return the name that is nearest, if its stem is near: endings alone make no name alike."""

    def likeness(other: str) -> tuple[float, float]:
        pairs = (name.split(".")[0], other.split(".")[0]), (name, other)
        stem, whole = (SequenceMatcher(None, *pair).ratio() for pair in pairs)
        return stem, whole

    best = max(names, key=likeness, default="")
    return best if likeness(best)[0] >= _NEAR_STEM else None
