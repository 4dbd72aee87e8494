"""What is wrong with a draft: read as the command line reads a file, and never executed.

Nothing is written for it: the overlay's text is parsed by the scenarios' own reader, laid over
its parent and validated. What a browser may not ask for (files elsewhere, Python rules) is found
first, so that not even a message says anything about such a file.
"""

import math
import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Any

from dashboard.editor.basis import Basis
from dashboard.editor.limits import read_text, walk
from dashboard.editor.overlay import Tree
from dashboard.files.shelf import SUFFIX, is_name
from dashboard.workspace import Workspace
from sim.errors import Fault, InputError
from sim.inputs.checks import remarks
from sim.scenario import shape
from sim.scenario.load import EXTENDS, validated
from sim.scenario.merge import merge, merge_all
from sim.scenario.references import split_name
from sim.scenario.scenario import Scenario
from sim.scenario.source_map import Node, Place, locate, plain
from sim.study.scenarios import check_all

HEAD = (EXTENDS, "name")
"""Keys that stand in the file but not in the overlay's text: they have fields of their own."""


@dataclass(frozen=True)
class Verdict:
    """What is wrong with a draft, and what is odd."""

    faults: tuple[Fault, ...] = ()
    remarks: tuple[Fault, ...] = ()
    refused: bool = False
    """Whether it may not even be saved: it asks for what a browser may not have."""


def read_overlay(text: str, file: Path) -> tuple[Node, list[Fault]]:
    """Return the overlay that a text says, and what is wrong with it that leaves it readable.

    Raises
    ------
    InputError
        It is too large, no YAML, no mapping, or says what only the head of a file may say.
    """
    faults: list[Fault] = []
    tree = read_text(text, Place(str(file), 1), faults)
    if tree is None or tree.content is None:
        return Node({}, Place(str(file), 1)), faults
    if tree.mapping is None:
        raise InputError([Fault("must be a mapping of keys to values", file, tree.place.line)])
    wrong = [
        Fault("stands above the text: it cannot be changed here", file, node.place.line, key)
        for key, node in tree.mapping.items()
        if key in HEAD
    ]
    wrong += [
        Fault("must be a finite number", file, node.place.line, path)
        for path, node in walk(tree, "")
        if isinstance(node.content, float) and not math.isfinite(node.content)
    ]
    if wrong or faults:
        raise InputError([*wrong, *faults])
    return tree, faults


def overlay_of(text: str, file: Path) -> Tree:
    """Return the overlay that a text says, plain; InputError as for `read_overlay`."""
    values: Tree = plain(read_overlay(text, file)[0])
    return values


def judge(workspace: Workspace, basis: Basis, name: str, text: str) -> Verdict:
    """Return what is wrong with a text as the overlay on a basis under a name."""
    return _judged(basis, name, text, _folders(workspace), workspace.allow_rules)


def judge_new(workspace: Workspace, bases: list[Node], name: str, text: str) -> Verdict:
    """Return what is wrong with a text as a new file that extends some scenarios."""
    parent = merge_all(bases, []) if bases else None
    folders = _folders(workspace)
    return _verdict(parent, _file(name, folders), name, text, folders, workspace.allow_rules)


def forbidden(workspace: Workspace, basis: Basis) -> tuple[Fault, ...]:
    """Return what a written scenario of one's own asks for that a browser may not have."""
    return _forbidden(basis.whole, basis.entry.path, _folders(workspace), workspace.allow_rules)


def _folders(workspace: Workspace) -> tuple[Path, Path]:
    return (workspace.scenarios.resolve(), workspace.shelf.ours.resolve())


@lru_cache(maxsize=64)
def _judged(
    basis: Basis, name: str, text: str, folders: tuple[Path, Path], allow_rules: bool
) -> Verdict:
    file = basis.entry.path if basis.entry.own else _file(name, folders)
    return _verdict(basis.parent, file, name, text, folders, allow_rules)


def _file(name: str, folders: tuple[Path, Path]) -> Path:
    """Return where a new scenario would lie: what it names is looked up in that folder alone.

    A name that cannot be one is no part of a path.
    """
    return folders[0] / f"{name if is_name(name) else '-'}{SUFFIX}"


def _verdict(
    parent: Node | None,
    file: Path,
    name: str,
    text: str,
    folders: tuple[Path, Path],
    allow_rules: bool,
) -> Verdict:
    try:
        overlay, faults = read_overlay(text, file)
    except InputError as error:
        return Verdict(error.faults, refused=True)
    named = {**(overlay.mapping or {}), "name": Node(name, overlay.place)}
    whole = merge(parent, Node(named, overlay.place), faults)
    refused = _forbidden(whole, file, folders, allow_rules)
    if refused:
        return Verdict(refused, refused=True)
    try:
        scenario = validated(whole, Scenario, faults, check_all)
    except InputError as error:
        return Verdict(_here(error.told, file))
    return Verdict((), _here(remarks(scenario), file))


def _here(found: Iterable[Fault], file: Path) -> tuple[Fault, ...]:
    """Return what was found, without the lines of other files: those of the draft are seen."""
    return tuple(one if str(one.file) == str(file) else replace(one, line=None) for one in found)


def _forbidden(
    whole: Node, file: Path, folders: tuple[Path, Path], allow_rules: bool
) -> tuple[Fault, ...]:
    return (*_outside(whole, file, folders), *(() if allow_rules else _rules(whole)))


def _outside(whole: Node, file: Path, folders: tuple[Path, Path]) -> Iterator[Fault]:
    """Yield a fault for every file that the draft itself names and that lies elsewhere."""
    for keys in shape.file_references(Scenario, plain(whole)):
        node = _node_at(whole, keys)
        text = str(node.content)
        if node.place.file == str(file) and not is_inside(text, folders):
            place, path = locate(whole, keys)
            message = "must lie in the folder of your scenarios or among those that ship"
            yield Fault(f"'{text}' {message}", place.file, place.line, path)


def _rules(whole: Node) -> Iterator[Fault]:
    for keys in shape.file_references(Scenario, plain(whole)):
        if shape.has_name(Scenario, keys):
            place, path = locate(whole, keys)
            message = "a Python rule: whoever runs this server has not allowed them"
            yield Fault(message, place.file, place.line, path)


def is_inside(text: str, folders: tuple[Path, Path]) -> bool:
    """Say whether a path, relative to the first folder, stays in one of them, links followed."""
    path = split_name(text)[0]
    if Path(path).is_absolute() or "\\" in path or "\0" in path:
        return False
    try:
        real = Path(os.path.realpath(folders[0] / path))
    except (OSError, ValueError):
        return False
    return any(real.is_relative_to(folder) for folder in folders)


def _node_at(tree: Node, keys: tuple[Any, ...]) -> Node:
    for key in keys:
        tree = tree.child(key) or tree
    return tree
