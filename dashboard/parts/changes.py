"""What changes cost and carbon from the baseline to a run: sections of two pages."""

from dash import html
from dash.development.base_component import Component

from dashboard.components import graph
from dashboard.figures.compare import NOT_PARTS, TOTAL, UNIT
from dashboard.figures.waterfall import Step, waterfall
from dashboard.look import Look
from dashboard.texts import text
from dashboard.view import Lang
from sim.kpi.compare import Comparison, Row
from sim.kpi.words import scale


def cost(shown: Look) -> Component:
    """Draw the cost from the baseline's to the run's."""
    return _section(shown, "cost")


def carbon(shown: Look) -> Component:
    """Draw the carbon from the baseline's to the run's."""
    return _section(shown, "carbon")


def steps(
    comparison: Comparison, run: int, group: str, lang: Lang
) -> tuple[float, float, list[Step]]:
    """Return the totals of the baseline and of a run, and what each component changes.

    A component that one of both runs has not (an older one) counts as nothing there; what the
    components do not explain of the difference is told as one more.
    """

    def of(row: Row | None, number: int) -> float:
        return 0.0 if row is None else row.cells[number].value or 0.0

    base, total = comparison.baseline, comparison.row(TOTAL[group])
    begin, end = of(total, base), of(total, run)
    parts = [r for r in comparison.rows if r.group == group and r.name not in NOT_PARTS[group]]
    found = [Step(row.label(lang), of(row, run) - of(row, base)) for row in parts]
    if group == "cost":
        revenue = comparison.row("export_revenue")
        label = revenue.label(lang) if revenue is not None else ""
        found.append(Step(label, of(revenue, base) - of(revenue, run)))
    rest = end - begin - sum(step.change for step in found)
    if abs(rest) > 1e-6 * max(abs(begin), abs(end)):
        found.append(Step(text(lang, "changes.rest"), rest))
    return begin, end, [step for step in found if step.change]


def _section(shown: Look, group: str) -> Component:
    if len(shown.runs) < 2:
        return html.P(text(shown.lang, "changes.alone"), className="lead")
    comparison = shown.comparison
    run = shown.runs.index(shown.run)
    if run == comparison.baseline:
        return html.P(text(shown.lang, "changes.same"), className="lead")
    begin, end, found = steps(comparison, run, group, shown.lang)
    divisor, unit = scale(UNIT[group], max(abs(begin), abs(end)), shown.lang)
    scaled = [Step(step.label, step.change / divisor) for step in found]
    titles = comparison.titles(shown.lang)
    ends = (titles[comparison.baseline], begin / divisor), (titles[run], end / divisor)
    figure = waterfall(ends, scaled, unit, shown.lang)
    return graph(figure, shown.view, f"changes.{group}")
