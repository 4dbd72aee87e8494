"""When: the days that are simulated, and the step."""

from datetime import date
from typing import Annotated, Literal

from pydantic import Field

from sim.clock import TimeGrid
from sim.scenario.base import Model

Step = Literal[1, 2, 3, 4, 5, 6, 10, 12, 15, 20, 30, 60]


class Period(Model):
    """The simulated time, from local midnight of `start`."""

    start: Annotated[date, Field(ge=date(1950, 1, 1), le=date(2200, 1, 1))] = date(2025, 1, 1)
    """First day, YYYY-MM-DD."""
    days: Annotated[int, Field(ge=1, le=3660)] = 365
    """Number of days."""
    step_minutes: Step = 5
    """Length of a control step in minutes; a divisor of 60."""

    def grid(self) -> TimeGrid:
        return TimeGrid(self.start, self.days, self.step_minutes)
