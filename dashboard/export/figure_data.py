"""The data of a figure as it is drawn, as one table: what its CSV and XLSX hold."""

import base64
import re
from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np
import pandas as pd

Figure = Mapping[str, Any]
_TYPES = frozenset(("i1", "u1", "i2", "u2", "i4", "u4", "f4", "f8"))
_WORDS = {
    "time": ("时间", "Time"),
    "item": ("项目", "Item"),
    "x": ("横轴", "x"),
    "value": ("数值", "Value"),
    "series": ("系列", "Series"),
    "panel": ("分图", "Panel"),
    "from": ("从", "From"),
    "to": ("到", "To"),
    "part": ("部分", "Part"),
    "start": ("开始", "Start"),
    "end": ("结束", "End"),
}
_DATE = re.compile(r"\d{4}-\d\d(-\d\d)?([T ]\d\d:\d\d.*)?")
_UNIT = re.compile(r"%\{[xyz](?::[^}]*)?\}\s*([^<%{]{1,16})")
_TAG = re.compile(r"<[^>]*>")


def frame_of(figure: Figure, lang: str) -> pd.DataFrame:
    """Return what a figure draws, with readable column names and local times.

    Traces over the same times, items or numbers become columns side by side; others, rasters and
    flows have a row a value, with the name of the series before it.
    """
    traces = [_Trace(trace, figure.get("layout") or {}, lang) for trace in figure.get("data") or ()]
    shown = [trace for trace in traces if not trace.is_empty()]
    if not shown:
        return pd.DataFrame()
    lines = [trace for trace in shown if trace.is_line()]
    if len(lines) == len(shown) and _fit(lines):
        return _side_by_side(lines)
    found = pd.concat([trace.rows() for trace in shown], ignore_index=True)
    empty = [name for name in found.columns if found[name].isna().all()]
    return found.drop(columns=empty)


def decoded(values: Any) -> list[Any]:
    """Return an array of a figure as a list; plotly packs numbers as base64 of their bytes.

    A raster is a list of rows.
    """
    if isinstance(values, Mapping):
        if values.get("dtype") not in _TYPES:
            return []
        packed = base64.b64decode(str(values.get("bdata", "")))
        array = np.frombuffer(packed, np.dtype(f"<{values['dtype']}"))
        shape = [int(side) for side in str(values.get("shape", "")).split(",") if side.strip()]
        unpacked: list[Any] = (array.reshape(shape) if len(shape) > 1 else array).tolist()
        return unpacked
    return list(values) if isinstance(values, (list, tuple)) else []


class _Trace:
    """One trace with the axes that it is drawn on."""

    def __init__(self, trace: Mapping[str, Any], layout: Mapping[str, Any], lang: str) -> None:
        self.trace, self.layout, self._lang = trace, layout, lang
        self.kind = str(trace.get("type", "scatter"))
        self.across = trace.get("orientation") == "h" and self.kind in ("bar", "waterfall")
        first, second = ("y", "x") if self.across else ("x", "y")
        self.keys, self.values = decoded(trace.get(first)), decoded(trace.get(second))
        if not self.keys and self.is_line():
            self.keys = list(range(len(self.values)))
        self.key_axis, self.value_axis = self._axis(first), self._axis(second)
        if self.key_axis.get("type") == "date" and self.is_number and not self.across:
            self.keys = _written(self.keys)

    def word(self, key: str) -> str:
        return _WORDS[key][0 if self._lang == "zh" else 1]

    def _axis(self, letter: str) -> Mapping[str, Any]:
        return _axis(self.layout, letter, str(self.trace.get(f"{letter}axis", letter)))

    def is_line(self) -> bool:
        """Whether it has one value for each key."""
        kinds = ("scatter", "scattergl", "bar", "waterfall", "funnel")
        return self.kind in kinds and "base" not in self.trace

    def is_empty(self) -> bool:
        if self.is_line():
            return not self.values
        return not any(key in self.trace for key in ("z", "values", "link", "x", "y"))

    @property
    def is_time(self) -> bool:
        texts = [key for key in self.keys if key is not None]
        return bool(texts) and all(isinstance(key, str) and _DATE.fullmatch(key) for key in texts)

    @property
    def is_number(self) -> bool:
        return all(isinstance(key, (int, float)) or key is None for key in self.keys)

    def key_name(self) -> str:
        kind = "time" if self.is_time else "x" if self.is_number else "item"
        return _title(self.key_axis) or self.word(kind)

    def index(self) -> pd.Index:
        return _moments(self.keys) if self.is_time else pd.Index(map(_plain, self.keys))

    def name(self) -> str:
        """Return panel, name and unit."""
        title = _title(self.value_axis)
        parts = [part for part in (self.panel(), _plain(self.trace.get("name"))) if part]
        named = " · ".join(map(str, parts)) or title or self.word("value")
        unit = _unit_of(title) or self._unit()
        return f"{named} [{unit}]" if unit and unit not in named else named

    def _unit(self) -> str:
        found = _UNIT.search(str(self.trace.get("hovertemplate", "")))
        return found[1].strip(" .,;:()·") if found else ""

    def panel(self) -> str:
        """Return the title above its panel; plotly draws it as a note at the panel's top."""
        across, up = (self._axis(letter).get("domain") or (0.0, 1.0) for letter in "xy")
        middle, top = (across[0] + across[1]) / 2, up[1]
        for note in self.layout.get("annotations") or ():
            if note.get("xref") == "paper" and note.get("yref") == "paper":
                here = (
                    abs(note.get("x", -1) - middle) < 0.01 and abs(note.get("y", -1) - top) < 0.02
                )
                if here and note.get("showarrow") is False and self._panels() > 1:
                    return str(_plain(note.get("text", "")))
        return ""

    def _panels(self) -> int:
        return sum(name.startswith("xaxis") for name in self.layout)

    def rows(self) -> pd.DataFrame:
        """Return a row a value, the names of series and panel first."""
        if "z" in self.trace:
            body = self._raster()
        elif self.kind == "sankey":
            body = self._flows()
        elif "values" in self.trace:
            parts = map(_plain, decoded(self.trace.get("labels")))
            body = {self.word("part"): list(parts)} | {
                self.word("value"): decoded(self.trace["values"])
            }
        elif "base" in self.trace:
            body = self._spans()
        else:
            body = {self.key_name(): list(self.index()), self.word("value"): self.values}
        named = {self.word("panel"): self.panel() or None}
        named[self.word("series")] = _plain(self.trace.get("name")) or None
        longest = max((len(column) for column in body.values()), default=0)
        even = {key: column + [None] * (longest - len(column)) for key, column in body.items()}
        return pd.DataFrame(even).assign(**named)[[*named, *even]]

    def _raster(self) -> dict[str, list[Any]]:
        z = decoded(self.trace["z"])
        columns = max((len(row) for row in z if isinstance(row, list)), default=0)
        ups = self.values or list(range(len(z)))
        across = self.index() if self.keys else pd.RangeIndex(columns)
        up_name = _title(self.value_axis) or "y"
        bar = (self.trace.get("colorbar") or {}).get("title") or {}
        value = str(_plain(bar.get("text") if isinstance(bar, Mapping) else bar) or "")
        return {
            self.key_name(): list(across) * len(z),
            up_name: [_plain(up) for up in ups[: len(z)] for _ in range(columns)],
            value or self.word("value"): [one for row in z for one in row],
        }

    def _flows(self) -> dict[str, list[Any]]:
        link = self.trace.get("link") or {}
        labels = [_plain(text) for text in decoded((self.trace.get("node") or {}).get("label"))]
        ends = {
            self.word(end): [labels[int(at)] for at in decoded(link.get(side))]
            for end, side in (("from", "source"), ("to", "target"))
        }
        unit = str(self.trace.get("valuesuffix", "")).strip()
        return ends | {unit or self.word("value"): decoded(link.get("value"))}

    def _spans(self) -> dict[str, list[Any]]:
        """Return bars that begin somewhere, as in a Gantt chart: plotly gives their length."""
        base = self.trace["base"]
        begins = decoded(base) or [base] * len(self.values)
        ends: list[Any] = [
            begin + length if isinstance(begin, (int, float)) else length
            for begin, length in zip(begins, self.values, strict=False)
        ]
        if begins and isinstance(begins[0], str):
            first = _moments(begins)
            ends = list(first + pd.to_timedelta(pd.Series(self.values), unit="ms").array)
            begins = list(first)
        return {
            self.word("item"): [_plain(key) for key in self.keys],
            self.word("start"): begins,
            self.word("end"): ends,
        }


def _fit(lines: Iterable[_Trace]) -> bool:
    """Whether lines can stand side by side: the same kind of keys, each key once a line."""
    listed = list(lines)
    kinds = {(line.is_time, line.is_number) for line in listed}
    unique = all(line.index().is_unique and len(line.keys) == len(line.values) for line in listed)
    numbers = listed[0].is_number
    return (
        len(kinds) == 1
        and unique
        and not (numbers and any(line.keys != listed[0].keys for line in listed))
    )


def _side_by_side(lines: list[_Trace]) -> pd.DataFrame:
    names: list[str] = []
    for line in lines:
        name, number = line.name(), 2
        while name in names or name == lines[0].key_name():
            name, number = f"{line.name()} ({number})", number + 1
        names.append(name)
    columns = [
        pd.Series(line.values, index=line.index(), name=name, dtype=object)
        for line, name in zip(lines, names, strict=True)
    ]
    joined = pd.concat(columns, axis=1, sort=lines[0].is_time).infer_objects()
    joined.index.name = lines[0].key_name()
    return joined.reset_index()


def _axis(layout: Mapping[str, Any], letter: str, named: str) -> Mapping[str, Any]:
    """Return an axis with the title of the one that it matches, where it has none itself."""
    axis = layout.get(f"{letter}axis{named[1:]}") or {}
    if not _title(axis) and (other := str(axis.get("matches") or "")) and other != named:
        matched = layout.get(f"{letter}axis{other[1:]}") or {}
        return {**axis, "title": matched.get("title")}
    return axis


def _title(axis: Mapping[str, Any]) -> str:
    title = axis.get("title") or ""
    return str(_plain(title.get("text") if isinstance(title, Mapping) else title) or "")


def _unit_of(title: str) -> str:
    """Return the unit at the end of an axis' title: "Power / MW", "MWh per day"."""
    return title.rpartition(" / ")[2] if title else ""


def _plain(value: Any) -> Any:
    """Return a text without its markup; anything else as it is."""
    return _TAG.sub(" ", value).strip() if isinstance(value, str) else value


def _written(times: list[float | None]) -> list[Any]:
    """Return times of an axis of dates, which plotly takes in ms, as it writes them itself."""
    moments = np.array(times, np.float64).astype("datetime64[ms]")
    return [None if np.isnat(moment) else str(moment) for moment in moments]


def _moments(texts: Iterable[Any]) -> pd.DatetimeIndex:
    found = pd.to_datetime(pd.Series(list(texts)), format="ISO8601")
    return pd.DatetimeIndex(found.dt.tz_localize(None) if found.dt.tz is not None else found)
