"""What scenario files say about themselves, without validating them: each file is read once."""

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

from sim.errors import Fault, InputError
from sim.scenario.load import EXTENDS, MAX_CHAIN
from sim.scenario.reader import read_file
from sim.scenario.source_map import Node, plain

_KEYS = ("name", "title", "description", "tags")
Stamp = tuple[int, int]


@dataclass(frozen=True)
class Head:
    """What one file says about itself."""

    bases: tuple[Path, ...] = ()
    values: Mapping[str, Any] = field(default_factory=dict)
    faults: tuple[Fault, ...] = ()


def head_of(path: Path) -> Head:
    """Return what one file says about itself; it is read once for each writing of it."""
    return _head(path, stamp_of(path))


@lru_cache(maxsize=1024)
def _head(path: Path, written: Stamp | None) -> Head:
    faults: list[Fault] = []
    try:
        tree = read_file(path, faults)
    except InputError as error:
        return Head(faults=error.faults)
    members = tree.mapping or {}
    values = {key: plain(members[key]) for key in _KEYS if key in members}
    bases = tuple(_bases(members.get(EXTENDS), faults))
    return Head(bases, values, tuple(faults))


def said_in(path: Path, depth: int = 0) -> dict[str, Any]:
    """Return name, title, description and tags, from the file or what it extends."""
    head = head_of(path)
    found: dict[str, Any] = {}
    if depth < MAX_CHAIN and any(key not in head.values for key in _KEYS):
        for base in head.bases:
            found |= said_in(base, depth + 1)
    return found | dict(head.values)


def chain(path: Path) -> tuple[Path, ...]:
    """Return the files that a scenario is read from: itself and all that it extends."""
    found: dict[str, Path] = {}
    ahead = [(path, 0)]
    while ahead:
        file, depth = ahead.pop()
        name = real_path(file)
        if name not in found and depth <= MAX_CHAIN:
            found[name] = file
            ahead += [(base, depth + 1) for base in head_of(file).bases]
    return tuple(found.values())


def stamps(path: Path) -> tuple[tuple[str, Stamp | None], ...]:
    """Return time and size of each file of a scenario's chain: equal means nothing changed."""
    return tuple((str(file), stamp_of(file)) for file in chain(path))


def stamp_of(path: Path) -> Stamp | None:
    """Return when a file was written [ns] and its size [bytes]; None if there is none."""
    try:
        found = path.stat()
    except (OSError, ValueError):
        return None
    return (found.st_mtime_ns, found.st_size)


def real_path(path: Path) -> str:
    """Return what a path comes to without links; one that no file can have stays as it is."""
    try:
        return os.path.realpath(path)
    except ValueError:
        return str(path)


def _bases(named: Node | None, faults: list[Fault]) -> Iterator[Path]:
    if named is not None:
        for node in named.items if named.items is not None else [named]:
            if isinstance(node.content, str) and "\0" in node.content:
                message = f"{node.content!r} holds a character that no file name has"
                faults.append(Fault(message, node.place.file, node.place.line, EXTENDS))
            elif isinstance(node.content, str) and node.content:
                yield Path(os.path.normpath(node.place.folder / node.content))
