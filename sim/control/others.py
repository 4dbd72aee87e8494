"""Vehicles of a site that are at no plug: who waits for one, and who is expected to come.

What is expected is what the plugs have seen on days before, no more: persistence. On the first
day nothing is expected.
"""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from sim.units import SECONDS_PER_DAY, SECONDS_PER_HOUR

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]


class Others(NamedTuple):
    """Groups of vehicles that are at no plug [groups]; powers and energies on the grid's side."""

    station: Ints
    vehicles: Floats
    """How many a group stands for; a forecast may be a part of one."""
    arrive_s: Floats
    depart_s: Floats
    """Infinite if that is not known."""
    max_kw: Floats
    """Of all of a group together, as is the need."""
    need_kwh: Floats


NOBODY = Others(np.zeros(0, np.int64), *(np.zeros(0) for _ in range(5)))

_VEHICLES, _NEED_KWH, _MAX_KW, _STAY_KWH_S = range(4)


class Arrivals:
    """What the plugs of a site have seen come, by hour of the day and kind of day.

    Parameters
    ----------
    kind_of_day : of each day of the run.
    """

    def __init__(self, kind_of_day: npt.NDArray[np.int8]) -> None:
        self._kind_of_day = kind_of_day
        self._seen: dict[int, Floats] = {}
        """Of each station [days, 24, sums]."""
        self._noted_s = 0.0

    def note(
        self,
        now_s: float,
        station: Ints,
        arrive_s: Floats,
        depart_s: Floats,
        max_kw: Floats,
        need_kwh: Floats,
    ) -> None:
        """Write down who was plugged in since the last call [vehicles]."""
        for k in np.flatnonzero(arrive_s > self._noted_s).tolist():
            day, second = divmod(float(arrive_s[k]), SECONDS_PER_DAY)
            if need_kwh[k] <= 0.0 or day >= len(self._kind_of_day):
                continue
            shape = (len(self._kind_of_day), 24, 4)
            seen = self._seen.setdefault(int(station[k]), np.zeros(shape))
            # Who does not say when it leaves is taken to stay a day.
            stay_s = min(max(float(depart_s[k] - arrive_s[k]), 0.0), SECONDS_PER_DAY)
            entry = (1.0, need_kwh[k], max_kw[k], need_kwh[k] * stay_s)
            seen[int(day), int(second // SECONDS_PER_HOUR)] += entry
        self._noted_s = now_s

    def expected(self, now_s: float, horizon_s: float) -> Others:
        """Return a group for each station and coming hour: the mean of days of the same kind.

        Where no day of the kind has passed yet, it is the mean of all days that have. What is
        left of the present hour counts in part. A group arrives in the middle of its hour.
        """
        rows = []
        last_hour = int((now_s + horizon_s) // SECONDS_PER_HOUR)
        for hour in range(int(now_s // SECONDS_PER_HOUR), last_hour + 1):
            day, of_day = divmod(hour, 24)
            if day >= len(self._kind_of_day):
                break
            days = self._days_like(day, int(now_s // SECONDS_PER_DAY))
            begin_s = max(hour * SECONDS_PER_HOUR, now_s)
            end_s = (hour + 1) * SECONDS_PER_HOUR
            part = (end_s - begin_s) / SECONDS_PER_HOUR
            for station, seen in self._seen.items():
                sums = seen[days, of_day].mean(axis=0) if days.size else np.zeros(4)
                if sums[_NEED_KWH] <= 0.0:
                    continue
                arrive_s = 0.5 * (begin_s + end_s)
                depart_s = arrive_s + sums[_STAY_KWH_S] / sums[_NEED_KWH]
                vehicles, need_kwh, max_kw = part * sums[[_VEHICLES, _NEED_KWH, _MAX_KW]]
                rows.append((station, vehicles, arrive_s, depart_s, max_kw, need_kwh))
        if not rows:
            return NOBODY
        station_of, *columns = zip(*rows, strict=True)
        return Others(np.array(station_of, np.int64), *(np.array(column) for column in columns))

    def _days_like(self, day: int, today: int) -> Ints:
        """Return the days before today that a day is expected to be like."""
        passed = np.arange(today)
        alike = passed[self._kind_of_day[passed] == self._kind_of_day[day]]
        return alike if alike.size else passed
