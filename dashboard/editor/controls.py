"""The control of one field, and what stands under it: parent's value, the way back, faults."""

from typing import Any

import dash_mantine_components as dmc
from dash import html
from dash.development.base_component import Component

from dashboard import components
from dashboard.editor import known, messages
from dashboard.editor.overlay import MISSING, value_at
from dashboard.editor.sight import Sight
from dashboard.editor.tree import field_at
from dashboard.fields import Field
from dashboard.texts import text
from dashboard.view import Lang
from sim.scenario.identity import yaml_text

_LARGE = 1e8
"""A bound beyond this only keeps numbers finite."""


def field_id(path: str, *, is_flag: bool = False) -> dict[str, str]:
    """Return the id of a control."""
    return {"editor": "flag" if is_flag else "field", "at": path}


def act_button(
    do: str, at: str, label: str, icon: str, *, about: str = "", kind: str = ""
) -> Component:
    """Return a button that does something at a path; `about` tells a screen reader of what.

    The browser collects clicks as it does typing (assets/editor.js): as inputs of a callback,
    buttons that are drawn meanwhile could cost an answer that is on its way.
    """
    name = f"{label}: {about}" if about else label
    asked: dict[str, Any] = {"data-do": do, "data-at": at, **components.named(name)}
    return html.Button(
        [components.icon(icon), html.Span(label)],
        className=f"act {kind}".strip(),
        title=name,
        type="button",
        **asked,
    )


def marked(path: str) -> dict[str, Any]:
    """Return the attribute by which tests and styles find a field."""
    return {"data-path": path}


def shown_value(held: Field, path: str, sight: Sight) -> Any:
    """Return what a control holds: what is said, or the default."""
    said = value_at(sight.whole, path.split("."))
    return held.default if said is MISSING else said


def is_in_form(held: Field) -> bool:
    """Say whether a field has a control."""
    return held.kind not in ("model", "models") and (held.kind != "tree" or bool(held.options))


def control(held: Field, path: str, sight: Sight, *, brief: bool = False) -> Component:
    """Return a field with its foot; `brief` leaves its explanation to those who open it."""
    made = _input(held, path, sight, brief=brief)
    below = html.Div(foot(path, sight), id={"editor": "foot", "at": path}, className="field-foot")
    classes = "field field-brief" if brief else "field"
    return html.Div([made, below], className=classes, **marked(path))


def drawn_value(held: Field, path: str, sight: Sight) -> Any:
    """Return what the control holds, as the browser will say it."""
    value = shown_value(held, path, sight)
    if held.kind == "flag":
        return bool(value)
    if held.kind == "texts":
        return [str(one) for one in value] if isinstance(value, list | tuple) else []
    if held.kind == "choice" or held.options:
        return str(value) if isinstance(value, str | int) else None
    return "" if value is None or isinstance(value, dict | list) else number_text(value)


def _input(held: Field, path: str, sight: Sight, *, brief: bool) -> Component:
    lang, value = sight.lang, drawn_value(held, path, sight)
    same: dict[str, Any] = {"id": field_id(path), "label": label_of(held, lang)}
    if not brief:
        same["description"] = _explained(held, lang)
    same["inputWrapperOrder"] = ["label", "input", "description", "error"]
    if held.kind == "flag":
        return _switch(held, path, value, lang, brief=brief)
    found = known.options(held, sight.whole, lang)
    if held.kind == "texts":
        return _several(found, value, same)
    if found is not None:
        return _select(held, found, value, same, lang)
    if path.startswith("description."):
        lines: Component = dmc.Textarea(value=value, autosize=True, minRows=2, **same)
        return lines
    # A browser's own number field would not say what it drops: 1e9 would become 19.
    kinds = {"date": {"type": "date"}, "number": {"inputMode": "decimal"}}
    words: Component = dmc.TextInput(
        value=value, attributes={"input": kinds.get(held.kind, {})}, **same
    )
    return words


def _select(
    held: Field, found: list[known.Option], value: Any, same: dict[str, Any], lang: Lang
) -> Component:
    there = {one["value"] for one in found}
    if value and value not in there:
        found = [{"value": value, "label": value}, *found]
    select: Component = dmc.Select(
        data=found,
        value=value or None,
        searchable=len(found) > 6,
        clearable=held.nullable,
        allowDeselect=False,
        nothingFoundMessage=text(lang, "editor.nothing"),
        placeholder=text(lang, "editor.yaml.only") if held.kind == "tree" and not value else "",
        **same,
    )
    return select


def _several(found: list[known.Option] | None, value: list[str], same: dict[str, Any]) -> Component:
    if found is None:
        tags: Component = dmc.TagsInput(value=value, **same)
        return tags
    there = {one["value"] for one in found}
    more = [{"value": one, "label": one} for one in value if one not in there]
    many: Component = dmc.MultiSelect(data=[*found, *more], value=value, searchable=True, **same)
    return many


def _switch(held: Field, path: str, value: bool, lang: Lang, *, brief: bool) -> Component:
    switch: Component = dmc.Switch(
        id=field_id(path, is_flag=True),
        label=label_of(held, lang),
        description="" if brief else _explained(held, lang),
        checked=value,
    )
    return switch


def label_of(held: Field, lang: Lang) -> str:
    """Return a field's name with its unit."""
    if held.owner == "Text":
        return text(lang, f"editor.text.{held.name}")
    unit = held.unit(lang)
    return f"{held.label(lang)} [{unit}]" if unit else held.label(lang)


def _explained(held: Field, lang: Lang) -> str:
    """Return what a field means, and its bounds."""
    least = None if held.least is None else ("> " if held.open else "≥ ") + f"{held.least:,.15g}"
    upto = "< " if held.below else "≤ "
    most = None if held.most is None or held.most > _LARGE else upto + f"{held.most:,.15g}"
    bounds = ", ".join(one for one in (least, most) if one)
    said = held.help(lang)
    if not bounds or held.kind != "number":
        return said
    return f"{said} ({bounds})" if said else bounds


def foot(path: str, sight: Sight) -> list[Component]:
    """Return what stands under a field: whether it differs from the parent, and its faults."""
    parts: list[Component] = []
    if sight.differs(path) and not sight.is_new(_thing(path)):
        parts.append(_difference(path, sight))
    parts += [
        html.Div(
            [components.icon(icon), html.Span(messages.said(one["message"], sight.lang))],
            className=f"field-{icon}",
        )
        for icon, listed in (("error", sight.faults), ("warning", sight.remarks))
        for one in listed
        if is_of(one["path"], path, sight)
    ]
    return parts


def is_of(found: str, path: str, sight: Sight) -> bool:
    """Say whether a fault belongs to a field: it names it, or an entry of it."""
    head, _, last = found.rpartition(".")
    return found == path or (head == path and last.isdecimal())


def _thing(path: str) -> str:
    """Return the path of what holds a field."""
    return path.rpartition(".")[0] or path


def _difference(path: str, sight: Sight) -> Component:
    held = field_at(tuple(path.split(".")))
    before = value_at(sight.base, path.split("."))
    is_default = before is MISSING
    if is_default and held is not None:
        before = held.default
    key = "editor.default" if is_default else "editor.parent"
    is_thing = held is None or held.kind in ("model", "models")
    said = "" if is_thing else text(sight.lang, key, value=shown(before, held, sight))
    label = text(sight.lang, "editor.reset")
    name = held.label(sight.lang) if held is not None else path
    return html.Div(
        [
            html.Span(text(sight.lang, "editor.changed"), className="changed"),
            html.Span(said),
            act_button("reset", path, label, "undo", about=name, kind="plain"),
        ],
        className="field-parent",
    )


def shown(value: Any, held: Field | None, sight: Sight) -> str:
    """Return a value in words."""
    lang = sight.lang
    if value is None or value is MISSING or value in ("", [], ()):
        return text(lang, "editor.none")
    if isinstance(value, bool):
        return text(lang, "editor.yes" if value else "editor.no")
    if isinstance(value, dict):
        return yaml_text(value).strip()
    found = (known.options(held, sight.whole, lang) if held is not None else None) or ()
    names = {one["value"]: one["label"] for one in found}
    if isinstance(value, list | tuple):
        return ", ".join(names.get(str(one), str(one)) for one in value)
    unit = held.unit(lang) if held is not None else ""
    return f"{names.get(str(value), number_text(value))} {unit}".strip()


def number_text(value: Any) -> str:
    """Return a number as one would type it; any other value as it is."""
    return f"{value:.15g}" if isinstance(value, float) else str(value)
