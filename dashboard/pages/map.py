"""Map: the park on a sketch of Lanzhou, through one day."""

from typing import Any

import dash_mantine_components as dmc
from dash import ClientsideFunction, Dash, Input, Output, State, dcc, html
from dash.development.base_component import Component

from dashboard.components import graph, icon, message
from dashboard.figures.park_map import park_map
from dashboard.look import Look
from dashboard.page import Choice, Option, Page, Section
from dashboard.parts import beside, clicks, moments, scenes
from dashboard.parts.choices import RUN
from dashboard.parts.names import name_of
from dashboard.queries import map_day
from dashboard.queries.places import places
from dashboard.texts import text
from dashboard.view import seen
from dashboard.workspace import Workspace

_PACES = ("60", "15", "finest")


def _sites(shown: Look) -> list[Option]:
    listed = [
        {"value": found.key, "label": scenes.name(shown.run, found, shown.lang)}
        for found in places(shown.run)
    ]
    known = {option["value"] for option in listed}
    here = scenes.place(shown)
    return listed if here in known else [{"value": here, "label": here}, *listed]


def _shades(shown: Look) -> list[Option]:
    known = map_day.shades(shown.run)
    return [{"value": key, "label": text(shown.lang, f"map.shade.{key}")} for key in known]


def _extents(shown: Look) -> list[Option]:
    return [
        {
            "value": part,
            "label": text(shown.lang, "map.extent.whole")
            if part == scenes.WHOLE
            else name_of(shown.run, "areas", part, shown.lang),
        }
        for part in scenes.extents(shown.run)
    ]


def _finest(shown: Look) -> int:
    return max(map_day.FINEST_MINUTES, shown.run.grid.step_minutes)


def _paces(shown: Look) -> list[Option]:
    finest = _finest(shown)
    paces = [pace for pace in _PACES if pace == "finest" or int(pace) > finest]
    return [
        {"value": pace, "label": text(shown.lang, f"map.pace.{pace}", minutes=finest)}
        for pace in paces
    ]


def _pace(shown: Look) -> str:
    known = [option["value"] for option in _paces(shown)]
    asked = shown.view.choice("pace")
    return asked if asked in known else str(known[0])


_SITE = Choice("site", _sites, scenes.place, width=320)
_DAY = Choice(
    "day",
    moments.options,
    lambda shown: moments.date(shown, moments.number(shown)).isoformat(),
    "steps",
    250,
)
_SHADE = Choice("shade", _shades, scenes.shade, width=220)
_EXTENT = Choice("extent", _extents, scenes.extent, "segments")
_PACE = Choice("pace", _paces, _pace, width=145)


def _drawing(shown: Look) -> Component:
    lang = shown.lang
    if not places(shown.run):
        return message(text(lang, "map.empty"), text(lang, "map.empty.body"))
    scene, day, at = scenes.scene(shown)
    pace = _pace(shown)
    step = float(_finest(shown) if pace == "finest" else pace)
    parts = [
        _transport(shown, at * day.minutes, step, day.minutes),
        graph(park_map(scene, lang), shown.view, "map.drawing"),
        html.P(text(lang, "map.levels"), className="lead") if scene.shade == "level" else None,
        html.P(text(lang, "map.links"), className="lead") if scene.lines else None,
        dcc.Store(id="map-played", data=scenes.played(scene, day, lang)),
    ]
    return html.Div([part for part in parts if part is not None])


def _transport(shown: Look, minutes: float, step: float, frame: float) -> Component:
    lang = shown.lang
    play = dmc.ActionIcon(
        icon("play"),
        id="map-play",
        size=38,
        variant="filled",
        attributes={
            "root": {"aria-label": text(lang, "map.play"), "title": text(lang, "map.play")}
        },
    )
    slider = dmc.Slider(
        id="map-slider",
        min=0,
        max=1440 - frame,
        step=step,
        value=minutes,
        label=None,
        updatemode="drag",
        thumbLabel=text(lang, "map.time"),
        marks=[{"value": 60 * hour, "label": f"{hour}:00"} for hour in range(0, 24, 3)],
        className="transport-slider",
    )
    clock = html.Div(
        [html.Strong(id="map-clock"), html.Span(id="map-top", className="transport-top")],
        className="transport-now",
    )
    return html.Div([play, clock, slider], className="transport")


def _register(app: Dash, workspace: Workspace) -> None:
    address = PAGE.place("url")
    clientside: Any = app.clientside_callback
    clientside(
        ClientsideFunction("park", "moment"),
        Output("map-clock", "children"),
        Output("map-top", "children"),
        Input("map-slider", "value"),
        Input("map-played", "data"),
    )
    clientside(
        ClientsideFunction("park", "play"),
        Output("map-play", "n_clicks"),
        Input("map-play", "n_clicks"),
        State("map-slider", "step"),
        prevent_initial_call=True,
    )
    clientside(
        ClientsideFunction("park", "follow"),
        Output("map-played", "id"),
        Input(address, "search"),
        Input("map-played", "data"),
    )

    clicks.lead(app, PAGE, "map.drawing", _to_place)


def _to_place(click: Any, search: str | None) -> str | None:
    said = clicks.said(click)
    if not said or said[0].startswith("link/"):
        return None
    return seen(search).choosing(site=said[0]).query()


PAGE = Page(
    "map",
    "map",
    "map",
    3,
    choices=(RUN, _SITE, _DAY),
    sections=(
        Section(
            "drawing",
            # Not by place: the browser rings it.
            _drawing,
            choices=(_SHADE, _EXTENT, _PACE),
            reads=("run", "day"),
            sees=("time",),
            wide=False,
        ),
        Section("beside", beside.panel, reads=("run", "day", "site", "time"), wide=False),
    ),
    register=_register,
)
