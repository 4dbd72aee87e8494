"""The comparison as one HTML page: bilingual, self-contained, to be mailed or printed.

Figures are drawn by the plotly that the page carries, once, in the language that is shown.
"""

import html
import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import plotly.graph_objects as go
from plotly.offline import get_plotlyjs

from dashboard.figures import charging, compare, energy, power
from dashboard.figures.theme import CONFIG
from dashboard.reports.comparison_table import cards, table
from sim.kpi.compare import Comparison
from sim.results import query

_HERE = Path(__file__).resolve().parent
LANGUAGES = ("zh", "en")
_SECTIONS: dict[str, tuple[tuple[str, str], tuple[str, str]]] = {
    "cost": (
        ("成本构成", "What it costs"),
        ("模拟期内的能源、燃料与投资年金；横线为扣除上网收入后的总成本。",
         "Energy, fuel and capital of the period; the line marks the total less export revenue."),
    ),
    "carbon": (
        ("碳排放构成", "Where carbon comes from"),
        ("运行碳排放，不扣除上网电量。", "Carbon of operation; export is not taken off."),
    ),
    "daily": (
        ("逐日电量来源", "Electricity by source and day"),
        ("各方案坐标轴相同；上网电量记为负。", "The same axes for every run; export is negative."),
    ),
    "duration": (
        ("购电负荷持续曲线", "Load duration of the import"),
        ("购电功率达到或超过某值的小时数。", "Hours for which the import reaches a power."),
    ),
    "january": (
        ("一月的一周", "A week in January"),
        ("用电堆叠；虚线为并网点功率，负值为上网。",
         "Uses are stacked; the dotted line is the connection, negative when exporting."),
    ),
    "july": (("七月的一周", "A week in July"), ("同上。", "As above.")),
    "stations": (
        ("充电站利用", "Use of charging stations"),
        ("各站充电枪被占用的时间与需排队的充电。", "How long plugs are taken, and who waits."),
    ),
}  # fmt: skip


def both(zh: str, en: str) -> str:
    """Return a text in both languages, of which the page shows one."""
    return (
        f'<span lang="zh-CN" class="zh">{html.escape(zh)}</span>'
        f'<span lang="en" class="en">{html.escape(en)}</span>'
    )


def _figures(comparison: Comparison) -> dict[str, Callable[[str], go.Figure]]:
    """Return by section what draws its figure in a language; runs are read once."""
    runs = comparison.runs
    daily = [query.daily_energy(run) for run in runs]
    curves = [query.load_duration(run, "park/import_kw") for run in runs]
    drawn: dict[str, Callable[[str], go.Figure]] = {
        "cost": lambda lang: compare.cost_bars(comparison, lang),
        "carbon": lambda lang: compare.carbon_bars(comparison, lang),
        "daily": lambda lang: energy.daily_energy(_titled(comparison, daily, lang), lang),
        "duration": lambda lang: power.load_duration(_titled(comparison, curves, lang), lang),
    }
    for name, month in (("january", 1), ("july", 7)):
        begins = [query.week_in(run.grid, month) for run in runs]
        weeks = [
            None if begin is None else query.week_of_power(run, begin)
            for run, begin in zip(runs, begins, strict=True)
        ]
        if any(week is not None for week in weeks):
            drawn[name] = _week(comparison, weeks)
    for number, run in enumerate(runs):
        stations = query.station_use(run)
        if not stations.empty:
            drawn[f"stations-{number}"] = _stations(stations)
    return drawn


def _titled(comparison: Comparison, frames: list[Any], lang: str) -> dict[str, Any]:
    return dict(zip(comparison.titles(lang), frames, strict=True))


def _week(comparison: Comparison, weeks: list[Any]) -> Callable[[str], go.Figure]:
    return lambda lang: power.week(_titled(comparison, weeks, lang), lang)


def _stations(stations: Any) -> Callable[[str], go.Figure]:
    return lambda lang: charging.station_use(stations, lang)


def _section(comparison: Comparison, name: str, height: int) -> str:
    kind, _, number = name.partition("-")
    (zh, en), (says_zh, says_en) = _SECTIONS[kind]
    if number:
        zh += f" · {comparison.titles('zh')[int(number)]}"
        en += f" · {comparison.titles('en')[int(number)]}"
    return (
        f'<section class="panel {kind}"><h2>{both(zh, en)}</h2><p>{both(says_zh, says_en)}</p>'
        f'<div class="figure" id="{name}" style="min-height:{height}px"></div></section>'
    )


def _script_safe(value: Any) -> str:
    """Return JSON in which no title can end the script element or begin another."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return text.replace("<", "\\u003c")


def _header(comparison: Comparison) -> str:
    base = comparison.runs[comparison.baseline]
    period = base.grid
    last = date.fromordinal(period.start.toordinal() + period.days - 1)
    titles = {lang: comparison.titles(lang) for lang in LANGUAGES}
    zh = f"{period.start} 至 {last}（{period.days} 天）· 基准：{titles['zh'][comparison.baseline]}"
    en = f"{period.start} to {last} ({period.days} days) · baseline: "
    en += titles["en"][comparison.baseline]
    cautions = "".join(f"<li>{both(one.zh, one.en)}</li>" for one in comparison.cautions)
    if cautions:
        heading = both("除措施外还有不同：", "Besides the measures, this differs:")
        cautions = f'<div class="cautions"><strong>⚠ {heading}</strong><ul>{cautions}</ul></div>'
    return (
        '<header><div class="bar">'
        f"<h1>{both('园区方案对比', 'Scenarios of the park compared')}</h1>"
        '<div class="switch" role="group" aria-label="语言 / Language">'
        '<button type="button" data-lang="zh" lang="zh-CN">中文</button>'
        '<button type="button" data-lang="en" lang="en">English</button></div></div>'
        f'<p class="period">{both(zh, en)}</p>{cautions}</header>'
    )


def page(comparison: Comparison) -> str:
    """Return the comparison as an HTML document that needs no network."""
    figures = {
        name: {lang: json.loads(draw(lang).to_json()) for lang in LANGUAGES}
        for name, draw in _figures(comparison).items()
    }
    for drawn in figures.values():
        for figure in drawn.values():
            figure["layout"].pop("template", None)
    sections = "".join(
        _section(comparison, name, int(drawn["zh"]["layout"]["height"]))
        for name, drawn in figures.items()
    )
    style = (_HERE / "assets" / "report.css").read_text(encoding="utf-8")
    script = (_HERE / "assets" / "report.js").read_text(encoding="utf-8")
    return (
        '<!DOCTYPE html><html lang="zh-CN" data-lang="zh"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>园区方案对比 · Scenarios compared</title><style>{style}</style></head><body>"
        f"{_header(comparison)}<main>{cards(comparison)}{sections}{table(comparison)}</main>"
        f"<footer>{both('由 greenpark 生成。', 'Made by greenpark.')}</footer>"
        f"<script>{get_plotlyjs()}</script>"
        f"<script>const FIGURES={_script_safe(figures)};const CONFIG={_script_safe(dict(CONFIG))};"
        f"{script}</script></body></html>\n"
    )


def write_page(comparison: Comparison, path: Path) -> None:
    """Write the page to `path`."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(page(comparison), encoding="utf-8")
