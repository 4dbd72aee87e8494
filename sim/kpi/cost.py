"""Cost of the simulated period: energy as used, capital as its share of a year.

Energy and fuel are paid for what was used in the period. Charges per month count with the
share of the month that was simulated, capital with days/365 of its annuity: for a period of a
year the total is a yearly cost, for a shorter one it is that period's and no forecast of a year.
"""

from collections import Counter

from sim.kpi.facts import Facts
from sim.kpi.registry import kpi

_CAPITAL_KINDS = {
    "pv": ("光伏", "PV"),
    "battery": ("储能", "batteries"),
    "heating": ("供热", "heating"),
    "heat_store": ("蓄热", "heat stores"),
    "charger": ("充电桩", "chargers"),
    "transformer": ("变压器", "transformers"),
    "building": ("绿色建筑增量", "green building measures"),
    "prefabricated": ("装配式建造增量", "prefabrication"),
}


@kpi(
    "cost",
    "electricity_cost",
    "CNY",
    "lower",
    ("电度电费", "Electricity, energy"),
    "各步长购电量乘以当时分时电价之和。",
)
def electricity_cost(facts: Facts) -> float:
    """Import times the price of the time of use, summed over the steps."""
    price = facts.read("world/price_cny_per_kwh")
    return float(facts.park("import_kw") @ price * facts.grid.step_h)


@kpi(
    "cost",
    "demand_cost",
    "CNY",
    "lower",
    ("需量电费", "Electricity, demand charge"),
    "各片区每月最大购电功率乘以需量电价；不足一月按天数折算。",
)
def demand_cost(facts: Facts) -> float:
    """Peak of each area and month times the demand charge; part of a month by its days."""
    columns = facts.columns("area", "/import_kw") or ["park/import_kw"]
    starts = [first for _, first in facts.month_starts] + [facts.grid.steps]
    charged_kw = 0.0
    for column in columns:
        power = facts.read(column)
        for (month, first), last in zip(facts.month_starts, starts[1:], strict=True):
            charged_kw += float(power[first:last].max()) * facts.month_shares[month]
    return charged_kw * facts.prices.value("demand_charge")


@kpi(
    "cost",
    "export_revenue",
    "CNY",
    "higher",
    ("上网收入", "Export revenue"),
    "上网电量乘以上网电价，从总成本中扣除。",
)
def export_revenue(facts: Facts) -> float:
    """Export times the feed-in price; taken off the total."""
    return facts.park_mwh("export_kw") * 1000.0 * facts.prices.value("feed_in")


def gas_m3(facts: Facts) -> float:
    """Return the natural gas that buildings burn [m3]."""
    gas_kwh = float(facts.table("buildings")["gas_kwh"].sum())
    return gas_kwh / facts.factor("natural_gas_lhv") if gas_kwh else 0.0


@kpi(
    "cost",
    "gas_cost",
    "CNY",
    "lower",
    ("天然气费", "Natural gas"),
    "建筑用天然气量乘以气价。",
)
def gas_cost(facts: Facts) -> float:
    """Natural gas of buildings times its price."""
    return gas_m3(facts) * facts.prices.value("gas")


@kpi(
    "cost",
    "district_heat_cost",
    "CNY",
    "lower",
    ("集中供热费", "District heating"),
    "集中供热面积乘以每月热价，计有采暖的月份；不足一月按天数折算。",
)
def district_heat_cost(facts: Facts) -> float:
    """Connected area times the monthly price, in months with space heat; part months by days."""
    rows = facts.table("buildings")
    rows = rows[(rows["district_kwh"] > 0) & (rows["heat_kwh"] > 0)]
    shares = rows["month"].dt.strftime("%Y-%m").map(facts.month_shares).astype(float)
    months_m2 = float((rows["heated_area_m2"] * shares).sum())
    return months_m2 * facts.prices.value("district_heat")


def fuel(facts: Facts, energy: str) -> float:
    """Return what all vehicles of one kind of energy burn [l of diesel, m3 of cng]."""
    rows = facts.table("vehicles")
    return float(rows.loc[rows["energy"] == energy, "fuel"].sum())


@kpi(
    "cost",
    "diesel_cost",
    "CNY",
    "lower",
    ("柴油费", "Diesel"),
    "车辆柴油用量乘以油价。",
)
def diesel_cost(facts: Facts) -> float:
    """Diesel of the vehicles times its price."""
    return fuel(facts, "diesel") * facts.prices.value("diesel")


@kpi(
    "cost",
    "cng_cost",
    "CNY",
    "lower",
    ("车用天然气费", "Compressed natural gas"),
    "车辆压缩天然气用量乘以气价。",
)
def cng_cost(facts: Facts) -> float:
    """Compressed natural gas of the vehicles times its price."""
    return fuel(facts, "cng") * facts.prices.value("cng")


def _capital(facts: Facts, kind: str) -> float:
    """Return the capital cost of one kind of asset in the period [CNY]."""
    return facts.once(("capital", kind), lambda: _capital_of(facts, kind))


def _capital_of(facts: Facts, kind: str) -> float:
    rows = facts.assets(kind).astype({"type": str, "unit": str})
    groups = rows.groupby(["type", "unit"])["quantity"].sum()
    yearly = sum(
        facts.prices.yearly_cny(kind, str(index[0]), float(quantity), str(index[1]))
        for index, quantity in groups.items()
        if isinstance(index, tuple)
    )
    return yearly * facts.years


def _enter_capital(kind: str, zh: str, en: str) -> None:
    @kpi(
        "cost",
        f"capital_{kind}",
        "CNY",
        "lower",
        (f"{zh}投资年金", f"Capital, {en}"),
        "投资按寿命与贴现率折成年金，乘以模拟天数 / 365。",
    )
    def capital(facts: Facts) -> float:
        """Annuity of the investment over its life at the discount rate, times days / 365."""
        return _capital(facts, kind)


for _kind, (_zh, _en) in _CAPITAL_KINDS.items():
    _enter_capital(_kind, _zh, _en)


@kpi(
    "cost",
    "capital_vehicle",
    "CNY",
    "lower",
    ("车辆投资年金", "Capital, vehicles"),
    "车队全部车辆的投资年金，乘以模拟天数 / 365。",
)
def capital_vehicle(facts: Facts) -> float:
    """Annuity of all vehicles of the fleets, times days / 365."""
    services = facts.table("fleets").astype(str).set_index("fleet")["service"].to_dict()
    rows = facts.table("vehicles")[["fleet", "energy"]].astype(str)
    kinds = Counter(f"{services[one.fleet]}_{one.energy}" for one in rows.itertuples())
    yearly = sum(
        facts.prices.yearly_cny("vehicle", kind, float(count), "1") for kind, count in kinds.items()
    )
    return yearly * facts.years


COMPONENTS = (
    electricity_cost,
    demand_cost,
    gas_cost,
    district_heat_cost,
    diesel_cost,
    cng_cost,
    capital_vehicle,
)


@kpi(
    "cost",
    "total_cost",
    "CNY",
    "lower",
    ("总成本", "Total cost"),
    "模拟期内能源、燃料与投资年金之和减去上网收入；不含碳成本与运维。",
)
def total_cost(facts: Facts) -> float:
    """Energy, fuel and capital in the period less export revenue; without carbon and upkeep."""
    capital = sum(_capital(facts, kind) for kind in _CAPITAL_KINDS)
    return sum(part(facts) for part in COMPONENTS) + capital - export_revenue(facts)
