"""Finding and reading scenario files: by path, or by the name of one that ships."""

from collections.abc import Iterable, Sequence
from pathlib import Path

from sim.errors import Fault, InputError, nearest
from sim.inputs import checks as fleet_checks
from sim.scenario import checks
from sim.scenario.load import load
from sim.scenario.scenario import Scenario
from sim.tables import shipped

SUFFIXES = (".yaml", ".yml")


def find_scenario(name: str | Path) -> Path:
    """Return the file `name`, or else the shipped scenario of that name (``lanzhou/pv``).

    Raises
    ------
    InputError
        There is neither.
    """
    path = Path(name)
    if path.is_file():
        return path
    folder = shipped("scenarios")
    known = {_shipped_name(file, folder): file for file in _shipped_files(folder)}
    found = known.get(str(name).removesuffix(".yaml"))
    if found is not None:
        return found
    if path.is_dir():
        raise InputError([Fault("is a folder, not a scenario file", path)])
    hint = nearest(str(name), known) or f" Shipped are: {', '.join(sorted(known))}."
    raise InputError([Fault(f"there is no such file, nor a shipped scenario.{hint}", path)])


def scenario_files(names: Iterable[str | Path]) -> list[Path]:
    """Return the files of names and folders, in order, each once.

    Of a folder every ``*.yaml`` in it counts, not those of its folders: parts that others
    extend go there. A name that stands for nothing is kept: whoever reads it says so.
    """
    files: dict[Path, Path] = {}
    for name in names:
        path = Path(name)
        found = _in_folder(path) if path.is_dir() else [_found_or_named(path)]
        for file in found:
            files.setdefault(file.resolve(), file)
    return list(files.values())


def read_scenario(path: str | Path, overrides: Sequence[str] = ()) -> Scenario:
    """Read a scenario and check all of it, the files that it names too.

    Raises
    ------
    InputError
        With every fault.
    """
    return load(find_scenario(path), Scenario, overrides, check_all)


def check_scenarios(names: Iterable[str | Path]) -> None:
    """Read all scenarios that names stand for.

    Raises
    ------
    InputError
        With every fault of every name.
    """
    faults: list[Fault] = []
    for name in names:
        try:
            read_scenario(name)
        except InputError as error:
            faults.extend(error.faults)
    if faults:
        raise InputError(faults)


def check_all(scenario: Scenario) -> list[Fault]:
    """Return every fault across fields, and of the files that a scenario names."""
    # What is checked second follows references, so it needs those to be right.
    wrong = checks.check(scenario)
    return [*wrong, *fleet_checks.check_zones(scenario)] if wrong else fleet_checks.check(scenario)


def _found_or_named(path: Path) -> Path:
    try:
        return find_scenario(path)
    except InputError:
        return path


def _in_folder(folder: Path) -> list[Path]:
    found = sorted(file for file in folder.iterdir() if file.suffix in SUFFIXES)
    if not found:
        raise InputError([Fault("holds no scenario files (*.yaml)", folder)])
    return found


def _shipped_files(folder: Path) -> list[Path]:
    return sorted([*folder.glob("*.yaml"), *folder.glob("*/*.yaml")])


def _shipped_name(file: Path, folder: Path) -> str:
    return file.relative_to(folder).with_suffix("").as_posix()
