"""Compare: runs beside a baseline, in figures and in charts."""

from dash.development.base_component import Component

from dashboard import cards, frames, grid, weeks
from dashboard.components import graph
from dashboard.figures import energy, power, stations
from dashboard.look import Look
from dashboard.page import Choice, Page, Section


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


def _stations(shown: Look) -> Component:
    use = {title: frames.station_use(run) for title, run in shown.titled()}
    return graph(stations.stations_compared(use, shown.lang), shown.view, "compare.stations")


_WEEK = Choice(
    "week",
    lambda shown: weeks.options(shown.runs[0], shown.lang),
    lambda shown: weeks.chosen_week(shown.runs[0], shown.view.choice("week")).isoformat(),
    shape="steps",
    width=300,
)

PAGE = Page(
    "compare",
    "compare",
    "compare",
    2,
    sections=(
        Section("key", _cards),
        Section("daily", _daily),
        Section("power", _power, choices=(_WEEK,)),
        Section("stations", _stations),
        Section("table", _table),
    ),
    compares=True,
)
