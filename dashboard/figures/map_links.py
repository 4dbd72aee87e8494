"""Links between areas on the map: where power flows, how much, and how near the capacity."""

import math
from collections.abc import Sequence

import plotly.graph_objects as go

from dashboard.figures.map_labels import Room
from dashboard.queries.places import Line

LINES, FLOWS = "links", "flows"
"""Names by which the browser finds what it changes."""


def add_links(
    figure: go.Figure, lines: Sequence[Line], flows_mw: Sequence[float], room: Room, name: str
) -> None:
    """Draw links between areas with their flows, as wide as their loading, below one `name`."""
    moved = list(zip(lines, flows_mw, strict=True))
    for number, (line, flow) in enumerate(moved):
        (x1, y1), (x2, y2) = line.ends
        share = abs(flow) * 1000.0 / line.capacity_kw if line.capacity_kw else 0.0
        figure.add_scatter(
            x=[x1, x2], y=[y1, y2], mode="lines", hoverinfo="skip", meta=LINES,
            line={"color": flow_colour(share), "width": 2.0 + 5.0 * min(share, 1.0)},
            name=name, showlegend=number == 0,
        )  # fmt: skip
    middles = [room.along(line.ends, flow_words(line, flow), 11) for line, flow in moved]
    figure.add_scatter(
        x=[point[0] for point in middles],
        y=[point[1] for point in middles],
        mode="markers+text",
        text=[flow_words(line, flow) for line, flow in moved],
        textposition="bottom center",
        textfont={"size": 11},
        marker={
            "size": 13,
            "symbol": "arrow",
            "color": "#51626b",
            "angle": [bearing(line, flow) for line, flow in moved],
        },
        customdata=[[line.key] for line in lines],
        hovertemplate="%{text}<extra></extra>",
        meta=FLOWS,
        showlegend=False,
    )  # fmt: skip


def flow_colour(share: float) -> str:
    """Return the colour of a link by flow over capacity: beyond 80 % and 100 % it changes."""
    return "#b5163a" if share > 1.0 else "#e58a1f" if share > 0.8 else "#7b8f9c"


def flow_words(line: Line, flow_mw: float) -> str:
    """Return a flow with its share of the capacity."""
    share = 100.0 * abs(flow_mw) * 1000.0 / line.capacity_kw if line.capacity_kw else 0.0
    return f"{abs(flow_mw):.1f} MW · {share:.0f} %"


def bearing(line: Line, flow_mw: float) -> float:
    """Return the direction of a flow on the map, degrees clockwise from up."""
    (x1, y1), (x2, y2) = line.ends
    east = (x2 - x1) * math.cos(math.radians((y1 + y2) / 2))
    found = math.degrees(math.atan2(east, y2 - y1)) + (180.0 if flow_mw < 0 else 0.0)
    return round(found % 360.0, 1)
