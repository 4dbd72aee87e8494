"""The time grid: the only place that knows dates, zones and kinds of day.

Simulation time is seconds since local midnight of the first day. Step `i` covers
[i·step_s, (i + 1)·step_s). China has one zone, UTC+8, without summer time.
"""

from dataclasses import dataclass
from datetime import date
from enum import IntEnum
from functools import cached_property

import numpy as np
import numpy.typing as npt
import pandas as pd

from sim.tables import table
from sim.units import SECONDS_PER_DAY, SECONDS_PER_HOUR, SECONDS_PER_MINUTE

ZONE = "Asia/Shanghai"


class DayKind(IntEnum):
    """A working day, or a day of rest (weekend or statutory holiday)."""

    WORKDAY = 0
    RESTDAY = 1


@dataclass(frozen=True)
class TimeGrid:
    """`days` days from local midnight of `start`, in steps of `step_minutes` (a divisor of 60)."""

    start: date
    days: int
    step_minutes: int

    @property
    def step_s(self) -> float:
        return self.step_minutes * SECONDS_PER_MINUTE

    @property
    def step_h(self) -> float:
        return self.step_s / SECONDS_PER_HOUR

    @property
    def steps_per_day(self) -> int:
        return 1440 // self.step_minutes

    @property
    def steps(self) -> int:
        return self.days * self.steps_per_day

    @property
    def end_s(self) -> float:
        return self.days * SECONDS_PER_DAY

    @cached_property
    def index(self) -> pd.DatetimeIndex:
        """Begin of each step, zone-aware [steps]."""
        return pd.date_range(
            pd.Timestamp(self.start, tz=ZONE), periods=self.steps, freq=f"{self.step_minutes}min"
        ).as_unit("ns")

    @cached_property
    def middles(self) -> pd.DatetimeIndex:
        """Middle of each step [steps]: where the sun is looked up."""
        return self.index + pd.Timedelta(minutes=self.step_minutes / 2)

    @cached_property
    def hour_of_day(self) -> npt.NDArray[np.float64]:
        """Hour of the middle of each step, 0 to 24 [steps]."""
        one_day = (np.arange(self.steps_per_day) + 0.5) * self.step_h
        return np.tile(one_day, self.days)

    @cached_property
    def day_of_step(self) -> npt.NDArray[np.int64]:
        """Number of the day each step lies in [steps]."""
        return np.repeat(np.arange(self.days), self.steps_per_day)

    @cached_property
    def kind_of_day(self) -> npt.NDArray[np.int8]:
        """`DayKind` of each day [days]: weekends, corrected by ``data/holidays.csv``."""
        return self._kinds[:-1]

    @cached_property
    def kind_of_next_day(self) -> npt.NDArray[np.int8]:
        """`DayKind` of the day after each day [days]."""
        return self._kinds[1:]

    @cached_property
    def _kinds(self) -> npt.NDArray[np.int8]:
        dates = pd.date_range(self.start, periods=self.days + 1, freq="D")
        kinds = np.where(dates.day_of_week >= 5, DayKind.RESTDAY, DayKind.WORKDAY).astype(np.int8)
        exceptions = table("holidays")["kind"]
        for number, day in enumerate(dates.strftime("%Y-%m-%d")):
            if day in exceptions.index:
                kinds[number] = DayKind[str(exceptions[day]).upper()]
        return kinds
