"""A plausible synthetic run folder in a second, without a simulation.

For tests of readers, KPIs and the dashboard. ``make_run(folder, green=True)`` gives a park with
PV, heat pumps and electric fleets, ``green=False`` one with central heating, diesel and CNG.
The figures have the right shape and balance (site, area and park agree), no more.
"""

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from sim.clock import TimeGrid
from sim.kpi.money import factor_table, price_table
from sim.kpi.registry import compute
from sim.results import FolderWriter, timestamps
from sim.results.schema import SCHEMAS
from sim.scenario.identity import yaml_text
from tests.support import made_heat

Array = npt.NDArray[np.float64]

AREAS = {"yantan": ("yt-1", "yt-2"), "pengjiaping": ("pj-1", "pj-2"), "yuzhong": ("yz-1",)}
SITES = {site: area for area, sites in AREAS.items() for site in sites}
STATIONS = {"depot-east": "yt-1", "taxi-hub": "yt-2", "campus": "yz-1"}
PLUGS = {"depot-east": ("dc-120", 20), "taxi-hub": ("dc-60", 30), "campus": ("ac-7", 40)}
AT = {
    "yantan": (36.070, 103.880),
    "pengjiaping": (36.030, 103.730),
    "yuzhong": (35.850, 104.120),
    "yt-1": (36.083, 103.897),
    "yt-2": (36.065, 103.879),
    "pj-1": (36.026, 103.716),
    "pj-2": (36.039, 103.735),
    "yz-1": (35.885, 104.130),
}
"""Latitude and longitude of areas and sites."""
NAMES = {
    "yantan": ("雁滩", "Yantan"),
    "pengjiaping": ("彭家坪", "Pengjiaping"),
    "yuzhong": ("榆中", "Yuzhong"),
    "yt-1": ("雁滩公交场站", "Yantan depot"),
    "yt-2": ("火炬大厦片区", "Torch quarter"),
    "pj-1": ("装备制造园", "Equipment works"),
    "pj-2": ("理工大学校区", "Technical university"),
    "yz-1": ("生态创新城", "Eco-innovation city"),
    "buses": ("公交车", "Buses"),
    "railway-station": ("兰州火车站", "Lanzhou railway station"),
}


@dataclass(frozen=True)
class _World:
    """Grid and weather that all parts share."""

    grid: TimeGrid
    rng: np.random.Generator
    green: bool
    hour: Array
    day_of_year: Array
    temperature_c: Array
    sun: Array

    def bump(self, at: float, width: float) -> Array:
        """Return a bell over the hours of the day, at most 1 [steps]."""
        return np.exp(-(((self.hour - at) / width) ** 2))


def _world(grid: TimeGrid, seed: int, green: bool) -> _World:
    rng = np.random.default_rng(seed)
    hour = grid.hour_of_day
    day_of_year = grid.index.day_of_year.to_numpy() + hour / 24.0
    warm = -np.cos(2 * np.pi * (day_of_year - 15) / 365)
    weather = np.repeat(rng.normal(0, 2.0, grid.days), grid.steps_per_day)
    temperature = 9.5 + 13.5 * warm + 5.5 * np.cos(2 * np.pi * (hour - 15) / 24) + weather
    clear = np.repeat(rng.beta(4, 1.5, grid.days), grid.steps_per_day)
    height = np.sin(np.pi * (hour - 6.5 + 1.0 * warm) / (12.0 + 2.0 * warm))
    sun = np.clip(height, 0, None) * clear * (0.75 + 0.2 * warm)
    return _World(grid, rng, green, hour, day_of_year, temperature, sun)


def _site(world: _World, number: int, site: str) -> dict[str, Array]:
    """Return the site's power by quantity, kW [steps]."""
    size = 1.0 + 0.25 * number
    cold = np.clip(16.0 - world.temperature_c, 0, None)
    season = (world.day_of_year < 91) | (world.day_of_year > 305)
    power = {
        "building_kw": 900 * size * (0.35 + 0.65 * world.bump(13, 5)),
        "heating_kw": (28.0 if world.green else 3.0) * size * cold * season,
        "cooling_kw": 45 * size * np.clip(world.temperature_c - 25, 0, None),
        "charging_kw": np.zeros(world.grid.steps),
        "pv_kw": np.zeros(world.grid.steps),
        "battery_kw": np.zeros(world.grid.steps),
    }
    if world.green:
        night, noon = world.bump(2, 3) + world.bump(26, 3), world.bump(12.5, 2)
        noise = world.rng.uniform(0.8, 1.1, world.grid.steps)
        power["charging_kw"] = 400 * size * (1.3 * night + noon + 0.25) * noise
        power["pv_kw"] = 5500 * size * world.sun
        power["battery_kw"] = 250 * (world.bump(12, 2) - world.bump(20, 2))
    return power


def _series(world: _World) -> dict[str, Array]:
    series: dict[str, Array] = {}
    steps = world.grid.steps
    park = dict.fromkeys(
        (
            *("import_kw", "export_kw", "building_kw", "heating_kw", "cooling_kw"),
            *("charging_kw", "pv_kw", "battery_kw"),
        ),
        np.zeros(steps),
    )
    for area, sites in AREAS.items():
        net_of_area = np.zeros(steps)
        for site in sites:
            power = _site(world, list(SITES).index(site), site)
            net = sum(power.values(), np.zeros(steps)) - 2 * power["pv_kw"]
            for name, values in power.items():
                park[name] = park[name] + values
                series[f"site/{site}/{name}"] = values
            series[f"site/{site}/net_kw"] = net
            series[f"site/{site}/loading"] = np.abs(net) / 0.95 / _kva(site)
            net_of_area = net_of_area + net
        series[f"area/{area}/net_kw"] = net_of_area
        series[f"area/{area}/import_kw"] = np.clip(net_of_area, 0, None)
        series[f"area/{area}/export_kw"] = np.clip(-net_of_area, 0, None)
        for name in ("import_kw", "export_kw"):
            park[name] = park[name] + series[f"area/{area}/{name}"]
    for station, site in STATIONS.items() if world.green else ():
        power_kw = series[f"site/{site}/charging_kw"]
        busy = np.minimum(np.round(power_kw / 60.0), PLUGS[station][1])
        series[f"station/{station}/power_kw"] = power_kw
        series[f"station/{station}/busy"] = busy
        series[f"station/{station}/queue"] = np.where(busy == PLUGS[station][1], 3.0, 0.0)
    series["link/yt-pj/flow_kw"] = 0.3 * series["area/yantan/net_kw"]
    series.update({f"park/{name}": values for name, values in park.items()})
    if world.green:
        series |= made_heat.series(world.hour, world.temperature_c)
    return series | _world_series(world)


def _kwp(world: _World) -> dict[str, float]:
    sizes = {site: 6500.0 * (1.0 + 0.25 * number) for number, site in enumerate(SITES)}
    return sizes if world.green else {}


def _pv_kwh(world: _World, series: dict[str, Array]) -> dict[str, float]:
    return {site: float(series[f"site/{site}/pv_kw"].sum()) * world.grid.step_h for site in SITES}


def _kva(site: str) -> float:
    return 2500.0 + 500.0 * list(SITES).index(site)


def _world_series(world: _World) -> dict[str, Array]:
    whole_hour = np.floor(world.hour)
    peak = ((whole_hour >= 6) & (whole_hour < 8)) | ((whole_hour >= 18) & (whole_hour < 23))
    valley = (whole_hour >= 10) & (whole_hour < 16)
    period = np.where(peak, 2.0, np.where(valley, 0.0, 1.0))
    return {
        "world/temperature_c": world.temperature_c,
        "world/ghi_w_m2": 1000 * world.sun,
        "world/price_cny_per_kwh": np.choose(period.astype(int), [0.30, 0.55, 0.85]),
        "world/period": period,
    }


def _sessions(world: _World) -> pd.DataFrame:
    count = 400 * world.grid.days if world.green else 0
    rng = world.rng
    station = rng.choice(list(STATIONS), count)
    arrive = np.sort(rng.uniform(0, world.grid.end_s - 7200, count))
    wait = np.where(rng.uniform(size=count) < 0.2, rng.exponential(600, count), 0.0)
    energy = rng.uniform(8, 60, count)
    start = arrive + wait
    end = np.minimum(start + energy * 60, world.grid.end_s)
    kinds = {name: kind for name, (kind, _) in PLUGS.items()}

    return pd.DataFrame(
        {
            "fleet": np.where(station == "depot-east", "bus", "taxi"),
            "vehicle": rng.integers(0, 100, count),
            "station": station,
            "site": [STATIONS[name] for name in station],
            "kind": [kinds[name] for name in station],
            "plug": [int(rng.integers(0, PLUGS[name][1])) for name in station],
            "arrive": timestamps(arrive, world.grid),
            "start": timestamps(start, world.grid),
            "end": timestamps(end, world.grid),
            "wait_minutes": wait / 60,
            "soc_start": rng.uniform(0.15, 0.4, count),
            "soc_end": rng.uniform(0.7, 1.0, count),
            "energy_kwh": energy,
            "fed_kwh": 0.0,
            "heater_kwh": 0.0,
            "battery_kwh": 0.94 * energy,
            "battery_c_start": 20.0,
            "battery_c_end": 22.0,
            "short_kwh": 0.0,
            "due": timestamps(np.full(count, np.nan), world.grid),
            "reason": rng.choice(["full", "left", "departure"], count),
        }
    )


def _trips(world: _World) -> pd.DataFrame:
    day = np.repeat(np.arange(world.grid.days), 120)
    number = np.tile(np.arange(120), world.grid.days)
    fleet = np.where(number % 6 == 5, "coach", "bus")
    count = len(day)
    delay = np.clip(world.rng.normal(1.0, 2.5, count), 0, None)
    cancelled = world.rng.uniform(size=count) < (0.01 if world.green else 0.004)
    scheduled_s = day * 86400.0 + 6 * 3600.0 + number * 480.0
    departed_s = np.where(cancelled, np.nan, scheduled_s + 60.0 * delay)
    km = np.where(cancelled, 0.0, np.where(fleet == "coach", 60.0, 12.0))
    return pd.DataFrame(
        {
            "fleet": fleet,
            "line": np.where(fleet == "coach", "c1", np.char.add("l", (number % 5).astype(str))),
            "block": np.char.add("b", (number % 20).astype(str)),
            "trip": np.arange(count),
            "vehicle": number % 20,
            "scheduled": timestamps(scheduled_s, world.grid),
            "departed": timestamps(departed_s, world.grid),
            "arrived": timestamps(departed_s + 2100.0, world.grid),
            "delay_minutes": np.where(cancelled, 0.0, delay),
            "km": km,
            "energy_kwh": 1.1 * km if world.green else 0.0 * km,
            "soc_end": np.where(world.green, world.rng.uniform(0.3, 0.9, count), 0.0),
            "state": np.where(cancelled, "cancelled", "run"),
            "swapped": world.rng.uniform(size=count) < 0.01,
            "passengers": 15.0 + number % 20,
            "load": (15.0 + number % 20) * 1.5 / 39.0,
            "left_behind": 0.0,
        }
    )


def _requests(world: _World) -> tuple[pd.DataFrame, pd.DataFrame]:
    zones, days = [f"z{n}" for n in range(6)], world.grid.days
    frame = pd.MultiIndex.from_product(
        [["taxi"], zones, range(days), range(24)], names=["fleet", "zone", "day", "hour"]
    ).to_frame(index=False)
    asked = world.rng.poisson(6.0, len(frame))
    lost = world.rng.binomial(asked, 0.04 if world.green else 0.02)
    first = world.grid.index[0].tz_localize(None)
    frame["day"] = first + pd.to_timedelta(frame["day"], unit="D")
    frame["requests"], frame["served"], frame["lost"] = asked, asked - lost, lost
    frame["moved"] = 0
    frame["fare_cny"], frame["lost_cny"] = 14.0 * (asked - lost), 14.0 * lost
    bins = np.arange(0, 24) * 0.5
    share = np.exp(-bins / 3.0)
    count = np.round(share / share.sum() * (asked - lost).sum()).astype(np.int64)
    frame["wait_minutes"] = (asked - lost) * 3.0
    return frame, pd.DataFrame({"fleet": "taxi", "wait_minutes": bins, "count": count})


def _vehicles(world: _World) -> pd.DataFrame:
    rows: list[dict[str, Any]] = []
    types = {"bus": ("bus_12m", 40, 180.0), "coach": ("coach_12m", 8, 260.0)}
    types["taxi"] = ("taxi_sedan", 100, 350.0)
    for fleet, (kind, count, km_per_day) in types.items():
        per_km = {"bus": 1.05, "coach": 0.9, "taxi": 0.19}[fleet]
        litres_per_km = {"bus": 0.33, "coach": 0.28, "taxi": 0.085}[fleet]
        km = world.grid.days * km_per_day * world.rng.uniform(0.9, 1.1, count)
        fuel = "battery" if world.green else ("cng" if fleet == "taxi" else "diesel")
        for number in range(count):
            driven = per_km * km[number] if world.green else 0.0
            rows.append(
                {
                    "fleet": fleet,
                    "vehicle": number,
                    "type": f"{kind}_{fuel}",
                    "energy": fuel,
                    "battery_kwh": 300.0 if world.green else 0.0,
                    "km": km[number],
                    "km_empty": km[number] * (0.4 if fleet == "taxi" else 0.06),
                    "trips": int(km[number] / 12),
                    "driven_kwh": driven,
                    "charged_kwh": driven,
                    "soc_start": 0.9 if world.green else 0.0,
                    "soc_end": 0.9 if world.green else 0.0,
                    "fuel": 0.0 if world.green else litres_per_km * km[number],
                    "fuel_unit": {"battery": "", "diesel": "l", "cng": "m3"}[fuel],
                    "charging_hours": 2.0 * world.grid.days * (fleet == "taxi" and world.green),
                    "break_hours": 0.7 * world.grid.days * (fleet == "taxi"),
                    "km_to_charge": 0.03 * km[number] * (fleet == "taxi" and world.green),
                    "towed": 0,
                    "soh_end": 0.97 if world.green else np.nan,
                    "fade_calendar": 0.02 if world.green else np.nan,
                    "fade_cycle": 0.01 if world.green else np.nan,
                    "equivalent_full_cycles": driven / 300.0 if world.green else np.nan,
                    "battery_life_years": 9.0 if world.green else np.nan,
                }
            )
    return pd.DataFrame(rows)


def _buildings(world: _World, series: dict[str, Array]) -> pd.DataFrame:
    hours = world.grid.step_h
    month = world.grid.index.strftime("%Y-%m")
    rows = []
    for number, site in enumerate(SITES):
        kwh = (
            pd.DataFrame(
                {
                    name: series[f"site/{site}/{name}_kw"] * hours
                    for name in ("building", "heating", "cooling")
                }
            )
            .groupby(np.asarray(month))
            .sum()
        )
        for begin, energy in kwh.iterrows():
            electric = float(energy["heating"])
            heat = electric * (2.8 if world.green else 27.0)
            rows.append(
                {
                    "building": f"{site}-offices",
                    "site": site,
                    "archetype": "office",
                    "standard": "gb55015" if world.green else "existing",
                    "system": "air_source" if world.green else "central",
                    "heated_area_m2": 30000.0 + 5000.0 * number,
                    "month": pd.Timestamp(str(begin), tz=world.grid.index.tz),
                    "heat_kwh": heat,
                    "hot_water_kwh": 4000.0,
                    "cooling_kwh": 3.0 * float(energy["cooling"]),
                    "heating_electricity_kwh": electric,
                    "backup_kwh": 0.03 * electric if world.green else 0.0,
                    "defrost_kwh": 0.04 * electric if world.green else 0.0,
                    "hot_water_electricity_kwh": 0.0,
                    "gas_kwh": 4500.0,
                    "district_kwh": 0.0 if world.green else heat / 0.95,
                    "unmet_kwh": 0.0,
                    "compressor_kwh": 0.95 * electric if world.green else 0.0,
                    "ambient_kwh": heat - 0.98 * electric if world.green else 0.0,
                    "boiler_kwh": 0.0 if world.green else heat,
                    "source_pump_kwh": 0.0,
                    "pump_kwh": 0.02 * electric if world.green else electric,
                    "store_in_kwh": 0.0,
                    "store_out_kwh": 0.0,
                    "cooling_electricity_kwh": float(energy["cooling"]),
                    "electricity_kwh": float(energy["building"]),
                    "hours_below_setpoint": 1.5 if heat > 0 else 0.0,
                    "hours_overheated": 0.0,
                    "hours_in_use": hours * float((month == begin).sum()),
                }
            )
    return pd.DataFrame(rows)


def _assets(world: _World, vehicles: pd.DataFrame) -> pd.DataFrame:
    rows: list[tuple[str, str, str, str, float, str]] = []
    for number, site in enumerate(SITES):
        rows.append(("transformer", "", site, site, _kva(site), "kVA"))
        area = 30000.0 + 5000.0 * number
        system = "air_source" if world.green else "central"
        rows.append(("heated_area", "office", f"{site}-offices", site, area, "m2"))
        rows.append(("heating", system, f"{site}-offices", site, 0.06 * area, "kW"))
        if world.green:
            rows.append(("pv", "", f"{site}-roof", site, _kwp(world)[site], "kWp"))
            rows.append(("battery", "", f"{site}-battery", site, 1000.0, "kWh"))
    for station, (kind, count) in PLUGS.items() if world.green else ():
        kw = float(kind.split("-")[1])
        rows.append(("charger", kind, station, STATIONS[station], kw * count, "kW"))
        rows.append(("plug", kind, station, STATIONS[station], float(count), "1"))
    for (fleet, model), group in vehicles.groupby(["fleet", "type"]):
        rows.append(("vehicle", str(model), str(fleet), "", float(len(group)), "1"))
    return pd.DataFrame(rows, columns=["kind", "type", "id", "site", "quantity", "unit"])


def _events(world: _World) -> dict[str, pd.DataFrame]:
    begin = world.grid.index[0] + pd.Timedelta(hours=12)
    events: dict[str, pd.DataFrame] = {
        "fleets": pd.DataFrame(
            {
                "fleet": ["bus", "coach", "taxi"],
                "service": ["bus", "coach", "taxi"],
                "name_zh": ["公交车", "客车", "出租车"],
                "name_en": ["Buses", "Coaches", "Taxis"],
                "on_time_minutes": [5.0, 5.0, np.nan],
                "seats": [39, 50, 5],
                "places": [78.0, 50.0, np.nan],
            }
        )
    }
    if world.green:
        events["alarms"] = pd.DataFrame(
            {
                "site": ["yt-1"],
                "kind": ["transformer loading"],
                "begin": [begin],
                "end": [begin + pd.Timedelta(hours=2)],
                "peak": [1.08],
                "building_kw": [850.0],
                "heating_kw": [300.0],
                "cooling_kw": [0.0],
                "charging_kw": [900.0],
                "pv_kw": [100.0],
            }
        )
        events["outages"] = pd.DataFrame(
            {
                "station": ["taxi-hub"],
                "plug": [3],
                "begin": [begin],
                "end": [begin + pd.Timedelta(hours=6)],
            }
        )
        events["balked"] = pd.DataFrame(
            {
                "fleet": ["taxi"],
                "station": ["taxi-hub"],
                "day": [begin.date()],
                "hour": [12],
                "count": [4],
            }
        )
    return events


def _named(key: str) -> dict[str, Any]:
    return {"id": key, "name": dict(zip(("zh", "en"), NAMES[key], strict=True))}


def _placed(key: str) -> dict[str, Any]:
    at = dict(zip(("latitude", "longitude"), AT[key], strict=True))
    return _named(key) | {"position": at}


def _scenario(name: str, *, green: bool) -> dict[str, Any]:
    """Return what a resolved scenario says of places and names, no more."""
    stations: dict[str, list[dict[str, Any]]] = {site: [] for site in SITES}
    for station, site in STATIONS.items() if green else ():
        kind, count = PLUGS[station]
        plugs = [{"id": None, "kind": kind, "count": count}]
        entry = {"id": station, "name": None, "operator": "park", "plugs": plugs}
        stations[site].append(entry | {"limit_kw": 900.0, "open_to": []})
    depot = {"id": "yt-1", "site": "yt-1", "station": "depot-east"}
    terminal = {"position": {"latitude": 36.033, "longitude": 103.850}, "station": None}
    bus = _named("buses") | {"id": "bus", "service": "bus", "depots": [depot]}
    return {
        "name": name,
        "areas": [_placed(area) | {"connection_kw": 9000.0} for area in AREAS],
        "links": [
            {"id": "yt-pj", "between": ["yantan", "pengjiaping"], "capacity_kw": 2000.0},
        ],
        "sites": [
            _placed(site)
            | {"area": area, "transformer_kva": _kva(site), "stations": stations[site]}
            for site, area in SITES.items()
        ],
        "fleets": {
            "timetabled": [bus | {"terminals": [_named("railway-station") | terminal]}],
            "on_demand": [],
            "sessions": [],
        },
        "alarms": {"raise_at": 1.0, "clear_at": 0.9, "hold_minutes": 10.0},
    }


def make_run(
    folder: Path,
    *,
    green: bool = True,
    start: str = "2025-01-01",
    days: int = 14,
    step_minutes: int = 15,
    seed: int = 1,
    title: dict[str, str] | None = None,
) -> Path:
    """Write a synthetic run to `folder` and return it."""
    grid = TimeGrid(date.fromisoformat(start), days, step_minutes)
    world = _world(grid, seed, green)
    series = _series(world)
    vehicles = _vehicles(world)
    requests, waits = _requests(world)
    tables = _events(world) | {
        "sessions": _sessions(world),
        "trips": _trips(world),
        "requests": requests,
        "waits": waits,
        "vehicles": vehicles,
        "batteries": pd.DataFrame(columns=SCHEMAS["batteries"].names),
        "pv": made_heat.pv(_kwp(world), _pv_kwh(world, series)),
        "sources": made_heat.sources().head(int(green)),
        "buildings": _buildings(world, series),
        "assets": _assets(world, vehicles),
        "prices": price_table({}, discount_rate=0.05, feed_in=0.3078, demand_charge=35.0),
        "factors": factor_table({}, grid_factor="grid_gansu_2023"),
    }
    name = "green-plan" if green else "baseline"
    titles = {"zh": "绿色方案", "en": "Green plan"} if green else {"zh": "现状", "en": "Today"}
    with FolderWriter(Path(folder)) as out:
        out.put_series(series, grid)
        for table, frame in tables.items():
            out.put_table(table, frame)
        out.put_file("scenario.yaml", yaml_text(_scenario(name, green=green)).encode())
        out.put_table("kpis", compute(out.tables(grid)))
        out.finish(
            {
                "name": name,
                "title": title or titles,
                "hash": f"{seed:08x}",
                "seed": seed,
                "replication": 0,
                "period": {"start": start, "days": days, "step_minutes": step_minutes},
                "versions": {"greenpark": "0"},
                "created": "2025-01-01T00:00:00+08:00",
                "timings_s": {"clock": 1.0},
                "checks": [],
                "counts": {},
                "notes": [],
                "weather_notes": [],
            }
        )
    return Path(folder)
