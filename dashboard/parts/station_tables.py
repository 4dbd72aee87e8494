"""Tables of the page about charging: stations, a day's sessions, controllers."""

import datetime as dt
from typing import Any

import pandas as pd
from dash.development.base_component import Component

from dashboard import grid
from dashboard.queries.gantt import key_of, vehicle_name
from dashboard.texts import TEXTS, text
from dashboard.view import Lang
from sim.results import RunFolder

_STATION_FIGURES = (
    *(("waited_h", "col.waited", 1.0), ("share_waiting", "col.share", 100.0)),
    *(("wait_p50", "col.p50", 1.0), ("wait_p90", "col.p90", 1.0)),
    *(("wait_p95", "col.p95", 1.0), ("wait_max", "col.max", 1.0)),
    *(("longest_queue", "col.queue", 1.0), ("balked", "col.balked", 1.0)),
    *(("plugs", "col.plugs", 1.0), ("utilisation", "col.use", 100.0)),
    *(("sessions", "col.sessions", 1.0), ("energy_mwh", "col.energy", 1.0)),
    *(("peak_kw", "col.peak", 1.0), ("limit_kw", "col.limit", 1.0)),
)
_SESSION_FIGURES = (
    *(("wait_minutes", "col.wait"), ("energy_kwh", "col.energy_kwh"), ("mean_kw", "col.mean_kw")),
    ("short_kwh", "col.short"),
)

TWO_LINES = {"wrapHeaderText": True, "autoHeaderHeight": True, "suppressHeaderFilterButton": True}


def fleet_names(run: RunFolder, lang: Lang) -> dict[str, str]:
    """Return what each fleet is called."""
    rows = run.table("fleets", ["fleet", f"name_{lang}"]).astype(str)
    return dict(zip(rows["fleet"], rows[f"name_{lang}"], strict=True))


def narrow(field: str, name: str) -> dict[str, Any]:
    """Return a column of numbers in as little room as its heading needs on two lines."""
    return grid.numeric(field, name) | TWO_LINES | {"width": 104, "minWidth": 88}


def stations(frame: pd.DataFrame, names: dict[str, str], chosen: str, lang: Lang) -> Component:
    """Return the table of stations, the busiest first and marked."""
    columns = [
        grid.words("rank", text(lang, "col.rank"), 128) | {"pinned": "left", "filter": False},
        grid.words("station", text(lang, "col.station"), 270)
        | {"pinned": "left", "tooltipField": "station"},
        *(narrow(column, text(lang, key)) for column, key, _ in _STATION_FIGURES),
    ]
    rows = []
    for rank, (station, row) in enumerate(frame.iterrows(), start=1):
        mark = f" ★ {text(lang, 'station.busiest')}" if rank == 1 else ""
        figures = {name: round(factor * row[name], 2) for name, _, factor in _STATION_FIGURES}
        said = {"id": station, "rank": f"{rank}{mark}", "station": names[str(station)]}
        rows.append(said | figures | {"drawn": station == chosen})
    return grid.table("stations", columns, rows, lang, 330, pick=("id", chosen))


def sessions(
    rows: pd.DataFrame, day: dt.date, names: dict[str, str], chosen: str, lang: Lang
) -> Component:
    """Return the table of a day's sessions at a station."""
    columns = [
        narrow("plug", text(lang, "col.plug")) | {"width": 76, "minWidth": 70},
        grid.words("vehicle", text(lang, "col.vehicle"), 150) | TWO_LINES,
        *(
            grid.words(name, text(lang, f"col.{name}"), 88) | TWO_LINES
            for name in ("arrive", "start", "end")
        ),
        grid.words("soc", text(lang, "col.soc"), 104) | TWO_LINES,
        *(narrow(column, text(lang, key)) for column, key in _SESSION_FIGURES),
        grid.words("reason", text(lang, "col.reason"), 104) | TWO_LINES,
    ]
    shown = [_session(one, day, names, lang) for one in rows.to_dict("records")]
    shown = [one | {"drawn": one["id"] == chosen} for one in shown]
    return grid.table("sessions", columns, shown, lang, 300, pick=("id", chosen))


def _clock(time: pd.Timestamp, day: dt.date) -> str:
    """Return a time of day, with its date if it is another day's."""
    return f"{time:%H:%M}" if time.date() == day else f"{time:%m-%d %H:%M}"


def _session(
    one: dict[Any, Any], day: dt.date, names: dict[str, str], lang: Lang
) -> dict[str, Any]:
    hours = (one["end"] - one["start"]).total_seconds() / 3600.0
    key = f"reason.{str(one['reason']).replace(' ', '_')}"
    figures = {"mean_kw": one["energy_kwh"] / hours if hours > 0.0 else 0.0}
    figures |= {name: one[name] for name in ("wait_minutes", "energy_kwh", "short_kwh")}
    return {
        "id": key_of(one),
        "plug": one["plug"],
        "vehicle": vehicle_name(one, names),
        **{name: _clock(one[name], day) for name in ("arrive", "start", "end")},
        "soc": f"{100 * one['soc_start']:.0f} – {100 * one['soc_end']:.0f}",
        **{name: round(value, 2) for name, value in figures.items()},
        "reason": text(lang, key) if key in TEXTS else str(one["reason"]),
    }


def controllers(rows: list[dict[str, Any]], lang: Lang) -> Component:
    """Return the table of what a day of a site came to in each run."""
    figures = (
        *(("peak_kw", "col.peak"), ("energy_kwh", "col.energy_kwh"), ("cost_cny", "col.cost")),
        *(("short_kwh", "col.short"), ("sessions", "col.sessions")),
    )
    columns = [
        grid.words("run", text(lang, "col.run"), 220),
        grid.words("controller", text(lang, "col.controller"), 150),
        *(narrow(column, text(lang, key)) for column, key in figures),
    ]
    return grid.table("controllers", columns, rows, lang, 76 + 34 * max(2, len(rows)))


def controller_name(name: str, lang: Lang) -> str:
    """Return what a controller is called; one that is not known keeps its name."""
    key = f"controller.{name or 'unknown'}"
    return text(lang, key) if key in TEXTS else name
