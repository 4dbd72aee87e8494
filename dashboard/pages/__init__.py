"""The pages of the dashboard: each file here is one, found by its `PAGE`."""

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from pkgutil import iter_modules

from dash import Dash
from dash.development.base_component import Component

from dashboard.library import Library
from dashboard.view import View


@dataclass(frozen=True)
class Page:
    """A page: where it stands, how it is drawn, what it reacts to.

    `path` is its address below the prefix ("" is the first page); `title` a key of the texts;
    `icon` a class of assets/icons.css; `order` its place in the navigation.
    """

    path: str
    title: str
    icon: str
    order: int
    layout: Callable[[View, Library], Component]
    register: Callable[[Dash, Library], None]


def pages() -> tuple[Page, ...]:
    """Return the pages in the order of the navigation."""
    modules = (import_module(f"{__name__}.{entry.name}") for entry in iter_modules(__path__))
    return tuple(sorted((module.PAGE for module in modules), key=lambda page: page.order))
