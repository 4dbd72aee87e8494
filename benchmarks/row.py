"""A row of the report: a ratio of two measurements, and how large or small it may be."""

import importlib.util
import math
from dataclasses import dataclass
from typing import Any, Literal

LIBRARIES = {"PySAM": "nrel-pysam", "hplib": "hplib"}
"""What is compared with and not needed otherwise: module and distribution (the extra `bench`)."""


@dataclass(frozen=True)
class Row:
    """A ratio of two times or rates that were measured side by side, so machines cancel out.

    Attributes
    ----------
    sense : whether the bound is a least or a greatest value.
    detail : what was measured, in units.
    not_run : why there is nothing to compare; such a row is neither good nor bad, and `ok`.
    """

    name: str
    ratio: float
    bound: float
    sense: Literal["at least", "at most"]
    detail: str
    not_run: str | None = None

    @classmethod
    def skipped(
        cls, name: str, bound: float, sense: Literal["at least", "at most"], reason: str
    ) -> "Row":
        """Return a row that could not be run, with its `reason`."""
        return cls(name, math.nan, bound, sense, "", reason)

    @property
    def ok(self) -> bool:
        if self.not_run is not None:
            return True
        return self.ratio >= self.bound if self.sense == "at least" else self.ratio <= self.bound

    def as_dict(self) -> dict[str, Any]:
        row: dict[str, Any] = {
            "name": self.name,
            "ratio": round(self.ratio, 4),
            "bound": self.bound,
            "ok": self.ok,
            "sense": self.sense,
            "detail": self.detail,
        }
        if self.not_run is not None:
            row |= {"ratio": None, "not_run": self.not_run}
        return row


def missing(module: str) -> str | None:
    """Return why a library cannot be compared with, None if it can."""
    if importlib.util.find_spec(module) is not None:
        return None
    return f"{LIBRARIES[module]} is not installed (pip install -c constraints.txt -e '.[bench]')"
