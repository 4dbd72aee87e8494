"""Words of the page that compares runs."""

TEXTS: dict[str, tuple[str, str]] = {
    "page.compare": ("方案对比", "Compare"),
    "compare.lead": (
        "选择要对比的运行和基准，所有数值都给出与基准的差值。",
        "Choose runs and a baseline; each figure shows its difference.",
    ),
    "compare.key": ("关键指标", "Key figures"),
    "compare.key.lead": (
        "大字为该运行的数值，标签为与基准的差值。",
        "Large is the run’s value; the tag is its difference to the baseline.",
    ),
    "compare.key.alone": (
        "再选一个运行，就能看到与基准的差值。",
        "Choose one more run to see differences to the baseline.",
    ),
    "compare.baseline.value": ("基准 {value}", "Baseline {value}"),
    "compare.table": ("全部指标", "All figures"),
    "compare.table.lead": (
        "可排序、可筛选。好坏按每个指标自己的方向判断。",
        "Sort and filter. Better or worse follows each figure’s direction.",
    ),
    "compare.daily": ("每日用电来源", "Daily electricity by source"),
    "compare.daily.lead": (
        "各运行使用相同的纵轴；上网电量记为负值。",
        "The same axis for all runs; energy fed into the grid is negative.",
    ),
    "compare.power": ("园区接入点功率（一周）", "Power at the park’s connection, one week"),
    "compare.power.lead": (
        "用电按用途堆叠；虚线为接入点功率，正值购电，负值上网。",
        "Uses are stacked. Dotted: the connection, negative when feeding in.",
    ),
    "compare.stations": ("充电站使用情况", "Use of charging stations"),
    "compare.stations.lead": (
        "排队最多的站在前：上图为前 12 个，下表为全部站，“差”为与基准的差值。",
        "Where most is waited comes first: twelve in the figure, all in the table; "
        "± is the difference to the baseline.",
    ),
    "compare.wait.mean": ("平均排队 / 分钟", "Mean wait / min"),
    "compare.wait.p95": ("95 % 排队 ≤ / 分钟", "95 % wait ≤ / min"),
    "compare.plugs.use": ("枪利用率 / %", "Use of plugs / %"),
    "compare.change": ("差", "±"),
    "compare.change.about": ("与基准的差值", "difference to the baseline"),
    "compare.series": ("任意数据序列", "Any series"),
    "compare.series.lead": (
        "先选对象，再选数据。一周和全年视图可拖动放大到单个步长，双击还原；下方为与基准的差值。",
        "Choose a place, then what of it. Drag over the week or the year to zoom down to single "
        "steps, double-click to go back; below is the difference to the baseline.",
    ),
    "compare.view.hours": ("日内变化", "Hours of the day"),
    "compare.view.days": ("逐日变化", "Days"),
    "compare.view.week": ("一周", "Week"),
    "compare.view.year": ("全时段", "All time"),
    "compare.arrange.together": ("叠放", "Together"),
    "compare.arrange.apart": ("分列", "Apart"),
    "choice.place": ("对象", "Place"),
    "choice.quantity": ("数据", "Quantity"),
    "choice.view": ("视图", "View"),
    "choice.arrange": ("各运行的排列", "How runs stand"),
    "compare.raster": ("逐日逐时热力图", "Hours and days at a glance"),
    "compare.raster.lead": (
        "横轴为日期，纵轴为时刻，各运行颜色标尺相同；数据与上图一致。",
        "Days across, hours up, one scale of colours for all runs; the series chosen above.",
    ),
    "compare.duration": ("持续曲线", "Duration curve"),
    "compare.duration.lead": (
        "按大小排列：横轴为达到或超过该值的小时数；数据与上图一致。",
        "In order of size: for how many hours a value is reached; the series chosen above.",
    ),
    "compare.flows": ("能流图", "Where energy comes from and goes"),
    "compare.flows.lead": (
        "模拟期内的能量，各运行比例尺相同：线越粗，能量越多。燃料按低位热值计。",
        "Energy of the simulated period on one scale for all runs: the wider, the more. "
        "Fuel by its lower heating value.",
    ),
    "compare.cost": ("成本变化", "What changes the cost"),
    "compare.cost.lead": (
        "从基准到所选运行，各项成本的增减；橙色向上为增加，青色向下为减少。",
        "From the baseline to the run: orange upwards adds cost, teal downwards saves it.",
    ),
    "compare.carbon": ("碳排放变化", "What changes the carbon"),
    "compare.carbon.lead": (
        "从基准到所选运行，各能源品种运行碳排放的增减。",
        "From the baseline to the run, carbon of operation by source of energy.",
    ),
    "compare.intervals": ("差值的可信程度", "How sure the differences are"),
    "compare.intervals.lead": (
        "同一编号的重复运行共用随机数；各对差值的均值与 95 % t 区间。区间不含零，才不是偶然。",
        "Replications of one number share their dice: mean of the pairs’ differences and its 95 % "
        "t-interval. Only an interval without zero is more than chance.",
    ),
    "intervals.run": ("运行", "Run"),
    "intervals.mean": ("平均差值", "Mean difference"),
    "intervals.low": ("区间下限", "From"),
    "intervals.high": ("区间上限", "To"),
    "intervals.half": ("± 半宽", "± half width"),
    "intervals.pairs": ("对数", "Pairs"),
    "intervals.verdict": ("判断", "Verdict"),
    "intervals.certain": ("确有差别", "a difference"),
    "intervals.chance": ("可能是偶然", "may be chance"),
    "table.group": ("类别", "Group"),
    "table.indicator": ("指标", "Figure"),
    "table.unit": ("单位", "Unit"),
    "table.value": ("数值", "Value"),
    "table.difference": ("差值", "Difference"),
    "table.share": ("差值 %", "Difference %"),
    "table.verdict": ("评价", "Verdict"),
    "table.baseline": ("{title}（基准）", "{title} (baseline)"),
}
"""Key: (Chinese, English)."""
