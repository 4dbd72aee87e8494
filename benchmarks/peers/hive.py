"""HIVE's Denver demo as a scenario of ours, with the ways that HIVE's own road graph gives.

The demo ships in ``nrel.hive`` (its ``resources/scenarios/denver_downtown``); the figures below are
those of its files. Its two kinds of vehicle share the requests, which two fleets of ours do not:
so the comparison is of the demo with battery vehicles only.
"""

import csv
import math
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from benchmarks.peers.environments import ask
from benchmarks.peers.loop import drive
from benchmarks.row import Row
from sim.run.runner import run
from sim.scenario.identity import yaml_text
from sim.scenario.load import load_scenario

DAY = datetime.fromisoformat("2025-07-03T00:00:00")
"""A working day near 20 °C; HIVE's own is in 1970 and has no weather."""
BASE = (39.754695, -104.988116)
STATIONS = {"s1": (39.752233, -104.976061), "s2": (39.759521, -104.97526)}
"""Where the fast chargers stand."""
VEHICLES = 20
BATTERY_KWH = 50.0
FAST_KW = 50.0
BASE_KW = 7.2
SOC_START = 0.3
WH_PER_MILE = 225.0
KM_PER_MILE = 1.609344
RELATIVE_BY_MPH = (
    (2.5, 1.435975), (7.5, 1.252653), (12.5, 1.152371), (17.5, 1.035082), (22.5, 0.952447),
    (27.5, 0.929755), (32.5, 0.953250), (37.5, 0.995733), (42.5, 1.037246),
)  # fmt: skip
"""Consumption against the nominal one, by speed: resources/powertrain/normalized-electric.yaml."""
CHARGE_CURVE = (
    (0.0, 0.2), (0.025, 0.7808), (0.1, 0.8246), (0.2, 0.8625), (0.3, 0.8864), (0.45, 0.907),
    (0.6, 0.922), (0.65, 0.732), (0.7, 0.6), (0.75, 0.484), (0.8, 0.36), (0.85, 0.236),
    (0.9, 0.108), (0.95, 0.0288), (1.0, 0.0288),
)  # fmt: skip
"""Share of 50 kW by state of charge: resources/powercurve/normalized.yaml (its end is 0)."""
IDLE_KWH_PER_H = 0.8
PATIENCE_MINUTES = 10.0
"""HIVE cancels a request that nobody has picked up within 600 s."""
DEMO_SERVED, DEMO_KM = 0.9759711653984782, 7991.7611243697975
"""Of the demo as it ships (nrel.hive 1.3.1)."""
WAYS, CONSUMPTION, TIME = 0.005, 0.04, 100.0
REPEATS = 3
CELL_KM = 0.4
MEAN_WAY_IN_A_SQUARE = 0.5214
"""Mean distance of two random points of a square, in its sides (closed form)."""
KM_PER_DEGREE = 111.19


@dataclass(frozen=True)
class Request:
    """A request of the demo; `km` and `seconds` are those of HIVE's shortest way."""

    time_s: float
    origin: tuple[float, float]
    destination: tuple[float, float]
    km: float
    seconds: float


@dataclass(frozen=True)
class Roads:
    """What HIVE's ways amount to."""

    detour_factor: float
    km_per_h: float


def read_requests(path: Path) -> list[Request]:
    """Read the table that ``hive_peer.py`` leaves."""
    with path.open(encoding="utf-8", newline="") as lines:
        rows = [{name: float(cell) for name, cell in row.items()} for row in csv.DictReader(lines)]
    return [
        Request(row["time_s"], (row["o_lat"], row["o_lon"]), (row["d_lat"], row["d_lon"]),
                row["km"], row["seconds"])
        for row in rows
    ]  # fmt: skip


def roads_of(requests: Sequence[Request]) -> Roads:
    """Return how much longer the ways are than straight ones, and how fast they are driven."""
    straight_km = sum(_straight_km(request.origin, request.destination) for request in requests)
    km = sum(request.km for request in requests)
    hours = sum(request.seconds for request in requests) / 3600.0
    return Roads(km / straight_km, km / hours)


def _straight_km(start: tuple[float, float], end: tuple[float, float]) -> float:
    east = (end[1] - start[1]) * math.cos(math.radians(start[0]))
    return KM_PER_DEGREE * math.hypot(end[0] - start[0], east)


def kwh_per_km(km_per_h: float) -> float:
    """Return the consumption of HIVE's battery vehicle at a speed, without idling."""
    mph, relative = zip(*RELATIVE_BY_MPH, strict=True)
    return float(np.interp(km_per_h / KM_PER_MILE, mph, relative)) * WH_PER_MILE / 1609.344


def write_trips(requests: Sequence[Request], target: Path) -> None:
    """Write the requests as a log of trips of ours."""
    places = [f"{end}_{axis}" for end in ("origin", "destination")
              for axis in ("latitude", "longitude")]  # fmt: skip
    with target.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out)
        writer.writerow(["time", "end", "km", *places])
        for one in requests:
            begin = DAY + timedelta(seconds=one.time_s)
            end = begin + timedelta(seconds=one.seconds)
            moves = one.km > 0.0 and one.seconds > 0.0
            way = (end.isoformat(sep=" "), f"{one.km:.6g}") if moves else ("", "")
            writer.writerow([begin.isoformat(sep=" "), *way, *one.origin, *one.destination])


def write_zones(requests: Sequence[Request], target: Path, cell_km: float = CELL_KM) -> int:
    """Write a grid of square zones around all ends of trips; return how many are in use."""
    ends = np.array([place for one in requests for place in (one.origin, one.destination)])
    south, west = ends.min(axis=0)
    high = cell_km / KM_PER_DEGREE
    sides = np.array([high, high / math.cos(math.radians(south))])
    cells = np.floor((ends - (south, west)) / sides).astype(int)
    base = tuple(np.floor((np.array(BASE) - (south, west)) / sides).astype(int).tolist())
    used = sorted({*map(tuple, cells.tolist()), base})
    with target.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out)
        writer.writerow(["zone", "name_zh", "name_en", "area", "latitude", "longitude",
                         "origin_weight", "destination_weight", "vehicle_weight"])  # fmt: skip
        for row, column in used:
            name = f"r{row}c{column}"
            middle = (south + (row + 0.5) * sides[0], west + (column + 0.5) * sides[1])
            begins = 1 if (row, column) == base else 0
            writer.writerow([name, name, name, "", *(f"{x:.6f}" for x in middle), 1, 1, begins])
    return len(used)


def scenario_tree(requests: Sequence[Request], folder: Path) -> dict[str, Any]:
    """Write trips and zones into `folder` and return the scenario that names them."""
    write_trips(requests, folder / "trips.csv")
    write_zones(requests, folder / "zones.csv")
    roads = roads_of(requests)
    inside_km = MEAN_WAY_IN_A_SQUARE * CELL_KM * roads.detour_factor
    name = {"zh": "丹佛示例", "en": "HIVE's Denver demo"}
    taxis = {
        "id": "taxis", "name": name, "vehicle": "leaf-50", "vehicles": VEHICLES,
        "zones": "zones.csv", "requests": "trips.csv",
        "speed_km_per_h": roads.km_per_h, "intrazonal_km": inside_km,
        "intrazonal_pickup_minutes": inside_km / roads.km_per_h * 60.0,
        "patience_minutes": PATIENCE_MINUTES, "boarding_minutes": 0.0, "cruise_km_per_h": 0.0,
        "repositioning": {"factor": 100.0}, "shifts": [], "soc_start": SOC_START,
        "soc_charge_below": 0.2, "soc_target": 0.8, "soc_reserve": 0.1,
        "charging": {"soc_cheap": 0.0, "soc_hand_over": 0.0, "soc_meal": 0.0, "wait_hours": 0},
    }  # fmt: skip
    leaf = {
        "id": "leaf-50", "like": "byd-e6", "battery_kwh": BATTERY_KWH, "usable_soc_min": 0.0,
        "max_charge_kw": FAST_KW, "charge_curve": "leaf-50", "plugs": ["dc"],
        "traction_kwh_per_km": kwh_per_km(roads.km_per_h), "aux_base_kw": 0.0,
        "reference_km_per_h": roads.km_per_h, "reference_stop_km": 1000.0, "drag_coefficient": 0.0,
        "cabin_kwh_per_k": 0.0,
        "cabin_ua_w_per_k": 0.0, "cabin_gain_w": 0.0,
    }  # fmt: skip
    return {
        "name": "hive-denver", "title": name,
        "period": {"start": DAY.date().isoformat(), "days": 1, "step_minutes": 5},
        "areas": [{"id": "denver", "name": name, "position": _position(BASE),
                   "connection_kw": 1e5}],
        "sites": [_site(station, place) for station, place in STATIONS.items()],
        "fleets": {"roads": {"detour_factor": roads.detour_factor}, "on_demand": [taxis]},
        "catalogue": {
            "vehicles": [leaf],
            "chargers": [{"id": "dcfc", "plug": "dc", "power_kw": FAST_KW, "efficiency": 1.0}],
            "charge_curves": [{"id": "leaf-50", "points": [list(p) for p in CHARGE_CURVE]}],
        },
    }  # fmt: skip


def _site(station: str, place: tuple[float, float]) -> dict[str, Any]:
    return {
        "id": station, "area": "denver", "position": _position(place), "transformer_kva": 16000.0,
        "stations": [{"id": station, "plugs": [{"kind": "dcfc", "count": 300}]}],
        "charging": {"controller": "uncontrolled", "keep_within_transformer": False},
    }  # fmt: skip


def _position(place: tuple[float, float]) -> dict[str, float]:
    return {"latitude": place[0], "longitude": place[1]}


@dataclass(frozen=True)
class Outcome:
    """What a program made of the requests; `occupied_km` is with passengers, `empty_km` without.

    Attributes
    ----------
    driving_kwh : without HIVE's idling, which we do not have.
    """

    requests: int
    served: float
    occupied_km: float
    empty_km: float
    driving_kwh: float
    dispensed_kwh: float
    stored_kwh: float
    run_s: float

    @property
    def kwh_per_km(self) -> float:
        return self.driving_kwh / (self.occupied_km + self.empty_km)

    def __str__(self) -> str:
        count = self.requests * self.served
        return (
            f"{self.served:.2%} served, {self.occupied_km:.0f} km with passengers and "
            f"{self.empty_km / count:.2f} km empty a trip, {self.driving_kwh:.0f} kWh driven, "
            f"{self.dispensed_kwh:.0f} dispensed, {self.stored_kwh:+.0f} stored"
        )


def theirs(folder: Path, kind: str) -> Outcome:
    """Run HIVE in its own environment; its table of requests is left in `folder`."""
    answer = ask("hive", "hive_peer.py", folder, kind)
    states = answer["vehicle_state"]
    occupied = states["ServicingTrip"]["vkt"]
    idle_kwh = states["Idle"]["observed_percent"] * VEHICLES * 24.0 * IDLE_KWH_PER_H
    return Outcome(
        answer["requests"], answer["requests_served_percent"], occupied,
        answer["total_vkt"] - occupied, answer["total_kwh_expended"] - idle_kwh,
        answer["total_kwh_dispensed"], answer["final_kwh"] - answer["initial_kwh"],
        answer["run_s"],
    )  # fmt: skip


def ours(folder: Path) -> Outcome:
    """Run the scenario of the table of requests in `folder`."""
    requests = read_requests(folder / "requests.csv")
    file = folder / "hive.yaml"
    file.write_text(yaml_text(scenario_tree(requests, folder)), encoding="utf-8")
    scenario = load_scenario(file)
    made = run(scenario, folder / "runs")
    run_s = float(np.median([drive(scenario).run_s for _ in range(REPEATS)]))
    vehicles = pd.read_parquet(made / "vehicles.parquet").sum(numeric_only=True)
    hours = pd.read_parquet(made / "requests.parquet")[["requests", "served"]].sum()
    energy = pd.read_parquet(made / "sessions.parquet")["energy_kwh"].sum()
    return Outcome(
        int(hours["requests"]), float(hours["served"] / hours["requests"]),
        float(vehicles["km"] - vehicles["km_empty"]), float(vehicles["km_empty"]),
        float(vehicles["driven_kwh"]), float(energy),
        float(vehicles["charged_kwh"] - vehicles["driven_kwh"]), run_s,
    )  # fmt: skip


def compare(shared: Path) -> list[Row]:
    """Return the rows; the demo ships in the package, so `shared` is not looked at."""
    with tempfile.TemporaryDirectory() as name:
        demo, battery = Path(name) / "demo", Path(name) / "battery"
        for folder in (demo, battery):
            folder.mkdir()
        shipped, peer, own = theirs(demo, "demo"), theirs(battery, "battery"), ours(battery)
        way_km = sum(one.km for one in read_requests(battery / "requests.csv"))
    return rows_of(shipped, peer, own, way_km)


def rows_of(shipped: Outcome, peer: Outcome, own: Outcome, way_km: float) -> list[Row]:
    """Compare HIVE with our run; `way_km` is the length of all requests by HIVE's road graph."""
    whole_km = shipped.occupied_km + shipped.empty_km
    return [
        Row("HIVE: the demo as it ships, repeated", abs(shipped.served - DEMO_SERVED)
            + abs(whole_km / DEMO_KM - 1.0), 1e-6, "at most", str(shipped)),
        Row("HIVE: km with passengers, difference", abs(own.occupied_km / way_km - 1.0), WAYS,
            "at most", f"{own.occupied_km:.0f} against {way_km:.0f} km, all requests"),
        Row("HIVE: kWh/km, difference", abs(own.kwh_per_km / peer.kwh_per_km - 1.0), CONSUMPTION,
            "at most", f"{own.kwh_per_km:.4f} against {peer.kwh_per_km:.4f} kWh/km"),
        Row("HIVE: requests served, ours over theirs", own.served / peer.served, 1.0, "at least",
            f"ours: {own}; theirs: {peer}"),
        Row("HIVE: times faster", peer.run_s / own.run_s, TIME, "at least",
            f"{own.run_s * 1e3:.0f} ms against {peer.run_s:.1f} s, without reading"),
    ]  # fmt: skip
