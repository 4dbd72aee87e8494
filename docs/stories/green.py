"""A new quarter in one standard after the other, cast in place or prefabricated."""

from collections.abc import Sequence

import pandas as pd
import plotly.graph_objects as go
from plotly.subplots import make_subplots

from docs.stories.draw import add_bars
from docs.stories.measures import kpis
from docs.stories.story import Figures, Story, Variant
from sim.results import RunFolder

SITE = "new-quarter"
GROUPS = ("offices", "homes", "school")
YEARS = 50
"""For which a building is reckoned to stand, as its capital is."""
_BUILT = '{{begin: "2024-01-01", assembly_rate: {rate}}}'


def _of_all(field: str, value: str) -> tuple[str, ...]:
    return tuple(f"sites.{SITE}.buildings.{one}.{field}={value}" for one in GROUPS)


def _standard(name: str, zh: str, en: str, *more: str, key: str = "") -> Variant:
    return Variant(key or name.replace("_", "-"), zh, en, (*_of_all("standard", name), *more))


_AA = _of_all("construction.assembly_rate", "0.8")
VARIANTS = (
    _standard("existing", "既有建筑", "as existing ones"),
    Variant("minimum", "GB 55015 下限", "GB 55015, minimum"),
    _standard("gb55015", "GB 55015 规定性", "GB 55015, prescriptive"),
    _standard("green_one_star", "一星", "one star"),
    _standard("green_two_star", "二星", "two stars"),
    _standard("green_three_star", "三星", "three stars"),
    _standard("near_zero", "近零能耗", "near zero"),
    _standard("green_two_star", "二星，装配率 80 %", "two stars, 80 % prefabricated", *_AA,
              key="two-star-prefab"),
    _standard("green_two_star", "二星，2024 年初开工", "two stars, begun 2024",
              *_of_all("construction", _BUILT.format(rate=0)), key="built"),
    _standard("green_two_star", "二星装配，2024 年初开工", "prefabricated, begun 2024",
              *_of_all("construction", _BUILT.format(rate=0.8)), key="built-prefab"),
)  # fmt: skip
SHOWN = 8
"""Variants of a whole year, which can be compared."""


def measure(run: RunFolder) -> Figures:
    """Return what the quarter needs, costs and emits; of a part of a year how long it was used."""
    found, rows = kpis(run), run.table("buildings")
    m2 = rows.drop_duplicates("building").set_index("building")["heated_area_m2"]
    months = rows.groupby("building", observed=True).sum(numeric_only=True)
    net = run.series([f"site/{SITE}/net_kw"])[f"site/{SITE}/net_kw"]
    energy = found["electricity_cost"] + found["demand_cost"]
    measures = found["capital_building"] + found["capital_prefabricated"]
    embodied = float(found.get("embodied_carbon", 0.0))
    lasting = embodied + YEARS * found["carbon_total"]
    figures: Figures = {
        "Space heat, kWh/m²": months["heat_kwh"].sum() / m2.sum(),
        "– of homes": months["heat_kwh"]["homes"] / m2["homes"],
        "– of offices": months["heat_kwh"]["offices"] / m2["offices"],
        "Cold, kWh/m²": months["cooling_kwh"].sum() / m2.sum(),
        "Electricity for heat, MWh": found["heat_electricity"],
        "Electricity for cooling, MWh": found["cooling_demand"],
        "Lights and plugs, MWh": found["building_demand"],
        "Peak at the connection, kW": float(net.max()),
        "Heat pumps, kW": float(_plant_kw(run)),
        "Hours below set-point": found["hours_below_setpoint"],
        "Electricity, 1,000 CNY": energy / 1000.0,
        "Heat pumps, 1,000 CNY a year": found["capital_heating"] / 1000.0,
        "Measures and prefabrication, 1,000 CNY a year": measures / 1000.0,
        "All three, 1,000 CNY": (energy + found["capital_heating"] + measures) / 1000.0,
        "Carbon of operation, t a year": found["carbon_total"],
        f"Both in {YEARS} years, 1,000 t": lasting / 1000.0,
    }
    whole = found["area_in_use"] > 0.999 * m2.sum()
    return {
        "Floor area in use, m², mean of the year": found["area_in_use"],
        "Embodied carbon of the structure, t": embodied,
        **{name: value if whole else float("nan") for name, value in figures.items()},
    }


def _plant_kw(run: RunFolder) -> float:
    assets = run.table("assets")
    return float(assets["quantity"][assets["kind"].astype(str) == "heating"].sum())


def draw(runs: dict[str, RunFolder], table: pd.DataFrame, variants: Sequence[Variant]) -> go.Figure:
    """Draw needs, cost and carbon of the standards."""
    figure = make_subplots(
        rows=1, cols=3, horizontal_spacing=0.05, shared_yaxes=True,
        subplot_titles=("采暖与制冷 Heat and cold / kWh/m²", "年费用 Cost of a year / million CNY",
                        f"{YEARS} 年碳排放 Carbon of {YEARS} years / 1,000 t"),
    )  # fmt: skip
    table, variants = table.iloc[:SHOWN], variants[:SHOWN]
    table = table.assign(operation=YEARS * table["Carbon of operation, t a year"])
    groups = (
        (("Space heat, kWh/m²", "采暖 heat", "#d1495b"), ("Cold, kWh/m²", "制冷 cold", "#66a5d9")),
        (("Electricity, 1,000 CNY", "电费 electricity", "#5b7c99"),
         ("Heat pumps, 1,000 CNY a year", "热泵 heat pumps", "#e09f1f"),
         ("Measures and prefabrication, 1,000 CNY a year", "增量 measures", "#2a9d8f")),
        (("operation", "运行 operation", "#8d99ae"),
         ("Embodied carbon of the structure, t", "隐含 embodied", "#1f2933")),
    )  # fmt: skip
    for column, (bars, divisor) in enumerate(zip(groups, (1.0, 1000.0, 1000.0), strict=True), 1):
        add_bars(figure, variants, table, bars, column=column, divisor=divisor)
    figure.update_layout(barmode="stack", legend={"orientation": "h", "y": -0.1, "x": 0})
    figure.update_layout(height=560, margin={"l": 60, "r": 20, "t": 40, "b": 80})
    return figure


STORY = Story("green-buildings", VARIANTS, measure, draw)
