"""Queries of runs, remembered: a run does not change, and many people look at the same."""

import datetime as dt
from functools import lru_cache

import pandas as pd

from sim.clock import ZONE
from sim.kpi.compare import Comparison, compare
from sim.results import RunFolder, query

_FINEST_MINUTES = 5

# Runs are told apart by identity here: the library opens each writing of a folder once.


@lru_cache(maxsize=64)
def comparison(runs: tuple[RunFolder, ...]) -> Comparison:
    """Compare runs with the first of them."""
    return compare(runs)


@lru_cache(maxsize=64)
def daily_energy(run: RunFolder) -> pd.DataFrame:
    """Return the run's energy by source and day [MWh]."""
    return query.daily_energy(run)


@lru_cache(maxsize=128)
def week_of_power(run: RunFolder, first: dt.date) -> pd.DataFrame | None:
    """Return a week of the park's power [kW]; None where the run has no step of it.

    Of shorter steps it holds means of five minutes: a week of single minutes of twelve runs would
    be more than a browser draws, or sends back to export it.
    """
    frame = query.week_of_power(run, pd.Timestamp(first, tz=ZONE))
    if run.grid.step_minutes < _FINEST_MINUTES:
        frame = frame.resample(f"{_FINEST_MINUTES}min").mean()
    return None if frame.empty else frame
