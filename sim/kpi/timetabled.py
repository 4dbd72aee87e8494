"""Mobility of buses and coaches: their trips, whether they leave on time, what they take."""

from collections.abc import Callable
from typing import TypeVar

import pandas as pd

from sim.kpi.facts import Facts
from sim.kpi.registry import Better, kpi

_SERVICES = {"bus": ("公交", "Bus"), "coach": ("客车", "Coach")}
_TRIPS = ("fleet", "delay_minutes", "state")
VEHICLES = ("fleet", "energy", "km", "km_empty", "driven_kwh")

ServiceFunction = TypeVar("ServiceFunction", bound=Callable[[Facts, str], float | None])


def timetabled(
    ending: str, unit: str, better: Better, labels: tuple[str, str], says_zh: str
) -> Callable[[ServiceFunction], ServiceFunction]:
    """Enter a KPI twice: for buses and for coaches, where the run has such fleets."""

    def enter(function: ServiceFunction) -> ServiceFunction:
        for rank, (service, (zh, en)) in enumerate(_SERVICES.items()):

            def one(facts: Facts, service: str = service) -> float | None:
                return function(facts, service) if facts.fleets(service) else None

            one.__doc__ = function.__doc__
            both = (zh + labels[0], f"{en} {labels[1]}")
            kpi("mobility", f"{service}_{ending}", unit, better, both, says_zh, rank)(one)
        return function

    return enter


def _trips(facts: Facts, service: str) -> pd.DataFrame:
    return facts.of_service("trips", service, _TRIPS)


def vehicles(facts: Facts, service: str) -> pd.DataFrame:
    """Return the vehicles of a service."""
    return facts.of_service("vehicles", service, VEHICLES)


@timetabled(
    "trips",
    "1",
    "none",
    ("计划班次", "trips"),
    "时刻表中的班次数。",
)
def trips(facts: Facts, service: str) -> float:
    """Trips in the timetable."""
    return float(len(_trips(facts, service)))


@timetabled(
    "cancelled",
    "1",
    "lower",
    ("取消班次", "trips cancelled"),
    "未能开行的班次数。",
)
def cancelled(facts: Facts, service: str) -> float:
    """Trips that were not run."""
    return float((_trips(facts, service)["state"] == "cancelled").sum())


@timetabled(
    "on_time",
    "%",
    "higher",
    ("准点率", "trips on time"),
    "晚点不超过车队准点限值的班次占计划班次的比例；取消的班次不算准点。",
)
def on_time(facts: Facts, service: str) -> float | None:
    """Share of timetabled trips that leave within the fleet's limit; cancelled ones do not."""
    rows = _trips(facts, service)
    if rows.empty:
        return None
    limits = facts.table("fleets").set_index("fleet")["on_time_minutes"].to_dict()
    limit = rows["fleet"].astype(str).map(limits).to_numpy(dtype=float)
    good = (rows["state"] == "run").to_numpy() & (rows["delay_minutes"].to_numpy() <= limit)
    return 100.0 * float(good.mean())


@timetabled(
    "mean_delay",
    "min",
    "lower",
    ("平均晚点", "mean delay"),
    "已开行班次的平均发车晚点。",
)
def mean_delay(facts: Facts, service: str) -> float | None:
    """Mean delay at departure of the trips that were run."""
    rows = _trips(facts, service)
    delays = rows.loc[rows["state"] == "run", "delay_minutes"]
    return float(delays.mean()) if len(delays) else None


@timetabled(
    "km",
    "km",
    "none",
    ("行驶里程", "km"),
    "车辆行驶的全部里程，含空驶。",
)
def km(facts: Facts, service: str) -> float:
    """Kilometres driven, those without passengers included."""
    return float(vehicles(facts, service)["km"].sum())


@timetabled(
    "kwh_per_km",
    "kWh/km",
    "lower",
    ("单位电耗", "consumption"),
    "纯电动车辆的电池侧用电与里程之比。",
)
def kwh_per_km(facts: Facts, service: str) -> float | None:
    """Energy from the battery per km, of battery vehicles."""
    rows = vehicles(facts, service)
    rows = rows[rows["energy"] == "battery"]
    driven = float(rows["km"].sum())
    return float(rows["driven_kwh"].sum()) / driven if driven > 0 else None
