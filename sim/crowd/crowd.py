"""The crowd as the rest of the program sees it: advance, close a step, break and repair, finish.

Rows of sessions and trips are handed to collectors whenever the compiled side is short of room,
so memory grows with what is recorded and not with events.
"""

from collections.abc import Callable

import numpy as np

from sim.control.sites import Room
from sim.crowd.calendar import (
    CALLED,
    DONE,
    ROWS_FULL,
    advance,
    close_step,
    fail_plug,
    finish,
    look_again,
    park_bus,
    repair_plug,
    share_anew,
)
from sim.crowd.records import Table
from sim.crowd.settle import settle
from sim.crowd.state import Hails, Lines, Power

Collector = Callable[[Table], None]
OnCall = Callable[[int, int, float], None]
"""Hears vehicle, kind (`CAME_BACK`, `WENT_OUT`) and time of what buses have to tell."""


def _ignore(rows: Table) -> None:
    """Collect nothing."""


class Crowd:
    """All vehicles, passengers, cars and plugs of a run.

    Parameters
    ----------
    end_s : end of the run [s].
    collect_sessions, collect_trips : called with a copy of the finished rows, in their order.
    """

    def __init__(
        self,
        power: Power,
        lines: Lines,
        hails: Hails,
        end_s: float,
        collect_sessions: Collector = _ignore,
        collect_trips: Collector = _ignore,
    ) -> None:
        self.power, self.lines, self.hails = power, lines, hails
        self.end_s = end_s
        power.vehicles["excess_kwh"] = power.vehicles["energy_kwh"]
        self.on_call: OnCall | None = None
        self._collect_sessions = collect_sessions
        self._collect_trips = collect_trips
        steps, stations = int(power.meta["steps"][0]), power.stations.size
        self.station_kw = np.zeros((stations, steps), np.float32)
        self.busy = np.zeros((stations, steps), np.float32)
        self.queue = np.zeros((stations, steps), np.float32)
        self.line_a = np.zeros((power.seen.lines.size, steps), np.float32)

    def advance(self, until_s: float) -> None:
        """Handle every event up to and including `until_s`, if it is before the end.

        Returns earlier where a bus has called: the processes may have something to do before.
        """
        while (state := self._advance(until_s)) != DONE:
            if state == CALLED:
                self.pass_calls_on()
                return
            self.collect()

    def pass_calls_on(self) -> bool:
        """Let the processes hear what buses have to tell; return whether there was anything."""
        count = int(self.power.meta["calls"][0])
        self.power.meta["calls"][0] = 0
        if self.on_call is not None:
            for call in self.lines.calls[:count].tolist():
                self.on_call(*call)
        return count > 0

    def park(self, vehicle: int, now_s: float) -> None:
        """Let a bus in a yard be ready: to take a block that waits, or to charge."""
        self.make_room()
        park_bus(self.power, self.lines, vehicle, now_s)
        self.pass_calls_on()

    def look_again(self, depot: int, now_s: float) -> None:
        """Look at a depot's waiting blocks again: a bus that could not leave may now."""
        self.make_room()
        look_again(self.power, self.lines, depot, now_s)
        self.pass_calls_on()

    def _advance(self, until_s: float) -> int:
        # SimPy's clock begins with the integer 0, for which everything would be compiled once more
        state = advance(self.power, self.lines, self.hails, float(until_s), self.end_s)
        self.check()
        assert state in (DONE, ROWS_FULL, CALLED)
        return state

    def check(self) -> None:
        """Refuse to go on if the compiled side has run out of room."""
        if self.power.meta["overflow"][0]:
            raise RuntimeError("more passengers wait in one zone than the table of waiting holds")

    def collect(self) -> None:
        """Hand over the rows that are finished."""
        meta = self.power.meta[0]
        self._collect_sessions(self.power.sessions[: meta["session_rows"]].copy())
        self._collect_trips(self.lines.rows[: meta["trip_rows"]].copy())
        meta["session_rows"] = meta["trip_rows"] = 0

    def close_step(self, step: int, now_s: float) -> None:
        """Record step `step`, which ends now."""
        recorded = self.station_kw, self.busy, self.queue, self.line_a
        close_step(self.power, self.lines, step, now_s, *recorded)
        self.pass_calls_on()

    def share_anew(self, room: Room, now_s: float) -> None:
        """Share the power of every site for the step that begins now."""
        share_anew(self.power, room, float(now_s))

    def settle(self, site: int, now_s: float) -> None:
        """Count the energy of a site's plugs up to now."""
        settle(self.power, site, float(now_s))

    def make_room(self) -> None:
        """Collect if a row for every plug and every trip might not find room."""
        meta = self.power.meta[0]
        sessions_full = meta["session_rows"] >= self.power.sessions.size - self.power.plugs.size - 2
        if sessions_full or meta["trip_rows"] >= self.lines.rows.size - self.lines.trips.size - 2:
            self.collect()

    def fail_plug(self, plug: int, now_s: float) -> None:
        self.make_room()
        fail_plug(self.power, self.lines, plug, now_s)

    def repair_plug(self, plug: int, now_s: float) -> None:
        repair_plug(self.power, plug, now_s)

    def finish(self) -> None:
        """Close the books at the end of the run."""
        self.collect()  # room for the sessions that are still open
        finish(self.power, self.lines, self.hails, self.end_s)
        self.collect()
