"""Air- or ground-source heat pumps for a new quarter, now and when the ground has served it."""

from collections.abc import Sequence

import pandas as pd
import plotly.graph_objects as go

from dashboard.figures.theme import colour_of_run
from docs.stories.draw import add_bars, two_and_bars
from docs.stories.measures import kpis
from docs.stories.story import Figures, Story, Variant
from sim.results import RunFolder

SITE = "new-quarter"
_SYSTEM = "heating.systems.quarter"
_GROUND = f"{_SYSTEM}.kind=ground_source"
_COOLS = f"{_SYSTEM}.cools=true"
_HYBRID = (
    f"{_SYSTEM}.kind=plant",
    f"{_SYSTEM}.units=[{{kind: air_source, share: 0.6, number: 3}}, "
    "{kind: gas_boiler, share: 0.6}]",
)
VARIANTS = (
    Variant("network", "集中供热", "heat network",
            (f"{_SYSTEM}.kind=central", f"{_SYSTEM}.flow_c=null")),
    Variant("air", "空气源", "air source"),
    Variant("hybrid", "空气源加燃气", "air source and gas", _HYBRID),
    Variant("ground", "地源，初年", "ground source, first year", (_GROUND,)),
    Variant("ground-later", "地源，十年后", "ground source, after ten years",
            (_GROUND, f"{_SYSTEM}.field={{years_before: 10}}")),
    Variant("ground-cools", "地源兼供冷，十年后", "cools too, after ten years",
            (_GROUND, _COOLS, f"{_SYSTEM}.field={{years_before: 10}}")),
    Variant("ground-small", "地源 50 W/m，十年后", "50 W/m, after ten years",
            (_GROUND, f"{_SYSTEM}.field={{years_before: 10, design_w_per_m: 50}}")),
    Variant("mixed", "混合，十年后", "mixed, after ten years",
            (_GROUND, _COOLS, f"{_SYSTEM}.field={{years_before: 10}}",
             f"sites.{SITE}.buildings.homes.heating=outdoor-units")),
)  # fmt: skip


def monthly_factor(run: RunFolder) -> pd.Series:
    """Return heat and hot water over all electricity for them, by month [1]."""
    rows = run.table("buildings")
    rows = rows.groupby(rows["month"].dt.month).sum(numeric_only=True)
    heat_kwh = rows["heat_kwh"] + rows["hot_water_kwh"]
    return heat_kwh / (rows["heating_electricity_kwh"] + rows["hot_water_electricity_kwh"])


def measure(run: RunFolder) -> Figures:
    """Return what heat takes, what it costs, and what becomes of the ground."""
    found = kpis(run)
    rows, sources = run.table("buildings"), run.table("sources")
    january = rows[rows["month"].dt.month == 1].sum(numeric_only=True)
    pumped = found["heat_electricity"] > 0.0 and rows["ambient_kwh"].sum() > 0.0
    series = run.series([f"site/{SITE}/heating_kw", f"site/{SITE}/net_kw"])
    fields = not sources.empty
    return {
        "Space heat and hot water, MWh": found["space_heat"] + found["hot_water"],
        "Electricity for heat, MWh": found["heat_electricity"],
        "SPF H1: heat pumps alone": found.get("spf_h1", float("nan")),
        "SPF H4: with all pumps and backups": found.get("spf_h4", float("nan")),
        "Space heat in January over its electricity": (
            january["heat_kwh"] / january["heating_electricity_kwh"]
            if pumped and january["gas_kwh"] == 0.0
            else float("nan")
        ),
        "Defrosting, % of electricity": found.get("defrost_share", float("nan")),
        "Peak of electricity for heat, kW": float(series[f"site/{SITE}/heating_kw"].max()),
        "Peak at the connection, kW": float(series[f"site/{SITE}/net_kw"].max()),
        "Boreholes of 120 m": int(sources["boreholes"].sum()) if fields else float("nan"),
        "Taken from the ground, MWh": (
            float(sources["taken_kwh"].sum()) / 1000.0 if fields else float("nan")
        ),
        "Coldest fluid, °C": found.get("ground_coldest_fluid", float("nan")),
        "Ground colder by ten such years, K": (
            float(sources["drift_k"].max()) if fields else float("nan")
        ),
        "Boreholes hold the heat pumps back, h": (
            float(sources[["too_cold_h", "limited_h"]].to_numpy().sum()) if fields else float("nan")
        ),
        "Unmet heat, MWh": found["unmet_heat"],
        "Electricity, 1,000 CNY": (found["electricity_cost"] + found["demand_cost"]) / 1000.0,
        "Gas and heat network, 1,000 CNY": (
            (found["gas_cost"] + found["district_heat_cost"]) / 1000.0
        ),
        "Heating plant, 1,000 CNY a year": found["capital_heating"] / 1000.0,
        "All three, 1,000 CNY": (
            found["electricity_cost"] + found["demand_cost"] + found["gas_cost"]
            + found["district_heat_cost"] + found["capital_heating"]
        ) / 1000.0,
        "Carbon, t": found["carbon_total"],
    }  # fmt: skip


def draw(runs: dict[str, RunFolder], table: pd.DataFrame, variants: Sequence[Variant]) -> go.Figure:
    """Draw what heat pumps draw from through the year, what they make of it, and what it costs."""
    figure = two_and_bars(
        "热源温度，周平均 What heat is taken from, a week's mean / °C",
        "每度电供热 Heat per electricity, by month / 1",
        "年费用 Cost of a year / million CNY",
    )
    fluid = f"source/quarter.{SITE}/fluid_c"
    shown = [one for one in variants if one.key in ("air", "ground", "ground-later",
                                                    "ground-cools", "mixed")]  # fmt: skip
    for number, one in enumerate(shown):
        run = runs[one.key]
        column = "world/temperature_c" if one.key == "air" else fluid
        weeks = run.series([column])[column].resample("7D").mean()
        factor = monthly_factor(run)
        look = {"color": colour_of_run(number), "width": 2}
        days = pd.DatetimeIndex(weeks.index).tz_localize(None)
        for x, y, place in ((days, weeks, 1), (factor.index, factor, 2)):
            figure.add_scatter(
                x=x, y=y, name=f"{one.zh} {one.en}", mode="lines", line=look,
                legendgroup=one.key, showlegend=place == 1, row=place, col=1,
            )  # fmt: skip
    bars = (
        ("Electricity, 1,000 CNY", "电费 electricity", "#5b7c99"),
        ("Gas and heat network, 1,000 CNY", "燃气与热费 gas, network", "#d1495b"),
        ("Heating plant, 1,000 CNY a year", "热源设备 plant", "#9fb3c2"),
    )
    add_bars(figure, variants, table, bars, column=2, divisor=1000.0)
    figure.update_xaxes(tickformat="%m", dtick="M1", row=1, col=1)
    figure.update_xaxes(dtick=1, row=2, col=1)
    return figure


STORY = Story("ashp-vs-gshp", VARIANTS, measure, draw)
