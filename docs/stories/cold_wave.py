"""A week at −18 °C against the same week as it ordinarily is."""

from collections.abc import Sequence

import pandas as pd
import plotly.graph_objects as go
from plotly.subplots import make_subplots

from dashboard.figures.theme import colour_of_run
from docs.stories.measures import kpis, sessions_of, trips_of
from docs.stories.story import Figures, Story, Variant
from sim.clock import ZONE
from sim.results import RunFolder

_WEEK = slice(7, 14)
DEPOTS = ("yantan-depot", "yanerwan-depot", "pengjiaping-depot", "heping-depot", "yuzhong-depot")
VARIANTS = (
    Variant("ordinary", "寻常一周", "ordinary week", ("weather.cold_wave=null",)),
    Variant("wave", "寒潮", "cold wave"),
    Variant("no-heater", "寒潮，电池无加热", "cold wave, no battery heaters",
            ("fleets.batteries.heater=false",)),
    Variant("no-cold-limits", "寒潮，电池不受冷", "cold wave, batteries as if warm",
            ("fleets.batteries.heater=false", "fleets.batteries.cold_limits=false")),
)  # fmt: skip


def _second_week(run: RunFolder, columns: list[str]) -> pd.DataFrame:
    begin = pd.Timestamp(run.manifest["period"]["start"], tz=ZONE)
    return run.series(columns, begin + pd.Timedelta(days=7), 7.0)


def measure(run: RunFolder) -> Figures:
    """Return the second week of a run: consumption, batteries, depots, service, grid."""
    trips = trips_of(run, "bus", _WEEK)
    driven = trips[trips["state"] == "run"]
    buses = sessions_of(run, ["trunk-buses", "area-buses"], _WEEK)
    taxis = sessions_of(run, ["taxis"], _WEEK)
    columns = ["world/temperature_c", "park/import_kw", "park/heating_kw"]
    depots = [f"site/{one}/charging_kw" for one in DEPOTS]
    week = _second_week(run, columns + depots)
    requests = run.table("requests")
    begin = pd.Timestamp(run.manifest["period"]["start"])
    requests = requests[(pd.to_datetime(requests["day"]) - begin).dt.days >= _WEEK.start]
    found = kpis(run)
    on_time = (driven["delay_minutes"] <= 5.0).sum() / len(trips)
    return {
        "Air, mean, °C": float(week["world/temperature_c"].mean()),
        "Air, lowest, °C": float(week["world/temperature_c"].min()),
        "Buses, kWh/km": float(driven["energy_kwh"].sum() / driven["km"].sum()),
        "Batteries of buses when plugged in, mean, °C": float(buses["battery_c_start"].mean()),
        "Batteries of taxis when plugged in, mean, °C": float(taxis["battery_c_start"].mean()),
        "Heating batteries at plugs, MWh": float(
            (buses["heater_kwh"].sum() + taxis["heater_kwh"].sum()) / 1000.0
        ),
        "Buses charged, MWh": float(buses["energy_kwh"].sum() / 1000.0),
        "Mean session of a bus, min": float(
            (buses["end"] - buses["start"]).dt.total_seconds().mean() / 60.0
        ),
        "Five depots together, peak of charging, kW": float(week[depots].sum(axis=1).max()),
        "Bus trips": len(trips),
        "Bus trips cancelled": int((trips["state"] == "cancelled").sum()),
        "Bus trips on time, %": 100.0 * float(on_time),
        "Taxis charged, MWh": float(taxis["energy_kwh"].sum() / 1000.0),
        "Wait of taxis for a plug, mean, min": float(taxis["wait_minutes"].mean()),
        "Taxi requests lost": int(requests["lost"].sum()),
        "Taxi requests lost, %": 100.0 * float(requests["lost"].sum() / requests["requests"].sum()),
        "Electricity for heat, MWh": float(week["park/heating_kw"].mean()) * 168.0 / 1000.0,
        "Peak import of the park, MW": float(week["park/import_kw"].max()) / 1000.0,
        "Transformers above their rating, h (both weeks)": found["transformer_overload_hours"],
        "Unmet heat, MWh (both weeks)": found["unmet_heat"],
    }


def draw(runs: dict[str, RunFolder], table: pd.DataFrame, variants: Sequence[Variant]) -> go.Figure:
    """Draw two weeks of air and park, and consumption and cancelled trips by day."""
    figure = make_subplots(
        rows=2, cols=2, horizontal_spacing=0.1, vertical_spacing=0.16,
        subplot_titles=("气温 Air / °C", "公交单位电耗 Buses / kWh/km",
                        "园区购电 Import of the park / MW",
                        "每日流失的出租车请求 Taxi requests lost a day"),
    )  # fmt: skip
    for number, one in enumerate(variants[:2]):
        run, look = runs[one.key], {"color": colour_of_run((0, 2)[number]), "width": 2}
        name = f"{one.zh} {one.en}"
        series = run.series(["world/temperature_c", "park/import_kw"]).resample("1h").mean()
        times = pd.DatetimeIndex(series.index).tz_localize(None)
        trips = trips_of(run, "bus")
        trips = trips[trips["state"] == "run"]
        by_day = trips.groupby(trips["scheduled"].dt.date)[["energy_kwh", "km"]].sum()
        lost = run.table("requests").groupby("day")["lost"].sum()
        for x, y, row, column in (
            (times, series["world/temperature_c"], 1, 1),
            (pd.to_datetime(by_day.index), by_day["energy_kwh"] / by_day["km"], 1, 2),
            (times, series["park/import_kw"] / 1000.0, 2, 1),
            (pd.to_datetime(lost.index), lost, 2, 2),
        ):
            figure.add_scatter(
                x=x, y=y, name=name, mode="lines", line=look, legendgroup=name,
                showlegend=(row, column) == (1, 1), row=row, col=column,
            )  # fmt: skip
    figure.update_xaxes(tickformat="%m-%d", dtick=2 * 86_400_000)
    figure.update_yaxes(rangemode="tozero", col=2)
    figure.update_layout(height=600, legend={"orientation": "h", "y": -0.08, "x": 0})
    figure.update_layout(margin={"l": 60, "r": 20, "t": 40, "b": 60})
    return figure


STORY = Story("winter-cold-wave", VARIANTS, measure, draw)
