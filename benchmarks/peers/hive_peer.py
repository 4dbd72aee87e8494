"""Drives HIVE (nrel.hive) on its Denver demo; runs in the peer's own environment.

``python hive_peer.py FOLDER KIND`` prints one JSON object and leaves in FOLDER a table of the
requests with the way and time that HIVE's own road graph gives each. KIND is ``demo``, the demo as
it ships, or ``battery``: all of its vehicles are the battery ones. It imports nothing of ours.
"""

import csv
import io
import json
import logging
import os
import shutil
import sys
import time
from contextlib import redirect_stdout
from datetime import datetime
from pathlib import Path

import h3
from nrel import hive
from nrel.hive.initialization.load import load_config, load_simulation
from nrel.hive.model.roadnetwork.osm.osm_roadnetwork import OSMRoadNetwork
from nrel.hive.model.roadnetwork.route import route_distance_km, route_travel_time_seconds
from nrel.hive.reporting.handler.stats_handler import StatsHandler
from nrel.hive.runner.local_simulation_runner import LocalSimulationRunner

DEMO = Path(hive.__file__).parent / "resources" / "scenarios" / "denver_downtown"
COLUMNS = ("time_s", "o_lat", "o_lon", "d_lat", "d_lon", "km", "seconds")
RESOLUTION = 15


def scenario_in(folder: Path, kind: str) -> Path:
    """Copy the demo into `folder` and return its file; no battery means no change."""
    target = folder / DEMO.name
    shutil.copytree(DEMO, target, dirs_exist_ok=True)
    vehicles = target / "vehicles" / "denver_demo_vehicles.csv"
    if kind == "battery":
        text = vehicles.read_text(encoding="utf-8-sig")
        vehicles.write_text(text.replace("toyota_corolla", "leaf_50"), encoding="utf-8")
    return target / "denver_demo.yaml"


def drive(scenario: Path) -> dict[str, object]:
    """Run it and return HIVE's own summary, with the processor time of the run alone."""
    begin = time.process_time()
    payload = load_simulation(load_config(scenario))
    ready = time.process_time()
    done = LocalSimulationRunner.run(payload)
    end = time.process_time()
    handler = next(h for h in done.e.reporter.handlers if isinstance(h, StatsHandler))
    summary = handler.get_stats(done)
    summary["requests"] = handler.stats.requests
    summary["prepare_s"], summary["run_s"] = ready - begin, end - ready
    summary["initial_kwh"] = sum(
        vehicle.energy.get(kind, 0.0) for vehicle in payload.s.get_vehicles()
        for kind in vehicle.energy if kind.name == "ELECTRIC"
    )  # fmt: skip
    summary["final_kwh"] = sum(
        vehicle.energy.get(kind, 0.0) for vehicle in done.s.get_vehicles()
        for kind in vehicle.energy if kind.name == "ELECTRIC"
    )  # fmt: skip
    write_routes(scenario, payload.s.road_network, scenario.parents[1] / "requests.csv")
    return summary


def write_routes(scenario: Path, roads: OSMRoadNetwork, target: Path) -> None:
    """Write the requests with HIVE's shortest way and its time."""
    source = scenario.parent / "requests" / "denver_demo_requests.csv"
    with source.open(encoding="utf-8-sig") as lines, target.open("w", newline="") as out:
        writer = csv.writer(out)
        writer.writerow(COLUMNS)
        for row in csv.DictReader(lines):
            ends = [float(row[name]) for name in COLUMNS[1:5]]
            cells = (h3.geo_to_h3(ends[k], ends[k + 1], RESOLUTION) for k in (0, 2))
            route = roads.route(*(roads.position_from_geoid(cell) for cell in cells))
            at = datetime.fromisoformat(row["departure_time"])
            seconds = at.hour * 3600 + at.minute * 60 + at.second
            writer.writerow(
                [seconds, *ends, route_distance_km(route), route_travel_time_seconds(route)]
            )


def main() -> None:
    """Read the arguments, drive and print."""
    folder, kind = Path(sys.argv[1]).resolve(), sys.argv[2]
    scenario = scenario_in(folder, kind)
    os.chdir(folder)
    logging.disable(logging.CRITICAL)
    with redirect_stdout(io.StringIO()):
        summary = drive(scenario)
    print(json.dumps(summary))


if __name__ == "__main__":
    main()
