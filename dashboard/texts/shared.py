"""Words that stand around and between all pages."""

TEXTS: dict[str, tuple[str, str]] = {
    "app.title": ("绿色园区仿真", "Green park simulator"),
    "app.subtitle": (
        "兰州高新区 · 绿色低碳园区规划",
        "Lanzhou high-tech zone · planning a low-carbon park",
    ),
    "app.navigation": ("页面导航", "Pages"),
    "app.menu": ("打开或收起导航", "Open or close the navigation"),
    "app.skip": ("跳到正文", "Skip to content"),
    "app.language": ("English", "中文"),
    "app.language.hint": ("Switch to English", "切换到中文"),
    "app.dark": ("切换到深色模式", "Switch to dark mode"),
    "app.light": ("切换到浅色模式", "Switch to light mode"),
    "app.failure": ("这一步没有完成", "That did not work"),
    "app.failure.body": (
        "请重新选择运行，或刷新页面；若仍如此，请查看看板的日志。",
        "Choose other runs, or reload; if it happens again, look into the dashboard's log.",
    ),
    "app.failure.input": (
        "某个运行结果读不出来：{detail}。请重新选择运行，或刷新页面。",
        "A run could not be read: {detail}. Choose other runs, or reload.",
    ),
    "app.failure.runs": (
        "无法用这些运行画出这一部分：{runs}。请选择其他运行或其他日期；原因见看板的日志。",
        "This part could not be drawn from run {runs}. Choose another run or another day; the "
        "dashboard's log says why.",
    ),
    "app.failure.table": (
        "无法用运行 {run} 画出这一部分（数据表 {table} 缺失或损坏）。"
        "请重新运行该情景，或选择其他运行。",
        "This part could not be drawn from run {run} (table {table} is missing or damaged). "
        "Run its scenario again, or choose another run.",
    ),
    "app.lost": ("没有这个页面", "There is no such page"),
    "app.lost.body": (
        "地址里的页面不存在。请从左侧导航中选择。",
        "The address names a page that does not exist. Choose one on the left.",
    ),
    "verdict.better": ("更好", "better"),
    "verdict.worse": ("更差", "worse"),
    "verdict.equal": ("不变", "unchanged"),
    "verdict.neutral": ("变化", "changed"),
    "empty.title": ("还没有运行结果", "No runs yet"),
    "empty.body": (
        "先在“情景库”里选择一个情景并运行，结果会出现在这里。",
        "Choose a scenario in the library and run it; its results appear here.",
    ),
    "empty.folder": ("正在查看的文件夹：{folder}", "Folder looked at: {folder}"),
    "empty.none": ("没有选中任何运行", "No run is chosen"),
    "empty.none.body": ("请在上方选择至少一个运行。", "Choose at least one run above."),
    "empty.unread": ("所选的运行都无法显示", "None of the chosen runs can be shown"),
    "empty.unread.body": (
        "请在上方选择其他运行，或重新运行该情景。",
        "Choose other runs above, or run the scenario again.",
    ),
    "caution": (
        "对比时请注意：除方案措施外，还有以下不同",
        "Mind when comparing: more than the measures differs",
    ),
    "problem.missing": ("找不到运行“{run}”", "Run “{run}” is not there"),
    "problem.missing.body": (
        "它可能已被删除或改名。请重新选择，或重新运行该情景。",
        "It may have been deleted or renamed. Choose or run it again.",
    ),
    "outdated": (
        "{title}（{run}）的结果已过期。此后已改动：{parts}。",
        "{title} ({run}) is out of date. Changed since: {parts}.",
    ),
    "outdated.many": ("{count} 个运行的结果已过期", "{count} runs are out of date"),
    "outdated.reading": (
        "结果是否过期尚在核查：稍后重新生成报告即可看到",
        "Whether the results are out of date is still being checked: a report made later says it",
    ),
    "outdated.newer": ("查看较新的结果", "Show the newer results"),
    "outdated.adopt": ("把它的情景存为我的情景…", "Make its scenario your own …"),
    "problem.many": (
        "一次最多显示 {most} 个运行",
        "At most {most} runs are shown at a time",
    ),
    "problem.many.body": (
        "以下运行没有显示；请先去掉其他运行：",
        "These were chosen too, but are left out; take others out first:",
    ),
    "problem.corrupt": ("运行“{run}”的文件已损坏", "The files of run “{run}” are damaged"),
    "problem.corrupt.body": (
        "文件夹不完整或无法读取（{detail}）。请删除它并重新运行该情景。",
        "Incomplete or unreadable ({detail}). Delete it and run again.",
    ),
    "empty.link": ("打开情景库", "Open the scenario library"),
    "choice.run": ("查看的运行", "Run shown"),
    "choice.runs": ("运行", "Runs"),
    "choice.runs.hint": ("选择一个或多个运行", "Choose one or more runs"),
    "choice.runs.none": ("没有匹配的运行", "No run matches"),
    "choice.baseline": ("基准", "Baseline"),
    "choice.station": ("充电站", "Station"),
    "choice.day": ("日期", "Day"),
    "choice.day.earlier": ("前一天", "Day before"),
    "choice.day.later": ("后一天", "Day after"),
    "choice.fleet": ("车队", "Fleet"),
    "choice.week": ("周", "Week"),
    "week.peak": ("峰值周", "peak"),
    "choice.week.earlier": ("前一周", "Week before"),
    "choice.week.later": ("后一周", "Week after"),
    "login.title": ("登录 · 绿色园区仿真", "Log in · Green park simulator"),
    "login.token": ("访问令牌", "Access token"),
    "login.enter": ("进入", "Enter"),
    "login.wrong": ("令牌不正确。", "That is not the token."),
    "login.later": ("尝试次数过多，请五分钟后再试。", "Too many tries. Wait five minutes."),
}
"""Key: (Chinese, English)."""
