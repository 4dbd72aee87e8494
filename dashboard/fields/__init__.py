"""The fields of a scenario as a form shows them: name, unit, bounds, help, in both languages.

All of it comes from the JSON Schema, which comes from the models; only the Chinese words stand in
tables of their own (``chinese.tsv``, ``enums.tsv``). A test keeps these complete.
"""

import csv
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal, cast

from dashboard.view import Lang
from sim.scenario.schema import schema_text

ROOT = "Scenario"
Kind = Literal["number", "flag", "choice", "text", "date", "texts", "model", "models", "tree"]
"""How a field is edited; ``tree`` is anything that only YAML can say."""

_HERE = Path(__file__).parent
_UNITS: Mapping[str, tuple[str, str]] = {
    "cny_per_kwh": ("元/kWh", "CNY/kWh"),
    "cny_per_h": ("元/h", "CNY/h"),
    "km_per_h": ("km/h", "km/h"),
    "kwh_per_km": ("kWh/km", "kWh/km"),
    "kwh_per_k": ("kWh/K", "kWh/K"),
    "litres_per_kw": ("L/kW", "L/kW"),
    "mj_per_m3_k": ("MJ/(m³·K)", "MJ/(m³·K)"),
    "m_k_per_w": ("m·K/W", "m·K/W"),
    "w_per_m_k": ("W/(m·K)", "W/(m·K)"),
    "w_per_m": ("W/m", "W/m"),
    "w_per_k": ("W/K", "W/K"),
    "k_per_m": ("K/m", "K/m"),
    "kg_per_s": ("kg/s", "kg/s"),
    "per_day": ("每天", "per day"),
    "per_year": ("每年", "per year"),
    "per_h": ("1/h", "1/h"),
    "per_k": ("1/K", "1/K"),
    "kwp": ("kWp", "kWp"),
    "kwh": ("kWh", "kWh"),
    "kva": ("kVA", "kVA"),
    "kw": ("kW", "kW"),
    "w": ("W", "W"),
    "minutes": ("分钟", "min"),
    "hours": ("小时", "h"),
    "h": ("小时", "h"),
    "days": ("天", "d"),
    "months": ("个月", "months"),
    "years": ("年", "a"),
    "percent": ("%", "%"),
    "deg": ("°", "°"),
    "m2": ("m²", "m²"),
    "mm": ("mm", "mm"),
    "km": ("km", "km"),
    "m": ("m", "m"),
    "c": ("°C", "°C"),
    "k": ("K", "K"),
    "kg": ("kg", "kg"),
    "a": ("A", "A"),
    "v": ("V", "V"),
}
"""Unit by the end of a field's name: the longest that fits."""
_UNIT_ALONE = {"latitude": ("°", "°"), "longitude": ("°", "°")}
_TABLE = re.compile(r"``data/(\w+\.csv)``")


@dataclass(frozen=True)
class Field:
    """One field of one model.

    `least` and `most` are bounds, `open` tells that `least` itself is not allowed. `model` is the
    model of what it holds (kinds model and models), `table` the table that lists what it may name,
    `options` the words that it may be; a tree with options is one of these, or more than a word.
    """

    owner: str
    name: str
    kind: Kind
    nullable: bool = False
    required: bool = False
    default: Any = None
    least: float | None = None
    most: float | None = None
    open: bool = False
    below: bool = False
    whole: bool = False
    options: tuple[str, ...] = ()
    model: str = ""
    table: str = ""
    description: str = ""

    def label(self, lang: Lang) -> str:
        """Return what to call it."""
        if lang == "zh":
            return _chinese()[f"{self.owner}.{self.name}"][0]
        bare = self.name.removesuffix(f"_{_unit_end(self.name)}") if self.unit(lang) else self.name
        words = bare.replace("_", " ")
        for short, written in _WRITTEN.items():
            words = re.sub(rf"\b{short}\b", written, words)
        return words[:1].upper() + words[1:]

    def unit(self, lang: Lang) -> str:
        """Return its unit, or nothing."""
        if self.kind != "number":
            return ""
        pair = _UNIT_ALONE.get(self.name) or _UNITS.get(_unit_end(self.name))
        return "" if pair is None else pair[0 if lang == "zh" else 1]

    def help(self, lang: Lang) -> str:
        """Return what its documentation says, or nothing."""
        if lang == "zh":
            return _chinese()[f"{self.owner}.{self.name}"][1]
        return self.description


_WRITTEN = {
    "soc": "state of charge",
    "soh": "state of health",
    "pv": "PV",
    "id": "Id",
    "cv": "coefficient of variation",
    "gcr": "ground coverage ratio",
    "od": "origins and destinations",
    "sd": "standard deviation",
    "ac": "AC",
    "dc": "DC",
    "gtfs": "GTFS",
    "ua": "UA",
}


def word(value: str, lang: Lang) -> str:
    """Return what to call one of the words that a field may be."""
    pair = _words().get(value)
    return value if pair is None else pair[0 if lang == "zh" else 1]


@cache
def fields(model: str) -> Mapping[str, Field]:
    """Return the fields of a model by name, in the order of the model.

    Raises
    ------
    KeyError
        There is no such model in the schema.
    """
    schema = _schema() if model == ROOT else _schema()["$defs"][model]
    return {
        name: _field(model, name, said)
        for name, said in schema["properties"].items()
        if name != "remove"
    }


def models() -> tuple[str, ...]:
    """Return the names of all models that have fields."""
    return (ROOT, *(name for name, said in _schema()["$defs"].items() if "properties" in said))


def _field(owner: str, name: str, said: dict[str, Any]) -> Field:
    parts = [part for part in said.get("anyOf", [said]) if part.get("type") != "null"]
    shape = _followed(parts[0]) if len(parts) == 1 else {}
    description = re.sub(r"\s+", " ", said.get("description", "")).replace("``", "")
    table = _TABLE.search(said.get("description", ""))
    kind, more = _kind(shape)
    if kind == "tree":
        more = {"options": _named_options(said)}
    return Field(
        owner,
        name,
        kind,
        nullable=len(parts) < len(said.get("anyOf", [said])),
        required="default" not in said,
        default=said.get("default"),
        description=description,
        table=table.group(1) if table and kind == "text" else "",
        **more,
    )


def _followed(part: dict[str, Any]) -> dict[str, Any]:
    """Return a shape with what it refers to, and the name of the model that this is."""
    if "$ref" not in part:
        return part
    name = part["$ref"].rpartition("/")[2]
    found: dict[str, Any] = _schema()["$defs"][name]
    return {**found, "model": name}


def _kind(shape: dict[str, Any]) -> tuple[Kind, dict[str, Any]]:
    """Return how a shape is edited, and what bounds it."""
    kind: str = "tree"
    more: dict[str, Any] = {}
    if "properties" in shape:
        kind, more = "model", {"model": shape["model"]}
    elif "enum" in shape:
        options = tuple(map(str, shape["enum"]))
        kind, more = "choice", {"options": options, "whole": shape.get("type") == "integer"}
    elif shape.get("type") in ("number", "integer"):
        kind, more = "number", _bounds(shape)
    elif shape.get("type") in ("boolean", "string"):
        text = "date" if shape.get("format") == "date" else "text"
        kind = "flag" if shape["type"] == "boolean" else text
    elif isinstance(shape.get("items"), dict):
        kind, more = _list_kind(_followed(shape["items"]))
    return cast("Kind", kind), more


def _named_options(said: dict[str, Any]) -> tuple[str, ...]:
    """Return the words among the alternatives of a field that may be more than a word."""
    arms = said.get("oneOf", said.get("anyOf", []))
    return tuple(word for arm in arms for word in _followed(arm).get("enum", ()))


def _list_kind(item: dict[str, Any]) -> tuple[Kind, dict[str, Any]]:
    if "properties" in item:
        return "models", {"model": item["model"]}
    if item.get("type") == "string":
        return "texts", {"options": tuple(item.get("enum", ()))}
    return "tree", {}


def _bounds(shape: dict[str, Any]) -> dict[str, Any]:
    least = shape.get("minimum", shape.get("exclusiveMinimum"))
    most = shape.get("maximum", shape.get("exclusiveMaximum"))
    whole = shape["type"] == "integer"
    opened = {"open": "exclusiveMinimum" in shape, "below": "exclusiveMaximum" in shape}
    return {"least": least, "most": most, "whole": whole, **opened}


@cache
def _unit_end(name: str) -> str:
    ends = [end for end in _UNITS if name == end or name.endswith(f"_{end}")]
    return max(ends, key=len, default="")


@cache
def _schema() -> dict[str, Any]:
    schema: dict[str, Any] = json.loads(schema_text())
    return schema


@cache
def _chinese() -> dict[str, tuple[str, str]]:
    return {row[0]: (row[1], row[2]) for row in _rows("chinese.tsv")}


@cache
def _words() -> dict[str, tuple[str, str]]:
    return {row[0]: (row[1], row[2]) for row in _rows("enums.tsv")}


def _rows(name: str) -> list[list[str]]:
    with (_HERE / name).open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE))[1:]
