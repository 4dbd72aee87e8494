"""The shape of the models: which annotation stands at a path, and where files are named."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel, Tag
from pydantic.fields import FieldInfo

from sim.scenario.base import FileReference

Key = str | int


def arms(annotation: Any) -> list[tuple[Any, tuple[Any, ...]]]:
    """Return the alternatives of an annotation as (type, its metadata), without None."""
    if get_origin(annotation) is Annotated:
        inner, *metadata = get_args(annotation)
        found = [(kind, (*deeper, *metadata)) for kind, deeper in arms(inner)]
    elif get_origin(annotation) in (Union, UnionType):
        found = [arm for choice in get_args(annotation) for arm in arms(choice)]
    else:
        found = [] if annotation in (None, NoneType) else [(annotation, ())]
    return [(kind, _flat(metadata)) for kind, metadata in found]


def _flat(metadata: Sequence[Any]) -> tuple[Any, ...]:
    """Open up `Field(...)` inside Annotated into the constraints it holds."""
    flat: list[Any] = []
    for entry in metadata:
        flat.extend(entry.metadata if isinstance(entry, FieldInfo) else [entry])
    return tuple(flat)


def member(annotation: Any, key: Key) -> FieldInfo | Any | None:
    """Return what stands under `key` of a value so annotated, or None if nothing may."""
    for kind, _ in arms(annotation):
        if isinstance(kind, type) and issubclass(kind, BaseModel):
            if key in kind.model_fields:
                return _field_annotation(kind.model_fields[str(key)])
            continue
        origin, inner = get_origin(kind), get_args(kind)
        if origin is dict and isinstance(key, str):
            return inner[1]
        if origin in (tuple, list, set, frozenset) and isinstance(key, int):
            if origin is tuple and inner[-1] is not Ellipsis:
                return inner[key] if key < len(inner) else None
            return inner[0]
    return None


def annotation_at(model: type[BaseModel], keys: Sequence[Key]) -> Any | None:
    """Return the annotation at a path of a model; keys that lead nowhere end in None."""
    annotation: Any = model
    for key in keys:
        annotation = member(annotation, key)
        if annotation is None:
            return None
    return annotation


def field_at(model: type[BaseModel], keys: Sequence[Key]) -> FieldInfo | None:
    """Return the model field that the last key names, if it is one."""
    if not keys:
        return None
    for kind, _ in arms(annotation_at(model, keys[:-1])):
        if isinstance(kind, type) and issubclass(kind, BaseModel):
            return kind.model_fields.get(str(keys[-1]))
    return None


def names_at(model: type[BaseModel], keys: Sequence[Key], tags: Collection[Any] = ()) -> list[str]:
    """Return the keys that the mapping at a path may hold.

    Of alternatives that are tagged, only those of a tag among `tags` count, if there are any.
    """
    names: list[str] = []
    every = arms(annotation_at(model, keys))
    chosen = [
        (kind, marks)
        for kind, marks in every
        if any(isinstance(mark, Tag) and mark.tag in tags for mark in marks)
    ]
    for kind, _ in chosen or every:
        if isinstance(kind, type) and issubclass(kind, BaseModel):
            names.extend(kind.model_fields)
        elif get_origin(kind) is dict and get_origin(get_args(kind)[0]) is Literal:
            names.extend(get_args(get_args(kind)[0]))
    return names


def bounds(annotation: Any) -> list[str]:
    """Return the limits of a number in words, as ['at least 0', 'at most 1']."""
    words = {"ge": "at least", "gt": "greater than", "le": "at most", "lt": "less than"}
    return [
        f"{word} {getattr(constraint, name):,.15g}"
        for _, metadata in arms(annotation)
        for constraint in metadata
        for name, word in words.items()
        if isinstance(getattr(constraint, name, None), int | float)
    ]


def file_references(annotation: Any, value: Any) -> Iterator[tuple[Key, ...]]:
    """Yield the path of every text in the plain tree `value` that names a file."""
    if isinstance(value, str):
        if any(_names_file(metadata) for _, metadata in arms(annotation)):
            yield ()
        return
    children: list[tuple[Key, Any]] = []
    if isinstance(value, Mapping):
        children = list(value.items())
    elif isinstance(value, Sequence):
        children = list(enumerate(value))
    for key, child in children:
        inside = member(annotation, key)
        if inside is not None:
            for path in file_references(inside, child):
                yield (key, *path)


def may_be_folder(model: type[BaseModel], keys: Sequence[Key]) -> bool:
    """Say whether the file that is named at a path may be a folder of files."""
    return any(
        isinstance(mark, FileReference) and mark.or_folder
        for _, metadata in arms(annotation_at(model, keys))
        for mark in metadata
    )


def has_name(model: type[BaseModel], keys: Sequence[Key]) -> bool:
    """Say whether the name of something in the file follows the file at a path."""
    return any(
        isinstance(mark, FileReference) and mark.with_name
        for _, metadata in arms(annotation_at(model, keys))
        for mark in metadata
    )


def _names_file(metadata: Sequence[Any]) -> bool:
    return any(mark is FileReference or isinstance(mark, FileReference) for mark in metadata)


def _field_annotation(field: FieldInfo) -> Any:
    """Return a field's annotation with the constraints that pydantic lifted out of it."""
    if not field.metadata:
        return field.annotation
    return Annotated[(field.annotation, *field.metadata)]
