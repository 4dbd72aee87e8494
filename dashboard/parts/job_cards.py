"""A job as it is shown: its state, how far it is, what went wrong, its log."""

import time
from pathlib import Path
from typing import Any

from dash import html
from dash.development.base_component import Component

from dashboard import components
from dashboard.bare import bare
from dashboard.editor import messages
from dashboard.files.job import Job
from dashboard.parts import acts, formats
from dashboard.texts import TEXTS, text
from dashboard.view import Lang, View

MOST_FAULTS = 20
STATE_ICONS = {
    "not_run": "play",
    "checking": "wait",
    "waiting": "wait",
    "running": "play",
    "done": "better",
    "stale": "warning",
    "failed": "error",
    "invalid": "error",
    "cancelled": "stop",
}


def badge(state: str, lang: Lang) -> Component:
    """Return how a scenario or a job stands, in a word and with an icon."""
    words = html.Span(text(lang, f"state.{state}"))
    return html.Span([components.icon(STATE_ICONS[state]), words], className=f"state state-{state}")


def card(
    job: Job, view: View, page: str, home: str, *, place: int = 0, beside: str = ""
) -> Component:
    """Return a job; `place` is its number in the queue, `home` the address before the page.

    Its run is opened beside the run `beside`, as the baseline.
    """
    lang, name = view.lang, acts.title(job, view.lang)
    top = html.Div(
        [
            html.H3(name),
            html.Code(job.scenario),  # many may have one title
            badge(job.state, lang),
            html.Div(_buttons(job, view, page, home, beside)),
        ],
        className="job-top",
    )
    body = html.Div(
        progress(job, view, place=place),
        id={"page": page, "progress": acts.to_id(job.id)},
        className="job-body",
    )
    marked: dict[str, Any] = {"data-job": job.scenario, "data-state": job.state}
    return html.Article([top, body], className="job", **marked)


def _buttons(job: Job, view: View, page: str, home: str, beside: str) -> list[Component]:
    lang, name = view.lang, acts.title(job, view.lang)
    found: list[Component] = []
    if job.goes_on and not job.cancelling:
        label = text(lang, "act.cancel")
        found.append(acts.button(page, "cancel", job.id, label, "stop", about=name))
    if job.state == "done" and job.run:
        runs = (beside, job.run) if beside else (job.run,)
        href = f"{home}compare{view.but(runs=runs, baseline=beside).query()}"
        found.append(components.act_link(href, text(lang, "act.open"), "chart", name))
    if job.state == "invalid":
        href = f"{home}editor{view.choosing(scenario=job.scenario).query()}"
        found.append(components.act_link(href, text(lang, "act.edit"), "pencil", name))
    if not job.goes_on:
        do = "again" if job.status.get("found") else "run"
        label = text(lang, "act.again")
        found.append(acts.button(page, do, job.scenario, label, "play", about=name))
    if job.begin is not None:
        href = home + page + view.choosing(log="" if _is_open(job, view) else job.id).query()
        found.append(components.act_link(href, text(lang, "runs.log"), "page", name))
    return found


def _is_open(job: Job, view: View) -> bool:
    return view.choice("log") == job.id


def progress(job: Job, view: View, *, place: int = 0) -> list[Component]:
    """Return what changes while a job goes on: bar, stage, times, log; and how it ended."""
    lang = view.lang
    parts: list[Component] = []
    if job.state == "running":
        parts.append(bar(job, lang))
    parts.append(html.P(" · ".join(_facts(job, lang, place)), className="job-facts"))
    if job.status.get("compiles") and job.goes_on:
        parts.append(html.P(text(lang, "runs.compiles"), className="lead"))
    parts += _ending(job, lang)
    if _is_open(job, view):
        log = bare(job.log()) or text(lang, "runs.log.empty")
        named = components.named(text(lang, "runs.log"))
        parts.append(html.Div(html.Pre(log), className="log", tabIndex=0, role="region", **named))
    return parts


def bar(job: Job, lang: Lang) -> Component:
    """Return the progress bar of a job that runs, with its share in words."""
    percent = round(100.0 * job.share)
    label = text(lang, "runs.progress", title=acts.title(job, lang))
    shown = html.Progress(value=str(percent), max="100", **components.named(label))
    return html.Div([shown, html.Span(f"{percent} %")], className="bar")


def left(job: Job, lang: Lang) -> str:
    """Return the time left in words, or that it is not known."""
    if job.cancelling:
        return text(lang, "runs.cancelling")
    if job.seconds_left is None:
        return text(lang, "runs.left.unknown")
    return text(lang, "runs.left", time=formats.duration(job.seconds_left, lang))


def _facts(job: Job, lang: Lang, place: int) -> list[str]:
    if job.state == "waiting":
        queued = text(lang, "runs.queued.at", when=formats.moment(job.created, lang))
        return [text(lang, "runs.queued", place=place), queued] if place else [queued]
    found = []
    begin = job.begin or job.created
    if job.state == "running":
        stage = f"stage.{job.status.get('stage') or 'begin'}"
        found = [text(lang, stage if stage in TEXTS else "stage.clock"), left(job, lang)]
        since = formats.duration(time.time() - begin, lang)
        found.append(text(lang, "runs.since", time=since))
    found.append(text(lang, "runs.begin", when=formats.moment(begin, lang)))
    if job.ended is not None and job.begin is not None:
        took = formats.duration(job.ended - job.begin, lang)
        found.append(text(lang, "runs.took", time=took))
    return found


def _ending(job: Job, lang: Lang) -> list[Component]:
    """Return what is to be said about how a job ended, besides its state."""
    said = [key for key in ("found", "refused") if job.status.get(key)]
    if said:
        key = {"found": "runs.found", "refused": "runs.rules"}[said[0]]
        return [html.P(text(lang, key), className="lead")]
    if job.messages:
        return [faults([dict(one) for one in job.messages], lang)]
    return [html.P(text(lang, "runs.died"))] if job.state == "failed" else []


def faults(told: list[dict[str, Any]], lang: Lang) -> Component:
    """Return faults as a list: file and line, path, message."""
    rows = []
    for one in told[:MOST_FAULTS]:
        line = one.get("line")
        places = [Path(str(one["file"])).name if one.get("file") else ""]
        places += [text(lang, "runs.place", line=line)] if line else []
        place = " ".join(part for part in places if part)
        path = html.Code(str(one["path"])) if one.get("path") else None
        words = html.Span(messages.said(str(one.get("message", "")), lang))
        rows.append(html.Li([html.Span(place, className="fault-place"), path, words]))
    count = html.P(text(lang, "runs.faults", count=len(told)), className="faults-count")
    return html.Div([count, html.Ul(rows)], className="faults")
