"""From what was typed and clicked to the next draft, and to where the planner looks next."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from ruamel.yaml.error import YAMLError

from dashboard.editor import checking, limits, minimum
from dashboard.editor import overlay as change
from dashboard.editor.basis import Basis, basis
from dashboard.editor.draft import (
    Draft,
    opened,
    saved,
    saved_beside,
    text_of,
    was_written_elsewhere,
)
from dashboard.editor.entering import entered, taken_back
from dashboard.editor.numbers import number_from
from dashboard.editor.overlay import MISSING, value_at
from dashboard.editor.tree import field_at, spot_at
from dashboard.files.shelf import SUFFIX, is_name
from dashboard.texts import text
from dashboard.view import LANGS
from dashboard.workspace import Workspace
from sim.errors import Fault, InputError

YAML, NAME = "yaml!", "name!"
"""What is typed beside the fields of the scenario; no path is called so."""
MOST_EVENTS = 200
"""So many are taken at once; the browser sends again those that are not in the draft yet."""
DIGITS = 5
"""Digits of a degree: a metre."""


@dataclass(frozen=True)
class Turn:
    """What an action leads to: a draft, and where to go: a path in it, or the page of runs."""

    draft: Draft
    at: str | None = None
    to_runs: bool = False


@dataclass(frozen=True)
class Act:
    """A click: what to do, at which path, and what was typed beside the button."""

    do: str
    at: str = ""
    typed: str = ""


def start(workspace: Workspace, key: str, kept: Any, typed: Any = None) -> Draft:
    """Return the draft that the browser kept of a scenario, or else a new one.

    `typed` are the entries that it was not sure of when it was left.

    Raises
    ------
    InputError
        There is no such scenario, or it cannot be read.
    """
    found = Draft.loads(kept)
    under = basis(workspace.shelf, key)
    if found is None or found.scenario != key:
        zh, en = (text(lang, "editor.title", title=under.entry.title(lang)) for lang in LANGS)
        found = opened(under, workspace.shelf, (zh, en))
    found = turn(workspace, found, {"scenario": key, "entries": typed or {}}).draft
    return replace(found, said=("editor.kept", "") if found.is_changed else ("", ""))


def turn(workspace: Workspace, draft: Draft, events: Any, act: Act | None = None) -> Turn:
    """Return what comes of the events of a browser, in their order, and then of one more click.

    An event that is in the draft already changes nothing: the browser sends all that it is not
    sure of.
    """
    done = Turn(draft)
    for seq, event in _ordered(events, draft):
        one = _one(workspace, done.draft, event)
        at = done.at if one.at is None else one.at
        done = Turn(replace(one.draft, seen=seq), at, done.to_runs or one.to_runs)
    return done if act is None else _one(workspace, done.draft, act)


@dataclass(frozen=True)
class _Typed:
    """A field that holds something else now."""

    path: str
    value: Any


def _ordered(events: Any, draft: Draft) -> list[tuple[float, _Typed | Act]]:
    """Return what the draft has not seen yet, the first first."""
    if not isinstance(events, Mapping) or events.get("scenario") != draft.scenario:
        return []
    found: list[tuple[float, _Typed | Act]] = [
        (one["seq"], _Typed(path, one["value"])) for path, one in events.get("entries", {}).items()
    ]
    found += [
        (one["seq"], Act(str(one["do"]), str(one["at"]), str(one["typed"] or "")))
        for one in events.get("acts", ())
    ]
    unseen = sorted((one for one in found if one[0] > draft.seen), key=lambda one: one[0])
    return unseen[:MOST_EVENTS]


def _one(workspace: Workspace, draft: Draft, event: _Typed | Act) -> Turn:
    under = basis(workspace.shelf, draft.scenario)
    try:
        if isinstance(event, _Typed):
            return Turn(_take(workspace, draft, under, event))
        act = _ACTS.get(event.do)
        return Turn(draft) if act is None else act(workspace, draft, under, event)
    except InputError as error:
        message = "; ".join(fault.message for fault in error.told[:3])
        return Turn(replace(draft, said=("editor.refused", message)))


def _take(workspace: Workspace, draft: Draft, under: Basis, typed: _Typed) -> Draft:
    if typed.path == YAML:
        return draft.typed_text(str(typed.value or ""), workspace.shelf)
    if len(str(typed.value)) > limits.MOST_BYTES:
        raise InputError([Fault(f"is too large: at most {limits.MOST_BYTES // 1000} kB are taken")])
    if typed.path == NAME:
        return replace(draft, name=str(typed.value or "").strip(), said=("", ""))
    return draft.changed_to(entered(draft, under, typed.path, typed.value), by_form=True)


def _reset(workspace: Workspace, draft: Draft, under: Basis, act: Act) -> Turn:
    keys = tuple(act.at.split("."))
    return Turn(draft.changed_to(taken_back(draft.overlay, under.values, keys)))


def _add(workspace: Workspace, draft: Draft, under: Basis, act: Act) -> Turn:
    whole = change.merged(under.values, draft.overlay)
    spot, key = spot_at(whole, act.at), act.typed.strip()
    if not spot.is_list:
        return Turn(draft)
    key = key or minimum.free_id(spot, whole, under.values)
    why = minimum.problem(key, whole, spot) or minimum.problem(key, under.values, spot)
    if why:
        return Turn(replace(draft, said=(why, key)))
    item = minimum.new_item(spot, whole, key)
    made = draft.changed_to(change.add_item(under.values, draft.overlay, spot.keys, item))
    items = value_at(change.merged(under.values, made.overlay), spot.keys)
    stays = spot.model == "PlugGroup"
    return Turn(made, None if stays else f"{act.at}.{item.get('id', len(items) - 1)}")


def _remove(workspace: Workspace, draft: Draft, under: Basis, act: Act) -> Turn:
    *above, key = act.at.split(".")
    made = draft.changed_to(change.remove_item(under.values, draft.overlay, above, key))
    return Turn(replace(made, said=("editor.removed", key)), ".".join(above))


def _remove_here(workspace: Workspace, draft: Draft, under: Basis, act: Act) -> Turn:
    """Remove an item from the form of what holds it: the planner stays there."""
    return Turn(_remove(workspace, draft, under, act).draft)


def _put(workspace: Workspace, draft: Draft, under: Basis, act: Act) -> Turn:
    """Switch on a part that is not there."""
    keys = tuple(act.at.split("."))
    held = field_at(keys)
    if held is None or held.kind != "model":
        return Turn(draft)
    whole = change.merged(under.values, draft.overlay)
    thing = minimum.new_thing(held.model, whole)
    return Turn(
        draft.changed_to(change.set_value(under.values, draft.overlay, keys, thing)), act.at
    )


def _drop(workspace: Workspace, draft: Draft, under: Basis, act: Act) -> Turn:
    """Switch off a part: null where the parent has it, else nothing."""
    keys = tuple(act.at.split("."))
    has = value_at(under.values, keys) not in (MISSING, None)
    if has:
        made = change.set_value(under.values, draft.overlay, keys, None)
    else:
        made = change.reset(under.values, draft.overlay, keys)
    return Turn(draft.changed_to(made), ".".join(keys[:-1]))


def _place(workspace: Workspace, draft: Draft, under: Basis, act: Act) -> Turn:
    """Put a thing where the map was clicked."""
    latitude, _, longitude = act.typed.partition(",")
    made = draft.overlay
    for name, said in (("latitude", latitude), ("longitude", longitude)):
        keys = (*act.at.split("."), "position", name)
        made = change.set_value(under.values, made, keys, number_from(round(float(said), DIGITS)))
    return Turn(draft.changed_to(made))


def _save(workspace: Workspace, draft: Draft, under: Basis, act: Act) -> Turn:
    clash = _clash(workspace, draft, under)
    if clash:
        return Turn(replace(draft, said=(clash, draft.name)))
    verdict = _refuse(workspace, draft, under)
    return Turn(_told(saved(draft, under, workspace.shelf), verdict))


def _save_beside(workspace: Workspace, draft: Draft, under: Basis, act: Act) -> Turn:
    """Save as a new scenario, under a name that is free."""
    verdict = _refuse(workspace, draft, under, workspace.shelf.free_name(draft.name))
    return Turn(_told(saved_beside(draft, workspace.shelf), verdict))


def _told(made: Draft, verdict: checking.Verdict) -> Draft:
    return replace(made, said=("editor.saved.faulty", made.said[1])) if verdict.faults else made


def _clash(workspace: Workspace, draft: Draft, under: Basis) -> str:
    """Return the key of the text that says who was quicker; empty if nobody was."""
    if was_written_elsewhere(draft, under):
        return "editor.clash.changed"
    named = is_name(draft.name) and (workspace.shelf.own / f"{draft.name}{SUFFIX}").exists()
    return "editor.clash.taken" if named and not draft.is_own else ""


def _run(workspace: Workspace, draft: Draft, under: Basis, act: Act) -> Turn:
    clash = _clash(workspace, draft, under)
    if clash:
        return Turn(replace(draft, said=(clash, draft.name)))
    verdict = _refuse(workspace, draft, under)
    if verdict.faults:
        return Turn(replace(draft, said=("editor.invalid", str(len(verdict.faults)))))
    if draft.is_changed or not draft.is_own:
        draft = saved(draft, under, workspace.shelf)
    # What runs is the file: a draft that says it is saved already is not believed.
    written = basis(workspace.shelf, draft.scenario)
    forbidden = checking.forbidden(workspace, written)
    if forbidden:
        raise InputError(forbidden)
    workspace.jobs.start(written.entry)
    return Turn(draft, to_runs=True)


def _refuse(workspace: Workspace, draft: Draft, under: Basis, name: str = "") -> checking.Verdict:
    """Judge what would be written: the overlay, whatever the text beside it says.

    `name` is the one to write it under, where that is not the draft's.

    Both come from the browser. A text that cannot be read is told as such; it is never written.
    """
    if name or not draft.is_own:
        workspace.shelf.place(name or draft.name, new=True)
    try:
        said = text_of(draft.overlay) if draft.is_readable else draft.text
    except (RecursionError, ValueError, YAMLError):
        raise InputError([Fault("is not YAML that can be read", draft.name)]) from None
    verdict = checking.judge(workspace, under, name or draft.name, said)
    if verdict.refused:
        raise InputError(verdict.faults)
    return verdict


def _discard(workspace: Workspace, draft: Draft, under: Basis, act: Act) -> Turn:
    fresh = start(workspace, draft.scenario, None)
    made = replace(
        fresh,
        revision=draft.revision + 1,
        text_revision=draft.text_revision + 1,
        seen=draft.seen,
        past=draft.changed_to(fresh.overlay).past,
        said=("editor.discarded", ""),
    )
    return Turn(made)


_ACTS: Mapping[str, Callable[[Workspace, Draft, Basis, Act], Turn]] = {
    "reset": _reset,
    "add": _add,
    "remove": _remove,
    "take": _remove_here,
    "put": _put,
    "drop": _drop,
    "place": _place,
    "undo": lambda _, draft, __, ___: Turn(draft.undone()),
    "redo": lambda _, draft, __, ___: Turn(draft.redone()),
    "save": _save,
    "beside": _save_beside,
    "run": _run,
    "discard": _discard,
}
