"""Above the form: name and titles, where the draft comes from, and how it stands."""

from typing import Any

import dash_mantine_components as dmc
from dash import html
from dash.development.base_component import Component

from dashboard import components
from dashboard.editor import controls, messages, turning
from dashboard.editor.overlay import value_at
from dashboard.editor.sight import Sight
from dashboard.fields import fields
from dashboard.texts import TEXTS, text
from dashboard.view import LANGS, Lang


def head(look: Sight) -> tuple[list[Component], dict[str, Any]]:
    """Return name and titles, and what they hold."""
    draft, lang = look.draft, look.lang
    values: dict[str, Any] = {turning.NAME: draft.name}
    name = dmc.TextInput(
        id=controls.field_id(turning.NAME),
        label=text(lang, "editor.name"),
        value=draft.name,
        disabled=draft.is_own,
        w=220,
    )
    parts: list[Component] = [
        html.Div([name, html.Div(id={"editor": "foot", "at": "name"}, className="field-foot")])
    ]
    for one in LANGS:
        path = f"title.{one}"
        held = fields("Text")[one]
        values[path] = controls.drawn_value(held, path, look)
        entry = dmc.TextInput(
            id=controls.field_id(path),
            label=text(lang, f"editor.title.{one}"),
            value=values[path],
        )
        foot = html.Div(id={"editor": "foot", "at": path}, className="field-foot quiet")
        parts.append(html.Div([entry, foot], className="grow"))
    return [
        html.Div(parts, className="head-fields"),
        html.P(_origin(look), className="lead"),
    ], values


def title_hint(path: str, look: Sight) -> list[Component]:
    """Return what is to be said at a title that was left behind when the other one was changed."""
    titles = {f"title.{lang}": lang for lang in LANGS}
    left = {at for at, lang in titles.items() if _is_left(at, lang, look)}
    if path not in left or left == set(titles):
        return []
    words = html.Span(text(look.lang, "editor.title.left"))
    return [html.Div([components.icon("warning"), words], className="field-warning")]


def _is_left(path: str, lang: Lang, look: Sight) -> bool:
    """Say whether a title is still the parent's, or what the editor or the library made of it."""
    keys = path.split(".")
    said, made = value_at(look.whole, keys), ("editor.title", "clone.title")
    ends = tuple(text(lang, key, title="") for key in made)
    return said == value_at(look.base, keys) or (isinstance(said, str) and said.endswith(ends))


def _origin(look: Sight) -> str:
    entry, lang = look.basis.entry, look.lang
    if not entry.own:
        return text(lang, "editor.overlay", title=entry.title(lang))
    return text(lang, "editor.inplace", file=entry.path.name)


def said(look: Sight) -> list[Component]:
    """Return how the draft stands, and what the last action did."""
    lang, draft = look.lang, look.draft
    fresh = "editor.same" if draft.is_own else "editor.fresh"
    key, kind = ("editor.unsaved", "changed") if draft.is_changed else (fresh, "lead")
    parts: list[Component] = [html.Span(text(lang, key), className=kind), _standing(look)]
    key, what = draft.said
    if key in TEXTS:
        told = messages.said(what, lang) if key == "editor.refused" else what
        parts.append(html.Span(text(lang, key, what=told), className="said"))
    return parts + (_ways_out(look, key) if key.startswith("editor.clash") else [])


def _ways_out(look: Sight, clash: str) -> list[Component]:
    """Return what can be done where another one has written the file meanwhile."""
    acts = [("beside", "copy")]
    if clash == "editor.clash.changed":
        acts.append(("discard", "undo"))
    return [
        controls.act_button(do, "", text(look.lang, f"editor.clash.{do}"), icon)
        for do, icon in acts
    ]


def _standing(look: Sight) -> Component:
    """Return whether the draft can be run, once that is known."""
    lang, count = look.lang, len(look.faults)
    if not look.is_judged:
        return html.Span(text(lang, "editor.stand.wait"), className="lead")
    if count:
        said = text(lang, "editor.stand.bad", count=count)
        return html.Span([components.icon("error"), said], className="faulty")
    good = text(lang, "editor.stand.good")
    return html.Span([components.icon("better"), good], className="right")
