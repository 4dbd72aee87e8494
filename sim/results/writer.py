"""Write a run folder: aside first, then renamed, so that it appears whole or not at all.

The folder aside (``.partial-…`` beside the target) is locked while its writer lives. The
kernel frees the lock of a killed writer, and the next writer removes what it left.
"""

import fcntl
import json
import os
import shutil
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import pyarrow as pa
import pyarrow.parquet as pq

from sim.clock import TimeGrid
from sim.destination import place_for
from sim.results.convert import empty, to_series, to_table
from sim.results.folder import MANIFEST_KEYS, PARTIAL, TableFolder, grid_of
from sim.results.schema import SCHEMAS

ROWS_PER_GROUP = 131_072
DAYS_PER_SERIES_GROUP = 31


def _parquet_options(schema: Any) -> dict[str, Any]:
    """Options that make equal tables equal files; floats do without a dictionary."""
    words = [field.name for field in schema if pa.types.is_dictionary(field.type)]
    return {"compression": "zstd", "compression_level": 3, "use_dictionary": words}


class TableWriter:
    """Append batches to one table of a run folder; memory holds one batch."""

    def __init__(self, path: Path, name: str) -> None:
        self._name = name
        self._writer = pq.ParquetWriter(path, SCHEMAS[name], **_parquet_options(SCHEMAS[name]))
        self.rows = 0

    def append(self, batch: Any) -> None:
        """Write a batch (DataFrame, Arrow table or record batch) as row groups."""
        if isinstance(batch, pa.RecordBatch):
            batch = pa.Table.from_batches([batch])
        table = to_table(self._name, batch)
        self._writer.write_table(table, row_group_size=ROWS_PER_GROUP)
        self.rows += table.num_rows

    def close(self) -> None:
        """Finish the file. A second call does nothing."""
        self._writer.close()


def _lock(folder: Path) -> int | None:
    """Lock `folder` for this process; return the handle, or None if another holds it."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(handle)
        return None
    return handle


def remove_abandoned(runs: Path) -> None:
    """Remove what killed writers left in the folder `runs`; the living keep theirs."""
    for left in runs.glob(f"{PARTIAL}*"):
        try:
            handle = _lock(left)
        except FileNotFoundError:
            continue
        if handle is not None:
            shutil.rmtree(left, ignore_errors=True)
            os.close(handle)


def _make_aside(target: Path) -> tuple[Path, int]:
    """Make and lock a folder beside `target`."""
    number = 0
    while True:
        aside = target.parent / f"{PARTIAL}{target.name}-{os.getpid()}-{number}"
        number += 1
        try:
            aside.mkdir()
            handle = _lock(aside)
        except (FileExistsError, FileNotFoundError):
            continue
        if handle is None:
            continue
        # Between mkdir and lock another writer may have taken it for abandoned.
        if aside.is_dir() and os.fstat(handle).st_ino == aside.stat().st_ino:
            return aside, handle
        os.close(handle)


class FolderWriter:
    """A run folder in the making: ``with FolderWriter(target) as out: …; out.finish(manifest)``.

    Left without `finish`, or by an exception, it leaves nothing behind.
    """

    def __init__(self, target: Path) -> None:
        self._target = Path(target)
        self._open: list[TableWriter] = []
        self._handle: int | None = None

    def __enter__(self) -> Self:
        place_for(self._target)
        remove_abandoned(self._target.parent)
        self._aside, self._handle = _make_aside(self._target)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        fault: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        for table in self._open:
            table.close()
        if self._handle is not None:
            shutil.rmtree(self._aside, ignore_errors=True)
            os.close(self._handle)

    def open_table(self, name: str) -> TableWriter:
        """Open the table `name` for appending; `finish` closes it."""
        table = TableWriter(self._path(name), name)
        self._open.append(table)
        return table

    def put_table(self, name: str, frame: Any) -> None:
        """Write a whole table (DataFrame or Arrow table)."""
        table = to_table(name, frame)
        pq.write_table(
            table, self._path(name), row_group_size=ROWS_PER_GROUP, **_parquet_options(table.schema)
        )

    def put_series(self, series: Any, grid: TimeGrid) -> None:
        """Write the series (mapping of arrays [steps], or DataFrame), a row group a month."""
        table = to_series(series, grid)
        rows = DAYS_PER_SERIES_GROUP * grid.steps_per_day
        pq.write_table(
            table, self._path("series"), row_group_size=rows, **_parquet_options(table.schema)
        )

    def put_file(self, name: str, content: bytes) -> None:
        """Write a file, such as ``scenario.yaml`` or ``inputs/weather.csv``."""
        path = self._aside / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)

    def tables(self, grid: TimeGrid) -> TableFolder:
        """Return a reader of what has been written, for the KPIs.

        Open tables are closed; tables that were not written until now have no rows.
        """
        self._complete()
        return TableFolder(self._aside, grid)

    def finish(self, manifest: Mapping[str, Any]) -> None:
        """Write the manifest (state "done") and tables without rows; let the folder appear."""
        missing = [key for key in MANIFEST_KEYS if key not in manifest and key != "state"]
        if missing:
            raise ValueError(f"manifest: missing {', '.join(missing)}")
        grid_of(manifest["period"])
        self._complete()
        content = json.dumps({**manifest, "state": "done"}, indent=2, ensure_ascii=False)
        self.put_file("manifest.json", (content + "\n").encode())
        self._sync()
        self._swap()

    def _complete(self) -> None:
        for table in self._open:
            table.close()
        for name in SCHEMAS:
            if not self._path(name).exists():
                self.put_table(name, empty(name))

    def _path(self, name: str) -> Path:
        return self._aside / f"{name}.parquet"

    def _sync(self) -> None:
        """Bring the files to the disk before the name says that they are whole."""
        for path in self._aside.rglob("*"):
            if path.is_file():
                with path.open("rb") as file:
                    os.fsync(file.fileno())

    def _swap(self) -> None:
        """Rename the folder to its name; an older run of that name goes."""
        assert self._handle is not None
        old = self._aside.with_name(f"{self._aside.name}-old")
        if self._target.exists():
            self._target.rename(old)
        self._aside.rename(self._target)
        os.close(self._handle)
        self._handle = None
        shutil.rmtree(old, ignore_errors=True)


def write(
    folder: Path,
    manifest: Mapping[str, Any],
    tables: Mapping[str, Any],
    files: Mapping[str, bytes],
) -> None:
    """Write a whole run folder at once.

    Parameters
    ----------
    folder
        The folder to appear; an older one of that name is replaced.
    manifest
        What ``manifest.json`` is to hold; `state` is set to "done".
    tables
        DataFrames or Arrow tables by name; `series` may be a mapping of arrays [steps].
        Tables that are not given are written with their columns and no rows.
    files
        Contents of further files by relative path.
    """
    unknown = set(tables) - set(SCHEMAS) - {"series"}
    if unknown:
        raise ValueError(f"not a table of a run folder: {', '.join(sorted(unknown))}")
    with FolderWriter(folder) as out:
        for name, frame in tables.items():
            if name == "series":
                out.put_series(frame, grid_of(manifest["period"]))
            else:
                out.put_table(name, frame)
        for name, content in files.items():
            out.put_file(name, content)
        out.finish(manifest)
