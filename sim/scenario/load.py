"""From a scenario file to a valid scenario, or to every fault that it has.

A file may build on others with ``extends:`` (one file or a list, relative to the file that
names them; later ones lie over earlier ones, the file itself over all), and ``--set`` lies over
everything. All faults are collected and raised together.
"""

import json
import os
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel, ValidationError

from sim.errors import Fault, InputError
from sim.scenario.checks import check
from sim.scenario.explain import explain
from sim.scenario.merge import merge, merge_all
from sim.scenario.overrides import apply_override
from sim.scenario.reader import read_file
from sim.scenario.references import file_problem, resolve_files
from sim.scenario.scenario import Scenario
from sim.scenario.source_map import Node, placed, plain

EXTENDS = "extends"
MAX_CHAIN = 32

AnyModel = TypeVar("AnyModel", bound=BaseModel)


def load_scenario(path: str | Path, overrides: Sequence[str] = ()) -> Scenario:
    """Read, merge, validate and cross-check a scenario.

    Parameters
    ----------
    path
        A YAML file.
    overrides
        Texts ``path=value`` as after ``--set``, laid over the file in this order.

    Raises
    ------
    InputError
        With every fault of the file, of those it extends and of the overrides.
    """
    return load(path, Scenario, overrides, check)


def load(
    path: str | Path,
    model: type[AnyModel],
    overrides: Sequence[str] = (),
    check: Callable[[AnyModel], Iterable[Fault]] = lambda _: (),
) -> AnyModel:
    """Read a YAML file as any model; `check` looks at the valid whole for faults across fields.

    The faults of `check` need a path alone: their file and line are looked up here.
    """
    faults: list[Fault] = []
    tree = read_tree(Path(path), faults)
    for text in overrides:
        tree = apply_override(tree, text, faults)
    return validated(tree, model, faults, check)


def validated(
    tree: Node,
    model: type[AnyModel],
    faults: list[Fault],
    check: Callable[[AnyModel], Iterable[Fault]] = lambda _: (),
) -> AnyModel:
    """Return a tree as a valid model; `faults` are those of reading the tree.

    Raises
    ------
    InputError
        With every fault, those of reading among them.
    """
    tree = resolve_files(tree, model, faults)
    try:
        # As JSON, so that strict validation takes dates and paths as text, but no "12" as 12.
        instance = model.model_validate_json(json.dumps(plain(tree)), strict=True)
    except ValidationError as error:
        known = {fault.path for fault in faults if fault.path}
        more = [fault for fault in explain(error, model, tree) if fault.path not in known]
        raise InputError([*faults, *more]) from None
    if not faults:
        faults.extend(placed(fault, tree) for fault in check(instance))
    if faults:
        raise InputError(faults)
    if isinstance(instance, Scenario):
        instance.remember(tree)
    return instance


def read_tree(path: Path, faults: list[Fault]) -> Node:
    """Read a file and all that it extends, merged, without validation.

    Raises
    ------
    InputError
        If one of the files cannot be read: without it other faults would mislead.
    """
    reader = _Chain(faults)
    tree = reader.read(path, ())
    if reader.broken or tree is None:
        raise InputError([*reader.broken, *faults])
    return tree


def read_layers(path: Path, faults: list[Fault]) -> tuple[Node | None, Node]:
    """Read a file as two trees: all that it extends, merged, and what it says itself.

    Raises
    ------
    InputError
        If one of the files cannot be read.
    """
    reader = _Chain(faults)
    base, own = reader.layers(path, ())
    if reader.broken or own is None:
        raise InputError([*reader.broken, *faults])
    return base, own


class _Chain:
    """Reads files that extend others, each once, and remembers what could not be read."""

    def __init__(self, faults: list[Fault]) -> None:
        self.faults = faults
        self.broken: list[Fault] = []
        self.done: dict[str, Node | None] = {}

    def read(self, path: Path, above: tuple[Path, ...]) -> Node | None:
        name = os.path.realpath(path)
        if name not in self.done:
            self.done[name] = self._read_new(path, above)
        return self.done[name]

    def _read_new(self, path: Path, above: tuple[Path, ...]) -> Node | None:
        base, own = self.layers(path, above)
        if own is None:
            return None
        return merge(base, own, self.faults)

    def layers(self, path: Path, above: tuple[Path, ...]) -> tuple[Node | None, Node | None]:
        """Return what a file extends, merged, and what it says itself, if it can be read."""
        try:
            own = read_file(path, self.faults)
        except InputError as error:
            self.broken.extend(error.faults)
            return None, None
        members = dict(own.mapping or {})
        bases = _named_files(members.pop(EXTENDS, None), self.broken)
        trees = [self._read_base(base, (*above, path)) for base in bases]
        found = [tree for tree in trees if tree is not None]
        base = merge_all(found, self.faults) if found else None
        return base, Node(members, own.place)

    def _read_base(self, named: Node, above: tuple[Path, ...]) -> Node | None:
        path = Path(os.path.normpath(named.place.folder / str(named.content)))
        chain = " → ".join(str(link) for link in (*above, path))
        problem = file_problem(path)
        if problem is None and any(
            os.path.realpath(path) == os.path.realpath(link) for link in above
        ):
            problem = f"extends itself: {chain}"
        elif len(above) > MAX_CHAIN:
            problem = f"is at the end of more than {MAX_CHAIN} files that extend one another"
        elif problem is not None and len(above) > 1:
            problem += f" ({chain})"
        if problem is None:
            return self.read(path, above)
        message = f"'{named.content}' {problem}"
        self.broken.append(Fault(message, named.place.file, named.place.line, EXTENDS))
        return None


def _named_files(entry: Node | None, faults: list[Fault]) -> list[Node]:
    if entry is None:
        return []
    named = list(entry.items) if entry.items is not None else [entry]
    if all(isinstance(node.content, str) and node.content for node in named):
        return named
    message = "must be the name of a file, or a list of such names"
    faults.append(Fault(message, entry.place.file, entry.place.line, EXTENDS))
    return []
