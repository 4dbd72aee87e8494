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


def choose(file: Path) -> tuple[str, Reader]:
    """Return the name and the reader of a file's format, by its ending and its first lines."""
    ending = file.suffix.lower()
    if ending == ".epw":
        return "EPW", epw
    if ending == ".json":
        return "PVGIS", pvgis
    if ending != ".csv":
        message = f"unknown ending '{file.suffix}'; known are .epw, .csv (TMY3, PVGIS, own), .json"
        raise InputError([Fault(message, file=file)])
    with file.open(encoding="utf-8-sig", errors="replace", newline="") as lines:
        rows = [row for row, _ in zip(csv.reader(lines), range(2), strict=False)]
    first = [row[0].strip() if row else "" for row in rows] + ["", ""]
    if first[0].lower().startswith("latitude"):
        return "PVGIS", pvgis
    if first[1].startswith("Date (MM/DD/YYYY)"):
        return "TMY3", tmy3
    return "CSV", own_csv
