"""What pictures of several stories have in common."""

from collections.abc import Sequence

import pandas as pd
import plotly.graph_objects as go
from plotly.subplots import make_subplots

from dashboard.figures.theme import colour_of_run
from docs.stories.measures import mean_day_kw
from docs.stories.story import Variant
from sim.results import RunFolder

Bar = tuple[str, str, str]
"""Column of the table, title, colour."""


def two_and_bars(upper: str, lower: str, bars: str) -> go.Figure:
    """Return a figure of two charts one above the other, and a tall one beside them for bars."""
    figure = make_subplots(
        rows=2, cols=2, horizontal_spacing=0.2, vertical_spacing=0.16,
        specs=[[{}, {"rowspan": 2}], [{}, None]], subplot_titles=(upper, bars, lower),
    )  # fmt: skip
    figure.update_layout(height=600, margin={"l": 60, "r": 20, "t": 40, "b": 110})
    figure.update_layout(barmode="stack", legend={"orientation": "h", "y": -0.1, "x": 0})
    return figure


def add_bars(
    figure: go.Figure,
    variants: Sequence[Variant],
    table: pd.DataFrame,
    bars: Sequence[Bar],
    *,
    column: int,
    divisor: float = 1.0,
    between: str = "<br>",
) -> None:
    """Draw bars of each variant, the first on top; `between` stands between both languages."""
    names = [f"{one.zh}{between}{one.en}" for one in variants][::-1]
    for field, title, colour in bars:
        figure.add_bar(
            y=names, x=table[field].to_numpy()[::-1] / divisor, name=title, orientation="h",
            marker={"color": colour}, row=1, col=column,
        )  # fmt: skip


def add_mean_day(
    figure: go.Figure,
    run: RunFolder,
    series: str,
    one: Variant,
    number: int,
    *,
    column: int = 1,
    row: int = 1,
    shared: bool = False,
    legend: bool = True,
) -> None:
    """Draw the mean day of a power; `shared`: in both columns, and once in the legend."""
    mean = mean_day_kw(run, series)
    figure.add_scatter(
        x=mean.index, y=mean, name=f"{one.zh} {one.en}", mode="lines",
        line={"color": colour_of_run(number), "width": 2.5, "shape": "hv"},
        legendgroup=one.key if shared else None, showlegend=legend and column == 1,
        row=row, col=column,
    )  # fmt: skip
