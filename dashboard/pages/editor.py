"""Editor: a scenario changed in a form, as YAML, and on a map; saved as an overlay, or run."""

from typing import Any

from dash import ALL, ClientsideFunction, Dash, Input, Output, State, ctx, dcc, html, no_update
from dash.development.base_component import Component

from dashboard import components
from dashboard.editor import bench, frame, opening
from dashboard.page import Page
from dashboard.parts import acts
from dashboard.view import View, seen
from dashboard.workspace import Workspace

NAME = "editor"


def _layout(view: View, workspace: Workspace) -> Component:
    lang, parts = view.lang, frame.parts(view, PAGE.place)
    stores = [
        dcc.Location(id=PAGE.place("url"), refresh="callback-nav"),
        *(
            dcc.Store(id=PAGE.place(part))
            for part in ("kept", "events", "draft", "verdict", "told")
        ),
        dcc.Store(id=PAGE.place("names"), data=bench.ids_by_name(workspace)),
        dcc.Download(id=PAGE.place("file")),
    ]
    return html.Div(
        [
            components.heading(lang, NAME),
            *stores,
            html.Div(frame.choice(view, workspace, PAGE.place), className="panel choices"),
            components.loading(html.Div(id=PAGE.place("uploaded"))),
            html.Div(parts, id=PAGE.place("bench"), hidden=True, className="bench"),
            html.Div(id=PAGE.place("lost")),
        ],
        className="page editor",
    )


def _register(app: Dash, workspace: Workspace) -> None:
    _register_browser(app)
    _register_turns(app, workspace)
    _register_ways_in(app, workspace)
    _register_drawing(app, workspace)
    _register_marks(app, workspace)


def _register_browser(app: Dash) -> None:
    """What the browser does by itself: keep drafts, and collect what is typed."""
    clientside: Any = app.clientside_callback
    clientside(
        ClientsideFunction("editor", "open"),
        Output(PAGE.place("kept"), "data"),
        Input(PAGE.place("url"), "search"),
        State(PAGE.place("kept"), "data"),
        State(PAGE.place("names"), "data"),
    )
    clientside(
        ClientsideFunction("editor", "collect"),
        Output(PAGE.place("events"), "data"),
        Input({"editor": "field", "at": ALL}, "value"),
        Input({"editor": "flag", "at": ALL}, "checked"),
        Input(PAGE.place("yaml"), "value"),
        State({"editor": "drawn", "part": ALL}, "data"),
    )
    clientside(
        ClientsideFunction("editor", "keep"),
        Output(PAGE.place("told"), "data"),
        Input(PAGE.place("draft"), "data"),
    )


def _register_turns(app: Dash, workspace: Workspace) -> None:
    """What is done: to the next draft, to another place, to a file."""

    @app.callback(
        Output(PAGE.place("draft"), "data"),
        Output(PAGE.place("url"), "pathname"),
        Output(PAGE.place("url"), "search"),
        Output(PAGE.place("lost"), "children"),
        Input(PAGE.place("kept"), "data"),
        Input(PAGE.place("events"), "data"),
        State(PAGE.place("draft"), "data"),
        State(PAGE.place("url"), "search"),
    )
    def turn(kept: Any, events: Any, data: Any, search: str | None) -> Any:
        return bench.turn(workspace, kept, events, data, search)

    @app.callback(
        Output(PAGE.place("url"), "search", allow_duplicate=True),
        Input({"editor": "go", "at": ALL}, "value"),
        Input({"editor": "map", "at": ALL}, "clickData"),
        Input(PAGE.place("scenario"), "value"),
        State(PAGE.place("url"), "search"),
        prevent_initial_call=True,
    )
    def go(_: Any, clicked: Any, scenario: Any, search: str | None) -> Any:
        return bench.go(ctx.triggered, seen(search))

    @app.callback(
        Output(PAGE.place("file"), "data"),
        Input(PAGE.place("download"), "n_clicks"),
        State(PAGE.place("draft"), "data"),
        prevent_initial_call=True,
    )
    def download(clicks: int | None, draft: Any) -> Any:
        return bench.download(workspace, draft) if clicks and draft else no_update


def _register_ways_in(app: Dash, workspace: Workspace) -> None:
    """Which scenario is open: by choice, by upload, or a run's that is made one's own."""

    @app.callback(
        Output(PAGE.place("uploaded"), "children"),
        Output(PAGE.place("scenario"), "data"),
        Input(PAGE.place("upload"), "contents"),
        State(PAGE.place("upload"), "filename"),
        State(PAGE.place("url"), "search"),
        prevent_initial_call=True,
    )
    def upload(contents: str | None, filename: str | None, search: str | None) -> Any:
        if not contents:
            return no_update, no_update
        said = opening.uploaded(workspace, filename or "", contents, seen(search))
        return said, bench.scenarios(workspace, seen(search).lang)

    @app.callback(
        Output(PAGE.place("url"), "search", allow_duplicate=True),
        Output(PAGE.place("uploaded"), "children", allow_duplicate=True),
        Input({"editor": "adopt", "on": ALL}, "n_clicks"),
        State(PAGE.place("url"), "search"),
        prevent_initial_call=True,
    )
    def adopt(clicks: list[int | None], search: str | None) -> Any:
        if not any(clicks) or ctx.triggered_id is None:
            return no_update, no_update
        return opening.adopted(workspace, acts.from_id(ctx.triggered_id["on"]), seen(search))

    @app.callback(
        Output(PAGE.place("scenario"), "data", allow_duplicate=True),
        Output(PAGE.place("scenario"), "value"),
        Input(PAGE.place("draft"), "data"),
        State(PAGE.place("scenario"), "value"),
        State(PAGE.place("url"), "search"),
        prevent_initial_call=True,
    )
    def choose(data: Any, value: str | None, search: str | None) -> Any:
        if not data or data["scenario"] == value:
            return no_update, no_update
        return bench.scenarios(workspace, seen(search).lang), data["scenario"]


def _register_drawing(app: Dash, workspace: Workspace) -> None:
    """The parts that stay as they are while one types: form, head and YAML."""
    draft, verdict, url = PAGE.place("draft"), PAGE.place("verdict"), PAGE.place("url")

    @app.callback(Output(verdict, "data"), Input(draft, "data"), State(verdict, "data"))
    def judge(data: Any, before: Any) -> Any:
        return bench.judged(workspace, data, before)

    @app.callback(
        Output(PAGE.place("form"), "children"),
        Output(frame.drawn_id("form"), "data"),
        Output(PAGE.place("head"), "children"),
        Output(frame.drawn_id("head"), "data"),
        Output(PAGE.place("yaml"), "value"),
        Output(frame.drawn_id("yaml"), "data"),
        Output(PAGE.place("bench"), "hidden"),
        Input(draft, "data"),
        Input(url, "search"),
        State(verdict, "data"),
        State(frame.drawn_id("form"), "data"),
        State(frame.drawn_id("head"), "data"),
        State(frame.drawn_id("yaml"), "data"),
    )
    def draw(data: Any, search: str | None, told: Any, *drawn: Any) -> Any:
        sight = bench.sight(workspace, data, told, seen(search))
        return bench.drawn(sight, drawn)


def _register_marks(app: Dash, workspace: Workspace) -> None:
    """What changes with each letter: the outline, faults, and what stands beside the fields."""
    draft, verdict, url = PAGE.place("draft"), PAGE.place("verdict"), PAGE.place("url")

    @app.callback(
        Output(PAGE.place("outline"), "children"),
        Output(PAGE.place("faults"), "children"),
        Output(PAGE.place("said"), "children"),
        Output(PAGE.place("yaml-fault"), "children"),
        Input(draft, "data"),
        Input(verdict, "data"),
        Input(url, "search"),
        Input(PAGE.place("find"), "value"),
    )
    def survey(data: Any, told: Any, search: str | None, words: str | None) -> Any:
        sight = bench.sight(workspace, data, told, seen(search))
        return bench.surveyed(sight, words or "")

    live = [{"editor": part, "at": ALL} for part in ("foot", "name", "note")]

    @app.callback(
        *(Output(places, "children") for places in live),
        Input(draft, "data"),
        Input(verdict, "data"),
        *(State(places, "id") for places in live),
        State(url, "search"),
    )
    def mark(data: Any, told: Any, *there: Any) -> Any:
        *places, search = there
        sight = bench.sight(workspace, data, told, seen(search))
        return bench.marked(sight, [[place["at"] for place in each] for each in places])


PAGE = Page(NAME, "editor", "pencil", 9, layout=_layout, register=_register)
