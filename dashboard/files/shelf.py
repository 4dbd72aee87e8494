"""The scenarios that can be run: those that ship, and the planner's own; files are their truth.

A scenario has an id: its path below the shipped folder without suffix (``lanzhou/green-plan``), or
``own/<file name>``. Only ids that are listed are ever opened, so no path leaves the two folders.
"""

import os
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

from dashboard.files.heads import Stamp, head_of, real_path, said_in, stamp_of, stamps
from dashboard.files.writing import TAKEN, write_whole
from dashboard.view import Lang
from sim.errors import Fault, InputError
from sim.kpi.words import short
from sim.scenario.identity import yaml_text
from sim.scenario.load import EXTENDS, read_tree
from sim.scenario.reader import read_file
from sim.scenario.scenario import Scenario
from sim.scenario.source_map import plain
from sim.study.scenarios import read_scenario
from sim.tables import shipped

OWN = "own/"
"""The ids of the planner's own scenarios begin with it."""
SUFFIX = ".yaml"
_NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,63}")


@dataclass(frozen=True)
class Entry:
    """A scenario of the library, as far as its file says without validating it."""

    id: str
    path: Path
    name: str
    """The scenario's name, which its run folders begin with."""
    titles: tuple[str, str]
    """Chinese, English; the file's name where it says none."""
    descriptions: tuple[str, str]
    tags: tuple[str, ...]
    parents: tuple[str, ...]
    """Ids of those it extends that are in the library too."""
    own: bool
    faults: tuple[Fault, ...] = ()
    """Why the file cannot be read; whether its values are valid is another question."""

    def title(self, lang: Lang) -> str:
        """Return the title in a language, cut where it is too long to read."""
        return short(self.titles[lang != "zh"])

    def description(self, lang: Lang) -> str:
        """Return the description in a language, or nothing."""
        return self.descriptions[0 if lang == "zh" else 1]


@dataclass(frozen=True)
class Shelf:
    """The scenarios of a dashboard; `own` is the only folder that is ever written to."""

    own: Path
    ours: Path = field(default_factory=lambda: shipped("scenarios"))
    """The folder of those that ship; they are never changed."""

    def entries(self) -> tuple[Entry, ...]:
        """Return every scenario: the planner's own, the newest first, then those that ship."""
        files = dict(self._files())
        ids = {real_path(path): key for key, path in files.items()}
        return tuple(_entry(key, path, ids) for key, path in files.items())

    def find(self, key: str) -> Entry | None:
        """Return the scenario of an id, if it is listed."""
        return next((entry for entry in self.entries() if entry.id == key), None)

    def own_values(self, key: str) -> dict[str, Any]:
        """Return what the scenario's own file says, without what it extends.

        Raises
        ------
        InputError
            The file cannot be read, or there is no such scenario.
        """
        values: dict[str, Any] = plain(read_file(self._path(key), []))
        values.pop(EXTENDS, None)
        return values

    def merged(self, key: str) -> dict[str, Any]:
        """Return the whole tree of a scenario, parents merged, without defaults or validation."""
        merged: dict[str, Any] = plain(read_tree(self._path(key), []))
        return merged

    def resolved(self, key: str) -> Scenario:
        """Return the valid scenario, defaults too; an InputError says every fault."""
        path = self._path(key)
        return _resolved(path, stamps(path))

    def save(
        self, name: str, overlay: Mapping[str, Any], parent: str, *, new: bool = False
    ) -> Entry:
        """Write ``<name>.yaml`` that extends `parent` by `overlay`; it appears whole or not at all.

        A scenario of one's own of that name is replaced, unless it is the parent; with `new` it is
        a fault, even if it was written a moment ago. What other files the overlay names is relative
        to the folder of the own scenarios.

        Raises
        ------
        InputError
            The name is no identifier or belongs to another scenario, or it cannot be written.
        """
        base = self._path(parent)
        target = self.place(name, new=new)
        if os.path.realpath(base) == os.path.realpath(target):
            raise InputError([Fault("cannot extend itself", name)])
        head = {EXTENDS: self._way_to(base), "name": name}
        write_whole(target, yaml_text(head | _without_head(overlay)), new=new)
        return self._listed(name)

    def add(self, name: str, overlay: Mapping[str, Any], parents: Sequence[str]) -> Entry:
        """Write a new ``<name>.yaml`` that extends any number of scenarios, none too.

        Raises
        ------
        InputError
            The name is no identifier or taken, or it cannot be written.
        """
        ways = [self._way_to(self._path(parent)) for parent in parents]
        extends = {EXTENDS: ways[0] if len(ways) == 1 else ways} if ways else {}
        target = self.place(name, new=True)
        text = yaml_text(extends | {"name": name} | _without_head(overlay))
        write_whole(target, text, new=True)
        return self._listed(name)

    def rewrite(self, key: str, overlay: Mapping[str, Any]) -> Entry:
        """Let a scenario of one's own say something else; what it extends and its name stay.

        Raises
        ------
        InputError
            It is not one's own, or cannot be read or written.
        """
        path = self._path(key)
        if not key.startswith(OWN):
            raise InputError([Fault("ships with the program and is never changed", key)])
        write_whole(path, self.text_of(key, path.stem, overlay))
        return self._listed(path.stem)

    def text_of(self, key: str, name: str, overlay: Mapping[str, Any]) -> str:
        """Return what saving would write: of a shipped scenario's overlay, or of one's own."""
        path = self._path(key)
        head: dict[str, Any] = {EXTENDS: self._way_to(path), "name": name}
        if key.startswith(OWN):
            before = plain(read_file(path, []))
            head = {one: before[one] for one in (EXTENDS, "name") if one in before}
        return yaml_text(head | _without_head(overlay))

    def clone(self, key: str, name: str, titles: tuple[str, str]) -> Entry:
        """Make a scenario of one's own out of another one, and return it.

        Of one that ships it is an overlay; one of one's own is copied, so that the copy stays
        when the first one goes.
        """
        title = {"title": {"zh": titles[0], "en": titles[1]}}
        if not key.startswith(OWN):
            return self.save(name, title, key, new=True)
        return self.save_beside(key, name, {**self.own_values(key), **title})

    def save_beside(self, key: str, name: str, overlay: Mapping[str, Any]) -> Entry:
        """Write a new scenario that extends what one of one's own does, and says `overlay`."""
        before = plain(read_file(self._path(key), []))
        head = {EXTENDS: before[EXTENDS]} if EXTENDS in before else {}
        text = yaml_text(head | {"name": name} | _without_head(overlay))
        write_whole(self.place(name, new=True), text, new=True)
        return self._listed(name)

    def free_name(self, key: str) -> str:
        """Return a name for a clone that is not taken: ``green-plan-2``."""
        taken = {entry.name for entry in self.entries()} | {
            entry.path.stem for entry in self.entries()
        }
        safe = re.sub(r"[^a-z0-9_-]+", "-", key.rpartition("/")[2].lower()).strip("-_")
        head = re.sub(r"-\d+$", "", safe)[:58] or "scenario"
        return next(
            name for number in range(2, 10_000) if (name := f"{head}-{number}") not in taken
        )

    def place(self, name: str, *, new: bool = False) -> Path:
        """Return where a scenario of one's own is written; an InputError says why it cannot be."""
        if not is_name(name):
            raise InputError([Fault("must be a-z, 0-9, - and _, and at most 64 characters", name)])
        target = self.own / f"{name}{SUFFIX}"
        others = [entry for entry in self.entries() if entry.path != target]
        if any(entry.name == name for entry in others) or (new and target.exists()):
            raise InputError([Fault(TAKEN, name)])
        return target

    def children(self, key: str) -> tuple[Entry, ...]:
        """Return the scenarios that extend one directly."""
        return tuple(entry for entry in self.entries() if key in entry.parents)

    def _files(self) -> Iterator[tuple[str, Path]]:
        if self.own.is_dir():
            found = [path for path in self.own.glob(f"*{SUFFIX}") if not path.name.startswith(".")]
            for path in sorted(found, key=lambda path: (-(stamp_of(path) or (0, 0))[0], path.name)):
                yield f"{OWN}{path.stem}", path
        for path in sorted([*self.ours.glob(f"*{SUFFIX}"), *self.ours.glob(f"*/*{SUFFIX}")]):
            if path.parent.resolve() != self.own.resolve():
                yield path.relative_to(self.ours).with_suffix("").as_posix(), path

    def _path(self, key: str) -> Path:
        found = dict(self._files()).get(key)
        if found is None:
            raise InputError([Fault("there is no such scenario", key)])
        return found

    def _way_to(self, base: Path) -> str:
        """Return how a file of one's own names another scenario."""
        return Path(os.path.relpath(base.resolve(), self.own.resolve())).as_posix()

    def _listed(self, name: str) -> Entry:
        entry = self.find(f"{OWN}{name}")
        assert entry is not None
        return entry


def is_name(text: str) -> bool:
    """Say whether a text may be the name of a scenario of one's own, and so of its file."""
    return _NAME.fullmatch(text) is not None


def _without_head(overlay: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in overlay.items() if key not in (EXTENDS, "name")}


def _entry(key: str, path: Path, ids: Mapping[str, str]) -> Entry:
    head, said = head_of(path), said_in(path)
    parents = (ids.get(real_path(base)) for base in head.bases)
    return Entry(
        key,
        path,
        str(said.get("name") or path.stem),
        _pair(said.get("title"), path.stem),
        _pair(said.get("description"), ""),
        tuple(str(tag) for tag in _as_list(said.get("tags"))),
        tuple(parent for parent in parents if parent is not None),
        key.startswith(OWN),
        head.faults,
    )


def _pair(said: Any, otherwise: str) -> tuple[str, str]:
    if not isinstance(said, Mapping):
        return (otherwise, otherwise)
    return (str(said.get("zh") or otherwise), str(said.get("en") or otherwise))


def _as_list(said: Any) -> list[Any]:
    return said if isinstance(said, list) else []


@lru_cache(maxsize=64)
def _resolved(path: Path, written: tuple[tuple[str, Stamp | None], ...]) -> Scenario:
    return read_scenario(path)
