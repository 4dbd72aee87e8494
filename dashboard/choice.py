"""Choosing runs, baseline and week; the choice lives in the address.

One callback ties controls and address together in both directions, so that a link, the browser's
Back and a click in a control all end in the same state.
"""

from dataclasses import dataclass
from typing import Any

import dash_mantine_components as dmc
from dash import Dash, Input, Output, State, ctx, dcc, html, no_update
from dash.development.base_component import Component

from dashboard import components, frames, ids, weeks
from dashboard.library import Library, Problem
from dashboard.texts import text
from dashboard.view import Lang, View, seen
from sim.kpi.compare import Comparison
from sim.results import RunFolder

_STEPS = {ids.COMPARE_EARLIER: -1, ids.COMPARE_LATER: 1}


@dataclass(frozen=True)
class Look:
    """A view with its runs opened, the baseline first, and what to call them."""

    view: View
    runs: tuple[RunFolder, ...]
    problems: tuple[Problem, ...]

    @property
    def comparison(self) -> Comparison:
        """Every KPI of the runs beside the baseline's."""
        return frames.comparison(self.runs)

    def titled(self) -> list[tuple[str, RunFolder]]:
        """Return the runs with what to call each in the view's language."""
        return list(zip(self.comparison.titles(self.view.lang), self.runs, strict=True))


def look(library: Library, search: str | None) -> Look:
    """Open what a query asks for."""
    view = library.resolve(seen(search))
    chosen = library.chosen(view)
    return Look(view, chosen.runs, chosen.problems)


def controls(view: View, library: Library) -> Component:
    """Return the choice of runs and baseline, as the view has it."""
    lang, full = view.lang, library.resolve(view)
    runs = dmc.MultiSelect(
        id=ids.COMPARE_RUNS,
        label=text(lang, "compare.runs"),
        placeholder="" if full.runs else text(lang, "compare.runs.hint"),
        nothingFoundMessage=text(lang, "compare.runs.none"),
        data=_named(library, dict.fromkeys((*library.names(), *(full.runs or ()))), lang),
        value=list(full.runs or ()),
        searchable=True,
        hidePickedOptions=True,
    )
    baseline = dmc.Select(
        id=ids.COMPARE_BASELINE,
        label=text(lang, "compare.baseline"),
        data=_named(library, full.runs or (), lang),
        value=full.baseline,
        allowDeselect=False,
    )
    return html.Div(
        [
            dcc.Location(id=ids.COMPARE_URL, refresh="callback-nav"),
            dcc.Store(id=ids.COMPARE_CHOICE),
            html.Div([runs, baseline], className="panel choices"),
        ]
    )


def week_control(lang: Lang) -> Component:
    """Return the choice of a week, with steps to the one before and the one after."""

    def step(key: str, shape: str, name: str) -> Any:
        label = text(lang, name)
        return dmc.ActionIcon(
            components.icon(shape),
            id=key,
            size=34,
            variant="default",
            attributes={"root": {"aria-label": label, "title": label}},
        )

    select = dmc.Select(
        id=ids.COMPARE_WEEK,
        data=[],
        allowDeselect=False,
        searchable=True,
        w=300,
        attributes={"input": {"aria-label": text(lang, "compare.week")}},
    )
    return html.Div(
        [
            step(ids.COMPARE_EARLIER, "left", "compare.week.earlier"),
            select,
            step(ids.COMPARE_LATER, "right", "compare.week.later"),
        ],
        className="week",
    )


def register(app: Dash, library: Library) -> None:
    """Tie the controls and the address together."""

    @app.callback(
        Output(ids.COMPARE_URL, "search"),
        Output(ids.COMPARE_RUNS, "value"),
        Output(ids.COMPARE_BASELINE, "data"),
        Output(ids.COMPARE_BASELINE, "value"),
        Output(ids.COMPARE_WEEK, "data"),
        Output(ids.COMPARE_WEEK, "value"),
        Output(ids.COMPARE_CHOICE, "data"),
        Input(ids.COMPARE_URL, "search"),
        Input(ids.COMPARE_RUNS, "value"),
        Input(ids.COMPARE_BASELINE, "value"),
        Input(ids.COMPARE_WEEK, "value"),
        Input(ids.COMPARE_EARLIER, "n_clicks"),
        Input(ids.COMPARE_LATER, "n_clicks"),
        State(ids.COMPARE_CHOICE, "data"),
    )
    def follow(search: str | None, runs: Any, baseline: Any, week: Any, *rest: Any) -> Any:
        old = seen(search)
        new = changed(old, library, str(ctx.triggered_id), runs or [], baseline, week)
        moved = no_update if new == old else new.query()
        return moved, *state(new, library, drawn=rest[-1])


def changed(
    view: View, library: Library, by: str, runs: list[str], baseline: str, week: str
) -> View:
    """Return the view after the control `by` was used; any other cause leaves it as it is."""
    if by == ids.COMPARE_RUNS and tuple(runs) != library.resolve(view).runs:
        return library.resolve(view.but(runs=tuple(runs)))
    if by == ids.COMPARE_BASELINE and baseline != library.resolve(view).baseline:
        return library.resolve(view).but(baseline=baseline)
    opened = library.chosen(view).runs
    if not opened or by not in (ids.COMPARE_WEEK, *_STEPS):
        return view
    shown = weeks.chosen_week(opened[0], view.week).isoformat()
    asked = weeks.moved(opened[0], shown, _STEPS[by]) if by in _STEPS else week
    return view if asked in (shown, None, "") else library.resolve(view).but(week=asked)


def state(view: View, library: Library, drawn: str | None) -> tuple[Any, ...]:
    """Return what the controls and the store hold for a view; `drawn` is the store as it is."""
    full = library.resolve(view)
    opened = library.chosen(full).runs
    choice = full.but(week="").query()
    return (
        list(full.runs or ()),
        _named(library, full.runs or (), view.lang),
        full.baseline or None,
        weeks.options(opened[0], view.lang) if opened else [],
        weeks.chosen_week(opened[0], view.week).isoformat() if opened else None,
        no_update if choice == drawn else choice,
    )


def _named(library: Library, names: Any, lang: Lang) -> list[dict[str, str]]:
    titles = library.titles(names, lang)
    return [{"value": name, "label": titles[name]} for name in titles]
