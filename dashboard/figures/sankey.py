"""Energy from its sources to its ends: ribbons as wide as the energy, alike in every panel.

The vertical axis is energy itself, so all runs have one scale; plotly's own Sankey fits each to its
panel. Lanes: a flow that skips a column keeps its own place there, so that none is hidden.
"""

from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any

import numpy as np
import plotly.graph_objects as go
from plotly.subplots import make_subplots

from dashboard.figures.theme import COLOURS, headings, message, styled
from dashboard.queries.energy_flow import Flow
from sim.kpi.words import number

_COLUMNS: tuple[tuple[str, ...], ...] = (
    ("grid", "pv", "discharge", "ambient", "district", "gas", "diesel", "cng"),
    ("electricity",),
    ("export", "building", "cooling", "battery", "heating", "charging"),
    ("stored", "losses", "space_heat", "hot_water", "vehicles"),
)
"""Nodes by column, each from top to bottom."""
_COLUMN = {node: column for column, nodes in enumerate(_COLUMNS) for node in nodes}
_RANK = {node: rank for nodes in _COLUMNS for rank, node in enumerate(nodes)}
_WIDE, _GAP = 0.035, 0.06
_PANEL_PX, _SMALL_PX = 350, 270
_FEW = 3

_NODES: Mapping[str, tuple[str, str, str]] = {
    "grid": ("购电", "Grid", COLOURS["grid_import"]),
    "pv": ("光伏", "PV", COLOURS["pv_kw"]),
    "discharge": ("储能放电", "Battery", COLOURS["battery_kw"]),
    "ambient": ("环境热", "Ambient heat", "#6aa56f"),
    "district": ("集中供热", "District heat", "#a98467"),
    "gas": ("天然气", "Natural gas", "#c77b30"),
    "diesel": ("柴油", "Diesel", "#6b4f3a"),
    "cng": ("车用天然气", "CNG", "#b5a642"),
    "electricity": ("电力", "Electricity", "#7f93a3"),
    "export": ("上网", "Export", COLOURS["grid_export"]),
    "building": ("照明与设备", "Lights and plugs", COLOURS["building_kw"]),
    "cooling": ("制冷", "Cooling", COLOURS["cooling_kw"]),
    "battery": ("储能充电", "Battery charging", COLOURS["battery_kw"]),
    "heating": ("供热", "Heating plants", COLOURS["heating_kw"]),
    "charging": ("充电", "Charging", COLOURS["charging_kw"]),
    "stored": ("储能再放出", "Given again", COLOURS["battery_kw"]),
    "losses": ("损耗与水泵", "Losses, pumps", "#9aa5ad"),
    "space_heat": ("采暖", "Space heat", "#e07a86"),
    "hot_water": ("生活热水", "Hot water", "#eda5ad"),
    "vehicles": ("车辆", "Vehicles", "#1f7a70"),
}
"""Chinese, English, colour."""
_WORDS = {"none": ("没有能量数据", "No energy data")}


def energy(flows: Mapping[str, Sequence[Flow]], lang: str) -> go.Figure:
    """Draw the energy of runs, a panel a run with the same scale.

    Parameters
    ----------
    flows
        By title of the run, what `dashboard.queries.energy_flow.energy_flow` returns [MWh].
    lang
        "zh" or "en".
    """
    there = {title: Layout(found) for title, found in flows.items() if found}
    if not there:
        return message(_WORDS["none"][lang != "zh"])
    height_px = len(there) * (_PANEL_PX if len(there) <= _FEW else _SMALL_PX)
    spacing = min(38 / height_px, 0.9 / len(there))
    titles = headings(list(there))
    figure = make_subplots(rows=len(there), cols=1, subplot_titles=titles, vertical_spacing=spacing)
    tall = max(one.most for one in there.values())
    gap = _GAP * tall
    height = max(one.height(gap) for one in there.values())
    traces: list[dict[str, Any]] = []
    for number_of_run, layout in enumerate(there.values(), start=1):
        layout.place(gap)
        axes = {"xaxis": f"x{number_of_run}", "yaxis": f"y{number_of_run}"}
        drawn = (*_ribbons(layout, lang), *_blocks(layout, lang), _labels(layout, lang))
        traces += [trace | axes for trace in drawn]
    figure.add_traces(traces)  # all at once: one by one takes long
    figure.update_xaxes(visible=False, range=[-0.01, 1.32])
    figure.update_yaxes(visible=False, range=[-1.01 * height, 0.02 * height])
    figure = styled(figure, height_px + 30).update_layout(hovermode="closest")
    return figure.update_layout(margin={"l": 8, "r": 8, "b": 8}, showlegend=False)


class Layout:
    """Where the nodes and ribbons of one run stand."""

    def __init__(self, flows: Sequence[Flow]) -> None:
        self.flows = tuple(flows)
        self.nodes = [n for nodes in _COLUMNS for n in nodes if self.entering(n) or self.leaving(n)]
        self.slots: list[list[tuple[str, float]]] = [self._column(c) for c in range(len(_COLUMNS))]
        self.most = max(sum(mwh for _, mwh in column) for column in self.slots)
        self.top: dict[tuple[int, str], float] = {}

    def entering(self, node: str) -> float:
        """Return what comes into a node [MWh]."""
        return sum(flow.mwh for flow in self.flows if flow.target == node)

    def leaving(self, node: str) -> float:
        """Return what goes out of a node [MWh]."""
        return sum(flow.mwh for flow in self.flows if flow.origin == node)

    def size(self, node: str) -> float:
        """Return the energy that a node stands for [MWh]."""
        return max(self.entering(node), self.leaving(node))

    def _column(self, column: int) -> list[tuple[str, float]]:
        """Return what stands in a column from top to bottom: nodes, then lanes of passing flows."""
        own = [(node, self.size(node)) for node in self.nodes if _COLUMN[node] == column]
        passing = [
            (f"{flow.origin}>{flow.target}", flow.mwh)
            for flow in self.flows
            if _COLUMN[flow.origin] < column < _COLUMN[flow.target]
        ]
        return [*own, *sorted(passing, key=lambda lane: _RANK[lane[0].split(">")[0]])]

    def height(self, gap: float) -> float:
        """Return how tall the tallest column is with its gaps."""
        return max(sum(m for _, m in one) + gap * (len(one) - 1) for one in self.slots if one)

    def place(self, gap: float) -> None:
        """Give each node and lane its top, from 0 downwards."""
        for column, slots in enumerate(self.slots):
            at = 0.0
            for name, mwh in slots:
                self.top[column, name] = at
                at -= mwh + gap

    def ribbons(self) -> list[tuple[Flow, list[tuple[int, float]]]]:
        """Return each flow with its upper edge in every column that it touches."""
        used: dict[tuple[str, str], float] = {}
        found = []
        order = sorted(self.flows, key=lambda f: (_COLUMN[f.target], _RANK[f.target]))
        for flow in order:
            first, last = _COLUMN[flow.origin], _COLUMN[flow.target]
            edges = [(first, self._edge(first, flow.origin, "out", flow.mwh, used))]
            lane = f"{flow.origin}>{flow.target}"
            edges += [(column, self.top[column, lane]) for column in range(first + 1, last)]
            edges.append((last, self._edge(last, flow.target, "in", flow.mwh, used)))
            found.append((flow, edges))
        return found

    def _edge(
        self, column: int, node: str, side: str, mwh: float, used: dict[tuple[str, str], float]
    ) -> float:
        taken = used.get((node, side), 0.0)
        used[node, side] = taken + mwh
        return self.top[column, node] - taken


def _ribbons(layout: Layout, lang: str) -> list[dict[str, Any]]:
    return [
        _shape(*_outline(edges, flow.mwh))
        | {
            "fillcolor": _faint(_NODES[flow.origin][2]),
            "text": f"{_name(flow.origin, lang)} → {_name(flow.target, lang)}: {_amount(flow.mwh)}",
        }
        for flow, edges in layout.ribbons()
    ]


def _blocks(layout: Layout, lang: str) -> list[dict[str, Any]]:
    found = []
    for node in layout.nodes:
        left, top = _x(_COLUMN[node]), layout.top[_COLUMN[node], node]
        size = layout.size(node)
        across, down = [left, left + _WIDE, left + _WIDE, left], [top, top, top - size, top - size]
        words = {"text": f"{_name(node, lang)}: {_amount(size)}", "fillcolor": _NODES[node][2]}
        found.append(_shape(across, down) | words)
    return found


def _labels(layout: Layout, lang: str) -> dict[str, Any]:
    nodes = layout.nodes
    return {
        "type": "scatter",
        "mode": "text",
        "x": [_x(_COLUMN[node]) + _WIDE for node in nodes],
        "y": [layout.top[_COLUMN[node], node] - layout.size(node) / 2 for node in nodes],
        "text": [f" {_name(node, lang)} <b>{_amount(layout.size(node))}</b>" for node in nodes],
        "textposition": "middle right",
        "textfont": {"shadow": "auto"},  # readable over ribbons
        "cliponaxis": False,
        "hoverinfo": "skip",
    }


def _outline(edges: list[tuple[int, float]], mwh: float) -> tuple[list[float], list[float]]:
    """Return the outline of a ribbon that runs smoothly from column to column."""
    along: list[float] = []
    upper: list[float] = []
    ease = np.linspace(0.0, 1.0, 13)
    smooth = ease * ease * (3.0 - 2.0 * ease)
    for (column, top), (following, next_top) in pairwise(edges):
        begin, end = _x(column) + _WIDE, _x(following)
        along += list(begin + ease * (end - begin))
        upper += list(top + smooth * (next_top - top))
    lower = [height - mwh for height in upper]
    return along + along[::-1], upper + lower[::-1]


def _shape(x: Sequence[float], y: Sequence[float]) -> dict[str, Any]:
    return {
        "type": "scatter",
        "x": [round(value, 4) for value in x],
        "y": [round(value, 3) for value in y],
        "mode": "lines",
        "line": {"width": 0},
        "fill": "toself",
        "hoveron": "fills",
        "hoverinfo": "text",
    }


def _x(column: int) -> float:
    return column / (len(_COLUMNS) - 1)


def _name(node: str, lang: str) -> str:
    return _NODES[node][lang != "zh"]


def _amount(mwh: float) -> str:
    return f"{number(mwh / 1000.0)} GWh" if mwh >= 1000.0 else f"{number(mwh)} MWh"


def _faint(colour: str) -> str:
    red, green, blue = (int(colour[at : at + 2], 16) for at in (1, 3, 5))
    return f"rgba({red},{green},{blue},0.42)"
