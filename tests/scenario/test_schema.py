"""The schema that editors use is that of the models, and accepts what the loader accepts."""

import json

from sim.scenario.schema import json_schema, schema_text
from sim.tables import shipped


def test_the_committed_schema_is_fresh():
    kept = (shipped("scenarios") / "schema.json").read_text(encoding="utf-8")
    assert kept == schema_text(), "run: greenpark schema"


def test_a_sparse_file_is_allowed():
    schema = json_schema()
    assert "required" not in schema
    assert "extends" in schema["properties"]
    site = schema["$defs"]["Site"]
    assert site["required"] == ["id"]
    assert site["properties"]["remove"]["type"] == "boolean"
    assert site["additionalProperties"] is False


def test_the_schema_carries_bounds_and_descriptions():
    text = json.dumps(json_schema())
    days = json_schema()["$defs"]["Period"]["properties"]["days"]
    assert (days["minimum"], days["default"]) == (1, 365)
    assert days["description"]
    assert "$ref" in text
