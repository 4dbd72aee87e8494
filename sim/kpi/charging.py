"""Charging: sessions, queues and the use of plugs."""

import numpy as np
import pandas as pd

from sim.kpi.facts import Facts
from sim.kpi.registry import kpi

_COLUMNS = ("start", "end", "wait_minutes", "energy_kwh")


def _sessions(facts: Facts) -> pd.DataFrame:
    return facts.table("sessions", _COLUMNS)


def _waits(facts: Facts) -> pd.Series | None:
    """Return the minutes that each session waited, or None without sessions."""
    waits = _sessions(facts)["wait_minutes"]
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
    return float(len(_sessions(facts))) if _plugs(facts) else None


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
