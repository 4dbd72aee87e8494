"""Charging: sessions, queues and the use of plugs."""

import numpy as np
import pandas as pd

from sim.kpi.facts import Facts
from sim.kpi.registry import kpi

_COLUMNS = ("fleet", "start", "end", "wait_minutes", "energy_kwh", "fed_kwh", "short_kwh")
_STOCK = "swap-stock"
"""What stands for a fleet in the sessions of batteries that wait to be swapped."""


def _sessions(facts: Facts) -> pd.DataFrame:
    return facts.table("sessions", _COLUMNS)


def _of_vehicles(facts: Facts) -> pd.DataFrame:
    """Return the sessions of vehicles, without those of batteries on a swap station's rack."""
    rows = _sessions(facts)
    return facts.once("sessions of vehicles", lambda: rows[rows["fleet"] != _STOCK])


def _waits(facts: Facts) -> pd.Series | None:
    """Return the minutes that each session waited, or None without sessions."""
    waits = _of_vehicles(facts)["wait_minutes"]
    return waits if len(waits) else None


def _plugs(facts: Facts) -> float:
    return float(facts.assets("plug")["quantity"].sum())


@kpi(
    "charging",
    "charging_energy",
    "MWh",
    "none",
    ("充电电量", "Energy charged"),
    "全部充电次数在充电桩电网侧的电量。",
)
def charging_energy(facts: Facts) -> float | None:
    """Energy of all sessions, on the grid side of the plug."""
    return float(_sessions(facts)["energy_kwh"].sum()) / 1000.0 if _plugs(facts) else None


@kpi(
    "charging",
    "charging_sessions",
    "1",
    "none",
    ("充电次数", "Sessions"),
    "开始充电的次数。",
)
def charging_sessions(facts: Facts) -> float | None:
    """Sessions that began."""
    return float(len(_of_vehicles(facts))) if _plugs(facts) else None


@kpi(
    "charging",
    "charging_mean_wait",
    "min",
    "lower",
    ("平均排队时间", "Mean wait for a plug"),
    "每次充电从到站到插枪的平均时间。",
)
def charging_mean_wait(facts: Facts) -> float | None:
    """Mean time from arrival to plug, over all sessions."""
    waits = _waits(facts)
    return None if waits is None else float(waits.mean())


@kpi(
    "charging",
    "charging_share_waiting",
    "%",
    "lower",
    ("需排队的比例", "Share that waits"),
    "到站后需要等待的充电次数占比。",
)
def charging_share_waiting(facts: Facts) -> float | None:
    """Share of sessions that had to wait for a plug."""
    waits = _waits(facts)
    return None if waits is None else 100.0 * float((waits > 0).mean())


@kpi(
    "charging",
    "charging_p95_wait",
    "min",
    "lower",
    ("排队时间 P95", "P95 wait for a plug"),
    "95 % 的充电排队不超过此时间。",
)
def charging_p95_wait(facts: Facts) -> float | None:
    """Wait that 95 % of the sessions do not exceed."""
    waits = _waits(facts)
    return None if waits is None else float(np.percentile(waits, 95))


@kpi(
    "charging",
    "charging_balked",
    "1",
    "lower",
    ("放弃排队次数", "Left the queue"),
    "未充电即离开队列的次数。",
)
def charging_balked(facts: Facts) -> float | None:
    """Users who left a queue without charging."""
    return float(facts.table("balked")["count"].sum()) if _plugs(facts) else None


@kpi(
    "charging",
    "plug_utilisation",
    "%",
    "none",
    ("充电枪利用率", "Plug utilisation"),
    "充电枪被占用的时间占比。",
)
def plug_utilisation(facts: Facts) -> float | None:
    """Share of time for which plugs are taken."""
    plugs = _plugs(facts)
    if not plugs:
        return None
    rows = _sessions(facts)
    taken_h = float((rows["end"] - rows["start"]).dt.total_seconds().sum()) / 3600.0
    return 100.0 * taken_h / (plugs * facts.hours)


@kpi(
    "charging",
    "charging_peak",
    "kW",
    "lower",
    ("充电最大功率", "Charging peak"),
    "全部充电站同时功率的最大值（步长平均）。",
)
def charging_peak(facts: Facts) -> float | None:
    """Highest power of all stations at one time (mean over a step)."""
    return float(facts.park("charging_kw").max()) if _plugs(facts) else None


@kpi(
    "charging",
    "plug_outage_hours",
    "h",
    "lower",
    ("充电枪故障时长", "Plug outage hours"),
    "各充电枪故障小时数之和，计至模拟期末。",
)
def plug_outage_hours(facts: Facts) -> float | None:
    """Hours out of order, summed over plugs, up to the end of the period."""
    if not _plugs(facts):
        return None
    rows = facts.table("outages")
    last = facts.grid.index[0] + pd.Timedelta(days=facts.grid.days)
    ends = rows["end"].fillna(last)
    ends = ends.where(ends <= last, last)
    return float((ends - rows["begin"]).dt.total_seconds().sum()) / 3600.0


@kpi(
    "charging",
    "vehicles_per_plug",
    "1",
    "none",
    ("车桩比", "Vehicles per plug"),
    "车队纯电动车辆数与充电枪数之比（不含社会车辆）。",
)
def vehicles_per_plug(facts: Facts) -> float | None:
    """Battery vehicles of the fleets per plug, without staff and visitors' cars."""
    plugs = _plugs(facts)
    battery = (facts.table("vehicles", ["fleet", "energy"])["energy"] == "battery").sum()
    return float(battery) / plugs if plugs else None


@kpi(
    "charging",
    "charging_short",
    "MWh",
    "lower",
    ("离开时缺电量", "Energy short at departure"),
    "车辆离开充电桩时比所需少的电量（电池侧）。",
)
def charging_short(facts: Facts) -> float | None:
    """What vehicles lacked of the energy that they needed when they left, battery side."""
    return float(_sessions(facts)["short_kwh"].sum()) / 1000.0 if _plugs(facts) else None


@kpi(
    "charging",
    "energy_fed_back",
    "MWh",
    "none",
    ("车网互动反送电量", "Energy fed back"),
    "车辆经充电桩反送电网侧的电量（V2G）。",
)
def energy_fed_back(facts: Facts) -> float | None:
    """Energy that vehicles gave back, on the grid side of the plug."""
    fed = float(_sessions(facts)["fed_kwh"].sum()) / 1000.0
    return fed if fed > 0.0 else None


@kpi(
    "charging",
    "yardstick_gap",
    "%",
    "lower",
    ("与最优的差距", "Above the optimum"),
    "有序充电成本（含缺电惩罚）高于完全预知最优值的比例，各申请站点合计。",
)
def yardstick_gap(facts: Facts) -> float | None:
    """What charging cost above the optimum with perfect foresight, of the sites that asked."""
    rows = facts.table("yardsticks", ("optimum_cny", "gap"))
    rows = rows[rows["gap"].notna()]
    whole = float(rows["optimum_cny"].abs().sum())
    if not len(rows) or whole <= 0.0:
        return None
    return 100.0 * float((rows["gap"] * rows["optimum_cny"].abs()).sum()) / whole


@kpi(
    "charging",
    "call_delivered",
    "kW",
    "higher",
    ("需求响应平均削减", "Delivered to grid calls"),
    "需求响应期间较响应前的平均削减功率，各次各站点合计后按次平均。",
)
def call_delivered(facts: Facts) -> float | None:
    """Mean reduction while a call lasts against the step before it, over all sites of a call."""
    rows = facts.table("grid_calls", ("call", "begin", "delivered_kw"))
    if not len(rows):
        return None
    by_call = rows.groupby(["call", "begin"], observed=True)["delivered_kw"].sum()
    return float(by_call.mean())
