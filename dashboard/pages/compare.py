"""Compare: runs beside a baseline, in figures and in charts."""

from dash import html
from dash.development.base_component import Component

from dashboard import grid
from dashboard.components import graph
from dashboard.figures import energy, power, sankey, series
from dashboard.look import Look
from dashboard.page import Choice, Option, Page, Section
from dashboard.parts import cards, changes, choices, intervals, stations_compared, weeks
from dashboard.parts.series_lines import chart, found, written
from dashboard.parts.zoom import Zoom
from dashboard.queries import park as frames
from dashboard.queries import series as queries
from dashboard.queries.energy_flow import energy_flow
from dashboard.texts import text

BANDS = ("hours", "days")
VIEWS = (*BANDS, "week", "year")
ARRANGED = ("together", "apart")
_OF_SERIES = ("place", "quantity")


def _cards(shown: Look) -> Component:
    return cards.cards(shown.comparison, shown.lang)


def _table(shown: Look) -> Component:
    return grid.comparison(shown.comparison, shown.lang)


def _daily(shown: Look) -> Component:
    days = {title: frames.daily_energy(run) for title, run in shown.titled()}
    return graph(energy.daily_energy(days, shown.lang), shown.view, "compare.daily")


def _power(shown: Look) -> Component:
    first = weeks.chosen_week(shown.runs[0], shown.view.choice("week"))
    found = {title: frames.week_of_power(run, first) for title, run in shown.titled()}
    return graph(power.week(found, shown.lang), shown.view, "compare.power")


def _flows(shown: Look) -> Component:
    flows = {title: energy_flow(run) for title, run in shown.titled()}
    return graph(sankey.energy(flows, shown.lang), shown.view, "compare.flows")


def view_of(shown: Look) -> str:
    """Return which view of the series is asked for: the days' band unless it is another."""
    asked = shown.view.choice("view")
    return asked if asked in VIEWS else "days"


def arranged(shown: Look) -> str:
    """Return how lines stand: year lines hide one another, so they stand apart unless told."""
    asked = shown.view.choice("arrange")
    crowded = view_of(shown) == "year" and len(shown.runs) > 1
    return asked if asked in ARRANGED else ARRANGED[crowded]


def _views(shown: Look) -> list[Option]:
    return [{"value": view, "label": text(shown.lang, f"compare.view.{view}")} for view in VIEWS]


def _arrangements(shown: Look) -> list[Option]:
    lang = shown.lang
    return [{"value": one, "label": text(lang, f"compare.arrange.{one}")} for one in ARRANGED]


SERIES = Zoom(
    "compare",
    "series",
    lambda shown: chart(shown, week=view_of(shown) == "week", apart=arranged(shown) == "apart"),
)


def _series(shown: Look) -> Component:
    return SERIES.draw(shown) if view_of(shown) not in BANDS else _bands(shown)


def _bands(shown: Look) -> Component:
    view = view_of(shown)
    bands = found(shown, lambda run, column: queries.band(run, column, view))
    return graph(series.bands(bands, *written(shown), shown.lang), shown.view, "compare.series")


def _raster(shown: Look) -> Component:
    drawn = series.rasters(found(shown, queries.raster), *written(shown), shown.lang)
    return html.Div([_heading(shown), graph(drawn, shown.view, "compare.raster")])


def _duration(shown: Look) -> Component:
    drawn = series.durations(found(shown, queries.duration), *written(shown), shown.lang)
    return html.Div([_heading(shown), graph(drawn, shown.view, "compare.duration")])


def _heading(shown: Look) -> Component:
    return html.P(choices.series_name(shown), className="series-name")


_VIEW = Choice("view", _views, view_of, shape="segments")
_ARRANGE = Choice("arrange", _arrangements, arranged, shape="segments")

PAGE = Page(
    "compare",
    "compare",
    "compare",
    2,
    sections=(
        Section("key", _cards),
        Section("daily", _daily),
        Section("power", _power, choices=(choices.WEEK,)),
        Section(
            "series",
            _series,
            choices=(choices.PLACE, choices.QUANTITY, _VIEW, _ARRANGE),
            reads=("week",),
            sees=("zoom",),
        ),
        Section("raster", _raster, reads=_OF_SERIES),
        Section("duration", _duration, reads=_OF_SERIES),
        Section("flows", _flows),
        Section("cost", changes.cost, choices=(choices.RUN,)),
        Section("carbon", changes.carbon, reads=("run",)),
        Section("stations", stations_compared.section),
        Section("intervals", intervals.section, lasts=False),
        Section("table", _table),
    ),
    compares=True,
)
