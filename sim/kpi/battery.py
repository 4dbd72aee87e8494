"""Batteries: what is left of them, how long they last, and what their wear costs.

Fade is that of the simulated period on new batteries; on stationary ones that begin with less, with
what they had lost before. Years until 80 % (60 % in a second life) let every year wear as the
period did: for a period of less than a year that is an extrapolation of its season. Wear spreads
the price of the battery evenly over these years; it is a part of what vehicles and storage cost and
is therefore shown beside `total_cost`, never added to it.
"""

from collections.abc import Callable

import pandas as pd

from sim.kpi.facts import Facts
from sim.kpi.registry import Better, kpi

_VEHICLE_PRICE = "battery_traction"
STORAGE_PRICES = {"new": "capital_battery", "second_life": "capital_battery_second_life"}
"""Names of the prices of stationary batteries by where their cells come from."""
_OWNERS = {
    "bus": ("公交车", "buses"),
    "coach": ("客车", "coaches"),
    "taxi": ("出租车", "taxis"),
    "storage": ("储能", "stationary batteries"),
}
_PERCENT = 100.0

_Function = Callable[[Facts, str], float | None]


def _batteries(facts: Facts, owner: str) -> pd.DataFrame:
    """Return a row a battery: capacity_kwh, soh_end, battery_life_years, moved_kwh."""
    return facts.once(("batteries of", owner), lambda: _battery_rows(facts, owner))


def _battery_rows(facts: Facts, owner: str) -> pd.DataFrame:
    if owner == "storage":
        rows = facts.table("batteries")
        return rows.assign(moved_kwh=rows["discharged_kwh"])
    rows = facts.of_service("vehicles", owner)
    rows = rows[rows["energy"] == "battery"]
    return rows.assign(capacity_kwh=rows["battery_kwh"], moved_kwh=rows["driven_kwh"])


def wear_cny(facts: Facts, owner: str) -> float:
    """Return the price of the batteries of `owner` times the share of their life that went by."""
    rows = _batteries(facts, owner)
    price: float | pd.Series
    if owner == "storage":
        by_origin = {origin: facts.prices.value(name) for origin, name in STORAGE_PRICES.items()}
        price = rows["origin"].map(by_origin).astype(float)
    else:
        price = facts.prices.value(_VEHICLE_PRICE)
    return float((price * rows["capacity_kwh"] / rows["battery_life_years"]).sum()) * facts.years


def _soh_mean(facts: Facts, owner: str) -> float | None:
    """Capacity left at the end of the period over that of a new battery."""
    rows = _batteries(facts, owner)
    return float(rows["soh_end"].mean()) * _PERCENT if len(rows) else None


def _soh_worst(facts: Facts, owner: str) -> float | None:
    """The least state of health of any battery at the end of the period."""
    rows = _batteries(facts, owner)
    return float(rows["soh_end"].min()) * _PERCENT if len(rows) else None


def _life(facts: Facts, owner: str) -> float | None:
    """Mean years until 80 % is left (second life: 60 %), if every year wears as the period did."""
    rows = _batteries(facts, owner)
    return float(rows["battery_life_years"].mean()) if len(rows) else None


def _wear(facts: Facts, owner: str) -> float | None:
    """Price of new batteries, evenly over their years until 80 %; not in the total cost."""
    return wear_cny(facts, owner) if len(_batteries(facts, owner)) else None


def _wear_rate(facts: Facts, owner: str) -> float | None:
    """Battery wear over the energy that the batteries gave."""
    moved_kwh = float(_batteries(facts, owner)["moved_kwh"].sum())
    return wear_cny(facts, owner) / moved_kwh if moved_kwh > 0.0 else None


_KPIS: tuple[tuple[str, str, Better, tuple[str, str], str, _Function], ...] = (
    ("soh", "%", "higher", ("{}电池期末健康度（平均）", "State of health, {}, mean"),
     "模拟期末剩余容量占新电池容量之比的平均值。", _soh_mean),
    ("soh_worst", "%", "higher", ("{}电池期末健康度（最差）", "State of health, {}, worst"),
     "模拟期末健康度最低的一组电池。", _soh_worst),
    ("battery_life", "a", "higher", ("{}电池寿命（至 80%）", "Years until 80 %, {}"),
     "容量降至 80%（梯次利用电池为 60%）的年数（各电池平均），假定以后每年的衰减条件与模拟期相同；"
     "不足一年时为外推。",
     _life),
    ("battery_wear", "CNY", "lower", ("{}电池折耗", "Battery wear, {}"),
     "新电池价格按寿命（至 80%）均摊到模拟期；已含在投资年金内，不计入总成本。", _wear),
    ("battery_wear_rate", "CNY/kWh", "lower", ("{}电池每度电折耗", "Battery wear per kWh, {}"),
     "电池折耗除以电池放出的电量。", _wear_rate),
)  # fmt: skip
"""Name, unit, better direction, labels, definition, and function of facts and owner."""


def _enter(owner: str, zh: str, en: str, rank: int) -> None:
    """Enter every KPI of batteries for one owner."""
    for name, unit, better, labels, says_zh, function in _KPIS:

        def one(facts: Facts, function: _Function = function) -> float | None:
            return function(facts, owner)

        one.__doc__ = function.__doc__
        both = (labels[0].format(zh), labels[1].format(en))
        kpi("battery", f"{name}_{owner}", unit, better, both, says_zh, rank)(one)


for _rank, (_owner, (_zh, _en)) in enumerate(_OWNERS.items()):
    _enter(_owner, _zh, _en, _rank)
