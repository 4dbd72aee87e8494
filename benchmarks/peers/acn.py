"""ACN-Sim's Caltech months against ours: the same sessions, the same network, side by side.

Facts of the site (which plug lies between which phases, the two pods, the transformer) are those
of ``acnportal.acnsim.network.sites.caltech_acn``; Lee et al. 2019, "ACN-Data", e-Energy '19.
"""

import csv
import gzip
import tempfile
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from benchmarks.peers.environments import ask
from benchmarks.peers.loop import drive
from benchmarks.row import Row
from sim.scenario.identity import yaml_text
from sim.scenario.load import load_scenario
from sim.scenario.scenario import Scenario

LOG = Path("data/acn/caltech_2019-05-01_2019-08-31.csv.gz")
BEGIN = datetime.fromisoformat("2019-05-01T00:00:00-07:00")
DAYS = 124
PERIOD_S = 300
PLUG_KW = 32 * 208 / 1000
LINE_VOLTAGE_V = 208.0
POD_A = 80.0
TRANSFORMER_VA = 150e3
SECONDARY_A = TRANSFORMER_VA / 3 / 120
PRIMARY_A = TRANSFORMER_VA / 3 / 277
PRIMARY_RATIO = 0.25
"""As ACN-Sim has it: a quarter of the difference of two secondary currents."""
MET_KWH = 0.1
"""ACN-Sim counts a demand as met if less than this is lacking."""
CONTROLLERS = ("uncontrolled", "earliest_deadline")
ENERGY, PEAK, TIME = 1e-3, 1e-2, 100.0
"""How far we may lie from ACN-Sim, and how much faster we have to be."""
REPEATS = 3


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
        {"id": group, "kind": "evse", "count": len(names), "names": list(names), "phase": phase}
        for group, (phase, names) in GROUPS.items()
    ]
    supply = {
        "line_voltage_v": LINE_VOLTAGE_V, "limit_a": SECONDARY_A,
        "primary": {"limit_a": PRIMARY_A, "ratio": PRIMARY_RATIO},
        "feeders": [{"id": pod, "plugs": [pod], "limit_a": POD_A} for pod in ("cc-pod", "av-pod")],
    }  # fmt: skip
    site = {
        "id": "campus", "area": "campus", "position": place, "transformer_kva": 150.0,
        "power_factor": 1.0,
        "stations": [{"id": "garage", "plugs": plugs, "supply": supply}],
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


@dataclass(frozen=True)
class Outcome:
    """What a program made of the sessions; `peak_kw` and `line_a` are means of five minutes.

    Attributes
    ----------
    line_a : greatest currents: secondary and primary conductors, pods.
    read_s, run_s : processor time of reading the sessions, and of the simulation alone.
    """

    sessions: int
    energy_kwh: float
    demands_met: float
    peak_kw: float
    line_a: tuple[float, ...]
    read_s: float
    run_s: float


def theirs(log: Path, controller: str) -> Outcome:
    """Run ACN-Sim in its own environment."""
    answer = ask("acn", "acn_peer.py", log, BEGIN.isoformat(), controller)
    order = ("Secondary A", "Secondary B", "Secondary C", "Primary A", "Primary B", "Primary C",
             "CC Pod", "AV Pod")  # fmt: skip
    return Outcome(
        answer["sessions"], answer["energy_kwh"], answer["demands_met"], answer["peak_kw"],
        tuple(answer["constraint_a"][name] for name in order),
        answer["prepare_s"], answer["run_s"],
    )  # fmt: skip


def ours(scenario: Scenario) -> Outcome:
    """Run a scenario of `scenario_tree` without writing files."""
    driven = drive(scenario)
    crowd, sessions = driven.started.crowd, driven.sessions
    wanted_kwh = crowd.power.cars["energy_kwh"][sessions["user"]]
    lacking_kwh = wanted_kwh - (sessions["end_kwh"] - sessions["start_kwh"])
    return Outcome(
        len(sessions), float(sessions["drawn_kwh"].sum()), float((lacking_kwh < MET_KWH).mean()),
        float(crowd.station_kw.max()), tuple(crowd.line_a.max(axis=1).tolist()), driven.read_s,
        driven.run_s,
    )  # fmt: skip


def compare(shared: Path) -> list[Row]:
    """Return the rows of both controllers; `shared` is the folder of trial data."""
    rows = []
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write_log(shared / LOG, folder / "log.csv")
        for controller in CONTROLLERS:
            file = folder / f"{controller}.yaml"
            tree = scenario_tree(Path("log.csv"), controller)
            file.write_text(yaml_text(tree), encoding="utf-8")
            scenario = load_scenario(file)
            ours(scenario)  # loads the machine code
            runs = [ours(scenario) for _ in range(REPEATS)]
            rows += rows_of(controller, theirs(shared / LOG, controller), runs)
    return rows


def rows_of(controller: str, peer: Outcome, runs: list[Outcome]) -> list[Row]:
    """Compare ACN-Sim with our runs, of which the one of middle time counts."""
    own = sorted(runs, key=lambda run: run.run_s)[len(runs) // 2]
    words = "EDF" if controller == "earliest_deadline" else controller
    pods = [f"{a:.1f}" for outcome in (own, peer) for a in outcome.line_a[-2:]]
    energy = f"{own.energy_kwh:.2f} against {peer.energy_kwh:.2f} kWh; demands met "
    energy += f"{own.demands_met:.3%} against {peer.demands_met:.3%}"
    peak = f"{own.peak_kw:.2f} against {peer.peak_kw:.2f} kW, means of five minutes; pods "
    peak += f"{pods[0]}, {pods[1]} against {pods[2]}, {pods[3]} A"
    times = f"{own.run_s * 1e3:.0f} ms against {peer.run_s:.1f} s; reading "
    times += f"{own.read_s * 1e3:.0f} ms against {peer.read_s * 1e3:.0f} ms"
    return [
        Row(f"ACN-Sim, {words}: energy, difference", _off(own.energy_kwh, peer.energy_kwh),
            ENERGY, "at most", energy),
        Row(f"ACN-Sim, {words}: peak, difference", _off(own.peak_kw, peer.peak_kw),
            PEAK, "at most", peak),
        Row(f"ACN-Sim, {words}: times faster", peer.run_s / own.run_s, TIME, "at least", times),
    ]  # fmt: skip


def _off(own: float, peer: float) -> float:
    return abs(own / peer - 1.0)
