"""Mobility of taxis: empty kilometres, hours and income that charging costs, and what they earn."""

import pandas as pd

from sim.kpi.facts import Facts
from sim.kpi.registry import kpi
from sim.kpi.timetabled import VEHICLES

_COLUMNS = (*VEHICLES, "charging_hours", "break_hours", "km_to_charge", "towed")


def _taxis(facts: Facts) -> pd.DataFrame:
    return facts.of_service("vehicles", "taxi", _COLUMNS)


def _requests_sum(facts: Facts, column: str) -> float | None:
    """Return the sum of a column of ``requests``, or None without taxis."""
    if not facts.fleets("taxi"):
        return None
    return float(facts.of_service("requests", "taxi")[column].sum())


@kpi(
    "mobility",
    "taxi_empty_km",
    "km",
    "lower",
    ("出租车空驶里程", "Taxi km without passengers, in all"),
    "没有乘客的里程：接客、巡游、交接班与充电途中。",
    rank=2,
)
def taxi_empty_km(facts: Facts) -> float | None:
    """Kilometres without passengers: to pick-ups, cruising, to hand-overs and to charging."""
    return float(_taxis(facts)["km_empty"].sum()) if facts.fleets("taxi") else None


@kpi(
    "mobility",
    "taxi_km_to_charge",
    "km",
    "lower",
    ("出租车充电途中里程", "Taxi km to charging"),
    "前往充电站的空驶里程。",
    rank=2,
)
def taxi_km_to_charge(facts: Facts) -> float | None:
    """Kilometres driven to stations."""
    return float(_taxis(facts)["km_to_charge"].sum()) if facts.fleets("taxi") else None


@kpi(
    "mobility",
    "taxi_charging_hours",
    "h",
    "lower",
    ("出租车每日充电耗时", "Taxi hours lost to charging, a day"),
    "每辆出租车每天前往充电站、排队与充电的时间，扣除司机同时用餐的时间。",
    rank=2,
)
def taxi_charging_hours(facts: Facts) -> float | None:
    """Hours a taxi and day on the way to stations, in queues and at plugs, but for meals there."""
    rows = _taxis(facts)
    if rows.empty:
        return None
    return float(rows["charging_hours"].sum()) / len(rows) / facts.grid.days


@kpi(
    "mobility",
    "taxi_fares",
    "CNY",
    "higher",
    ("出租车营收", "Taxi fares"),
    "得到服务的乘客支付的车费。",
    rank=2,
)
def taxi_fares(facts: Facts) -> float | None:
    """What the passengers who were served pay."""
    return _requests_sum(facts, "fare_cny")


@kpi(
    "mobility",
    "taxi_lost_fares",
    "CNY",
    "lower",
    ("流失请求的车费", "Fares of lost taxi requests"),
    "因候车过久而流失的请求本应支付的车费。",
    rank=2,
)
def taxi_lost_fares(facts: Facts) -> float | None:
    """What the passengers who gave up would have paid."""
    return _requests_sum(facts, "lost_cny")


@kpi(
    "mobility",
    "taxi_hourly_fares",
    "CNY/h",
    "higher",
    ("出租车每工作小时营收", "Taxi fares per working hour"),
    "车费除以出租车在岗时间（不含休息、交接班与充电）。",
    rank=2,
)
def taxi_hourly_fares(facts: Facts) -> float | None:
    """Fares over the hours in which taxis work: all but breaks, hand-overs and charging."""
    rows, fares = _taxis(facts), _requests_sum(facts, "fare_cny")
    away = float((rows["charging_hours"] + rows["break_hours"]).sum())
    worked = len(rows) * facts.hours - away
    return fares / worked if fares is not None and worked > 0.0 else None


@kpi(
    "mobility",
    "taxi_charging_income_lost",
    "CNY",
    "lower",
    ("充电损失的营收", "Taxi income lost to charging"),
    "充电耗时乘以每工作小时营收。",
    rank=2,
)
def taxi_charging_income_lost(facts: Facts) -> float | None:
    """Hours lost to charging times the fares per working hour."""
    hourly = taxi_hourly_fares(facts)
    return None if hourly is None else hourly * float(_taxis(facts)["charging_hours"].sum())


@kpi(
    "mobility",
    "taxi_towed",
    "1",
    "lower",
    ("出租车抛锚拖车", "Taxis towed"),
    "因电量不足无法到达充电站而被拖走的次数。",
    rank=2,
)
def taxi_towed(facts: Facts) -> float | None:
    """How often a taxi could not reach a station and was towed."""
    return float(_taxis(facts)["towed"].sum()) if facts.fleets("taxi") else None


@kpi(
    "mobility",
    "taxi_moved",
    "1",
    "none",
    ("改乘公交的出租车请求", "Taxi requests moved to buses"),
    "由低碳出行措施转向公交、不再叫车的请求数。",
    rank=2,
)
def taxi_moved(facts: Facts) -> float | None:
    """Requests that travel by bus instead, by the measure of low-carbon travel."""
    return _requests_sum(facts, "moved")
