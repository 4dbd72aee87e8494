"""Compare: runs beside a baseline, in figures and in charts."""

from collections.abc import Callable
from typing import Any

from dash import Dash, Input, Output, html, no_update
from dash.development.base_component import Component

from dashboard import cards, choice, components, frames, grid, ids, weeks
from dashboard.components import graph, message, panel
from dashboard.figures import energy, power, stations
from dashboard.library import Library, Problem
from dashboard.pages import Page
from dashboard.texts import text
from dashboard.view import Lang, View

_EXAMPLE = """greenpark run scenarios/lanzhou/baseline.yaml
greenpark run scenarios/lanzhou/green-plan.yaml"""


def layout(view: View, library: Library) -> Component:
    """Return the page as it is drawn once for a language; callbacks fill its parts."""
    lang = view.lang
    heading = html.Div(
        [html.H1(text(lang, "page.compare")), html.P(text(lang, "compare.lead"), className="lead")]
    )
    if not library.names():
        return html.Div([heading, _nothing_yet(lang, library)], className="page")
    body = html.Div(_panels(lang), id=ids.COMPARE_BODY, className="page")
    problems = html.Div(id=ids.COMPARE_PROBLEMS, role="status")
    return html.Div([heading, choice.controls(view, library), problems, body], className="page")


def _panels(lang: Lang) -> list[Component]:
    def part(name: str, place: str, lead: str | None = None, **more: Any) -> Component:
        shown = text(lang, f"compare.{name}.lead") if lead is None else lead
        filled = components.loading(html.Div(id=place))
        return panel(text(lang, f"compare.{name}"), shown, filled, **more)

    return [
        part("key", ids.COMPARE_CARDS),
        part("daily", ids.COMPARE_DAILY),
        part("power", ids.COMPARE_POWER, aside=choice.week_control(lang)),
        part("stations", ids.COMPARE_STATIONS),
        part("table", ids.COMPARE_TABLE),
    ]


def _nothing_yet(lang: Lang, library: Library) -> Component:
    return message(
        text(lang, "empty.title"),
        html.P(text(lang, "empty.body")),
        html.Pre(_EXAMPLE),
        html.P(text(lang, "empty.folder", folder=library.folder.name), className="lead"),
    )


def _said(problem: Problem, lang: Lang) -> Component:
    title = text(lang, f"problem.{problem.reason}", run=problem.run)
    body = text(lang, f"problem.{problem.reason}.body", detail=problem.detail)
    return message(title, body, kind="warning" if problem.reason == "missing" else "error")


def _messages(shown: choice.Look) -> list[Component]:
    lang = shown.view.lang
    found = [_said(problem, lang) for problem in shown.problems]
    if not shown.runs:
        why = "empty.unread" if shown.problems else "empty.none"
        found.append(message(text(lang, why), text(lang, f"{why}.body")))
        return found
    listed = [html.Li(caution.text(lang)) for caution in shown.comparison.cautions]
    return [*found, message(text(lang, "caution"), html.Ul(listed))] if listed else found


def register(app: Dash, library: Library) -> None:
    """Fill the parts of the page from the view."""
    choice.register(app, library)

    @app.callback(
        Output(ids.COMPARE_PROBLEMS, "children"),
        Output(ids.COMPARE_BODY, "hidden"),
        Input(ids.COMPARE_CHOICE, "data"),
    )
    def say(search: str | None) -> tuple[Any, bool]:
        shown = choice.look(library, search)
        return _messages(shown), not shown.runs

    _register_part(app, library, ids.COMPARE_CARDS, _cards)
    _register_part(app, library, ids.COMPARE_DAILY, _daily)
    _register_part(app, library, ids.COMPARE_STATIONS, _stations)
    _register_part(app, library, ids.COMPARE_TABLE, _table)
    _register_part(app, library, ids.COMPARE_POWER, _power, ids.COMPARE_URL, "search")


def _register_part(
    app: Dash,
    library: Library,
    place: str,
    draw: Callable[[choice.Look], Component],
    source: str = ids.COMPARE_CHOICE,
    value: str = "data",
) -> None:
    @app.callback(Output(place, "children"), Input(source, value))
    def fill(search: str | None) -> Any:
        shown = choice.look(library, search)
        return draw(shown) if shown.runs and search is not None else no_update


def _cards(shown: choice.Look) -> Component:
    return cards.cards(shown.comparison, shown.view.lang)


def _table(shown: choice.Look) -> Component:
    return grid.table(shown.comparison, shown.view.lang)


def _daily(shown: choice.Look) -> Component:
    days = {title: frames.daily_energy(run) for title, run in shown.titled()}
    return graph(energy.daily_energy(days, shown.view.lang), shown.view, "compare.daily")


def _power(shown: choice.Look) -> Component:
    first = weeks.chosen_week(shown.runs[0], shown.view.week)
    found = {title: frames.week_of_power(run, first) for title, run in shown.titled()}
    return graph(power.week(found, shown.view.lang), shown.view, "compare.power")


def _stations(shown: choice.Look) -> Component:
    use = {title: frames.station_use(run) for title, run in shown.titled()}
    return graph(stations.stations_compared(use, shown.view.lang), shown.view, "compare.stations")


PAGE = Page("", "page.compare", "compare", 1, layout, register)
