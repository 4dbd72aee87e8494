"""Grid and warnings: which transformer is loaded most, when, and what caused it."""

from typing import Any

import pandas as pd
from dash import Dash, html
from dash.development.base_component import Component

from dashboard import grid
from dashboard.components import graph, message
from dashboard.figures import loading as drawn
from dashboard.look import Look
from dashboard.page import Choice, Option, Page, Section
from dashboard.parts import clicks, moments, saying
from dashboard.parts.choices import RUN
from dashboard.parts.warnings import alarms, calls, worst
from dashboard.queries import causes, loading
from dashboard.texts import text
from dashboard.view import seen
from dashboard.workspace import Workspace


def _places(shown: Look) -> list[Option]:
    names = saying.site_names(shown.run, shown.lang)
    order = loading.loading(shown.run).table["most"].sort_values(ascending=False).index
    return [{"value": place, "label": names[place]} for place in order]


_SITE = Choice("site", _places, lambda shown: moments.place(shown), width=300)


def _days(shown: Look) -> list[Option]:
    return moments.options(shown, moments.place(shown))


def _number(shown: Look) -> int:
    return moments.number(shown, moments.place(shown))


def _date(shown: Look) -> str:
    return moments.date(shown, _number(shown)).isoformat()


_DAY = Choice("day", _days, _date, "steps", 250)


def _scopes(shown: Look) -> list[Option]:
    return [
        {"value": key, "label": text(shown.lang, f"grid.scope.{key}")} for key in ("all", "one")
    ]


def _scope(shown: Look) -> str:
    return "one" if shown.view.choice("scope") == "one" else "all"


_SCOPE = Choice("scope", _scopes, _scope, "segments")


def _nothing(shown: Look) -> Component | None:
    if not loading.loading(shown.run).table.empty:
        return None
    return message(text(shown.lang, "grid.empty"), text(shown.lang, "grid.empty.body"))


def _worst(shown: Look) -> Component:
    return _nothing(shown) or worst(shown)


def _ranking(shown: Look) -> Component:
    names = saying.site_names(shown.run, shown.lang)
    table = loading.loading(shown.run).table
    figure = drawn.ranking(table, names, moments.place(shown), shown.lang)
    return graph(figure, shown.view, "grid.ranking")


def _calendar(shown: Look) -> Component:
    found = loading.loading(shown.run)
    if found.table.empty:
        return graph(
            drawn.calendar(pd.Series(dtype=float), [], None, shown.lang),
            shown.view,
            "grid.calendar",
        )
    sites = [place for place in found.daily.index if place.startswith(loading.SITE)]
    rows = [moments.place(shown)] if _scope(shown) == "one" or not sites else sites
    daily = found.daily.loc[rows]
    where = [str(place) for place in daily.idxmax()]
    names = saying.site_names(shown.run, shown.lang)
    said = [
        f"{saying.when(_peak(shown, found, place, day), shown.lang)}<br>{names[place]}: "
        f"{saying.percent(float(daily[date].max()))}"
        for day, (date, place) in enumerate(zip(daily.columns, where, strict=True))
    ]
    figure = drawn.calendar(daily.max(), said, pd.Timestamp(_date(shown)), shown.lang)
    return graph(figure, shown.view, "grid.calendar")


def _peak(shown: Look, found: loading.Loading, place: str, day: int) -> pd.Timestamp:
    return loading.begin(shown.run, day, found.peak_of(place, day)[1])


def _curve(shown: Look) -> Component:
    if (nothing := _nothing(shown)) is not None:
        return nothing
    run, place, day = shown.run, moments.place(shown), _number(shown)
    share, step = loading.loading(run).peak_of(place, day)
    time = loading.begin(run, day, step)
    said = text(
        shown.lang,
        "grid.curve.peak",
        place=saying.site_names(run, shown.lang)[place],
        time=saying.when(time, shown.lang),
        share=saying.percent(share),
        band=text(shown.lang, f"band.{loading.band(share)}"),
    )
    cause = causes.cause(run, place, day, step)
    why = f"{saying.because(cause, shown.lang)}{saying.outdoor(run, time, shown.lang)}"
    parts = loading.parts(run, place, day, 1)
    figure = drawn.day(parts, loading.limit_kw(run, place), shown.lang, time)
    sentence = html.P([html.Strong(said), " ", why], className="finding")
    return html.Div([sentence, graph(figure, shown.view, "grid.curve")])


def _table(shown: Look) -> Component:
    lang, found = shown.lang, loading.loading(shown.run)
    if (nothing := _nothing(shown)) is not None:
        return nothing
    names = saying.site_names(shown.run, lang)
    rows = []
    for place, row in found.table.sort_values("most", ascending=False).iterrows():
        _, day = found.worst(str(place)) or ("", 0)
        time = loading.begin(shown.run, day, found.peak_of(str(place), day)[1])
        rows.append(
            {"place": names[str(place)], "area": saying.area_of(shown.run, str(place), lang)}
            | {key: round(100.0 * row[key], 3) for key in ("mean", "p95", "most")}
            | {key: round(row[key], 3) for key in ("rating", "heavy_h", "over_h")}
            | {"when": f"{time:%Y-%m-%d %H:%M}"}
        )
    heads = {"rating": "rating", "mean": "mean", "p95": "p95", "most": "most"}
    heads |= {"heavy_h": "heavy", "over_h": "over"}
    columns = [grid.words("place", text(lang, "grid.column.place"), 220) | {"pinned": "left"}]
    columns.append(grid.words("area", text(lang, "grid.column.area"), 110))
    wrapped = {"wrapHeaderText": True, "autoHeaderHeight": True, "filter": False}
    columns += [
        grid.numeric(key, text(lang, f"grid.column.{end}")) | wrapped | {"minWidth": 96}
        for key, end in heads.items()
    ]
    columns.append(grid.words("when", text(lang, "grid.column.when"), 165))
    return grid.table("grid.table", columns, rows, lang, 380)


def _register(app: Dash, workspace: Workspace) -> None:
    def to_day(click: Any, search: str | None) -> str | None:
        day = clicks.day(click)
        return moments.to_day(workspace.library, search, day) if day else None

    clicks.lead(app, PAGE, "grid.ranking", _to_place)
    clicks.lead(app, PAGE, "grid.calendar", to_day)
    clicks.lead(app, PAGE, "grid.alarms", _to_alarm)


def _to_place(click: Any, search: str | None) -> str | None:
    said = clicks.said(click)
    return seen(search).choosing(site=said[0]).query() if said else None


def _to_alarm(click: Any, search: str | None) -> str | None:
    said = clicks.said(click)
    return seen(search).choosing(site=said[0], day=said[1]).query() if said else None


_HERE = ("run", "site", "day")

PAGE = Page(
    "grid",
    "grid",
    "alarm",
    7,
    choices=(RUN, _SITE, _DAY),
    sections=(
        Section("worst", _worst, reads=("run",)),
        Section(
            "calendar",
            _calendar,
            choices=(_SCOPE,),
            reads=_HERE,
        ),
        Section("curve", _curve, reads=_HERE),
        Section("ranking", _ranking, reads=("run", "site")),
        Section("alarms", alarms, reads=("run",)),
        Section("table", _table, reads=("run",)),
        Section("calls", calls, reads=("run",)),
    ),
    register=_register,
)
