"""The parts of the page that are there from the start, and which callbacks fill."""

from collections.abc import Callable
from typing import Any

import dash_mantine_components as dmc
from dash import dcc, html
from dash.development.base_component import Component

from dashboard import components
from dashboard.editor import bench
from dashboard.editor.controls import act_button
from dashboard.texts import text
from dashboard.view import View
from dashboard.workspace import Workspace

Place = Callable[[str], str]
"""From a part of the page to its id."""


def drawn_id(part: str) -> dict[str, str]:
    """Return the id of the note of what a part holds."""
    return {"editor": "drawn", "part": part}


def choice(view: View, workspace: Workspace, place: Place) -> list[Component]:
    """Return which scenario is to be changed: one of the library, or a file."""
    lang = view.lang
    label, asked = text(lang, "editor.upload"), view.choice("scenario")
    drop = dcc.Upload(
        html.Button([components.icon("upload"), html.Span(label)], className="act", type="button"),
        id=place("upload"),
        accept=".yaml,.yml",
        max_size=bench.MOST_UPLOADED,
        multiple=False,
    )
    select = dmc.Select(
        id=place("scenario"),
        label=text(lang, "editor.scenario"),
        placeholder=text(lang, "editor.scenario.hint"),
        data=bench.scenarios(workspace, lang),
        value=bench.ids_by_name(workspace).get(asked, asked) or None,
        searchable=True,
        allowDeselect=False,
        w=340,
    )
    said = html.Span(text(lang, "editor.upload.lead"))
    marked: dict[str, Any] = {"data-upload": label}
    return [select, html.Div([drop, said], className="upload lead", **marked)]


def parts(view: View, place: Place) -> list[Component]:
    """Return the parts of the editor, which callbacks fill."""
    top = [
        html.Div(_buttons(view, place), className="acts"),
        html.Div(_taken(view), role="status"),
        html.Div(id=place("said"), role="status", className="editor-said"),
    ]
    columns = [
        _tree(view, place),
        html.Section(id=place("form"), className="panel form"),
        _side(view, place),
    ]
    return [
        *(dcc.Store(id=drawn_id(part)) for part in ("head", "form", "yaml")),
        html.Div(id=place("head"), className="panel"),
        html.Div(top, className="panel editor-top"),
        html.Div(columns, className="columns"),
    ]


def _tree(view: View, place: Place) -> Component:
    find = dmc.TextInput(
        id=place("find"),
        label=text(view.lang, "editor.find"),
        leftSection=components.icon("search"),
        debounce=200,
    )
    named = components.named(text(view.lang, "editor.outline"))
    return html.Nav([find, html.Div(id=place("outline"))], className="panel outline", **named)


def _side(view: View, place: Place) -> Component:
    yaml = dmc.Textarea(
        id=place("yaml"),
        label=text(view.lang, "editor.yaml"),
        description=text(view.lang, "editor.yaml.lead"),
        autosize=True,
        minRows=14,
        maxRows=60,
        attributes={"input": {"spellCheck": False}},
    )
    return html.Div(
        [
            html.Div(id=place("faults"), role="status"),
            yaml,
            html.Div(id=place("yaml-fault"), role="alert"),
        ],
        className="panel side",
    )


def _buttons(view: View, place: Place) -> list[Component]:
    lang = view.lang
    acts = (
        ("save", "download", "main"),
        ("run", "play", "main"),
        ("undo", "undo", ""),
        ("redo", "right", ""),
        ("discard", "trash", ""),
    )
    made = [act_button(do, "", text(lang, f"editor.act.{do}"), icon, kind=kind)
            for do, icon, kind in acts]  # fmt: skip
    words = text(lang, "editor.download")
    load = html.Button(
        [components.icon("page"), html.Span(words)],
        id=place("download"),
        className="act",
        type="button",
    )
    return [*made, load]


def _taken(view: View) -> list[Component]:
    """Return what is shown from the click until the answer (assets/editor.js)."""
    return [
        html.Span(text(view.lang, f"editor.taken.{do}"), className=f"taken taken-{do}")
        for do in ("save", "run")
    ]
