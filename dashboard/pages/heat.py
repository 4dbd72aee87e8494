"""Heat & sun: PV and its losses, heat and who supplies it, sources, stores, comfort."""

from typing import Any

import pandas as pd
from dash import html
from dash.development.base_component import Component

from dashboard.components import graph, message
from dashboard.figures import ground as ground_figures
from dashboard.figures import heat as heat_figures
from dashboard.figures import sun as sun_figures
from dashboard.look import Look
from dashboard.page import Choice, Option, Page, Section
from dashboard.parts import formats, heat_tables, weeks
from dashboard.parts.choices import RUN
from dashboard.parts.heat_names import group_name, kind_name, part_name, source_name
from dashboard.queries import ground, heat, sun
from dashboard.texts import text
from sim.kpi.words import number

_MOST_GROUPS = 15
_BOUNDARIES = ("h1", "h2", "h3", "h4")


def _pv_parts(shown: Look) -> list[Option]:
    rows = sun.roofs(shown.run)
    parts = [heat.ALL, *(f"site:{key}" for key in dict.fromkeys(rows["site"]))]
    parts += [f"roof:{key}" for key in rows["roof"]]
    return [{"value": part, "label": part_name(shown.run, part, shown.lang)} for part in parts]


def _heat_parts(shown: Look) -> list[Option]:
    parts = [heat.ALL, *(f"{kind}:{value}" for kind, value in heat.parts(shown.run))]
    return [{"value": part, "label": part_name(shown.run, part, shown.lang)} for part in parts]


def _sources(shown: Look) -> list[Option]:
    keys = ground.sources(shown.run)["source"]
    return [{"value": key, "label": source_name(shown.run, key, shown.lang)} for key in keys]


def _stores(shown: Look) -> list[Option]:
    rows = heat.groups(shown.run).set_index("building")
    named = []
    for key in ground.stores(shown.run):
        site, kind = (str(rows[name].get(key, "")) for name in ("site", "archetype"))
        named.append({"value": key, "label": group_name(shown.run, key, site, kind, shown.lang)})
    return named


def _weeks(shown: Look) -> list[Option]:
    return weeks.options(shown.run, shown.lang) if ground.stores(shown.run) else []


def _week(shown: Look) -> str:
    """Return the week shown; none where no building stores heat."""
    chosen = weeks.chosen_week(shown.run, shown.view.choice("week")).isoformat()
    return chosen if ground.stores(shown.run) else ""


def _first_of(key: str, options: Any) -> Any:
    """Return what says which option is chosen: the one in the address, or the first."""

    def chosen(shown: Look) -> str:
        known = [str(option["value"]) for option in options(shown)]
        asked = shown.view.choice(key)
        return asked if asked in known else (known or [""])[0]

    return chosen


def _choice(key: str, options: Any, width: int = 300) -> Choice:
    return Choice(key, options, _first_of(key, options), width=width)


PV_PART, HEAT_PART = _choice("pv_part", _pv_parts), _choice("heat_part", _heat_parts)
SOURCE, STORE = _choice("source", _sources, 340), _choice("store", _stores, 340)
WEEK = Choice("week", _weeks, _week, shape="steps", width=300)


def _said(shown: Look, key: str) -> Component:
    """Return why a section has nothing to show."""
    body = f"{key}.body"
    return message(text(shown.lang, key), text(shown.lang, body))


def _months(shown: Look) -> tuple[pd.DataFrame, list[str]]:
    months = heat.by_month(shown.run, HEAT_PART.chosen(shown))
    return months, formats.months(list(months.index), shown.lang)


def _pv(shown: Look) -> Component:
    part = PV_PART.chosen(shown)
    steps = sun.waterfall(shown.run, part)
    if steps.empty:
        return message(text(shown.lang, "heat.pv.none"))
    known = sun.key_figures(shown.run, part)
    words = {
        "kwp": number(known["kwp"]),
        "plane": number(round(known["plane_kwh_per_m2"])),
        "own": number(round(known["yield_kwh_per_kwp"])),
        "ratio": number(100.0 * known["performance_ratio"]),
    }
    said = html.P(text(shown.lang, "heat.pv.figures", **words), className="heat-figures")
    return html.Div([said, graph(sun_figures.waterfall(steps, shown.lang), shown.view, "heat.pv")])


def _roofs(shown: Look) -> Component:
    if sun.roofs(shown.run).empty:
        return message(text(shown.lang, "heat.pv.none"))
    return heat_tables.roofs(shown.run, PV_PART.chosen(shown), shown.lang)


def _demand(shown: Look) -> Component:
    months, named = _months(shown)
    if months.empty:
        return _said(shown, "heat.none")
    return graph(heat_figures.demand(months, named, shown.lang), shown.view, "heat.demand")


def _supply(shown: Look) -> Component:
    months, named = _months(shown)
    if months.empty or months["compressor_kwh"].isna().all():
        return _said(shown, "heat.none")
    figure = heat_figures.supply(months, heat.SUPPLIES, named, shown.lang)
    return graph(figure, shown.view, "heat.supply")


def _systems(shown: Look) -> Component:
    supplied = {title: heat.supplied(run) for title, run in shown.titled()}
    supplied = {title: kwh for title, kwh in supplied.items() if not kwh.empty}
    if not supplied:
        return _said(shown, "heat.none")
    factors: dict[str, dict[str, float]] = {title: {} for title in supplied}
    for boundary in _BOUNDARIES:
        row = shown.comparison.row(f"spf_{boundary}")
        for (title, _), cell in zip(shown.titled(), row.cells if row else (), strict=False):
            if cell.value is not None and title in factors:
                factors[title][boundary.upper()] = cell.value
    return graph(heat_figures.runs(supplied, factors, shown.lang), shown.view, "heat.systems")


def _performance(shown: Look) -> Component:
    points = heat.performance(shown.run, HEAT_PART.chosen(shown)).dropna(subset=["temperature_c"])
    if points.empty:
        return message(text(shown.lang, "heat.pumps.none"))
    named = points.assign(named=formats.months(list(points["month"]), shown.lang))
    titles = {key: kind_name("system", key, shown.lang) for key in points["system"]}
    figure = heat_figures.performance(named, titles, shown.lang)
    return graph(figure, shown.view, "heat.performance")


def _defrost(shown: Look) -> Component:
    months = heat.defrosting(shown.run, HEAT_PART.chosen(shown))
    if months.empty:
        return message(text(shown.lang, "heat.defrost.none"))
    named = formats.months(list(months.index), shown.lang)
    return graph(heat_figures.defrost(months, named, shown.lang), shown.view, "heat.defrost")


def _ground(shown: Look) -> Component:
    series = ground.year_of_source(shown.run, SOURCE.chosen(shown))
    if not series:
        return message(text(shown.lang, "heat.ground.none"))
    return graph(ground_figures.year_of_source(series, shown.lang), shown.view, "heat.ground")


def _source_table(shown: Look) -> Component:
    if ground.sources(shown.run).empty:
        return message(text(shown.lang, "heat.ground.none"))
    return heat_tables.sources(shown.run, shown.lang)


def _store(shown: Look) -> Component:
    building = STORE.chosen(shown)
    if not building:
        return _said(shown, "heat.stores.none")
    first = weeks.chosen_week(shown.run, shown.view.choice("week"))
    week = ground.week_of_store(shown.run, building, first)
    return graph(ground_figures.week_of_store(week, shown.lang), shown.view, "heat.stores")


def _comfort(shown: Look) -> Component:
    rows = heat.groups_of(shown.run, HEAT_PART.chosen(shown))
    if rows.empty:
        return _said(shown, "heat.none")
    worst = rows.sort_values(["cold_share", "hot_share"], ascending=False).head(_MOST_GROUPS)
    if not worst[["cold_share", "hot_share"]].to_numpy(dtype=float, na_value=0.0).any():
        return _said(shown, "heat.comfort.good")
    named = worst.assign(called=heat_tables.called(shown.run, worst, shown.lang))
    return graph(heat_figures.comfort(named, shown.lang), shown.view, "heat.comfort")


def _groups(shown: Look) -> Component:
    part = HEAT_PART.chosen(shown)
    if heat.groups_of(shown.run, part).empty:
        return _said(shown, "heat.none")
    return heat_tables.groups(shown.run, part, shown.lang)


_OF_HEAT = ("run", "heat_part")

PAGE = Page(
    "heat",
    "heat",
    "flame",
    6,
    choices=(RUN, HEAT_PART),
    sections=(
        Section("pv", _pv, choices=(PV_PART,), reads=("run",)),
        Section("roofs", _roofs, reads=("run", "pv_part")),
        Section("demand", _demand, reads=_OF_HEAT, wide=False),
        Section("supply", _supply, reads=_OF_HEAT, wide=False),
        Section("systems", _systems),
        Section("performance", _performance, reads=_OF_HEAT, wide=False),
        Section("defrost", _defrost, reads=_OF_HEAT, wide=False),
        Section("ground", _ground, choices=(SOURCE,), reads=("run",)),
        Section("sources", _source_table, reads=("run",)),
        Section("stores", _store, choices=(STORE, WEEK), reads=("run",)),
        Section("comfort", _comfort, reads=_OF_HEAT),
        Section("groups", _groups, reads=_OF_HEAT),
    ),
)
