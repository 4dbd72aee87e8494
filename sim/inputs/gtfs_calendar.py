"""On which days the services of a GTFS feed run, and which day stands for each kind of day."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

import numpy as np
import numpy.typing as npt

from sim.clock import DayKind, TimeGrid
from sim.inputs.gtfs_tables import Feed, FeedTable, IntArray

WEEK = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
MAX_DAYS = 7320
"""A calendar that spans more than twenty years is a slip of the pen."""


@dataclass(frozen=True)
class ServiceDays:
    """The days of each service: `runs` is [services, days], from `start` on."""

    services: tuple[str, ...]
    start: date
    runs: npt.NDArray[np.bool_]

    def day(self, number: int) -> date:
        """Return a day's date."""
        return self.start + timedelta(days=number)


@dataclass(frozen=True)
class ChosenDay:
    """The day of the feed that stands for a kind of day; `number` is -1 if none runs."""

    kind: DayKind
    number: int
    trips: int
    in_period: bool


def read_service_days(feed: Feed) -> ServiceDays | None:
    """Read ``calendar.txt`` and ``calendar_dates.txt``; None after noting why it is no use."""
    weekly = feed.read("calendar.txt", ("service_id", *WEEK, "start_date", "end_date"))
    dates = feed.read("calendar_dates.txt", ("service_id", "date", "exception_type"))
    if weekly is None and dates is None:
        if not {"calendar.txt", "calendar_dates.txt"} & set(feed.files):
            feed.faults.add("the feed has neither calendar.txt nor calendar_dates.txt", feed.path)
        return None
    spans = [] if weekly is None else _spans(weekly)
    single = [] if dates is None else _exceptions(dates)
    known = [*(day for span in spans for day in span[1:3]), *(day for _, day, _ in single)]
    if not known:
        feed.faults.add("the feed's calendar has no day", feed.path)
        return None
    start, days = min(known), (max(known) - min(known)).days + 1
    if days > MAX_DAYS:
        message = f"the feed's calendar goes from {start} to {max(known)}"
        feed.faults.add(f"{message}: more than {MAX_DAYS // 366} years", feed.path)
        return None
    services = tuple(dict.fromkeys([span[0] for span in spans] + [name for name, _, _ in single]))
    number = {name: row for row, name in enumerate(services)}
    runs = np.zeros((len(services), days), dtype=np.bool_)
    for name, begin, end, week in spans:
        first, last = (begin - start).days, (end - start).days
        weekday = (begin.weekday() + np.arange(last - first + 1)) % 7
        runs[number[name], first : last + 1] = week[weekday]
    for name, day, added in single:
        runs[number[name], (day - start).days] = added
    return ServiceDays(services, start, runs)


def _spans(table: FeedTable) -> list[tuple[str, date, date, npt.NDArray[np.bool_]]]:
    """Return the valid rows of ``calendar.txt``."""
    table.unique("service_id")
    week = []
    for name in WEEK:
        table.required(name)
        week.append(_one_of(table, name, ("0", "1")) == 1)
    begin, end = _dates(table, "start_date"), _dates(table, "end_date")
    rows = []
    for row, (first, last) in enumerate(zip(begin, end, strict=True)):
        if first is None or last is None or table["service_id"].code[row] < 0:
            continue
        if last < first:
            line = int(table.lines(np.array([row]))[0])
            message = f"{last} is before start_date {first}"
            table.faults.add(message, table.path, line, "end_date")
            continue
        rows.append((table["service_id"].text(row), first, last, np.array([d[row] for d in week])))
    return rows


def _exceptions(table: FeedTable) -> list[tuple[str, date, bool]]:
    """Return the valid rows of ``calendar_dates.txt``: service, day, whether it runs."""
    for name in ("service_id", "exception_type"):
        table.required(name)
    kind, days = _one_of(table, "exception_type", ("1", "2")), _dates(table, "date")
    service = table["service_id"]
    return [
        (service.text(row), day, kind[row] == 0)
        for row, day in enumerate(days)
        if day is not None and kind[row] >= 0 and service.code[row] >= 0
    ]


def _one_of(table: FeedTable, name: str, allowed: tuple[str, ...]) -> IntArray:
    """Return the number of each row's text in `allowed`, -1 if it is none of these."""
    column = table[name]
    place = {text: number for number, text in enumerate(allowed)}
    of_text = np.array([place.get(word.strip(), -1) for word in column.words], dtype=np.int64)
    values = column.spread(of_text, -1)
    wrong = np.flatnonzero((values < 0) & (column.code >= 0))
    some = " or ".join(allowed)
    table.faults.rows(table, wrong, name, lambda row: f"'{column.text(row)}' is not {some}")
    return values


def _dates(table: FeedTable, name: str) -> list[date | None]:
    """Return the dates of a column, None where it is empty or wrong."""
    column = table[name]
    table.required(name)
    of_text = [_date(word.strip()) for word in column.words]
    days = [None if code < 0 else of_text[code] for code in column.code.tolist()]
    wrong = [row for row, day in enumerate(days) if day is None and column.code[row] >= 0]
    table.faults.rows(
        table, np.array(wrong, dtype=np.int64), name,
        lambda row: f"'{column.text(row)}' is not a date, YYYYMMDD",
    )  # fmt: skip
    return days


def _date(text: str) -> date | None:
    if len(text) != 8 or not text.isascii() or not text.isdigit():
        return None
    try:
        return datetime.strptime(text, "%Y%m%d").date()
    except ValueError:
        return None


def choose_days(
    calendar: ServiceDays, trips_of_service: IntArray, grid: TimeGrid
) -> tuple[ChosenDay, ChosenDay]:
    """Return for each kind of day the busiest one: of the period where it has any, else of all.

    Of days that are equally busy the first is taken.
    """
    trips = trips_of_service @ calendar.runs.astype(np.int64)
    days = len(trips)
    kinds = TimeGrid(calendar.start, days, grid.step_minutes).kind_of_day
    first = (grid.start - calendar.start).days
    number = np.arange(days)
    in_period = (number >= first) & (number < first + grid.days)
    workday, restday = (_busiest(kind, trips, kinds == kind, in_period) for kind in DayKind)
    return workday, restday


def _busiest(
    kind: DayKind,
    trips: IntArray,
    of_kind: npt.NDArray[np.bool_],
    in_period: npt.NDArray[np.bool_],
) -> ChosenDay:
    overlaps = bool((of_kind & in_period).any())
    candidates = of_kind & in_period if overlaps else of_kind
    if not candidates.any():
        return ChosenDay(kind, -1, 0, False)
    best = int(np.argmax(np.where(candidates, trips, -1)))
    if not trips[best]:
        return ChosenDay(kind, -1, 0, overlaps)
    return ChosenDay(kind, best, int(trips[best]), overlaps)
