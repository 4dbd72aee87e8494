"""The list of all KPIs: what each is called, means, and which way is better.

A KPI is a plain function of a run's tables. It returns a number, or None where it has no
meaning in the run (no taxis: no taxi KPI); an amount of which there was nothing is 0.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from typing import Literal, TypeVar

import pandas as pd

from sim.kpi.facts import Facts
from sim.results.folder import Tables

GROUPS: dict[str, tuple[str, str]] = {
    "energy": ("能源", "Energy"),
    "grid": ("电网", "Grid"),
    "charging": ("充电", "Charging"),
    "mobility": ("出行", "Mobility"),
    "heat": ("供热", "Heat"),
    "battery": ("电池", "Batteries"),
    "cost": ("成本", "Cost"),
    "carbon": ("碳排放", "Carbon"),
}
"""Groups in the order in which they are shown, with their names in Chinese and English."""

_MODULES = (
    "energy", "grid", "charging",
    "timetabled", "crowding", "yards", "taxis", "taxi_income", "travel",
    "heat", "battery", "cost", "carbon",
)  # fmt: skip
"""Modules of this package that hold KPIs, in the order in which those of a group are shown."""

Better = Literal["lower", "higher", "none"]
Function = TypeVar("Function", bound=Callable[[Facts], float | None])


@dataclass(frozen=True)
class Kpi:
    """One indicator; `says_…` is its definition in a sentence."""

    group: str
    name: str
    unit: str
    better: Better
    label_zh: str
    label_en: str
    says_zh: str
    says_en: str
    function: Callable[[Facts], float | None]
    rank: int = 0

    def label(self, lang: str) -> str:
        return self.label_zh if lang == "zh" else self.label_en

    def says(self, lang: str) -> str:
        return self.says_zh if lang == "zh" else self.says_en


_LIST: dict[str, Kpi] = {}


def kpi(
    group: str,
    name: str,
    unit: str,
    better: Better,
    labels: tuple[str, str],
    says_zh: str,
    rank: int = 0,
) -> Callable[[Function], Function]:
    """Enter the decorated function into the list.

    Labels are (Chinese, English); the English definition is the docstring of the function.
    """
    if group not in GROUPS or name in _LIST:
        raise ValueError(f"KPI {name}: unknown group or second of that name")

    def enter(function: Function) -> Function:
        says_en = " ".join((function.__doc__ or "").split())
        _LIST[name] = Kpi(group, name, unit, better, *labels, says_zh, says_en, function, rank)
        return function

    return enter


def all_kpis() -> list[Kpi]:
    """Return every KPI in the order in which they are shown."""
    for module in _MODULES:
        import_module(f"sim.kpi.{module}")
    order = list(GROUPS)
    return sorted(_LIST.values(), key=lambda kpi: (order.index(kpi.group), kpi.rank))


def compute(tables: Tables) -> pd.DataFrame:
    """Return the KPIs of a run: group, name, value, unit, label_zh, label_en, better.

    Raises
    ------
    ValueError
        If a KPI comes out infinite or not a number: a fault of the run or of the KPI.
    """
    facts = Facts(tables)
    rows = []
    for one in all_kpis():
        value = one.function(facts)
        if value is None:
            continue
        if not math.isfinite(value):
            raise ValueError(f"KPI {one.name} is {value}")
        rows.append((one.group, one.name, value, one.unit, one.label_zh, one.label_en, one.better))
    names = ["group", "name", "value", "unit", "label_zh", "label_en", "better"]
    return pd.DataFrame(rows, columns=names).astype({"value": float})
