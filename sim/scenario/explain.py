"""What pydantic found wrong, in a planner's words: place, value, what is allowed, nearest name."""

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from sim.errors import Fault, nearest
from sim.scenario import shape
from sim.scenario.source_map import Key, Node, locate

_PATTERNS = {
    r"^[a-z0-9][a-z0-9_-]{0,63}$": "a short name of lower-case letters, digits, - and _",
    r"^([01]\d|2[0-3]):[0-5]\d$": "a time of day, HH:MM (00:00 to 23:59)",
    r"^(0[1-9]|1[0-2])-([0-2]\d|3[01])$": "a day of the year, MM-DD",
}
_KINDS = {
    "float": "a number",
    "int": "a whole number",
    "bool": "true or false",
    "date": "a date, YYYY-MM-DD",
    "time": "a time, HH:MM",
    "path": "the name of a file",
    "model": "a mapping of keys to values",
    "dict": "a mapping of keys to values",
    "mapping": "a mapping of keys to values",
    "tuple": "a list",
    "list": "a list",
    "set": "a list",
}

_SCALARS = ("string_type", "float_type", "int_type", "bool_type", "literal_error")


def explain(error: ValidationError, model: type[BaseModel], tree: Node) -> list[Fault]:
    """Translate every error of a validation of `tree` against `model`."""
    by_place: dict[tuple[str, str, int | None], list[str]] = {}
    every = [(details, _keys_in(tree, details)) for details in error.errors(include_url=False)]
    inside = {keys[:end] for _, keys in every for end in range(len(keys))}
    for details, keys in every:
        if _only_follows(details, tree, keys) or _of_another_kind(details, keys, inside):
            continue
        place, path = locate(tree, keys)
        messages = by_place.setdefault((path, place.file, place.line), [])
        message = _message(
            _Error(
                kind=details["type"],
                value=details["input"],
                context=details.get("ctx", {}),
                text=details["msg"],
                model=model,
                keys=keys,
                at_key=details["loc"][-1:] == ("[key]",),
                places=details["loc"],
            )
        )
        if message not in messages:
            messages.append(message)
    return [
        Fault(", or ".join(messages), file, line, path)
        for (path, file, line), messages in by_place.items()
    ]


def _of_another_kind(
    details: ErrorDetails, keys: tuple[Key, ...], inside: Collection[tuple[Key, ...]]
) -> bool:
    """Say whether a mapping is only refused as a text or number, where it might be one.

    What is wrong inside it is told; that it might be something else altogether is not.
    """
    return isinstance(details["input"], dict) and details["type"] in _SCALARS and keys in inside


def _only_follows(details: ErrorDetails, tree: Node, keys: Sequence[Key]) -> bool:
    """Say whether a list is only 'too short' because pydantic left its faulty items out."""
    node: Node | None = tree
    for key in keys:
        node = node.child(key) if node is not None else None
    least = details.get("ctx", {}).get("min_length")
    return (
        details["type"] == "too_short"
        and node is not None
        and node.items is not None
        and len(node.items) >= (least or 0)
    )


def _keys_in(tree: Node, details: ErrorDetails) -> tuple[Key, ...]:
    """Return an error's location without the names that pydantic gives to arms of a union."""
    keys: list[Key] = []
    node = tree
    for number, key in enumerate(details["loc"]):
        child = node.child(key)
        if child is not None:
            node = child
            keys.append(key)
        elif details["type"] == "missing" and number == len(details["loc"]) - 1:
            keys.append(key)
    return tuple(keys)


@dataclass(frozen=True)
class _Error:
    """One error of pydantic, with where it lies in our tree and in the models."""

    kind: str
    value: Any
    context: Mapping[str, Any]
    text: str
    model: type[BaseModel]
    keys: tuple[Key, ...]
    at_key: bool
    """The key of a mapping is wrong, not its value."""
    places: tuple[Key, ...]
    """The keys as pydantic gives them, with the tags of chosen alternatives among them."""

    @property
    def name(self) -> str:
        return str(self.keys[-1]) if self.keys else ""

    @property
    def siblings(self) -> list[str]:
        return shape.names_at(self.model, self.keys[:-1])


def _message(error: _Error) -> str:
    if error.kind in _MESSAGES:
        return _MESSAGES[error.kind](error)
    allowed = _allowed(error)
    if allowed is not None:
        hint = _unit_hint(error.kind, error.value)
        return f"must be {allowed}, but is {shown(error.value)}{hint}"
    return f"{error.text[:1].lower()}{error.text[1:]}, but is {shown(error.value)}"


def _allowed(error: _Error) -> str | None:
    stem = error.kind.split("_")[0]
    limits = " and ".join(shape.bounds(shape.annotation_at(error.model, error.keys)))
    if error.kind.startswith(("greater_than", "less_than")):
        return limits or None
    if error.kind == "finite_number":
        return "a finite number" + (f", {limits}" if limits else "")
    wanted = _KINDS.get(stem)
    return f"{wanted}, {limits}" if wanted and limits and stem in ("float", "int") else wanted


def _missing(error: _Error) -> str:
    field = shape.field_at(error.model, error.keys)
    purpose = (field.description or "") if field is not None else ""
    words = " ".join(purpose.replace("``", "").split()).rstrip(".")
    return "is required, but missing" + (f": {words}" if words else "")


def _unknown_key(error: _Error) -> str:
    hint = nearest(error.name, error.siblings)
    allowed = shape.names_at(error.model, error.keys[:-1], error.places)
    return f"unknown key '{error.name}'.{hint} Allowed here: {', '.join(sorted(allowed))}"


def _unknown_choice(error: _Error) -> str:
    if error.at_key:
        return _unknown_key(error)
    expected = str(error.context.get("expected", ""))
    choices = re.findall(r"'([^']*)'", expected)
    hint = nearest(error.value, choices) if isinstance(error.value, str) else ""
    return f"must be one of {expected.replace(' or ', ', ')}, but is {shown(error.value)}.{hint}"


def _wrong_pattern(error: _Error) -> str:
    pattern = error.context["pattern"]
    wanted = _PATTERNS.get(pattern, f"text of the form {pattern}")
    return f"must be {wanted}, but is {shown(error.value)}"


def _wrong_length(error: _Error) -> str:
    least, most = (error.context.get(name) for name in ("min_length", "max_length"))
    wanted = f"at least {least}" if least is not None else f"at most {most}"
    entries = "entry" if (least or most) == 1 else "entries"
    return f"needs {wanted} {entries}, but has {error.context.get('actual_length')}"


def _not_text(error: _Error) -> str:
    is_number = isinstance(error.value, int | float)
    return f"must be text, but is {shown(error.value)}" + ("; put it in quotes" * is_number)


def _own_words(error: _Error) -> str:
    """Return the message of a validator of ours."""
    return f"{error.context.get('error', error.text)} (it is {shown(error.value)})"


_MESSAGES: Mapping[str, Callable[[_Error], str]] = {
    "missing": _missing,
    "extra_forbidden": _unknown_key,
    "literal_error": _unknown_choice,
    "enum": _unknown_choice,
    "string_pattern_mismatch": _wrong_pattern,
    "too_short": _wrong_length,
    "too_long": _wrong_length,
    "string_type": _not_text,
    "value_error": _own_words,
    "assertion_error": _own_words,
}


def _unit_hint(kind: str, value: Any) -> str:
    """Explain `12 kW` and `"12"` where a number is wanted."""
    if not kind.startswith(("float", "int")) or not isinstance(value, str):
        return ""
    if re.fullmatch(r"\s*[-+]?[\d.,_]+\s*", value):
        return "; write it without quotes"
    if re.match(r"\s*[-+]?\d", value):
        return "; write the number alone, the unit is in the key's name"
    return ""


def shown(value: Any, length: int = 60) -> str:
    """Return a value as a user would recognise it, short and on one line."""
    formats: dict[type, Callable[[Any], str]] = {
        dict: lambda v: f"a mapping of {len(v)} keys" if v else "an empty mapping",
        list: lambda v: f"a list of {len(v)}" if v else "an empty list",
        bool: lambda v: "true" if v else "false",
        type(None): lambda _: "empty (null)",
        float: lambda v: f"{v:.10g}",
    }
    text = formats.get(type(value), repr)(value)
    return text if len(text) <= length else f"{text[:length]}…"
