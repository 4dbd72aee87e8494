"""Heat made early: with surplus of the sun or in the valley at noon, kept in tanks or in mass."""

from collections.abc import Sequence

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from dashboard.figures.theme import colour_of_run
from docs.stories.draw import add_bars, two_and_bars
from docs.stories.measures import kpis, site_bill
from docs.stories.story import Figures, Story, Variant
from sim.clock import ZONE
from sim.results import RunFolder

HEATING = "Electricity for heat, MWh"
VALLEY = "– in valley hours of the season, MWh"
PEAK = "– in peak hours of the season, MWh"
SITE, BUILDING = "offices", "towers"
_SYSTEM = "heating.systems.outdoor-units"
_STORE = f"{_SYSTEM}.store={{litres_per_kw: 50}}"


def _flexible(key: str, zh: str, en: str, how: str, *more: str) -> Variant:
    return Variant(key, zh, en, (f"{_SYSTEM}.flexible={{{how}}}", *more))


VARIANTS = (
    Variant("none", "按需供热", "when it is needed"),
    Variant("earlier", "早 3 小时升温", "morning begun 3 h earlier",
            (f"sites.{SITE}.buildings.{BUILDING}.preheat_hours=3",)),
    _flexible("pv-mass", "光伏，建筑蓄热 2 K", "sun, mass 2 K",
              "follows: [pv_surplus], preheat_k: 2"),
    _flexible("pv-store", "光伏，水箱 50 L/kW", "sun, tank 50 l/kW",
              "follows: [pv_surplus]", _STORE),
    _flexible("pv-both", "光伏，两者", "sun, both", "follows: [pv_surplus], preheat_k: 2", _STORE),
    _flexible("valley-mass", "谷段，建筑蓄热 2 K", "valley, mass 2 K",
              "follows: [tariff_valley], preheat_k: 2"),
    _flexible("valley-lower", "谷段，蓄热，峰段降 1 K",
              "valley, mass, 1 K less at peak",
              "follows: [tariff_valley], preheat_k: 2, lower_k: 1"),
    _flexible("valley-store", "谷段，水箱 50 L/kW", "valley, tank 50 l/kW",
              "follows: [tariff_valley]", _STORE),
)  # fmt: skip


def _winter(run: RunFolder, columns: Sequence[str]) -> pd.DataFrame:
    """Return series of the months in which rooms are heated."""
    values = run.series(list(columns))
    month = pd.DatetimeIndex(values.index).tz_convert(ZONE).month
    return values[month.isin([11, 12, 1, 2, 3])]


def measure(run: RunFolder) -> Figures:
    """Return what heat and sun come to in the heating season, and the bill of the year."""
    found, bill = kpis(run), site_bill(run, SITE)
    hours = run.manifest["period"]["step_minutes"] / 60.0
    names = ("heating_kw", "pv_kw", "net_kw")
    winter = _winter(run, [f"site/{SITE}/{name}" for name in names] + ["world/period"])
    heating, pv, net = (winter[f"site/{SITE}/{name}"].to_numpy(float) for name in names)
    exported = np.maximum(-net, 0.0)
    valley, peak = (float(heating[winter["world/period"] == one].sum()) for one in (0, 2))
    inside = [name for name in run.series_columns if name == f"building/{BUILDING}/indoor_c"]
    rooms = _winter(run, inside)[inside[0]] if inside else pd.Series([float("nan")])
    stored = run.table("buildings")[["store_in_kwh", "store_out_kwh"]].sum()
    return {
        "Space heat, MWh": found["space_heat"],
        HEATING: found["heat_electricity"],
        VALLEY: valley * hours / 1000.0,
        PEAK: peak * hours / 1000.0,
        "SPF H4": found["spf_h4"],
        "PV used on the site in the season, %": 100.0 * (1.0 - exported.sum() / pv.sum()),
        "PV sold in the season, MWh": float(exported.sum()) * hours / 1000.0,
        "Peak at the connection in the season, kW": float(net.max()),
        "Put into tanks, MWh": float(stored["store_in_kwh"]) / 1000.0,
        "Lost by tanks, MWh": float(stored["store_in_kwh"] - stored["store_out_kwh"]) / 1000.0,
        "Hours below set-point": found["hours_below_setpoint"],
        "Rooms in the season, warmest, °C": float(rooms.max()),
        "Energy less what is sold, 1,000 CNY a year": bill["energy_cny"] / 1000.0,
        "Demand charges, 1,000 CNY a year": found["demand_cost"] / 1000.0,
        "Tanks, 1,000 CNY a year": found["capital_heat_store"] / 1000.0,
        "All three, 1,000 CNY a year": (
            bill["energy_cny"] + found["demand_cost"] + found["capital_heat_store"]
        ) / 1000.0,
        "Carbon, t": found["carbon_total"],
    }  # fmt: skip


def draw(runs: dict[str, RunFolder], table: pd.DataFrame, variants: Sequence[Variant]) -> go.Figure:
    """Draw the mean day of January, electricity for heat and rooms, and what becomes of the sun."""
    figure = two_and_bars(
        "一月供热用电，平均日 Electricity for heat in January, mean day / kW",
        "一月室温，平均日 Rooms in January, mean day / °C",
        "供热用电 Electricity for heat / MWh",
    )
    keys = ("none", "earlier", "pv-both", "valley-lower", "valley-store")
    for number, one in enumerate(one for one in variants if one.key in keys):
        run = runs[one.key]
        for column, place in ((f"site/{SITE}/heating_kw", 1), (f"building/{BUILDING}/indoor_c", 2)):
            if column not in run.series_columns:
                continue
            begin = pd.Timestamp(run.manifest["period"]["start"], tz=ZONE)
            values = run.series([column], begin, 31.0)[column]
            local = pd.DatetimeIndex(values.index).tz_convert(ZONE)
            mean = values.groupby(local.hour + local.minute / 60.0).mean()
            figure.add_scatter(
                x=mean.index, y=mean, name=f"{one.zh} {one.en}", mode="lines",
                line={"color": colour_of_run(number), "width": 2}, legendgroup=one.key,
                showlegend=place == 1, row=place, col=1,
            )  # fmt: skip
    table = table.assign(flat=table[HEATING] - table[VALLEY] - table[PEAK])
    bars = ((VALLEY, "谷段 valley", "#2a9d8f"), ("flat", "平段 flat", "#9fb3c2"),
            (PEAK, "峰段 peak", "#d1495b"))  # fmt: skip
    add_bars(figure, variants, table, bars, column=2)
    figure.update_xaxes(dtick=4, range=[0, 24], col=1)
    return figure


STORY = Story("preheat-with-pv", VARIANTS, measure, draw)
