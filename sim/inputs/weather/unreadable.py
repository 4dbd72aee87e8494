"""What is said of a weather file that its reader gave up on: readers' own words stay inside."""

import csv
import json
import re
from collections.abc import Callable
from pathlib import Path

from sim.errors import Fault, InputError
from sim.text import decoded

_TOO_MANY = re.compile(r"Expected (\d+) fields in line \d+, saw (\d+)")
_QUOTED = re.compile(r"""['"]([^'"]{1,40})['"]""")


def fault_of(error: Exception, name: str, file: Path) -> Fault:
    """Return a fault for whatever pvlib, pandas or json raised on a file of the format `name`."""
    if isinstance(error, UnicodeDecodeError):
        return _of_bytes(file)
    if isinstance(error, json.JSONDecodeError):
        message = f"cannot be read as {name}: is not JSON ({error.msg})"
        return Fault(message, file, error.lineno)
    found = _TOO_MANY.search(str(error))
    if found is not None:
        wanted, have = int(found[1]), int(found[2])
        line = _first_line(file, lambda cells: len(cells) == have)
        return Fault(f"has {have} values, {wanted} are expected in {name}", file, line)
    quoted = _QUOTED.search(str(error))
    if quoted is not None and isinstance(error, KeyError | ValueError):
        return _of_word(error, quoted[1], name, file)
    return _of_anything(name, file)


def _of_word(error: Exception, word: str, name: str, file: Path) -> Fault:
    """Return a fault for an error that quotes a word of the file, or one that it lacks."""
    if isinstance(error, KeyError):
        return Fault(f"cannot be read as {name}: there is no '{word}' in it", file)
    line = _first_line(file, lambda cells: word in cells)
    if line is not None:
        return Fault(f"'{word}' is not what {name} has in that place", file, line)
    if "time data" in str(error):
        return Fault(f"'{word}' is not a year, month, day and hour", file)
    return _of_anything(name, file)


def _of_anything(name: str, file: Path) -> Fault:
    message = f"cannot be read as {name}: it is cut off, or another program changed it"
    return Fault(message, file)


def _of_bytes(file: Path) -> Fault:
    try:
        decoded(file.read_bytes(), file)
    except InputError as error:
        return error.faults[0]
    return Fault("is not text in UTF-8", file)


def _first_line(file: Path, has: Callable[[list[str]], bool]) -> int | None:
    """Return the number of the first line whose cells are such."""
    text = file.read_bytes().decode("utf-8", errors="replace")
    for number, line in enumerate(text.splitlines(), start=1):
        try:
            cells = [cell.strip() for cell in next(csv.reader([line]), [])]
        except csv.Error:
            continue
        if has(cells):
            return number
    return None
