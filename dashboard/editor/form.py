"""The form of one place of a scenario: its fields, what it holds, its lists, its map."""

from collections.abc import Iterator
from typing import Any

import dash_mantine_components as dmc
from dash import dcc, html
from dash.development.base_component import Component

from dashboard import components, security
from dashboard.editor import minimum
from dashboard.editor import overlay as change
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
from dashboard.editor.overlay import MISSING, value_at
from dashboard.editor.sight import ADD_STATION, Sight
from dashboard.editor.tree import (
    TOP,
    Spot,
    inner_spots,
    is_inline,
    name_of,
    plugs_of,
    stations_of,
    title,
    trail,
)
from dashboard.fields import Field, fields
from dashboard.figures import placing
from dashboard.texts import text

_IN_HEAD = ("extends", "version", "name", "title")
"""Fields of the whole scenario that stand above, or say nothing."""
MOST_BRIEF = 3
MOST_ROWS_WITH_FIELDS = 16
Values = dict[str, Any]


def form(sight: Sight) -> tuple[list[Component], Values]:
    """Return the form of the place that the address names, and what its controls hold."""
    values: Values = {}
    if sight.view.choice("at") == ADD_STATION:
        return _choose_site(sight), values
    spot = sight.spot
    parts = [_trail(spot, sight), _heading(spot, sight)]
    parts.append(html.Div(foot(spot.path, sight) if spot.path else [], className="field-foot"))
    if spot.is_list:
        parts.append(_list(spot, sight, values))
    else:
        parts += _thing(spot, sight, values)
    return parts, values


def _trail(spot: Spot, sight: Sight) -> Component:
    steps = [
        html.Li(dcc.Link(_live_name(one, sight), href=sight.link(one.path)))
        for one in trail(spot)[:-1]
    ]
    return html.Nav(
        html.Ol(steps), className="trail", **components.named(text(sight.lang, "editor.trail"))
    )


def _heading(spot: Spot, sight: Sight) -> Component:
    lang = sight.lang
    name = title(spot, sight.whole, lang)
    parts: list[Component] = [html.H2(_live_name(spot, sight))]
    key = spot.keys[-1] if spot.keys else ""
    if not spot.is_list and spot.field is not None and spot.field.kind == "models":
        parts.append(html.Span(f"{spot.field.label(lang)} · {key}", className="lead"))
        words = text(lang, "editor.remove")
        parts.append(act_button("remove", spot.path, words, "trash", about=name, kind="plain"))
    elif _may_be_off(spot) and not _is_off(spot, sight):
        words = text(lang, "editor.drop")
        parts.append(act_button("drop", spot.path, words, "trash", about=name, kind="plain"))
    said = spot.field.help(lang) if spot.field is not None else text(lang, "editor.top.lead")
    top = html.Div(parts, className="form-top")
    return html.Div([top, html.P(said, className="lead")])


def _live_name(spot: Spot, sight: Sight) -> Component:
    """Return a place's name, which changes as one types."""
    return html.Span(title(spot, sight.whole, sight.lang), id={"editor": "name", "at": spot.path})


def _thing(spot: Spot, sight: Sight, values: Values) -> Iterator[Component]:
    """Yield the form of a thing: what it says, what it holds, and the rest folded away."""
    if not spot.keys:
        yield _quick(sight)
    if _is_off(spot, sight):
        yield _switched_off(spot, sight)
        return
    simple = [held for held in fields(spot.model).values() if _is_simple(spot, held)]
    first = [held for held in simple if _is_said(spot, held, sight)]
    rest = [held for held in simple if held not in first]
    yield html.Div(_controls(spot, first, sight, values), className="fields")
    if "position" in fields(spot.model):
        yield _map(spot, sight)
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
                [html.H3(name), _list(inner, sight, values)],
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


def _list(spot: Spot, sight: Sight, values: Values) -> Component:
    spots = list(inner_spots(spot, sight.whole))
    brief = _brief(spot) if len(spots) <= MOST_ROWS_WITH_FIELDS else []
    rows = [_row(one, brief, sight, values) for one in spots]
    rows += [_gone(spot, key, sight) for key in _removed(spot, sight)]
    none = html.P(text(sight.lang, "editor.list.none"), className="lead")
    listed = html.Ul(rows, className="items") if rows else none
    return html.Div([listed, _add(spot, sight)])


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
    link = dcc.Link(_live_name(spot, sight), href=sight.link(spot.path), className="item-name")
    inputs = []
    for held in brief:
        path = f"{spot.path}.{held.name}"
        values[path] = drawn_value(held, path, sight)
        inputs.append(control(held, path, sight, brief=True))
    words = text(sight.lang, "editor.remove")
    out = act_button("take", spot.path, words, "trash", about=name, kind="plain")
    top = html.Div([link, more, *marks_of(spot.path, sight), out], className="item-top")
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
    name = name_of(value_at(sight.base, (*spot.keys, key)), key, sight.lang)
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


def _map(spot: Spot, sight: Sight) -> Component:
    """Return the map on which a click puts the thing."""
    here = value_at(sight.whole, (*spot.keys, "position"))
    figure = placing.map_of(places(sight), _point(here), sight.lang)
    return html.Div(
        [
            html.P(text(sight.lang, "editor.map.hint"), className="lead"),
            _graph(figure, sight, text(sight.lang, "editor.map"), spot.path),
        ],
        className="place",
    )


def _graph(figure: Any, sight: Sight, label: str, at: str) -> Component:
    drawn = dcc.Graph(
        id={"editor": "map", "at": at},
        figure=placing.on_scheme(figure, dark=sight.view.dark),
        config=security.graph_config(sight.lang),
        style={"height": f"{placing.HEIGHT}px"},
    )
    marked: dict[str, Any] = {"data-place": at}
    return html.Div(drawn, role="group", className="placing", **components.named(label), **marked)


def _point(said: Any) -> tuple[float, float] | None:
    if not isinstance(said, dict):
        return None
    found = said.get("longitude"), said.get("latitude")
    both = all(isinstance(one, int | float) for one in found)
    return (float(found[0] or 0), float(found[1] or 0)) if both else None


def places(sight: Sight) -> list[placing.Spot]:
    """Return the sites of the scenario that say where they are."""
    sites = value_at(sight.whole, ("sites",))
    found = []
    for number, site in enumerate(sites if isinstance(sites, list) else ()):
        point = _point(value_at(site, ("position",)))
        if point is not None:
            key = str(site.get("id", number))
            stations = value_at(site, ("stations",))
            count = sum(plugs_of(one) for one in stations) if isinstance(stations, list) else 0
            found.append(placing.Spot(key, name_of(site, key, sight.lang), *point, count))
    return found


def _quick(sight: Sight) -> Component:
    """Return what most planners come for: a station to change, or a new one."""
    lang = sight.lang
    stations = [
        (plugs_of(one), path, name_of(site, "", lang), one, path.rpartition(".")[2])
        for path, site, one in stations_of(sight.whole)
    ]
    options = [
        {
            "value": path,
            "label": f"{at} · {name_of(one, key, lang)} · "
            f"{text(lang, 'editor.plugs', count=count)}",
        }
        for count, path, at, one, key in sorted(stations, key=lambda one: (-one[0], one[1]))
    ]
    go = dmc.Select(
        id={"editor": "go", "at": "station"},
        label=text(lang, "editor.quick.station"),
        placeholder=text(lang, "editor.quick.hint"),
        data=options,
        searchable=True,
        w=420,
    )
    new = dcc.Link(
        [components.icon("plus"), text(lang, "editor.quick.new")],
        href=sight.link(ADD_STATION),
        className="act main",
    )
    return html.Div([go, new], className="quick")


def _choose_site(sight: Sight) -> list[Component]:
    """Return the choice of a site for a new station: on the map, or from a list."""
    lang = sight.lang
    found = places(sight)
    select = dmc.Select(
        id={"editor": "go", "at": "site"},
        label=text(lang, "editor.site"),
        data=[{"value": f"sites.{one.key}.stations", "label": one.name} for one in found],
        searchable=True,
        w=420,
    )
    figure = placing.map_of(found, None, lang)
    return [
        _trail(TOP, sight),
        html.Div([html.H2(text(lang, "editor.quick.new"))], className="form-top"),
        html.P(text(lang, "editor.site.lead"), className="lead"),
        select,
        _graph(figure, sight, text(lang, "editor.map"), ADD_STATION),
    ]
