"""What a page is: choices, which live in the address, and sections, which are drawn from it.

A page that shows runs declares both and nothing else; `dashboard.binding` makes the callbacks.
A page of another kind (scenarios, editor, jobs) gives a layout and callbacks of its own.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

from dash import Dash
from dash.development.base_component import Component

from dashboard.look import Look
from dashboard.view import View
from dashboard.workspace import Workspace

Option = dict[str, Any]
"""A choice of a select: its `value` and its `label`."""


@dataclass(frozen=True)
class Choice:
    """A control of a page whose value stands in the address.

    `key` is its name there; the text ``choice.<key>`` is its label. `options` and `chosen` say for
    a look what can be chosen and what is: `chosen` returns one of the options, whatever the
    address says. A shape of "steps" has buttons for the one before and the one after.
    """

    key: str
    options: Callable[[Look], list[Option]]
    chosen: Callable[[Look], str]
    shape: Literal["select", "segments", "steps", "many"] = "select"
    width: int = 260


@dataclass(frozen=True)
class Section:
    """A titled part of a page that is drawn from a look.

    The texts ``<page>.<key>`` and ``<page>.<key>.lead`` are its title and its one sentence. It is
    drawn anew when runs, baseline, language or scheme change, or one of the choices that it
    reads: its own `choices`, which stand in its corner, and those of the page named in `reads`.
    Choices in `sees` say how it is drawn at first; what they change later the browser does.
    """

    key: str
    draw: Callable[[Look], Component]
    choices: tuple[Choice, ...] = ()
    reads: tuple[str, ...] = ()
    sees: tuple[str, ...] = ()
    wide: bool = True
    """Whether it takes the whole width; two narrow ones stand side by side."""
    lasts: bool = True
    """Whether it is drawn from the runs alone, so that a drawing of it may serve again."""

    @property
    def is_about_one(self) -> bool:
        """Whether it shows the one run that is chosen, perhaps beside others."""
        return "run" in {*self.reads, *(choice.key for choice in self.choices)}

    def depends(self, view: View) -> View:
        """Return the part of a view at whose change it is drawn anew."""
        return _only(view, {*self.reads, *(choice.key for choice in self.choices)})

    def shows(self, view: View) -> View:
        """Return the part of a view that it is drawn from."""
        return _only(view, {*self.reads, *self.sees, *(choice.key for choice in self.choices)})


def _only(view: View, keys: set[str]) -> View:
    return view.but(choices=tuple(pair for pair in view.choices if pair[0] in keys))


@dataclass(frozen=True)
class Page:
    """A page: where it stands, and what it is made of.

    `name` is its name in texts and ids, `path` its address below the prefix ("" is the first
    page), `icon` a class of assets/icons.css, `order` its place in the navigation. The texts
    ``page.<name>`` and ``<name>.lead`` are its title and what it is for. `layout` takes the place
    of choices and sections; `register` adds callbacks.
    """

    name: str
    path: str
    icon: str
    order: int
    choices: tuple[Choice, ...] = ()
    sections: tuple[Section, ...] = ()
    compares: bool = False
    """Whether it is about differences, so that what differs besides measures is said above it."""
    layout: Callable[[View, Workspace], Component] | None = None
    register: Callable[[Dash, Workspace], None] | None = None

    def all_choices(self) -> tuple[Choice, ...]:
        """Return the choices of the page and of its sections."""
        return (*self.choices, *(choice for part in self.sections for choice in part.choices))

    def place(self, part: str) -> str:
        """Return the id of a part of the page."""
        return f"{self.name}-{part}"
