"""A story: a scenario that ships, variants of it, what is read from their runs, a picture."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from sim.results import RunFolder

Figures = dict[str, Any]
"""Figures of one run, by the heading of their column."""


@dataclass(frozen=True)
class Variant:
    """A run of a story: what of the scenario differs, as ``greenpark run --set`` takes it."""

    key: str
    zh: str
    en: str
    changes: tuple[str, ...] = ()

    def overrides(self, scenario: str) -> tuple[str, ...]:
        """Return what is changed, with a name and a title of the variant's own."""
        title = f'title={{"zh": "{self.zh}", "en": "{self.en}"}}'
        return (*self.changes, f"name={scenario}-{self.key}", title)


@dataclass(frozen=True)
class Story:
    """Variants of ``scenarios/lanzhou/<scenario>.yaml`` and how they are told."""

    scenario: str
    variants: Sequence[Variant]
    measure: Callable[[RunFolder], Figures]
    draw: Callable[[dict[str, RunFolder], pd.DataFrame, Sequence[Variant]], go.Figure]

    def commands(self) -> list[str]:
        """Return the same runs as commands of the shell."""
        first = f"greenpark run lanzhou/{self.scenario}"
        return [
            " ".join([first, *(f"--set '{change}'" for change in variant.changes)])
            for variant in self.variants
        ]

    def table(self, runs: dict[str, RunFolder]) -> pd.DataFrame:
        """Return one row a variant."""
        rows = {variant.en: self.measure(runs[variant.key]) for variant in self.variants}
        return pd.DataFrame.from_dict(rows, orient="index")
