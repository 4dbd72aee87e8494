"""Runs whose scenario, data or program have changed since: named, with the way to newer results."""

import time

from dash import html
from dash.development.base_component import Component

from dashboard import components
from dashboard.files.standing import Outdated, outdated
from dashboard.look import Look
from dashboard.page import Page
from dashboard.parts import acts
from dashboard.texts import text
from dashboard.view import Lang
from dashboard.workspace import Workspace
from sim.kpi.words import short

MOST_OPEN = 2
"""More than these are folded away."""
PATIENCE_S = 5.0


def told(page: Page, workspace: Workspace, shown: Look) -> tuple[list[Component], bool]:
    """Return what is said of runs out of date, and whether all that needs reading has been read."""
    found, is_reading = outdated(workspace, shown.runs)
    if not found:
        return [], not is_reading
    going = {job.scenario for job in workspace.jobs.listed() if job.goes_on}
    lines = [_line(one, page, workspace, shown, going) for one in found]
    if len(lines) <= MOST_OPEN:
        return lines, not is_reading
    words = text(shown.lang, "outdated.many", count=len(lines))
    summary = html.Summary([components.icon("warning"), html.Span(words)])
    return [html.Details([summary, *lines], className="outdated-many")], not is_reading


def sentences(workspace: Workspace, shown: Look) -> list[Component]:
    """Return the same in words alone, for what is read without a server.

    What has not been read yet is waited for, some seconds at most; then the report says so.
    """
    until = time.monotonic() + PATIENCE_S
    found, is_reading = outdated(workspace, shown.runs)
    while is_reading and time.monotonic() < until:
        time.sleep(0.1)
        found, is_reading = outdated(workspace, shown.runs)
    said = [_said(one, shown.lang) for one in found]
    if is_reading:
        said.append(text(shown.lang, "outdated.reading"))
    return [html.P(f"⚠ {one}", className="note") for one in said]


def _said(one: Outdated, lang: Lang) -> str:
    title, changed = short(one.run.title(lang)), parts(one.changed, lang)
    return text(lang, "outdated", title=title, run=one.run.name, parts=changed)


def parts(changed: tuple[str, ...], lang: Lang) -> str:
    """Return in words what has changed."""
    return ("、" if lang == "zh" else ", ").join(text(lang, f"stale.{part}") for part in changed)


def _line(
    one: Outdated, page: Page, workspace: Workspace, shown: Look, going: set[str]
) -> Component:
    said = html.Span(_said(one, shown.lang))
    return html.Div(
        [components.icon("warning"), said, *_ways(one, page, workspace, shown, going)],
        className="note outdated",
    )


def _ways(
    one: Outdated, page: Page, workspace: Workspace, shown: Look, going: set[str]
) -> list[Component]:
    """Return the way to newer results: they are there, are being made, or can be made."""
    view, title, home = shown.view, short(one.run.title(shown.lang)), workspace.prefix
    if one.newer:
        runs = tuple(one.newer if name == one.run.name else name for name in view.runs or ())
        base = one.newer if view.baseline == one.run.name else view.baseline
        to = view.but(runs=tuple(dict.fromkeys(runs)), baseline=base)
        to = to.choosing(run=one.newer) if view.choice("run") == one.run.name else to
        words = text(shown.lang, "outdated.newer")
        return [components.act_link(home + page.path + to.query(), words, "chart", title)]
    if one.entry is None:
        to = view.choosing(scenario=str(one.run.manifest.get("name")), run=one.run.name)
        words = text(shown.lang, "outdated.adopt")
        return [components.act_link(f"{home}editor{to.query()}", words, "pencil", title)]
    if one.entry.id in going:
        words = text(shown.lang, "act.watch")
        return [components.act_link(f"{home}runs{view.query()}", words, "wait", title)]
    words = text(shown.lang, "act.again")
    return [acts.button(page.name, "run", one.entry.id, words, "play", about=title)]
