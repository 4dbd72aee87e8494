"""Mobility of buses and coaches: spare vehicles, and what happens in the yards of depots."""

import pandas as pd

from sim.kpi.facts import Facts
from sim.kpi.timetabled import timetabled


def _depots(facts: Facts, service: str) -> pd.DataFrame:
    return facts.of_service("depots", service)


def _has_yard(facts: Facts, service: str) -> bool:
    return not facts.of_service("yard", service, ("fleet",)).empty


@timetabled(
    "spares_used",
    "1",
    "lower",
    ("动用备车", "spare vehicles used"),
    "同时在外的车辆数超出时刻表所需车辆数的最大值，各场站合计。",
)
def spares_used(facts: Facts, service: str) -> float | None:
    """Vehicles out at once beyond those that the timetable needs, at most; all depots together."""
    rows = _depots(facts, service)
    return None if rows.empty else float(rows["spares_used"].sum())


@timetabled(
    "yard_wait",
    "min",
    "lower",
    ("场内平均等待", "wait in the yard"),
    "有场地设置的场站中，车辆每次回场等待清洗与车位的平均时间。",
)
def yard_wait(facts: Facts, service: str) -> float | None:
    """Mean wait for a cleaning bay and a place, of each stay in a depot that has a yard."""
    if not _has_yard(facts, service):
        return None
    stays = facts.of_service("yard", service, ("fleet", "waited_minutes"))
    return float(stays["waited_minutes"].mean())


@timetabled(
    "yard_short",
    "1",
    "lower",
    ("无车位次数", "returns without a place"),
    "车辆回场后没有空车位、须在场外等待的次数。",
)
def yard_short(facts: Facts, service: str) -> float | None:
    """How often a vehicle had to wait outside because its depot had no place."""
    if not _has_yard(facts, service):
        return None
    return float(_depots(facts, service)["without_place"].sum())


@timetabled(
    "yard_blocked",
    "1",
    "lower",
    ("车道受阻次数", "departures blocked in a lane"),
    "应派车辆因前车挡住车道而不能出场的次数。",
)
def yard_blocked(facts: Facts, service: str) -> float | None:
    """How often the vehicle that was to leave stood behind another in its lane."""
    if not _has_yard(facts, service):
        return None
    return float(_depots(facts, service)["blocked"].sum())
