"""Fleet: punctuality, charge along the day, taxis, consumption, crowding, health."""

import datetime as dt

import pandas as pd
from dash import html
from dash.development.base_component import Component

from dashboard.components import graph, message
from dashboard.figures import fleet as figures
from dashboard.look import Look
from dashboard.page import Choice, Option, Page, Section
from dashboard.parts import days, fleet_tables
from dashboard.parts.choices import RUN
from dashboard.parts.names import name_of
from dashboard.parts.station_tables import fleet_names
from dashboard.queries import fleet, input_names, soc_courses, taxi_zones
from dashboard.texts import text
from sim.clock import ZONE

_MOST_ROWS = 60


def _line_names(shown: Look) -> dict[str, str]:
    """Return what to call each line: its number and the terminals at its ends."""
    found = {}
    for line, ends in input_names.line_ends(shown.run).items():
        first, last = (name_of(shown.run, "terminals", end, shown.lang) for end in ends)
        found[line] = f"{line.upper()} {first} – {last}"
    return found


def _draw_punctuality(shown: Look) -> Component:
    lines, names = fleet.days(shown.run).lines, _line_names(shown)
    figure = graph(figures.punctuality(lines, names, shown.lang), shown.view, "fleet.punctuality")
    if lines.empty:
        return figure
    fleets = fleet_names(shown.run, shown.lang)
    table = fleet_tables.lines(lines, names, fleets, shown.lang)
    limits = fleet.fleets(shown.run)["on_time_minutes"].dropna()
    listed = [
        text(shown.lang, "fleet.limit.one", fleet=fleets[str(one)], minutes=f"{minutes:g}")
        for one, minutes in limits.items()
    ]
    joined = ("、" if shown.lang == "zh" else ", ").join(listed)
    said = html.P(text(shown.lang, "fleet.limit", limits=joined), className="lead")
    return html.Div([said, figure, table])


def _fleets(shown: Look) -> list[Option]:
    names = fleet_names(shown.run, shown.lang)
    return [{"value": one, "label": names[one]} for one in fleet.electric(shown.run)]


def _fleet(shown: Look) -> str:
    there, asked = fleet.electric(shown.run), shown.view.choice("fleet")
    return asked if asked in there else (there or [""])[0]


def _day(shown: Look) -> dt.date:
    """Return the day that is asked for, or the one on which charge fell lowest."""
    return days.chosen(shown, soc_courses.lowest_day(shown.run, _fleet(shown)))


def _days(shown: Look) -> list[Option]:
    worst = soc_courses.lowest_day(shown.run, _fleet(shown)) if _fleet(shown) else None
    return days.options(shown, worst, "day.lowest")


def _courses(shown: Look) -> tuple[soc_courses.Course, ...]:
    return soc_courses.courses_on(shown.run, _fleet(shown), _day(shown)) if _fleet(shown) else ()


def _block(shown: Look) -> str:
    there, asked = [str(one.vehicle) for one in _courses(shown)], shown.view.choice("block")
    return asked if asked in there else (there or [""])[0]


def _blocks(shown: Look) -> list[Option]:
    return [
        {
            "value": str(one.vehicle),
            "label": text(
                shown.lang,
                "block.label",
                block=one.blocks,
                vehicle=one.vehicle,
                lowest=f"{100.0 * one.lowest:.0f}",
            ),
        }
        for one in _courses(shown)
    ]


def _draw_blocks(shown: Look) -> Component:
    lang, courses = shown.lang, _courses(shown)
    if not _fleet(shown):
        return html.P(text(lang, "fleet.blocks.none"), className="lead")
    top, day = courses[:_MOST_ROWS], _day(shown)
    begin = pd.Timestamp(day, tz=ZONE)
    raster = figures.charge_raster(top, soc_courses.raster(top, day), begin, lang)
    parts = [graph(raster, shown.view, "fleet.blocks")]
    chosen = [one for one in courses if str(one.vehicle) == _block(shown)]
    for one in chosen:
        said = next(o["label"] for o in _blocks(shown) if o["value"] == str(one.vehicle))
        course = figures.charge_course(one, begin, lang)
        parts += [html.H3(said, className="chart-title")]
        parts += [graph(course, shown.view, "fleet.blocks.course")]
    return html.Div(parts)


def _draw_taxis(shown: Look) -> Component:
    names = input_names.zone_names(shown.run, shown.lang)
    figure = figures.zones(taxi_zones.zones(shown.run), names, shown.lang)
    return graph(figure, shown.view, "fleet.taxis")


def _draw_consumption(shown: Look) -> Component:
    rows, names = fleet.consumption(shown.run), fleet_names(shown.run, shown.lang)
    parts = {
        names.get(str(one), str(one)): (own, fleet.binned(own))
        for one, own in rows.groupby("fleet", sort=False)
    }
    return graph(figures.consumption(parts, shown.lang), shown.view, "fleet.consumption")


def _draw_crowding(shown: Look) -> Component:
    load, behind = fleet.crowding(shown.run)
    figure = figures.crowding(load, behind, _line_names(shown), shown.lang)
    return graph(figure, shown.view, "fleet.crowding")


def _draw_vehicles(shown: Look) -> Component:
    frame, names = fleet.vehicles(shown.run), fleet_names(shown.run, shown.lang)
    if frame.empty:
        return message(text(shown.lang, "fleet.vehicles.none"))
    figure = figures.health(frame, names, shown.lang)
    table = fleet_tables.vehicles(frame, names, shown.lang)
    return html.Div([table, graph(figure, shown.view, "fleet.vehicles")])


_FLEET = Choice("fleet", _fleets, _fleet, width=190)
_DAY = Choice("day", _days, lambda shown: _day(shown).isoformat(), shape="steps", width=250)
_BLOCK = Choice("block", _blocks, _block, width=330)

PAGE = Page(
    "fleet",
    "fleet",
    "bus",
    5,
    choices=(RUN,),
    sections=(
        Section("punctuality", _draw_punctuality, reads=("run",)),
        Section("blocks", _draw_blocks, choices=(_FLEET, _DAY, _BLOCK), reads=("run",)),
        Section("taxis", _draw_taxis, reads=("run",)),
        Section("consumption", _draw_consumption, reads=("run",)),
        Section("crowding", _draw_crowding, reads=("run",)),
        Section("vehicles", _draw_vehicles, reads=("run",)),
    ),
)
