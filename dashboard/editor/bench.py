"""Between the page's callbacks and the editor: from what the browser sends to what it shows."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from dash import html, no_update
from dash.development.base_component import Component

from dashboard.editor import (
    checking,
    controls,
    form,
    items,
    limits,
    messages,
    opening,
    outline,
    top,
    turning,
)
from dashboard.editor.basis import basis
from dashboard.editor.draft import Draft
from dashboard.editor.names import title
from dashboard.editor.sight import ADD_STATION, Sight
from dashboard.editor.tree import Spot, spot_of
from dashboard.texts import text
from dashboard.view import Lang, View, seen
from dashboard.workspace import Workspace
from sim.errors import Fault, InputError

MOST_UPLOADED = limits.MOST_BYTES
_MOST_TOLD = 200


def turn(
    workspace: Workspace, kept: Any, events: Any, data: Any, search: str | None
) -> tuple[Any, Any, Any, Any]:
    """Return the next draft, where to go (path and query), and why there is none."""
    view = seen(search)
    key = view.choice("scenario")
    draft = Draft.loads(data["draft"]) if isinstance(data, dict) else None
    try:
        if not key:
            return None, no_update, no_update, opening.welcome(view)
        if draft is None or draft.scenario != key:
            return _opened(workspace, view, kept)
        done = turning.turn(workspace, draft, events)
    except InputError as error:
        return None, no_update, no_update, opening.unreadable(workspace, view, error)
    moved = _went(workspace, view, draft, done)
    return no_update if done.draft == draft else packed(done.draft), *moved, no_update


def _opened(workspace: Workspace, view: View, kept: Any) -> tuple[Any, Any, Any, Any]:
    """Return the draft of the scenario in the address, once the browser has said what it kept."""
    asked, said = view.choice("scenario"), kept if isinstance(kept, dict) else {}
    key = ids_by_name(workspace).get(asked, asked)
    if said.get("scenario") != key:
        return no_update, no_update, no_update, no_update
    moved = no_update if key == asked else view.choosing(scenario=key).query()
    return (
        packed(turning.start(workspace, key, said.get("draft"), said.get("typed"))),
        no_update,
        moved,
        [],
    )


def ids_by_name(workspace: Workspace) -> dict[str, str]:
    """Return the ids of scenarios by their names: runs know names alone."""
    found = workspace.shelf.entries()
    taken = {entry.id for entry in found}
    return {entry.name: entry.id for entry in reversed(found) if entry.name not in taken}


def _went(workspace: Workspace, view: View, before: Draft, done: turning.Turn) -> tuple[Any, Any]:
    if done.to_runs:
        return f"{workspace.prefix}runs", view.choosing(at="", scenario="").query()
    moved = view
    if done.at is not None:
        moved = moved.choosing(at=done.at)
    if done.draft.scenario != before.scenario:
        moved = moved.choosing(scenario=done.draft.scenario)
    return no_update, no_update if moved == view else moved.query()


def packed(draft: Draft) -> dict[str, Any]:
    """Return a draft as the browser keeps it; the draft itself it never looks into."""
    head = {"scenario": draft.scenario, "changed": draft.is_changed, "seen": draft.seen}
    return {**head, "saved": draft.said[0].startswith("editor.saved"), "draft": draft.dumps()}


def go(triggered: Sequence[Mapping[str, Any]], view: View) -> Any:
    """Return the address of what was chosen in a select, or of the site that was clicked."""
    for one in triggered:
        value, place = one["value"], str(one["prop_id"])
        if place == "editor-scenario.value" and value and value != view.choice("scenario"):
            return view.choosing(scenario=str(value), at="").query()
        if '"go"' in place and value:
            return view.choosing(at=str(value)).query()
        if '"map"' in place and value and view.choice("at") == ADD_STATION:
            said = value["points"][0].get("customdata")
            return view.choosing(at=f"sites.{said[0]}.stations").query() if said else no_update
    return no_update


def scenarios(workspace: Workspace, lang: Lang) -> list[dict[str, Any]]:
    """Return all scenarios as the groups of a select."""
    groups: dict[bool, list[dict[str, str]]] = {True: [], False: []}
    for entry in workspace.shelf.entries():
        groups[entry.own].append(
            {"value": entry.id, "label": f"{entry.title(lang)} ({entry.name})"}
        )
    return [
        {"group": text(lang, "editor.own" if own else "editor.shipped"), "items": items}
        for own, items in groups.items()
        if items
    ]


def judged(workspace: Workspace, data: Any, before: Any) -> Any:
    """Return what is wrong with a draft, as the browser holds it."""
    draft = Draft.loads(data["draft"]) if isinstance(data, dict) else None
    if draft is None:
        return None
    try:
        under = basis(workspace.shelf, draft.scenario)
        verdict = checking.judge(workspace, under, draft.name, draft.text)
    except InputError as error:
        verdict = checking.Verdict(error.faults, refused=True)
    named = _named(workspace, draft)
    # A name that cannot be a file's is none for a scenario either: that is told once.
    faults = (*named, *(one for one in verdict.faults if not named or one.path != "name"))
    told = {
        "sign": _sign(draft),
        "faults": [_told(one) for one in faults][:_MOST_TOLD],
        "remarks": [_told(one) for one in verdict.remarks][:_MOST_TOLD],
        "refused": verdict.refused,
    }
    return no_update if told == before else told


def _sign(draft: Draft) -> str:
    """Return what tells drafts apart that may be judged differently."""
    said = "\n".join((draft.scenario, draft.name, draft.text))
    return hashlib.sha256(said.encode("utf-8", "replace")).hexdigest()[:16]


def _named(workspace: Workspace, draft: Draft) -> tuple[Fault, ...]:
    """Return what is wrong with the name of a new file."""
    if draft.is_own:
        return ()
    try:
        workspace.shelf.place(draft.name, new=True)
    except InputError as error:
        return tuple(replace(fault, path="name", file=None) for fault in error.faults)
    return ()


def _told(fault: Fault) -> dict[str, Any]:
    return {"path": fault.path, "message": fault.message, "line": fault.line}


def sight(workspace: Workspace, data: Any, told: Any, view: View) -> Sight | None:
    """Return the look at a draft; None where there is none that can be read."""
    draft = Draft.loads(data["draft"]) if isinstance(data, dict) else None
    if draft is None or draft.scenario != view.choice("scenario"):
        return None
    try:
        under = basis(workspace.shelf, draft.scenario)
    except InputError:
        return None
    found = told if isinstance(told, dict) else {}
    return Sight(
        draft,
        under,
        view,
        workspace.prefix,
        found.get("faults", ()),
        found.get("remarks", ()),
        found.get("sign") == _sign(draft),
    )


def drawn(look: Sight | None, before: Sequence[Any]) -> tuple[Any, ...]:
    """Return form, head and YAML, each with a note of what it holds, where they are to be drawn.

    `before` are those notes as they are: what was typed since stays.
    """
    if look is None:
        return *(no_update,) * 6, True
    draft, view = look.draft, look.view
    common = f"{draft.scenario}|{view.lang}|{view.dark}"
    keys = (
        f"{common}|{draft.revision}|{view.choice('at')}",
        f"{common}|{draft.revision}",
        f"{draft.scenario}|{draft.text_revision}",
    )
    made: list[Any] = []
    for part, key, old in zip((form.form, top.head, _yaml), keys, before, strict=True):
        if isinstance(old, dict) and old.get("id") == key:
            made += [no_update, no_update]
        else:
            shown, values = part(look)
            made += [shown, {"id": key, "scenario": draft.scenario, "values": values}]
    return *made, False


def _yaml(look: Sight) -> tuple[str, dict[str, Any]]:
    return look.draft.text, {turning.YAML: look.draft.text}


def surveyed(look: Sight | None, words: str) -> tuple[Any, ...]:
    """Return the outline, the list of faults, what is said, and what is wrong with the YAML."""
    if look is None:
        return [], [], [], []
    return outline.outline(look, words), outline.faults(look), top.said(look), _yaml_fault(look)


def _yaml_fault(look: Sight) -> list[Component]:
    """Return what is wrong with a text that is no overlay, each fault with its line."""
    if look.draft.is_readable:
        return []
    lang, listed = look.lang, list[Component]()
    try:
        checking.read_overlay(look.draft.text, look.basis.entry.path)
    except InputError as error:
        for fault in error.told[:10]:
            place = text(lang, "editor.line", line=fault.line) if fault.line else ""
            words = (place, fault.path, messages.said(fault.message, lang))
            listed.append(html.Li(": ".join(word for word in words if word)))
    told = html.Div(text(lang, "editor.yaml.unread"))
    return [html.Div([told, html.Ul(listed)], className="field-error yaml-error")]


def marked(look: Sight | None, places: Sequence[Sequence[str]]) -> list[list[Any]]:
    """Return what changes as one types: what stands under each field, names, and notes on them."""
    if look is None:
        return [[no_update] * len(paths) for paths in places]
    feet, names, notes = places
    return [
        [[*controls.foot(path, look), *top.title_hint(path, look)] for path in feet],
        [title(_spot(path), look.whole, look.lang) for path in names],
        [items.note_of(_spot(path), look) for path in notes],
    ]


def _spot(path: str) -> Spot:
    return spot_of(path.split(".") if path else ())


def download(workspace: Workspace, data: Any) -> Any:
    """Return the draft as a file, as it would be saved."""
    draft = Draft.loads(data["draft"]) if isinstance(data, dict) else None
    if draft is None:
        return no_update
    content = workspace.shelf.text_of(draft.scenario, draft.name, draft.overlay)
    return {"content": content, "filename": f"{Path(draft.name).name or 'scenario'}.yaml"}
