"""KPI cards and the table of all KPIs, as HTML of the comparison page."""

import html

from sim.kpi.compare import Cell, Comparison, Row, difference
from sim.kpi.registry import GROUPS, all_kpis
from sim.kpi.words import number

CARDS = (
    *("carbon_total", "total_cost", "grid_import", "peak_import", "self_sufficiency", "pv_yield"),
    *("bus_on_time", "taxi_served", "charging_mean_wait", "heat_pump_spf"),
    *("transformer_loading", "hours_below_setpoint"),
)
"""KPIs that stand on top, in this order, where a run has them."""

_VERDICTS = {
    "better": ("✓", "更好", "better"),
    "worse": ("✗", "更差", "worse"),
    "equal": ("=", "不变", "unchanged"),
    "neutral": ("", "", ""),
}


def _both(zh: str, en: str) -> str:
    return (
        f'<span lang="zh-CN" class="zh">{html.escape(zh)}</span>'
        f'<span lang="en" class="en">{html.escape(en)}</span>'
    )


def _value(row: Row, cell: Cell) -> str:
    """Return a figure in the scale and unit of each language."""
    if cell.value is None:
        return "–"
    words = []
    for lang in ("zh", "en"):
        divisor, unit = row.scale(lang)
        words.append(f"{number(cell.value / divisor)} {unit}".strip())
    return _both(*words)


def _change(row: Row, cell: Cell) -> str:
    """Return the difference with icon, figure and word; the colour only repeats them."""
    if cell.verdict not in _VERDICTS:
        return ""
    icon, zh, en = _VERDICTS[cell.verdict]
    if cell.verdict == "equal":
        return f'<span class="change equal">= {_both(zh, en)}</span>'
    texts = [
        f"{difference(row, cell, lang)} {word}".strip() for lang, word in (("zh", zh), ("en", en))
    ]
    mark = f'<i aria-hidden="true">{icon}</i>'
    return f'<span class="change {cell.verdict}">{mark} {_both(*texts)}</span>'


def cards(comparison: Comparison) -> str:
    """Return the cards: each KPI with its value in every run and its difference."""
    definitions = {kpi.name: kpi for kpi in all_kpis()}
    found = []
    for name in CARDS:
        row = comparison.row(name)
        if row is None:
            continue
        lines = []
        for run, cell in enumerate(row.cells):
            title = _both(comparison.titles("zh")[run], comparison.titles("en")[run])
            lines.append(f"<dt>{title}</dt><dd><b>{_value(row, cell)}</b>{_change(row, cell)}</dd>")
        says = definitions[name]
        found.append(
            f'<article class="card"><h3>{_both(row.label_zh, row.label_en)}</h3>'
            f"<dl>{''.join(lines)}</dl><p>{_both(says.says_zh, says.says_en)}</p></article>"
        )
    heading = _both("关键指标", "Key figures")
    inside = f'<div class="cards">{"".join(found)}</div>'
    return f'<section class="key"><h2>{heading}</h2>{inside}</section>'


def table(comparison: Comparison) -> str:
    """Return the table of all KPIs by group."""
    titles = zip(comparison.titles("zh"), comparison.titles("en"), strict=True)
    heads = []
    for run, (zh, en) in enumerate(titles):
        mark = f"<br><small>{_both('基准', 'baseline')}</small>"
        heads.append(
            f'<th scope="col">{_both(zh, en)}{mark if run == comparison.baseline else ""}</th>'
        )
    definitions = {kpi.name: kpi for kpi in all_kpis()}
    body, group = [], ""
    for row in comparison.rows:
        if row.group != group:
            group = row.group
            name = _both(*GROUPS.get(group, (group, group)))
            span = f'scope="rowgroup" colspan="{len(heads) + 1}"'
            body.append(f'<tr class="group"><th {span}>{name}</th></tr>')
        cells = "".join(f"<td>{_value(row, cell)}{_change(row, cell)}</td>" for cell in row.cells)
        says = definitions.get(row.name)
        note = f"<small>{_both(says.says_zh, says.says_en)}</small>" if says else ""
        label = _both(row.label_zh, row.label_en)
        body.append(f'<tr><th scope="row">{label}{note}</th>{cells}</tr>')
    heading, first = _both("全部指标", "All indicators"), _both("指标", "Indicator")
    return (
        f'<section class="panel all"><h2>{heading}</h2><div class="scroll" tabindex="0"><table>'
        f'<thead><tr><th scope="col">{first}</th>{"".join(heads)}</tr></thead>'
        f"<tbody>{''.join(body)}</tbody></table></div></section>"
    )
