"""The JSON Schema of scenario files, which lets an editor complete and check while one types."""

import json
from pathlib import Path
from typing import Any

from sim.scenario.load import EXTENDS
from sim.scenario.merge import REMOVE
from sim.scenario.scenario import Scenario

_DRAFT = "https://json-schema.org/draft/2020-12/schema"
_EXTENDS = {
    "title": "Extends",
    "description": "File or files that this one builds on, relative to this file.",
    "anyOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}}],
}
_REMOVE = {
    "title": "Remove",
    "description": "true: take the thing with this id out of what the file extends.",
    "type": "boolean",
}


def json_schema() -> dict[str, Any]:
    """Return the schema of one file.

    A file may be sparse, since another may hold the rest; so only `id` is required.
    ``greenpark validate`` says whether the whole is complete.
    """
    schema = Scenario.model_json_schema()
    _allow_sparse(schema)
    for definition in schema.get("$defs", {}).values():
        _allow_sparse(definition)
    schema["properties"] = {EXTENDS: _EXTENDS, **schema["properties"]}
    return {"$schema": _DRAFT, **schema}


def _allow_sparse(definition: dict[str, Any]) -> None:
    properties = definition.get("properties", {})
    definition.pop("required", None)
    if "id" in properties:
        definition["required"] = ["id"]
        properties[REMOVE] = _REMOVE


def schema_text() -> str:
    """Return the schema as the text that is kept in ``scenarios/schema.json``."""
    return json.dumps(json_schema(), indent=2, ensure_ascii=False) + "\n"


def write(path: str | Path) -> None:
    """Write the schema to a file."""
    Path(path).write_text(schema_text(), encoding="utf-8")
