"""Scenarios: the library, the first screen."""

from dash import html
from dash.development.base_component import Component

from dashboard import components
from dashboard.page import Page
from dashboard.view import View
from dashboard.workspace import Workspace


def _layout(view: View, workspace: Workspace) -> Component:
    lang = view.lang
    listed = [
        html.Li([html.H2(entry.title(lang)), html.P(entry.description(lang), className="lead")])
        for entry in workspace.shelf.entries()
    ]
    return html.Div([components.heading(lang, "scenarios"), html.Ul(listed)], className="page")


PAGE = Page("scenarios", "", "scenarios", 1, layout=_layout)
