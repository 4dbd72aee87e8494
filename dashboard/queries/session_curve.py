"""The power of one charging session over its time, worked out again from what the run kept of it.

A run keeps of a session its begin and end, its states of charge and its energy, not its power by
the minute. The vehicle's charge curve and the plug say what it could have drawn at each state of
charge, so the fastest course is known; when and how far the site's controller held it back is not.
"""

from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from dashboard.queries.charging_settings import Settings, settings
from sim.results import RunFolder
from sim.tables import table

_POINTS = 200
_SLACK = 1.03
"""By how much the fastest course may outlast the session: a cold or aged battery, rounding."""

Reals = npt.NDArray[np.float64]


class Course(NamedTuple):
    """A course of a session: minutes since it began, power at the plug [kW], state of charge."""

    minutes: Reals
    power_kw: Reals
    soc: Reals


class Curve(NamedTuple):
    """What can be said of a session's power."""

    fastest: Course | None
    """As fast as vehicle and plug allow."""
    even: Course | None
    """Held below one power, so that it takes as long as the session did; None if at full power."""
    limit_kw: float
    """That power at the plug."""
    mean_kw: float
    reason: str = ""
    """Why there is no course: "swap", "fed" or "unknown"; "" if there is one."""


class _Vehicle(NamedTuple):
    max_kw: float
    soc: Reals
    share: Reals


def curve_of(run: RunFolder, session: Any) -> Curve:
    """Work out the course of a session (a row of sessions.parquet)."""
    hours = (session.end - session.start).total_seconds() / 3600.0
    mean_kw = session.energy_kwh / hours if hours > 0.0 else 0.0
    if session.kind == "swap" or session.reason == "swapped":
        return Curve(None, None, 0.0, mean_kw, "swap")
    if session.fed_kwh > 0.0:
        return Curve(None, None, 0.0, mean_kw, "fed")
    said = settings(run)
    vehicle = _vehicle(said, _type_of(run, said, session))
    plug = _plug(said, str(session.kind))
    gained = session.soc_end - session.soc_start
    if vehicle is None or plug is None or gained <= 0.0 or hours <= 0.0:
        return Curve(None, None, 0.0, mean_kw, "unknown")
    return _courses(session, vehicle, plug, hours, mean_kw)


def _courses(
    session: Any, vehicle: _Vehicle, plug: tuple[float, float], hours: float, mean_kw: float
) -> Curve:
    power_kw, efficiency = plug
    soc = np.linspace(session.soc_start, session.soc_end, _POINTS)
    capacity_kwh = session.battery_kwh / (session.soc_end - session.soc_start)
    accepted = np.interp(soc, vehicle.soc, vehicle.share) * vehicle.max_kw
    most = np.minimum(accepted, power_kw * efficiency)
    fastest_h = _hours(soc, capacity_kwh, most)
    if fastest_h[-1] > _SLACK * hours:
        # Something that the run did not keep was slower, such as a cold battery.
        return Curve(None, None, 0.0, mean_kw, "unknown")
    fastest = Course(60.0 * fastest_h, most / efficiency, soc)
    if fastest_h[-1] * _SLACK > hours:
        return Curve(fastest, None, float(most.max() / efficiency), mean_kw)
    limit_kw = _limit(soc, capacity_kwh, most, hours)
    held = np.minimum(most, limit_kw)
    even = Course(60.0 * _hours(soc, capacity_kwh, held), held / efficiency, soc)
    return Curve(fastest, even, limit_kw / efficiency, mean_kw)


def _hours(soc: Reals, capacity_kwh: float, power_kw: Reals) -> Reals:
    """Return when each state of charge is reached [h]; power is linear between them."""
    energy = np.diff(soc) * capacity_kwh
    low, high = power_kw[:-1], power_kw[1:]
    straight = np.abs(high - low) < 1e-9 * low
    change = np.where(straight, 1.0, high - low)
    taken = np.where(straight, energy / low, energy * np.log(high / low) / change)
    return np.concatenate([[0.0], np.cumsum(taken)])


def _limit(soc: Reals, capacity_kwh: float, most: Reals, hours: float) -> float:
    """Return the power below which charging takes `hours` [kW], by bisection."""
    low, high = 1e-3, float(most.max())
    for _ in range(50):
        middle = 0.5 * (low + high)
        slower = _hours(soc, capacity_kwh, np.minimum(most, middle))[-1] > hours
        low, high = (middle, high) if slower else (low, middle)
    return high


def _type_of(run: RunFolder, said: Settings, session: Any) -> str:
    if session.vehicle >= 0:
        rows = run.table("vehicles", ["fleet", "vehicle", "type"])
        rows = rows[(rows["fleet"] == session.fleet) & (rows["vehicle"] == session.vehicle)]
        if len(rows):
            return str(rows["type"].iloc[0])
    return said.vehicles.get(str(session.fleet), "")


def _own(said: Settings, kind: str, name: str) -> dict[str, Any]:
    """Return an entry of the scenario's catalogue; empty where it has none of that name."""
    for entry in said.catalogue.get(kind) or ():
        if entry.get("id") == name:
            return dict(entry)
    return {}


def _vehicle(said: Settings, name: str) -> _Vehicle | None:
    """Return what a type of vehicle accepts; a scenario's own is like another one, but for what
    it changes.
    """
    own = _own(said, "vehicles", name)
    rows = table("vehicles")
    base = str(own.get("like") or name)
    shipped: Any = rows.loc[base] if base in rows.index else {}
    max_kw = own.get("max_charge_kw") or shipped.get("max_charge_kw")
    curve = own.get("charge_curve") or shipped.get("charge_curve")
    if max_kw is None or not max_kw > 0.0:
        return None
    points = _points(said, str(curve))
    return None if points is None else _Vehicle(float(max_kw), *points)


def _points(said: Settings, name: str) -> tuple[Reals, Reals] | None:
    own = _own(said, "charge_curves", name)
    if own.get("points"):
        soc, share = np.array(own["points"], dtype=float).T
        return soc, share
    rows = table("charge_curves")
    if name not in rows.index:
        return None
    own_rows = rows[rows.index == name]
    return own_rows["soc"].to_numpy(float), own_rows["share"].to_numpy(float)


def _plug(said: Settings, name: str) -> tuple[float, float] | None:
    """Return power [kW] and efficiency of a kind of plug."""
    own, rows = _own(said, "chargers", name), table("chargers")
    base = str(own.get("like") or name)
    shipped: Any = rows.loc[base] if base in rows.index else {}
    power_kw = own.get("power_kw") or shipped.get("power_kw")
    efficiency = own.get("efficiency") or shipped.get("efficiency")
    return (float(power_kw), float(efficiency)) if power_kw and efficiency else None
