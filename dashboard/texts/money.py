"""Words of the page about money and carbon."""

TEXTS: dict[str, tuple[str, str]] = {
    "page.money": ("成本与碳", "Money & carbon"),
    "money.lead": (
        "每个方案花多少钱、排多少碳，花在哪里，以及所用的价格与排放因子。",
        "What each scenario costs and emits, where, and with which prices and factors.",
    ),
    "money.summary": ("一句话结论", "In one sentence"),
    "money.summary.lead": (
        "模拟期内相对基准的总成本与运行碳排放。",
        "Total cost and carbon of operation in the simulated period against the baseline.",
    ),
    "money.summary.run": (
        "{run}：成本 {cost}（{cost_change}），碳排放 {carbon}（{carbon_change}）。",
        "{run}: cost {cost} ({cost_change}), carbon {carbon} ({carbon_change}).",
    ),
    "money.summary.base": (
        "基准 {run}：成本 {cost}，碳排放 {carbon}。",
        "Baseline {run}: cost {cost}, carbon {carbon}.",
    ),
    "money.summary.pays": (
        "每减排一吨还能节省 {value} 元。",
        "Each tonne avoided saves {value} CNY as well.",
    ),
    "money.summary.costs": (
        "每减排一吨多花 {value} 元。",
        "Each tonne avoided costs {value} CNY.",
    ),
    "money.costs": ("成本构成", "What it costs"),
    "money.costs.lead": (
        "能源、燃料与投资年金；横线为扣除上网收入后的总成本。不含运维与碳成本。",
        "Energy, fuel and capital annuities; the line is the total less export revenue. "
        "Upkeep and the price of carbon are not in it.",
    ),
    "money.emissions": ("碳排放构成", "Where carbon comes from"),
    "money.emissions.lead": (
        "运行碳排放，按能源品种；不扣除上网电量，不含建造隐含碳。",
        "Carbon of operation by source of energy; export is not taken off, building not included.",
    ),
    "money.cost": ("两个方案之间：成本", "Between two scenarios: cost"),
    "money.cost.lead": (
        "从基准到所选运行，各项成本的增减；橙色向上为增加，青色向下为减少。",
        "From the baseline to the run: orange upwards adds cost, teal downwards saves it.",
    ),
    "money.carbon": ("两个方案之间：碳排放", "Between two scenarios: carbon"),
    "money.carbon.lead": (
        "从基准到所选运行，各能源品种运行碳排放的增减。",
        "From the baseline to the run, carbon of operation by source of energy.",
    ),
    "money.table": ("全部金额与碳排放", "All money and carbon"),
    "money.table.lead": (
        "包括不计入总额的项目：碳成本、隐含碳、电池损耗、出租车收入等。",
        "With what is not in the totals: price of carbon, embodied carbon, battery wear, fares.",
    ),
    "money.tariff": ("电价", "Price of electricity"),
    "money.tariff.lead": (
        "各日各时的电度电价，颜色标尺相同；需量电价与上网电价见下表。",
        "Energy price by day and hour; the demand charge and the feed-in price are listed below.",
    ),
    "money.tariff.same": (
        "{count} 个运行的电价相同，图中为基准的电价。",
        "All {count} runs pay the same prices; those of the baseline are drawn.",
    ),
    "money.prices": ("所用价格", "Prices used"),
    "money.prices.lead": (
        "与基准不同的数值用 ≠ 标出。来源标记：[S] 见于原文，[S2] 转引，[U] 尚无来源的假设。",
        "≠ marks what differs from the baseline. Sources: [S] seen there, [S2] second-hand, "
        "[U] an assumption without a source.",
    ),
    "money.factors": ("所用排放因子", "Emission factors used"),
    "money.factors.lead": (
        "标为“采用”的一行是计算购电排放所用的因子；≠ 表示与基准不同。",
        "The row “in force” is the factor that grid electricity counts with; ≠ differs from the "
        "baseline.",
    ),
    "money.name": ("名称", "Name"),
    "money.unit": ("单位", "Unit"),
    "money.life": ("寿命 / 年", "Life / a"),
    "money.source": ("来源", "Source"),
    "money.source.scenario": ("情景设定", "set by the scenario"),
    "money.source.tariff": ("电价方案", "the tariff"),
    "money.differs": ("差异", "Differs"),
    "money.yes": ("≠ 不同", "≠ differs"),
    "money.in_force": ("采用：{name}", "In force: {name}"),
}
"""Key: (Chinese, English)."""
