"""Scenarios: the library, the first screen."""

import zlib
from typing import Any

import dash_mantine_components as dmc
from dash import ALL, Dash, Input, Output, State, ctx, dcc, html, no_update
from dash.development.base_component import Component

from dashboard import components
from dashboard.files.standing import Standing, standings
from dashboard.page import Page
from dashboard.parts import acts, job_cards, scenario_cards
from dashboard.texts import text
from dashboard.view import MOST_RUNS, View, seen
from dashboard.workspace import Workspace

NAME = scenario_cards.PAGE
BUSY_MS, IDLE_MS = 1000, 5000
"""How often it is looked for changes: while something goes on, and else (another tab's doings)."""
KINDS = ("all", "own", "run")


def _layout(view: View, workspace: Workspace) -> Component:
    lang = view.lang
    heading = components.heading(lang, NAME)
    parts = [
        dcc.Location(id=PAGE.place("url"), refresh="callback-nav"),
        dcc.Interval(id=PAGE.place("tick"), interval=BUSY_MS),
        dcc.Store(id=PAGE.place("drawn")),
        *acts.stores(PAGE),
        html.Div(id=PAGE.place("first")),
        html.Div(_filters(view, workspace), className="panel choices"),
        html.Div(id=PAGE.place("said"), className="notes"),
        html.Div(html.P(text(lang, "scenarios.reading"), className="lead"), id=PAGE.place("list")),
    ]
    return html.Div([heading, *parts], className="page")


def _filters(view: View, workspace: Workspace) -> list[Component]:
    lang = view.lang
    tags = sorted({tag for entry in workspace.shelf.entries() for tag in entry.tags})
    label = text(lang, "scenarios.kind")
    kinds = [{"value": kind, "label": text(lang, f"scenarios.kind.{kind}")} for kind in KINDS]
    return [
        dmc.TextInput(
            id=PAGE.place("find"),
            label=text(lang, "scenarios.search"),
            leftSection=components.icon("search"),
            value=view.choice("find"),
            debounce=250,
            w=250,
        ),
        dmc.MultiSelect(
            id=PAGE.place("tags"),
            label=text(lang, "scenarios.tags"),
            data=[{"value": tag, "label": scenario_cards.tag(tag, lang)} for tag in tags],
            value=_tags(view),
            clearable=True,
            w=220,
        ),
        dmc.SegmentedControl(
            id=PAGE.place("kind"),
            data=kinds,
            value=_kind(view),
            attributes={"root": {"aria-label": label}},
        ),
        html.Div(id=PAGE.place("compare"), className="choices-end"),
    ]


def _tags(view: View) -> list[str]:
    return [tag for tag in view.choice("tags").split(",") if tag]


def _kind(view: View) -> str:
    kind = view.choice("kind", KINDS[0])
    return kind if kind in KINDS else KINDS[0]


def _asked(search: str | None, find: str, tags: list[str], kind: str) -> str:
    """Return the query with what the controls say."""
    kept = "" if kind == KINDS[0] else kind
    return seen(search).choosing(find=find, tags=",".join(tags), kind=kept).query()


def _matches(one: Standing, view: View) -> bool:
    entry, words = one.entry, view.choice("find").casefold().split()
    said = (entry.id, entry.name, *entry.titles, *entry.descriptions, *entry.tags)
    full = " ".join(said).casefold()
    fits = {"all": True, "own": entry.own, "run": one.result is not None}[_kind(view)]
    return fits and set(_tags(view)) <= set(entry.tags) and all(word in full for word in words)


def _ordered(found: tuple[Standing, ...]) -> list[Standing]:
    """Return one's own first, then those that others build on, step by step."""
    parents = {one.entry.id: one.entry.parents for one in found}

    def depth(key: str, below: int = 0) -> int:
        above = [depth(base, below + 1) for base in parents.get(key, ()) if below < len(parents)]
        return max(above, default=-1) + 1

    def place(one: Standing) -> tuple[bool, int, bool, str]:
        key = one.entry.id
        if one.entry.own:
            return (False, 0, False, "")
        return (True, depth(key), key not in bases, key)

    bases = {base for above in parents.values() for base in above}
    return sorted(found, key=place)


def _signature(found: tuple[Standing, ...], search: str) -> int:
    """Return a number that changes when anything on the page does but the progress of runs."""
    said = [
        (
            *(one.entry, one.state, one.days, one.changed, one.faults),
            one.result and (one.result.name, one.result.written_ns),
            one.job and (one.job.id, one.job.state, one.job.cancelling),
        )
        for one in found
    ]
    return zlib.crc32(repr((search, said)).encode())


def _draw(
    workspace: Workspace, search: str | None, drawn: int | None, ticks: list[dict[str, Any]]
) -> tuple[Any, ...]:
    """Return list, first screen, link to compare, signature, and how soon to look again.

    `ticks` are the boxes as they stand: one may just have been ticked.
    """
    view, found = _with_ticks(seen(search), ticks), standings(workspace)
    # Ticks are not drawn anew: one set meanwhile would be lost.
    signature = _signature(found, view.but(runs=None).query())
    busy = any(one.state in ("waiting", "running", "checking") for one in found)
    every_ms = BUSY_MS if busy else IDLE_MS
    if signature == drawn:
        return no_update, no_update, _compare(view, workspace), no_update, every_ms
    begun = any(one.result or one.job for one in found)
    first: Any = [] if begun else _first(view)
    return _cards(found, view, workspace), first, _compare(view, workspace), signature, every_ms


def _cards(found: tuple[Standing, ...], view: View, workspace: Workspace) -> list[Component]:
    lang = view.lang
    titles = {one.entry.id: one.entry.title(lang) for one in found}
    shown = [one for one in _ordered(found) if _matches(one, view)]
    count = text(lang, "scenarios.count", shown=len(shown), all=len(found))
    cards = [scenario_cards.card(one, view, workspace.prefix, titles) for one in shown]
    if not cards:
        words = text(lang, "scenarios.none.body")
        cards = [components.message(text(lang, "scenarios.none"), words)]
    return [html.P(count, className="lead"), html.Div(cards, className="scenarios")]


def _compare(view: View, workspace: Workspace) -> Component:
    count = len(view.runs or ()) + len(view.left_out)
    if not count:
        return html.P(text(view.lang, "scenarios.compare.hint"), className="lead")
    href = workspace.prefix + "compare" + view.query()
    label = text(view.lang, "scenarios.compare", count=min(count, MOST_RUNS))
    link = dcc.Link([components.icon("compare"), label], href=href, className="act main")
    if count <= MOST_RUNS:
        return link
    said = text(view.lang, "scenarios.compare.most", most=MOST_RUNS, count=count)
    return html.Div([html.Span(said, role="status"), link], className="acts")


def _first(view: View) -> Component:
    lang = view.lang
    steps = [html.Li(text(lang, f"scenarios.step.{key}")) for key in ("run", "watch", "compare")]
    both, small = text(lang, "scenarios.first.both"), text(lang, "scenarios.first.small")
    buttons = [
        acts.button(NAME, "both", "", both, "play", kind="main"),
        acts.button(NAME, "small", "", small, "play"),
    ]
    how = html.P(text(lang, "scenarios.first.how"))
    title = text(lang, "scenarios.first")
    return components.message(title, how, html.Ol(steps), html.Div(buttons, className="acts"))


def _picked(search: str | None, ticks: list[dict[str, Any]]) -> Any:
    """Return the query with the runs that are ticked, or no update where nothing changed."""
    view = seen(search)
    picked = _with_ticks(view, ticks)
    return no_update if picked == view else picked.query()


def _with_ticks(view: View, ticks: list[dict[str, Any]]) -> View:
    """Return the view with the runs that are ticked, in the order of choice."""
    shown = {acts.from_id(tick["id"]["pick"]): bool(tick.get("value")) for tick in ticks}
    kept = [run for run in view.runs or () if shown.get(run, True)]
    new = [run for run, ticked in shown.items() if ticked and run not in kept]
    runs = (*kept, *new)
    return view if runs == (view.runs or ()) else view.but(runs=runs)


def _progress(workspace: Workspace, search: str | None, slots: list[dict[str, Any]]) -> list[Any]:
    """Return what each job that goes on shows now."""
    view = seen(search).choosing(log="")
    jobs = {job.id: job for job in workspace.jobs.listed()} if slots else {}
    found = [jobs.get(acts.from_id(slot["id"]["progress"])) for slot in slots]
    return [no_update if job is None else job_cards.progress(job, view) for job in found]


def _register(app: Dash, workspace: Workspace) -> None:
    workspace.jobs.wake()
    url, controls = PAGE.place("url"), [PAGE.place(key) for key in ("find", "tags", "kind")]

    @app.callback(
        Output(url, "search"),
        *(Output(control, "value") for control in controls),
        Input(url, "search"),
        *(Input(control, "value") for control in controls),
    )
    def follow(search: str | None, find: str, tags: list[str], kind: str) -> Any:
        if ctx.triggered_id in controls:
            return _asked(search, find, tags, kind), no_update, no_update, no_update
        view = seen(search)
        return no_update, view.choice("find"), _tags(view), _kind(view)

    @app.callback(
        Output(PAGE.place("list"), "children"),
        Output(PAGE.place("first"), "children"),
        Output(PAGE.place("compare"), "children"),
        Output(PAGE.place("drawn"), "data"),
        Output(PAGE.place("tick"), "interval"),
        Input(url, "search"),
        Input(PAGE.place("tick"), "n_intervals"),
        Input(PAGE.place("acted"), "data"),
        State(PAGE.place("drawn"), "data"),
        State({"page": NAME, "pick": ALL}, "checked"),
    )
    def draw(search: str | None, ticks: int, acted: int, drawn: int | None, on: list[bool]) -> Any:
        return _draw(workspace, search, drawn, ctx.states_list[1])

    @app.callback(
        Output({"page": NAME, "progress": ALL}, "children"),
        Input(PAGE.place("tick"), "n_intervals"),
        State(url, "search"),
        prevent_initial_call=True,
    )
    def progress(ticks: int, search: str | None) -> Any:
        return _progress(workspace, search, ctx.outputs_list)

    @app.callback(
        Output(url, "search", allow_duplicate=True),
        Input({"page": NAME, "pick": ALL}, "checked"),
        State(url, "search"),
        prevent_initial_call=True,
    )
    def pick(ticked: list[bool], search: str | None) -> Any:
        return _picked(search, ctx.inputs_list[0])

    acts.register(app, NAME, workspace)


PAGE = Page(NAME, "", "scenarios", 1, layout=_layout, register=_register)
