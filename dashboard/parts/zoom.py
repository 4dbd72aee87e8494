"""A figure of long series to zoom into, down to the single step.

The browser holds few points of each line; whoever zooms gets those of the window from the server,
and a moment later the window stands in the address, so that a link shows the same. A page makes one
`Zoom` and draws a section with it::

    SERIES = Zoom("compare", "series", chart)
    PAGE = Page(..., sections=(Section("series", SERIES.draw),))
"""

import base64
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from dash import MATCH, ClientsideFunction, Dash, Input, Output, Patch, State, ctx, dcc, html
from dash import no_update as same
from dash.development.base_component import Component

from dashboard import ids
from dashboard.components import graph
from dashboard.figures import zoomed
from dashboard.figures.zoomed import Chart
from dashboard.files.library import Library
from dashboard.look import Look, look
from dashboard.texts import text

_KNOWN: dict[str, "Zoom"] = {}


@dataclass(frozen=True)
class Zoom:
    """A zoomable figure of a page's section.

    `chart` says for a look what is drawn, or None where there is nothing. `choice` is the key by
    which the window stands in the address; figures of one page need different ones.
    """

    page: str
    key: str
    chart: Callable[[Look], Chart | None]
    choice: str = "zoom"

    def __post_init__(self) -> None:
        _KNOWN[self.name] = self

    @property
    def name(self) -> str:
        """Key of the text that says what the figure shows."""
        return f"{self.page}.{self.key}"

    def draw(self, shown: Look) -> Component:
        """Return the figure in the window that the address asks for."""
        chart = self.chart(shown)
        if chart is None or not chart.lines:
            return html.P(text(shown.lang, "zoom.nothing"), className="lead")
        window = zoomed.read(chart, shown.view.choice(self.choice))
        figure = zoomed.draw(chart, window, shown.lang)
        drawn = [chart.name, zoomed.written(chart, window)]
        stores = [
            dcc.Store(id={"zoom": self.name, "part": "drawn"}, data=drawn),
            dcc.Store(id={"zoom": self.name, "part": "address"}),
        ]
        return html.Div([graph(figure, shown.view, self.name, kind="zoom"), *stores])

    def moved(
        self, shown: Look, search: str, relayout: dict[str, Any] | None, drawn: list[str]
    ) -> tuple[Any, Any, Any]:
        """Return how the figure changes, what is then drawn, and the address that says so.

        `relayout` is what plotly tells of a zoom; without it the address is followed. `drawn` is
        the name of the chart and its window: a chart of another name is about to be drawn whole.
        """
        chart = self.chart(shown) if shown.runs else None
        if chart is None or not chart.lines or chart.name != drawn[0]:
            return same, same, same
        if relayout is None:
            window: zoomed.Window | None = zoomed.read(chart, shown.view.choice(self.choice))
        else:
            window = zoomed.moved(chart, relayout)
        if window is None or zoomed.written(chart, window) == drawn[1]:
            return same, same, same
        said = zoomed.written(chart, window)
        kept = "" if window == chart.start else said
        to = shown.view.choosing(**{self.choice: kept}).query()
        address = {"place": f"{self.page}-url", "of": search, "to": to}
        return patch(chart, window), [chart.name, said], same if relayout is None else address


def register(app: Dash, library: Library) -> None:
    """Let all zoomable figures follow those who zoom, and the address follow the figures."""

    @app.callback(
        Output({"zoom": MATCH}, "figure"),
        Output({"zoom": MATCH, "part": "drawn"}, "data"),
        Output({"zoom": MATCH, "part": "address"}, "data"),
        Input({"zoom": MATCH}, "relayoutData"),
        Input(ids.URL, "search"),
        State({"zoom": MATCH, "part": "drawn"}, "data"),
        prevent_initial_call=True,
    )
    def move(relayout: dict[str, Any] | None, search: str | None, drawn: list[str]) -> Any:
        zoom = _KNOWN[ctx.outputs_list[0]["id"]["zoom"]]
        by_hand = isinstance(ctx.triggered_id, dict)
        asked = (relayout or {}) if by_hand else None
        return zoom.moved(look(library, search), search or "", asked, drawn)

    clientside: Any = app.clientside_callback
    clientside(
        ClientsideFunction("zoom", "later"),
        Output({"zoom": MATCH, "part": "address"}, "id"),
        Input({"zoom": MATCH, "part": "address"}, "data"),
        prevent_initial_call=True,
    )


def patch(chart: Chart, window: zoomed.Window) -> Patch:
    """Return the change of a drawn chart to another window: its points and its axes."""
    change = Patch()
    parts = zoomed.traces(chart, window)
    for number, part in enumerate(parts):
        change["data"][number]["x"] = _packed(part["x"])
        change["data"][number]["y"] = _packed(part["y"])
        change["data"][number]["line"]["shape"] = part["line"]["shape"]
    for row, ends in enumerate(zoomed.spans(chart, parts), start=1):
        axis = f"axis{row if row > 1 else ''}"
        change["layout"][f"x{axis}"]["range"] = list(window)
        change["layout"][f"x{axis}"]["autorange"] = False
        change["layout"][f"y{axis}"]["range"] = ends
    return change


def _packed(values: Any) -> dict[str, str]:
    """Return numbers as plotly reads them from base64, half as long as in words."""
    kind = {np.dtype(np.float64): "f8", np.dtype(np.float32): "f4"}[values.dtype]
    return {"dtype": kind, "bdata": base64.b64encode(values.tobytes()).decode("ascii")}
