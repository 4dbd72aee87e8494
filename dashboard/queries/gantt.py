"""Bars of a day: what stood at each plug, and what each vehicle did.

A bar is a row of a table: `row` (which line of the chart), `begin`, `end`, `kind` (what it is, see
`dashboard.figures.gantt.KINDS`), and what the pointer says: `vehicle`, `soc_start`, `soc_end`,
`energy_kwh`, `minutes`, `note` and `key` (of a session, to choose it).
"""

import datetime as dt
from collections.abc import Mapping
from typing import Any

import pandas as pd

from dashboard.queries import charging
from sim.clock import ZONE
from sim.results import RunFolder

BAR = (
    *("row", "begin", "end", "kind", "vehicle", "soc_start", "soc_end", "energy_kwh"),
    *("minutes", "note", "key"),
)
SOC_STEPS = ((0.4, "soc_0"), (0.6, "soc_40"), (0.8, "soc_60"), (0.95, "soc_80"), (9.0, "soc_95"))
"""Upper bound and kind of bar of each step of the state of charge at the end."""

MOST_VEHICLES = 40


def key_of(session: Mapping[Any, Any]) -> str:
    """Return what tells a session from the others of its station on its day."""
    return f"{session['plug']}-{session['start']:%d%H%M%S}"


def vehicle_name(session: Mapping[Any, Any], names: Mapping[str, str]) -> str:
    """Return a vehicle as people name it: fleet and number; cars that come and go have none."""
    fleet, number = str(session["fleet"]), session["vehicle"]
    called = names.get(fleet, fleet)
    return called if number < 0 else f"{called} {number}"


def fleet_kinds(sessions: pd.DataFrame) -> dict[str, str]:
    """Return the kind of bar that stands for each fleet at a station."""
    fleets = sorted(set(sessions["fleet"].astype(str)))
    return {fleet: f"fleet_{number % 6}" for number, fleet in enumerate(fleets)}


def plugs(
    sessions: pd.DataFrame, day: dt.date, colour: str, names: Mapping[str, str]
) -> pd.DataFrame:
    """Return the sessions of a station as bars on its plugs, with the waits before them.

    `colour` is "fleet" or "soc": what tells the bars apart. A wait stands on the plug that the
    vehicle came to in the end; while it waits another one may stand there. `names` of fleets.
    """
    rows = sessions.astype({"fleet": str, "reason": str})
    fleets = fleet_kinds(rows)
    found: list[tuple[Any, ...]] = []
    for session in rows.to_dict("records"):
        key, name = key_of(session), vehicle_name(session, names)
        told = (name, session["soc_start"], session["soc_end"], session["energy_kwh"])
        waited = session["wait_minutes"]
        if waited > 0.0:
            wait = (session["plug"], session["arrive"], session["start"], "waiting")
            found.append((*wait, *told, waited, session["reason"], key))
        step = next(kind for most, kind in SOC_STEPS if session["soc_end"] < most)
        kind = step if colour == "soc" else fleets[session["fleet"]]
        bar = (session["plug"], session["start"], session["end"], kind)
        found.append((*bar, *told, waited, session["reason"], key))
    return _cut(pd.DataFrame(found, columns=list(BAR)), day)


def fleets_at(sessions: pd.DataFrame) -> list[str]:
    """Return the fleets whose vehicles are at a station, most sessions first; cars left out."""
    known = sessions[sessions["vehicle"] >= 0]
    return [str(fleet) for fleet in known["fleet"].astype(str).value_counts().index]


def chosen_vehicles(sessions: pd.DataFrame, fleet: str) -> list[int]:
    """Return the vehicles of a fleet that were at a station: who waited longest, by number."""
    rows = sessions[(sessions["fleet"].astype(str) == fleet) & (sessions["vehicle"] >= 0)]
    waited = rows.groupby("vehicle")["wait_minutes"].sum().sort_values(ascending=False)
    return sorted(int(vehicle) for vehicle in waited.index[:MOST_VEHICLES])


def vehicles(run: RunFolder, day: dt.date, fleet: str, numbers: list[int]) -> pd.DataFrame:
    """Return what vehicles of a fleet did on a day: waiting, charging, driving timetabled trips."""
    sessions = charging.sessions_on(run, day)
    own = (sessions["fleet"] == fleet) & sessions["vehicle"].isin(numbers)
    found: list[tuple[Any, ...]] = []
    for one in sessions[own.to_numpy()].astype({"station": str}).to_dict("records"):
        told = ("", one["soc_start"], one["soc_end"], one["energy_kwh"])
        end = (*told, one["wait_minutes"], one["station"], "")
        if one["wait_minutes"] > 0.0:
            found.append((one["vehicle"], one["arrive"], one["start"], "waiting", *end))
        found.append((one["vehicle"], one["start"], one["end"], "charging", *end))
    trips = charging.trips_on(run, day)
    own = (trips["fleet"] == fleet) & trips["vehicle"].isin(numbers)
    for one in trips[own.to_numpy()].astype({"line": str}).to_dict("records"):
        trip = (one["vehicle"], one["departed"], one["arrived"], "driving")
        found.append((*trip, "", None, one["soc_end"], None, None, one["line"], ""))
    return _cut(pd.DataFrame(found, columns=list(BAR)), day)


def _cut(bars: pd.DataFrame, day: dt.date) -> pd.DataFrame:
    """Cut bars at midnight, so that they end where the chart does."""
    begin = pd.Timestamp(day, tz=ZONE)
    end = begin + pd.Timedelta(days=1)
    if bars.empty:
        return bars
    bars["begin"] = bars["begin"].where(bars["begin"] > begin, begin)
    bars["end"] = bars["end"].where(bars["end"] < end, end)
    return bars[bars["end"] > bars["begin"]]
