"""From the baseline's total to a run's, component by component."""

from collections.abc import Sequence
from dataclasses import dataclass

import plotly.graph_objects as go

from dashboard.figures.theme import message, styled, wrapped
from sim.kpi.words import number

BETTER, WORSE, TOTAL = "#2a9d8f", "#c8611a", "#5b7c99"
_SMALL = 0.004
"""A change below this share of the greater total is told with the others that are small."""
_MANY = 9
"""More names than these stand aslant: on a tablet they would cover one another."""
_WORDS = {
    "others": ("其他小项", "Small others"),
    "none": ("两个运行没有差别", "No difference between the two runs"),
}


@dataclass(frozen=True)
class Step:
    """What one component adds to the total from one run to the other."""

    label: str
    change: float


def waterfall(
    ends: tuple[tuple[str, float], tuple[str, float]],
    steps: Sequence[Step],
    unit: str,
    lang: str,
) -> go.Figure:
    """Draw how a total becomes another; less is better.

    Parameters
    ----------
    ends
        Title and total of the baseline and of the run.
    steps
        Changes of the components, whose sum is the difference of the totals.
    unit
        Of all figures.
    lang
        "zh" or "en".
    """
    (base, begin), (other, end) = ends
    told = _told(steps, max(abs(begin), abs(end)), lang)
    if not told:
        return message(_WORDS["none"][lang != "zh"])
    first, last = (wrapped(title, 32, most=1) for title in (base, other))
    labels = [first, *(step.label for step in told), last]
    figure = go.Figure(
        go.Waterfall(
            x=list(range(len(labels))),
            y=[begin, *(step.change for step in told), end],
            measure=["absolute", *["relative"] * len(told), "total"],
            text=[number(begin), *(number(s.change, signed=True) for s in told), number(end)],
            textposition="outside",
            cliponaxis=False,
            increasing={"marker": {"color": WORSE}},
            decreasing={"marker": {"color": BETTER}},
            totals={"marker": {"color": TOTAL}},
            connector={"line": {"color": "rgba(120,135,150,0.6)", "width": 1}},
            customdata=labels,
            hovertemplate=f"%{{customdata}}: %{{text}} {unit}<extra></extra>",
        )
    )
    figure = styled(figure, 430).update_layout(hovermode="closest", showlegend=False)
    many = len(labels) > _MANY
    figure.update_xaxes(
        tickmode="array",
        tickvals=list(range(len(labels))),
        ticktext=labels if many else [wrapped(label, 11) for label in labels],
        tickangle=-35 if many else 0,
        tickfont={"size": 12},
        automargin=True,
    )
    return figure.update_yaxes(title=unit, rangemode="tozero", automargin=True)


def _told(steps: Sequence[Step], most: float, lang: str) -> list[Step]:
    """Return the changes that are seen, what falls first, and the sum of the others."""
    large = [step for step in steps if abs(step.change) > _SMALL * most]
    rest = sum(step.change for step in steps if abs(step.change) <= _SMALL * most)
    found = sorted(large, key=lambda step: step.change)
    # Rounding alone is no component.
    return (
        [*found, Step(_WORDS["others"][lang != "zh"], rest)] if abs(rest) > 1e-6 * most else found
    )
