"""One row of `greenpark verify`: a figure of ours beside one that others found."""

import math
from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True)
class Check:
    """Compare `ours` with `reference`; both in `unit`.

    `kind` says how the deviation is measured:

    - ``relative``: |ours / reference - 1|, allowed up to `limit` (0.01 is one per cent);
    - ``absolute``: |ours - reference|, allowed up to `limit`, in `unit`;
    - ``range``: as absolute, where `reference` is the middle of the accepted range and
      `limit` half its width (`Check.between` makes one from both ends).

    `not_run` tells why there is nothing to compare (reference data absent, for example); such a
    row is neither good nor bad: `ok` is true, `ours` is nan, and it is printed with its reason.
    """

    name: str
    ours: float
    reference: float
    limit: float
    unit: str
    source: str
    kind: Literal["relative", "absolute", "range"] = "relative"
    not_run: str | None = None

    @classmethod
    def between(
        cls, name: str, ours: float, low: float, high: float, unit: str, source: str
    ) -> "Check":
        """Accept anything from `low` to `high`, ends included."""
        return cls(name, ours, (low + high) / 2, (high - low) / 2, unit, source, "range")

    @classmethod
    def skipped(cls, name: str, unit: str, source: str, reason: str) -> "Check":
        """Return a row that could not be run, with its `reason`."""
        return cls(name, math.nan, math.nan, math.nan, unit, source, not_run=reason)

    @property
    def deviation(self) -> float:
        """Distance from the reference, to be held against `limit`; nan if not run."""
        distance = abs(self.ours - self.reference)
        if self.kind != "relative":
            return distance
        if self.reference == 0.0:
            return 0.0 if distance == 0.0 else math.inf
        return distance / abs(self.reference)

    @property
    def ok(self) -> bool:
        """True if the deviation is within the limit, or the check was not run.

        A nan in ours is a failure. One part in 1e12 is left to rounding at a range's ends.
        """
        if self.not_run is not None:
            return True
        return bool(self.deviation <= self.limit + 1e-12 * abs(self.reference))
