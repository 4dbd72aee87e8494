"""Reading a user's CSV file: every fault with its line and column, none stops the reading.

UTF-8 (with or without byte-order mark), header row, packed where the name ends in ``.gz``; comma,
or what the header has instead (semicolon, tab). Decimals have a point. Empty lines and lines that
begin with ``#`` are skipped.
"""

import csv
import gzip
import math
import re
import zlib
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from io import BufferedReader
from pathlib import Path

import numpy as np
import numpy.typing as npt

from sim.errors import Fault, InputError, nearest
from sim.text import decoded

MAX_BYTES = 200_000_000
"""A larger file is refused: it is not what the column names promise."""
_HEAD_BYTES = 1_000_000
"""In which a file's header is looked for."""
_MISSING = frozenset({"", "NA", "N/A", "NaN", "nan", "null", "NULL"})
_WITH_COMMA = re.compile(r"[+-]?\d+(\.\d+)*,\d+")
_SAVE_AS = "Save it as UTF-8 (in Excel: as 'CSV UTF-8')"


@dataclass
class CsvRows:
    """The rows of a file, and the faults that were found in it so far."""

    path: Path
    columns: tuple[str, ...] = ()
    rows: "list[Row]" = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)

    def __iter__(self) -> "Iterator[Row]":
        return iter(self.rows)

    def fault(self, message: str, line: int | None = None, column: str = "") -> None:
        """Note a fault of this file."""
        self.faults.append(Fault(message, self.path, line, column))

    def raise_faults(self) -> None:
        """Raise InputError if there is any fault."""
        if self.faults:
            raise InputError(self.faults)


@dataclass
class Row:
    """One line. Its readers return None where they note a fault."""

    file: CsvRows
    line: int
    cells: dict[str, str]

    def fault(self, message: str, column: str = "") -> None:
        self.file.fault(message, self.line, column)

    def has(self, column: str) -> bool:
        """Tell if `column` is there and not empty."""
        return bool(self.cells.get(column))

    def text(self, column: str) -> str | None:
        """Return the text of `column`, which must not be empty."""
        if not self.has(column):
            self.fault("is empty", column)
            return None
        return self.cells[column]

    def choice(self, column: str, allowed: Collection[str]) -> str | None:
        """Return the text of `column`, which must be one of `allowed`."""
        text = self.text(column)
        if text is not None and text not in allowed:
            some = ", ".join(sorted(allowed)[:8]) + (", …" if len(allowed) > 8 else "")
            self.fault(f"'{text}' is not one of: {some}.{nearest(text, allowed)}", column)
            return None
        return text

    def number(
        self,
        column: str,
        low: float = -math.inf,
        high: float = math.inf,
        above: float | None = None,
        whole: bool = False,
    ) -> float | None:
        """Return a finite number from `low` to `high` (both allowed), greater than `above`."""
        text = self.text(column)
        if text is None:
            return None
        try:
            number = float(text)
        except ValueError:
            number = math.nan
        if not math.isfinite(number) or (whole and not number.is_integer()):
            self.fault(not_a_number(text, whole), column)
            return None
        if above is not None and number <= above:
            self.fault(f"{text} must be greater than {above:g}", column)
            return None
        if not low <= number <= high:
            bounds = f"from {low:g} to {high:g}"
            if math.isinf(high):
                bounds = f"at least {low:g}"
            elif math.isinf(low):
                bounds = f"at most {high:g}"
            self.fault(f"{text} must be {bounds}", column)
            return None
        return number


class Columns:
    """A file's texts by column [rows], and the line of each row."""

    def __init__(self, file: CsvRows, rows: list[tuple[int, list[str]]]) -> None:
        self.file = file
        self.line = np.array([number for number, _ in rows], dtype=np.int64)
        texts = zip(*(cells for _, cells in rows), strict=True)
        self.text = dict(zip(file.columns, texts, strict=True)) if rows else {}

    def numbers(self, column: str) -> npt.NDArray[np.float64]:
        """Return the numbers of a column; NaN where it is empty, or no number: then a fault."""
        values = np.full(self.line.size, np.nan)
        commas = []
        for row, text in enumerate(self.text[column]):
            try:
                values[row] = math.nan if text in _MISSING else float(text)
            except ValueError:
                if _WITH_COMMA.fullmatch(text):
                    commas.append(row)
                else:
                    self.file.fault(not_a_number(text), int(self.line[row]), column)
        if commas:  # a whole column mostly: told once
            more = f" (and {len(commas) - 1:,} more like it)" if len(commas) > 1 else ""
            message = not_a_number(self.text[column][commas[0]]) + more
            self.file.fault(message, int(self.line[commas[0]]), column)
        return values


def not_a_number(text: str, whole: bool = False) -> str:
    """Return what is said of a text that should be a number."""
    message = f"'{text}' is not a {'whole ' if whole else ''}number"
    if _WITH_COMMA.fullmatch(text):
        message += ": decimals have a point, thousands no sign between them"
    return message


def read_csv(path: Path, required: Collection[str], optional: Collection[str] = ()) -> CsvRows:
    """Read the rows of `path`; a file whose columns are wrong is read no further.

    Raises
    ------
    InputError
        The file cannot be read, is not UTF-8, is empty, lacks a required column, or has one
        that is unknown or twice.
    """
    file, rows = _table(path, required, optional)
    file.rows = [
        Row(file, number, dict(zip(file.columns, cells, strict=True))) for number, cells in rows
    ]
    return file


def read_columns(path: Path, required: Collection[str], optional: Collection[str] = ()) -> Columns:
    """Read `path` as `read_csv` does, by columns: for files of many rows.

    Raises
    ------
    InputError
        As `read_csv`, and for a row with too few or too many values.
    """
    file, rows = _table(path, required, optional)
    file.raise_faults()
    return Columns(file, rows)


def _table(
    path: Path, required: Collection[str], optional: Collection[str]
) -> tuple[CsvRows, list[tuple[int, list[str]]]]:
    """Return a file with its columns, and the numbered rows that have as many values."""
    file = CsvRows(path)
    lines = _lines(file)
    file.raise_faults()
    content = [(n, line) for n, line in lines if line.strip() and not line.startswith("#")]
    if not content:
        raise InputError([Fault(f"is empty; its columns are: {', '.join(required)}", path)])
    separator = _separator(content[0][1])
    try:
        table = list(csv.reader((line for _, line in content), delimiter=separator, strict=True))
    except csv.Error as error:
        raise InputError([Fault(f"is not CSV: {error}", path)]) from error
    if len(table) != len(content):
        raise InputError([Fault("a quoted text runs over a line's end", path)])
    file.columns = tuple(name.strip() for name in table[0])
    _check_columns(file, content[0][0], required, optional)
    file.raise_faults()
    rows = []
    for (number, _), cells in zip(content[1:], table[1:], strict=True):
        if len(cells) == len(file.columns):
            rows.append((number, [cell.strip() for cell in cells]))
            continue
        message = f"has {len(cells)} values for {len(file.columns)} columns"
        if separator == "," and len(cells) > len(file.columns):
            message += " (decimals have a point; a text with a comma stands in quotes)"
        file.fault(message, number)
    if not rows and not file.faults:
        file.fault("has a header but no rows")
    return file, rows


def _separator(header: str) -> str:
    """Return what stands between the names of a header: a name has no such sign in it."""
    if "," in header:
        return ","
    return max(",;\t", key=header.count)


def column_names(path: Path) -> tuple[str, ...]:
    """Return the header's names, to tell formats apart; none where there is no reading it."""
    try:
        with _opened(path) as source:
            head = source.read(_HEAD_BYTES).decode("utf-8-sig", errors="ignore")
        for line in head.splitlines():
            if line.strip() and not line.startswith("#"):
                cells = next(csv.reader([line], delimiter=_separator(line)))
                return tuple(name.strip() for name in cells)
    except (OSError, EOFError, zlib.error, csv.Error):
        pass
    return ()


def _opened(path: Path) -> gzip.GzipFile | BufferedReader:
    """Open a file, unpacking it if its name says that it is packed."""
    return gzip.open(path, "rb") if path.suffix == ".gz" else path.open("rb")


def _lines(file: CsvRows) -> list[tuple[int, str]]:
    """Return the numbered lines of the file."""
    try:
        with _opened(file.path) as source:
            content = source.read(MAX_BYTES + 1)
        if len(content) > MAX_BYTES:
            file.fault(f"is larger than {MAX_BYTES // 1_000_000} MB")
            return []
        text = decoded(content, file.path, _SAVE_AS).replace("\r\n", "\n").replace("\r", "\n")
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        file.fault(f"is not a gzip file that can be read: {error}")
        return []
    except OSError as error:
        file.fault(f"cannot be read: {error.strerror}")
        return []
    if "\0" in text:
        file.fault("is not a text file")
        return []
    return list(enumerate(text.splitlines(), start=1))


def _check_columns(
    file: CsvRows, line: int, required: Collection[str], optional: Collection[str]
) -> None:
    known = [*required, *optional]
    for name in dict.fromkeys(file.columns):
        if name not in known:
            missing = [other for other in known if other not in file.columns]
            file.fault(f"unknown column '{name}'.{nearest(name, missing)}", line, name)
        if file.columns.count(name) > 1:
            file.fault(f"column '{name}' is there {file.columns.count(name)} times", line, name)
    for name in required:
        if name not in file.columns:
            file.fault(f"column '{name}' is missing", line, name)
