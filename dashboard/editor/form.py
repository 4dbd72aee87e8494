"""The form of one place of a scenario: its fields, what it holds, its lists, its map."""

from collections.abc import Iterator

from dash import dcc, html
from dash.development.base_component import Component

from dashboard import components
from dashboard.editor import items, sites
from dashboard.editor.controls import (
    act_button,
    control,
    drawn_value,
    foot,
    is_in_form,
    label_of,
    marked,
    shown,
)
from dashboard.editor.items import Values, live_name, marks_of
from dashboard.editor.names import full_title, is_item, site_of, title
from dashboard.editor.overlay import MISSING, value_at
from dashboard.editor.sight import ADD_STATION, Sight
from dashboard.editor.tree import TOP, Spot, inner_spots, is_inline, trail
from dashboard.fields import Field, fields
from dashboard.texts import text

_IN_HEAD = ("extends", "version", "name", "title")
"""Fields of the whole scenario that stand above, or say nothing."""


def form(sight: Sight) -> tuple[list[Component], Values]:
    """Return the form of the place that the address names, and what its controls hold."""
    values: Values = {}
    if sight.view.choice("at") == ADD_STATION:
        return [_trail(TOP, sight), *sites.choose_site(sight)], values
    spot = sight.spot
    parts = [_trail(spot, sight), _heading(spot, sight)]
    parts.append(html.Div(foot(spot.path, sight) if spot.path else [], className="field-foot"))
    if spot.is_list:
        parts.append(items.listed(spot, sight, values))
    else:
        parts += _thing(spot, sight, values)
    return parts, values


def _trail(spot: Spot, sight: Sight) -> Component:
    steps = [
        html.Li(dcc.Link(live_name(one, sight), href=sight.link(one.path)))
        for one in trail(spot)[:-1]
    ]
    return html.Nav(
        html.Ol(steps), className="trail", **components.named(text(sight.lang, "editor.trail"))
    )


def _heading(spot: Spot, sight: Sight) -> Component:
    lang = sight.lang
    name, site = full_title(spot, sight.whole, lang), site_of(spot)
    above: list[Component | str] = [] if site is None else [live_name(site, sight), " · "]
    parts: list[Component] = [html.H2([*above, live_name(spot, sight)])]
    if is_item(spot) and spot.field is not None:
        parts.append(html.Span(f"{spot.field.label(lang)} · {spot.keys[-1]}", className="lead"))
        words = text(lang, "editor.remove")
        parts.append(act_button("remove", spot.path, words, "trash", about=name, kind="plain"))
    elif _may_be_off(spot) and not _is_off(spot, sight):
        words = text(lang, "editor.drop")
        parts.append(act_button("drop", spot.path, words, "trash", about=name, kind="plain"))
    said = spot.field.help(lang) if spot.field is not None else text(lang, "editor.top.lead")
    top = html.Div(parts, className="form-top")
    return html.Div([top, html.P(said, className="lead")])


def _thing(spot: Spot, sight: Sight, values: Values) -> Iterator[Component]:
    """Yield the form of a thing: what it says, what it holds, and the rest folded away."""
    if not spot.keys:
        yield sites.quick(sight)
    if _is_off(spot, sight):
        yield _switched_off(spot, sight)
        return
    simple = [held for held in fields(spot.model).values() if _is_simple(spot, held)]
    first = [held for held in simple if _is_said(spot, held, sight)]
    rest = [held for held in simple if held not in first]
    yield html.Div(_controls(spot, first, sight, values), className="fields")
    if "position" in fields(spot.model):
        yield sites.place_map(spot, sight)
    yield from _held(spot, sight, values)
    if rest:
        summary = html.Summary(text(sight.lang, "editor.more", count=len(rest)))
        inner = html.Div(_controls(spot, rest, sight, values), className="fields")
        yield html.Details([summary, inner], className="more")


def _may_be_off(spot: Spot) -> bool:
    held = spot.field
    return held is not None and held.kind == "model" and held.nullable and not spot.is_list


def _is_off(spot: Spot, sight: Sight) -> bool:
    return _may_be_off(spot) and value_at(sight.whole, spot.keys) in (MISSING, None)


def _switched_off(spot: Spot, sight: Sight) -> Component:
    words = text(sight.lang, "editor.put")
    name = title(spot, sight.whole, sight.lang)
    button = act_button("put", spot.path, words, "plus", about=name, kind="main")
    return html.Div([html.P(text(sight.lang, "editor.off")), button], className="off")


def _is_simple(spot: Spot, held: Field) -> bool:
    """Say whether a field stands in the form itself."""
    if held.name == "id" or (not spot.keys and held.name in _IN_HEAD):
        return False
    inner = spot.child(held.name)
    return inner is None or is_inline(inner)


def _is_said(spot: Spot, held: Field, sight: Sight) -> bool:
    return held.required or value_at(sight.whole, (*spot.keys, held.name)) is not MISSING


def _controls(spot: Spot, listed: list[Field], sight: Sight, values: Values) -> list[Component]:
    return [_one(spot, held, sight, values) for held in listed]


def _one(spot: Spot, held: Field, sight: Sight, values: Values) -> Component:
    path = ".".join((*spot.keys, held.name))
    inner = spot.child(held.name)
    if inner is not None:
        under = [one for one in fields(inner.model).values() if is_in_form(one)]
        legend = html.Legend(held.label(sight.lang))
        inside = html.Div(_controls(inner, under, sight, values), className="fields-few")
        return html.Fieldset([legend, inside], className="field-group")
    if is_in_form(held):
        values[path] = drawn_value(held, path, sight)
        return control(held, path, sight)
    return _by_yaml(held, path, sight)


def _by_yaml(held: Field, path: str, sight: Sight) -> Component:
    """Return a field that is no single value: it is shown, and edited as YAML."""
    value = value_at(sight.whole, path.split("."))
    said = shown(held.default if value is MISSING else value, held, sight)
    return html.Div(
        [
            html.Div(label_of(held, sight.lang), className="field-label"),
            html.Pre(said),
            html.Div(text(sight.lang, "editor.yaml.field"), className="lead"),
            html.Div(foot(path, sight), id={"editor": "foot", "at": path}, className="field-foot"),
        ],
        className="field",
        **marked(path),
    )


def _held(spot: Spot, sight: Sight, values: Values) -> Iterator[Component]:
    """Yield the lists that a thing holds, short ones with their main fields, and its parts."""
    if not spot.keys:
        return
    parts = []
    for inner in sorted(inner_spots(spot, sight.whole), key=lambda one: _is_bare(one, sight)):
        if inner.is_list:
            name = title(inner, sight.whole, sight.lang)
            yield html.Section(
                [html.H3(name), items.listed(inner, sight, values)],
                className="held",
                **components.named(name),
            )
        else:
            parts.append(_part(inner, sight))
    if parts:
        yield html.Ul(parts, className="parts")


def _is_bare(spot: Spot, sight: Sight) -> bool:
    """Say whether a list has nothing in it, so that it stands behind the others."""
    return spot.is_list and value_at(sight.whole, spot.keys) in (MISSING, None, [])


def _part(inner: Spot, sight: Sight) -> Component:
    link = dcc.Link(title(inner, sight.whole, sight.lang), href=sight.link(inner.path))
    marks = [html.Span(text(sight.lang, "editor.off.short"), className="lead")]
    return html.Li([link, *(marks if _is_off(inner, sight) else []), *marks_of(inner.path, sight)])
