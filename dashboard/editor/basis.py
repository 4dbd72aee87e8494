"""What an overlay lies on: the scenarios that it extends, merged, with the places of each line."""

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from dashboard.editor.overlay import MISSING, Tree
from dashboard.files.heads import Stamp, stamps
from dashboard.files.shelf import Entry, Shelf
from sim.errors import Fault, InputError
from sim.scenario.load import read_layers
from sim.scenario.merge import merge
from sim.scenario.source_map import Node, plain

Stamps = tuple[tuple[str, Stamp | None], ...]


@dataclass(frozen=True)
class Basis:
    """A scenario opened for changes: one that ships is the parent, one's own has a parent."""

    entry: Entry
    stamps: Stamps
    """Of the files it was read from, so that a change of one is seen."""

    @property
    def parent(self) -> Node | None:
        """What lies under the overlay; None if nothing does."""
        return _layers(self.entry.path, self.stamps)[1 if self.entry.own else 0]

    @property
    def whole(self) -> Node:
        """The scenario as its files say, all that it extends merged."""
        return _layers(self.entry.path, self.stamps)[0]

    @property
    def values(self) -> Any:
        """What lies under the overlay, plain, or MISSING. It is shared: never change it."""
        return _plain(self.entry.path, self.stamps, self.entry.own)

    @property
    def own_values(self) -> Tree:
        """What the file of a scenario of one's own says itself, without ``name``."""
        values: Tree = plain(_layers(self.entry.path, self.stamps)[2])
        return {key: value for key, value in values.items() if key != "name"}


def basis(shelf: Shelf, key: str) -> Basis:
    """Return a scenario as its files are now.

    Raises
    ------
    InputError
        There is no such scenario, or one of its files cannot be read.
    """
    entry = shelf.find(key)
    if entry is None:
        raise InputError([Fault("there is no such scenario", key)])
    found = Basis(entry, stamps(entry.path))
    _layers(entry.path, found.stamps)
    return found


@lru_cache(maxsize=32)
def _layers(path: Path, written: Stamps) -> tuple[Node, Node | None, Node]:
    """Return all of a file merged, what it extends, and what it says itself."""
    faults: list[Fault] = []
    base, own = read_layers(path, faults)
    whole = merge(base, own, faults)
    if faults:
        raise InputError(faults)
    return whole, base, own


@lru_cache(maxsize=32)
def _plain(path: Path, written: Stamps, own: bool) -> Any:
    parent = _layers(path, written)[1 if own else 0]
    return MISSING if parent is None else plain(parent)
