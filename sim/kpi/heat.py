"""Heat: what buildings get, what it takes, and whether they stay warm."""

import pandas as pd

from sim.kpi.facts import Facts
from sim.kpi.registry import kpi

_HEAT_PUMPS = ("air_source", "ground_source")


def _sum_kwh(facts: Facts, column: str) -> float:
    return float(facts.table("buildings")[column].sum())


def _heat_pumps(facts: Facts) -> pd.DataFrame | None:
    """Return the rows of buildings with heat pumps that ran, or None."""
    rows = facts.table("buildings")
    rows = rows[rows["system"].isin(_HEAT_PUMPS)]
    return rows if float(rows["heating_electricity_kwh"].sum()) > 0 else None


@kpi(
    "heat",
    "space_heat",
    "MWh",
    "lower",
    ("采暖热量", "Space heat"),
    "送入建筑的采暖热量。",
)
def space_heat(facts: Facts) -> float:
    """Heat delivered for space heating."""
    return _sum_kwh(facts, "heat_kwh") / 1000.0


@kpi(
    "heat",
    "hot_water",
    "MWh",
    "none",
    ("生活热水热量", "Hot water"),
    "生活热水热量。",
)
def hot_water(facts: Facts) -> float:
    """Heat delivered for hot water."""
    return _sum_kwh(facts, "hot_water_kwh") / 1000.0


@kpi(
    "heat",
    "heat_electricity",
    "MWh",
    "none",
    ("供热耗电", "Electricity for heat"),
    "采暖与生活热水耗电，含辅助电加热、化霜与水泵。",
)
def heat_electricity(facts: Facts) -> float:
    """Electricity for space heat and hot water, with backup, defrosting and pumps."""
    both = ("heating_electricity_kwh", "hot_water_electricity_kwh")
    return sum(_sum_kwh(facts, name) for name in both) / 1000.0


@kpi(
    "heat",
    "specific_heat",
    "kWh/m2",
    "lower",
    ("单位面积采暖热量", "Specific space heat"),
    "采暖热量除以供热面积（模拟期内）。",
)
def specific_heat(facts: Facts) -> float | None:
    """Space heat per heated area in the simulated period."""
    area = facts.heated_area_m2
    return _sum_kwh(facts, "heat_kwh") / area if area > 0 else None


@kpi(
    "heat",
    "heat_pump_spf",
    "1",
    "higher",
    ("热泵季节性能系数", "Heat pumps' seasonal performance"),
    "热泵建筑的采暖热量与采暖耗电之比，耗电含辅助电加热、化霜与水泵。",
)
def heat_pump_spf(facts: Facts) -> float | None:
    """Space heat over its electricity (backup, defrosting, pumps) in heat-pump buildings."""
    rows = _heat_pumps(facts)
    if rows is None:
        return None
    return float(rows["heat_kwh"].sum() / rows["heating_electricity_kwh"].sum())


@kpi(
    "heat",
    "backup_share",
    "%",
    "lower",
    ("辅助电加热占比", "Share of backup heaters"),
    "辅助电加热占热泵建筑采暖耗电的比例。",
)
def backup_share(facts: Facts) -> float | None:
    """Backup heaters' part of the heating electricity in heat-pump buildings."""
    rows = _heat_pumps(facts)
    if rows is None:
        return None
    return 100.0 * float(rows["backup_kwh"].sum() / rows["heating_electricity_kwh"].sum())


@kpi(
    "heat",
    "defrost_share",
    "%",
    "lower",
    ("化霜耗电占比", "Share of defrosting"),
    "化霜占热泵建筑采暖耗电的比例。",
)
def defrost_share(facts: Facts) -> float | None:
    """Defrosting's part of the heating electricity in heat-pump buildings."""
    rows = _heat_pumps(facts)
    if rows is None:
        return None
    return 100.0 * float(rows["defrost_kwh"].sum() / rows["heating_electricity_kwh"].sum())


@kpi(
    "heat",
    "unmet_heat",
    "MWh",
    "lower",
    ("未满足热量", "Unmet heat"),
    "供热系统未能送出的需求热量。",
)
def unmet_heat(facts: Facts) -> float:
    """Heat that was needed and could not be delivered."""
    return _sum_kwh(facts, "unmet_kwh") / 1000.0


@kpi(
    "heat",
    "hours_below_setpoint",
    "h",
    "lower",
    ("低于设定温度时长", "Hours below set-point"),
    "室温低于采暖设定值的小时数，按供热面积平均。",
)
def hours_below_setpoint(facts: Facts) -> float | None:
    """Hours below the heating set-point, mean over the heated area."""
    rows = facts.table("buildings")
    area = facts.heated_area_m2
    weighted = float((rows["hours_below_setpoint"] * rows["heated_area_m2"]).sum())
    return weighted / area if area > 0 else None
