"""A scenario while it is edited: what the browser keeps, and what each action makes of it."""

import json
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from dashboard.editor import overlay as change
from dashboard.editor.basis import Basis
from dashboard.editor.checking import overlay_of
from dashboard.editor.limits import MOST_BYTES, is_vast
from dashboard.editor.overlay import Tree
from dashboard.files.heads import stamp_of
from dashboard.files.shelf import OWN, SUFFIX, Entry, Shelf
from sim.errors import Fault, InputError
from sim.scenario.identity import yaml_text

MOST_STEPS = 60
MOST_UNDO_BYTES = 200_000
MOST_KEPT = 10 * MOST_BYTES
"""Letters of a draft that is taken from a browser: two overlays, a text, the steps of undoing."""


@dataclass(frozen=True)
class Draft:
    """An overlay being edited; immutable, so that each action returns the next one."""

    scenario: str
    """Id of the scenario that was opened."""
    name: str
    """Name of the file that it is saved as."""
    overlay: Tree
    opened: Tree
    """The overlay as it was opened or last saved."""
    text: str
    """The overlay as YAML: what was typed, or what is made of it."""
    is_readable: bool = True
    """Whether the text is the overlay; one that cannot be read leaves the overlay as it was."""
    past: list[Any] = field(default_factory=list)
    """For each step back: a place and what stood there."""
    future: list[Any] = field(default_factory=list)
    revision: int = 0
    """Counts what makes the form wrong: anything but typing in it."""
    text_revision: int = 0
    """Counts what makes the shown text wrong: anything but typing in it."""
    seen: float = 0
    """Number of the last typing that is in the overlay."""
    said: tuple[str, str] = ("", "")
    """What is said about the last action: key of a text, and what it is about."""
    stamp: str = ""
    """When the file was written that it was opened from, so that another's writing is seen."""

    @property
    def is_own(self) -> bool:
        """Whether it is a scenario of one's own, which is edited in place."""
        return self.scenario.startswith(OWN)

    @property
    def is_changed(self) -> bool:
        """Whether there is anything that is not saved."""
        return self.overlay != self.opened or not self.is_readable

    def dumps(self) -> str:
        """Return it as text for the browser, which never looks inside: numbers stay exact."""
        return json.dumps(asdict(self), ensure_ascii=False)

    @classmethod
    def loads(cls, text: Any) -> "Draft | None":
        """Return a draft that the browser kept; None if it is none of ours."""
        if not isinstance(text, str) or len(text) > MOST_KEPT:
            return None
        try:
            said = json.loads(text)
            found = cls(**{**said, "said": tuple(said["said"])})
            json.dumps(asdict(found), allow_nan=False)
        except (TypeError, ValueError, KeyError, RecursionError):
            return None
        trees = (found.overlay, found.opened)
        right = all(isinstance(one, dict) and not is_vast(one) for one in trees)
        texts = (found.scenario, found.name, found.text, found.stamp)
        lists = isinstance(found.past, list) and isinstance(found.future, list)
        return found if right and lists and all(isinstance(one, str) for one in texts) else None

    def changed_to(self, overlay: Tree, *, by_form: bool = False) -> "Draft":
        """Return it with another overlay, the step back kept, the text made anew."""
        if overlay == self.overlay and self.is_readable:
            return self
        past = self.past
        if overlay != self.overlay:
            past = _shortened([*past, change.step_between(self.overlay, overlay)])
        return replace(
            self,
            overlay=overlay,
            text=text_of(overlay),
            is_readable=True,
            past=past,
            future=[] if overlay != self.overlay else self.future,
            revision=self.revision + (not by_form),
            text_revision=self.text_revision + 1,
            said=("", ""),
        )

    def typed_text(self, text: str, shelf: Shelf) -> "Draft":
        """Return it with another text; one that cannot be read leaves the overlay as it is."""
        try:
            overlay = overlay_of(text, shelf.own / f"{self.name}{SUFFIX}")
        except InputError:
            return replace(self, text=text, is_readable=False)
        made = self.changed_to(overlay)
        return replace(made, text=text, is_readable=True, text_revision=self.text_revision)

    def undone(self) -> "Draft":
        """Return it as it was before the last step; an unreadable text goes first."""
        if not self.is_readable:
            again, more = text_of(self.overlay), self.text_revision + 1
            return replace(self, text=again, is_readable=True, text_revision=more)
        return self._stepped("past", "future")

    def redone(self) -> "Draft":
        """Return it with the step that was undone last."""
        return self._stepped("future", "past")

    def _stepped(self, source: str, target: str) -> "Draft":
        steps = list(getattr(self, source))
        if not steps:
            return self
        keys, before = steps.pop()
        overlay = change.put_back(self.overlay, keys, before)
        there = [*getattr(self, target), change.step_between(self.overlay, overlay)]
        moved: dict[str, Any] = {source: steps, target: there}
        return replace(self.changed_to(overlay), **moved)


def opened(basis: Basis, shelf: Shelf, titles: tuple[str, str]) -> Draft:
    """Return a scenario as a new draft: one that ships as an overlay with a name of its own.

    `titles` (Chinese, English) is what that is called at first.
    """
    entry = basis.entry
    if entry.own:
        values = basis.own_values
        text, stamp = text_of(values), str(stamp_of(entry.path))
        return Draft(entry.id, entry.name, values, values, text, stamp=stamp)
    values = {"title": {"zh": titles[0], "en": titles[1]}}
    return Draft(entry.id, shelf.free_name(entry.id), values, values, text_of(values))


def text_of(overlay: Tree) -> str:
    """Return an overlay as YAML."""
    return yaml_text(overlay) if overlay else ""


def saved(draft: Draft, basis: Basis, shelf: Shelf) -> Draft:
    """Write a draft, and return it as the scenario that it is now.

    Raises
    ------
    InputError
        It cannot be written, its name is taken, or another one has written it meanwhile.
    """
    if not draft.is_readable:
        raise InputError([Fault("the YAML cannot be read", draft.name)])
    if was_written_elsewhere(draft, basis):
        raise InputError([Fault("was changed elsewhere since it was opened", draft.name)])
    if draft.is_own:
        entry = shelf.rewrite(draft.scenario, draft.overlay)
    else:
        entry = shelf.save(draft.name, draft.overlay, draft.scenario, new=True)
    return _as_saved(draft, entry)


def saved_beside(draft: Draft, shelf: Shelf) -> Draft:
    """Write a draft under a name that is free, and return it as that scenario.

    Raises
    ------
    InputError
        It cannot be written.
    """
    name = shelf.free_name(draft.name)
    if draft.is_own:
        entry = shelf.save_beside(draft.scenario, name, draft.overlay)
    else:
        entry = shelf.save(name, draft.overlay, draft.scenario, new=True)
    # Name and origin stand above the form: both are drawn anew.
    return replace(_as_saved(draft, entry), name=name, revision=draft.revision + 1)


def was_written_elsewhere(draft: Draft, basis: Basis) -> bool:
    """Say whether the file of a scenario of one's own is not the one that was opened."""
    return draft.is_own and draft.stamp != str(stamp_of(basis.entry.path))


def _as_saved(draft: Draft, entry: Entry) -> Draft:
    stamp = str(stamp_of(entry.path))
    done = ("editor.saved", entry.path.name)
    return replace(draft, scenario=entry.id, opened=draft.overlay, said=done, stamp=stamp)


def _shortened(steps: list[Any]) -> list[Any]:
    """Return the latest steps, as many as the browser shall keep."""
    kept: list[Any] = []
    size = 0
    for step in reversed(steps[-MOST_STEPS:]):
        size += len(json.dumps(step, ensure_ascii=False))
        if size > MOST_UNDO_BYTES and kept:
            break
        kept.append(step)
    return kept[::-1]
