"""Which format a weather file has, and who reads it."""

import csv
from collections.abc import Callable
from pathlib import Path

from sim.errors import Fault, InputError
from sim.inputs.weather.own import own_csv
from sim.inputs.weather.pvgis import pvgis
from sim.inputs.weather.raw import RawWeather
from sim.inputs.weather.record import Place
from sim.inputs.weather.typical import epw, tmy3

Reader = Callable[[Path, Place | None], RawWeather]


ENDINGS = {".epw": "EPW", ".csv": "TMY3, PVGIS, own", ".json": "PVGIS"}
"""Endings of weather files, and what is in them."""


def ending_problem(file: Path) -> str | None:
    """Say that a file's ending is none of a weather file; None: it is one."""
    if file.suffix.lower() in ENDINGS:
        return None
    known = ", ".join(f"{ending} ({formats})" for ending, formats in ENDINGS.items())
    return f"'{file.name}' has an unknown ending '{file.suffix}'; known are {known}"


def choose(file: Path) -> tuple[str, Reader]:
    """Return the name and the reader of a file's format, by its ending and its first lines."""
    ending = file.suffix.lower()
    if ending == ".epw":
        return "EPW", epw
    if ending == ".json":
        return "PVGIS", pvgis
    problem = ending_problem(file)
    if problem is not None:
        raise InputError([Fault(problem, file=file)])
    with file.open(encoding="utf-8-sig", errors="replace", newline="") as lines:
        rows = [row for row, _ in zip(csv.reader(lines), range(2), strict=False)]
    first = [row[0].strip() if row else "" for row in rows] + ["", ""]
    if first[0].lower().startswith("latitude"):
        return "PVGIS", pvgis
    if first[1].startswith("Date (MM/DD/YYYY)"):
        return "TMY3", tmy3
    return "CSV", own_csv
