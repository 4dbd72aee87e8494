"""Dash components as plain HTML, for what is read without a server.

Controls are left out; figures become places that a script fills; tables are written whole.
Every text is escaped, no address is kept.
"""

import html as markup
import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from dash.development.base_component import Component

from dashboard.export.menus import is_percent, leaves
from dashboard.texts import text
from dashboard.view import Lang
from sim.kpi.words import number

MOST_ROWS = 300
"""Rows of a table that a report holds; the rest is said, and is in the table's own export."""

_FLATTER, _LIST_PX = 0.8, 740
"""Figures are drawn flatter by this, but for those that are higher: long lists."""
_LONG_ROWS, _WORDY = 16, 48
"""Tables of more rows may go on over the page; texts of more letters over several lines."""
MOST_PX = 620
"""Height of a figure that finds room on a sheet with its heading."""
_ABSENT = "–"
_VOID = frozenset(("br", "hr", "img", "wbr", "col"))
_UNITLESS = frozenset(
    ("flex", "opacity", "order", "zIndex", "fontWeight", "lineHeight", "flexGrow")
)
_KEPT = ("title", "role", "lang", "colSpan", "rowSpan", "scope", "hidden")
_CONTROLS = frozenset(
    (
        *("Button", "Input", "Textarea", "Form", "Iframe", "Embed", "ObjectEl", "Script"),
        *("ActionIcon", "Menu", "Select", "MultiSelect", "SegmentedControl", "Slider"),
        *("RangeSlider", "Switch", "Checkbox", "TextInput", "NumberInput", "Autocomplete"),
        *("TagsInput", "DateInput", "DatePicker", "DatePickerInput", "Pagination", "Burger"),
        *("TabsList", "Modal", "Drawer", "Popover", "HoverCard", "CopyButton", "LoadingOverlay"),
        *("Store", "Location", "Interval", "Download", "Upload", "Dropdown", "Checklist"),
        *("RadioItems", "RadioGroup", "CheckboxGroup", "ChipGroup", "Clipboard", "Meta", "Base"),
    )
)
_TAGS = {
    "Text": "p",
    "Badge": "span",
    "List": "ul",
    "ListItem": "li",
    "Divider": "hr",
    "Table": "table",
    "TableThead": "thead",
    "TableTbody": "tbody",
    "TableTfoot": "tfoot",
    "TableTr": "tr",
    "TableTh": "th",
    "TableTd": "td",
    "TableCaption": "caption",
    "Code": "code",
    "Mark": "mark",
    "Blockquote": "blockquote",
}


@dataclass
class Static:
    """Renders components in one language and keeps their figures aside."""

    lang: Lang
    figures: list[str] = field(default_factory=list)
    """JSON of the figures, in the order of their places."""

    def render(self, node: Any) -> str:
        """Return a component, a text, or several of them as HTML."""
        if node is None or isinstance(node, bool):
            return ""
        if isinstance(node, (list, tuple)):
            return "".join(map(self.render, node))
        if not isinstance(node, Component):
            return markup.escape(str(node))
        return self._component(node)

    def _component(self, node: Component) -> str:
        special = self._special().get(node._type)
        if special is not None:
            return special(node)
        if node._type in _CONTROLS or _given(node, "className") == "export":
            return ""
        if node._namespace == "dash_html_components":
            return self._element(node, node._type.lower())
        if node._namespace == "dash_core_components":
            return self.render(_given(node, "children"))
        return self._mantine(node)

    def _special(self) -> dict[str, Callable[[Component], str]]:
        return {
            "Graph": self._graph,
            "AgGrid": self._grid,
            "A": self._link,
            "Link": self._link,
            "NavLink": self._link,
            "Alert": self._alert,
            "Title": lambda node: self._element(node, f"h{_given(node, 'order') or 2}"),
            "Progress": lambda node: f"<span>{markup.escape(str(_given(node, 'value')))} %</span>",
        }

    def _element(self, node: Component, tag: str) -> str:
        if tag == "img" and not str(_given(node, "src") or "").startswith("data:image/"):
            return ""
        opened = "open" if tag == "details" else ""
        attributes = " ".join(part for part in (tag, *_attributes(node), opened) if part)
        if tag in _VOID:
            return f"<{attributes}>"
        return f"<{attributes}>{self.render(_given(node, 'children'))}</{tag}>"

    def _link(self, node: Component) -> str:
        """Return the words of a link: its address would lead to a server that is not there.

        One that looks as a button is a control.
        """
        if _given(node, "className") == "button-link":
            return ""
        return f"<span>{self.render(_given(node, 'children') or _given(node, 'label'))}</span>"

    def _mantine(self, node: Component) -> str:
        tag = _TAGS.get(node._type, "div")
        if node._type == "Table" and isinstance(data := _given(node, "data"), Mapping):
            return self._data_table(data)
        above = [_given(node, name) for name in ("label", "title")]
        words = "".join(f"<div>{self.render(part)}</div>" for part in above if part is not None)
        return words + self._element(node, tag)

    def _alert(self, node: Component) -> str:
        title = self.render(_given(node, "title"))
        body = self.render(_given(node, "children"))
        return f'<div class="message said"><strong>{title}</strong><div>{body}</div></div>'

    def _graph(self, node: Component) -> str:
        figure = _given(node, "figure")
        if figure is None:
            return ""
        drawn = figure if isinstance(figure, Mapping) else json.loads(figure.to_json())
        layout = drawn.get("layout") or {}
        drawn = {**drawn, "layout": layout | _on_paper(layout)}
        self.figures.append(json.dumps(drawn, ensure_ascii=False, separators=(",", ":")))
        place = len(self.figures) - 1
        height = drawn["layout"]["height"]
        kind = "drawn broad" if _is_broad(layout) else "drawn"
        return f'<div class="{kind}" data-figure="{place}" style="height:{height:g}px"></div>'

    def _data_table(self, data: Mapping[str, Any]) -> str:
        head = _row((self.render(one) for one in data.get("head") or ()), "th")
        body = "".join(_row(map(self.render, row), "td") for row in data.get("body") or ())
        return f"<table><thead>{head}</thead><tbody>{body}</tbody></table>"

    def _grid(self, node: Component) -> str:
        """Return a grid as a table; groups of columns stand in the headings of their columns."""
        columns = list(leaves(_given(node, "columnDefs") or []))
        rows = _given(node, "rowData") or []
        head = _row((markup.escape(name) for name, _ in columns), "th")
        body = "".join(self._grid_row(row, columns) for row in rows[:MOST_ROWS])
        more = len(rows) - MOST_ROWS
        said = f"<p>{text(self.lang, 'report.more', count=more)}</p>" if more > 0 else ""
        table = f"<table><thead>{head}</thead><tbody>{body}</tbody></table>"
        kind = "scroll long" if len(rows) > _LONG_ROWS else "scroll"
        return f'<div class="{kind}">{table}</div>{said}'

    def _grid_row(self, row: Mapping[str, Any], columns: list[tuple[str, dict[str, Any]]]) -> str:
        cells = []
        for _, column in columns:
            value = row.get(column["field"])
            kind = ' class="number"' if column.get("type") == "rightAligned" else ""
            words = _written(value, column)
            kind = kind or (' class="wordy"' if len(words) > _WORDY else "")
            cells.append(f"<td{kind}>{markup.escape(words)}</td>")
        return f"<tr>{''.join(cells)}</tr>"


def _row(cells: Iterable[str], tag: str) -> str:
    return "<tr>" + "".join(f"<{tag}>{cell}</{tag}>" for cell in cells) + "</tr>"


def _written(value: Any, column: Mapping[str, Any]) -> str:
    """Return a cell as the grid writes it (assets/browser.js)."""
    if value is None or value != value:
        return _ABSENT if column.get("type") == "rightAligned" else ""
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return str(value)
    if is_percent(column):
        sign, digits = "+" if value else "", 1 if abs(value) < 0.1 else 0
        return f"{100 * value:{sign}.{digits}f} %".replace("-", "−")
    shown = column.get("valueFormatter")
    signed = isinstance(shown, Mapping) and "true" in str(shown.get("function", ""))
    return number(float(value), signed)


def _on_paper(layout: Mapping[str, Any]) -> dict[str, Any]:
    """Return height and legend of a figure: flatter on paper; rows of long lists stay legible.

    Where a legend stands is told in heights of the plot, so that it moves down as that shrinks.
    """
    height = float(layout.get("height") or 360)
    flat = min(height if height > _LIST_PX else round(_FLATTER * height), MOST_PX)
    margin, legend = layout.get("margin") or {}, layout.get("legend") or {}
    edges = margin.get("t", 0) + margin.get("b", 0)
    if legend.get("y", 0) < 0 and flat > edges:
        legend = legend | {"y": legend["y"] * (height - edges) / (flat - edges)}
    return {"height": float(flat), "legend": legend}


def _is_broad(layout: Mapping[str, Any]) -> bool:
    """Return whether a figure needs all the width: panels beside one another, a long list."""
    axes = [axis for name, axis in layout.items() if name.startswith("xaxis")]
    beside = any(axis.get("domain", [0.0])[0] > 0.0 for axis in axes)
    return beside or (layout.get("height") or 0) > _LIST_PX


def _given(node: Component, name: str) -> Any:
    return getattr(node, name, None)


def _attributes(node: Component) -> Iterable[str]:
    given: dict[str, Any] = node.to_plotly_json()["props"]  # type: ignore[no-untyped-call]
    if classes := given.get("className"):
        yield f'class="{markup.escape(str(classes))}"'
    if isinstance(style := given.get("style"), Mapping):
        yield f'style="{markup.escape(_style(style))}"'
    for name, value in given.items():
        if name not in _KEPT and not name.startswith(("aria-", "data-")):
            continue
        if value is True:
            yield name.lower()
        elif isinstance(value, (str, int, float)) and value is not False:
            yield f'{name.lower()}="{markup.escape(str(value))}"'


def _style(style: Mapping[str, Any]) -> str:
    parts = []
    for name, value in style.items():
        if "url(" in str(value):
            continue
        dashed = "".join(f"-{c.lower()}" if c.isupper() else c for c in name)
        unit = "px" if isinstance(value, (int, float)) and name not in _UNITLESS else ""
        parts.append(f"{dashed}:{value}{unit}")
    return ";".join(parts)
