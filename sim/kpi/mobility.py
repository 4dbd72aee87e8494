"""Mobility: whether buses and coaches run on time and taxis find their passengers."""

from collections.abc import Callable
from typing import TypeVar

import numpy as np
import pandas as pd

from sim.kpi.facts import Facts
from sim.kpi.registry import Better, kpi

_SERVICES = {"bus": ("公交", "Bus"), "coach": ("客车", "Coach")}
_TRIPS = ("fleet", "delay_minutes", "state")
_RIDERS = ("fleet", "state", "km", "passengers", "load", "left_behind")
_VEHICLES = ("fleet", "energy", "km", "km_empty", "driven_kwh")
_TAXIS = (*_VEHICLES, "charging_hours", "break_hours", "km_to_charge", "towed")

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


def _riders(facts: Facts, service: str) -> pd.DataFrame:
    """Return the trips that were run, with their passenger kilometres."""
    rows = facts.of_service("trips", service, _RIDERS)
    rows = rows[rows["state"] == "run"]
    return rows.assign(passenger_km=rows["passengers"] * rows["km"])


@_timetabled(
    "passenger_km",
    "km",
    "none",
    ("客运周转量", "passenger km"),
    "已开行班次的平均在车人数乘以里程。",
)
def passenger_km(facts: Facts, service: str) -> float:
    """Passengers aboard times kilometres, of the trips that were run."""
    return float(_riders(facts, service)["passenger_km"].sum())


@_timetabled(
    "standing_trips",
    "%",
    "lower",
    ("有站立乘客的班次", "trips with standing passengers"),
    "最满断面人数超过座位数的班次占已开行班次的比例。",
)
def standing_trips(facts: Facts, service: str) -> float | None:
    """Share of the trips run that have more passengers than seats on their fullest section."""
    rows = _riders(facts, service)
    return 100.0 * float((rows["load"] > 1.0).mean()) if len(rows) else None


@_timetabled(
    "standing_km",
    "%",
    "lower",
    ("拥挤班次的周转量占比", "passenger km on trips with standing passengers"),
    "最满断面人数超过座位数的班次占客运周转量的比例。",
)
def standing_km(facts: Facts, service: str) -> float | None:
    """Share of the passenger kilometres that are on trips with more passengers than seats."""
    rows = _riders(facts, service)
    total = float(rows["passenger_km"].sum())
    return (
        100.0 * float(rows.loc[rows["load"] > 1.0, "passenger_km"].sum()) / total if total else None
    )


@_timetabled(
    "full_trips",
    "%",
    "lower",
    ("满员班次", "full trips"),
    "最满断面人数达到或超过座位与站位总数，或有乘客滞留的班次占已开行班次的比例。",
)
def full_trips(facts: Facts, service: str) -> float | None:
    """Share of the trips run that have more passengers than places, or leave some behind."""
    rows = _riders(facts, service)
    if rows.empty:
        return None
    table = facts.table("fleets").set_index("fleet")
    places = rows["fleet"].astype(str).map((table["places"] / table["seats"]).to_dict())
    full = (rows["load"].to_numpy() > places.to_numpy(dtype=float)) | (rows["left_behind"] > 0.0)
    return 100.0 * float(full.mean())


def _depots(facts: Facts, service: str) -> pd.DataFrame:
    return facts.of_service("depots", service)


def _has_yard(facts: Facts, service: str) -> bool:
    return not facts.of_service("yard", service, ("fleet",)).empty


@_timetabled(
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


@_timetabled(
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


@_timetabled(
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


@_timetabled(
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


def _taxis(facts: Facts) -> pd.DataFrame:
    return facts.of_service("vehicles", "taxi", _TAXIS)


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


def _travel(facts: Facts, column: str) -> float | None:
    """Return a column of ``travel`` summed over the period, or None without such a measure."""
    rows = facts.table("travel")
    return float((rows[column] * rows["days"]).sum()) if len(rows) else None


@kpi(
    "mobility",
    "travel_moved",
    "1",
    "none",
    ("改乘公交的人次", "Passengers who change to buses"),
    "低碳出行措施使其不再乘出租车或开车的人次（平均值）。",
    rank=3,
)
def travel_moved(facts: Facts) -> float | None:
    """Persons who leave taxis and cars by the measure of low-carbon travel (mean)."""
    return _travel(facts, "persons")


@kpi(
    "mobility",
    "travel_moved_km",
    "km",
    "none",
    ("转移到公交的周转量", "Passenger km that change to buses"),
    "改乘公交的人次乘以其出行里程（平均值）。",
    rank=3,
)
def travel_moved_km(facts: Facts) -> float | None:
    """Kilometres of those persons (mean)."""
    return _travel(facts, "person_km")


@kpi(
    "mobility",
    "travel_left_behind",
    "1",
    "lower",
    ("改乘未成的人次", "Passengers left behind"),
    "改乘公交而当小时没有班次或车辆已满、未能上车的人次（平均值）。",
    rank=3,
)
def travel_left_behind(facts: Facts) -> float | None:
    """Of those persons, who found no bus in their hour, or all of them full (mean)."""
    return _travel(facts, "left_behind")
