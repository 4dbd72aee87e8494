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
        "充电量最大的站：充电量、充电枪利用率和平均排队时间。",
        "Stations with the most energy: energy, use of plugs, mean wait.",
    ),
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
