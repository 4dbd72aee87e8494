"""Sites and stations to choose from: the map on which a click is a place, and the short ways in."""

from typing import Any

import dash_mantine_components as dmc
from dash import dcc, html
from dash.development.base_component import Component

from dashboard import components, security
from dashboard.editor.names import full_title, named, own_name
from dashboard.editor.overlay import value_at
from dashboard.editor.sight import ADD_STATION, Sight
from dashboard.editor.tree import Spot, key_of, plugs_of, spot_of, stations_of
from dashboard.figures import placing
from dashboard.texts import text


def place_map(spot: Spot, sight: Sight) -> Component:
    """Return the map on which a click puts the thing."""
    here = value_at(sight.whole, (*spot.keys, "position"))
    figure = placing.map_of(places(sight), _point(here), sight.lang)
    return html.Div(
        [
            html.P(text(sight.lang, "editor.map.hint"), className="lead"),
            _graph(figure, sight, text(sight.lang, "editor.map"), spot.path),
        ],
        className="place",
    )


def _graph(figure: Any, sight: Sight, label: str, at: str) -> Component:
    drawn = dcc.Graph(
        id={"editor": "map", "at": at},
        figure=placing.on_scheme(figure, dark=sight.view.dark),
        config=security.graph_config(sight.lang),
        style={"height": f"{placing.HEIGHT}px"},
    )
    marked: dict[str, Any] = {"data-place": at}
    return html.Div(drawn, role="group", className="placing", **components.named(label), **marked)


def _point(said: Any) -> tuple[float, float] | None:
    if not isinstance(said, dict):
        return None
    found = said.get("longitude"), said.get("latitude")
    both = all(isinstance(one, int | float) for one in found)
    return (float(found[0] or 0), float(found[1] or 0)) if both else None


def places(sight: Sight) -> list[placing.Spot]:
    """Return the sites of the scenario that say where they are."""
    sites = value_at(sight.whole, ("sites",))
    found = []
    for number, site in enumerate(sites if isinstance(sites, list) else ()):
        point = _point(value_at(site, ("position",)))
        if point is not None:
            key = key_of(site, number)
            stations = value_at(site, ("stations",))
            count = sum(plugs_of(one) for one in stations) if isinstance(stations, list) else 0
            name = own_name(site, sight.lang) or key
            found.append(placing.Spot(key, name, *point, count))
    return found


def quick(sight: Sight) -> Component:
    """Return what most planners come for: a station to change, or a new one."""
    lang = sight.lang
    stations = [(plugs_of(one), path) for path, _, one in stations_of(sight.whole)]
    options = [
        {"value": path, "label": _called(path, count, sight)}
        for count, path in sorted(stations, key=lambda one: (-one[0], one[1]))
    ]
    go = dmc.Select(
        id={"editor": "go", "at": "station"},
        label=text(lang, "editor.quick.station"),
        placeholder=text(lang, "editor.quick.hint"),
        data=options,
        searchable=True,
        w=420,
    )
    new = dcc.Link(
        [components.icon("plus"), text(lang, "editor.quick.new")],
        href=sight.link(ADD_STATION),
        className="act main",
    )
    return html.Div([go, new], className="quick")


def _called(path: str, count: int, sight: Sight) -> str:
    spot = spot_of(path.split("."))
    name = named(spot.keys[-1], full_title(spot, sight.whole, sight.lang))
    return f"{name} · {text(sight.lang, 'editor.plugs', count=count)}"


def choose_site(sight: Sight) -> list[Component]:
    """Return the choice of a site for a new station: on the map, or from a list."""
    lang = sight.lang
    found = places(sight)
    select = dmc.Select(
        id={"editor": "go", "at": "site"},
        label=text(lang, "editor.site"),
        data=[{"value": f"sites.{one.key}.stations", "label": one.name} for one in found],
        searchable=True,
        w=420,
    )
    figure = placing.map_of(found, None, lang)
    return [
        html.Div([html.H2(text(lang, "editor.quick.new"))], className="form-top"),
        html.P(text(lang, "editor.site.lead"), className="lead"),
        select,
        _graph(figure, sight, text(lang, "editor.map"), ADD_STATION),
    ]
