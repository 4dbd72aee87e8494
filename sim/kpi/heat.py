"""Heat: what buildings get, what it takes, and whether they stay warm."""

import pandas as pd

from sim.kpi.facts import Facts
from sim.kpi.registry import kpi

_HEAT_PUMPS = ("air_source", "ground_source", "sewage_source", "waste_heat")


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


_BOUNDARIES = {
    "h1": (
        "仅热泵机组",
        "heat pump alone",
        "热泵制热量除以压缩机耗电（SEPEMO 边界 H1；EN 14511 的 COP 已含风机）。",
        "Heat of heat pumps over their compressors' electricity (with an air-source unit's fan).",
    ),
    "h2": (
        "含热源侧水泵",
        "with source pumps",
        "热泵制热量除以压缩机与热源侧水泵耗电（SEPEMO 边界 H2，相当于 SCOPnet）。",
        "Heat of heat pumps over the electricity of compressors and of pumps at the source.",
    ),
    "h3": (
        "含备用热源",
        "with backup",
        "热泵建筑全部供热量除以 H2 耗电与备用电热、燃气、集中供热之和（SEPEMO H3，即 SCOPon）。",
        "All heat of buildings with heat pumps over H2's electricity and what backups take.",
    ),
    "h4": (
        "含循环水泵",
        "with circulation pumps",
        "热泵建筑全部供热量除以 H3 耗能加循环水泵耗电（SEPEMO 边界 H4）。",
        "As H3, over circulation pumps too.",
    ),
}


def spf(facts: Facts, boundary: str) -> float | None:
    """Return a seasonal performance factor by its boundary of SEPEMO; hot water counts."""
    rows = facts.table("buildings")
    total = rows[rows.groupby("building")["compressor_kwh"].transform("sum") > 0.0].sum(
        numeric_only=True
    )
    pumped = float(total["compressor_kwh"] + total["ambient_kwh"])
    if pumped <= 0.0:
        return None
    heat = {"h1": pumped, "h2": pumped}
    drawn = {"h1": float(total["compressor_kwh"])}
    drawn["h2"] = drawn["h1"] + float(total["source_pump_kwh"])
    heat["h3"] = heat["h4"] = pumped + float(total["backup_kwh"] + total["boiler_kwh"])
    drawn["h3"] = drawn["h2"] + float(
        total["backup_kwh"] + total["gas_kwh"] + total["district_kwh"]
    )
    drawn["h4"] = drawn["h3"] + float(total["pump_kwh"])
    return heat[boundary] / drawn[boundary]


def _enter_spf(boundary: str) -> None:
    zh, en, explained_zh, explained_en = _BOUNDARIES[boundary]

    def factor(facts: Facts) -> float | None:
        return spf(facts, boundary)

    factor.__doc__ = explained_en
    labels = f"SPF {boundary.upper()}（{zh}）", f"SPF {boundary.upper()}, {en}"
    kpi("heat", f"spf_{boundary}", "1", "higher", labels, explained_zh)(factor)


for _boundary in _BOUNDARIES:
    _enter_spf(_boundary)


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
    "采暖季室温低于设定值1 K以上或供热不足（缺热超过设计热负荷的3%）的小时数，按供热面积平均。",
)
def hours_below_setpoint(facts: Facts) -> float | None:
    """Hours of the season more than 1 K below the set-point, or in which more than 3 % of the
    design heat load is missing; mean over the heated area.
    """
    return _mean_by_area(facts, "hours_below_setpoint")


def _mean_by_area(facts: Facts, column: str) -> float | None:
    rows, area = facts.table("buildings"), facts.heated_area_m2
    return float((rows[column] * rows["heated_area_m2"]).sum()) / area if area > 0 else None


@kpi(
    "heat",
    "hours_overheated",
    "h",
    "lower",
    ("过热时长", "Overheated hours"),
    "有人时室内空气温度高于27 °C（EN 16798-1 II 类夏季限值26 °C加1 K）的小时数，按供热面积平均。",
)
def hours_overheated(facts: Facts) -> float | None:
    """Hours with somebody in rooms above 27 °C (26 °C of EN 16798-1, category II, and 1 K); mean
    over the heated area.
    """
    return _mean_by_area(facts, "hours_overheated")


@kpi(
    "heat",
    "area_in_use",
    "m2",
    "higher",
    ("在用建筑面积", "Floor area in use"),
    "供热面积按模拟期内在用时间的平均值；施工中的建筑不计。",
)
def area_in_use(facts: Facts) -> float:
    """Heated area, mean over the period; buildings under construction do not count."""
    rows = facts.table("buildings")
    return float((rows["hours_in_use"] * rows["heated_area_m2"]).sum()) / facts.hours


@kpi(
    "heat",
    "ground_source_spf",
    "1",
    "higher",
    ("地源热泵季节性能系数", "Ground-source seasonal performance"),
    "地源热泵建筑的采暖热量与采暖耗电之比，耗电含辅助电加热、地埋侧与用户侧水泵。",
)
def ground_source_spf(facts: Facts) -> float | None:
    """Space heat over its electricity (backup, pumps of both sides) in buildings with boreholes."""
    rows = facts.table("buildings")
    rows = rows[rows["system"] == "ground_source"]
    electricity_kwh = float(rows["heating_electricity_kwh"].sum())
    return float(rows["heat_kwh"].sum()) / electricity_kwh if electricity_kwh > 0.0 else None


def _fields(facts: Facts) -> pd.DataFrame:
    rows = facts.table("sources")
    return rows[rows["boreholes"] > 0]


@kpi(
    "heat",
    "ground_coldest_fluid",
    "degC",
    "higher",
    ("地埋管最低出水温度", "Coldest fluid from boreholes"),
    "所有地埋管场中进入热泵的流体的最低温度。",
)
def ground_coldest_fluid(facts: Facts) -> float | None:
    """Coldest fluid that came from any bore field to its heat pumps."""
    rows = _fields(facts)
    return None if rows.empty else float(rows["coldest_c"].min())


@kpi(
    "heat",
    "ground_drift",
    "K",
    "none",
    ("土壤十年降温", "Ground colder in ten years"),
    "按本年取放热的不平衡量，十年后孔壁降温多少，负值为升温"
    "（取变化最大的地埋管场；模拟期不足一年则无此值）。",
)
def ground_drift(facts: Facts) -> float | None:
    """Borehole walls colder (negative: warmer) after ten such years, of the field that changes
    most; needs a year.
    """
    drift_k = _fields(facts)["drift_k"].dropna().tolist()
    return max(drift_k, key=abs, default=None)
