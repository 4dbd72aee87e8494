"""What buttons on scenarios and runs do, and what is said when they have done it."""

import time
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import quote, unquote

from dash import Dash, Input, Output, State, dcc, html, no_update
from dash.development.base_component import Component

from dashboard import components
from dashboard.bare import bare
from dashboard.files.job import Job
from dashboard.files.shelf import SUFFIX, Entry
from dashboard.page import Page
from dashboard.texts import text
from dashboard.view import LANGS, Lang, seen
from dashboard.workspace import Workspace
from sim.errors import Fault, InputError
from sim.kpi.words import short

FIRST_RUNS = ("lanzhou/baseline", "lanzhou/green-plan")
SMALL = "small"
Said = list[Component]


def to_id(name: str) -> str:
    """Return a name in ASCII, for an id or an attribute: neither holds every name of a file."""
    return quote(name, errors="surrogateescape")


def from_id(written: str) -> str:
    """Return the name that `to_id` wrote."""
    return unquote(written, errors="surrogateescape")


def button(
    page: str, do: str, on: str, label: str, icon: str, *, about: str = "", kind: str = ""
) -> Component:
    """Return a button; `about` names for a screen reader what it is about."""
    name = f"{label}: {about}" if about else label
    asked: dict[str, Any] = {"data-act": do, "data-on": to_id(on), "data-page": page}
    return html.Button(
        [components.icon(icon), html.Span(label)],
        className=f"act {kind}".strip(),
        title=name,
        type="button",
        **asked,
        **components.named(name),
    )


def stores(page: Page) -> list[Component]:
    """Return what a page with buttons holds: what was clicked last, and when it was done."""
    return [dcc.Store(id=page.place(part)) for part in ("clicked", "acted")]


def act(workspace: Workspace, lang: Lang, clicked: Mapping[str, str]) -> Said:
    """Do what a button stands for, and return what to say about it."""
    do, on, page = clicked["do"], from_id(clicked["on"]), clicked["page"]
    try:
        return _ACTS[do](workspace, lang, on, page)
    except InputError as error:
        return _bad(lang, page, "said.refused", detail=_plainly(error.faults[0]))


def register(app: Dash, page: str, workspace: Workspace) -> None:
    """Let the buttons of a page act: what is said goes to its ``said``, the time to ``acted``.

    ``assets/acts.js`` tells ``clicked`` of each click.
    """

    @app.callback(
        Output(f"{page}-said", "children"),
        Output(f"{page}-acted", "data"),
        Input(f"{page}-clicked", "data"),
        State(f"{page}-url", "search"),
        prevent_initial_call=True,
    )
    def on_click(clicked: Any, search: str | None) -> Any:
        if not clicked:
            return no_update, no_update
        return act(workspace, seen(search).lang, clicked), time.time_ns()


def _note(lang: Lang, page: str, words: str, undo: str, *, is_bad: bool) -> Said:
    """Return a line about what was done; `undo` is the action that takes it back."""
    do, _, on = undo.partition(" ")
    back = button(page, do, on, text(lang, "act.undo"), "undo", kind="plain")
    close = button(page, "close", "", text(lang, "act.close"), "error", kind="plain")
    icon = components.icon("warning" if is_bad else "better")
    shown = [icon, html.Span(words), *([back] if undo else []), close]
    return [html.Div(shown, className="note", role="status")]


def _plainly(fault: Fault) -> str:
    return bare(": ".join(part for part in (str(fault.file or ""), fault.message) if part))


def _good(lang: Lang, page: str, key: str, undo: str = "", **values: str) -> Said:
    return _note(lang, page, text(lang, key, **values), undo, is_bad=False)


def _bad(lang: Lang, page: str, key: str, **values: str) -> Said:
    return _note(lang, page, text(lang, key, **values), "", is_bad=True)


def _entry(workspace: Workspace, key: str) -> Entry:
    found = workspace.shelf.find(key)
    if found is None:
        raise InputError([Fault("there is no such scenario", key)])
    return found


def _run(workspace: Workspace, lang: Lang, on: str, page: str, *, force: bool = False) -> Said:
    entry = _entry(workspace, on)
    workspace.jobs.start(entry, force=force)
    return _good(lang, page, "said.started", title=entry.title(lang))


def _again(workspace: Workspace, lang: Lang, on: str, page: str) -> Said:
    return _run(workspace, lang, on, page, force=True)


def _both(workspace: Workspace, lang: Lang, on: str, page: str) -> Said:
    return [one for key in FIRST_RUNS for one in _run(workspace, lang, key, page)]


def _small(workspace: Workspace, lang: Lang, on: str, page: str) -> Said:
    return _run(workspace, lang, SMALL, page)


def _clone(workspace: Workspace, lang: Lang, on: str, page: str) -> Said:
    entry, shelf = _entry(workspace, on), workspace.shelf
    titles = [text(one, "clone.title", title=entry.title(one)) for one in LANGS]
    made = shelf.clone(on, shelf.free_name(on), (titles[0], titles[1]))
    undo = f"delete {made.id}"
    return _good(lang, page, "said.cloned", undo, title=made.title(lang), name=made.name)


def _delete(workspace: Workspace, lang: Lang, on: str, page: str) -> Said:
    entry = _entry(workspace, on)
    children = workspace.shelf.children(on)
    if not entry.own or children:
        titles = ", ".join(child.title(lang) for child in children)
        return _bad(lang, page, "said.needed", titles=titles)
    if any(job.goes_on for job in workspace.jobs.listed() if job.scenario == on):
        return _bad(lang, page, "said.busy")
    deleted = workspace.deleted_scenarios.delete(entry.path.name)
    undo = f"restore-scenario {deleted.id}"
    return _good(lang, page, "said.deleted", undo, title=entry.title(lang))


def _delete_run(workspace: Workspace, lang: Lang, on: str, page: str) -> Said:
    deleted = workspace.deleted_runs.delete(on)
    return _good(lang, page, "said.deleted", f"restore-run {deleted.id}", title=on)


def _restore_run(workspace: Workspace, lang: Lang, on: str, page: str) -> Said:
    return _good(lang, page, "said.restored", title=workspace.deleted_runs.restore(on))


def _restore_scenario(workspace: Workspace, lang: Lang, on: str, page: str) -> Said:
    name = workspace.deleted_scenarios.restore(on).removesuffix(SUFFIX)
    return _good(lang, page, "said.restored", title=name)


def _cancel(workspace: Workspace, lang: Lang, on: str, page: str) -> Said:
    workspace.jobs.cancel(on)
    job = workspace.jobs.find(on)
    return [] if job is None else _good(lang, page, "said.cancelled", title=title(job, lang))


def _forget(workspace: Workspace, lang: Lang, on: str, page: str) -> Said:
    workspace.jobs.forget()
    return _good(lang, page, "said.forgotten")


def _close(workspace: Workspace, lang: Lang, on: str, page: str) -> Said:
    return []


def title(job: Job, lang: Lang) -> str:
    """Return the title of a job's scenario as it was when it was started."""
    return short(job.titles[LANGS.index(lang)])


_ACTS: Mapping[str, Callable[[Workspace, Lang, str, str], Said]] = {
    "run": _run,
    "again": _again,
    "both": _both,
    "small": _small,
    "clone": _clone,
    "delete": _delete,
    "delete-run": _delete_run,
    "restore-run": _restore_run,
    "restore-scenario": _restore_scenario,
    "cancel": _cancel,
    "forget": _forget,
    "close": _close,
}
