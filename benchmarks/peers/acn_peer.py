"""Drives ACN-Sim (acnportal) on a log of sessions; runs in the peer's own environment.

``python acn_peer.py LOG START CONTROLLER`` prints one JSON object. It imports acnportal and the
standard library alone, so that no environment needs to hold both programs.
"""

import csv
import gzip
import json
import sys
import time
import warnings
from datetime import datetime
from pathlib import Path

import numpy as np
from acnportal import algorithms
from acnportal.acnsim import EventQueue, PluginEvent, Simulator, analysis
from acnportal.acnsim.models import EV, Battery
from acnportal.acnsim.network.sites import caltech_acn

VOLTAGE_V = 208
PLUG_KW = 32 * VOLTAGE_V / 1000
TRANSFORMER_KVA = 150
PERIOD_MINUTES = 5
CONTROLLERS = {
    "uncontrolled": algorithms.UncontrolledCharging,
    "earliest_deadline": lambda: algorithms.SortedSchedulingAlgo(
        algorithms.earliest_deadline_first
    ),
}


def events_of(log: Path, start: datetime) -> EventQueue:
    """Return the log's sessions as ACN-Sim's events, rounded down to its periods."""
    with gzip.open(log, "rt", encoding="utf-8") as lines:
        return EventQueue([_event(row, start) for row in csv.DictReader(lines)])


def _event(row: dict[str, str], start: datetime) -> PluginEvent:
    arrive, depart = (_period(row[name], start) for name in ("arrival", "departure"))
    energy_kwh = float(row["delivered_energy (kWh)"])
    battery = Battery(energy_kwh, 0, PLUG_KW)
    car = EV(arrive, depart, energy_kwh, row["station_id"], row["session_id"], battery)
    return PluginEvent(arrive, car)


def _period(text: str, start: datetime) -> int:
    return int((datetime.fromisoformat(text) - start).total_seconds() // (60 * PERIOD_MINUTES))


def drive(log: Path, start: datetime, controller: str) -> dict[str, object]:
    """Run one controller and return what it did, and the processor time of the run alone."""
    begin = time.process_time()
    events = events_of(log, start)
    network = caltech_acn(basic_evse=True, voltage=VOLTAGE_V, transformer_cap=TRANSFORMER_KVA)
    simulator = Simulator(
        network, CONTROLLERS[controller](), events, start, PERIOD_MINUTES, verbose=False
    )
    ready = time.process_time()
    simulator.run()
    done = time.process_time()
    currents = analysis.constraint_currents(simulator)
    cars = simulator.ev_history.values()
    return {
        "controller": controller,
        "sessions": len(cars),
        "steps": int(simulator.iteration),
        "energy_kwh": float(analysis.total_energy_delivered(simulator)),
        "demands_met": float(analysis.proportion_of_demands_met(simulator)),
        "peak_a": float(analysis.aggregate_current(simulator).max()),
        "peak_kw": float(analysis.aggregate_power(simulator).max()),
        "constraint_a": {name: float(np.max(value)) for name, value in currents.items()},
        "prepare_s": ready - begin,
        "run_s": done - ready,
    }


def main() -> None:
    """Read the arguments, drive and print."""
    log, start, controller = sys.argv[1:]
    warnings.simplefilter("ignore")  # it warns of each schedule that breaks a limit, and goes on
    print(json.dumps(drive(Path(log), datetime.fromisoformat(start), controller)))


if __name__ == "__main__":
    main()
