"""What all figures share: colours by meaning, type, and a mode bar that sends nothing away."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

import plotly.graph_objects as go
from plotly.subplots import make_subplots

COLOURS: Mapping[str, str] = {
    "pv_used": "#f2b134",
    "pv_kw": "#e09f1f",
    "grid_import": "#5b7c99",
    "grid_export": "#9cc5a1",
    "building_kw": "#8d99ae",
    "heating_kw": "#d1495b",
    "cooling_kw": "#66a5d9",
    "charging_kw": "#2a9d8f",
    "battery_kw": "#7b5ea7",
    "net_kw": "#1f2933",
}
"""One colour for one thing, in every figure."""

RUNS = ("#5b7c99", "#2a9d8f", "#d1495b", "#e09f1f", "#7b5ea7", "#66a5d9", "#8d99ae", "#1f2933")
"""Colours of runs, in their order."""

FONT = "Inter, 'Noto Sans SC', 'Noto Sans CJK SC', 'PingFang SC', 'Microsoft YaHei', sans-serif"

CONFIG: Mapping[str, Any] = {
    "displaylogo": False,
    "responsive": True,
    "showSendToCloud": False,
    "modeBarButtonsToRemove": ["sendChartToCloud", "lasso2d", "select2d", "autoScale2d"],
}
"""Goes with every figure; plotly's upload of a chart is taken out."""

TEXTS: Mapping[str, tuple[str, str]] = {
    "pv_used": ("光伏自用", "PV used in the park"),
    "grid_import": ("购电", "Grid import"),
    "grid_export": ("上网", "Grid export"),
    "building_kw": ("照明与设备", "Lights and plugs"),
    "heating_kw": ("供热", "Heating"),
    "cooling_kw": ("制冷", "Cooling"),
    "charging_kw": ("充电", "Charging"),
    "battery_kw": ("储能", "Battery"),
    "pv_kw": ("光伏", "PV"),
    "net_kw": ("并网点功率", "At the connection"),
    "mwh_per_day": ("MWh / 天", "MWh per day"),
    "hours": ("小时", "Hours"),
    "power_mw": ("功率 / MW", "Power / MW"),
    "utilisation": ("充电枪利用率 / %", "Plug utilisation / %"),
    "share_waiting": ("需排队的比例 / %", "Sessions that wait / %"),
    "hour_of_day": ("时刻", "Hour of day"),
    "no_stations": ("没有充电站", "No charging stations"),
    "not_simulated": ("此周不在模拟期内", "Not in the simulated period"),
}
"""Words of the figures: (Chinese, English)."""


def text(key: str, lang: str) -> str:
    """Return a word of the figures in `lang` ("zh" or "en")."""
    return TEXTS[key][0 if lang == "zh" else 1]


def colour_of_run(number: int) -> str:
    """Return the colour of the run with that number."""
    return RUNS[number % len(RUNS)]


def styled(figure: go.Figure, height: int = 340) -> go.Figure:
    """Give a figure the common look; the background stays that of the page."""
    figure.update_layout(
        height=height,
        font={"family": FONT, "size": 13, "color": "#3e4c59"},
        paper_bgcolor="rgba(0,0,0,0)",
        plot_bgcolor="rgba(0,0,0,0)",
        margin={"l": 64, "r": 16, "t": 14 + 20 * _lines_on_top(figure), "b": 44},
        legend={"orientation": "h", "y": -0.16, "x": 0, "traceorder": "normal"},
        hovermode="x unified",
        modebar={"bgcolor": "rgba(0,0,0,0)", "color": "#9aa5b1", "activecolor": "#3e4c59"},
        hoverlabel={"font": {"family": FONT}},
    )
    grid = "rgba(120,135,150,0.22)"
    figure.update_xaxes(
        showgrid=False, zeroline=False, linecolor=grid, ticks="outside", tickcolor=grid
    )
    figure.update_yaxes(gridcolor=grid, zerolinecolor="rgba(120,135,150,0.6)", tickformat=",")
    figure.update_annotations(font={"family": FONT, "size": 14, "color": "#3e4c59"})
    return figure


def _lines_on_top(figure: go.Figure) -> int:
    """Return in how many lines the titles of the uppermost panels stand."""
    notes = [note for note in figure.layout.annotations if note.yref == "paper" and note.y > 0.999]
    return max((note.text.count("<br>") + 1 for note in notes if note.text), default=0)


def wrapped(words: str, width: int, most: int = 9) -> str:
    """Break words into lines of `width` letters, a Chinese one counted as two; `most` lines.

    No line begins with a Chinese mark that ends something.
    """
    lines = [""]
    chinese = "（?[\u2e80-\uffff][、，。；：！？）]*"
    for part in re.findall(rf"{chinese}\s*|[^\s\u2e80-\uffff]{{1,{width}}}\s*", words):
        if lines[-1] and _width(lines[-1] + part.rstrip()) > width:
            lines.append("")
        lines[-1] += part
    told = "<br>".join(line.rstrip() for line in lines[:most])
    return told if len(lines) <= most else told.rstrip("…") + "…"


def _width(words: str) -> int:
    return sum(2 if letter >= "\u2e80" else 1 for letter in words)


def headings(titles: Sequence[str], columns: int = 1) -> list[str]:
    """Return titles of panels so that they fit beside one another on a tablet."""
    return [wrapped(title, 76 // columns, most=3) for title in titles]


def panels(
    titles: Sequence[str], height_px: int, most: int = 3
) -> tuple[go.Figure, list[dict[str, int]], int]:
    """Return a figure of a panel a title, at most so many beside one another, all axes alike.

    With it come the row and column of each panel, and the height of the whole.
    """
    columns = max(1, min(most, len(titles)))
    rows = -(-len(titles) // columns)
    height = rows * height_px + 60
    figure = make_subplots(
        rows=rows,
        cols=columns,
        shared_xaxes="all",
        shared_yaxes="all",
        subplot_titles=headings(titles, columns),
        horizontal_spacing=0.03,
        vertical_spacing=min(58 / height, 0.9 / rows),
    )
    places = [{"row": n // columns + 1, "col": n % columns + 1} for n in range(len(titles))]
    # A panel without one below it says its times itself.
    for place in places[-columns:]:
        figure.update_xaxes(showticklabels=True, **place)
    return figure, places, height


def span(least: float, most: float) -> list[float]:
    """Return the range of an axis that shows values from `least` to `most`, alike for all panels.

    Zero is shown where it is near: below the least value at less than their spread.
    """
    low = 0.0 if 0.0 < least < 1.5 * (most - least) else least
    room = 0.05 * ((most - low) or abs(most) or 1.0)
    return [low if low == 0.0 else low - room, most + room]


def message(words: str, height: int = 160) -> go.Figure:
    """Return an empty figure that says why it is empty."""
    figure = go.Figure()
    figure.add_annotation(text=words, showarrow=False, xref="paper", yref="paper", x=0.5, y=0.5)
    figure = styled(figure, height)
    figure.update_xaxes(visible=False)
    figure.update_yaxes(visible=False)
    return figure


def local(times: Any) -> Any:
    """Return zone-aware times as local ones: plotly would turn them into UTC."""
    return times.tz_localize(None)
