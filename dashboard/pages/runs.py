"""Runs: what goes on, what has ended, and the run folders that are there."""

import zlib
from typing import Any

from dash import ALL, Dash, Input, Output, State, ctx, dcc, html, no_update
from dash.development.base_component import Component

from dashboard import components
from dashboard.files.job import Job
from dashboard.files.standing import Result, parents_run, results
from dashboard.files.trash import KEPT_DAYS, Deleted
from dashboard.page import Page
from dashboard.parts import acts, formats, job_cards
from dashboard.texts import text
from dashboard.view import Lang, View, seen
from dashboard.workspace import Workspace

NAME = "runs"
BUSY_MS, IDLE_MS = 1000, 5000
"""How often it is looked for changes: while something goes on, and else (another tab's doings)."""
MOST_SHOWN = 200


def _layout(view: View, workspace: Workspace) -> Component:
    lang = view.lang
    return html.Div(
        [
            components.heading(lang, NAME),
            dcc.Location(id=PAGE.place("url"), refresh="callback-nav"),
            dcc.Interval(id=PAGE.place("tick"), interval=BUSY_MS),
            dcc.Store(id=PAGE.place("drawn")),
            *acts.stores(PAGE),
            html.Div(id=PAGE.place("said"), className="notes"),
            html.Div(
                html.P(text(lang, "scenarios.reading"), className="lead"),
                id=PAGE.place("list"),
                className="page",
            ),
        ],
        className="page",
    )


def _draw(workspace: Workspace, search: str | None, drawn: int | None) -> tuple[Any, ...]:
    """Return the page's parts, their signature, and how soon to look again."""
    view, jobs, found = seen(search), workspace.jobs.listed(), results(workspace)
    runs, scenarios = workspace.deleted_runs.listed(), workspace.deleted_scenarios.listed()
    stands = [(job.id, job.state, job.cancelling, job.run) for job in jobs]
    there = [(one.name, one.written_ns, one.is_whole) for one in found]
    said = (view.query(), stands, there, runs, scenarios)
    signature = zlib.crc32(repr(said).encode())
    every_ms = BUSY_MS if any(job.goes_on for job in jobs) else IDLE_MS
    if signature == drawn:
        return no_update, no_update, every_ms
    parts = [
        _jobs(jobs, found, view, workspace),
        _results(found, view, workspace),
        *_trash(runs, scenarios, view.lang),
    ]
    return parts, signature, every_ms


def _jobs(
    jobs: tuple[Job, ...], found: tuple[Result, ...], view: View, workspace: Workspace
) -> Component:
    lang = view.lang
    waiting = [job.id for job in reversed(jobs) if job.state == "waiting"]
    places = {key: number for number, key in enumerate(waiting, 1)}
    ordered = sorted(jobs, key=lambda job: not job.goes_on)
    cards = [
        job_cards.card(
            job,
            view,
            NAME,
            workspace.prefix,
            place=places.get(job.id, 0),
            beside=parents_run(workspace, found, job),
        )
        for job in ordered
    ]
    if not cards:
        home = dcc.Link(
            text(lang, "empty.link"), href=workspace.prefix + view.query(), className="button-link"
        )
        words = html.P(text(lang, "runs.jobs.none.body"))
        cards = [components.message(text(lang, "runs.jobs.none"), words, home)]
    over = any(not job.goes_on for job in jobs)
    label = text(lang, "runs.forget")
    aside = acts.button(NAME, "forget", "", label, "trash") if over else None
    lead = text(lang, "runs.jobs.lead", most=workspace.jobs_at_once)
    return components.panel(text(lang, "runs.jobs"), lead, html.Div(cards), aside=aside)


def _results(found: tuple[Result, ...], view: View, workspace: Workspace) -> Component:
    lang = view.lang
    heads = ("runs.scenario", "runs.made", "runs.days", "runs.name", "runs.actions")
    head = html.Thead(html.Tr([html.Th(text(lang, key), scope="col") for key in heads]))
    body = html.Tbody([_row(one, view, workspace.prefix) for one in found[:MOST_SHOWN]])
    named = components.named(text(lang, "runs.results.table"))
    shown = html.Div(
        html.Table([head, body], className="results"),
        className="results-frame", tabIndex=0, role="region", **named,
    ) if found else html.P(text(lang, "runs.results.none"))  # fmt: skip
    folder = workspace.runs.name
    lead = text(lang, "runs.results.lead", folder=folder, days=KEPT_DAYS)
    return components.panel(text(lang, "runs.results"), lead, shown)


def _row(one: Result, view: View, home: str) -> Component:
    lang, title = view.lang, one.title(view.lang)
    href = f"{home}compare{view.but(runs=(one.name,), baseline='').query()}"
    shown = components.act_link(href, text(lang, "act.open"), "chart", title)
    delete = acts.button(
        NAME, "delete-run", one.name, text(lang, "act.delete"), "trash", about=one.name
    )
    when = formats.moment(one.written_ns / 1e9, lang) if one.written_ns else "–"
    days = text(lang, "runs.days.value", days=one.days) if one.days else "–"
    damaged = html.Span(text(lang, "runs.damaged"), className="damaged")
    cells = [
        html.Th(title if one.is_whole else [title, " ", damaged], scope="row"),
        *(html.Td(cell) for cell in (when, days, html.Code(one.name))),
        html.Td(html.Div([shown, delete] if one.is_whole else [delete], className="acts")),
    ]
    marked: dict[str, Any] = {"data-run": one.name}
    return html.Tr(cells, **marked)


def _trash(
    runs: tuple[Deleted, ...], scenarios: tuple[Deleted, ...], lang: Lang
) -> list[Component]:
    kinds = [("run", one) for one in runs] + [("scenario", one) for one in scenarios]
    if not kinds:
        return []
    rows = []
    for kind, one in sorted(kinds, key=lambda pair: -pair[1].when_ns)[:MOST_SHOWN]:
        what = text(lang, f"runs.trash.{kind}")
        when = formats.moment(one.when_ns / 1e9, lang)
        back = acts.button(
            NAME, f"restore-{kind}", one.id, text(lang, "act.restore"), "undo", about=one.name
        )
        rows.append(html.Li([html.Span(f"{what} · "), html.Code(one.name), f" · {when} ", back]))
    title = html.Summary(text(lang, "runs.trash", count=len(kinds)))
    return [html.Details([title, html.Ul(rows)], className="panel trash")]


def _progress(workspace: Workspace, search: str | None, slots: list[dict[str, Any]]) -> list[Any]:
    """Return what each job that goes on shows now; those that have ended do not change."""
    view = seen(search)
    jobs = {job.id: job for job in workspace.jobs.listed()} if slots else {}
    found = [jobs.get(acts.from_id(slot["id"]["progress"])) for slot in slots]
    running = ("running",)
    return [
        no_update if job is None or job.state not in running else job_cards.progress(job, view)
        for job in found
    ]


def _register(app: Dash, workspace: Workspace) -> None:
    workspace.jobs.wake()
    url = PAGE.place("url")

    @app.callback(
        Output(PAGE.place("list"), "children"),
        Output(PAGE.place("drawn"), "data"),
        Output(PAGE.place("tick"), "interval"),
        Input(url, "search"),
        Input(PAGE.place("tick"), "n_intervals"),
        Input(PAGE.place("acted"), "data"),
        State(PAGE.place("drawn"), "data"),
    )
    def draw(search: str | None, ticks: int, acted: int, drawn: int | None) -> Any:
        return _draw(workspace, search, drawn)

    @app.callback(
        Output({"page": NAME, "progress": ALL}, "children"),
        Input(PAGE.place("tick"), "n_intervals"),
        State(url, "search"),
        prevent_initial_call=True,
    )
    def progress(ticks: int, search: str | None) -> Any:
        return _progress(workspace, search, ctx.outputs_list)

    acts.register(app, NAME, workspace)


PAGE = Page(NAME, NAME, "play", 10, layout=_layout, register=_register)
