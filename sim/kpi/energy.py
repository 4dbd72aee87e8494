"""Energy: what the park takes, gives, makes and uses, in the simulated period."""

from sim.kpi.facts import Facts
from sim.kpi.registry import kpi


@kpi(
    "energy",
    "grid_import",
    "MWh",
    "lower",
    ("购电量", "Grid import"),
    "各片区从公共电网取用的电量之和。",
)
def grid_import(facts: Facts) -> float:
    """Electricity that the areas take from the public grid."""
    return facts.park_mwh("import_kw")


@kpi(
    "energy",
    "grid_export",
    "MWh",
    "none",
    ("上网电量", "Grid export"),
    "各片区送入公共电网的电量之和。",
)
def grid_export(facts: Facts) -> float:
    """Electricity that the areas feed into the public grid."""
    return facts.park_mwh("export_kw")


@kpi(
    "energy",
    "pv_yield",
    "MWh",
    "higher",
    ("光伏发电量", "PV yield"),
    "全部光伏的交流侧发电量。",
)
def pv_yield(facts: Facts) -> float:
    """Alternating-current generation of all PV."""
    return facts.park_mwh("pv_kw")


@kpi(
    "energy",
    "pv_specific_yield",
    "kWh/kWp",
    "higher",
    ("光伏单位发电量", "Specific PV yield"),
    "光伏发电量除以装机容量（模拟期内）。",
)
def pv_specific_yield(facts: Facts) -> float | None:
    """PV yield per installed kWp in the simulated period."""
    kwp = float(facts.assets("pv")["quantity"].sum())
    return 1000.0 * pv_yield(facts) / kwp if kwp > 0 else None


@kpi(
    "energy",
    "self_consumption",
    "%",
    "higher",
    ("光伏自用率", "Self-consumption"),
    "未送入公共电网的光伏电量占比：1 − 上网电量 / 光伏发电量。",
)
def self_consumption(facts: Facts) -> float | None:
    """Share of PV yield that is not exported: 1 − export / PV yield."""
    made = pv_yield(facts)
    return 100.0 * max(0.0, 1.0 - grid_export(facts) / made) if made > 0 else None


@kpi(
    "energy",
    "self_sufficiency",
    "%",
    "higher",
    ("电力自给率", "Self-sufficiency"),
    "用电中不由公共电网供给的占比：1 − 购电量 / 用电量。",
)
def self_sufficiency(facts: Facts) -> float | None:
    """Share of demand that is not imported: 1 − import / electricity demand."""
    used = facts.demand_mwh
    if used <= 0:
        return None
    # Without PV the park imports what it uses; rounding in the series must not show as a share.
    return 100.0 * max(0.0, 1.0 - grid_import(facts) / used) if pv_yield(facts) > 0 else 0.0


@kpi(
    "energy",
    "electricity_demand",
    "MWh",
    "none",
    ("用电量", "Electricity demand"),
    "建筑、供热、制冷与充电用电之和，不含储能损耗。",
)
def electricity_demand(facts: Facts) -> float:
    """Buildings, heating, cooling and charging together, without battery losses."""
    return facts.demand_mwh


@kpi(
    "energy",
    "building_demand",
    "MWh",
    "lower",
    ("建筑照明与设备用电", "Buildings' electricity"),
    "照明与插座设备用电。",
)
def building_demand(facts: Facts) -> float:
    """Lighting and plug loads."""
    return facts.park_mwh("building_kw")


@kpi(
    "energy",
    "heating_demand",
    "MWh",
    "none",
    ("供热用电", "Electricity for heat"),
    "采暖与生活热水用电，含辅助电加热与水泵。",
)
def heating_demand(facts: Facts) -> float:
    """Electricity for space heat and hot water, with backup heaters and pumps."""
    return facts.park_mwh("heating_kw")


@kpi(
    "energy",
    "cooling_demand",
    "MWh",
    "lower",
    ("制冷用电", "Electricity for cooling"),
    "建筑制冷用电。",
)
def cooling_demand(facts: Facts) -> float:
    """Electricity for cooling buildings."""
    return facts.park_mwh("cooling_kw")


@kpi(
    "energy",
    "charging_demand",
    "MWh",
    "none",
    ("充电用电", "Electricity for charging"),
    "全部充电站从电网侧取用的电量。",
)
def charging_demand(facts: Facts) -> float:
    """Electricity that all stations draw, on the grid side."""
    return facts.park_mwh("charging_kw")
