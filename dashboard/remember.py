"""Drawn once for all who look at the same: runs do not change, and figures take time to make."""

from collections.abc import Callable
from functools import lru_cache

from dash.development.base_component import Component

from dashboard.look import Look
from dashboard.view import View
from sim.results import RunFolder

Draw = Callable[[Look], Component]


def remembered(draw: Draw, *choices: str) -> Draw:
    """Return what draws a section as `draw` does, but once for each runs, language and scheme.

    `choices` are the keys of those that `draw` reads; it sees no others.
    """

    @lru_cache(maxsize=48)
    def once(view: View, runs: tuple[RunFolder, ...]) -> Component:
        return draw(Look(view, runs, ()))

    def drawn(shown: Look) -> Component:
        kept = tuple(pair for pair in shown.view.choices if pair[0] in choices)
        return once(shown.view.but(choices=kept), shown.runs)

    return drawn
