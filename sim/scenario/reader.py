"""YAML text to a tree of values that know their places. Whatever is in the file, the outcome is
a tree or an `InputError`.

The text is composed by ruamel.yaml and turned into values here, because duplicate keys, aliases
and tags are faults or limits of ours, each with its line.
"""

import warnings
from collections.abc import Callable, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, ReusedAnchorWarning
from ruamel.yaml.nodes import MappingNode, ScalarNode, SequenceNode
from ruamel.yaml.reader import ReaderError

from sim.errors import Fault, InputError
from sim.scenario.source_map import Node, Place, Scalar
from sim.text import decoded

MAX_BYTES = 8_000_000
MAX_DEPTH = 64
MAX_ALIASED_VALUES = 100_000
"""Values that aliases may repeat: a few lines of aliases can stand for billions."""

_MOST_KEPT = 60_000
"""Letters of a text that is remembered when it has been parsed."""
_LARGEST_INTEGER = 10**300
_TAG = "tag:yaml.org,2002:"


def read_file(path: Path, faults: list[Fault]) -> Node:
    """Read one YAML file with a mapping at its top.

    Faults that leave the rest readable (a key given twice) go to `faults`.

    Raises
    ------
    InputError
        If the file cannot be read, is not YAML, is empty, or is no mapping.
    """
    tree = parse(_text_of(path), Place(str(path), 1), faults)
    if tree is None or tree.content is None:
        raise InputError([Fault("is empty: a scenario is a mapping of keys", path)])
    if tree.mapping is None:
        kind = "list" if tree.items is not None else "single value"
        raise InputError(
            [Fault(f"must be a mapping of keys to values, but is a {kind}", path, tree.place.line)]
        )
    return Node(tree.content, Place(str(path), 1))


def parse(text: str, origin: Place, faults: list[Fault]) -> Node | None:
    """Parse YAML text; `origin` names its file, or the option it was given with."""
    try:
        document = _composed(text) if len(text) < _MOST_KEPT else _composed.__wrapped__(text)
    except RecursionError:
        raise InputError([Fault("is nested too deeply", origin.file)]) from None
    except Exception as error:  # on broken text ruamel raises half of Python's exceptions
        raise InputError([_syntax_fault(error, text, origin)]) from None
    if document is None:
        return None
    return _Composer(origin, faults).node(document, (), 0)


@lru_cache(maxsize=16)
def _composed(text: str) -> Any:
    """Return the nodes of a text: variants of a scenario share most of their files."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ReusedAnchorWarning)
        return YAML(typ="safe", pure=True).compose(text)


def _text_of(path: Path) -> str:
    try:
        if path.is_dir():
            raise InputError([Fault("is a folder, not a scenario file", path)])
        if path.exists() and not path.is_file():
            raise InputError([Fault("is not a regular file", path)])
        size = path.stat().st_size
        if size > MAX_BYTES:
            limit = f"{MAX_BYTES / 1e6:.0f} MB"
            message = f"is too large: {size / 1e6:.1f} MB, at most {limit} are allowed"
            raise InputError([Fault(message, path)])
        raw = path.read_bytes()
    except FileNotFoundError:
        raise InputError([Fault("there is no such file", path)]) from None
    except (OSError, ValueError) as error:  # ValueError: a NUL in the name
        reason = getattr(error, "strerror", None) or str(error)
        raise InputError([Fault(f"cannot be read: {reason}", path)]) from None
    return decoded(raw, path)


def _syntax_fault(error: Exception, text: str, origin: Place) -> Fault:
    if isinstance(error, ReaderError):
        code = ord(text[error.position])
        line = None if origin.line is None else text.count("\n", 0, error.position) + 1
        message = f"is not YAML: the character U+{code:04X} is not allowed"
        return Fault(message, origin.file, line)
    if not isinstance(error, MarkedYAMLError) or error.problem is None:
        return Fault("is not YAML that can be read", origin.file)
    mark = error.problem_mark or error.context_mark
    line = None if mark is None or origin.line is None else mark.line + 1
    problem = error.problem
    if "'\\t'" in problem:
        message = "is not YAML: a tab stands where spaces are wanted; indent with spaces"
    elif "but found another document" in problem:
        message = "holds more than one YAML document (a line `---` begins a second one)"
    else:
        context = f" {error.context}" if error.context else ""
        message = f"is not YAML: {problem}{context}"
    return Fault(message, origin.file, line)


class _Composer:
    """Turns the nodes of one document into ours, and counts what aliases repeat."""

    def __init__(self, origin: Place, faults: list[Fault]) -> None:
        self.origin = origin
        self.faults = faults
        self.seen: set[int] = set()
        self.aliased_values = 0

    def node(self, source: Any, path: tuple[str, ...], depth: int, named: Any = None) -> Node:
        """Return `source` as a `Node`; `named` is the key it stands under."""
        place = self.place(named or source)
        if depth > MAX_DEPTH:
            raise InputError([self.fault("is nested too deeply, or contains itself", place, path)])
        self.count(source, place, path)
        if isinstance(source, MappingNode) and source.tag == f"{_TAG}map":
            return Node(self.members(source, path, depth), place)
        if isinstance(source, SequenceNode) and source.tag == f"{_TAG}seq":
            children = enumerate(source.value)
            items = [self.node(child, (*path, str(n)), depth + 1) for n, child in children]
            return Node(items, place)
        if isinstance(source, ScalarNode):
            return Node(self.scalar(source, place, path), place)
        self.faults.append(self.fault(f"the YAML tag {source.tag} is not allowed", place, path))
        return Node(None, place)

    def members(self, source: Any, path: tuple[str, ...], depth: int) -> dict[str, Node]:
        members: dict[str, Node] = {}
        for key, child in source.value:
            name = self.key(key, path)
            if name is None:
                continue
            if name in members:
                first = members[name].place.line
                message = f"this key stands twice (first on line {first})"
                self.faults.append(self.fault(message, self.place(key), (*path, name)))
            members[name] = self.node(child, (*path, name), depth + 1, named=key)
        return members

    def key(self, key: Any, path: tuple[str, ...]) -> str | None:
        if isinstance(key, ScalarNode) and key.tag != f"{_TAG}merge":
            if _is_text(key.value):
                return str(key.value)
            message = "a key holds a character that is not valid"
        elif isinstance(key, ScalarNode):
            message = "merge keys (<<) are not supported; use `extends`"
        else:
            message = "a key must be text"
        self.faults.append(self.fault(message, self.place(key), path))
        return None

    def scalar(self, source: Any, place: Place, path: tuple[str, ...]) -> Scalar:
        tag, text = str(source.tag).removeprefix(_TAG), str(source.value)
        if tag not in _READERS:
            self.faults.append(self.fault(f"the YAML tag {tag} is not allowed", place, path))
            return None
        if not _is_text(text):
            message = "this text holds a character that is not valid"
            self.faults.append(self.fault(message, place, path))
            return None
        try:
            return _READERS[tag](text)
        except (ValueError, OverflowError):
            message = f"{_short(text)} cannot be read as a number"
            self.faults.append(self.fault(message, place, path))
            return None

    def count(self, source: Any, place: Place, path: tuple[str, ...]) -> None:
        if id(source) in self.seen:
            self.aliased_values += 1
            if self.aliased_values > MAX_ALIASED_VALUES:
                message = f"aliases (*) repeat more than {MAX_ALIASED_VALUES:,} values"
                raise InputError([self.fault(message, place, path)])
        self.seen.add(id(source))

    def place(self, source: Any) -> Place:
        if self.origin.line is None:
            return self.origin
        mark = source.start_mark
        return Place(self.origin.file, mark.line + 1, mark.column + 1)

    def fault(self, message: str, place: Place, path: tuple[str, ...]) -> Fault:
        return Fault(message, place.file, place.line, ".".join(path))


def _integer(text: str) -> int:
    has_base = text.lstrip("+-")[:2].lower() in {"0b", "0o", "0x"}
    number = int(text, 0) if has_base else int(text)
    if abs(number) > _LARGEST_INTEGER:
        raise ValueError(text)
    return number


def _number(text: str) -> float:
    return float(text.replace("_", "").lower().replace(".inf", "inf").replace(".nan", "nan"))


def _is_text(text: str) -> bool:
    """Say whether the text can be written as UTF-8 (a lone surrogate cannot)."""
    return not any(0xD800 <= ord(char) <= 0xDFFF for char in text)


def _short(text: str, length: int = 40) -> str:
    return text if len(text) <= length else f"{text[:length]}…"


_READERS: Mapping[str, Callable[[str], Scalar]] = {
    "null": lambda _: None,
    "bool": lambda text: text.lower() in {"true", "yes", "on"},
    "int": _integer,
    "float": _number,
    "str": str,
    "timestamp": str,  # a date is text until its field says so
    "value": str,  # a lone `=`
    "merge": str,  # `<<` as a value
}
