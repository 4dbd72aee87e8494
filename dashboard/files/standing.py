"""How each scenario stands: not run, going on, done, or out of date, and why."""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

import pyarrow as pa
import pyarrow.parquet as pq

from dashboard.files.job import Job
from dashboard.files.library import is_complete
from dashboard.files.readings import program_changed_since
from dashboard.files.shelf import Entry
from dashboard.view import Lang
from dashboard.workspace import Workspace
from sim.errors import Fault
from sim.kpi.words import number, scale, short
from sim.results import RunFolder

State = Literal[
    "not_run", "checking", "waiting", "running", "done", "stale", "failed", "invalid", "cancelled"
]
HEADLINES = (
    *("carbon_total", "total_cost", "grid_import", "bus_on_time", "taxi_served"),
    *("charging_mean_wait", "peak_import"),
)
"""Of these the first `MOST_FIGURES` that a run has are shown of it."""
MOST_FIGURES = 4
MOST_DAYS = 100_000


@dataclass(frozen=True)
class Result:
    """A run folder, as far as a list shows it."""

    name: str
    path: Path
    written_ns: int
    manifest: Mapping[str, Any]

    @property
    def scenario(self) -> str:
        """Name of its scenario."""
        return str(self.manifest.get("name", ""))

    def title(self, lang: Lang) -> str:
        """Return the title of its scenario, or its own name."""
        titles = self.manifest.get("title")
        said = titles.get(lang) if isinstance(titles, Mapping) else None
        return short(str(said or self.scenario or self.name))

    @property
    def days(self) -> int:
        """Days that it simulated."""
        period = self.manifest.get("period")
        days = period.get("days") if isinstance(period, Mapping) else None
        return days if isinstance(days, int) and 0 < days < MOST_DAYS else 0

    @property
    def is_whole(self) -> bool:
        """Whether it has a manifest that says it is done, and its tables."""
        return self.manifest.get("state") == "done" and is_complete(self.path)

    def figures(self, lang: Lang) -> tuple[tuple[str, str, str], ...]:
        """Return label, value and unit of its headline figures."""
        return _figures(self.path, self.written_ns, lang)


@dataclass(frozen=True)
class Standing:
    """A scenario of the library and how it stands."""

    entry: Entry
    state: State
    result: Result | None = None
    """Its newest run, or the one that its files would give now."""
    job: Job | None = None
    changed: tuple[str, ...] = ()
    """What has changed since that run (`dashboard.files.readings.REASONS`)."""
    faults: tuple[Fault, ...] = ()
    days: int = 0
    """Days that it simulates, where that is known."""


def results(workspace: Workspace) -> tuple[Result, ...]:
    """Return the run folders, the newest first; damaged ones too."""
    return tuple(_found(workspace))


def parents_run(workspace: Workspace, found: tuple[Result, ...], job: Job) -> str:
    """Return the newest run to compare a job's with: its parent scenario's, over as many days."""
    own = next((result for result in found if result.name == job.run), None)
    entry = workspace.shelf.find(job.scenario)
    if own is None or entry is None:
        return ""
    parents = {base.name for key in entry.parents if (base := workspace.shelf.find(key))}
    for one in found:
        fits = one.days == own.days and not one.manifest.get("replication")
        if one.scenario in parents and fits and one.is_whole:
            return one.name
    return ""


def _found(workspace: Workspace) -> Iterator[Result]:
    for name in workspace.library.names():
        path = workspace.runs / name
        try:
            written_ns = (path / "manifest.json").stat().st_mtime_ns
        except OSError:
            written_ns = 0
        yield Result(name, path, written_ns, _manifest(path, written_ns))


def standings(workspace: Workspace) -> tuple[Standing, ...]:
    """Return how every scenario of the library stands."""
    of_scenario: dict[str, list[Result]] = {}
    for result in results(workspace):
        if result.is_whole:
            of_scenario.setdefault(result.scenario, []).append(result)
    last: dict[str, Job] = {}
    for job in workspace.jobs.listed():
        last.setdefault(job.scenario, job)
    return tuple(
        standing(workspace, entry, of_scenario.get(entry.name, []), last.get(entry.id))
        for entry in workspace.shelf.entries()
    )


def standing(workspace: Workspace, entry: Entry, runs: list[Result], job: Job | None) -> Standing:
    """Return how a scenario stands whose runs, the newest first, and last job are given."""
    # Scenarios that ship are valid: without runs and changes there is nothing to read them for.
    reading = None if entry.faults else _reading(workspace, entry, needed=bool(runs) or entry.own)
    newest = next((run for run in runs if not run.manifest.get("replication")), None)
    current = next((run for run in runs if reading and run.name == reading.folder), newest)
    days = reading.days if reading else current.days if current else 0
    faults = entry.faults or (reading.faults if reading else ())
    changed = reading.changed_since(current.manifest) if reading and current else ()
    state: State = "not_run"
    if job is not None and job.goes_on:
        state = "waiting" if job.state == "waiting" else "running"
    elif faults:
        state = "invalid"
    elif job is not None and job.state == "failed" and _is_later(job, current):
        state = "failed"
    elif current is not None:
        state = "checking" if reading is None else "stale" if changed else "done"
    return Standing(entry, state, current, job, changed, faults, days)


@dataclass(frozen=True)
class Outdated:
    """A run whose scenario, data or program have changed since."""

    run: RunFolder
    changed: tuple[str, ...]
    entry: Entry | None
    """Its scenario, where the library has it."""
    newer: str = ""
    """The run of the files as they are now, if it is there."""


def outdated(workspace: Workspace, runs: Iterable[RunFolder]) -> tuple[list[Outdated], bool]:
    """Return the runs that are out of date, and whether some scenario is still being read."""
    entries = {one.name: one for one in reversed(workspace.shelf.entries())}
    found, is_reading = list[Outdated](), False
    for run in runs:
        entry = entries.get(str(run.manifest.get("name")))
        if entry is None or entry.faults:
            changed, newer = program_changed_since(run.manifest), ""
        elif (reading := workspace.readings.get(entry.path)) is None:
            is_reading = True
            continue
        else:
            changed, newer = reading.changed_since(run.manifest), reading.folder
        if changed:
            there = newer != run.name and bool(newer) and is_complete(workspace.runs / newer)
            found.append(Outdated(run, changed, entry, newer if there else ""))
    return found, is_reading


def _reading(workspace: Workspace, entry: Entry, *, needed: bool) -> Any:
    return workspace.readings.get(entry.path) if needed else None


def _is_later(job: Job, result: Result | None) -> bool:
    return result is None or (job.ended or 0.0) > result.written_ns / 1e9


@lru_cache(maxsize=2048)
def _manifest(path: Path, written_ns: int) -> Mapping[str, Any]:
    try:
        found = json.loads((path / "manifest.json").read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


@lru_cache(maxsize=2048)
def _figures(path: Path, written_ns: int, lang: Lang) -> tuple[tuple[str, str, str], ...]:
    columns = ["name", "value", "unit", f"label_{lang}"]
    try:
        rows = pq.read_table(path / "kpis.parquet", columns=columns).to_pylist()
    except (OSError, ValueError, KeyError, pa.ArrowException):
        return ()
    known = {str(row["name"]): row for row in rows if row["value"] is not None}
    shown = []
    for row in [known[name] for name in HEADLINES if name in known][:MOST_FIGURES]:
        divisor, unit = scale(str(row["unit"]), float(row["value"]), lang)
        shown.append((str(row[f"label_{lang}"]), number(float(row["value"]) / divisor), unit))
    return tuple(shown)
