"""From a page's declaration to its layout and callbacks.

One callback ties all controls of a page to the address in both directions, so that a link, the
browser's Back and a click in a control end in the same state. Each section has one more, which
draws it when that part of the address changes on which it depends; sections.js asks first for
those that are seen, then for the others, one after the other.
"""

from collections.abc import Iterator
from functools import partial
from typing import Any

import dash_mantine_components as dmc
from dash import ClientsideFunction, Dash, Input, Output, State, ctx, dcc, html, no_update
from dash.development.base_component import Component

from dashboard import components, guard
from dashboard.files.library import Library
from dashboard.look import Look, look
from dashboard.notices import first_screen
from dashboard.page import Choice, Option, Page, Section
from dashboard.parts import acts, outdated
from dashboard.remember import Remembered
from dashboard.texts import text
from dashboard.view import Lang, View, seen
from dashboard.workspace import Workspace

EARLIER, LATER = "earlier", "later"
_READING_MS = 2000
"""How often it is asked whether the scenarios of runs have been read in the background."""
_MOST_DRAWN = 48
"""Drawings of a section that are kept: runs do not change, and figures take time to make."""


def layout(page: Page, view: View, workspace: Workspace) -> Component:
    """Return a page as it is drawn once for a language; callbacks fill its parts."""
    lang, library = view.lang, workspace.library
    heading = components.heading(lang, page.name)
    if not library.names():
        return html.Div(
            [heading, first_screen(lang, library, workspace.prefix + view.query())],
            className="page",
        )
    parts = [
        dcc.Location(id=page.place("url"), refresh="callback-nav"),
        html.Div([*_run_bar(page, view, library), *_bar(page, lang)], className="panel choices"),
        html.Div(id=page.place("notices"), role="status"),
        html.Div(id=page.place("outdated"), role="status"),
        html.Div(id=page.place("said"), className="notes"),
        *acts.stores(page),
        dcc.Interval(id=page.place("reading"), interval=_READING_MS),
        html.Div(_panels(page, lang), id=page.place("body"), className="sections"),
    ]
    return html.Div([heading, *parts], className="page")


def _run_bar(page: Page, view: View, library: Library) -> Iterator[Component]:
    """Yield the choice of runs and of the baseline, as the view has it."""
    lang, full = view.lang, library.resolve(view)
    names = tuple(dict.fromkeys((*library.names(), *(full.runs or ()))))
    yield dmc.MultiSelect(
        id=page.place("runs"),
        label=text(lang, "choice.runs"),
        placeholder="" if full.runs else text(lang, "choice.runs.hint"),
        nothingFoundMessage=text(lang, "choice.runs.none"),
        data=_named(library, names, lang),
        value=list(full.runs or ()),
        searchable=True,
        hidePickedOptions=True,
        className="choice-runs",
    )
    yield dmc.Select(
        id=page.place("baseline"),
        label=text(lang, "choice.baseline"),
        data=_named(library, full.runs or (), lang),
        value=full.baseline,
        allowDeselect=False,
        w=230,
    )


def _bar(page: Page, lang: Lang) -> list[Component]:
    return [_offer(page, choice, lang, labelled=True) for choice in page.choices]


def _panels(page: Page, lang: Lang) -> list[Component]:
    panels: list[Component] = []
    for part in page.sections:
        corner = [_offer(page, choice, lang, labelled=False) for choice in part.choices]
        filled = components.loading(html.Div(id=page.place(part.key), className="section-body"))
        title, lead = (text(lang, f"{page.name}.{part.key}{end}") for end in ("", ".lead"))
        aside = html.Div(corner, className="corner") if corner else None
        stores = [dcc.Store(id=page.place(f"{part.key}-{name}")) for name in ("drawn", "near")]
        panel = components.panel(title, lead, filled, *stores, aside=aside)
        marked: dict[str, Any] = {"data-near": page.place(f"{part.key}-near")}
        panels.append(html.Div(panel, className="wide" if part.wide else "half", **marked))
    return panels


def _offer(page: Page, choice: Choice, lang: Lang, *, labelled: bool) -> Component:
    """Return a control in what hides it where there is nothing to choose; its section says why."""
    control = _control(page, choice, lang, labelled=labelled)
    return html.Div(control, id=page.place(f"{choice.key}-offer"))


def _control(page: Page, choice: Choice, lang: Lang, *, labelled: bool) -> Component:
    """Return a control; one in a corner has its label for screen readers alone."""
    place, label = page.place(choice.key), text(lang, f"choice.{choice.key}")
    named = {"label": label} if labelled else {"attributes": _input_named(label)}
    if choice.shape == "segments":
        return _segments(place, label, labelled=labelled)
    many = choice.shape == "many"
    kind = dmc.MultiSelect if many else dmc.Select
    more = {} if many else {"allowDeselect": False}
    select: Component = kind(id=place, data=[], searchable=True, w=choice.width, **named, **more)
    if choice.shape != "steps":
        return select
    earlier = _step(f"{place}-{EARLIER}", "left", text(lang, f"choice.{choice.key}.{EARLIER}"))
    later = _step(f"{place}-{LATER}", "right", text(lang, f"choice.{choice.key}.{LATER}"))
    return html.Div([earlier, select, later], className="steps")


def _input_named(label: str) -> dict[str, Any]:
    return {"input": {"aria-label": label}}


def _segments(place: str, label: str, *, labelled: bool) -> Component:
    control = dmc.SegmentedControl(
        id=place, data=[], value="", size="sm", attributes={"root": {"aria-label": label}}
    )
    words = [html.Div(label, className="choice-label", **components.HIDDEN)] if labelled else []
    return html.Div([*words, control])


def _step(place: str, shape: str, label: str) -> Component:
    button: Component = dmc.ActionIcon(
        components.icon(shape),
        id=place,
        size=34,
        variant="default",
        attributes={"root": {"aria-label": label, "title": label}},
    )
    return button


def register(page: Page, app: Dash, workspace: Workspace) -> None:
    """Tie a page's controls to the address and let its sections be drawn."""
    library, choices = workspace.library, page.all_choices()
    address = page.place("url")
    steps = [
        page.place(f"{choice.key}-{way}")
        for choice in choices
        if choice.shape == "steps"
        for way in (EARLIER, LATER)
    ]

    @app.callback(
        Output(address, "search"),
        Output(page.place("runs"), "value"),
        Output(page.place("baseline"), "data"),
        Output(page.place("baseline"), "value"),
        *(output for choice in choices for output in _outputs(page, choice)),
        Output(page.place("notices"), "children"),
        Output(page.place("body"), "hidden"),
        Input(address, "search"),
        Input(page.place("runs"), "value"),
        Input(page.place("baseline"), "value"),
        *(Input(page.place(choice.key), "value") for choice in choices),
        *(Input(step, "n_clicks") for step in steps),
    )
    def follow(search: str | None, *values: Any) -> Any:
        old = seen(search)
        new = changed(page, old, library, str(ctx.triggered_id), values)
        shown = look(library, new.query())
        moved = no_update if new == old else new.query()
        said = guard.said(page, shown)
        return moved, *state(page, shown, library), said, not shown.runs

    _register_outdated(page, app, workspace)
    _register_nearness(page, app)
    for part in page.sections:
        _register_section(page, part, app, library)
    if page.register is not None:
        page.register(app, workspace)


def _outputs(page: Page, choice: Choice) -> tuple[Output, ...]:
    place = page.place(choice.key)
    return Output(place, "data"), Output(place, "value"), Output(f"{place}-offer", "hidden")


def _register_outdated(page: Page, app: Dash, workspace: Workspace) -> None:
    """Let it be said which runs are out of date, once their scenarios have been read."""
    address = page.place("url")

    @app.callback(
        Output(page.place("outdated"), "children"),
        Output(page.place("reading"), "disabled"),
        Input(address, "search"),
        Input(page.place("reading"), "n_intervals"),
        Input(page.place("acted"), "data"),
    )
    def tell(search: str | None, ticks: int, acted: int | None) -> Any:
        return outdated.told(page, workspace, look(workspace.library, search))

    acts.register(app, page.name, workspace)


def _register_nearness(page: Page, app: Dash) -> None:
    """Let the browser say for which address each section is drawn, once it comes near the window.

    The sections ask for themselves beside `follow`, not after it, and none that is far asks.
    """
    near = [page.place(f"{part.key}-near") for part in page.sections]
    clientside: Any = app.clientside_callback
    clientside(ClientsideFunction("sections", "watch"), Input(page.place("body"), "id"))
    clientside(
        ClientsideFunction("sections", "follow"),
        [Output(one, "data") for one in near],
        Input(page.place("url"), "search"),
        *(State(one, "data") for one in near),
        prevent_initial_call=True,
    )


def _register_section(page: Page, part: Section, app: Dash, library: Library) -> None:
    drawn = page.place(f"{part.key}-drawn")
    drawings: Remembered[Component] = Remembered(_MOST_DRAWN if part.lasts else 0)

    @app.callback(
        Output(page.place(part.key), "children"),
        Output(drawn, "data"),
        Input(page.place(f"{part.key}-near"), "data"),
        State(drawn, "data"),
        prevent_initial_call=True,
    )
    def draw(search: str, before: str | None) -> Any:
        shown = look(library, search)
        state = part.depends(shown.view).query()
        if not shown.runs or state == before:
            return no_update
        seen = Look(part.shows(shown.view), shown.runs, ())
        return guard.drawn(seen, part, partial(_remembered, drawings, part)), state


def _remembered(drawings: Remembered[Component], part: Section, shown: Look) -> Component:
    return drawings.get(shown, partial(part.draw, shown))


def changed(page: Page, view: View, library: Library, by: str, values: tuple[Any, ...]) -> View:
    """Return the view after the control `by` was used; any other cause leaves it as it is.

    `values` are those of the controls in the order of the callback: runs, baseline, choices.
    """
    full, key = library.resolve(view), by.removeprefix(f"{page.name}-")
    if key == "runs" and tuple(values[0] or ()) != full.runs:
        return library.resolve(view.but(runs=tuple(values[0] or ())))
    if key == "baseline" and values[1] and values[1] != full.baseline:
        return full.but(baseline=values[1])
    known = {choice.key: choice for choice in page.all_choices()}
    head, _, way = key.rpartition("-") if key not in known else (key, "", "")
    if head not in known:
        return view
    shown = look(library, view.query())
    if not shown.runs:
        return view
    at = values[2 + list(known).index(head)]
    asked = _stepped(known[head], shown, way) if way else _as_text(at)
    now = guard.offered(known[head], shown)[1]
    return view if asked == now else full.choosing(**{head: asked})


def _as_text(value: Any) -> str:
    return ",".join(map(str, value)) if isinstance(value, list) else str(value or "")


def _stepped(choice: Choice, shown: Look, way: str) -> str:
    options, now = guard.offered(choice, shown)
    values = [str(option["value"]) for option in options]
    if now not in values:
        return now
    at = values.index(now) + {EARLIER: -1, LATER: 1}[way]
    return values[min(max(at, 0), len(values) - 1)]


def state(page: Page, shown: Look, library: Library) -> tuple[Any, ...]:
    """Return what the controls hold for a look: runs, baselines, baseline, then each choice."""
    runs, baseline = shown.view.runs or (), shown.view.baseline or None
    found: list[Any] = [list(runs), _named(library, runs, shown.lang), baseline]
    for choice in page.all_choices():
        options, value = guard.offered(choice, shown)
        many = [one for one in value.split(",") if one]
        # A select with nothing to choose holds null; any other value it would send back for ever.
        found += [options, many if choice.shape == "many" else value or None, not options]
    return tuple(found)


def _named(library: Library, names: Any, lang: Lang) -> list[Option]:
    titles = library.titles(names, lang)
    return [{"value": name, "label": titles[name]} for name in titles]
