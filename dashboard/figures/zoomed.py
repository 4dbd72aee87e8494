"""Long series as lines to zoom into: drawn from few of their values, those of the window shown."""

import re
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt
import plotly.graph_objects as go
from plotly.subplots import make_subplots

from dashboard.figures.theme import colour_of_run, headings, span, styled
from sim.results.query import thin

Array = npt.NDArray[np.float64]
Window = tuple[int, int]
"""Begin and end shown, milliseconds of local time since 1970."""

ALL_POINTS, LINE_POINTS = 6000, 2000
"""Drawn at most, in all and of one line: more is not seen, and redrawing takes longer."""
_MINUTE_MS = 60_000
_MOST_STEPS = 400
"""With fewer values than these each is drawn as the step that it is."""
_RANGE = re.compile(r"xaxis\d*\.range(\[([01])\])?")
_WORDS = {"difference": ("与基准的差值", "Difference to the baseline")}


@dataclass(frozen=True)
class Line:
    """One series of one run; `values` [steps] are means of steps from `begin_ms` on."""

    title: str
    colour: int
    begin_ms: int
    step_minutes: int
    values: npt.NDArray[np.float32]

    @property
    def end_ms(self) -> int:
        """End of the last step."""
        return self.begin_ms + len(self.values) * self.step_minutes * _MINUTE_MS

    def points(self, window: Window, most: int) -> tuple[Array, npt.NDArray[np.float32], bool]:
        """Return times [ms] and values to draw, and whether none in the window is left out."""
        step_ms = self.step_minutes * _MINUTE_MS
        first = max(0, (window[0] - self.begin_ms) // step_ms - 1)
        last = max(first, min(len(self.values), -(-(window[1] - self.begin_ms) // step_ms) + 1))
        chosen = thin(self.values[first:last], most) if last > first else np.arange(0)
        times = self.begin_ms + (first + chosen).astype(np.float64) * step_ms
        return times, self.values[first:last][chosen], len(chosen) == last - first


@dataclass(frozen=True)
class Chart:
    """What a zoomable figure draws.

    `name` tells it from another of other lines, and `context` says to what the window belongs: a
    window that was chosen in one context is not applied in another. `lines` begin with the
    baseline, to which the others' differences are drawn where `differs`.
    """

    name: str
    lines: tuple[Line, ...]
    unit: str
    digits: int = 2
    apart: bool = False
    differs: bool = False
    window: Window | None = None
    context: str = ""

    @property
    def whole(self) -> Window:
        """All time that any of the lines has."""
        return min(one.begin_ms for one in self.lines), max(one.end_ms for one in self.lines)

    @property
    def start(self) -> Window:
        """The window that is shown before anybody zooms."""
        return self.window or self.whole

    def drawn(self) -> tuple[Line, ...]:
        """Return the lines, then their differences to the first."""
        others = self.lines[1:] if self.differs else ()
        found = (difference(self.lines[0], other) for other in others)
        return (*self.lines, *(one for one in found if one is not None))


def difference(base: Line, other: Line) -> Line | None:
    """Return `other` less `base`, at the coarser of both steps; None where no time is common."""
    step = max(base.step_minutes, other.step_minutes)
    if step % base.step_minutes or step % other.step_minutes:
        return None
    first, second = (_coarser(line, step) for line in (base, other))
    begin = max(first.begin_ms, second.begin_ms)
    count = (min(first.end_ms, second.end_ms) - begin) // (step * _MINUTE_MS)
    if count <= 0 or (first.begin_ms - second.begin_ms) % (step * _MINUTE_MS):
        return None
    parts = []
    for line in (first, second):
        at = (begin - line.begin_ms) // (step * _MINUTE_MS)
        parts.append(line.values[at : at + count])
    return replace(second, begin_ms=begin, values=parts[1] - parts[0])


def _coarser(line: Line, step_minutes: int) -> Line:
    if line.step_minutes == step_minutes:
        return line
    means = line.values.reshape(-1, step_minutes // line.step_minutes).mean(axis=1)
    return replace(line, step_minutes=step_minutes, values=means)


def moved(chart: Chart, relayout: dict[str, Any] | None) -> Window | None:
    """Return the window that plotly says was chosen; None where it says nothing of time."""
    ends: dict[int, Any] = {}
    for key, value in (relayout or {}).items():
        if key.startswith("xaxis") and key.endswith(".autorange"):
            return chart.whole
        found = _RANGE.fullmatch(key)
        if found and found[2]:
            ends[int(found[2])] = value
        elif found and isinstance(value, list) and len(value) == 2:
            ends = dict(enumerate(value))
    if len(ends) < 2:
        return None
    times = [_milliseconds(ends[end]) for end in (0, 1)]
    return None if times[0] is None or times[1] is None else within(chart, (times[0], times[1]))


def _milliseconds(time: Any) -> int | None:
    """Return plotly's writing of a time (a text or milliseconds) as milliseconds."""
    try:
        if isinstance(time, (int, float)):
            return int(time)
        return int(np.datetime64(str(time).replace(" ", "T"), "ms").astype(np.int64))
    except (ValueError, OverflowError):
        return None


def within(chart: Chart, window: Window) -> Window | None:
    """Return the part of a window that has values, at least two steps long; None if outside."""
    begin, end = chart.whole
    least = 2 * _MINUTE_MS * min(line.step_minutes for line in chart.lines)
    first, last = max(begin, window[0]), min(end, window[1])
    if last <= begin or first >= end or last <= first:
        return None
    middle = (first + last) // 2
    return (first, last) if last - first >= least else (middle - least // 2, middle + least // 2)


def written(chart: Chart, window: Window) -> str:
    """Return a window as it stands in an address."""
    ends = (np.datetime_as_string(np.datetime64(end, "ms"), unit="s") for end in window)
    return "~".join((chart.context, *ends))


def read(chart: Chart, asked: str) -> Window:
    """Return the window that an address asks for; what it does not say rightly is the start."""
    parts = asked.rsplit("~", 2)
    if len(parts) != 3 or parts[0] != chart.context:
        return chart.start
    times = [_milliseconds(end) for end in parts[1:]]
    if times[0] is None or times[1] is None:
        return chart.start
    return within(chart, (times[0], times[1])) or chart.start


def traces(chart: Chart, window: Window) -> list[dict[str, Any]]:
    """Return what of each trace depends on the window: x, y, and how points are joined."""
    drawn = chart.drawn()
    most = min(LINE_POINTS, ALL_POINTS // len(drawn))
    found = []
    for line in drawn:
        times, values, complete = line.points(window, most)
        steps = complete and len(times) <= _MOST_STEPS
        shape = "hv" if steps else "linear"
        found.append({"x": times, "y": values, "line": {"shape": shape}})
    return found


def spans(chart: Chart, parts: list[dict[str, Any]]) -> list[list[float]]:
    """Return the range of each panel's vertical axis: one for all lines, one for differences."""
    count = len(chart.lines)
    found = [_span([part["y"] for part in parts[:count]])] * (count if chart.apart else 1)
    return [*found, _span([part["y"] for part in parts[count:]])] if parts[count:] else found


def _span(drawn: list[npt.NDArray[np.float32]]) -> list[float]:
    there = [values for values in drawn if len(values)]
    least = min((float(np.nanmin(values)) for values in there), default=0.0)
    return span(least, max((float(np.nanmax(values)) for values in there), default=1.0))


def rows(chart: Chart) -> int:
    """Return how many panels stand one above the other."""
    return (len(chart.lines) if chart.apart else 1) + (len(chart.drawn()) > len(chart.lines))


def draw(chart: Chart, window: Window, lang: str) -> go.Figure:
    """Draw the lines in a window: together or a panel each, and below them the differences."""
    panels, shown = (len(chart.lines) if chart.apart else 1), rows(chart)
    below = [_WORDS["difference"][lang != "zh"]] if shown > panels else []
    tall = 180 if chart.apart and panels > 1 else 320
    heights = [tall] * panels + [150] * len(below)
    titles = [line.title for line in chart.lines] if chart.apart else [""]
    figure = make_subplots(
        rows=shown,
        cols=1,
        shared_xaxes=True,
        row_heights=heights,
        vertical_spacing=34 / (sum(heights) + 34 * (shown - 1)),
        subplot_titles=headings([*titles, *below]),
    )
    parts = traces(chart, window)
    for number, (line, part) in enumerate(zip(chart.drawn(), parts, strict=True)):
        of_line = number < len(chart.lines)
        row = (number + 1 if chart.apart else 1) if of_line else shown
        _add(figure, line, part, chart, row, named=of_line)
    figure = styled(figure, sum(heights) + 34 * (shown - 1) + 110)
    figure.update_layout(dragmode="zoom", legend={"y": -64 / sum(heights)})
    figure.update_xaxes(type="date", range=list(window))
    figure.update_yaxes(fixedrange=True, title={"text": chart.unit})
    for row, ends in enumerate(spans(chart, parts), start=1):
        figure.update_yaxes(range=ends, row=row, col=1)
    return figure


def _add(
    figure: go.Figure, line: Line, part: dict[str, Any], chart: Chart, row: int, *, named: bool
) -> None:
    colour = {"color": colour_of_run(line.colour), "width": 1.4}
    sign = "" if named else "+"
    figure.add_scatter(
        x=part["x"],
        y=part["y"],
        name=line.title,
        legendgroup=line.title,
        showlegend=named and not chart.apart,
        mode="lines",
        line=colour | part["line"],
        hovertemplate=f"%{{y:{sign},.{chart.digits}f}} {chart.unit}",
        row=row,
        col=1,
    )
