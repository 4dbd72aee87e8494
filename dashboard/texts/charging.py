"""Words of the page about charging stations."""

TEXTS: dict[str, tuple[str, str]] = {
    "page.charging": ("充电", "Charging"),
    "charging.lead": (
        "哪些站排队、排多久、功率够不够；再看一天之内每支枪、每辆车、每次充电。",
        "Who waits where and how long, and whether power suffices; then a day’s plugs, "
        "vehicles and sessions.",
    ),
    "charging.none": ("这个运行里没有充电站", "This run has no charging stations"),
    "charging.none.body": (
        "请在上方换一个有电动车队的运行。",
        "Choose a run with electric fleets above.",
    ),
    "charging.wait": ("排队情况", "The wait"),
    "charging.wait.lead": (
        "所选充电站整个模拟期的排队时间；百分位数按全部充电次数计算，包括不用排队的。",
        "Waits at the chosen station over the whole run; percentiles count all sessions, "
        "also those that did not wait.",
    ),
    "charging.stations": ("全部充电站", "All stations"),
    "charging.stations.lead": (
        "按排队总时长排序，无人排队的按利用率。点选一行，下面各图就换成该站。",
        "By hours waited in all, then by use of plugs. Choose a row to see that station below.",
    ),
    "charging.power": ("功率与排队", "Power and queue"),
    "charging.power.lead": (
        "充电功率与该站允许的功率；下图为占用的枪和排队车辆。",
        "The station’s power and what it may draw; below, plugs in use and vehicles waiting.",
    ),
    "charging.plugs": ("一天内的充电枪", "A day’s plugs"),
    "charging.plugs.lead": (
        "每条横线是一支枪。下方细条是该次充电之前的排队。点选一次充电可看其过程。",
        "A row is a plug. The thin bar below is the wait before a session. "
        "Click a session to see its course.",
    ),
    "charging.vehicles": ("一天内的车辆", "A day’s vehicles"),
    "charging.vehicles.lead": (
        "当天到过本站的车辆（排队最久的最多 40 辆）：行驶、充电、排队；空白为停放。",
        "Vehicles that were at this station (the 40 that waited longest): driving, charging, "
        "waiting; blank is standing.",
    ),
    "charging.vehicles.taxis": (
        "运行结果不记录出租车的每一单行程：空白处可能在载客、空驶或休息。",
        "A run keeps no single trips of taxis: where it is blank they drive, cruise or rest.",
    ),
    "charging.vehicles.none": (
        "当天没有本园区车队的车辆到过本站（社会车辆没有编号）。",
        "No vehicle of a fleet was at this station on this day; cars have no number.",
    ),
    "charging.course": ("单次充电", "One session"),
    "charging.course.lead": (
        "在上图或表中选一次充电。运行结果只记录起止、SOC 和电量，过程按车型充电曲线推算。",
        "Choose one in the chart above or in the table. A run keeps begin, end, charge and energy; "
        "the course is worked out from the vehicle’s charge curve.",
    ),
    "charging.course.full": (
        "推算的全功率过程与实际时长一致，说明这次充电没有被限功率。",
        "Charging at full power would take as long as it did: nothing held this session back.",
    ),
    "charging.course.held": (
        "实际比全功率慢：虚线是最快的可能，实线假定全程限在 {limit} kW；真实过程可能不同。",
        "It took longer than at full power. Dashed: the fastest possible; solid: held below "
        "{limit} kW all the time. The real course may differ.",
    ),
    "charging.course.swap": (
        "这是换电，不是充电：几分钟换上满电电池，没有功率曲线。",
        "The battery was swapped, not charged: there is no power to show.",
    ),
    "charging.course.fed": (
        "这次充电期间有反向送电（V2G），仅凭起止数据推不出过程。",
        "The vehicle also fed back (V2G): begin and end do not tell the course.",
    ),
    "charging.course.unknown": (
        "仅凭运行结果推不出这次充电的过程（例如低温限流），只给出平均功率。",
        "What the run keeps does not tell this course (a cold battery, say): "
        "only the mean power is known.",
    ),
    "charging.course.none": ("这一天没有充电", "Nobody charged on this day"),
    "charging.controllers": ("控制策略对比", "Controllers side by side"),
    "charging.controllers.lead": (
        "所选各运行在同一时段、同一站点的充电功率，坐标轴相同。电费只算电量电费；"
        "充电会挪到次日，比较电量和电费宜看一周。",
        "The site’s charging in the same time of each chosen run, on the same axes. Cost is that "
        "of energy alone; charging moves past midnight, so compare energy and cost over a week.",
    ),
    "charging.controllers.same": (
        "所选运行在这个站点用的是同一种控制策略。要比较策略，请选择策略不同的运行。",
        "The chosen runs have the same controller at this site. "
        "Choose runs with different ones to compare.",
    ),
    "charging.controllers.one": (
        "只有一个所选运行包含这个站点的这段时间；再选几个运行就能对比。",
        "Only one of the chosen runs has this site at this time; choose more to compare.",
    ),
    "charging.controllers.none": (
        "没有一个所选运行包含这个站点的这段时间。",
        "None of the chosen runs has this site at this time.",
    ),
    "choice.span": ("时间范围", "Span"),
    "shown.day": ("一天", "Day"),
    "shown.week": ("一周", "Week"),
    "choice.bars": ("颜色", "Colour"),
    "shown.fleet": ("按车队", "By fleet"),
    "shown.soc": ("按结束时电量", "By charge at end"),
    "choice.session": ("充电记录", "Session"),
    "station.busiest": ("最繁忙", "busiest"),
    "day.worst": ("排队最多", "longest waits"),
    "day.peak": ("功率最高", "highest power"),
    "wait.headline": (
        "{station}：{share} 的充电需要排队；一半不超过 {p50} 分钟，95 % 不超过 {p95} 分钟，"
        "最长 {most} 分钟。",
        "{station}: {share} of sessions wait. Half wait at most {p50} min, 95 % at most "
        "{p95} min, the longest {most} min.",
    ),
    "wait.headline.few": (
        "{station}：{share} 的充电需要排队，一半以上不用等（中位数 {p50} 分钟）；"
        "95 % 不超过 {p95} 分钟，最长 {most} 分钟。",
        "{station}: {share} of sessions wait; more than half do not (median {p50} min). "
        "95 % wait at most {p95} min, the longest {most} min.",
    ),
    "wait.nobody": ("{station}：没有人排队。", "{station}: nobody waits."),
    "wait.share": ("需排队", "Have to wait"),
    "wait.p50": ("排队中位数", "Median wait"),
    "wait.p90": ("90 % 不超过", "90 % wait at most"),
    "wait.p95": ("95 % 不超过", "95 % wait at most"),
    "wait.max": ("最长排队", "Longest wait"),
    "wait.queue": ("最长队列", "Longest queue"),
    "wait.balked": ("未充电离开", "Left uncharged"),
    "wait.unit.min": ("分钟", "min"),
    "wait.points": ("个百分点", "pp"),
    "wait.unit.vehicles": ("辆", "vehicles"),
    "wait.all": ("各运行在本站", "This station in each run"),
    "col.run": ("运行", "Run"),
    "col.station": ("充电站", "Station"),
    "col.rank": ("排名", "Rank"),
    "col.plugs": ("枪数", "Plugs"),
    "col.limit": ("允许功率 / kW", "May draw / kW"),
    "col.peak": ("最高功率 / kW", "Peak / kW"),
    "col.sessions": ("充电次数", "Sessions"),
    "col.energy": ("电量 / MWh", "Energy / MWh"),
    "col.energy_kwh": ("电量 / kWh", "Energy / kWh"),
    "col.use": ("利用率 / %", "Use / %"),
    "col.share": ("需排队 / %", "Wait / %"),
    "col.mean": ("平均 / 分钟", "Mean / min"),
    "col.p50": ("中位数 / 分钟", "Median / min"),
    "col.p90": ("90 % / 分钟", "90 % / min"),
    "col.p95": ("95 % / 分钟", "95 % / min"),
    "col.max": ("最长 / 分钟", "Longest / min"),
    "col.waited": ("排队总计 / 小时", "Waited in all / h"),
    "col.queue": ("最长队列 / 辆", "Longest queue"),
    "col.balked": ("未充电离开 / 辆", "Left uncharged"),
    "col.plug": ("枪", "Plug"),
    "col.vehicle": ("车辆", "Vehicle"),
    "col.arrive": ("到达", "Arrived"),
    "col.start": ("开始", "Began"),
    "col.end": ("结束", "Ended"),
    "col.wait": ("排队 / 分钟", "Wait / min"),
    "col.soc": ("SOC 起止 / %", "SOC from – to / %"),
    "col.mean_kw": ("平均功率 / kW", "Mean power / kW"),
    "col.short": ("缺电 / kWh", "Short / kWh"),
    "col.reason": ("结束原因", "Ended because"),
    "col.controller": ("控制策略", "Controller"),
    "col.cost": ("电量电费 / 元", "Energy cost / CNY"),
    "session.label": (
        "{begin}  枪 {plug}  {vehicle}  排队 {wait} 分钟",
        "{begin}  plug {plug}  {vehicle}  waited {wait} min",
    ),
    "reason.full": ("充满", "full"),
    "reason.left": ("离开", "left"),
    "reason.departure": ("到点发车", "departure"),
    "reason.outage": ("充电枪故障", "plug failed"),
    "reason.end_of_run": ("模拟结束", "end of the run"),
    "reason.swapped": ("换电", "swapped"),
    "controller.uncontrolled": ("不控制（即插即充）", "Uncontrolled"),
    "controller.equal_share": ("均分", "Equal share"),
    "controller.first_come": ("先到先充", "First come"),
    "controller.earliest_deadline": ("最早发车优先", "Earliest deadline"),
    "controller.least_laxity": ("最小裕度优先", "Least laxity"),
    "controller.round_robin": ("轮流充电", "Round robin"),
    "controller.valley_filling": ("填谷", "Valley filling"),
    "controller.pv_following": ("跟随光伏", "Follows PV"),
    "controller.peak_shaving": ("削峰", "Peak shaving"),
    "controller.optimum": ("优化", "Optimum"),
    "controller.python": ("自定义规则", "Rule of one’s own"),
    "controller.unknown": ("未知", "Unknown"),
}
"""Key: (Chinese, English)."""
