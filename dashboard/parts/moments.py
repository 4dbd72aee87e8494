"""The place and the day that the pages on map and grid show: asked for, or the worst."""

import datetime as dt

from dashboard.files.library import Library
from dashboard.look import Look, look
from dashboard.page import Option
from dashboard.parts import days
from dashboard.parts.names import sites_of_stations
from dashboard.queries import loading
from sim.results import RunFolder


def place(shown: Look) -> str:
    """Return the place whose loading is shown: asked for, or the one that is loaded most.

    A station stands for its site.
    """
    found, asked = loading.loading(shown.run), shown.view.choice("site")
    kind, _, key = asked.partition("/")
    if kind == "station":
        asked = f"{loading.SITE}/{sites_of_stations(shown.run).get(key, '')}"
    if asked in found.table.index:
        return asked
    worst = found.worst()
    return worst[0] if worst else next(iter(found.table.index), "")


def number(shown: Look, place: str = "") -> int:
    """Return the day (from 0) that is shown: asked for, or the worst of the run or of a place."""
    return loading.day_number(shown.run, shown.view.choice("day"), worst_day(shown.run, place))


def worst_day(run: RunFolder, place: str = "") -> int:
    """Return the day (from 0) of the highest loading of any transformer, or of a place."""
    worst = loading.loading(run).worst(place)
    return worst[1] if worst else 0


def date(shown: Look, number: int) -> dt.date:
    """Return the date of a day of the run."""
    return shown.run.grid.start + dt.timedelta(days=number)


def options(shown: Look, place: str = "") -> list[Option]:
    """Return the days of the run, the worst of the run or of a place marked."""
    return days.options(shown, date(shown, worst_day(shown.run, place)), "moment.worst")


def to_day(library: Library, search: str | None, day: str) -> str:
    """Return the address for a day; where all places are looked at, also for its worst place."""
    shown = look(library, search)
    view = shown.view.choosing(day=day)
    if shown.view.choice("scope") != "one" and shown.runs:
        found = loading.loading(shown.run)
        sites = [key for key in found.daily.index if key.startswith(loading.SITE)]
        here = loading.day_number(shown.run, day)
        view = view.choosing(site=str(found.daily.loc[sites].iloc[:, here].idxmax()))
    return view.query()
