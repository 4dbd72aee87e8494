"""Taxis at public chargers: how many plugs, at what fee, and what swapping batteries would do."""

from collections.abc import Sequence

import pandas as pd
import plotly.graph_objects as go
from plotly.subplots import make_subplots

from dashboard.figures.theme import colour_of_run
from docs.stories.draw import add_bars
from docs.stories.measures import kpis, sessions_of
from docs.stories.story import Figures, Story, Variant
from sim.results import RunFolder
from sim.scenario.site import Station
from sim.study.scenarios import find_scenario, read_scenario

_TAXIS = "-taxis"
_FEES = (0.2, 0.6)
"""Of the cheap operator and the dear one."""
_SWAP_SITES = ("railway-station-hub", "xiguan-hub", "west-station-hub", "dongfanghong-hub")


def _stations() -> list[tuple[str, Station]]:
    """Return the stations of the taxis, each with its path in the scenario."""
    sites = read_scenario(find_scenario("lanzhou/taxi-public-charging")).sites
    return [
        (f"sites.{site.id}.stations.{station.id}", station)
        for site in sites
        for station in site.stations
        if station.id.endswith(_TAXIS)
    ]


def plugs_times(factor: float) -> tuple[str, ...]:
    """Return what gives every taxi station so many times its plugs."""
    return tuple(
        f"{path}.plugs.{number}.count={round(group.count * factor)}"
        for path, station in _stations()
        for number, group in enumerate(station.plugs)
    )


def dear_stations() -> list[str]:
    """Return every second station of the taxis, which the dearer operator owns."""
    return [station.id for _, station in _stations()][1::2]


def _fees() -> tuple[str, ...]:
    """Return what gives the taxi stations to two operators with different fees."""
    changes = []
    for number, (path, _) in enumerate(_stations()):
        operator = ("cheap", "dear")[number % 2]
        changes += [
            f"{path}.operator={operator}", f"{path}.service_fee_cny_per_kwh={_FEES[number % 2]}",
        ]  # fmt: skip
    return tuple(changes)


def _swaps() -> tuple[str, ...]:
    """Return what puts a swap station at four hubs, on a transformer that carries it."""
    swap = "{vehicle: byd-e6, bays: 4, minutes: 5, batteries: 60, charger: dc-60}"
    changes = []
    for site in _SWAP_SITES:
        station = f"{{id: {site}-swap, operator: public, open_to: [taxis], swap: {swap}}}"
        changes += [f"sites.{site}.stations=[{station}]", f"sites.{site}.transformer_kva=8000"]
    return tuple(changes)


VARIANTS = (
    Variant("half", "枪数 ×0.5", "plugs × 0.5", plugs_times(0.5)),
    Variant("three-quarters", "枪数 ×0.75", "plugs × 0.75", plugs_times(0.75)),
    Variant("as-planned", "枪数 ×1", "plugs × 1"),
    Variant("one-and-a-half", "枪数 ×1.5", "plugs × 1.5", plugs_times(1.5)),
    Variant("fees", "×1，两种服务费", "plugs × 1, two fees", _fees()),
    Variant(
        "swap", "×0.5，4 座换电站", "plugs × 0.5, 4 swap stations", (*plugs_times(0.5), *_swaps())
    ),
)


def measure(run: RunFolder) -> Figures:
    """Return what taxis, passengers and operators see."""
    found = kpis(run)
    sessions = sessions_of(run, ["taxis"])
    waits = sessions["wait_minutes"]
    assets = run.table("assets")
    plugs = assets[(assets["kind"] == "plug") & assets["id"].astype(str).str.endswith(_TAXIS)]
    hours = (sessions["end"] - sessions["start"]).dt.total_seconds() / 3600.0
    days = run.manifest["period"]["days"]
    own = sessions["station"].astype(str).str.endswith(_TAXIS)
    count = float(plugs["quantity"].sum())
    dear = sessions["station"].astype(str).isin(dear_stations())
    return {
        "Plugs of the taxis' stations": count,
        "Their utilisation, %": 100.0 * float(hours[own].sum()) / count / days / 24.0,
        "Sessions of taxis": len(sessions),
        "Share that waits, %": 100.0 * float((waits > 0.0).mean()),
        "Wait, mean, min": float(waits.mean()),
        "Wait, P90, min": float(waits.quantile(0.90)),
        "Wait, P95, min": float(waits.quantile(0.95)),
        "Wait, P99, min": float(waits.quantile(0.99)),
        "Requests lost": found["taxi_lost"],
        "Requests served, %": found["taxi_served"],
        "Fares of lost requests, CNY": found["taxi_lost_fares"],
        "Hours lost to charging, a taxi and day": found["taxi_charging_hours"],
        "Income lost to charging, CNY": found["taxi_charging_income_lost"],
        "Towed": found["taxi_towed"],
        "Energy at every second station, %": 100.0
        * float(sessions["energy_kwh"][dear].sum() / sessions["energy_kwh"].sum()),
        "Hours at plugs and bays, a taxi and day": float(hours.sum()) / days / 2000.0,
    }


def draw(runs: dict[str, RunFolder], table: pd.DataFrame, variants: Sequence[Variant]) -> go.Figure:
    """Draw the distribution of waits, and the income that is lost."""
    figure = make_subplots(
        rows=1, cols=2, column_widths=[0.5, 0.5], horizontal_spacing=0.2,
        subplot_titles=("排队不超过……的充电次数 Sessions that wait no longer / %",
                        "一周损失的收入 Income lost in a week / 1,000 CNY"),
    )  # fmt: skip
    for number, one in enumerate(variants):
        waits = sessions_of(runs[one.key], ["taxis"])["wait_minutes"].sort_values()
        share = [100.0 * float((waits <= minutes).mean()) for minutes in range(61)]
        figure.add_scatter(
            x=list(range(61)), y=share, name=f"{one.zh} {one.en}", mode="lines",
            line={"color": colour_of_run(number), "width": 2.5}, row=1, col=1,
        )  # fmt: skip
    bars = (
        ("Income lost to charging, CNY", "充电占用 time for charging", "#9fb3c2"),
        ("Fares of lost requests, CNY", "流失乘客 passengers lost", "#d1495b"),
    )
    add_bars(figure, variants, table, bars, column=2, divisor=1000.0)
    figure.update_layout(
        height=560, barmode="stack", legend={"orientation": "h", "y": -0.2, "x": 0}
    )
    figure.update_layout(margin={"l": 60, "r": 20, "t": 40, "b": 140})
    figure.update_xaxes(title={"text": "分钟 minutes", "font": {"size": 13}}, row=1, col=1)
    return figure


STORY = Story("taxi-public-charging", VARIANTS, measure, draw)
