"""What is said above a page: nothing there yet, runs that cannot be shown, cautions."""

from dash import dcc, html
from dash.development.base_component import Component

from dashboard.components import message
from dashboard.files.library import Library, Problem
from dashboard.look import Look
from dashboard.texts import text
from dashboard.view import MOST_RUNS, Lang


def first_screen(lang: Lang, library: Library, home: str) -> Component:
    """Return what a page about runs shows while there are none: where to make one (`home`)."""
    return message(
        text(lang, "empty.title"),
        html.P(text(lang, "empty.body")),
        dcc.Link(text(lang, "empty.link"), href=home, className="button-link"),
        html.P(text(lang, "empty.folder", folder=library.folder.name), className="lead"),
    )


def notices(shown: Look, *, compares: bool) -> list[Component]:
    """Return the messages about the runs of a look; `compares` tells of unlike circumstances."""
    lang = shown.lang
    found = [_said(problem, lang) for problem in shown.problems]
    if shown.view.left_out:
        names = html.Ul([html.Li(name) for name in shown.view.left_out])
        title = text(lang, "problem.many", most=MOST_RUNS)
        found.append(message(title, text(lang, "problem.many.body"), names, kind="warning"))
    if not shown.runs:
        why = "empty.unread" if shown.problems else "empty.none"
        found.append(message(text(lang, why), text(lang, f"{why}.body")))
        return found
    if not compares:
        return found
    listed = [html.Li(caution.text(lang)) for caution in shown.comparison.cautions]
    return [*found, message(text(lang, "caution"), html.Ul(listed))] if listed else found


def _said(problem: Problem, lang: Lang) -> Component:
    title = text(lang, f"problem.{problem.reason}", run=problem.run)
    body = text(lang, f"problem.{problem.reason}.body", detail=problem.detail)
    return message(title, body, kind="warning" if problem.reason == "missing" else "error")
