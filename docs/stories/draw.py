"""What pictures of several stories have in common."""

from collections.abc import Sequence

import pandas as pd
import plotly.graph_objects as go

from dashboard.figures.theme import colour_of_run
from docs.stories.measures import mean_day_kw
from docs.stories.story import Variant
from sim.results import RunFolder

Bar = tuple[str, str, str]
"""Column of the table, title, colour."""


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
    shared: bool = False,
) -> None:
    """Draw the mean day of a power; `shared`: in both columns, and once in the legend."""
    mean = mean_day_kw(run, series)
    figure.add_scatter(
        x=mean.index, y=mean, name=f"{one.zh} {one.en}", mode="lines",
        line={"color": colour_of_run(number), "width": 2.5, "shape": "hv"},
        legendgroup=one.key if shared else None, showlegend=column == 1, row=1, col=column,
    )  # fmt: skip
