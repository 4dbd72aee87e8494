"""A park of two days whose KPIs one can work out with a pencil."""

from datetime import date
from typing import Any

import numpy as np
import pandas as pd
import pytest

from sim.clock import TimeGrid
from sim.kpi.money import annuity, factor_table, price_table
from sim.kpi.registry import GROUPS, all_kpis, compute
from sim.results import MemoryTables, timestamps

GRID = TimeGrid(date(2025, 1, 31), 2, 60)  # the last day of January and the first of February
HOUR = np.tile(np.arange(24), 2)
DAY = np.repeat([0, 1], 24)


def series() -> dict[str, Any]:
    """100 kW of lights; 400 kW of PV from 12 to 14; heat 50 kW on the second day."""
    building = np.full(48, 100.0)
    heating = np.where(DAY == 1, 50.0, 0.0)
    charging = np.where(HOUR == 20, 200.0, 0.0)
    pv = np.where((HOUR == 12) | (HOUR == 13), 400.0, 0.0)
    net = building + heating + charging - pv
    return {
        "park/building_kw": building,
        "park/heating_kw": heating,
        "park/charging_kw": charging,
        "park/pv_kw": pv,
        "park/import_kw": np.clip(net, 0, None),
        "park/export_kw": np.clip(-net, 0, None),
        "area/a/import_kw": np.clip(net, 0, None),
        "site/s/loading": np.abs(net) / 320.0,
        "world/price_cny_per_kwh": np.where(HOUR == 20, 1.0, 0.5),
    }


def sessions() -> pd.DataFrame:
    seconds = np.array([0.0, 3600.0, 7200.0, 10800.0])
    waits = np.array([0.0, 0.0, 6.0, 14.0])
    return pd.DataFrame(
        {
            "fleet": "taxi", "vehicle": 0, "station": "st", "site": "s", "kind": "dc-60", "plug": 0,
            "arrive": timestamps(seconds, GRID), "start": timestamps(seconds + 60 * waits, GRID),
            "end": timestamps(seconds + 60 * waits + 1800.0, GRID), "wait_minutes": waits,
            "soc_start": 0.2, "soc_end": 0.8, "energy_kwh": 100.0, "battery_kwh": 94.0,
            "fed_kwh": [0.0, 0.0, 30.0, 0.0], "short_kwh": [0.0, 12.0, 0.0, 0.0], "reason": "full",
        }
    )  # fmt: skip


def trips() -> pd.DataFrame:
    return pd.DataFrame(
        {
            "fleet": ["bus-1", "bus-1", "bus-2", "bus-1"],
            "delay_minutes": [0.0, 4.0, 2.0, 0.0],
            "state": ["run", "run", "run", "cancelled"],
            "km": [10.0, 10.0, 20.0, 0.0],
            "passengers": [20.0, 50.0, 10.0, 30.0],
            "load": [0.75, 2.25, 0.5, 1.5],
            "left_behind": [0.0, 4.0, 0.0, 1.0],
        }
    )


def vehicles() -> pd.DataFrame:
    rows = [
        ("bus-1", 0, "battery", 100.0, 10.0, 120.0, 0.0, 300.0, 0.98, 10.0),
        ("bus-1", 1, "battery", 100.0, 10.0, 80.0, 0.0, 300.0, 0.96, 6.0),
        ("bus-2", 0, "diesel", 300.0, 30.0, 0.0, 90.0, 0.0, np.nan, np.nan),
        ("taxi", 0, "battery", 200.0, 50.0, 40.0, 0.0, 60.0, 0.9, 4.0),
        ("taxi", 1, "cng", 200.0, 110.0, 0.0, 15.0, 0.0, np.nan, np.nan),
    ]
    names = [
        "fleet", "vehicle", "energy", "km", "km_empty", "driven_kwh", "fuel",
        "battery_kwh", "soh_end", "battery_life_years",
    ]  # fmt: skip
    more = {
        "charging_hours": [0.0, 0.0, 0.0, 10.0, 0.0],
        "break_hours": [0.0, 0.0, 0.0, 4.0, 2.0],
        "km_to_charge": [0.0, 0.0, 0.0, 12.0, 0.0],
        "towed": [0, 0, 0, 1, 0],
    }
    return pd.DataFrame(rows, columns=names).assign(**more)


def batteries() -> pd.DataFrame:
    columns = ["site", "battery", "origin", "capacity_kwh", "discharged_kwh"]
    columns += ["soh_end", "battery_life_years"]
    rows = [
        ("s", "b1", "new", 500.0, 600.0, 0.99, 12.5),
        ("s", "b2", "second_life", 100.0, 0.0, 0.97, 20.0),
    ]
    return pd.DataFrame(rows, columns=columns)


def buildings() -> pd.DataFrame:
    columns = [
        "building", "system", "heated_area_m2", "month", "heat_kwh", "hot_water_kwh",
        "heating_electricity_kwh", "backup_kwh", "defrost_kwh", "hot_water_electricity_kwh",
        "gas_kwh", "district_kwh", "unmet_kwh", "hours_below_setpoint", "hours_overheated",
        "hours_in_use",
    ]  # fmt: skip
    january, february = (pd.Timestamp(f"2025-0{m}-01", tz="Asia/Shanghai") for m in (1, 2))
    rows = [
        ("hp", "air_source", 1000.0, january, 0.0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 24.0),
        (
            "hp",
            "air_source",
            1000.0,
            february,
            3000.0,
            0,
            1200.0,
            60.0,
            120.0,
            0,
            0,
            0,
            8.0,
            4.0,
            6.0,
            24.0,
        ),
        ("dh", "central", 3000.0, january, 9000.0, 0, 0, 0, 0, 0, 0, 10000.0, 0, 0, 0, 24.0),
        ("dh", "central", 3000.0, february, 0.0, 500.0, 0, 0, 0, 600.0, 0, 0, 0, 0, 0, 24.0),
        ("gas", "gas_boiler", 1000.0, january, 900.0, 0, 0, 0, 0, 0, 1081.0, 0, 0, 0, 0, 12.0),
    ]
    # The heat pump: 1100 + 1832 + 60 = 2992 = 3000 - 8 kWh out of 1100 + 60 + 40 = 1200 kWh.
    made = {"compressor_kwh": 1100.0, "ambient_kwh": 1832.0, "pump_kwh": 40.0}
    none = {"boiler_kwh": 0.0, "source_pump_kwh": 0.0}
    others = {name: [0.0, value, 0.0, 0.0, 0.0] for name, value in made.items()}
    return pd.DataFrame(rows, columns=columns).assign(**others, **none)


def assets() -> pd.DataFrame:
    rows = [
        ("pv", "", "roof", "s", 800.0, "kWp"),
        ("plug", "dc-60", "st", "s", 2.0, "1"),
        ("charger", "dc-60", "st", "s", 120.0, "kW"),
        ("heating", "air_source", "hp", "s", 50.0, "kW"),
        ("heated_area", "office", "hp", "s", 1000.0, "m2"),
        ("building", "green_two_star", "hp", "s", 1000.0, "m2"),
        ("prefabricated", "AAA", "hp", "s", 968.0, "m2"),
    ]
    return pd.DataFrame(rows, columns=["kind", "type", "id", "site", "quantity", "unit"])


def tables() -> dict[str, Any]:
    fleets = [
        ("bus-1", "bus", 3.0, 40, 80.0),
        ("bus-2", "bus", 1.0, 30, 30.0),
        ("taxi", "taxi", np.nan, 5, np.nan),
    ]
    requests = pd.DataFrame(
        {"fleet": "taxi", "requests": [40, 60], "served": [38, 52], "lost": [2, 7]}
    )
    requests["wait_minutes"] = [180.0, 270.0]
    requests["fare_cny"], requests["lost_cny"] = [400.0, 600.0], [20.0, 80.0]
    requests["moved"] = [1, 2]
    counts = pd.DataFrame({"fleet": "taxi", "wait_minutes": [0.0, 5.0, 9.5]})
    return {
        "series": series(),
        "fleets": pd.DataFrame(
            fleets, columns=["fleet", "service", "on_time_minutes", "seats", "places"]
        ),
        "sessions": sessions(),
        "yardsticks": pd.DataFrame(
            {"optimum_cny": [100.0, 300.0, 50.0], "gap": [0.2, 0.1, np.nan]}
        ),
        "grid_calls": pd.DataFrame(
            {
                "call": ["a", "a", "b"],
                "begin": timestamps(np.array([0.0, 0.0, 3600.0]), GRID),
                "delivered_kw": [40.0, 20.0, 30.0],
            }
        ),
        "trips": trips(),
        "vehicles": vehicles(),
        "batteries": batteries(),
        "buildings": buildings(),
        "assets": assets(),
        "requests": requests,
        "waits": counts.assign(count=[45, 36, 9]),
        "travel": pd.DataFrame(
            {
                "days": [2, 1],
                "persons": [50.0, 30.0],
                "person_km": [300.0, 150.0],
                "left_behind": [5.0, 0.0],
            }
        ),
        "depots": pd.DataFrame(
            {
                "fleet": ["bus-1", "bus-1", "bus-2"],
                "spares_used": [1, 0, 2],
                "without_place": [4, 0, 1],
                "blocked": [3, 0, 0],
            }
        ),
        "yard": pd.DataFrame(
            {"fleet": ["bus-1", "bus-1", "bus-2"], "waited_minutes": [3.0, 0.0, 6.0]}
        ),
        "balked": pd.DataFrame({"fleet": ["taxi"], "station": ["st"], "count": [3]}),
        "alarms": pd.DataFrame({"site": ["s", "s"]}),
        "outages": pd.DataFrame(
            {
                "begin": timestamps(np.array([0.0, 46 * 3600.0]), GRID),
                "end": timestamps(np.array([7200.0, np.nan]), GRID),
            }
        ),
        "prices": price_table({}, discount_rate=0.05, feed_in=0.3, demand_charge=35.0),
        "factors": factor_table({}, grid_factor="grid_gansu_2023"),
    }


PV_KWH = 4 * 400.0
EXPORT_KWH = 2 * 300.0 + 2 * 250.0
DEMAND_KWH = 48 * 100.0 + 24 * 50.0 + 2 * 200.0
IMPORT_KWH = DEMAND_KWH - PV_KWH + EXPORT_KWH
DAY_1_KWH, DAY_2_KWH = 22 * 100.0 + 200.0, 22 * 150.0 + 200.0
TWO_DAYS = 2 / 365
DISTRICT_CNY = 3000.0 * 5.0 / 31
CAPITAL_CNY = {
    "pv": 800 * 3050 * annuity(0.05, 25) * TWO_DAYS,
    "charger": 120 * 550 * annuity(0.05, 10) * TWO_DAYS,
    "heating": 50 * 2000 * annuity(0.05, 15) * TWO_DAYS,
    "building": 1000 * 110 * annuity(0.05, 50) * TWO_DAYS,
    "prefabricated": 968 * 250 * annuity(0.05, 50) * TWO_DAYS,
    "vehicle": (
        (2 * 1_100_000 + 550_000) * annuity(0.05, 8)
        + (150_000 + 100_000) * annuity(0.05, 6)
    ) * TWO_DAYS,
}  # fmt: skip
DEMAND_CNY = 35.0 * (300.0 / 31 + 350.0 / 28)
ELECTRICITY_CNY = 0.5 * (IMPORT_KWH - 650.0) + 1.0 * 650.0

EXPECTED = {
    "grid_import": IMPORT_KWH / 1000,
    "grid_export": EXPORT_KWH / 1000,
    "pv_yield": PV_KWH / 1000,
    "pv_specific_yield": PV_KWH / 800,
    "self_consumption": 100 * (1 - EXPORT_KWH / PV_KWH),
    "self_sufficiency": 100 * (1 - IMPORT_KWH / DEMAND_KWH),
    "electricity_demand": DEMAND_KWH / 1000,
    "building_demand": 4.8,
    "heating_demand": 1.2,
    "cooling_demand": 0.0,
    "charging_demand": 0.4,
    "peak_import": 350.0,
    "peak_export": 300.0,
    "peak_hour": 20.0,
    "load_factor": 100 * IMPORT_KWH / 48 / 350,
    "transformer_loading": 100 * 350 / 320,
    "transformer_overload_hours": 1.0,
    "alarms": 2.0,
    "charging_energy": 0.4,
    "charging_sessions": 4.0,
    "charging_mean_wait": 5.0,
    "charging_share_waiting": 50.0,
    "charging_p95_wait": 6 + 0.85 * 8,
    "charging_balked": 3.0,
    "plug_utilisation": 100 * 2.0 / (2 * 48),
    "charging_peak": 200.0,
    "plug_outage_hours": 2.0 + 2.0,
    "vehicles_per_plug": 1.5,
    "charging_short": 0.012,
    "energy_fed_back": 0.03,
    "yardstick_gap": 12.5,
    "call_delivered": 45.0,
    "bus_trips": 4.0,
    "bus_cancelled": 1.0,
    "bus_on_time": 25.0,
    "bus_mean_delay": 2.0,
    "bus_km": 500.0,
    "bus_kwh_per_km": 1.0,
    "bus_passenger_km": 900.0,
    "bus_standing_trips": 100 / 3,
    "bus_standing_km": 100 * 500 / 900,
    "bus_full_trips": 100 / 3,
    "bus_spares_used": 3.0,
    "bus_yard_wait": 3.0,
    "bus_yard_short": 5.0,
    "bus_yard_blocked": 3.0,
    "taxi_requests": 100.0,
    "taxi_served": 90.0,
    "taxi_lost": 9.0,
    "taxi_mean_wait": 5.0,
    "taxi_p90_wait": 5.5,
    "taxi_km": 400.0,
    "taxi_empty": 40.0,
    "taxi_kwh_per_km": 0.2,
    "taxi_empty_km": 160.0,
    "taxi_km_to_charge": 12.0,
    "taxi_charging_hours": 10.0 / 2 / 2,
    "taxi_fares": 1000.0,
    "taxi_lost_fares": 100.0,
    "taxi_hourly_fares": 1000.0 / (2 * 48 - 16),
    "taxi_charging_income_lost": 12.5 * 10.0,
    "taxi_towed": 1.0,
    "taxi_moved": 3.0,
    "travel_moved": 2 * 50.0 + 30.0,
    "travel_moved_km": 2 * 300.0 + 150.0,
    "travel_left_behind": 2 * 5.0,
    "space_heat": 12.9,
    "hot_water": 0.5,
    "heat_electricity": 1.8,
    "specific_heat": 12900 / 5000,
    "heat_pump_spf": 2.5,
    "spf_h1": 2932 / 1100,
    "spf_h2": 2932 / 1100,
    "spf_h3": 2992 / 1160,
    "spf_h4": 2992 / 1200,
    "backup_share": 5.0,
    "defrost_share": 10.0,
    "unmet_heat": 0.008,
    "hours_below_setpoint": 4.0 * 1000 / 5000,
    "hours_overheated": 6.0 * 1000 / 5000,
    "area_in_use": (1000 * 48 + 3000 * 48 + 1000 * 12) / 48,
    "soh_bus": 97.0,
    "soh_worst_bus": 96.0,
    "battery_life_bus": 8.0,
    "battery_wear_bus": 900 * 300 * (1 / 10 + 1 / 6) * TWO_DAYS,
    "battery_wear_rate_bus": 900 * 300 * (1 / 10 + 1 / 6) * TWO_DAYS / 200,
    "soh_taxi": 90.0,
    "soh_worst_taxi": 90.0,
    "battery_life_taxi": 4.0,
    "battery_wear_taxi": 900 * 60 / 4 * TWO_DAYS,
    "battery_wear_rate_taxi": 900 * 60 / 4 * TWO_DAYS / 40,
    "soh_storage": 98.0,
    "soh_worst_storage": 97.0,
    "battery_life_storage": 16.25,
    "battery_wear_storage": (900 * 500 / 12.5 + 450 * 100 / 20) * TWO_DAYS,
    "battery_wear_rate_storage": (900 * 500 / 12.5 + 450 * 100 / 20) * TWO_DAYS / 600,
    "electricity_cost": ELECTRICITY_CNY,
    "demand_cost": DEMAND_CNY,
    "export_revenue": 0.3 * EXPORT_KWH,
    "gas_cost": 100 * 3.0,
    "district_heat_cost": DISTRICT_CNY,
    "diesel_cost": 90 * 7.3,
    "cng_cost": 15 * 3.8,
    "capital_pv": CAPITAL_CNY["pv"],
    "capital_battery": 0.0,
    "capital_heating": CAPITAL_CNY["heating"],
    "capital_charger": CAPITAL_CNY["charger"],
    "capital_transformer": 0.0,
    "capital_heat_store": 0.0,
    "capital_building": CAPITAL_CNY["building"],
    "capital_prefabricated": CAPITAL_CNY["prefabricated"],
    "capital_vehicle": CAPITAL_CNY["vehicle"],
    "total_cost": ELECTRICITY_CNY
    + DEMAND_CNY
    + 300
    + DISTRICT_CNY
    + 90 * 7.3
    + 15 * 3.8
    + sum(CAPITAL_CNY.values())
    - 0.3 * EXPORT_KWH,
    "carbon_electricity": IMPORT_KWH * 0.4471 / 1000,
    "carbon_gas": 0.216,
    "carbon_district_heat": 4.25,
    "carbon_diesel": 90 * 2.68 / 1000,
    "carbon_cng": 15 * 2.16 / 1000,
    "carbon_export_credit": EXPORT_KWH * 0.4471 / 1000,
    "embodied_carbon": 303.0 - 22.73 * 0.968,
    "embodied_per_m2": 303.0 - 22.73 * 0.968,
}
CARBON_T = sum(
    EXPECTED[f"carbon_{name}"] for name in ("electricity", "gas", "district_heat", "diesel", "cng")
)
EXPECTED |= {
    "carbon_total": CARBON_T,
    "carbon_per_m2": CARBON_T * 1000 / 5000,
    "carbon_cost": CARBON_T * 95.96,
}


@pytest.fixture(name="kpis", scope="module")
def _kpis() -> pd.DataFrame:
    return compute(MemoryTables(tables(), GRID)).set_index("name")


@pytest.mark.parametrize("name", EXPECTED)
def test_by_hand(kpis: pd.DataFrame, name: str) -> None:
    assert kpis.loc[name, "value"] == pytest.approx(EXPECTED[name], rel=1e-9)


def test_no_other_kpi_and_fixed_order(kpis: pd.DataFrame) -> None:
    assert set(kpis.index) == set(EXPECTED)
    order = list(GROUPS)
    assert kpis["group"].tolist() == sorted(kpis["group"], key=order.index)
    assert kpis.index.tolist() == [kpi.name for kpi in all_kpis() if kpi.name in EXPECTED]


def test_an_empty_park_has_no_kpi_of_what_it_lacks() -> None:
    empty = {"series": {}, "prices": tables()["prices"], "factors": tables()["factors"]}
    names = set(compute(MemoryTables(empty, GRID))["name"])
    for lacking in ("taxi_served", "bus_trips", "coach_trips", "plug_utilisation", "heat_pump_spf"):
        assert lacking not in names
    assert {"grid_import", "pv_yield", "total_cost", "carbon_total"} <= names


@pytest.mark.parametrize(("drifts_k", "told_k"), [((1.5, -4.0, np.nan), -4.0), ((np.nan,), None)])
def test_ground_that_gets_warmer_has_a_sign(drifts_k: tuple[float, ...], told_k: Any) -> None:
    sources = pd.DataFrame({"boreholes": 9, "coldest_c": 5.0, "drift_k": drifts_k})
    made = compute(MemoryTables(tables() | {"sources": sources}, GRID)).set_index("name")["value"]
    assert made.get("ground_drift") == told_k


def test_not_a_number_is_a_fault() -> None:
    broken = tables() | {"trips": trips().assign(delay_minutes=np.nan)}
    with pytest.raises(ValueError, match="bus_mean_delay is nan"):
        compute(MemoryTables(broken, GRID))


def test_every_kpi_is_described_in_both_languages() -> None:
    for kpi in all_kpis():
        assert kpi.says_en.endswith(".") and kpi.says_zh.endswith("。"), kpi.name
        assert kpi.label("zh") != kpi.label("en")
        assert any("\u4e00" <= letter <= "\u9fff" for letter in kpi.label_zh), kpi.name
        assert kpi.better in ("lower", "higher", "none")
