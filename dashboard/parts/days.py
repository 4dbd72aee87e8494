"""The day that a page shows: asked for in the address, or the worst; and those of the run."""

import datetime as dt

from dashboard.look import Look
from dashboard.page import Option
from dashboard.parts import formats
from dashboard.texts import text


def chosen(shown: Look, worst: dt.date) -> dt.date:
    """Return the day that is asked for if the run has it, else the worst."""
    grid = shown.run.grid
    try:
        asked = dt.date.fromisoformat(shown.view.choice("day"))
    except ValueError:
        return worst
    return asked if 0 <= (asked - grid.start).days < grid.days else worst


def options(shown: Look, worst: dt.date | None, mark: str) -> list[Option]:
    """Return the days of the run; the worst is marked with the text of key `mark`."""
    lang, grid = shown.lang, shown.run.grid
    found: list[Option] = []
    for number in range(grid.days):
        day = grid.start + dt.timedelta(days=number)
        marked = f" · {text(lang, mark)}" if day == worst else ""
        label = f"{formats.day(day, lang)} {formats.weekday(day, lang)}{marked}"
        found.append({"value": day.isoformat(), "label": label})
    return found
