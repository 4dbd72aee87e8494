"""Words of the page about fleets."""

TEXTS: dict[str, tuple[str, str]] = {
    "page.fleet": ("车队", "Fleet"),
    "fleet.lead": (
        "公交和客车准不准点、电够不够用，出租车哪里叫不到车，各车队跑多少、耗多少。",
        "Whether buses leave on time and have charge enough, where taxis are missed, "
        "and what the fleets drive and use.",
    ),
    "fleet.punctuality": ("各线路准点情况", "Punctuality by line"),
    "fleet.punctuality.lead": (
        "晚点不超过车队限值（见下）的班次占计划班次的比例，取消不算准点；最不准点的排在最前。",
        "Share of the timetable’s trips that leave within the fleet’s limit; cancelled ones do "
        "not. The least punctual lines first.",
    ),
    "fleet.limit": ("准点限值：{limits}", "On time means at most: {limits}"),
    "fleet.limit.one": ("{fleet} {minutes} 分钟", "{fleet} {minutes} min"),
    "fleet.blocks": ("车次任务的电量", "Charge of blocks along a day"),
    "fleet.blocks.lead": (
        "每行是一辆车当天执行的车次任务，电量最低的在最上面（最多 60 行）；下图为所选任务。",
        "A row is a vehicle with the blocks that it ran, who came lowest on top (60 rows at most); "
        "below, the chosen one.",
    ),
    "fleet.blocks.course": ("所选任务的电量", "Charge of the chosen block"),
    "fleet.blocks.none": (
        "这个运行里没有按时刻表开行的电动车队，因此没有电量可看。",
        "No fleet with a timetable runs on batteries in this run: there is no charge to show.",
    ),
    "fleet.taxis": ("出租车：候车与流失", "Taxis: waits and lost requests"),
    "fleet.taxis.lead": (
        "按上车片区和时刻；颜色越深越差，流失最多的片区在最上面。",
        "By zone and hour; darker is worse, the zone that loses most on top.",
    ),
    "fleet.consumption": ("能耗与气温", "Consumption and temperature"),
    "fleet.consumption.lead": (
        "每点为车队的一天（电池侧耗电除以里程）；折线为每 2 °C 的平均。"
        "运行结果不记录出租车逐日里程。",
        "A point is a fleet’s day (energy at the battery over km); lines are means of each 2 °C. "
        "A run keeps no daily km of taxis.",
    ),
    "fleet.crowding": ("拥挤程度", "Crowding"),
    "fleet.crowding.lead": (
        "各线路各时刻最满断面的乘客数占座位数的比例；超过 100 % 有人站立。",
        "Passengers on the fullest section over seats, by line and hour; above 100 % some stand.",
    ),
    "fleet.vehicles": ("车辆、里程与电池健康", "Vehicles, kilometres, battery health"),
    "fleet.vehicles.lead": (
        "各车队每车平均；柱为电池已失去的容量，分时间和充放电两部分。",
        "Means over a fleet’s vehicles; bars are what batteries lost, by time and by cycling.",
    ),
    "fleet.vehicles.none": ("这个运行里没有车队", "This run has no fleets"),
    "choice.block": ("车次任务", "Block"),
    "day.lowest": ("电量最低", "lowest charge"),
    "block.label": (
        "{block}（车 {vehicle}，最低 {lowest} %）",
        "{block} (vehicle {vehicle}, least {lowest} %)",
    ),
    "col.line": ("线路", "Line"),
    "col.trips": ("计划班次", "Trips"),
    "col.on_time": ("准点率 / %", "On time / %"),
    "col.delay_mean": ("平均晚点 / 分钟", "Mean delay / min"),
    "col.delay_p95": ("晚点 95 % / 分钟", "Delay 95 % / min"),
    "col.delay_max": ("最大晚点 / 分钟", "Longest delay / min"),
    "col.cancelled": ("取消", "Cancelled"),
    "col.swapped": ("换备车", "By a spare"),
    "col.drive": ("动力", "Drive"),
    "col.vehicles": ("车辆数", "Vehicles"),
    "col.km_per_day": ("日均里程 / km", "km a day"),
    "col.empty": ("空驶 / %", "Empty / %"),
    "col.kwh": ("百公里耗电 / kWh", "kWh a 100 km"),
    "col.fuel": ("百公里燃料", "Fuel a 100 km"),
    "col.soh": ("健康度 / %", "Health / %"),
    "col.soh_low": ("最差一辆 / %", "Worst vehicle / %"),
    "col.life": ("电池寿命 / 年", "Battery life / a"),
    "col.towed": ("救援次数", "Towed"),
    "drive.battery": ("纯电动", "Battery"),
    "drive.diesel": ("柴油", "Diesel"),
    "drive.cng": ("天然气", "CNG"),
}
"""Key: (Chinese, English)."""
