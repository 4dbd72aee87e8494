"""What the map shows of a look: the scene of its first moment and the day for the browser."""

import math
from typing import Any

import numpy as np
import pandas as pd

from dashboard.figures import map_links, park_map
from dashboard.look import Look
from dashboard.parts import moments, saying
from dashboard.queries import loading, map_day, settings
from dashboard.queries.places import Place, links, places
from dashboard.queries.sketch import sketch
from dashboard.texts import text
from sim.results import RunFolder

_MARGIN = 0.06
WHOLE = "whole"


def shade(shown: Look) -> str:
    """Return by what the map is coloured: asked for, or the loading."""
    known = map_day.shades(shown.run)
    asked = shown.view.choice("shade")
    return asked if asked in known else next(iter(known), "loading")


def extents(run: RunFolder) -> list[str]:
    """Return the parts of the map that can be looked at: all of it, or an area."""
    return [WHOLE, *(str(area["id"]) for area in settings.settings(run).get("areas") or ())]


def extent(shown: Look) -> str:
    """Return the part of the map that is looked at."""
    asked = shown.view.choice("extent")
    return asked if asked in extents(shown.run) else WHOLE


def bounds(run: RunFolder, part: str) -> tuple[float, float, float, float]:
    """Return west, east, south and north of a part of the map.

    An area is that of the sketch; one that it has not spans its sites.
    """
    outline = [shape for shape in sketch() if shape.kind == "area" and shape.key == part]
    if outline:
        x, y = list(outline[0].longitude), list(outline[0].latitude)
    else:
        sites = settings.sites(run)
        # Coaches end in other cities: terminals do not stretch the map.
        some = [
            place
            for place in places(run)
            if place.site and (part == WHOLE or sites.get(place.site[5:], {}).get("area") == part)
        ] or list(places(run))
        x, y = [place.longitude for place in some], [place.latitude for place in some]
    if not x:
        return 103.6, 104.2, 35.8, 36.15
    # A park of one site is no point.
    wide, high = max(max(x) - min(x), 0.02), max(max(y) - min(y), 0.015)
    return (
        min(x) - _MARGIN * wide, max(x) + _MARGIN * wide,
        min(y) - 2.6 * _MARGIN * high, max(y) + 1.5 * _MARGIN * high,
    )  # fmt: skip


def place(shown: Look) -> str:
    """Return the place whose figures stand beside the map: asked for, or the worst of the run."""
    asked = shown.view.choice("site")
    known = {found.key for found in places(shown.run)}
    return asked if asked in known else moments.place(shown)


def frame_number(shown: Look, day: map_day.Day) -> int:
    """Return the frame that is shown first: of the time asked for, or the day's highest."""
    asked = minutes_of(shown.view.choice("time"))
    count = len(day.flows_mw)
    if asked is not None:
        return min(int(asked // day.minutes), count - 1)
    if not day.amounts.size:
        return 0
    highest = map_day.SHADES[shade(shown)].highest
    over = day.amounts.max(axis=1) if highest else np.abs(day.amounts).sum(axis=1)
    return int(np.nanargmax(over))


def minutes_of(time: str) -> int | None:
    """Return the minute of the day of "HH:MM"; None where it is no time."""
    hours, _, minutes = time.partition(":")
    if not (hours.isdecimal() and minutes.isdecimal()):
        return None
    found = 60 * int(hours) + int(minutes)
    return found if found < 1440 and int(minutes) < 60 else None


def moment(shown: Look, number: int) -> pd.Timestamp | None:
    """Return the time asked for, on a day (from 0) of the run."""
    minutes = minutes_of(shown.view.choice("time"))
    begin = loading.begin(shown.run, number)
    return None if minutes is None else begin + pd.Timedelta(minutes=minutes)


def name(run: RunFolder, found: Place, lang: str) -> str:
    """Return the name of a site, station or terminal."""
    if found.kind != "terminal":
        return saying.place_name(run, found.key, "zh" if lang == "zh" else "en")
    for fleet in settings.fleets(run).values():
        for terminal in fleet.get("terminals") or ():
            if f"terminal/{terminal['id']}" == found.key:
                return str((terminal.get("name") or {}).get(lang) or terminal["id"])
    return found.key.partition("/")[2]


def scene(shown: Look) -> tuple[park_map.Scene, map_day.Day, int]:
    """Return what the map shows first, the day's frames, and which frame it is."""
    run, lang, by = shown.run, shown.lang, shade(shown)
    day = map_day.day(run, moments.number(shown), by)
    at = frame_number(shown, day)
    there = {found.key for found in day.places}
    lines = [line for line in links(run) if f"{line.key}/flow_kw" in run.series_columns]
    return (
        park_map.Scene(
            shapes=sketch(),
            bounds=bounds(run, extent(shown)),
            whole=extent(shown) == WHOLE,
            others=[found for found in places(run) if found.key not in there],
            places=day.places,
            values=[round(float(value), 2) for value in day.amounts[at]],
            names={found.key: name(run, found, lang) for found in places(run)},
            lines=lines,
            flows_mw=[float(flow) for flow in day.flows_mw[at]] if len(lines) else [],
            shade=by,
            unit=map_day.SHADES[by].unit,
            title=text(lang, f"map.shade.{by}"),
            scale=scale(by, day),
            chosen=place(shown),
        ),
        day,
        at,
    )


def scale(by: str, day: map_day.Day) -> tuple[float, float]:
    """Return the ends of the colour scale: the same for all frames of a day."""
    most = float(np.abs(day.amounts).max()) if day.amounts.size else 0.0
    if by in ("loading", "level"):
        return 0.0, 120.0
    if by == "use":
        return 0.0, 100.0
    step = 10.0 ** math.floor(math.log10(most)) if most > 0 else 1.0
    end = math.ceil(most / step) * step if most > 0 else 1.0
    return (-end, end) if by == "net" else (0.0, max(end, 5.0) if by == "queue" else end)


def played(scene: park_map.Scene, day: map_day.Day, lang: str) -> dict[str, Any]:
    """Return the day as the browser plays it: frames of values and flows, and how to say them."""
    spots = park_map.spread(scene)
    return {
        "minutes": day.minutes,
        "values": np.round(day.amounts, 2 if scene.unit == "MW" else 1).tolist(),
        "flows": np.round(day.flows_mw, 2).tolist(),
        "links": [
            {"capacity": line.capacity_kw / 1000.0, "bearing": map_links.bearing(line, 1.0)}
            for line in scene.lines
        ],
        "names": [scene.names[found.key] for found in scene.places],
        "spots": {key: [round(x, 5), round(y, 5)] for key, (x, y) in spots.items()},
        "chosen": scene.chosen,
        "letters": list(park_map.LETTERS) if scene.shade == "level" else [],
        "unit": scene.unit,
        "highest": text("zh" if lang == "zh" else "en", "map.highest"),
    }
