"""The scenario of a run made one's own: of a variant, or of a file that is not in the library.

Where the library has a scenario that it varies (``v2g`` for a run of ``v2g-smart``), it becomes an
overlay on that; else all of it is written that is not the default.
"""

import shutil
from pathlib import Path
from typing import Any

from dashboard.editor import checking
from dashboard.editor.basis import basis
from dashboard.editor.overlay import Tree, difference, node_of
from dashboard.files.shelf import OWN, Entry, Shelf
from dashboard.workspace import Workspace
from sim.errors import Fault, InputError
from sim.results import RunFolder
from sim.scenario import shape
from sim.scenario.identity import files_of, scenario_hash, yaml_text
from sim.scenario.load import validated
from sim.scenario.merge import merge
from sim.scenario.references import split_name
from sim.scenario.scenario import Scenario
from sim.scenario.source_map import Place
from sim.study.scenarios import read_scenario


def can_adopt(workspace: Workspace, run: str, scenario: str) -> bool:
    """Say whether a run is there that keeps a scenario of that name."""
    found = workspace.library.open(run) if run else None
    if not isinstance(found, RunFolder) or found.manifest.get("name") != scenario:
        return False
    return (found.path / "scenario.yaml").is_file()


def adopt(workspace: Workspace, run: str) -> Entry:
    """Write the scenario of a run as one of one's own, with copies of the files it alone names.

    Raises
    ------
    InputError
        The run or its scenario cannot be read, or it asks for what a browser may not have.
    """
    found = workspace.library.open(run)
    if not isinstance(found, RunFolder):
        raise InputError([Fault("there is no such run, or it is damaged", run)])
    scenario, shelf = read_scenario(found.path / "scenario.yaml"), workspace.shelf
    there = shelf.find(f"{OWN}{scenario.name}")
    if there is not None and _is(there, scenario, shelf):  # a second click
        return there
    name = _name(scenario.name, shelf)
    parent = _varied(scenario.name, shelf)
    said = None if parent is None else _overlay(scenario, parent, shelf)
    if parent is None or said is None:
        parent, said = None, scenario.model_dump(mode="json", exclude_defaults=True)
    said.pop("name", None)
    copies = _renamed(said, f"{name}-files")
    under = [] if parent is None else [basis(shelf, parent.id).whole]
    verdict = checking.judge_new(workspace, under, name, yaml_text(said) if said else "")
    if verdict.refused:
        raise InputError(verdict.faults)
    for source, target in copies.items():
        _copy(source, shelf.own / target)
    return shelf.add(name, said, [] if parent is None else [parent.id])


def _is(entry: Entry, scenario: Scenario, shelf: Shelf) -> bool:
    try:
        return scenario_hash(shelf.resolved(entry.id)) == scenario_hash(scenario)
    except InputError:
        return False


def _name(wanted: str, shelf: Shelf) -> str:
    try:
        shelf.place(wanted, new=True)
    except InputError:
        return shelf.free_name(wanted)
    return wanted


def _varied(name: str, shelf: Shelf) -> Entry | None:
    """Return the scenario of the library with whose name that of a variant begins."""
    near = [one for one in shelf.entries() if name.startswith(f"{one.name}-") and not one.faults]
    return max(near, key=lambda one: len(one.name), default=None)


def _overlay(scenario: Scenario, parent: Entry, shelf: Shelf) -> Tree | None:
    """Return what a scenario says other than its parent; None where no overlay comes to it."""
    try:
        base: Any = shelf.resolved(parent.id).model_dump(mode="json")
        values: Any = scenario.model_dump(mode="json")
        known = {_content(Path(file)): file for _, _, file, _ in _references(base)}
        for holder, key, file, member in _references(values):
            holder[key] = known.get(_content(Path(file)), file) + member
        overlay = difference(base, values)
        tree = node_of(overlay, Place(str(shelf.own / "-.yaml"), 1))
        whole = validated(merge(basis(shelf, parent.id).whole, tree, []), Scenario, [])
    except (InputError, OSError):
        return None
    return overlay if scenario_hash(whole) == scenario_hash(scenario) else None


def _references(values: Any) -> list[tuple[Any, Any, str, str]]:
    """Return where files are named: what holds the name, its key, the file, a class in it."""
    found = []
    for keys in list(shape.file_references(Scenario, values)):
        holder = values
        for key in keys[:-1]:
            holder = holder[key]
        file, member = str(holder[keys[-1]]), ""
        if shape.has_name(Scenario, keys):
            file, member = split_name(file)
        found.append((holder, keys[-1], file, f":{member}" if member else ""))
    return found


def _content(path: Path) -> tuple[tuple[str, bytes], ...]:
    return tuple((name, file.read_bytes()) for name, file in files_of(path))


def _renamed(said: Tree, folder: str) -> dict[Path, str]:
    """Let files be named that will lie in a folder of their own; return which these are."""
    copies = {}
    for holder, key, file, member in _references(said):
        # Files of one run all have names of their own.
        copies[Path(file)] = f"{folder}/{Path(file).name}"
        holder[key] = copies[Path(file)] + member
    return copies


def _copy(source: Path, target: Path) -> None:
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        if source.is_dir():
            shutil.copytree(source, target, dirs_exist_ok=True)
        else:
            shutil.copyfile(source, target)
    except OSError as error:
        raise InputError([Fault(f"cannot be written: {error.strerror}", target)]) from None
