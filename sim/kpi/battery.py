"""Batteries: what is left of them, how long they last, and what their wear costs.

Fade is that of the simulated period on new batteries. Years until 80 % let every year wear as the
period did: for a period of less than a year that is an extrapolation of its season. Wear spreads
the price of a new battery evenly over these years; it is a part of what vehicles and storage cost
and is therefore shown beside `total_cost`, never added to it.
"""

from collections.abc import Callable

import pandas as pd

from sim.kpi.facts import Facts
from sim.kpi.registry import kpi

_VEHICLE_PRICE, _STORAGE_PRICE = "battery_traction", "capital_battery"
_OWNERS = {
    "bus": ("公交车", "buses"),
    "coach": ("客车", "coaches"),
    "taxi": ("出租车", "taxis"),
    "storage": ("储能", "stationary batteries"),
}
_PERCENT = 100.0


def _batteries(facts: Facts, owner: str) -> pd.DataFrame:
    """Return a row a battery: capacity_kwh, soh_end, battery_life_years, moved_kwh."""
    if owner == "storage":
        rows = facts.table("batteries")
        return rows.assign(moved_kwh=rows["discharged_kwh"])
    rows = facts.of_service("vehicles", owner)
    rows = rows[rows["energy"] == "battery"]
    return rows.assign(capacity_kwh=rows["battery_kwh"], moved_kwh=rows["driven_kwh"])


def wear_cny(facts: Facts, owner: str) -> float:
    """Return the price of the batteries of `owner` times the share of their life that went by."""
    rows = _batteries(facts, owner)
    price = facts.prices.value(_STORAGE_PRICE if owner == "storage" else _VEHICLE_PRICE)
    return float((price * rows["capacity_kwh"] / rows["battery_life_years"]).sum()) * facts.years


def _soh(facts: Facts, owner: str, choose: Callable[[pd.Series], float]) -> float | None:
    rows = _batteries(facts, owner)
    return float(choose(rows["soh_end"])) * _PERCENT if len(rows) else None


def _enter(owner: str, zh: str, en: str, rank: int) -> None:
    @kpi(
        "battery",
        f"soh_{owner}",
        "%",
        "higher",
        (f"{zh}电池期末健康度（平均）", f"State of health, {en}, mean"),
        "模拟期末剩余容量占新电池容量之比的平均值，期初按新电池计。",
        rank,
    )
    def mean_soh(facts: Facts) -> float | None:
        """Capacity left at the end of the period over that of a new battery; new at its begin."""
        return _soh(facts, owner, lambda soh: soh.mean())

    @kpi(
        "battery",
        f"soh_worst_{owner}",
        "%",
        "higher",
        (f"{zh}电池期末健康度（最差）", f"State of health, {en}, worst"),
        "模拟期末健康度最低的一组电池。",
        rank,
    )
    def worst_soh(facts: Facts) -> float | None:
        """The least state of health of any battery at the end of the period."""
        return _soh(facts, owner, lambda soh: soh.min())

    @kpi(
        "battery",
        f"battery_life_{owner}",
        "a",
        "higher",
        (f"{zh}电池寿命（至 80%）", f"Years until 80 %, {en}"),
        "容量降至 80% 的年数（各电池平均），假定以后每年的衰减条件与模拟期相同；不足一年时为外推。",
        rank,
    )
    def life(facts: Facts) -> float | None:
        """Mean years until 80 % is left, if every year wears as the period; else extrapolated."""
        rows = _batteries(facts, owner)
        return float(rows["battery_life_years"].mean()) if len(rows) else None

    @kpi(
        "battery",
        f"battery_wear_{owner}",
        "CNY",
        "lower",
        (f"{zh}电池折耗", f"Battery wear, {en}"),
        "新电池价格按寿命（至 80%）均摊到模拟期；已含在投资年金内，不计入总成本。",
        rank,
    )
    def wear(facts: Facts) -> float | None:
        """Price of new batteries, evenly over their years until 80 %; not in the total cost."""
        return wear_cny(facts, owner) if len(_batteries(facts, owner)) else None

    @kpi(
        "battery",
        f"battery_wear_rate_{owner}",
        "CNY/kWh",
        "lower",
        (f"{zh}电池每度电折耗", f"Battery wear per kWh, {en}"),
        "电池折耗除以电池放出的电量。",
        rank,
    )
    def wear_rate(facts: Facts) -> float | None:
        """Battery wear over the energy that the batteries gave."""
        moved_kwh = float(_batteries(facts, owner)["moved_kwh"].sum())
        return wear_cny(facts, owner) / moved_kwh if moved_kwh > 0.0 else None


for _rank, (_owner, (_zh, _en)) in enumerate(_OWNERS.items()):
    _enter(_owner, _zh, _en, _rank)
