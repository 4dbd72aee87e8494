"""The pages of the dashboard: each file here is one, found by its `PAGE`."""

from importlib import import_module
from pkgutil import iter_modules

from dashboard.page import Page


def pages() -> tuple[Page, ...]:
    """Return the pages in the order of the navigation."""
    modules = (import_module(f"{__name__}.{entry.name}") for entry in iter_modules(__path__))
    return tuple(sorted((module.PAGE for module in modules), key=lambda page: page.order))
