"""A row of the report: a ratio of two measurements, and how large or small it may be."""

from dataclasses import dataclass
from typing import Any, Literal


@dataclass(frozen=True)
class Row:
    """A ratio of two times or rates that were measured side by side, so machines cancel out.

    Attributes
    ----------
    sense : whether the bound is a least or a greatest value.
    detail : what was measured, in units.
    """

    name: str
    ratio: float
    bound: float
    sense: Literal["at least", "at most"]
    detail: str

    @property
    def ok(self) -> bool:
        return self.ratio >= self.bound if self.sense == "at least" else self.ratio <= self.bound

    def as_dict(self) -> dict[str, Any]:
        return {
            "name": self.name,
            "ratio": round(self.ratio, 4),
            "bound": self.bound,
            "ok": self.ok,
            "sense": self.sense,
            "detail": self.detail,
        }
