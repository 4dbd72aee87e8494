"""Mobility of taxis: requests, waits, kilometres."""

import numpy as np

from sim.kpi.facts import Facts
from sim.kpi.registry import kpi
from sim.kpi.timetabled import kwh_per_km, vehicles


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
    return float(vehicles(facts, "taxi")["km"].sum()) if facts.fleets("taxi") else None


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
    rows = vehicles(facts, "taxi")
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
