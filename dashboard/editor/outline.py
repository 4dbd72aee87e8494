"""The tree of a scenario, opened along the place that is edited, and the search in it."""

from typing import Any

from dash import dcc, html
from dash.development.base_component import Component

from dashboard import components
from dashboard.editor import messages
from dashboard.editor.items import marks_of
from dashboard.editor.names import is_item, title
from dashboard.editor.overlay import MISSING, value_at
from dashboard.editor.sight import Sight
from dashboard.editor.tree import TOP, Spot, every_spot, field_at, inner_spots, spot_at, trail
from dashboard.texts import text

MOST_FOUND = 40


def outline(sight: Sight, asked: str) -> Component:
    """Return the tree, or what of it fits the words that are looked for."""
    if asked.strip():
        return _found(sight, asked)
    return html.Ul([_node(TOP, {one.path for one in trail(sight.spot)}, sight)])


def _node(spot: Spot, opened: set[str], sight: Sight) -> Component:
    parts: list[Component] = [_line(spot, sight, count=_count(spot, sight))]
    if spot.path in opened:
        inner = [_node(one, opened, sight) for one in inner_spots(spot, sight.whole)]
        if inner:
            parts.append(html.Ul(inner))
    return html.Li(parts)


def _line(spot: Spot, sight: Sight, *, count: int | None = None, trace: str = "") -> Component:
    name = title(spot, sight.whole, sight.lang)
    here: dict[str, Any] = {"aria-current": "true"} if spot == sight.spot else {}
    words: list[Component] = [html.Span(name)]
    if count is not None:
        words.append(html.Span(str(count), className="lead"))
    if trace:
        words.append(html.Span(trace, className="lead"))
    written = spot.keys[-1] if is_item(spot) and spot.keys[-1] != name else None
    link = dcc.Link(words, href=sight.link(spot.path), className="node", title=written)
    marks = marks_of(spot.path, sight) if spot.path else []
    return html.Div([link, *marks], className="line", **here)


def _count(spot: Spot, sight: Sight) -> int | None:
    items = value_at(sight.whole, spot.keys)
    if not spot.is_list:
        return None
    return len(items) if items is not MISSING and isinstance(items, list) else 0


def _found(sight: Sight, asked: str) -> Component:
    words = asked.lower().split()
    fitting = [
        spot
        for spot in every_spot(TOP, sight.whole)
        if spot.keys and all(word in _searched(spot, sight) for word in words)
    ]
    fitting.sort(key=lambda spot: not all(word in spot.keys[-1].lower() for word in words))
    lines = [
        html.Li(_line(spot, sight, trace=" / ".join(_above(spot, sight))))
        for spot in fitting[:MOST_FOUND]
    ]
    if not lines:
        return html.P(text(sight.lang, "editor.find.none", words=asked), className="lead")
    more = len(fitting) - len(lines)
    rest = [html.Li(text(sight.lang, "editor.find.more", count=more))] if more else []
    return html.Ul([*lines, *rest])


def _searched(spot: Spot, sight: Sight) -> str:
    """Return what a place is found by: its id and its names in both languages."""
    item = value_at(sight.whole, spot.keys)
    names = item.get("name") if isinstance(item, dict) else None
    said = names.values() if isinstance(names, dict) else ()
    shown = title(spot, sight.whole, sight.lang)
    return " ".join((spot.keys[-1], shown, *map(str, said))).lower()


def _above(spot: Spot, sight: Sight) -> list[str]:
    return [title(one, sight.whole, sight.lang) for one in trail(spot)[1:-1] if not one.is_list]


def faults(sight: Sight) -> list[Component]:
    """Return all faults and remarks, each with a link to its place."""
    parts: list[Component] = []
    for icon, listed in (("error", sight.faults), ("warning", sight.remarks)):
        if not listed:
            continue
        key = "editor.faults" if icon == "error" else "editor.remarks"
        items = [
            html.Li(
                [
                    dcc.Link(
                        _called(one["path"], sight),
                        href=sight.link(one["path"]),
                        title=one["path"],
                    ),
                    html.Span(_place(one["line"], sight), className="lead"),
                    html.Span(messages.said(one["message"], sight.lang)),
                ]
            )
            for one in listed
        ]
        head = html.H3([components.icon(icon), text(sight.lang, key, count=len(listed))])
        parts.append(html.Div([head, html.Ul(items)], className=f"told told-{icon}"))
    return parts


def _called(path: str, sight: Sight) -> str:
    """Return a path in words: the things that it leads through, and the field."""
    spot = spot_at(sight.whole, path)
    rest = path.removeprefix(spot.path).strip(".")
    held = field_at(tuple(path.split("."))) if rest else None
    last = rest if held is None else held.label(sight.lang)
    words = [*_above(spot, sight), title(spot, sight.whole, sight.lang) if spot.keys else "", last]
    return " / ".join(word for word in words if word) or text(sight.lang, "editor.top")


def _place(line: int | None, sight: Sight) -> str:
    return text(sight.lang, "editor.line", line=line) if line else ""
