"""SimBA's basic example as a scenario of ours: rotations become blocks, vehicles a catalogue.

SimBA (rl-institut) is in no package registry and is not run here: `THEIRS` are its answers.
What it reads lies in its ``data/examples``; distances are metres. What differs, and why, stands in
``docs/validation-peers.md``.
"""

import csv
import json
import re
import tempfile
from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pandas as pd

from benchmarks.row import Row
from sim.errors import InputError
from sim.inputs.checks import check
from sim.run.runner import run
from sim.scenario.identity import yaml_text
from sim.scenario.load import load_scenario

DEPOT = "station-0"
OPPORTUNITY = "station-3"
PLUG_EFFICIENCY = 0.95
"""SimBA's default efficiency of a battery while it charges."""
MIN_KM_PER_H = 1.0
"""Slower trips are refused by our reader of timetables."""
HEADER = ("line", "direction", "service", "depart", "run_min", "km", "from", "to", "block")
TRIPS = Path("data/simba/trips_example.csv")
TYPES = Path("data/simba/vehicle_types_constant_mileage.json")
THEIRS = {DEPOT: 729.948, OPPORTUNITY: 158.639}
"""What SimBA (b08b829, with SpiceEV 2d96cf7 and its basic.cfg) gives the buses that drove on the
first night, until the last of them leaves again: sum of the plugs' power at each station, kWh."""
LARGER_KWH = 300.0
"""Battery with which all rotations can be driven; SimBA's 250 kWh go below zero."""
ENERGY = 0.01
HERE = {"latitude": 36.05, "longitude": 103.88}
"""All stations stand at one place, so that only the file's trips have a length."""


@dataclass(frozen=True)
class Trip:
    """A row of SimBA's schedule; `charging` is depb (depot) or oppb (opportunity)."""

    rotation: str
    line: str
    depart: datetime
    arrive: datetime
    origin: str
    destination: str
    km: float
    charging: str

    @property
    def run_min(self) -> float:
        return (self.arrive - self.depart).total_seconds() / 60.0

    @property
    def is_plausible(self) -> bool:
        return self.run_min > 0.0 and self.km * 60.0 >= MIN_KM_PER_H * self.run_min


def read_trips(path: Path, default_charging: str = "depb") -> list[Trip]:
    """Read SimBA's schedule."""
    with path.open(encoding="utf-8", newline="") as lines:
        return [
            Trip(
                rotation=row["rotation_id"],
                line=row["line"],
                depart=datetime.fromisoformat(row["departure_time"]),
                arrive=datetime.fromisoformat(row["arrival_time"]),
                origin=row["departure_name"].lower(),
                destination=row["arrival_name"].lower(),
                km=float(row["distance"]) / 1000.0,
                charging=row["charging_type"] or default_charging,
            )
            for row in csv.DictReader(lines)
        ]


def read_commented_json(path: Path) -> Any:
    """Read JSON with comments that begin with ``//``, as SimBA writes it."""
    return json.loads(re.sub(r"//[^\n]*", "", path.read_text(encoding="utf-8")))


def first_night(trips: list[Trip]) -> tuple[date, list[Trip]]:
    """Return the first day, and the trips of the rotations that begin on it."""
    begins = {
        name: min(trip.depart for trip in trips if trip.rotation == name).date()
        for name in {trip.rotation for trip in trips}
    }
    first = min(begins.values())
    return first, [trip for trip in trips if begins[trip.rotation] == first]


def write_timetable(trips: list[Trip], first: date, target: Path) -> list[Trip]:
    """Write a timetable of ours that repeats this night; return the trips that it leaves out."""
    with target.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out)
        writer.writerow(HEADER)
        for trip in trips:
            if trip.is_plausible:
                ends = (trip.origin, trip.destination)
                writer.writerow([trip.line, f"to-{trip.destination}", "daily",
                                 _clock(trip.depart, first), f"{trip.run_min:g}",
                                 f"{trip.km:.6g}", *ends, trip.rotation])  # fmt: skip
    return [trip for trip in trips if not trip.is_plausible]


def write_consumption(trips: list[Trip], kwh_per_km: float, target: Path) -> None:
    """Write SimBA's constant consumption as one measured on every line."""
    lines = sorted({trip.line for trip in trips if trip.is_plausible})
    rows = [f"{line},0,{kwh_per_km}\n" for line in lines]
    target.write_text("line,temperature_c,kwh_per_km\n" + "".join(rows), encoding="utf-8")


def _clock(at: datetime, first: date) -> str:
    """Return HH:MM:SS, which goes on after midnight as 24:00."""
    hours = at.hour + 24 * (at.date() - first).days
    return f"{hours:02d}:{at.minute:02d}:{at.second:02d}"


def scenario_tree(
    trips: list[Trip],
    types: dict[str, Any],
    folder: Path,
    depot_battery_kwh: float | None = None,
) -> dict[str, Any]:
    """Write the timetables into `folder` and return the scenario that names them.

    Parameters
    ----------
    trips : SimBA's schedule.
    types : SimBA's vehicle types of the kind AB, by way of charging.
    depot_battery_kwh : battery of buses that charge at the depot; None: SimBA's.
    """
    first, night = first_night(trips)
    by_charging: dict[str, list[Trip]] = defaultdict(list)
    for trip in night:
        by_charging[trip.charging].append(trip)
    fleets = []
    for charging, own in sorted(by_charging.items()):
        write_timetable(own, first, folder / f"{charging}.csv")
        write_consumption(own, types[charging]["mileage"], folder / f"{charging}-kwh.csv")
        fleets.append(_fleet(charging, own))
    larger = {} if depot_battery_kwh is None else {"capacity": depot_battery_kwh}
    kinds = {"depb": {**types["depb"], **larger}, "oppb": types["oppb"]}
    name = {"zh": "SimBA 示例", "en": "SimBA's basic example"}
    return {
        "name": "simba-basic", "title": name,
        "period": {"start": first.isoformat(), "days": 3, "step_minutes": 1},
        "areas": [{"id": "town", "name": name, "position": HERE, "connection_kw": 1e5}],
        "sites": [_site("depot", DEPOT, 4, "pile-120"), _site("stop", OPPORTUNITY, 3, "pile-300")],
        "fleets": {"timetabled": fleets},
        "catalogue": {
            "vehicles": [_vehicle(key, kind) for key, kind in kinds.items()],
            "chargers": [
                {"id": f"pile-{kw}", "plug": "dc", "power_kw": kw, "efficiency": PLUG_EFFICIENCY}
                for kw in (120, 300)
            ],
            "charge_curves": [_curve(key, kind) for key, kind in kinds.items()],
        },
    }  # fmt: skip


def compare(shared: Path) -> list[Row]:
    """Return the rows; `shared` is the folder of trial data."""
    trips = read_trips(shared / TRIPS)
    types = read_commented_json(shared / TYPES)["AB"]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        refused = faults_of(_written(folder, scenario_tree(trips, types, folder)))
        file = _written(folder, scenario_tree(trips, types, folder, LARGER_KWH))
        energy_kwh = first_night_kwh(run(load_scenario(file), folder / "runs"))
    short = [fault for fault in refused if "can never finish block" in fault]
    rows = [Row("SimBA: blocks beyond the battery, refused", float(len(short)), 1.0, "at least",
                short[0].split(": ", 1)[1].split(" A larger")[0] if short else "none")]  # fmt: skip
    for station, theirs in THEIRS.items():
        own = energy_kwh[station]
        detail = f"{own:.2f} against {theirs:.2f} kWh of the first night, {LARGER_KWH:g} kWh buses"
        off = abs(own / theirs - 1.0)
        rows.append(Row(f"SimBA: {station}, difference", off, ENERGY, "at most", detail))
    return rows


def _written(folder: Path, tree: dict[str, Any]) -> Path:
    file = folder / "simba.yaml"
    file.write_text(yaml_text(tree), encoding="utf-8")
    return file


def faults_of(file: Path) -> list[str]:
    """Return what is said of a scenario."""
    try:
        return [str(fault) for fault in check(load_scenario(file))]
    except InputError as error:
        return [str(fault) for fault in error.faults]


def first_night_kwh(folder: Path) -> dict[str, float]:
    """Return what each station gave for the first night, by the sessions of a run folder.

    What the heaters of cold batteries took is left out: SimBA has none.
    """
    sessions = pd.read_parquet(folder / "sessions.parquet")
    first = sessions["start"] < sessions["start"].min().normalize() + pd.Timedelta(hours=20)
    charged = sessions["energy_kwh"] - sessions["heater_kwh"]
    energy = charged[first].groupby(sessions["station"], observed=True).sum()
    return {str(station): float(kwh) for station, kwh in energy.items()}


def _site(name: str, station: str, plugs: int, kind: str) -> dict[str, Any]:
    return {
        "id": name, "area": "town", "position": HERE, "transformer_kva": 5000.0,
        "stations": [{"id": station, "plugs": [{"kind": kind, "count": plugs}],
                      "open_to": ["depb", "oppb"] if station == DEPOT else ["oppb"]}],
        "charging": {"controller": "uncontrolled", "keep_within_transformer": False},
    }  # fmt: skip


def _fleet(charging: str, trips: list[Trip]) -> dict[str, Any]:
    stops = sorted({stop for trip in trips for stop in (trip.origin, trip.destination)})
    terminals = [
        {"id": stop, "position": HERE}
        | ({"station": stop} if charging == "oppb" and stop == OPPORTUNITY else {})
        for stop in stops
    ]
    lines = sorted({trip.line for trip in trips if trip.is_plausible})
    vehicles = len({trip.rotation for trip in trips})
    return {
        "id": charging, "name": {"zh": charging, "en": charging}, "vehicle": f"ab-{charging}",
        "timetable": f"{charging}.csv", "consumption": f"{charging}-kwh.csv",
        "terminals": terminals,
        "depots": [{"id": f"depot-{charging}", "site": "depot", "station": DEPOT, "lines": lines,
                    "vehicles": vehicles}],
        "min_layover_minutes": 0.0, "run_time_cv": 0.0, "soc_start": 1.0, "soc_reserve": 0.0,
        "terminal_charging_min_minutes": 0.0,
    }  # fmt: skip


def _vehicle(key: str, kind: dict[str, Any]) -> dict[str, Any]:
    return {
        "id": f"ab-{key}", "like": "yutong-e12", "battery_kwh": kind["capacity"],
        "usable_soc_min": 0.0, "max_charge_kw": kind["charging_curve"][0][1],
        "charge_curve": f"ab-{key}", "traction_kwh_per_km": kind["mileage"], "aux_base_kw": 0.0,
        "cabin_ua_w_per_k": 0.0, "cabin_gain_w": 0.0, "cabin_kwh_per_k": 0.0,
    }  # fmt: skip


def _curve(key: str, kind: dict[str, Any]) -> dict[str, Any]:
    most_kw = kind["charging_curve"][0][1]
    points = [[soc, kw / most_kw] for soc, kw in kind["charging_curve"]]
    return {"id": f"ab-{key}", "points": points}
