"""GTFS feeds: two days of their calendar become a `Timetable`, first and last stops terminals.

https://gtfs.org/documentation/schedule/reference. What is read, and how a day is chosen for each
kind of day, stands in ``docs/timetable.md``.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from sim.clock import DayKind, TimeGrid
from sim.errors import Fault, nearest
from sim.inputs.gtfs_calendar import ChosenDay, ServiceDays, choose_days, read_service_days
from sim.inputs.gtfs_frequencies import Frequencies, read_frequencies
from sim.inputs.gtfs_stop_times import STOP_DETOUR, Runs, read_runs
from sim.inputs.gtfs_tables import Feed, FeedTable, FloatArray, IntArray
from sim.inputs.gtfs_terminals import Terminals, find_terminals
from sim.inputs.timetable import MAX_KM_PER_H, MIN_KM_PER_H, Timetable, Trips
from sim.scenario.fleets import TimetabledFleet
from sim.units import SECONDS_PER_HOUR


@dataclass(frozen=True)
class _Contents:
    """The tables of a feed, with what was found out of each trip."""

    trips: FeedTable
    stops: FeedTable
    wanted: npt.NDArray[np.bool_]
    line: IntArray
    """Number in `lines` [trips]."""
    lines: tuple[str, ...]
    service: IntArray
    """Row in `calendar` [trips]."""
    calendar: ServiceDays
    runs: Runs
    frequencies: Frequencies
    latitude: FloatArray
    longitude: FloatArray


def read_gtfs(fleet: TimetabledFleet, grid: TimeGrid) -> tuple[TimetabledFleet, Timetable]:
    """Read a fleet's feed; the fleet comes back with all terminals that its trips need.

    Raises
    ------
    InputError
        With the faults of the feed: file, line, column; of many like ones the first, and the
        number of the others.
    """
    feed = Feed(fleet.timetable)
    contents = _contents(feed, fleet)
    feed.faults.raise_any()
    assert contents is not None
    days = _days(contents, feed, grid)
    plan = [_expand(contents, day) for day in days]
    used = np.unique(np.concatenate([trips for trips, _ in plan]))
    terminals = find_terminals(
        fleet, contents.stops, contents.latitude, contents.longitude,
        np.concatenate([contents.runs.origin[used], contents.runs.destination[used]]),
    )  # fmt: skip
    timetable = _timetable(feed, contents, terminals, plan, days)
    feed.faults.raise_any()
    return fleet.model_copy(update={"terminals": terminals.all}), timetable


def _contents(feed: Feed, fleet: TimetabledFleet) -> _Contents | None:
    """Read all files; None after noting why that is no use."""
    routes = feed.need("routes.txt", ("route_id",), ("agency_id", "route_short_name"))
    trips = feed.need(
        "trips.txt", ("route_id", "service_id", "trip_id"), ("block_id", "direction_id")
    )
    stops = feed.need("stops.txt", ("stop_id",),
                      ("stop_lat", "stop_lon", "stop_name", "parent_station"))  # fmt: skip
    calendar = read_service_days(feed)
    if routes is None or trips is None or stops is None:
        return None
    for table, name in ((routes, "route_id"), (trips, "trip_id"), (stops, "stop_id")):
        table.unique(name)
    chosen = _chosen_routes(feed, routes, fleet)
    route = trips["route_id"].rows_in(routes["route_id"])
    trips.references("route_id", route, "routes.txt")
    wanted = (route >= 0) & np.append(chosen, False)[route]
    latitude = stops.numbers("stop_lat", -90.0, 90.0)
    longitude = stops.numbers("stop_lon", -180.0, 180.0)
    runs = read_runs(feed, trips, wanted, stops, latitude, longitude)
    frequencies = read_frequencies(feed, trips, wanted)
    if calendar is None or runs is None:
        return None
    service = _services(trips, calendar)
    _note_places(stops, latitude, longitude, runs)
    _note_speeds(trips, runs, wanted)
    names = [
        routes["route_short_name"].text(row) or routes["route_id"].text(row)
        for row in range(routes.count)
    ]
    lines = tuple(dict.fromkeys(names))
    number = np.array([lines.index(name) for name in names] + [-1], dtype=np.int64)
    return _Contents(trips, stops, wanted, number[route], lines, service, calendar, runs,
                     frequencies, latitude, longitude)  # fmt: skip


def _chosen_routes(feed: Feed, routes: FeedTable, fleet: TimetabledFleet) -> npt.NDArray[np.bool_]:
    """Return the routes that the fleet drives [routes]: by id or short name, and by agency."""
    chosen = np.ones(routes.count, dtype=np.bool_)
    agencies = feed.read("agency.txt", (), ("agency_id", "agency_name"))
    if fleet.gtfs.routes:
        ids = [routes["route_id"].text(row) for row in range(routes.count)]
        shorts = [routes["route_short_name"].text(row) for row in range(routes.count)]
        asked = set(fleet.gtfs.routes)
        chosen &= np.array([a in asked or b in asked for a, b in zip(ids, shorts, strict=True)])
        _note_unknown(feed, fleet, "routes", {*ids, *shorts} - {""})
    if fleet.gtfs.agencies:
        names, ids = {}, []
        if agencies is not None:
            ids = [agencies["agency_id"].text(row) for row in range(agencies.count)]
            for row, one in enumerate(ids):
                names[one] = agencies["agency_name"].text(row)
        # Where there is one agency only, routes need not name it.
        alone = ids[0] if len(ids) == 1 else ""
        of_route = [routes["agency_id"].text(row) or alone for row in range(routes.count)]
        asked = set(fleet.gtfs.agencies)
        chosen &= np.array([one in asked or names.get(one, "") in asked for one in of_route])
        _note_unknown(feed, fleet, "agencies", {*names, *names.values(), *of_route} - {""})
    return chosen


def _note_unknown(feed: Feed, fleet: TimetabledFleet, what: str, known: set[str]) -> None:
    """Note the names of the filter that the feed does not have."""
    for number, name in enumerate(getattr(fleet.gtfs, what)):
        if name not in known:
            message = f"'{name}' is not in the feed {feed.path.name}.{nearest(name, known)}"
            path = f"fleets.timetabled.{fleet.id}.gtfs.{what}.{number}"
            feed.faults.faults.append(Fault(message, path=path))


def _services(trips: FeedTable, calendar: ServiceDays) -> IntArray:
    """Return the row of each trip's service in the calendar [trips]."""
    place = {name: row for row, name in enumerate(calendar.services)}
    column = trips["service_id"]
    of_text = np.array([place.get(word, -1) for word in column.words], dtype=np.int64)
    service = column.spread(of_text, -1)
    trips.references("service_id", service, "calendar.txt or calendar_dates.txt")
    return service


def _note_places(stops: FeedTable, latitude: FloatArray, longitude: FloatArray, runs: Runs) -> None:
    """Note stops at which trips begin or end, or that they need for lengths, without a place."""
    needed = np.zeros(stops.count, dtype=np.bool_)
    for ends in (runs.origin, runs.destination):
        needed[ends[ends >= 0]] = True
    for name, values in (("stop_lat", latitude), ("stop_lon", longitude)):
        empty = np.flatnonzero(needed & np.isnan(values) & (stops[name].code < 0))
        stops.faults.rows(stops, empty, name, lambda _: "is empty")


def _note_speeds(trips: FeedTable, runs: Runs, wanted: npt.NDArray[np.bool_]) -> None:
    """Note trips that nothing on the road could drive."""
    run_s = runs.arrive_s - runs.depart_s
    known = wanted & ~np.isnan(run_s) & ~np.isnan(runs.km)
    with np.errstate(divide="ignore", invalid="ignore"):
        km_per_h = runs.km / run_s * SECONDS_PER_HOUR
    wrong = known & (run_s >= 0.0) & ~((km_per_h >= MIN_KM_PER_H) & (km_per_h <= MAX_KM_PER_H))
    name = trips["trip_id"]
    trips.faults.rows(
        trips, np.flatnonzero(wrong), "trip_id",
        lambda row: f"trip '{name.text(row)}' drives {runs.km[row]:.3g} km in "
        f"{run_s[row] / 60:g} min; plausible is {MIN_KM_PER_H:g} to {MAX_KM_PER_H:g} km/h",
    )  # fmt: skip


def _days(contents: _Contents, feed: Feed, grid: TimeGrid) -> tuple[ChosenDay, ChosenDay]:
    """Choose the day that stands for each kind of day."""
    per_trip = np.where(contents.wanted, contents.frequencies.departures_of_trip, 0)
    per_service = np.bincount(
        contents.service, weights=per_trip, minlength=len(contents.calendar.services)
    )
    days = choose_days(contents.calendar, per_service.astype(np.int64), grid)
    if all(day.number < 0 for day in days):
        message = "no trip of the chosen routes and agencies runs on any day of the calendar"
        feed.faults.add(message, feed.path)
        feed.faults.raise_any()
    return days


def _expand(contents: _Contents, day: ChosenDay) -> tuple[IntArray, FloatArray]:
    """Return the trips of a day (rows of ``trips.txt``) and their departures, in their order."""
    if day.number < 0:
        return np.empty(0, dtype=np.int64), np.empty(0)
    runs_today = contents.calendar.runs[contents.service, day.number]
    rows = np.flatnonzero(contents.wanted & runs_today)
    trip, depart_s = contents.frequencies.expand(rows, contents.runs.depart_s[rows])
    order = np.argsort(depart_s, kind="stable")
    return trip[order], depart_s[order]


def _timetable(
    feed: Feed,
    contents: _Contents,
    terminals: Terminals,
    plan: list[tuple[IntArray, FloatArray]],
    days: tuple[ChosenDay, ChosenDay],
) -> Timetable:
    """Write both days as a timetable; lines that do not run on them are left out."""
    used = np.unique(np.concatenate([trip for trip, _ in plan]))
    lines = np.unique(contents.line[used])
    directions = contents.trips["direction_id"]
    blocks = contents.trips["block_id"]
    repeated = contents.frequencies.has_rows
    kept = np.unique(blocks.code[used][~repeated[used] & (blocks.code[used] >= 0)])
    workday, restday = (
        _trips(feed, contents, terminals, lines, kept, trip, depart_s) for trip, depart_s in plan
    )
    return Timetable(
        file=feed.path / "trips.txt",
        lines=tuple(contents.lines[line] for line in lines),
        directions=(*directions.words, ""),
        terminals=terminals.names,
        blocks=tuple(blocks.words[code] for code in kept),
        days=(workday, restday),
        block_column="block_id",
        notes=_notes(feed, contents, used, days),
    )


def _trips(
    feed: Feed,
    contents: _Contents,
    terminals: Terminals,
    lines: IntArray,
    blocks: IntArray,
    trip: IntArray,
    depart_s: FloatArray,
) -> Trips:
    runs, table = contents.runs, contents.trips
    repeated = contents.frequencies.has_rows[trip]
    code = table["block_id"].code[trip]
    named = ~repeated & (code >= 0)
    block = np.where(named, np.searchsorted(blocks, code), -1)
    ids = [table["trip_id"].words[one] for one in table["trip_id"].code[trip]]
    names = tuple(
        f"{name}@{_clock(at)}" if again else name
        for name, at, again in zip(ids, depart_s.tolist(), repeated.tolist(), strict=True)
    )
    directions = table["direction_id"]
    trips = Trips(
        line=np.searchsorted(lines, contents.line[trip]).astype(np.int32),
        direction=np.where(
            directions.code[trip] < 0, len(directions.texts), directions.code[trip]
        ).astype(np.int32),
        depart_s=depart_s,
        run_s=(runs.arrive_s - runs.depart_s)[trip],
        km=runs.km[trip],
        origin=terminals.of_stop[runs.origin[trip]].astype(np.int32),
        destination=terminals.of_stop[runs.destination[trip]].astype(np.int32),
        block=block.astype(np.int32),
        name=names,
        source_line=table.lines(trip).astype(np.int32),
        rise_m=np.full(len(trip), np.nan),
    )
    _note_overlaps(feed, contents, trips, trip)
    return trips


def _clock(seconds: float) -> str:
    minutes, second = divmod(round(seconds), 60)
    return f"{minutes // 60:02d}:{minutes % 60:02d}:{second:02d}"


def _note_overlaps(feed: Feed, contents: _Contents, trips: Trips, trip: IntArray) -> None:
    """Note trips that leave before the one before them in their block has arrived."""
    order = np.lexsort((trips.depart_s, trips.block))
    before, after = order[:-1], order[1:]
    same = (trips.block[before] == trips.block[after]) & (trips.block[after] >= 0)
    wrong = same & (trips.depart_s[after] < trips.arrive_s[before])
    earlier = dict(zip(trip[after[wrong]].tolist(), before[wrong].tolist(), strict=True))
    blocks = contents.trips["block_id"]
    feed.faults.rows(
        contents.trips, np.array(list(earlier), dtype=np.int64), "block_id",
        lambda row: f"leaves before trip '{trips.name[earlier[row]]}' has arrived, in the same "
        f"block '{blocks.text(row)}'",
    )  # fmt: skip


def _notes(
    feed: Feed, contents: _Contents, used: IntArray, days: tuple[ChosenDay, ChosenDay]
) -> tuple[str, ...]:
    """Say which days were chosen, and what was assumed."""
    notes = []
    for day in days:
        word = "working day" if day.kind == DayKind.WORKDAY else "day of rest"
        if day.number < 0:
            notes.append(f"{feed.path.name}: no trip runs on any {word}")
            continue
        where = "of the period" if day.in_period else "of the feed (the period has none in it)"
        date = contents.calendar.day(day.number)
        notes.append(
            f"{feed.path.name}: every {word} is {date}, the busiest one {where}: {day.trips} trips"
        )
    by_feed = int(contents.runs.measured[used].sum())
    lengths = [f"{len(used) - by_feed} from stop to stop × {STOP_DETOUR:g}"]
    if by_feed:
        lengths.insert(0, f"{by_feed} from shape_dist_traveled, taken as {contents.runs.unit}")
    notes.append(f"{feed.path.name}: lengths of trips: {', '.join(lengths)}")
    loose = used[contents.frequencies.has_rows[used]]
    if (contents.trips["block_id"].code[loose] >= 0).any():
        notes.append(f"{feed.path.name}: blocks of trips in frequencies.txt are made anew")
    return tuple(notes)
