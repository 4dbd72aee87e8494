"""Read a run folder: tables and series, columns on demand."""

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any, NoReturn, Protocol

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from sim.clock import TimeGrid
from sim.errors import Fault, InputError, nearest
from sim.results.schema import SCHEMAS

PARTIAL = ".partial-"
MANIFEST_KEYS: dict[str, type] = {
    "name": str,
    "title": dict,
    "hash": str,
    "seed": int,
    "replication": int,
    "period": dict,
    "state": str,
}
_LATER: dict[str, type] = {"created": str, "versions": dict, "hashes": dict, "conditions": dict}
"""Keys of a manifest that older runs may lack."""


class Tables(Protocol):
    """What the KPIs read: tables and series, from disk or from memory."""

    @property
    def grid(self) -> TimeGrid: ...

    @property
    def series_columns(self) -> list[str]: ...

    def series(self, columns: Sequence[str]) -> pd.DataFrame: ...

    def table(self, name: str, columns: Sequence[str] | None = None) -> pd.DataFrame: ...


def grid_of(period: Mapping[str, Any]) -> TimeGrid:
    """Return the time grid of a manifest's `period` {start, days, step_minutes}.

    Raises
    ------
    ValueError
        If it is no period that can be simulated.
    """
    start = date.fromisoformat(str(period.get("start")))
    days, step = (period.get(key) for key in ("days", "step_minutes"))
    if type(days) is not int or type(step) is not int or days < 1 or step < 1 or 60 % step:
        raise ValueError("days must be 1 or more, step_minutes a divisor of 60")
    date.fromordinal(start.toordinal() + days)
    return TimeGrid(start, days, step)


class MemoryTables:
    """Tables that are held in memory; one that is not given has no rows."""

    def __init__(self, tables: Mapping[str, Any], grid: TimeGrid) -> None:
        self._tables = tables
        self.grid = grid

    @property
    def series_columns(self) -> list[str]:
        return [str(name) for name in self._tables.get("series", {}) if name != "time"]

    def series(self, columns: Sequence[str]) -> pd.DataFrame:
        given = self._tables["series"]
        data = {name: given[name] for name in columns}
        return pd.DataFrame(data).set_axis(self.grid.index, axis=0)

    def table(self, name: str, columns: Sequence[str] | None = None) -> pd.DataFrame:
        frame: pd.DataFrame = self._tables.get(name, SCHEMAS[name].empty_table())
        if isinstance(frame, pa.Table):
            frame = frame.to_pandas(date_as_object=False)
        return frame if columns is None else frame[list(columns)]


class TableFolder:
    """The Parquet files of a folder; nothing is read before it is asked for."""

    def __init__(self, path: Path, grid: TimeGrid) -> None:
        self.path = Path(path)
        self.grid = grid

    def _fault(self, message: str, file: str = "") -> NoReturn:
        raise InputError([Fault(message, self.path / file)])

    def _file(self, name: str) -> Any:
        """Open a Parquet file (`pyarrow.parquet.ParquetFile`)."""
        path = self.path / f"{name}.parquet"
        if not path.is_file():
            self._fault("is missing; the run folder is not complete", path.name)
        try:
            return pq.ParquetFile(path)
        except (pa.ArrowException, OSError) as fault:
            self._fault(f"cannot be read as Parquet ({fault})", path.name)

    def _read(self, name: str, columns: Iterable[str] | None, groups: list[int] | None) -> Any:
        with self._file(name) as file:
            known = file.schema_arrow.names
            for column in columns or ():
                if column not in known:
                    self._fault(f"no column '{column}'.{nearest(column, known)}", f"{name}.parquet")
            chosen = None if columns is None else list(columns)
            try:
                if groups is None:
                    return file.read(columns=chosen)
                return file.read_row_groups(groups, columns=chosen)
            except (pa.ArrowException, OSError) as fault:
                self._fault(f"is damaged ({fault})", f"{name}.parquet")

    @cached_property
    def series_columns(self) -> list[str]:
        """Names of the series, without `time`."""
        with self._file("series") as file:
            return [name for name in file.schema_arrow.names if name != "time"]

    def series(
        self, columns: Sequence[str], begin: pd.Timestamp | None = None, days: float | None = None
    ) -> pd.DataFrame:
        """Return series as float32 columns, indexed by the begin of the step.

        With `begin` and `days` only that window is returned, and only the row groups that it
        touches are read.
        """
        if begin is None or days is None:
            table = self._read("series", ["time", *columns], None)
        else:
            groups = self._groups(begin, begin + pd.Timedelta(days=days))
            table = self._read("series", ["time", *columns], groups)
        frame: pd.DataFrame = table.to_pandas().set_index("time")
        if begin is not None and days is not None:
            inside = (frame.index >= begin) & (frame.index < begin + pd.Timedelta(days=days))
            frame = frame.loc[inside]
        return frame

    def _groups(self, begin: pd.Timestamp, end: pd.Timestamp) -> list[int]:
        """Return the row groups of the series that hold steps from `begin` to before `end`."""
        first = int((begin - self.grid.index[0]).total_seconds() // self.grid.step_s)
        last = int((end - self.grid.index[0]).total_seconds() // self.grid.step_s)
        chosen, row = [], 0
        with self._file("series") as file:
            for number in range(file.metadata.num_row_groups):
                rows = file.metadata.row_group(number).num_rows
                if row <= last and row + rows > first:
                    chosen.append(number)
                row += rows
        return chosen

    def arrow(self, name: str, columns: Sequence[str]) -> Any:
        """Return columns of a table as they are stored (`pyarrow.Table`): for millions of rows."""
        return self._read(name, columns, None)

    def highest(self, columns: Sequence[str]) -> dict[str, float]:
        """Return the greatest value of series, by the statistics in the file: no value is read.

        A series that the run lacks is left out.
        """
        found: dict[str, float] = {}
        with self._file("series") as file:
            names = {name: at for at, name in enumerate(file.schema_arrow.names)}
            groups = [file.metadata.row_group(n) for n in range(file.metadata.num_row_groups)]
            for column in (column for column in columns if column in names):
                parts = [group.column(names[column]).statistics for group in groups]
                peaks = [part.max for part in parts if part is not None and part.has_min_max]
                found[column] = float(max(peaks, default=0.0))
        return found

    def between(
        self,
        name: str,
        columns: Sequence[str],
        span: tuple[str, str],
        begin: pd.Timestamp,
        end: pd.Timestamp,
    ) -> pd.DataFrame:
        """Return the rows of a table that touch the time from `begin` to before `end`.

        `span` names the columns with a row's own begin and end. Only row groups whose statistics
        say that they may hold such rows are read; rows without an end are left out.
        """
        table = self._read(name, [*columns], self._touching(name, span, begin, end))
        first, last = (table.column(column) for column in span)
        inside = pc.and_kleene(pc.less(first, end), pc.greater_equal(last, begin))
        frame: pd.DataFrame = table.filter(inside).to_pandas(date_as_object=False)
        return frame

    def _touching(
        self, name: str, span: tuple[str, str], begin: pd.Timestamp, end: pd.Timestamp
    ) -> list[int]:
        """Return the row groups that may hold rows between `begin` and `end`."""
        chosen = []
        with self._file(name) as file:
            at = [file.schema_arrow.names.index(column) for column in span]
            for number in range(file.metadata.num_row_groups):
                group = file.metadata.row_group(number)
                first, last = (group.column(place).statistics for place in at)
                known = first is not None and last is not None and last.has_min_max
                if not known or (first.min < end and last.max >= begin):
                    chosen.append(number)
        return chosen

    def table(self, name: str, columns: Sequence[str] | None = None) -> pd.DataFrame:
        """Return a table; strings are categorical, dates are midnight timestamps."""
        if name not in SCHEMAS:
            raise ValueError(f"no table '{name}'.{nearest(name, SCHEMAS)}")
        frame: pd.DataFrame = self._read(name, columns, None).to_pandas(date_as_object=False)
        return frame


class RunFolder(TableFolder):
    """A finished run. Opening it reads the manifest alone.

    Raises
    ------
    InputError
        If there is no such folder, it is no run folder, or its run did not finish.
    """

    def __init__(self, path: Path) -> None:
        self.path = Path(path)
        if not self.path.is_dir():
            self._fault("there is no such run folder")
        if self.path.name.startswith(PARTIAL):
            self._fault("this run was not finished")
        self.manifest = self._manifest()
        try:
            grid = grid_of(self.manifest["period"])
        except (ValueError, OverflowError) as fault:
            self._fault(f"'period' is none of a run ({fault})", "manifest.json")
        super().__init__(self.path, grid)

    def _manifest(self) -> dict[str, Any]:
        file = self.path / "manifest.json"
        if not file.is_file():
            self._fault("this is no run folder: it has no manifest.json")
        try:
            manifest = json.loads(file.read_text(encoding="utf-8"))
        except (ValueError, OSError, RecursionError) as fault:
            self._fault(f"cannot be read ({fault})", file.name)
        if not isinstance(manifest, dict):
            self._fault("is no JSON object", file.name)
        missing = [key for key in MANIFEST_KEYS if key not in manifest]
        if missing:
            self._fault(f"lacks {', '.join(missing)}", file.name)
        for key, kind in (MANIFEST_KEYS | _LATER).items():
            if key in manifest and not isinstance(manifest[key], kind):
                self._fault(f"'{key}' is not of the kind that a run writes", file.name)
        if manifest["state"] != "done":
            self._fault("this run was not finished", file.name)
        return manifest

    @property
    def name(self) -> str:
        """Name of the folder, which tells runs apart."""
        return self.path.name

    def title(self, lang: str) -> str:
        """Return the scenario's title in `lang` ("zh" or "en"), or its name."""
        return str(self.manifest["title"].get(lang) or self.manifest["name"])

    def kpis(self) -> pd.DataFrame:
        """Return the KPIs as they were worked out at the end of the run."""
        return self.table("kpis", SCHEMAS["kpis"].names)

    def check_length(self) -> None:
        """Raise an InputError if the series have not as many steps as the manifest says."""
        with self._file("series") as file:
            rows = file.metadata.num_rows
        if rows != self.grid.steps:
            self._fault(f"has {rows} steps instead of {self.grid.steps}", "series.parquet")

    def units(self, name: str) -> dict[str, str]:
        """Return the unit of each column of a table that has one."""
        with self._file(name) as file:
            return {
                field.name: field.metadata[b"unit"].decode(errors="replace")
                for field in file.schema_arrow
                if field.metadata and b"unit" in field.metadata
            }


def find_runs(runs: Path) -> list[RunFolder]:
    """Return the finished runs in the folder `runs`, by name; anything else there is left out."""
    found = []
    for path in sorted(Path(runs).glob("*/manifest.json")):
        try:
            found.append(RunFolder(path.parent))
        except InputError:
            continue
    return found
