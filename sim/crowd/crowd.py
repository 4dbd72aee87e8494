"""The crowd as the rest of the program sees it: advance, close a step, break and repair, finish.

Rows of sessions and trips are handed to collectors whenever the compiled side is short of room,
so memory grows with what is recorded and not with events.
"""

from collections.abc import Callable

import numpy as np

from sim.control.sites import Room
from sim.crowd.calendar import (
    DONE,
    ROWS_FULL,
    advance,
    close_step,
    fail_plug,
    finish,
    repair_plug,
    share_anew,
)
from sim.crowd.settle import settle
from sim.crowd.state import Hails, Lines, Power, Table

Collector = Callable[[Table], None]


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
        self._collect_sessions = collect_sessions
        self._collect_trips = collect_trips
        steps, stations = int(power.meta["steps"][0]), power.stations.size
        self.station_kw = np.zeros((stations, steps), np.float32)
        self.busy = np.zeros((stations, steps), np.float32)
        self.queue = np.zeros((stations, steps), np.float32)
        self.line_a = np.zeros((power.seen.lines.size, steps), np.float32)

    def advance(self, until_s: float) -> None:
        """Handle every event up to and including `until_s`, if it is before the end."""
        while self._advance(until_s) != DONE:
            self.collect()

    def _advance(self, until_s: float) -> int:
        # SimPy's clock begins with the integer 0, for which everything would be compiled once more
        state = advance(self.power, self.lines, self.hails, float(until_s), self.end_s)
        self.check()
        assert state in (DONE, ROWS_FULL)
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

    def share_anew(self, room: Room, now_s: float) -> None:
        """Share the power of every site for the step that begins now."""
        share_anew(self.power, room, float(now_s))

    def settle(self, site: int, now_s: float) -> None:
        """Count the energy of a site's plugs up to now."""
        settle(self.power, site, float(now_s))

    def fail_plug(self, plug: int, now_s: float) -> None:
        if self.power.meta["session_rows"][0] >= self.power.sessions.size - 2:
            self.collect()
        fail_plug(self.power, self.lines, plug, now_s)

    def repair_plug(self, plug: int, now_s: float) -> None:
        repair_plug(self.power, plug, now_s)

    def finish(self) -> None:
        """Close the books at the end of the run."""
        self.collect()  # room for the sessions that are still open
        finish(self.power, self.lines, self.hails, self.end_s)
        self.collect()
