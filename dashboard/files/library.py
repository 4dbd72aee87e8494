"""The runs folder as the dashboard sees it: names, runs that open, and why others do not."""

import os
import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Literal

from dashboard.bare import bare
from dashboard.view import View
from sim.errors import Fault, InputError
from sim.kpi.words import short
from sim.results import RunFolder

_PROPOSED = 4
TABLES = (
    *("alarms", "assets", "balked", "buildings", "factors", "fleets", "kpis", "outages", "prices"),
    *("requests", "series", "sessions", "trips", "vehicles", "waits"),
)
"""Tables that runs have always had; those that came later may be missing from an older run."""
_PARQUET = b"PAR1"
"""What a whole Parquet file ends with."""
_NAME = re.compile(r"[^\x00-\x1f\ud800-\udfff]+")
"""What a run can be called in an address."""
State = tuple[tuple[str, int, int], ...]
"""Name, size and time of writing [ns] of each file of a run."""


@dataclass(frozen=True)
class Problem:
    """A run that cannot be shown, and why: a key of the texts."""

    run: str
    reason: Literal["missing", "corrupt"]
    detail: str = ""


@dataclass(frozen=True)
class Chosen:
    """The runs of a view, baseline first, and what is wrong with the others."""

    runs: tuple[RunFolder, ...] = ()
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True)
class Library:
    """The run folders below one directory. Only names found in it are ever opened."""

    folder: Path

    def names(self) -> tuple[str, ...]:
        """Return the names of all run folders, the newest first."""
        if not self.folder.is_dir():
            return ()
        found = [path for path in self.folder.iterdir() if _is_run(path)]
        return tuple(p.name for p in sorted(found, key=lambda p: (-_written(p), p.name)))

    def resolve(self, view: View) -> View:
        """Fill in the runs and the baseline that a view leaves open.

        Proposed are the newest run of each of the newest scenarios, and as the baseline the one
        that is called so, or the oldest.
        """
        runs = self._proposed() if view.runs is None else view.runs
        called = [name for name in runs if name.startswith("baseline")]
        proposed = (called or list(runs[-1:]) or [""])[0]
        baseline = view.baseline if view.baseline in runs else proposed
        return (
            view.but(baseline=baseline)
            if runs == view.runs
            else view.but(runs=runs, baseline=baseline)
        )

    def _proposed(self) -> tuple[str, ...]:
        found: dict[str, str] = {}
        for name in self.names():
            if len(found) == _PROPOSED:
                break
            path = self.folder / name
            if _scenario(name) not in found and _written(path) and is_complete(path):
                found[_scenario(name)] = name
        return tuple(found.values())

    def chosen(self, view: View) -> Chosen:
        """Open the runs of a view, the baseline first, then in the order of choice."""
        full = self.resolve(view)
        order = sorted(full.runs or (), key=lambda name: name != full.baseline)
        opened = [self.open(name) for name in order]
        return Chosen(
            tuple(run for run in opened if isinstance(run, RunFolder)),
            tuple(fault for fault in opened if isinstance(fault, Problem)),
        )

    def open(self, name: str) -> RunFolder | Problem:
        """Open one run; a folder that is gone or damaged is a problem, never an exception."""
        if name not in self.names():
            return Problem(name, "missing")
        path = self.folder / name
        try:
            return _open(path, _state(path))
        except InputError as error:
            return Problem(name, "corrupt", told(error.faults[0]))
        except (OSError, ValueError) as error:  # it is being deleted; names that are no text
            return Problem(name, "corrupt", told(Fault(str(error))))

    def titles(self, names: Iterable[str], lang: str) -> dict[str, str]:
        """Return what to call each run: its title, told apart by its name where titles agree."""
        opened = {name: self.open(name) for name in names}
        titles = {
            name: short(run.title(lang)) if isinstance(run, RunFolder) else name
            for name, run in opened.items()
        }
        twice = {text for text in titles.values() if list(titles.values()).count(text) > 1}
        return {
            n: f"{text} ({n})" if text in twice and text != n else text
            for n, text in titles.items()
        }


def told(fault: Fault) -> str:
    """Return what is wrong with a file of a run, in words without folders of this machine."""
    words = f"{Path(fault.file or '').name}: {fault.message}".splitlines()[0]
    return bare(words.removeprefix(": "))


def is_complete(path: Path) -> bool:
    """Tell whether a run folder has all the tables that every run has, each to its end."""
    try:
        return _is_complete(path, _state(path))
    except OSError:
        return False


@lru_cache(maxsize=2048)
def _is_complete(path: Path, state: State) -> bool:
    if not {f"{name}.parquet" for name in TABLES} <= {name for name, *_ in state}:
        return False
    for name in TABLES:
        with (path / f"{name}.parquet").open("rb") as file:
            file.seek(-len(_PARQUET), os.SEEK_END)
            if file.read() != _PARQUET:
                return False
    return True


def _is_run(path: Path) -> bool:
    """Tell whether a folder is a run, be it damaged; hidden ones are being made or were deleted."""
    if path.name.startswith(".") or not _NAME.fullmatch(path.name) or not path.is_dir():
        return False
    return any((path / name).exists() for name in ("manifest.json", "series.parquet"))


def _state(path: Path) -> State:
    """Return name, size and time of writing [ns] of the files of a run.

    Whoever remembers something of a run by it sees a file that was damaged or replaced since.
    """
    found = []
    with os.scandir(path) as entries:
        for entry in entries:
            if entry.is_file():
                about = entry.stat()
                found.append((entry.name, about.st_size, about.st_mtime_ns))
    return tuple(sorted(found))


def _scenario(name: str) -> str:
    """Return the scenario of a run folder's name: what stands before hash and replication."""
    return re.sub(r"-[0-9a-f]{8}(-r\d+)?$", "", name)


def _written(path: Path) -> int:
    """Return when the run's manifest was written [ns]; 0 where there is none."""
    try:
        return (path / "manifest.json").stat().st_mtime_ns
    except OSError:
        return 0


@lru_cache(maxsize=64)
def _open(path: Path, state: State) -> RunFolder:
    """Open and check a run once for each state of its files."""
    run = RunFolder(path)
    tables = {name.removesuffix(".parquet") for name, *_ in state if name.endswith(".parquet")}
    for name in sorted(tables | {"kpis", "series"}):
        run.units(name)
    run.check_length()
    return run
