"""Carbon of operation in the simulated period, by energy carrier.

Export is shown as a credit of its own and is not taken off the total: whether it may be is a
matter of the accounting rules that a planner works under.
"""

from sim.kpi.cost import fuel, gas_m3
from sim.kpi.facts import Facts
from sim.kpi.registry import kpi

_KG_TO_T = 1e-3


@kpi(
    "carbon",
    "carbon_electricity",
    "t",
    "lower",
    ("购电碳排放", "Electricity"),
    "购电量乘以电网排放因子。",
)
def carbon_electricity(facts: Facts) -> float:
    """Import times the emission factor of the grid."""
    return facts.park_mwh("import_kw") * facts.factor("grid")


@kpi(
    "carbon",
    "carbon_gas",
    "t",
    "lower",
    ("天然气碳排放", "Natural gas"),
    "建筑用天然气燃烧的排放。",
)
def carbon_gas(facts: Facts) -> float:
    """Natural gas burnt in buildings."""
    return gas_m3(facts) * facts.factor("natural_gas") * _KG_TO_T


@kpi(
    "carbon",
    "carbon_district_heat",
    "t",
    "lower",
    ("集中供热碳排放", "District heat"),
    "热源出口热量乘以集中供热排放因子。",
)
def carbon_district_heat(facts: Facts) -> float:
    """Heat that leaves the plant times its emission factor."""
    district_kwh = float(facts.table("buildings")["district_kwh"].sum())
    return district_kwh * facts.factor("district_heat") * _KG_TO_T


@kpi(
    "carbon",
    "carbon_diesel",
    "t",
    "lower",
    ("柴油碳排放", "Diesel"),
    "车辆柴油燃烧的排放。",
)
def carbon_diesel(facts: Facts) -> float:
    """Diesel burnt in vehicles."""
    return fuel(facts, "diesel") * facts.factor("diesel") * _KG_TO_T


@kpi(
    "carbon",
    "carbon_cng",
    "t",
    "lower",
    ("车用天然气碳排放", "Compressed natural gas"),
    "车辆压缩天然气燃烧的排放。",
)
def carbon_cng(facts: Facts) -> float:
    """Compressed natural gas burnt in vehicles."""
    return fuel(facts, "cng") * facts.factor("cng") * _KG_TO_T


@kpi(
    "carbon",
    "carbon_total",
    "t",
    "lower",
    ("碳排放总量", "Total carbon"),
    "购电、天然气、集中供热、柴油与车用天然气的运行排放之和；不扣除上网电量。",
)
def carbon_total(facts: Facts) -> float:
    """Carbon of electricity, gas, district heat, diesel and CNG; export is not taken off."""
    parts = (carbon_electricity, carbon_gas, carbon_district_heat, carbon_diesel, carbon_cng)
    return sum(part(facts) for part in parts)


@kpi(
    "carbon",
    "carbon_export_credit",
    "t",
    "higher",
    ("上网电量减排量", "Credit for export"),
    "上网电量乘以电网排放因子；单独列出，不从总量扣除。",
)
def carbon_export_credit(facts: Facts) -> float:
    """Export times the emission factor of the grid; shown apart, not taken off the total."""
    return facts.park_mwh("export_kw") * facts.factor("grid")


@kpi(
    "carbon",
    "carbon_per_m2",
    "kg/m2",
    "lower",
    ("单位面积碳排放", "Carbon per heated area"),
    "碳排放总量除以供热面积（模拟期内，含交通）。",
)
def carbon_per_m2(facts: Facts) -> float | None:
    """Total carbon, transport included, per heated area in the simulated period."""
    area = facts.heated_area_m2
    return carbon_total(facts) * 1000.0 / area if area > 0 else None


@kpi(
    "carbon",
    "carbon_cost",
    "CNY",
    "lower",
    ("碳成本", "Cost of carbon"),
    "碳排放总量乘以碳价；不计入总成本。",
)
def carbon_cost(facts: Facts) -> float:
    """Total carbon times the price of allowances; not part of the total cost."""
    return carbon_total(facts) * facts.prices.value("carbon")


@kpi(
    "carbon",
    "embodied_carbon",
    "t",
    "lower",
    ("新建建筑隐含碳", "Embodied carbon of new buildings"),
    "新建建筑面积乘以现浇结构隐含碳，减去装配部分的减碳量；一次性，不计入运行排放总量。",
)
def embodied_carbon(facts: Facts) -> float:
    """New floor area times what a structure cast in place holds, less what prefabrication saves.

    Once for all, and not part of the total of operation.
    """
    cast = float(facts.assets("building")["quantity"].sum())
    prefabricated = float(facts.assets("prefabricated")["quantity"].sum())
    kg = cast * facts.factor("embodied_cast_in_place") if cast else 0.0
    saved = prefabricated * facts.factor("embodied_prefabrication") if prefabricated else 0.0
    return (kg - saved) * _KG_TO_T


@kpi(
    "carbon",
    "embodied_per_m2",
    "kg/m2",
    "lower",
    ("单位新建面积隐含碳", "Embodied carbon per new floor area"),
    "新建建筑隐含碳除以新建建筑面积。",
)
def embodied_per_m2(facts: Facts) -> float | None:
    """Embodied carbon over the floor area of new buildings."""
    area = float(facts.assets("building")["quantity"].sum())
    return embodied_carbon(facts) / _KG_TO_T / area if area > 0 else None


@kpi(
    "carbon",
    "second_life_avoided",
    "t",
    "higher",
    ("梯次利用避免的电池生产碳排放", "Battery production avoided by second life"),
    "退役车辆电池用作储能的剩余容量乘以新电池生产排放因子；一次性，不计入运行排放总量。",
)
def second_life_avoided(facts: Facts) -> float | None:
    """What is left of retired vehicles' packs times the production of new ones.

    Once for all, and not part of the total of operation.
    """
    rows = facts.assets("battery")
    left_kwh = float(rows.loc[rows["type"] == "second_life", "quantity"].sum())
    return left_kwh * facts.factor("battery_production") * _KG_TO_T if left_kwh else None
