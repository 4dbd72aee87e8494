"""Timetables: a CSV of trips and headways becomes the trips of each kind of day.

The columns stand in ``docs/timetable.md``. Other formats become the same `Timetable`.
"""

import math
import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, fields
from pathlib import Path

import numpy as np
import numpy.typing as npt

from sim.clock import DayKind
from sim.inputs.csv_rows import CsvRows, Row, read_csv
from sim.scenario.fleets import Terminal
from sim.units import SECONDS_PER_HOUR, SECONDS_PER_MINUTE

REQUIRED = ("line", "direction", "service", "depart", "run_min", "km", "from", "to")
OPTIONAL = ("until", "headway_min", "block", "trip", "rise_m")
SERVICES: dict[str, tuple[DayKind, ...]] = {
    "daily": (DayKind.WORKDAY, DayKind.RESTDAY),
    "workday": (DayKind.WORKDAY,),
    "restday": (DayKind.RESTDAY,),
}
MAX_KM_PER_H = 120.0
"""Faster than any bus or coach may drive in China."""
MIN_KM_PER_H = 1.0
MIN_HEADWAY_MIN = 0.5
MAX_GRADE = 0.15
"""No road for buses climbs more over a whole trip."""
_TIME = re.compile(r"^(\d{1,2}):([0-5]\d)(?::([0-5]\d))?$")


@dataclass(frozen=True)
class Trips:
    """The trips of one kind of day, by departure.

    Attributes
    ----------
    line, direction : numpy.ndarray
        Index into `Timetable.lines` and `Timetable.directions` [trips].
    depart_s, run_s : numpy.ndarray
        Departure after midnight, which may pass 24 h, and scheduled run time [trips], s.
    km : numpy.ndarray
        Length [trips], km.
    origin, destination : numpy.ndarray
        Index into `Timetable.terminals` [trips].
    block : numpy.ndarray
        Index into `Timetable.blocks`; -1 where the file names none [trips].
    name : tuple of str
        What the file calls the trip; else its number in the day, from 1 [trips].
    source_line : numpy.ndarray
        The file's line that made the trip [trips].
    rise_m : numpy.ndarray
        Height of the end above the begin; NaN where the file does not say [trips].
    """

    line: npt.NDArray[np.int32]
    direction: npt.NDArray[np.int32]
    depart_s: npt.NDArray[np.float64]
    run_s: npt.NDArray[np.float64]
    km: npt.NDArray[np.float64]
    origin: npt.NDArray[np.int32]
    destination: npt.NDArray[np.int32]
    block: npt.NDArray[np.int32]
    name: tuple[str, ...]
    source_line: npt.NDArray[np.int32]
    rise_m: npt.NDArray[np.float64]

    @property
    def count(self) -> int:
        return len(self.name)

    @property
    def arrive_s(self) -> npt.NDArray[np.float64]:
        """Scheduled arrival [trips], s after midnight."""
        return self.depart_s + self.run_s


@dataclass(frozen=True)
class Timetable:
    """What runs on each kind of day: `days` is indexed by `DayKind`."""

    file: Path
    lines: tuple[str, ...]
    directions: tuple[str, ...]
    terminals: tuple[str, ...]
    blocks: tuple[str, ...]
    days: tuple[Trips, Trips]
    block_column: str = "block"
    notes: tuple[str, ...] = ()
    """What a reader of the results should know of how the file was read."""


@dataclass(frozen=True)
class _Pattern:
    """A valid row: one trip, or one after another at a headway."""

    row: Row
    line: str
    direction: str
    kinds: tuple[DayKind, ...]
    depart_s: tuple[float, ...]
    run_s: float
    km: float
    origin: str
    destination: str
    block: str
    trip: str
    rise_m: float


def read_timetable(path: Path, terminals: Collection[str]) -> Timetable:
    """Read a CSV timetable; `terminals` are the ids that its trips may begin and end at.

    Raises
    ------
    InputError
        With every fault of the file: its line, column, value and what is allowed.
    """
    file = read_csv(path, REQUIRED, OPTIONAL)
    patterns = [pattern for row in file if (pattern := _pattern(row, terminals)) is not None]
    _check_repeats(file, patterns)
    file.raise_faults()
    return _timetable(path, tuple(terminals), patterns)


def rises_m(trips: Trips, terminals: Sequence[Terminal]) -> npt.NDArray[np.float64]:
    """Return the height that each trip gains; 0 where nothing says it [trips, m]."""
    none = math.nan
    height = [none if one.elevation_m is None else one.elevation_m for one in terminals]
    height_m = np.array(height, dtype=np.float64)
    between = height_m[trips.destination] - height_m[trips.origin]
    return np.nan_to_num(np.where(np.isnan(trips.rise_m), between, trips.rise_m))


def _pattern(row: Row, terminals: Collection[str]) -> _Pattern | None:
    """Return what a row says, or None after noting its faults."""
    line, direction = row.text("line"), row.text("direction")
    service = row.choice("service", SERVICES)
    origin, destination = row.choice("from", terminals), row.choice("to", terminals)
    run_min = row.number("run_min", above=0.0, high=1440.0)
    km = row.number("km", above=0.0)
    departures = _departures(row)
    rise_m = _rise_m(row, km)
    if run_min is not None and km is not None:
        km_per_h = km / run_min * 60.0
        if not MIN_KM_PER_H <= km_per_h <= MAX_KM_PER_H:
            row.fault(
                f"{km:g} km in {run_min:g} min is {km_per_h:.0f} km/h; plausible is "
                f"{MIN_KM_PER_H:g} to {MAX_KM_PER_H:g} km/h",
                "km",
            )
            return None
    if (
        line is None
        or direction is None
        or service is None
        or origin is None
        or destination is None
        or run_min is None
        or km is None
        or departures is None
        or rise_m is None
    ):
        return None
    return _Pattern(
        row, line, direction, SERVICES[service], departures, run_min * SECONDS_PER_MINUTE, km,
        origin, destination, row.cells.get("block", ""), row.cells.get("trip", ""),
        rise_m,
    )  # fmt: skip


def _rise_m(row: Row, km: float | None) -> float | None:
    """Return the height that a trip gains, NaN if the row does not say."""
    if not row.has("rise_m"):
        return math.nan
    most_m = math.inf if km is None else MAX_GRADE * km * 1000.0
    return row.number("rise_m", -most_m, most_m)


def _departures(row: Row) -> tuple[float, ...] | None:
    """Return the departures of a row: one, or from `depart` until before `until`."""
    depart_s = _seconds(row, "depart")
    if not row.has("until") and not row.has("headway_min"):
        return None if depart_s is None else (depart_s,)
    until_s = _seconds(row, "until")
    headway_min = row.number("headway_min", low=MIN_HEADWAY_MIN, high=1440.0)
    for name in ("block", "trip"):
        if row.has(name):
            row.fault("a row with a headway is many trips and cannot name one", name)
    if depart_s is None or until_s is None or headway_min is None:
        return None
    if until_s <= depart_s:
        text = row.cells["until"]
        row.fault(f"{text} is not after depart {row.cells['depart']}; past midnight goes on "
                  "as 24:00, 25:00", "until")  # fmt: skip
        return None
    headway_s = headway_min * SECONDS_PER_MINUTE
    # Rounding must not add a trip at `until` itself.
    count = math.ceil((until_s - depart_s) / headway_s - 1e-9)
    return tuple(depart_s + number * headway_s for number in range(count))


def _seconds(row: Row, column: str) -> float | None:
    """Return HH:MM or HH:MM:SS as seconds after midnight, up to 47:59:59."""
    text = row.text(column)
    if text is None:
        return None
    match = _TIME.match(text)
    if match is None or int(match[1]) >= 48:
        row.fault(f"'{text}' is not a time of day, HH:MM (00:00 to 47:59)", column)
        return None
    return int(match[1]) * SECONDS_PER_HOUR + int(match[2]) * 60.0 + float(match[3] or 0)


def _check_repeats(file: CsvRows, patterns: list[_Pattern]) -> None:
    """Note trips that are there twice, and trip names and blocks that contradict themselves."""
    seen: dict[tuple[object, ...], int] = {}
    reported: set[tuple[int, int]] = set()
    for pattern in patterns:
        for kind in pattern.kinds:
            route = (kind, pattern.line, pattern.direction, pattern.origin, pattern.destination)
            keys = [(*route, depart_s) for depart_s in pattern.depart_s]
            for key in keys:
                first = seen.setdefault(key, pattern.row.line)
                pair = (first, pattern.row.line)
                if first != pattern.row.line and pair not in reported:
                    reported.add(pair)
                    pattern.row.fault(f"leaves at the same time as line {first}", "depart")
            if pattern.trip:
                first = seen.setdefault((kind, "trip", pattern.trip), pattern.row.line)
                if first != pattern.row.line:
                    message = f"'{pattern.trip}' is also the trip of line {first}"
                    pattern.row.fault(message, "trip")
    _check_blocks(patterns)


def _check_blocks(patterns: list[_Pattern]) -> None:
    """Note blocks whose trips overlap in time."""
    for kind in DayKind:
        ends: dict[str, tuple[float, int]] = {}
        of_kind = [one for one in patterns if one.block and kind in one.kinds]
        for pattern in sorted(of_kind, key=lambda one: one.depart_s[0]):
            before_s, line = ends.get(pattern.block, (-np.inf, 0))
            if pattern.depart_s[0] < before_s:
                pattern.row.fault(f"leaves before the trip of line {line} has arrived, in the "
                                  f"same block '{pattern.block}'", "block")  # fmt: skip
            ends[pattern.block] = (pattern.depart_s[0] + pattern.run_s, pattern.row.line)


def _timetable(path: Path, terminals: tuple[str, ...], patterns: list[_Pattern]) -> Timetable:
    lines = tuple(dict.fromkeys(one.line for one in patterns))
    directions = tuple(dict.fromkeys(one.direction for one in patterns))
    blocks = tuple(dict.fromkeys(one.block for one in patterns if one.block))
    number = {
        "line": {name: i for i, name in enumerate(lines)},
        "direction": {name: i for i, name in enumerate(directions)},
        "terminal": {name: i for i, name in enumerate(terminals)},
        "block": {"": -1} | {name: i for i, name in enumerate(blocks)},
    }
    workday, restday = (_trips([p for p in patterns if k in p.kinds], number) for k in DayKind)
    return Timetable(path, lines, directions, terminals, blocks, (workday, restday))


def _trips(patterns: list[_Pattern], number: dict[str, dict[str, int]]) -> Trips:
    """Return the trips of one kind of day, by departure; equal departures as in the file."""
    repeat = [len(one.depart_s) for one in patterns]
    depart_s = np.array([depart for one in patterns for depart in one.depart_s], dtype=np.float64)
    order = np.argsort(depart_s, kind="stable")
    names = np.repeat(np.array([one.trip for one in patterns], dtype=object), repeat)[order]

    def integers(values: list[int]) -> npt.NDArray[np.int32]:
        return np.repeat(np.array(values, dtype=np.int32), repeat)[order]

    def floats(values: list[float]) -> npt.NDArray[np.float64]:
        return np.repeat(np.array(values, dtype=np.float64), repeat)[order]

    trips = Trips(
        line=integers([number["line"][one.line] for one in patterns]),
        direction=integers([number["direction"][one.direction] for one in patterns]),
        depart_s=depart_s[order],
        run_s=floats([one.run_s for one in patterns]),
        km=floats([one.km for one in patterns]),
        origin=integers([number["terminal"][one.origin] for one in patterns]),
        destination=integers([number["terminal"][one.destination] for one in patterns]),
        block=integers([number["block"][one.block] for one in patterns]),
        name=tuple(str(name) or str(i + 1) for i, name in enumerate(names)),
        source_line=integers([one.row.line for one in patterns]),
        rise_m=floats([one.rise_m for one in patterns]),
    )
    for column in fields(trips):
        value = getattr(trips, column.name)
        if isinstance(value, np.ndarray):
            value.setflags(write=False)
    return trips
