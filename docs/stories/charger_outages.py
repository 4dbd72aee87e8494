"""Plugs that fail and a depot station that is closed: who notices; what a spare plug is worth."""

from collections.abc import Sequence

import pandas as pd
import plotly.graph_objects as go
from plotly.subplots import make_subplots

from docs.stories.draw import add_bars
from docs.stories.measures import kpis, sessions_of, trips_of
from docs.stories.story import Figures, Story, Variant
from docs.stories.taxis import plugs_times
from sim.results import RunFolder

_NEVER = "outages.mean_time_between_failures_h=null"
_OPEN = "outages.closures=[]"
VARIANTS = (
    Variant("none", "无故障", "nothing fails", (_NEVER, _OPEN)),
    Variant("ordinary", "2000 h / 24 h", "2,000 h, 24 h",
            ("outages.mean_time_between_failures_h=2000", "outages.mean_time_to_repair_h=24",
             _OPEN)),
    Variant("frequent", "200 h / 48 h", "200 h, 48 h", (_OPEN,)),
    Variant("quick-repair", "200 h / 12 h", "200 h, 12 h",
            ("outages.mean_time_to_repair_h=12", _OPEN)),
    Variant("spare", "200 h / 48 h，多 1/4 枪", "200 h, 48 h, a quarter more plugs",
            (_OPEN, *plugs_times(1.25))),
    Variant("closed", "仅和平站停用两天", "Heping closed for two days", (_NEVER,)),
    Variant("both", "200 h / 48 h，且停用", "200 h, 48 h, and closed"),
)  # fmt: skip


def measure(run: RunFolder) -> Figures:
    """Return what is out of order, and what that does to taxis and buses."""
    found = kpis(run)
    taxis = sessions_of(run, ["taxis"])
    buses = trips_of(run, "bus")
    heping = buses[buses["line"].astype(str).isin(["z1", "z2", "z3", "z4"])]
    plugs = float(run.table("assets").query("kind == 'plug'")["quantity"].sum())
    hours = run.manifest["period"]["days"] * 24.0
    sessions = run.table("sessions")
    return {
        "Plugs out of order, %": 100.0 * found["plug_outage_hours"] / plugs / hours,
        "Sessions broken off": int((sessions["reason"] == "outage").sum()),
        "Taxis: wait for a plug, mean, min": float(taxis["wait_minutes"].mean()),
        "Taxis: wait for a plug, P95, min": float(taxis["wait_minutes"].quantile(0.95)),
        "Taxi requests lost": found["taxi_lost"],
        "Taxis: fares lost with passengers, CNY": found["taxi_lost_fares"],
        "Taxis: income lost to charging, CNY": found["taxi_charging_income_lost"],
        "Towed": found["taxi_towed"],
        "Bus trips cancelled": int((buses["state"] == "cancelled").sum()),
        "of these at Heping": int((heping["state"] == "cancelled").sum()),
        "Heping's trips more than 5 min late": int((heping["delay_minutes"] > 5.0).sum()),
        "Bus trips on time, %": found["bus_on_time"],
    }


def draw(runs: dict[str, RunFolder], table: pd.DataFrame, variants: Sequence[Variant]) -> go.Figure:
    """Draw what taxis wait, and what they lose beyond what they lose anyway."""
    figure = make_subplots(
        rows=1, cols=2, shared_yaxes=True, horizontal_spacing=0.06,
        subplot_titles=("出租车排队 Taxis' wait for a plug / min",
                        "两周内多损失的收入 Losses beyond those without faults / 1,000 CNY"),
    )  # fmt: skip
    waits = (
        ("Taxis: wait for a plug, mean, min", "平均 mean", "#2a9d8f"),
        ("Taxis: wait for a plug, P95, min", "P95", "#9cc5a1"),
    )
    losses = (
        ("Taxis: income lost to charging, CNY", "充电占用 time for charging", "#9fb3c2"),
        ("Taxis: fares lost with passengers, CNY", "流失乘客 passengers lost", "#d1495b"),
    )
    add_bars(figure, variants, table, waits, column=1)
    add_bars(figure, variants, table - table.iloc[0], losses, column=2, divisor=1000.0)
    figure.update_layout(barmode="group", legend={"orientation": "h", "y": -0.1, "x": 0})
    return figure.update_layout(margin={"l": 210, "r": 20, "t": 40, "b": 70})


STORY = Story("charger-outages", VARIANTS, measure, draw)
