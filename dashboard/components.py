"""Small parts that pages are made of: icons, panels, messages, figures."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any, Literal

import dash_mantine_components as dmc
import plotly.graph_objects as go
from dash import dcc, html
from dash.development.base_component import Component

from dashboard import security
from dashboard.figures import scheme
from dashboard.files.library import told
from dashboard.texts import text
from dashboard.view import Lang, View
from sim.errors import InputError

HIDDEN: dict[str, Any] = {"aria-hidden": "true"}
"""Attribute of what a screen reader shall pass over."""


def named(label: str) -> dict[str, Any]:
    """Return the attribute that tells a screen reader what an element is."""
    return {"aria-label": label}


def icon(name: str) -> Component:
    """Return an icon of assets/icons.css; it says nothing to a screen reader."""
    return html.Span(className=f"icon icon-{name}", **HIDDEN)


def act_link(href: str, label: str, shape: str, about: str) -> Component:
    """Return a link that looks as a button; `about` says what it is about."""
    words: list[Any] = [icon(shape), label]
    return dcc.Link(words, href=href, className="act", title=f"{label}: {about}")


def heading(lang: Lang, page: str) -> Component:
    """Return the title of a page and what it is for."""
    lead = html.P(text(lang, f"{page}.lead"), className="lead")
    return html.Div([html.H1(text(lang, f"page.{page}")), lead])


def panel(title: str, lead: str, *children: Component, aside: Component | None = None) -> Component:
    """Return a titled part of a page."""
    heading = html.Div([html.H2(title), html.P(lead, className="lead")])
    top = html.Div([heading, aside] if aside is not None else [heading], className="panel-top")
    return html.Section([top, *children], className="panel", **named(title))


def loading(child: Component) -> Component:
    """Show that a part is being worked out, once that takes a moment."""
    return dcc.Loading(
        child,
        type="dot",
        delay_show=300,
        color="var(--accent)",
        overlay_style={"visibility": "visible", "opacity": 0.45},
    )


def graph(
    figure: go.Figure, view: View, name: str, kind: Literal["figure", "zoom"] = "figure"
) -> Component:
    """Return a figure for the page; `name` is the key of the text that says what it shows.

    It is also the figure's id: a page has one of each name. One to zoom into is of that `kind`.
    """
    drawn = scheme.on_dark(figure) if view.dark else figure
    shown = dcc.Graph(
        id={kind: name},
        figure=drawn,
        config=security.graph_config(view.lang),
        style={"height": f"{drawn.layout.height}px"},
    )
    label = text(view.lang, name)
    picture = html.Div(shown, role="figure", **named(label))
    save = export_menu(kind, name, text(view.lang, "export.figure", name=label), view.lang)
    return html.Div([save, picture], className="exportable figure")


def menu(button: Any, label: str, items: Any) -> Component:
    """Return what opens `items` (buttons, links) below a button; browser.js closes it again."""
    opener = html.Summary(button, title=label, **named(label))
    return html.Details([opener, html.Div(items, className="menu-items")], className="menu")


def export_menu(
    kind: Literal["figure", "zoom", "grid"], name: str, label: str, lang: Lang
) -> Component:
    """Return the menu that exports a figure or a table (`dashboard.export.menus` answers it).

    Pictures are made in the browser, data by the server.
    """
    formats = ("png", "svg", "csv", "xlsx") if kind != "grid" else ("csv", "xlsx")
    items = [
        html.Button(text(lang, f"export.{save}"), id={kind: name, "save": save}) for save in formats
    ]
    opened = menu(icon("download"), label, items)
    file = dcc.Download(id={kind: name, "part": "file"})
    said = html.Span(id={kind: name, "part": "said"}, className="unseen", role="status")
    return html.Div([opened, file, said], className="export")


def message(title: str, *body: Any, kind: str = "info") -> Component:
    """Return a message to the planner; `kind` is info, warning or error."""
    colours = {"info": "blue", "warning": "orange", "error": "red"}
    alert: Component = dmc.Alert(
        list(body), title=title, color=colours[kind], icon=icon(kind), className="message"
    )
    return alert


def lost(lang: Lang) -> Component:
    """Return what a wrong address shows."""
    return message(text(lang, "app.lost"), text(lang, "app.lost.body"), kind="warning")


def failure(lang: Lang, fault: Exception, runs: Iterable[str] = ()) -> Component:
    """Return what is said when something failed, without a traceback; `runs` it was drawn from."""
    names = ("、" if lang == "zh" else ", ").join(runs)
    body = text(lang, "app.failure.runs" if names else "app.failure.body", runs=names)
    if isinstance(fault, InputError):
        body = _told(lang, fault)
    return message(text(lang, "app.failure"), body, kind="error")


def _told(lang: Lang, fault: InputError) -> str:
    """Return what is wrong in words: which table of which run, or the fault's own message."""
    first = fault.faults[0]
    file = Path(first.file or "")
    if file.suffix == ".parquet":
        return text(lang, "app.failure.table", run=file.parent.name, table=file.stem)
    return text(lang, "app.failure.input", detail=f"{file.parent.name}/{told(first)}".lstrip("/"))
