"""What stands beside the map: a place's figures, its day, and where to read on."""

import numpy as np
from dash import dcc, html
from dash.development.base_component import Component

from dashboard.components import graph, message
from dashboard.figures import loading as drawn
from dashboard.figures.place import station_day
from dashboard.look import Look
from dashboard.parts import moments, saying, scenes
from dashboard.queries import loading, settings
from dashboard.queries.places import Place, places
from dashboard.texts import text
from sim.kpi.words import number


def panel(shown: Look) -> Component:
    """Return the figures of the chosen place and its day."""
    known = {found.key: found for found in places(shown.run)}
    place = known.get(scenes.place(shown))
    if place is None:
        return message(text(shown.lang, "map.empty"), text(shown.lang, "map.empty.body"))
    head = [
        html.H3(scenes.name(shown.run, place, shown.lang), className="beside-name"),
        html.P(text(shown.lang, f"map.kind.{place.kind}"), className="lead"),
    ]
    if place.kind == "terminal":
        return html.Div([*head, html.P(text(shown.lang, "map.terminal"))])
    body = _station(shown, place) if place.kind == "station" else _site(shown, place)
    return html.Div([*head, *body])


def _facts(pairs: list[tuple[str, str]]) -> Component:
    rows = [part for name, value in pairs for part in (html.Dt(name), html.Dd(value))]
    return html.Dl(rows, className="facts")


def _site(shown: Look, place: Place) -> list[Component]:
    run, lang, day = shown.run, shown.lang, moments.number(shown)
    known = loading.loading(run)
    pairs = [
        (text(lang, "map.fact.area"), saying.area_of(run, place.key, lang)),
        (text(lang, "map.fact.rating"), f"{number(place.rating)} kVA"),
    ]
    if place.pv_kwp > 0:
        pairs.append((text(lang, "map.fact.pv"), f"{number(place.pv_kwp)} kWp"))
    at = scenes.moment(shown, day)
    if place.key in known.table.index:
        share, step = known.peak_of(place.key, day)
        said = text(
            lang, "map.fact.most.at", share=saying.percent(share),
            band=text(lang, f"band.{loading.band(share)}"),
            time=f"{loading.begin(run, day, step):%H:%M}",
        )  # fmt: skip
        pairs.append((text(lang, "map.fact.most"), said))
    limit = loading.limit_kw(run, place.key)
    figure = drawn.day(loading.parts(run, place.key, day, 1), limit, lang, at)
    figure.update_xaxes(dtick=6 * 3_600_000)  # there is little room
    links = [_link(shown, "grid", place.key, "map.open.grid")]
    stations = [
        other for other in places(run) if other.kind == "station" and other.site == place.key
    ]
    links += [_charging(shown, station) for station in stations]
    return [_facts(pairs), graph(figure, shown.view, "map.beside"), _links(links)]


def _station(shown: Look, place: Place) -> list[Component]:
    run, lang, day = shown.run, shown.lang, moments.number(shown)
    names = [f"{place.key}/{end}" for end in ("power_kw", "busy", "queue")]
    there = [name for name in names if name in run.series_columns]
    frame = run.series(there, loading.begin(run, day), 1)
    frame.columns = [name.rpartition("/")[2] for name in there]
    limit = settings.stations(run).get(place.key.partition("/")[2], {}).get("limit_kw")
    limit_kw = float(limit or place.rating or np.nan)
    pairs = [
        (text(lang, "map.fact.site"), saying.place_name(run, place.site, lang)),
        (
            text(lang, "map.fact.plugs"),
            text(lang, "map.fact.plugs.kw", count=place.plugs, kw=number(place.rating)),
        ),
        (text(lang, "map.fact.limit"), f"{number(limit_kw)} kW"),
    ]
    if "power_kw" in frame:
        peak = number(float(frame["power_kw"].max()))
        pairs.append((text(lang, "map.fact.peak"), f"{peak} kW"))
    if "queue" in frame:
        longest = text(lang, "map.vehicles", count=int(frame["queue"].max()))
        pairs.append((text(lang, "map.fact.queue"), longest))
    figure = station_day(frame, limit_kw, lang, scenes.moment(shown, day))
    links = [_charging(shown, place), _link(shown, "grid", place.site, "map.open.grid")]
    return [_facts(pairs), graph(figure, shown.view, "map.beside"), _links(links)]


def _links(links: list[Component]) -> Component:
    return html.Ul([html.Li(link) for link in links], className="beside-links")


def _link(shown: Look, page: str, key: str, words: str, **values: str) -> Component:
    """Return a link to another page, with the address as it is and a place chosen."""
    day = moments.date(shown, moments.number(shown)).isoformat()
    view = shown.view.choosing(site=key, day=day, run=shown.run.name)
    return dcc.Link(text(shown.lang, words, **values), href=page + view.query())


def _charging(shown: Look, station: Place) -> Component:
    name = scenes.name(shown.run, station, shown.lang)
    view = shown.view.choosing(
        station=station.key.partition("/")[2],
        day=moments.date(shown, moments.number(shown)).isoformat(),
        run=shown.run.name,
    )
    words = text(shown.lang, "map.open.charging", name=name)
    return dcc.Link(words, href="charging" + view.query())
