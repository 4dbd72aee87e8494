"""Trips of a GTFS feed that repeat at a headway: ``frequencies.txt``.

With ``exact_times`` 1 the departures are a timetable; with 0 they are only so many an hour, and
leave here as if the first did at the start of the stretch.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from sim.inputs.gtfs_tables import Feed, FeedTable, FloatArray, IntArray

MIN_HEADWAY_S = 30.0
MAX_HEADWAY_S = 86400.0


@dataclass(frozen=True)
class Frequencies:
    """Stretches of equal headway, by trip.

    Attributes
    ----------
    trip : numpy.ndarray
        Row of ``trips.txt`` [stretches].
    start_s, headway_s : numpy.ndarray
        First departure and time between two [stretches], s.
    count : numpy.ndarray
        Number of departures, the last one before the stretch's end [stretches].
    departures_of_trip : numpy.ndarray
        How often each trip leaves on a day that it runs: 1 without a stretch [trips].
    """

    trip: IntArray
    start_s: FloatArray
    headway_s: FloatArray
    count: IntArray
    departures_of_trip: IntArray

    @property
    def has_rows(self) -> npt.NDArray[np.bool_]:
        """Whether a trip repeats [trips]."""
        repeats = np.zeros(len(self.departures_of_trip), dtype=np.bool_)
        repeats[self.trip] = True
        return repeats

    def expand(self, trips: IntArray, depart_s: FloatArray) -> tuple[IntArray, FloatArray]:
        """Return trips and departures, where those that repeat do so."""
        single = ~self.has_rows[trips]
        chosen = np.isin(self.trip, trips)
        count = self.count[chosen]
        number = np.arange(count.sum()) - np.repeat(np.cumsum(count) - count, count)
        leaves = np.repeat(self.start_s[chosen], count)
        leaves += number * np.repeat(self.headway_s[chosen], count)
        return (
            np.concatenate([trips[single], np.repeat(self.trip[chosen], count)]),
            np.concatenate([depart_s[single], leaves]),
        )


def read_frequencies(feed: Feed, trips: FeedTable, wanted: npt.NDArray[np.bool_]) -> Frequencies:
    """Read the stretches of the `wanted` trips; none where the feed has no such file."""
    table = feed.read("frequencies.txt", ("trip_id", "start_time", "end_time", "headway_secs"),
                      ("exact_times",))  # fmt: skip
    once = np.ones(trips.count, dtype=np.int64)
    if table is None or not table.count:
        nothing = np.empty(0, dtype=np.int64)
        return Frequencies(nothing, np.empty(0), np.empty(0), nothing, once)
    for name in ("start_time", "end_time", "headway_secs"):
        table.required(name)
    trip = table["trip_id"].rows_in(trips["trip_id"])
    table.references("trip_id", trip, "trips.txt")
    within = (trip >= 0) & np.append(wanted, False)[trip]
    start_s, end_s = table.seconds("start_time", within), table.seconds("end_time", within)
    headway_s = table.numbers("headway_secs", MIN_HEADWAY_S, MAX_HEADWAY_S, within)
    table.numbers("exact_times", 0.0, 1.0, within)
    _note_order(table, within, trip, start_s, end_s)
    right = within & (end_s > start_s) & ~np.isnan(headway_s)
    count = np.zeros(table.count, dtype=np.int64)
    count[right] = np.ceil((end_s[right] - start_s[right]) / headway_s[right] - 1e-9)
    departures = once.copy()
    departures[trip[right]] = 0
    np.add.at(departures, trip[right], count[right])
    return Frequencies(
        trip[right], start_s[right], headway_s[right], count[right], departures
    )  # fmt: skip


def _note_order(
    table: FeedTable,
    within: npt.NDArray[np.bool_],
    trip: IntArray,
    start_s: FloatArray,
    end_s: FloatArray,
) -> None:
    """Note stretches that end before they begin, and those of one trip that overlap."""
    begin, end = table["start_time"], table["end_time"]
    backwards = np.flatnonzero(within & (end_s <= start_s))
    table.faults.rows(
        table, backwards, "end_time",
        lambda row: f"{end.text(row)} is not after start_time {begin.text(row)}",
    )  # fmt: skip
    order = np.lexsort((start_s, trip))
    order = order[within[order]]
    before, after = order[:-1], order[1:]
    overlap = after[(trip[before] == trip[after]) & (start_s[after] < end_s[before])]
    table.faults.rows(
        table, overlap, "start_time",
        lambda row: f"{begin.text(row)} lies in another stretch of the same trip",
    )  # fmt: skip
