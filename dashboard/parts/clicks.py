"""Clicks into a figure that lead to another address of its page."""

import datetime as dt
from collections.abc import Callable
from typing import Any

from dash import Dash, Input, Output, State, no_update

from dashboard.page import Page


def lead(app: Dash, page: Page, figure: str, to: Callable[[Any, str | None], str | None]) -> None:
    """Let a click into a figure change the page's address.

    `to` returns the new query for what Dash tells of the click and for the query of before, or
    None where the click means nothing.
    """
    address = page.place("url")

    @app.callback(
        Output(address, "search", allow_duplicate=True),
        Input({"figure": figure}, "clickData"),
        State(address, "search"),
        prevent_initial_call=True,
    )
    def go(click: Any, search: str | None) -> Any:
        query = to(click, search)
        return no_update if query is None else query


def said(click: Any) -> list[str]:
    """Return what a figure says of the point that was clicked: its custom data."""
    told = _point(click).get("customdata")
    return [str(one) for one in (told if isinstance(told, list) else [told]) if one]


def day(click: Any) -> str:
    """Return the ISO date of a square of the calendar that was clicked; empty where none was.

    Of a raster Dash passes no custom data, only month and day.
    """
    point = _point(click)
    try:
        return dt.date.fromisoformat(f"{point['y']}-{int(point['x']):02d}").isoformat()
    except (KeyError, TypeError, ValueError):
        return ""


def _point(click: Any) -> dict[str, Any]:
    points = click.get("points") if isinstance(click, dict) else None
    return points[0] if points and isinstance(points[0], dict) else {}
