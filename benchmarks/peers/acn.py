"""ACN-Sim's Caltech months against ours: the same sessions, the same network, side by side.

Facts of the site (which plug lies between which phases, the two pods, the transformer) are those
of ``acnportal.acnsim.network.sites.caltech_acn``; Lee et al. 2019, "ACN-Data", e-Energy '19.
"""

import csv
import gzip
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

LOG = Path("data/acn/caltech_2019-05-01_2019-08-31.csv.gz")
BEGIN = datetime.fromisoformat("2019-05-01T00:00:00-07:00")
DAYS = 124
PERIOD_S = 300
PLUG_KW = 32 * 208 / 1000
MET_KWH = 0.1
"""ACN-Sim counts a demand as met if less than this is lacking."""


def _names(*numbers: int) -> tuple[str, ...]:
    return tuple(f"CA-{number}" for number in numbers)


GROUPS = {
    "cc-pod": ("ab", _names(322, 493, 496, 320, 495, 321, 323, 494)),
    "av-pod": ("ab", _names(324, 325, 326, 327, 489, 490, 491, 492)),
    "ab": ("ab", _names(308, 508, 303, 513, 310, 506, 316, 500, 318, 498)),
    "bc": ("bc", _names(304, 512, 305, 511, 313, 503, 311, 505, 317, 499, 148, 149, 212, 213)),
    "ca": ("ca", _names(307, 509, 309, 507, 306, 510, 315, 501, 319, 497, 312, 504, 314, 502)),
}
"""Groups of plugs: the phases between which they lie, and their names."""


def write_log(source: Path, target: Path) -> int:
    """Write the sessions as a log of ours, rounded down to ACN-Sim's periods; return how many."""
    with gzip.open(source, "rt", encoding="utf-8") as lines, target.open("w", newline="") as out:
        writer = csv.writer(out)
        writer.writerow(["station", "arrive", "depart", "energy_kwh", "plug"])
        count = 0
        for row in csv.DictReader(lines):
            times = (_rounded(row[name]) for name in ("arrival", "departure"))
            writer.writerow(["garage", *times, row["delivered_energy (kWh)"], row["station_id"]])
            count += 1
    return count


def _rounded(text: str) -> str:
    """Return the wall-clock time at which a period of ACN-Sim begins."""
    periods = int((datetime.fromisoformat(text) - BEGIN).total_seconds() // PERIOD_S)
    return (BEGIN + timedelta(seconds=periods * PERIOD_S)).strftime("%Y-%m-%d %H:%M")


def scenario_tree(log: Path, controller: str) -> dict[str, Any]:
    """Return the garage as a scenario of ours."""
    name = {"zh": "加州理工车库", "en": "Caltech garage"}
    place = {"latitude": 34.1377, "longitude": -118.1253}
    plugs = [
        {"kind": "evse", "count": len(names), "names": list(names)} for _, names in GROUPS.values()
    ]
    site = {
        "id": "campus", "area": "campus", "position": place, "transformer_kva": 150.0,
        "power_factor": 1.0,
        "stations": [{"id": "garage", "plugs": plugs}],
        "charging": {"controller": controller, "keep_within_transformer": False},
    }  # fmt: skip
    cars = {
        "id": "cars", "name": name, "vehicle": "linear-car", "stations": ["garage"],
        "arrivals_per_day": {"workday": 0, "restday": 0}, "ends_when": "leaves", "log": str(log),
    }  # fmt: skip
    return {
        "name": f"caltech-{controller.replace('_', '-')}", "title": name,
        "period": {"start": BEGIN.date().isoformat(), "days": DAYS, "step_minutes": 5},
        "areas": [{"id": "campus", "name": name, "position": place, "connection_kw": 1e6}],
        "sites": [site],
        "fleets": {"sessions": [cars]},
        "catalogue": {
            "vehicles": [{"id": "linear-car", "like": "car-generic", "battery_kwh": 100.0,
                          "usable_soc_min": 0.0, "max_charge_kw": PLUG_KW, "plugs": ["ac"],
                          "charge_curve": "flat"}],
            "chargers": [{"id": "evse", "plug": "ac", "power_kw": PLUG_KW, "efficiency": 1.0}],
            "charge_curves": [{"id": "flat", "points": [[0.0, 1.0], [1.0, 1.0]]}],
        },
    }  # fmt: skip
