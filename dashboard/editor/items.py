"""The lists of a scenario in a form: items with their main fields, what is taken out, new ones."""

from typing import Any

import dash_mantine_components as dmc
from dash import dcc, html
from dash.development.base_component import Component

from dashboard import components
from dashboard.editor import minimum
from dashboard.editor import overlay as change
from dashboard.editor.controls import act_button, control, drawn_value, is_in_form
from dashboard.editor.names import named, title
from dashboard.editor.overlay import value_at
from dashboard.editor.sight import Sight
from dashboard.editor.tree import Spot, inner_spots, plugs_of
from dashboard.fields import Field, fields
from dashboard.texts import text

MOST_BRIEF = 3
MOST_ROWS_WITH_FIELDS = 16
Values = dict[str, Any]


def live_name(spot: Spot, sight: Sight) -> Component:
    """Return a place's name, which changes as one types."""
    return html.Span(title(spot, sight.whole, sight.lang), id={"editor": "name", "at": spot.path})


def marks_of(path: str, sight: Sight) -> list[Component]:
    """Return the signs beside a place: changed, and how many faults."""
    marks: list[Component] = []
    if sight.differs(path):
        said = text(sight.lang, "editor.new" if sight.is_new(path) else "editor.changed")
        marks.append(html.Span(said, className="changed"))
    count = sight.below(path)
    if count:
        said = text(sight.lang, "editor.faults", count=count)
        marks.append(html.Span([components.icon("error"), said], className="faulty"))
    return marks


def listed(spot: Spot, sight: Sight, values: Values) -> Component:
    """Return a list, its items' main fields where there are not too many, and the way to more."""
    spots = list(inner_spots(spot, sight.whole))
    brief = _brief(spot) if len(spots) <= MOST_ROWS_WITH_FIELDS else []
    rows = [_row(one, brief, sight, values) for one in spots]
    rows += [_gone(spot, key, sight) for key in _removed(spot, sight)]
    none = html.P(text(sight.lang, "editor.list.none"), className="lead")
    shown = html.Ul(rows, className="items") if rows else none
    return html.Div([shown, _add(spot, sight)])


def _brief(spot: Spot) -> list[Field]:
    """Return the main fields of a list's items: what each has to say."""
    return [
        held
        for held in fields(spot.model).values()
        if held.required and held.name != "id" and is_in_form(held)
    ][:MOST_BRIEF]


def _row(spot: Spot, brief: list[Field], sight: Sight, values: Values) -> Component:
    name = title(spot, sight.whole, sight.lang)
    note = {"editor": "note", "at": spot.path}
    more = html.Span(note_of(spot, sight), id=note, className="lead")
    link = dcc.Link(live_name(spot, sight), href=sight.link(spot.path), className="item-name")
    key = spot.keys[-1]
    is_told = key.isdecimal() or named(key, name) == name
    id_ = [] if is_told else [html.Code(key, className="lead")]
    inputs = []
    for held in brief:
        path = f"{spot.path}.{held.name}"
        values[path] = drawn_value(held, path, sight)
        inputs.append(control(held, path, sight, brief=True))
    words = text(sight.lang, "editor.remove")
    out = act_button("take", spot.path, words, "trash", about=name, kind="plain")
    top = html.Div([link, *id_, more, *marks_of(spot.path, sight), out], className="item-top")
    return html.Li([top, html.Div(inputs, className="item-fields")] if inputs else [top])


def note_of(spot: Spot, sight: Sight) -> str:
    """Return what tells an item from its siblings at a glance."""
    item = value_at(sight.whole, spot.keys)
    if spot.model == "Station":
        return text(sight.lang, "editor.plugs", count=plugs_of(item))
    if spot.model == "Site":
        stations = value_at(item, ("stations",))
        count = sum(plugs_of(one) for one in stations) if isinstance(stations, list) else 0
        return text(sight.lang, "editor.plugs", count=count) if count else ""
    return ""


def _removed(spot: Spot, sight: Sight) -> list[str]:
    return change.removed_ids(sight.base, sight.draft.overlay, spot.keys)


def _gone(spot: Spot, key: str, sight: Sight) -> Component:
    inner = spot.child(key)
    name = key if inner is None else title(inner, sight.base, sight.lang)
    words = text(sight.lang, "editor.back")
    button = act_button("reset", f"{spot.path}.{key}", words, "undo", about=name, kind="plain")
    said = html.Span(text(sight.lang, "editor.gone"), className="changed")
    return html.Li(html.Div([html.Del(name), said, button], className="item-top"))


def _add(spot: Spot, sight: Sight) -> Component:
    lang = sight.lang
    key = minimum.free_id(spot, sight.whole, sight.base)
    kind = text(lang, "editor.add", what=title(spot, sight.whole, lang))
    button = act_button("add", spot.path, kind, "plus", kind="main")
    asks = "id" in minimum.new_item(spot, sight.whole, key)
    if spot.model == "PlugGroup" or not asks:
        return html.Div(button, className="add")
    entry = dmc.TextInput(
        label=text(lang, "editor.id"),
        description=text(lang, "editor.id.help"),
        value=key,
        w=240,
    )
    return html.Div([entry, button], className="add")
