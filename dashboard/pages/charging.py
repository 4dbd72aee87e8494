"""Charging: who waits where, and what a day at a station looks like."""

import datetime as dt
from typing import Any

import pandas as pd
from dash import Dash, Input, Output, dcc, html, no_update
from dash.development.base_component import Component

from dashboard.components import graph, icon, message
from dashboard.figures import charging_day
from dashboard.figures import gantt as bars
from dashboard.look import Look
from dashboard.page import Choice, Option, Page, Section
from dashboard.parts import clicks, days, station_tables, wait_cards
from dashboard.parts.choices import RUN
from dashboard.parts.names import name_of, sites_of_stations
from dashboard.parts.station_tables import controller_name, fleet_names
from dashboard.queries import charging, controllers, gantt, session_curve
from dashboard.texts import text
from dashboard.workspace import Workspace

_FIRST_OF = ("run", "station", "day")


def _none(shown: Look) -> Component:
    return message(text(shown.lang, "charging.none"), text(shown.lang, "charging.none.body"))


def _station(shown: Look) -> str:
    """Return the station that is asked for, or the busiest; "" where there is none."""
    known, asked = charging.stations(shown.run).index, shown.view.choice("station")
    return asked if asked in known else charging.busiest(shown.run)


def _stations(shown: Look) -> list[Option]:
    busiest, mark = charging.busiest(shown.run), text(shown.lang, "station.busiest")
    found = []
    for station in charging.stations(shown.run).index:
        name = name_of(shown.run, "stations", str(station), shown.lang)
        found.append(
            {"value": station, "label": f"{name} · {mark}" if station == busiest else name}
        )
    return found


def _day(shown: Look) -> dt.date:
    """Return the day that is asked for, or the station's worst."""
    return days.chosen(shown, charging.worst_day(shown.run, _station(shown)))


def _days(shown: Look) -> list[Option]:
    station = _station(shown)
    why = "day.worst" if charging.waited(shown.run, station) else "day.peak"
    return days.options(shown, charging.worst_day(shown.run, station), why)


def _sessions(shown: Look) -> pd.DataFrame:
    return charging.sessions_at(shown.run, _station(shown), _day(shown))


def _session(shown: Look) -> str:
    """Return the key of the session that is asked for, or of the one that waited longest."""
    rows, asked = _sessions(shown), shown.view.choice("session")
    keys = [gantt.key_of(one) for one in rows.to_dict("records")]
    if asked in keys or not keys:
        return asked if keys else ""
    worst = rows["wait_minutes"] if rows["wait_minutes"].max() > 0.0 else rows["energy_kwh"]
    return keys[int(worst.to_numpy().argmax())]


def _session_options(shown: Look) -> list[Option]:
    names = fleet_names(shown.run, shown.lang)
    return [
        {
            "value": gantt.key_of(one),
            "label": text(
                shown.lang,
                "session.label",
                begin=f"{one['start']:%H:%M}",
                plug=one["plug"],
                vehicle=gantt.vehicle_name(one, names),
                wait=f"{one['wait_minutes']:.0f}",
            ),
        }
        for one in _sessions(shown).to_dict("records")
    ]


def _fleets(shown: Look) -> list[Option]:
    names = fleet_names(shown.run, shown.lang)
    there = gantt.fleets_at(_sessions(shown))
    return [{"value": fleet, "label": names.get(fleet, fleet)} for fleet in there]


def _fleet(shown: Look) -> str:
    there, asked = gantt.fleets_at(_sessions(shown)), shown.view.choice("fleet")
    return asked if asked in there else (there or [""])[0]


def _segments(key: str, values: tuple[str, ...]) -> Choice:
    """Return a choice of few, of which the first stands where none is asked for."""

    def options(shown: Look) -> list[Option]:
        return [{"value": one, "label": text(shown.lang, f"shown.{one}")} for one in values]

    def chosen(shown: Look) -> str:
        asked = shown.view.choice(key)
        return asked if asked in values else values[0]

    return Choice(key, options, chosen, shape="segments")


def _draw_wait(shown: Look) -> Component:
    lang, station = shown.lang, _station(shown)
    row = charging.station(shown.run, station)
    if row is None:
        return _none(shown)
    found = {title: charging.station(run, station) for title, run in shown.titled()}
    rows = {title: one for title, one in found.items() if one is not None}
    before = charging.station(shown.runs[0], station)
    name = name_of(shown.run, "stations", station, lang)
    said = wait_cards.headline(name, row, lang)
    cards = wait_cards.cards(row, None if shown.run is shown.runs[0] else before, lang)
    more = [wait_cards.by_run(rows, lang)] if len(rows) > 1 else []
    return html.Div([said, _change(shown, station, name), cards, *more])


def _change(shown: Look, station: str, name: str) -> Component:
    """Return the link to the editor at a station of the run's scenario."""
    at = f"sites.{sites_of_stations(shown.run).get(station, '')}.stations.{station}"
    name_of_scenario = str(shown.run.manifest["name"])
    to = shown.view.choosing(scenario=name_of_scenario, at=at, run=shown.run.name)
    words = text(shown.lang, "charging.change", name=name)
    return dcc.Link([icon("pencil"), words], href="editor" + to.query(), className="button-link")


def _draw_stations(shown: Look) -> Component:
    frame = charging.stations(shown.run)
    if frame.empty:
        return _none(shown)
    names = {str(one): name_of(shown.run, "stations", str(one), shown.lang) for one in frame.index}
    return station_tables.stations(frame, names, _station(shown), shown.lang)


def _span(shown: Look) -> tuple[dt.date, int]:
    """Return the first day that is shown and how many: the chosen one, or its week from Monday."""
    day = _day(shown)
    if _SPAN.chosen(shown) == "day":
        return day, 1
    return max(day - dt.timedelta(days=day.weekday()), shown.run.grid.start), 7


def _draw_power(shown: Look) -> Component:
    station = _station(shown)
    row = charging.station(shown.run, station)
    if row is None:
        return _none(shown)
    frame = charging.power(shown.run, station, *_span(shown))
    figure = charging_day.power(frame, row["limit_kw"], row["plugs"], shown.lang)
    return graph(figure, shown.view, "charging.power")


def _draw_plugs(shown: Look) -> Component:
    if not _station(shown):
        return _none(shown)
    rows, names = _sessions(shown), fleet_names(shown.run, shown.lang)
    found = gantt.plugs(rows, _day(shown), _BARS.chosen(shown), names)
    kinds = {kind: names.get(fleet, fleet) for fleet, kind in gantt.fleet_kinds(rows).items()}
    figure = bars.plugs(found, kinds, _session(shown), shown.lang)
    return graph(figure, shown.view, "charging.plugs")


def _draw_vehicles(shown: Look) -> Component:
    fleet, lang = _fleet(shown), shown.lang
    if not fleet:
        return html.P(text(lang, "charging.vehicles.none"), className="lead")
    numbers = gantt.chosen_vehicles(_sessions(shown), fleet)
    found = gantt.vehicles(shown.run, _day(shown), fleet, numbers)
    figure = graph(bars.vehicles(found, lang), shown.view, "charging.vehicles")
    driven = "driving" in set(found["kind"])
    note = [] if driven else [html.P(text(lang, "charging.vehicles.taxis"), className="lead")]
    return html.Div([*note, figure])


def _draw_session(shown: Look) -> Component:
    rows, lang, key = _sessions(shown), shown.lang, _session(shown)
    if not key:
        return html.P(text(lang, "charging.course.none"), className="lead")
    keys = [gantt.key_of(one) for one in rows.to_dict("records")]
    curve = session_curve.curve_of(shown.run, list(rows.itertuples())[keys.index(key)])
    how = curve.reason or ("full" if curve.even is None else "held")
    said = text(lang, f"charging.course.{how}", limit=f"{curve.limit_kw:.0f}")
    figure = graph(charging_day.session(curve, lang), shown.view, "charging.course")
    names = fleet_names(shown.run, lang)
    table = station_tables.sessions(rows, _day(shown), names, key, lang)
    return html.Div([html.P(said, className="session-said"), figure, table])


def _draw_controllers(shown: Look) -> Component:
    lang = shown.lang
    site = sites_of_stations(shown.run).get(_station(shown), "")
    days = {title: controllers.days_of(run, site, *_span(shown)) for title, run in shown.titled()}
    there = {title: day for title, day in days.items() if day is not None}
    if not there:
        return html.P(text(lang, "charging.controllers.none"), className="lead")
    frames = {
        f"{title} · {controller_name(day.controller, lang)}": day.frame
        for title, day in there.items()
    }
    figure = graph(charging_day.controllers(frames, lang), shown.view, "charging.controllers")
    rows = [
        {"run": title, **day._asdict(), "controller": controller_name(day.controller, lang)}
        for title, day in there.items()
    ]
    for row in rows:
        del row["frame"]
    same = len({day.controller for day in there.values()}) == 1
    why = "charging.controllers.same" if len(there) > 1 else "charging.controllers.one"
    note = [html.P(text(lang, why), className="lead")] if same else []
    return html.Div([*note, figure, station_tables.controllers(rows, lang)])


def _register(app: Dash, workspace: Workspace) -> None:
    """Let rows of tables and bars of the chart choose the station and the session."""
    del workspace
    for table, choice in (("stations", "station"), ("sessions", "session")):
        _pick(app, table, PAGE.place(choice))

    @app.callback(
        Output(PAGE.place("session"), "value", allow_duplicate=True),
        Input({"figure": "charging.plugs"}, "clickData"),
        prevent_initial_call=True,
    )
    def pick_bar(click: Any) -> Any:
        return next(iter(clicks.said(click)), no_update)


def _pick(app: Dash, table: str, control: str) -> None:
    @app.callback(
        Output(control, "value", allow_duplicate=True),
        Input({"grid": table}, "selectedRows"),
        prevent_initial_call=True,
    )
    def pick(rows: Any) -> Any:
        return _picked(rows)


def _picked(rows: Any) -> Any:
    """Return the id of the row that somebody chose; one that was drawn as chosen tells nothing."""
    fresh = isinstance(rows, list) and bool(rows) and not rows[0].get("drawn")
    return rows[0]["id"] if fresh else no_update


_STATION = Choice("station", _stations, _station, width=330)
_DAY = Choice("day", _days, lambda shown: _day(shown).isoformat(), shape="steps", width=236)
_SPAN = _segments("span", ("day", "week"))
_BARS = _segments("bars", ("fleet", "soc"))
_FLEET = Choice("fleet", _fleets, _fleet, width=200)
_SESSION = Choice("session", _session_options, _session, width=380)

PAGE = Page(
    "charging",
    "charging",
    "plug",
    4,
    choices=(RUN, _STATION, _DAY, _SPAN),
    sections=(
        Section("wait", _draw_wait, reads=("run", "station")),
        Section("stations", _draw_stations, reads=("run", "station")),
        Section("power", _draw_power, reads=(*_FIRST_OF, "span")),
        Section("plugs", _draw_plugs, choices=(_BARS,), reads=(*_FIRST_OF, "session")),
        Section("vehicles", _draw_vehicles, choices=(_FLEET,), reads=_FIRST_OF),
        Section("course", _draw_session, choices=(_SESSION,), reads=_FIRST_OF),
        Section("controllers", _draw_controllers, reads=(*_FIRST_OF, "span")),
    ),
    register=_register,
)
