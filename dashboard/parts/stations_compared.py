"""Charging stations of several runs: why waits change, station by station."""

from collections.abc import Mapping
from typing import Any

import pandas as pd
from dash import html
from dash.development.base_component import Component

from dashboard import grid
from dashboard.components import graph
from dashboard.figures.stations import busiest, stations_compared
from dashboard.look import Look
from dashboard.parts.names import name_of
from dashboard.parts.station_tables import narrow
from dashboard.queries import charging
from dashboard.texts import text
from dashboard.view import Lang
from sim.kpi.compare import negligible
from sim.results import RunFolder

FIGURES = {
    "plugs": ("col.plugs", 1.0, ""),
    "waited_h": ("col.waited", 1.0, "lower"),
    "wait_mean": ("compare.wait.mean", 1.0, "lower"),
    "wait_p95": ("compare.wait.p95", 1.0, "lower"),
    "sessions": ("col.sessions", 1.0, ""),
    "utilisation": ("compare.plugs.use", 100.0, ""),
    "energy_mwh": ("col.energy", 1.0, ""),
}
"""Column of the query: heading, factor, and which is better."""

_SIGNED = {"function": "number(params.value, true)"}
_JUDGED = {"cell-better": "params.value < 0", "cell-worse": "params.value > 0"}


def section(shown: Look) -> Component:
    """Return the figure of the busiest stations and the table of all, run by run."""
    use = named(dict(shown.titled()), shown.lang)
    drawn = graph(stations_compared(use, shown.lang), shown.view, "compare.stations")
    if not busiest(use):
        return drawn
    return html.Div([drawn, _table(records(use), shown.lang)])


def named(runs: Mapping[str, RunFolder], lang: Lang) -> dict[str, pd.DataFrame]:
    """Return the stations of each run; one that several have is of one name in all of them."""
    use = {title: charging.stations(run) for title, run in runs.items()}
    names = {
        str(key): name_of(runs[title], "stations", str(key), lang)
        for title, frame in use.items()
        for key in frame.index
    }
    said = list(names.values())
    for key, name in names.items():
        names[key] = name if said.count(name) == 1 else f"{name} ({key})"
    return {title: frame.rename(index=names) for title, frame in use.items()}


def records(use: Mapping[str, pd.DataFrame]) -> list[dict[str, Any]]:
    """Return a row a station and run, with the differences to the baseline, the first run."""
    known = {title: frame.to_dict("index") for title, frame in use.items()}
    first = next(iter(known))
    return [
        {"station": station, "run": title}
        | _figures(rows[station], {} if title == first else known[first].get(station, {}))
        for station in busiest(use)
        for title, rows in known.items()
        if station in rows
    ]


def _figures(row: Mapping[Any, Any], base: Mapping[Any, Any]) -> dict[str, float]:
    found: dict[str, float] = {}
    for column, (_, factor, _) in FIGURES.items():
        found[column] = round(factor * row[column], 2)
        if base:
            before = factor * base[column]
            change = factor * row[column] - before
            same = negligible(change, before, "%" if column == "utilisation" else "")
            found[f"{column}_change"] = 0.0 if same else round(change, 2)
    return found


def _table(rows: list[dict[str, Any]], lang: Lang) -> Component:
    columns = [
        grid.words("station", text(lang, "col.station"), 264)
        | {"pinned": "left", "tooltipField": "station"},
        grid.words("run", text(lang, "col.run"), 130) | {"tooltipField": "run"},
    ]
    for column, (key, _, better) in FIGURES.items():
        name = text(lang, key)
        change = narrow(f"{column}_change", text(lang, "compare.change")) | {
            "headerTooltip": f"{name}: {text(lang, 'compare.change.about')}",
            "valueFormatter": _SIGNED,
            "cellClassRules": _JUDGED if better else {},
            "width": 84,
        }
        columns += [narrow(column, name), change]
    return grid.table("compared-stations", columns, rows, lang, 420)
