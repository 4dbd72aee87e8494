"""What fails stays where it is: a part that cannot be drawn says so in its own place."""

import logging
from collections.abc import Callable, Iterable

from dash.development.base_component import Component

from dashboard import components
from dashboard.look import Look
from dashboard.notices import notices
from dashboard.page import Choice, Option, Page
from sim.results import RunFolder

_LOG = logging.getLogger(__name__)


def drawn(shown: Look, what: str, draw: Callable[[], Component]) -> Component:
    """Return what `draw` draws, or why it cannot; the traceback goes to the log alone."""
    try:
        return draw()
    except Exception as fault:  # whatever it is, the other parts of the page must live
        _LOG.exception("%s could not be drawn", what)
        return components.failure(shown.lang, fault, _of(shown))


def _of(shown: Look) -> Iterable[str]:
    """Return the runs of a look, or the one that is chosen on a page about a single run."""
    asked, names = shown.view.choice("run"), [run.name for run in shown.runs]
    return [asked] if asked in names else names


def said(page: Page, shown: Look) -> list[Component]:
    """Return the messages above a page; that they fail is one of them."""
    try:
        return notices(shown, compares=page.compares)
    except Exception as fault:  # what differs between runs is read from their tables
        _LOG.exception("notices of %s could not be made", page.name)
        return [components.failure(shown.lang, fault, _of(shown))]


def offered(choice: Choice, shown: Look) -> tuple[list[Option], str]:
    """Return the options of a choice and what is chosen: nothing where they cannot be read."""
    try:
        return (choice.options(shown), choice.chosen(shown)) if shown.runs else ([], "")
    except Exception:  # the sections that read it say what is wrong
        _LOG.exception("choice %s has no options", choice.key)
        return [], ""


def titled(shown: Look) -> list[tuple[str, RunFolder]]:
    """Return the runs with their titles, or their names where their KPIs cannot be read."""
    try:
        return shown.titled() if shown.runs else []
    except Exception:  # the sections say what is wrong
        _LOG.exception("runs have no titles")
        return [(run.name, run) for run in shown.runs]
