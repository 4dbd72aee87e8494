"""Mobility: whether buses and coaches run on time and taxis find their passengers."""

from collections.abc import Callable
from typing import TypeVar

import numpy as np
import pandas as pd

from sim.kpi.facts import Facts
from sim.kpi.registry import Better, kpi

_SERVICES = {"bus": ("公交", "Bus"), "coach": ("客车", "Coach")}
_TRIPS = ("fleet", "delay_minutes", "state")
_VEHICLES = ("fleet", "energy", "km", "km_empty", "driven_kwh")

ServiceFunction = TypeVar("ServiceFunction", bound=Callable[[Facts, str], float | None])


def _timetabled(
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


def _vehicles(facts: Facts, service: str) -> pd.DataFrame:
    return facts.of_service("vehicles", service, _VEHICLES)


@_timetabled(
    "trips",
    "1",
    "none",
    ("计划班次", "trips"),
    "时刻表中的班次数。",
)
def trips(facts: Facts, service: str) -> float:
    """Trips in the timetable."""
    return float(len(_trips(facts, service)))


@_timetabled(
    "cancelled",
    "1",
    "lower",
    ("取消班次", "trips cancelled"),
    "未能开行的班次数。",
)
def cancelled(facts: Facts, service: str) -> float:
    """Trips that were not run."""
    return float((_trips(facts, service)["state"] == "cancelled").sum())


@_timetabled(
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


@_timetabled(
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


@_timetabled(
    "km",
    "km",
    "none",
    ("行驶里程", "km"),
    "车辆行驶的全部里程，含空驶。",
)
def km(facts: Facts, service: str) -> float:
    """Kilometres driven, those without passengers included."""
    return float(_vehicles(facts, service)["km"].sum())


@_timetabled(
    "kwh_per_km",
    "kWh/km",
    "lower",
    ("单位电耗", "consumption"),
    "纯电动车辆的电池侧用电与里程之比。",
)
def kwh_per_km(facts: Facts, service: str) -> float | None:
    """Energy from the battery per km, of battery vehicles."""
    rows = _vehicles(facts, service)
    rows = rows[rows["energy"] == "battery"]
    driven = float(rows["km"].sum())
    return float(rows["driven_kwh"].sum()) / driven if driven > 0 else None


def _requests(facts: Facts) -> tuple[float, float, float, float] | None:
    """Return requests, served, lost and minutes waited of all taxis, or None without taxis."""
    if not facts.fleets("taxi"):
        return None
    rows = facts.of_service("requests", "taxi")
    asked, served, lost, waited = (
        float(rows[name].sum()) for name in ("requests", "served", "lost", "wait_minutes")
    )
    return asked, served, lost, waited


@kpi(
    "mobility",
    "taxi_requests",
    "1",
    "none",
    ("出租车请求数", "Taxi requests"),
    "乘客用车请求的次数。",
    rank=2,
)
def taxi_requests(facts: Facts) -> float | None:
    """Requests of passengers."""
    sums = _requests(facts)
    return None if sums is None else sums[0]


@kpi(
    "mobility",
    "taxi_served",
    "%",
    "higher",
    ("出租车服务率", "Taxi requests served"),
    "得到服务的请求占比。",
    rank=2,
)
def taxi_served(facts: Facts) -> float | None:
    """Share of the requests that were served."""
    sums = _requests(facts)
    return None if sums is None or sums[0] == 0 else 100.0 * sums[1] / sums[0]


@kpi(
    "mobility",
    "taxi_lost",
    "1",
    "lower",
    ("出租车流失请求", "Taxi requests lost"),
    "乘客等待超过耐心而放弃的请求数。",
    rank=2,
)
def taxi_lost(facts: Facts) -> float | None:
    """Requests given up because the wait was too long."""
    sums = _requests(facts)
    return None if sums is None else sums[2]


@kpi(
    "mobility",
    "taxi_mean_wait",
    "min",
    "lower",
    ("出租车平均候车", "Mean wait for a taxi"),
    "得到服务的乘客的平均候车时间。",
    rank=2,
)
def taxi_mean_wait(facts: Facts) -> float | None:
    """Mean wait of the passengers who were served."""
    sums = _requests(facts)
    return None if sums is None or sums[1] == 0 else sums[3] / sums[1]


@kpi(
    "mobility",
    "taxi_p90_wait",
    "min",
    "lower",
    ("出租车候车 P90", "P90 wait for a taxi"),
    "90 % 的乘客候车不超过此时间（半分钟分档，取档上限）。",
    rank=2,
)
def taxi_p90_wait(facts: Facts) -> float | None:
    """Wait that 90 % of the passengers do not exceed (upper edge of a half-minute bin)."""
    rows = facts.of_service("waits", "taxi").groupby("wait_minutes")["count"].sum()
    if rows.sum() == 0:
        return None
    counted = rows.sort_index().cumsum()
    edge = counted.index[int(np.searchsorted(counted.to_numpy(), 0.9 * counted.iloc[-1]))]
    return float(edge) + 0.5


@kpi(
    "mobility",
    "taxi_km",
    "km",
    "none",
    ("出租车行驶里程", "Taxi km"),
    "出租车行驶的全部里程。",
    rank=2,
)
def taxi_km(facts: Facts) -> float | None:
    """Kilometres driven by taxis."""
    return float(_vehicles(facts, "taxi")["km"].sum()) if facts.fleets("taxi") else None


@kpi(
    "mobility",
    "taxi_empty",
    "%",
    "lower",
    ("出租车空驶率", "Taxi km without passengers"),
    "没有乘客的里程占比：接客、巡游与充电途中。",
    rank=2,
)
def taxi_empty(facts: Facts) -> float | None:
    """Share of km without passengers: to pick-ups, cruising and to charging."""
    rows = _vehicles(facts, "taxi")
    driven = float(rows["km"].sum())
    return 100.0 * float(rows["km_empty"].sum()) / driven if driven > 0 else None


@kpi(
    "mobility",
    "taxi_kwh_per_km",
    "kWh/km",
    "lower",
    ("出租车单位电耗", "Taxi consumption"),
    "纯电动出租车的电池侧用电与里程之比。",
    rank=2,
)
def taxi_kwh_per_km(facts: Facts) -> float | None:
    """Energy from the battery per km, of battery taxis."""
    return kwh_per_km(facts, "taxi")
