"""All that drawing the editor needs: the draft, what lies under it, what is wrong, who looks."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from dashboard.editor import overlay as change
from dashboard.editor.basis import Basis
from dashboard.editor.draft import Draft
from dashboard.editor.overlay import MISSING, value_at
from dashboard.editor.tree import Spot, spot_at
from dashboard.view import Lang, View

ADD_STATION = "+station"
"""What the address names where a site for a new station is chosen."""
Told = Mapping[str, Any]
"""A fault or remark as the browser holds it: path, message, line."""


@dataclass(frozen=True)
class Sight:
    """One look at a draft."""

    draft: Draft
    basis: Basis
    view: View
    prefix: str
    faults: Sequence[Told] = ()
    remarks: Sequence[Told] = ()
    is_judged: bool = True
    """Whether faults and remarks are those of this draft, not of the one before."""

    @property
    def lang(self) -> Lang:
        """The language."""
        return self.view.lang

    @cached_property
    def base(self) -> Any:
        """What lies under the overlay, plain."""
        return self.basis.values

    @cached_property
    def whole(self) -> Any:
        """The scenario as it is now, without defaults."""
        return change.merged(self.base, self.draft.overlay)

    @cached_property
    def spot(self) -> Spot:
        """The place that the address names."""
        return spot_at(self.whole, self.view.choice("at"))

    def link(self, path: str) -> str:
        """Return the address of a place of this scenario."""
        chosen = self.view.choosing(scenario=self.draft.scenario, at=path)
        return f"{self.prefix}editor{chosen.query()}"

    def differs(self, path: str) -> bool:
        """Say whether the overlay changes anything at a path or below."""
        keys = path.split(".") if path else []
        if not change.is_said(self.draft.overlay, keys):
            return False
        return bool(value_at(self.base, keys) != value_at(self.whole, keys))

    def is_new(self, path: str) -> bool:
        """Say whether the parent has nothing at a path."""
        return bool(path) and value_at(self.base, path.split(".")) is MISSING

    def below(self, path: str) -> int:
        """Return how many faults there are at a path or below."""
        return sum(1 for one in self.faults if is_below(one["path"], path))


def is_below(path: str, above: str) -> bool:
    """Say whether a path is at another one or below it."""
    return not above or path == above or path.startswith(f"{above}.")
