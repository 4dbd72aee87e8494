"""A factory with PV: no battery, a new one or retired packs, under one rule after another."""

from collections.abc import Sequence

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from docs.stories.draw import add_bars, add_mean_day, two_and_bars
from docs.stories.measures import kpis, site_bill
from docs.stories.story import Figures, Story, Variant
from sim.results import RunFolder

SITE = "works"
_STORE = f"sites.{SITE}.batteries.store"
_PACKS = (
    f"{_STORE}.capacity_kwh=null",
    f"{_STORE}.second_life={{vehicle: yutong-e12, count: 8}}",
    f"{_STORE}.soh=0.75",
)
_OPTIMUM = (
    f"{_STORE}.rule=optimum",
    f"sites.{SITE}.charging.controller={{kind: optimum, step_minutes: 30, replan_minutes: 30}}",
)
_HALF = (f"{_STORE}.capacity_kwh=1000", f"{_STORE}.power_kw=500")
VARIANTS = (
    Variant("none", "无储能", "no battery", (f"{_STORE}.remove=true",)),
    Variant("self", "自用", "self-consumption"),
    Variant("tariff", "峰谷套利", "tariff", (f"{_STORE}.rule=tariff",)),
    Variant("shaving", "削峰", "peak shaving", (f"{_STORE}.rule=peak_shaving",)),
    Variant("optimum", "优化", "optimum", _OPTIMUM),
    Variant("optimum-half", "优化，一半容量", "optimum, half of it", (*_OPTIMUM, *_HALF)),
    Variant("second-life", "退役电池，优化", "retired packs, optimum", (*_OPTIMUM, *_PACKS)),
    Variant("second-life-self", "退役电池，自用", "retired packs, self-consumption",
            _PACKS),
)  # fmt: skip
BILL = "Bill, 1,000 CNY a year"
CAPITAL = "Battery, 1,000 CNY a year"


def _capacity_kwh(run: RunFolder) -> float:
    assets = run.table("assets")
    return float(assets["quantity"][assets["kind"].astype(str) == "battery"].sum())


def measure(run: RunFolder) -> Figures:
    """Return what becomes of the sun, the peak and the bill, and what the battery wears."""
    found, bill = kpis(run), site_bill(run, SITE)
    batteries = run.table("batteries")
    net = run.series([f"site/{SITE}/net_kw"])[f"site/{SITE}/net_kw"].to_numpy(float)
    hours = run.manifest["period"]["step_minutes"] / 60.0
    exported = float(np.maximum(-net, 0.0).sum()) * hours
    charged, given = (float(batteries[f"{one}_kwh"].sum()) for one in ("charged", "discharged"))
    nothing = float("nan")
    total = bill["energy_cny"] + found["demand_cost"] + found["capital_battery"]
    return {
        "Battery, kWh that are left": _capacity_kwh(run),
        "PV, MWh": found["pv_yield"],
        "Self-consumption, %": found["self_consumption"],
        "Self-sufficiency, %": found["self_sufficiency"],
        "Sold, MWh": exported / 1000.0,
        "Peak of the year, kW": bill["peak_kw"],
        "Charged, MWh": charged / 1000.0,
        "Given over charged, %": 100.0 * given / charged if charged else nothing,
        "Full cycles a year": (
            float(batteries["equivalent_full_cycles"].mean()) if charged else nothing
        ),
        "Years until its end": found.get("battery_life_storage", nothing),
        "Energy less what is sold, 1,000 CNY a year": bill["energy_cny"] / 1000.0,
        "Demand charge, 1,000 CNY a year": found["demand_cost"] / 1000.0,
        BILL: (bill["energy_cny"] + found["demand_cost"]) / 1000.0,
        CAPITAL: found["capital_battery"] / 1000.0,
        "Both, 1,000 CNY a year": total / 1000.0,
        "Carbon, t": found["carbon_electricity"],
        "Battery production avoided, t, once": found.get("second_life_avoided", 0.0),
    }


def draw(runs: dict[str, RunFolder], table: pd.DataFrame, variants: Sequence[Variant]) -> go.Figure:
    """Draw the mean day of the battery and of the connection, and what a year costs."""
    figure = two_and_bars(
        "储能，平均日 Battery, mean day (charging +) / kW",
        "并网点，平均日 Connection, mean day (buying +) / kW",
        "年费用 Cost of a year / 1,000 CNY",
    )
    keys = ("none", "self", "tariff", "shaving", "optimum")
    for number, one in enumerate(one for one in variants if one.key in keys):
        run = runs[one.key]
        if f"site/{SITE}/battery_kw" in run.series_columns:
            add_mean_day(figure, run, f"site/{SITE}/battery_kw", one, number, legend=False)
        add_mean_day(figure, run, f"site/{SITE}/net_kw", one, number, row=2)
    for row in (1, 2):
        for first, last, colour in ((6, 8, "#d1495b"), (10, 16, "#2a9d8f"), (18, 23, "#d1495b")):
            figure.add_vrect(
                x0=first, x1=last, fillcolor=colour, opacity=0.08, line_width=0, row=row, col=1
            )
    bars = (
        ("Energy less what is sold, 1,000 CNY a year", "电度电费 energy", "#5b7c99"),
        ("Demand charge, 1,000 CNY a year", "需量电费 demand", "#d1495b"),
        (CAPITAL, "储能 battery", "#7b5ea7"),
    )
    add_bars(figure, variants, table, bars, column=2)
    figure.update_xaxes(dtick=4, range=[0, 24], col=1)
    return figure


STORY = Story("pv-and-storage", VARIANTS, measure, draw)
