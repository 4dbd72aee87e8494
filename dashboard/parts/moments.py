"""The place and the day that the pages on map and grid show: asked for, or the worst."""

import datetime as dt
from typing import Any

from dashboard.files.library import Library
from dashboard.look import Look, look
from dashboard.page import Option
from dashboard.parts import formats
from dashboard.parts.names import sites_of_stations
from dashboard.queries import loading
from dashboard.texts import text
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
    lang, worst, start = shown.lang, worst_day(shown.run, place), shown.run.grid.start
    found: list[Option] = []
    for day in range(shown.run.grid.days):
        at = start + dt.timedelta(days=day)
        mark = f" · {text(lang, 'moment.worst')}" if day == worst else ""
        year = f"{at.year}年" if lang == "zh" else ""
        label = f"{year}{formats.day(at, lang)}" + ("" if lang == "zh" else f" {at.year}")
        found.append({"value": at.isoformat(), "label": label + mark})
    return found


def clicked(click: Any) -> list[str] | None:
    """Return what a figure says of the point that was clicked: its custom data."""
    points = (click or {}).get("points") or [{}]
    said = points[0].get("customdata")
    return [str(one) for one in said] if isinstance(said, list) and said else None


def day_clicked(click: Any) -> str:
    """Return the ISO date of a square of the calendar that was clicked; empty where none was.

    Of a raster Dash passes no custom data, only month and day.
    """
    point = ((click or {}).get("points") or [{}])[0]
    try:
        return dt.date.fromisoformat(f"{point['y']}-{int(point['x']):02d}").isoformat()
    except (KeyError, TypeError, ValueError):
        return ""


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
