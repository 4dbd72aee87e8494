"""The weeks of a run, to choose one from."""

import datetime as dt
from functools import lru_cache

import numpy as np

from dashboard.parts import formats
from dashboard.texts import text
from dashboard.view import Lang
from sim.results import RunFolder

DAYS = 7


def weeks(run: RunFolder) -> tuple[dt.date, ...]:
    """Return the first day of each week of the run, counted from the run's own first day."""
    grid = run.grid
    return tuple(grid.start + dt.timedelta(days=day) for day in range(0, grid.days, DAYS))


@lru_cache(maxsize=64)
def peak_week(run: RunFolder) -> dt.date:
    """Return the week in which the park's import from the grid is highest."""
    power_kw = run.series(["park/import_kw"])["park/import_kw"].to_numpy()
    day = int(np.nanargmax(power_kw)) // run.grid.steps_per_day
    return weeks(run)[day // DAYS]


def chosen_week(run: RunFolder, asked: str) -> dt.date:
    """Return the week of the run that is asked for by its first day, or the peak week."""
    named = {first.isoformat(): first for first in weeks(run)}
    return named.get(asked) or peak_week(run)


def options(run: RunFolder, lang: Lang) -> list[dict[str, str]]:
    """Return the weeks as choices of a select: value is the ISO date of the first day."""
    peak = peak_week(run)
    found = []
    for first in weeks(run):
        label = formats.span(first, last_day(run, first), lang)
        mark = f" · {text(lang, 'week.peak')}" if first == peak else ""
        found.append({"value": first.isoformat(), "label": label + mark})
    return found


def last_day(run: RunFolder, first: dt.date) -> dt.date:
    """Return the last day of a week; the run's last week may be short."""
    end = run.grid.start + dt.timedelta(days=run.grid.days - 1)
    return min(first + dt.timedelta(days=DAYS - 1), end)


def moved(run: RunFolder, asked: str, steps: int) -> str:
    """Return the week some steps away from the one asked for, within the run."""
    known = weeks(run)
    at = known.index(chosen_week(run, asked)) + steps
    return known[min(max(at, 0), len(known) - 1)].isoformat()
