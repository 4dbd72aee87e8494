"""A scenario that a planner brings along: read as text, judged, written as one of their own.

What it extends is looked up by name among the scenarios of the library and never opened by path.
"""

import base64
import binascii
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

from dashboard.editor import checking, limits
from dashboard.editor.basis import basis
from dashboard.files.shelf import OWN, Entry, Shelf
from dashboard.workspace import Workspace
from sim.errors import Fault, InputError
from sim.scenario.identity import yaml_text
from sim.scenario.load import EXTENDS
from sim.scenario.source_map import Place, plain
from sim.text import decoded

SUFFIXES = (".yaml", ".yml")
MOST_PARENTS = 32
"""So many scenarios an uploaded one may extend."""


@dataclass(frozen=True)
class Uploaded:
    """A scenario that was taken in, and what is wrong with its values."""

    entry: Entry
    faults: tuple[Fault, ...]


def take_in(workspace: Workspace, filename: str, contents: str) -> Uploaded:
    """Make a scenario of one's own out of an uploaded file (`contents` is a data URL).

    Raises
    ------
    InputError
        It is no scenario, or asks for what a browser may not have; nothing is written then.
    """
    values = _values(filename, _text_of(filename, contents))
    parents = _parents(values.pop(EXTENDS, None), workspace.shelf, filename)
    name = _name(values.pop("name", None), filename, workspace.shelf)
    under = [basis(workspace.shelf, one.id).whole for one in parents]
    verdict = checking.judge_new(workspace, under, name, yaml_text(values) if values else "")
    if verdict.refused:
        raise InputError(verdict.faults)
    return Uploaded(workspace.shelf.add(name, values, [one.id for one in parents]), verdict.faults)


def _text_of(filename: str, contents: str) -> str:
    if not filename.lower().endswith(SUFFIXES):
        raise InputError([Fault("must be a .yaml or .yml file", filename)])
    # Four letters of base64 are three bytes: what is too large is not even decoded.
    if len(contents) > limits.MOST_BYTES * 4 / 3 + 200:
        raise InputError([_too_large(filename)])
    try:
        raw = base64.b64decode(contents.partition(",")[2], validate=True)
    except (binascii.Error, ValueError):
        raise InputError([Fault("did not arrive whole: try again", filename)]) from None
    if len(raw) > limits.MOST_BYTES:
        raise InputError([_too_large(filename)])
    return decoded(raw, Path(filename))


def _too_large(filename: str) -> Fault:
    return Fault(f"is too large: at most {limits.MOST_BYTES // 1000} kB are taken", filename)


def _values(filename: str, text: str) -> dict[str, Any]:
    faults: list[Fault] = []
    tree = limits.read_text(text, Place(PurePosixPath(filename).name, 1), faults)
    if tree is None or tree.mapping is None:
        raise InputError([Fault("must be a mapping of keys to values", filename)])
    if faults:
        raise InputError(faults)
    values: dict[str, Any] = plain(tree)
    return values


def _parents(said: Any, shelf: Shelf, filename: str) -> list[Entry]:
    """Return the scenarios that a file extends, by the names it gives them."""
    named = said if isinstance(said, list) else [] if said is None else [said]
    if len(named) > MOST_PARENTS:
        many = f"extends too many scenarios: at most {MOST_PARENTS} are taken"
        raise InputError([Fault(many, filename, path=EXTENDS)])
    listed = {entry.id: entry for entry in shelf.entries()} if named else {}
    found = [_parent(one, listed, filename) for one in named]
    # Of one that is named twice the later one counts: it lies over all before it.
    return list({one.id: one for one in reversed(found)}.values())[::-1]


def _parent(said: Any, listed: Mapping[str, Entry], filename: str) -> Entry:
    text = str(said).replace("\\", "/")
    bare = text.removesuffix(".yaml").removesuffix(".yml")
    # A file that was downloaded here says the way from its folder: what counts is its end.
    end = re.sub(r"^(\.\./|[\w.-]+/)*scenarios/", "", bare)
    for key in (bare, end, f"{OWN}{bare}"):
        if key in listed and not text.startswith("/") and isinstance(said, str):
            return listed[key]
    known = "extends a file that is no scenario of this library"
    raise InputError([Fault(f"'{said}' {known}", filename, path=EXTENDS)])


def _name(said: Any, filename: str, shelf: Shelf) -> str:
    """Return the name to save it under: its own, or that of its file, or a free one like it."""
    stem = PurePosixPath(filename.replace("\\", "/")).name.rpartition(".")[0]
    wanted = said if isinstance(said, str) else re.sub(r"[^a-z0-9_-]+", "-", stem.lower())
    if not isinstance(said, str) and not (wanted := wanted.strip("-_")[:64]):
        return shelf.free_name("")  # a file's name in Chinese has none of these letters
    try:
        shelf.place(wanted, new=True)
    except InputError as error:
        taken = any("another scenario" in fault.message for fault in error.faults)
        if not taken:
            raise
        return shelf.free_name(wanted)
    return wanted
