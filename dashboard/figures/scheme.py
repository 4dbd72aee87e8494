"""Figures on a dark page: the same colours by meaning, with light words and lines."""

import plotly.graph_objects as go

from dashboard.figures.theme import COLOURS, RUNS

_WORDS = "#c9d5db"
_LIGHTER = {COLOURS["net_kw"]: "#eef3f5", RUNS[7]: "#eef3f5", RUNS[0]: "#86a9c7"}
"""What would not be seen on a dark page, and what stands for it there."""


def on_dark(figure: go.Figure) -> go.Figure:
    """Change a figure that was drawn for a light page to one for a dark page."""
    figure.update_layout(
        font={"color": _WORDS},
        hoverlabel={"bgcolor": "#25323a", "font": {"color": _WORDS}},
        modebar={"bgcolor": "rgba(0,0,0,0)", "color": "#7d919c", "activecolor": _WORDS},
    )
    figure.update_annotations(font={"color": _WORDS})
    for trace in figure.data:
        for part in ("line", "marker"):
            colour = trace[part]["color"] if part in trace else None
            if isinstance(colour, str) and colour in _LIGHTER:
                trace[part]["color"] = _LIGHTER[colour]
        if "marker" in trace and trace.marker.line.color == RUNS[7]:
            trace.marker.line.color = _LIGHTER[RUNS[7]]
    return figure
