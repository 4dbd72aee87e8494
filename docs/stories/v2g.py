"""Vehicles that feed back: what it earns and what it wears, against smart charging without."""

from collections.abc import Sequence

import pandas as pd
import plotly.graph_objects as go
from plotly.subplots import make_subplots

from docs.stories.draw import add_mean_day
from docs.stories.measures import kpis, site_bill
from docs.stories.story import Figures, Story, Variant
from sim.results import RunFolder

DEPOT, OFFICE = "yantan-depot", "software-park"
_NO_BUSES = "fleets.timetabled.trunk-buses.feed_back=null"
_NO_CARS = "fleets.sessions.staff-cars.feed_back=null"
VARIANTS = (
    Variant("equal-share", "均分", "equal share",
            (f"sites.{DEPOT}.charging.controller=equal_share",
             f"sites.{OFFICE}.charging.controller=equal_share", _NO_BUSES, _NO_CARS)),
    Variant("smart", "优化，不反送", "optimum, no feeding back", (_NO_BUSES, _NO_CARS)),
    Variant("v2g", "优化，可反送", "optimum, feeding back"),
    Variant("no-wear", "可反送，不计损耗", "feeding back, wear not counted",
            ("money.prices.battery_traction=0",)),
)  # fmt: skip


def _fed(run: RunFolder, site: str) -> float:
    sessions = run.table("sessions")
    return float(sessions["fed_kwh"][sessions["site"].astype(str) == site].sum())


def measure(run: RunFolder) -> Figures:
    """Return what the two sites pay, what is fed back, and what batteries wear."""
    depot, office = site_bill(run, DEPOT), site_bill(run, OFFICE)
    yard = run.table("yardsticks").set_index("site")
    sessions = run.table("sessions")
    there = (sessions["site"].astype(str) == DEPOT) & (sessions["reason"] != "end of run")
    vehicles = run.table("vehicles")
    buses = vehicles[vehicles["fleet"].astype(str) == "trunk-buses"]
    return {
        "Depot: peak, kW": depot["peak_kw"],
        "Depot: bill for energy, CNY a week": depot["energy_cny"],
        "Depot: demand charge, CNY a month": depot["demand_cny"],
        "Depot: fed back, kWh": _fed(run, DEPOT),
        "Depot: sold to the grid, kWh": depot["sold_kwh"],
        "Depot: short at the departure, kWh": float(sessions["short_kwh"][there].sum()),
        "Trunk buses: full cycles a bus": float(buses["equivalent_full_cycles"].mean()),
        "Wear of the buses' batteries, CNY": kpis(run)["battery_wear_bus"],
        "Office: peak, kW": office["peak_kw"],
        "Office: bill for energy, CNY a week": office["energy_cny"],
        "Office: demand charge, CNY a month": office["demand_cny"],
        "Office: fed back, kWh": _fed(run, OFFICE),
        "Office: charging with perfect foresight, CNY": float(yard["optimum_cny"][OFFICE]),
        "Office: charging as it was, CNY": float(yard["cost_cny"][OFFICE]),
    }


def draw(runs: dict[str, RunFolder], table: pd.DataFrame, variants: Sequence[Variant]) -> go.Figure:
    """Draw the mean day of charging at the depot and of the cars at the office."""
    figure = make_subplots(
        rows=1, cols=2, horizontal_spacing=0.08,
        subplot_titles=("雁滩公交场站 Yantan depot / kW",
                        "软件园员工车辆 Staff cars at the software park / kW"),
    )  # fmt: skip
    columns = (f"site/{DEPOT}/charging_kw", f"station/{OFFICE}-staff/power_kw")
    for number, one in enumerate(variants):
        for place, column in enumerate(columns, start=1):
            add_mean_day(figure, runs[one.key], column, one, number, column=place, shared=True)
    for first, last, colour in ((6, 8, "#d1495b"), (10, 16, "#2a9d8f"), (18, 23, "#d1495b")):
        figure.add_vrect(x0=first, x1=last, fillcolor=colour, opacity=0.08, line_width=0)
    figure.update_layout(legend={"orientation": "h", "y": -0.14, "x": 0})
    figure.update_layout(margin={"l": 60, "r": 20, "t": 40, "b": 90})
    figure.update_xaxes(dtick=4, range=[0, 24])
    return figure


STORY = Story("v2g", VARIANTS, measure, draw)
