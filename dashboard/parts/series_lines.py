"""The series that a look asks for, of all its runs: as tables, and as lines to zoom into."""

from collections.abc import Callable
from functools import lru_cache

import numpy as np
import pandas as pd

from dashboard.figures.series import Frames
from dashboard.figures.zoomed import Chart, Line, Window
from dashboard.look import Look
from dashboard.parts import weeks
from dashboard.parts.choices import series_of
from dashboard.parts.series_names import Unit, parted, unit
from dashboard.queries import series
from dashboard.view import Lang
from sim.results import RunFolder


def found(shown: Look, query: Callable[[RunFolder, str], pd.DataFrame | None]) -> Frames:
    """Return what a query finds in the series of each run, by title."""
    column = series_of(shown)
    return {title: query(run, column) for title, run in shown.titled()}


def unit_of(shown: Look) -> Unit:
    """Return the unit that suits the series of all runs."""
    return _unit(shown.runs, series_of(shown), shown.lang)


def written(shown: Look) -> tuple[str, int, float]:
    """Return unit, digits and factor, as the figures of a series take them."""
    suits = unit_of(shown)
    return suits.name, suits.digits, suits.factor


@lru_cache(maxsize=256)
def _unit(runs: tuple[RunFolder, ...], column: str, lang: Lang) -> Unit:
    there = [v for run in runs if (v := series.values(run, column)) is not None]
    largest = max((float(np.nanmax(np.abs(v))) for v in there), default=0.0)
    return unit(parted(column)[1], largest, lang)


@lru_cache(maxsize=32)
def _lines(
    titled: tuple[tuple[str, RunFolder], ...], column: str, factor: float
) -> tuple[Line, ...]:
    lines = []
    for number, (title, run) in enumerate(titled):
        values = series.values(run, column)
        if values is not None:
            begin_ms = int(np.datetime64(run.grid.start, "ms").astype(np.int64))
            scaled = values if factor == 1.0 else values * np.float32(factor)
            lines.append(Line(title, number, begin_ms, run.grid.step_minutes, scaled))
    return tuple(lines)


def chart(shown: Look, *, week: bool, apart: bool) -> Chart | None:
    """Return the lines of all runs, over a week of the baseline or over all time."""
    column, suits = series_of(shown), unit_of(shown)
    lines = _lines(tuple(shown.titled()), column, suits.factor)
    if not lines:
        return None
    window: Window | None = None
    context = "year"
    if week:
        first = weeks.chosen_week(shown.runs[0], shown.view.choice("week"))
        begin_ms = int(np.datetime64(first, "ms").astype(np.int64))
        window = (begin_ms, begin_ms + weeks.DAYS * 86_400_000)
        context = first.isoformat()
    return Chart(
        name="|".join((column, context, str(apart), suits.name, *(line.title for line in lines))),
        lines=lines,
        unit=suits.name,
        digits=suits.digits,
        apart=apart,
        differs=len(lines) > 1,
        window=window,
        context=context,
    )
