"""What stands where no scenario is open: what to do, why one cannot be, what came of a file."""

from pathlib import Path
from typing import Any

from dash import dcc, html, no_update
from dash.development.base_component import Component

from dashboard import components
from dashboard.editor import messages, upload
from dashboard.editor.adopting import adopt, can_adopt
from dashboard.parts import acts
from dashboard.texts import text
from dashboard.view import Lang, View
from dashboard.workspace import Workspace
from sim.errors import Fault, InputError


def welcome(view: View) -> Component:
    """Return what to do first."""
    return components.message(
        text(view.lang, "editor.choose"), html.P(text(view.lang, "editor.choose.body"))
    )


def unreadable(workspace: Workspace, view: View, error: InputError) -> Component:
    """Return why a scenario is not opened: a run's that is not in the library can be adopted."""
    lang, asked, run = view.lang, view.choice("scenario"), view.choice("run")
    if workspace.shelf.find(asked) is None:
        if can_adopt(workspace, run, asked):
            return _adoptable(view, run)
        href = workspace.prefix + view.choosing(scenario="", at="").query()
        library = dcc.Link(text(lang, "empty.link"), href=href, className="button-link")
        words = html.P(text(lang, "editor.absent.body"))
        return components.message(text(lang, "editor.absent", name=asked), words, library)
    listed = [html.Li(_fault_text(fault, lang)) for fault in error.told[:20]]
    return components.message(text(lang, "editor.unreadable"), html.Ul(listed), kind="error")


def _adoptable(view: View, run: str) -> Component:
    lang, words = view.lang, text(view.lang, "editor.adopt")
    button = html.Button(
        [components.icon("copy"), html.Span(words)],
        id={"editor": "adopt", "on": acts.to_id(run)},
        className="act main",
        type="button",
        title=f"{words}: {run}",
    )
    body = html.P(text(lang, "editor.adopt.body", run=run))
    title = text(lang, "editor.absent", name=view.choice("scenario"))
    return components.message(title, body, button)


def adopted(workspace: Workspace, run: str, view: View) -> tuple[Any, Any]:
    """Make the scenario of a run one's own; return the address of it, or why it cannot be."""
    try:
        entry = adopt(workspace, run)
    except InputError as error:
        listed = [html.Li(_fault_text(fault, view.lang)) for fault in error.told[:10]]
        title = text(view.lang, "editor.adopt.bad")
        return no_update, components.message(title, html.Ul(listed), kind="error")
    return view.choosing(scenario=entry.id).query(), []


def _fault_text(fault: Fault, lang: Lang) -> str:
    """Return a fault without the folders of the machine."""
    file = Path(fault.file).name if fault.file else ""
    place = f"{file}:{fault.line}" if fault.line else file
    return ": ".join(
        part for part in (place, fault.path, messages.said(fault.message, lang)) if part
    )


def uploaded(workspace: Workspace, filename: str, contents: str, view: View) -> Component:
    """Take a file in, and say what came of it."""
    lang = view.lang
    try:
        done = upload.take_in(workspace, filename, contents)
    except InputError as error:
        listed = [html.Li(_fault_text(fault, lang)) for fault in error.told[:10]]
        return components.message(text(lang, "editor.upload.bad"), html.Ul(listed), kind="error")
    href = f"{workspace.prefix}editor{view.choosing(scenario=done.entry.id, at='').query()}"
    link = dcc.Link(text(lang, "editor.upload.open"), href=href, className="button-link")
    count = len(done.faults)
    said = [html.P(text(lang, "editor.upload.faults", count=count))] if count else []
    title = text(lang, "editor.upload.good", title=done.entry.title(lang))
    return components.message(title, *said, link, kind="warning" if count else "info")
