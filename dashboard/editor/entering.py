"""What was typed into a field as a part of the overlay; what the parent says anyway is none."""

from typing import Any

from dashboard.editor import overlay as change
from dashboard.editor.basis import Basis
from dashboard.editor.draft import Draft
from dashboard.editor.numbers import number_from
from dashboard.editor.overlay import MISSING, value_at
from dashboard.editor.tree import field_at, spot_at
from dashboard.fields import Field


def entered(draft: Draft, under: Basis, path: str, value: Any) -> change.Tree:
    """Return the overlay with what was typed into a field; what its parent says anyway goes."""
    keys = tuple(path.split("."))
    held = field_at(keys)
    if held is None:
        return draft.overlay
    said = value_at(under.values, keys)
    fallback = held.default if said is MISSING else said
    wanted = parsed(held, value)
    if wanted is MISSING and held.nullable and fallback is not None:
        wanted = None
    are_alike = isinstance(wanted, bool) == isinstance(fallback, bool)
    if wanted is MISSING or (wanted == fallback and are_alike):
        return taken_back(draft.overlay, under.values, keys)
    return change.set_value(under.values, draft.overlay, keys, wanted)


def taken_back(overlay: change.Tree, base: Any, keys: tuple[str, ...]) -> change.Tree:
    """Return the overlay without a field; a thing that was switched on stays on without it."""
    made = change.reset(base, overlay, keys)
    above = keys[:-1]
    spot = spot_at(change.merged(base, overlay), ".".join(above))
    was_on = spot.keys == above and above and value_at(base, above) is MISSING
    if was_on and spot.field is not None and spot.field.nullable:
        gone = value_at(change.merged(base, made), above) is MISSING
        return change.set_value(base, made, above, {}) if gone else made
    return made


def parsed(held: Field, value: Any) -> Any:
    """Return what was typed as a value of the field; MISSING where nothing is."""
    if value is None or value == "" or (value == [] and held.kind == "texts" and held.nullable):
        return MISSING
    if held.kind == "number" or (held.kind == "choice" and held.whole):
        return number_from(value)
    return value
