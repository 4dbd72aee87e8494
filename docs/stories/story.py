"""A story: a scenario that ships, variants of it, what is read from their runs, a picture."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from sim.results import RunFolder
from sim.scenario.scenario import Scenario

Figures = dict[str, Any]
"""Figures of one run, by the heading of their column."""


@dataclass(frozen=True)
class Variant:
    """A run of a story: what of the scenario differs, as ``greenpark run --set`` takes it."""

    key: str
    zh: str
    en: str
    changes: tuple[str, ...] = ()

    def overrides(self, shipped: Scenario) -> tuple[str, ...]:
        """Return what is changed, with a name and a title that say scenario and variant."""
        title = {"zh": f"{shipped.title.zh}：{self.zh}", "en": f"{shipped.title.en}: {self.en}"}
        said = json.dumps(title, ensure_ascii=False)
        return (*self.changes, f"name={shipped.name}-{self.key}", f"title={said}")


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
