"""The files of a GTFS feed, a zip or a folder: columns as numbers of their distinct texts.

A feed may have millions of rows, so nothing here loops over them in Python: texts are told apart
while pyarrow reads them, and only the distinct ones are looked at. Faults are collected with
file, line and column; of like ones at most `MAX_LIKE` are written down, the rest is counted.
"""

import csv
import io
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import csv as arrow_csv

from sim.errors import MAX_LIKE, Fault, InputError, nearest
from sim.text import decoded
from sim.units import SECONDS_PER_HOUR, SECONDS_PER_MINUTE

IntArray = npt.NDArray[np.int64]
FloatArray = npt.NDArray[np.float64]

MAX_BYTES = 4_000_000_000
"""A larger file of a feed is refused: more than any country's, or a zip made to fill memory."""
_NUMBER = r"^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$"
_TIME = r"^(?P<h>\d{1,3}):(?P<m>[0-5]\d):(?P<s>[0-5]\d)$"


@dataclass
class FeedFaults:
    """What is wrong with a feed: of like faults the first `MAX_LIKE`, and how many more."""

    faults: list[Fault] = field(default_factory=list)

    def add(self, message: str, file: Path, line: int | None = None, column: str = "") -> None:
        """Note one fault."""
        self.faults.append(Fault(message, file, line, column))

    def rows(
        self, table: "FeedTable", rows: npt.NDArray[Any], column: str, say: Callable[[int], str]
    ) -> None:
        """Note the same fault of many rows; `say` tells what is wrong with a row."""
        told = rows[:MAX_LIKE]
        for row, line in zip(told.tolist(), table.lines(told).tolist(), strict=True):
            self.add(say(row), table.path, line, column)
        if len(rows) > len(told):
            self.faults[-1] = replace(self.faults[-1], more=len(rows) - len(told))

    def raise_any(self) -> None:
        """Raise InputError if there is any fault."""
        if self.faults:
            raise InputError(self.faults)


@dataclass(frozen=True)
class Column:
    """One column: `code` [rows] is the number of a row's text in `texts`, -1 where it is empty."""

    code: IntArray
    texts: Any
    """Distinct texts, a pyarrow string array."""

    @cached_property
    def words(self) -> list[str]:
        """The distinct texts."""
        return [str(text) for text in self.texts.to_pylist()]

    def text(self, row: int) -> str:
        """Return the text of a row."""
        code = int(self.code[row])
        return "" if code < 0 else str(self.texts[code].as_py())

    def spread(self, of_texts: npt.NDArray[Any], empty: Any) -> npt.NDArray[Any]:
        """Return what belongs to each row's text [rows], `empty` for empty ones."""
        # The last place is what code -1 leads to.
        return np.append(of_texts, np.asarray([empty], dtype=of_texts.dtype))[self.code]

    def rows_in(self, key: "Column") -> IntArray:
        """Return the row of another table whose `key` has this text, -1 if none has [rows]."""
        row_of_key = np.full(len(key.texts), -1, dtype=np.int64)
        given = np.flatnonzero(key.code >= 0)[::-1]
        row_of_key[key.code[given]] = given
        place = pc.fill_null(pc.index_in(self.texts, value_set=key.texts), -1)
        at = np.asarray(place, dtype=np.int64)
        return self.spread(np.append(row_of_key, -1)[at], -1)


@dataclass(frozen=True)
class FeedTable:
    """A file of the feed. A column that the file lacks is empty in each row."""

    path: Path
    content: bytes
    columns: dict[str, Column]
    count: int
    faults: FeedFaults

    def __getitem__(self, name: str) -> Column:
        return self.columns[name]

    @cached_property
    def _line_of_row(self) -> IntArray | None:
        """The line of each row, or None if row n simply stands on line n + 2."""
        body = self.content.rstrip(b"\r\n")
        if body.count(b"\n") == self.count and not self.content.startswith((b"\n", b"\r")):
            return None
        reader = csv.reader(io.StringIO(self.content.decode("utf-8-sig"), newline=""))
        lines, before = [], 0
        for cells in reader:
            if cells:
                lines.append(before + 1)
            before = reader.line_num
        return np.array(lines[1:], dtype=np.int64)

    def lines(self, rows: npt.NDArray[Any]) -> IntArray:
        """Return the lines of the file on which rows begin."""
        known = self._line_of_row
        return rows.astype(np.int64) + 2 if known is None else known[rows]

    def required(self, name: str) -> None:
        """Note the rows in which a column is empty."""
        empty = np.flatnonzero(self[name].code < 0)
        self.faults.rows(self, empty, name, lambda _: "is empty")

    def unique(self, name: str) -> None:
        """Note rows whose key is empty or was there before."""
        self.required(name)
        column = self[name]
        given = np.flatnonzero(column.code >= 0)
        _, first = np.unique(column.code[given], return_index=True)
        again = np.delete(given, first)
        self.faults.rows(self, again, name, lambda row: f"'{column.text(row)}' is there twice")

    def references(self, name: str, found: IntArray, file: str) -> None:
        """Note the rows whose text in `name` is empty, or was not `found` (-1) in `file`."""
        self.required(name)
        column = self[name]
        lost = np.flatnonzero((found < 0) & (column.code >= 0))
        self.faults.rows(self, lost, name, lambda row: f"'{column.text(row)}' is not in {file}")

    def seconds(
        self,
        name: str,
        within: npt.NDArray[np.bool_] | None = None,
        before: float = np.inf,
    ) -> FloatArray:
        """Return times of day, which may pass 24 h, as seconds [rows]; nan where empty or wrong.

        Faults are noted of the rows `within` alone; times must lie `before` this many seconds.
        """
        column = self[name]
        parts = pc.extract_regex(pc.utf8_trim_whitespace(column.texts), _TIME)
        hours, minutes, seconds = (
            np.asarray(pc.struct_field(parts, part).cast(pa.float64()), dtype=np.float64)
            for part in "hms"
        )
        of_text = hours * SECONDS_PER_HOUR + minutes * SECONDS_PER_MINUTE + seconds
        values = column.spread(of_text, np.nan)
        wrong = np.isnan(values) & (column.code >= 0)
        self._note(wrong, within, name, lambda row: f"'{column.text(row)}' is not a time, HH:MM:SS")
        hours_before = f"{before / SECONDS_PER_HOUR:.0f}:00:00"
        self._note(
            values >= before, within, name,
            lambda row: f"{column.text(row)} is not before {hours_before}",
        )  # fmt: skip
        return np.where(values >= before, np.nan, values)

    def numbers(
        self,
        name: str,
        low: float = -np.inf,
        high: float = np.inf,
        within: npt.NDArray[np.bool_] | None = None,
    ) -> FloatArray:
        """Return numbers from `low` to `high` [rows]; nan where empty or wrong."""
        column = self[name]
        texts = pc.utf8_trim_whitespace(column.texts)
        right = pc.match_substring_regex(texts, _NUMBER)
        known = pc.if_else(right, texts, pa.scalar(None, pa.string())).cast(pa.float64())
        values = column.spread(np.asarray(known, dtype=np.float64), np.nan)
        given = column.code >= 0
        self._note(
            given & ~np.isfinite(values), within, name,
            lambda row: f"'{column.text(row)}' is not a number",
        )  # fmt: skip
        outside = given & ((values < low) | (values > high))
        bounds = f"must be at least {low:g}" if np.isinf(high) else f"must be {low:g} to {high:g}"
        self._note(outside, within, name, lambda row: f"{column.text(row)} {bounds}")
        return np.where(outside, np.nan, values)

    def _note(
        self,
        wrong: npt.NDArray[np.bool_],
        within: npt.NDArray[np.bool_] | None,
        name: str,
        say: Callable[[int], str],
    ) -> None:
        rows = np.flatnonzero(wrong if within is None else wrong & within)
        self.faults.rows(self, rows, name, say)


class Feed:
    """A GTFS feed, and the faults found in it so far."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.faults = FeedFaults()
        self._zip: zipfile.ZipFile | None = None
        if not path.is_dir():
            try:
                self._zip = zipfile.ZipFile(path)
            except (OSError, zipfile.BadZipFile) as error:
                raise InputError([Fault(f"is not a zip file that can be read: {error}", path)]) \
                    from error  # fmt: skip
        self.files = self._names()

    def _names(self) -> list[str]:
        if self._zip is None:
            return sorted(entry.name for entry in self.path.iterdir() if entry.is_file())
        return self._zip.namelist()

    def read(
        self, name: str, required: Sequence[str], optional: Sequence[str] = ()
    ) -> FeedTable | None:
        """Read a file of the feed; None if it is not there, or after noting why it is useless."""
        if name not in self.files:
            return None
        path = self.path / name
        content = self._content(name)
        header = None if content is None else self._header(content, path, required)
        if content is None or header is None:
            return None
        wanted = [column for column in (*required, *optional) if column in header]
        table = self._parsed(content, path, header, wanted)
        if table is None:
            return None
        columns = {column: _column(table[header[column]]) for column in wanted}
        missing = Column(np.full(table.num_rows, -1, dtype=np.int64), pa.array([], pa.string()))
        columns |= {column: missing for column in optional if column not in header}
        return FeedTable(path, content, columns, table.num_rows, self.faults)

    def need(
        self, name: str, required: Sequence[str], optional: Sequence[str] = ()
    ) -> FeedTable | None:
        """Read a file that must be there; None after noting what is wrong."""
        if name not in self.files:
            inner = [file for file in self.files if file.endswith(f"/{name}")]
            hint = f"; it lies in a folder of the zip, {inner[0]}" if inner else ""
            self.faults.add(f"the feed has no {name}{hint or nearest(name, self.files)}", self.path)
        return self.read(name, required, optional)

    def _content(self, name: str) -> bytes | None:
        path = self.path / name
        try:
            packed = None if self._zip is None else self._zip.getinfo(name)
            size = path.stat().st_size if packed is None else packed.file_size
            if size > MAX_BYTES:
                self.faults.add(f"is larger than {MAX_BYTES // 1_000_000_000} GB", path)
                return None
            return path.read_bytes() if self._zip is None else self._zip.read(name)
        except (OSError, zipfile.BadZipFile, RuntimeError, NotImplementedError) as error:
            self.faults.add(f"cannot be read: {error}", path)
            return None

    def _header(self, content: bytes, path: Path, required: Sequence[str]) -> dict[str, str] | None:
        """Return the file's own spelling of each column; None if one that is needed is missing."""
        first = content[: content.find(b"\n")] if b"\n" in content else content
        try:
            cells = next(csv.reader([first.decode("utf-8-sig").rstrip("\r")]), [])
        except (UnicodeDecodeError, csv.Error):
            self.faults.add("is not CSV in UTF-8", path, 1)
            return None
        header = {cell.strip(): cell for cell in cells}
        missing = [column for column in required if column not in header]
        for column in missing:
            self.faults.add(f"column '{column}' is missing.{nearest(column, header)}", path, 1)
        for column in header:
            if [cell.strip() for cell in cells].count(column) > 1:
                self.faults.add(f"column '{column}' is there twice", path, 1)
                missing.append(column)
        return None if missing else header

    def _unreadable(self, content: bytes, path: Path) -> None:
        """Note why a table is no CSV, as far as it can be told."""
        try:
            decoded(content, path)
        except InputError as error:
            self.faults.faults.extend(error.faults)
        else:
            self.faults.add("is not CSV (a quotation mark that is not closed?)", path)

    def _parsed(
        self, content: bytes, path: Path, header: dict[str, str], wanted: Sequence[str]
    ) -> Any:
        """Return the wanted columns as Arrow's dictionaries of texts; None if it is no CSV."""
        wrong: list[Any] = []

        def skip(row: Any) -> str:
            wrong.append(row)
            return "skip"

        text = pa.dictionary(pa.int32(), pa.string())
        convert = arrow_csv.ConvertOptions(
            include_columns=[header[column] for column in wanted],
            column_types={header[column]: text for column in wanted},
            null_values=[""], strings_can_be_null=True,
        )  # fmt: skip
        # Quoted texts over several lines occur in descriptions; they stop reading in parallel.
        many_lines = len(content) < 8_000_000
        parse = arrow_csv.ParseOptions(newlines_in_values=many_lines, invalid_row_handler=skip)
        read = arrow_csv.ReadOptions(block_size=1 << 24)
        try:
            table = arrow_csv.read_csv(pa.BufferReader(content), read, parse, convert)
            if wrong:
                # Only one thread knows the numbers of rows.
                wrong.clear()
                read.use_threads = False
                arrow_csv.read_csv(pa.BufferReader(content), read, parse, convert)
        except pa.ArrowInvalid:
            self._unreadable(content, path)
            return None
        for row in wrong:
            message = f"has {row.actual_columns} values for {row.expected_columns} columns"
            self.faults.add(message, path, row.number)
        return None if wrong else table


def _column(values: Any) -> Column:
    whole = values.unify_dictionaries().combine_chunks()
    if isinstance(whole, pa.ChunkedArray):
        whole = pa.DictionaryArray.from_arrays(
            pa.array([], pa.int32()), pa.array([], pa.string())
        ) if not whole.num_chunks else whole.chunk(0)  # fmt: skip
    code = np.asarray(pc.fill_null(whole.indices, -1), dtype=np.int64)
    return Column(code, whole.dictionary)
