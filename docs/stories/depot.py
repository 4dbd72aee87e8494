"""Depot smart charging: one controller after the other, and the optimum with perfect foresight."""

from collections.abc import Sequence

import pandas as pd
import plotly.graph_objects as go
from plotly.subplots import make_subplots

from docs.stories.draw import add_bars, add_mean_day
from docs.stories.measures import kpis, site_bill, trips_of
from docs.stories.story import Figures, Story, Variant
from sim.results import RunFolder

SITE = "yantan-depot"
LINES = ("y1", "y2", "y3", "y4", "y5")
_CHARGING = f"sites.{SITE}.charging"
_BATTERY = (
    f"sites.{SITE}.batteries=[{{id: depot-battery, capacity_kwh: 1000, power_kw: 500, "
    "rule: peak_shaving}]"
)
_TARGET = f"{_CHARGING}.target_kw=1500"
_FIFO = f"fleets.timetabled.trunk-buses.depots.{SITE}.assignment=first_in_first_out"
_FEW = f"sites.{SITE}.stations.{SITE}-buses.plugs=[{{kind: dc-120, count: 32}}]"


def _controller(key: str, zh: str, *more: str, name: str = "", en: str = "") -> Variant:
    changes = (f"{_CHARGING}.controller={key}", *more)
    return Variant(name or key.replace("_", "-"), zh, en or key.replace("_", " "), changes)


VARIANTS = (
    _controller("uncontrolled", "无控制"),
    _controller("equal_share", "均分"),
    _controller("first_come", "先到先充"),
    _controller("earliest_deadline", "最早离场优先"),
    _controller("least_laxity", "最小裕度优先"),
    _controller("valley_filling", "填谷"),
    _controller("peak_shaving", "削峰", _TARGET),
    _controller(
        "peak_shaving",
        "削峰加储能",
        _TARGET,
        _BATTERY,
        name="shaving-battery",
        en="peak shaving, battery",
    ),
    _controller("optimum", "滚动优化"),
    _controller("optimum", "滚动优化，先进先出", _FIFO, name="optimum-fifo", en="optimum, FIFO"),
    _controller("equal_share", "均分，32 枪", _FEW, name="equal-32", en="equal share, 32 plugs"),
    _controller(
        "valley_filling", "填谷，32 枪", _FEW, name="valley-32", en="valley filling, 32 plugs"
    ),
)  # fmt: skip


def measure(run: RunFolder) -> Figures:
    """Return what the depot pays, and how its lines run."""
    bill, yard = site_bill(run, SITE), run.table("yardsticks").iloc[0]
    trips = trips_of(run, "bus")
    trips = trips[trips["line"].astype(str).isin(LINES)]
    sessions = run.table("sessions")
    sessions = sessions[sessions["site"].astype(str) == SITE]
    left = sessions[sessions["reason"] != "end of run"]  # nobody leaves when the run ends
    short = left["short_kwh"]
    delay = trips["delay_minutes"]
    return {
        "Peak at the connection, kW": bill["peak_kw"],
        "Hours above the transformer's rating": kpis(run)["transformer_overload_hours"],
        "Energy charged, MWh": yard["energy_kwh"] / 1000.0,
        "Bill for energy, CNY a week": bill["energy_cny"],
        "Demand charge, CNY a month": bill["demand_cny"],
        "Short at the departure, kWh": float(short.sum()),
        "Share of departures short, %": 100.0 * float((short > 1.0).mean()),
        "Wait for a plug, P95, min": float(sessions["wait_minutes"].quantile(0.95)),
        "Trips cancelled": int((trips["state"] == "cancelled").sum()),
        "Trips more than 5 min late": int((delay > 5.0).sum()),
        "Gap to perfect foresight, %": 100.0 * yard["gap"],
        "Mean solution of the program, s": run.manifest.get("solves", {})
        .get(SITE, {})
        .get("mean_s", float("nan")),
    }


def draw(runs: dict[str, RunFolder], table: pd.DataFrame, variants: Sequence[Variant]) -> go.Figure:
    """Draw the mean day of five controllers, and what each costs."""
    figure = make_subplots(
        rows=1, cols=2, column_widths=[0.5, 0.5], horizontal_spacing=0.24,
        subplot_titles=("充电功率，平均日 Charging, mean day / kW",
                        "一周电费与月需量电费 Energy and demand charge / 1,000 CNY"),
    )  # fmt: skip
    keys = ("uncontrolled", "equal-share", "valley-filling", "peak-shaving", "optimum")
    shown = [one for one in variants if one.key in keys]
    for number, one in enumerate(shown):
        add_mean_day(figure, runs[one.key], f"site/{SITE}/charging_kw", one, number)
    bars = (
        ("Bill for energy, CNY a week", "电度电费 energy, a week", "#9fb3c2"),
        ("Demand charge, CNY a month", "需量电费 demand, a month", "#d1495b"),
    )
    add_bars(figure, variants, table, bars, column=2, divisor=1000.0, between=" ")
    figure.update_layout(barmode="stack", legend={"orientation": "h", "y": -0.12, "x": 0})
    figure.update_layout(margin={"l": 60, "r": 20, "t": 40, "b": 90})
    figure.update_xaxes(dtick=4, range=[0, 24], row=1, col=1)
    return figure


STORY = Story("depot-smart-charging", VARIANTS, measure, draw)
