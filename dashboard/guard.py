"""What fails stays where it is: a part that cannot be drawn says so in its own place.

A run that cannot be read takes no other one with it: the others are drawn without it. Damaged
files are told in one line of the log; anything else is a fault of ours, with its traceback.
"""

import logging
from collections.abc import Callable, Iterable
from dataclasses import replace

from dash import html
from dash.development.base_component import Component

from dashboard import components
from dashboard.look import Look
from dashboard.notices import notices
from dashboard.page import Choice, Option, Page, Section
from dashboard.reports.static import Static
from sim.errors import InputError
from sim.results import RunFolder

_LOG = logging.getLogger(__name__)
Draw = Callable[[Look], Component]


def drawn(shown: Look, part: Section, draw: Draw) -> Component:
    """Return what `draw` draws, or why it cannot; `draw` is that of the part or remembers it."""
    return _spared(shown, f"section {part.key}", draw, one=part.is_about_one)


def said(page: Page, shown: Look) -> Component:
    """Return the messages above a page; that they fail is one of them."""
    tell: Draw = lambda look: html.Div(notices(look, compares=page.compares))  # noqa: E731
    return _spared(shown, f"notices of {page.name}", tell, one=False)


def written(out: Static, shown: Look, what: str, part: Component) -> str:
    """Return a drawn part as plain HTML; that it cannot be written stands in its place."""
    before = len(out.figures)
    try:
        return out.render(part)
    except Exception as fault:  # the other parts of the report must live
        _log(what, fault)
        del out.figures[before:]
        return out.render(components.failure(shown.lang, fault, _of(shown)))


def offered(choice: Choice, shown: Look) -> tuple[list[Option], str]:
    """Return the options of a choice and what is chosen: nothing where there are none to read."""
    try:
        options = choice.options(shown) if shown.runs else []
        return options, choice.chosen(shown) if options else ""
    except Exception as fault:  # the sections that read it say what is wrong
        _log(f"choice {choice.key}", fault)
        return [], ""


def _spared(shown: Look, what: str, draw: Draw, *, one: bool) -> Component:
    """Return what is drawn of the runs that can be, and what is wrong with the others.

    With `one` it is about the one run that the look shows: without that there is nothing to draw.
    """
    try:
        return draw(shown)
    except Exception as fault:  # whatever it is, the other parts of the page must live
        _log(what, fault)
        faults = _faults(shown, draw) if len(shown.runs) > 1 else {}
        sound = tuple(run for run in shown.runs if run not in faults)
        told = [components.failure(shown.lang, why, [run.name]) for run, why in faults.items()]
        if not faults or not sound or (one and shown.run in faults):
            return components.failure(shown.lang, fault, _of(shown))
        view = shown.view.choosing(run=shown.run.name) if one else shown.view
        rest = replace(shown, view=view, runs=sound)
    try:
        return html.Div([*told, draw(rest)])
    except Exception as fault:  # each alone could be drawn, but not together
        _log(what, fault)
        return components.failure(shown.lang, fault, _of(shown))


def _faults(shown: Look, draw: Draw) -> dict[RunFolder, Exception]:
    """Return the runs that cannot be drawn even alone, and why."""
    found: dict[RunFolder, Exception] = {}
    for run in shown.runs:
        try:
            draw(replace(shown, runs=(run,)))
        except Exception as fault:  # it is told beside the others
            found[run] = fault
    return found


def _of(shown: Look) -> Iterable[str]:
    """Return the runs of a look, or the one that is chosen on a page about a single run."""
    asked, names = shown.view.choice("run"), [run.name for run in shown.runs]
    return [asked] if asked in names else names


def _log(what: str, fault: Exception) -> None:
    if isinstance(fault, InputError):
        _LOG.warning("%s: %s", what, fault)
    else:
        _LOG.error("%s failed", what, exc_info=fault)
