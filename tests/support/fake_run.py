"""Stands in for ``greenpark run`` in tests of the queue: its status file, but no simulation.

``python -m tests.support.fake_run SECONDS HOW FILE --out RUNS --status STATUS [--force]``: it goes
on for some seconds, and then, by HOW, writes a made-up run ("run") or one of empty files ("bare"),
or does what can go wrong: "fail", "die" without a word, or go on in spite of SIGTERM ("deaf").
"""

import argparse
import json
import os
import signal
import sys
import time
from pathlib import Path
from typing import Any

from sim.cli.status import StatusFile


def main() -> None:
    """Do as a run does."""
    parser = argparse.ArgumentParser()
    for name in ("seconds", "how", "file"):
        parser.add_argument(name)
    for name in ("--out", "--status"):
        parser.add_argument(name, type=Path)
    parser.add_argument("--force", action="store_true")
    given = parser.parse_args()
    signal.signal(signal.SIGTERM, _ignore if given.how == "deaf" else _cancel)
    print(f"fake run of {given.file}", flush=True)
    try:
        with StatusFile(given.status) as told:
            _wait(told, float(given.seconds), given.how)
            told.finished(_made(given.file, given.out, bare=given.how == "bare"))
    except KeyboardInterrupt:
        sys.exit(130)


def _wait(told: StatusFile, seconds: float, how: str) -> None:
    told.update("weather", 0.0)
    steps = max(int(seconds / 0.05), 1)
    for step in range(steps):
        told.update("clock", step / steps)
        time.sleep(0.05)
    if how == "die":
        os.kill(os.getpid(), signal.SIGKILL)
    if how == "fail":
        raise RuntimeError("the park lost 3 kWh")


def _made(file: str, out: Path, *, bare: bool) -> Path:
    from dashboard.files.library import TABLES
    from sim.run.manifest import code_version, folder_name, program_parts, run_hash
    from sim.scenario.identity import scenario_parts
    from sim.study.scenarios import read_scenario

    scenario = read_scenario(file)
    if bare:
        target = out / folder_name(scenario, 0)
        target.mkdir(parents=True, exist_ok=True)
        for name in TABLES:
            (target / f"{name}.parquet").write_bytes(b"PAR1")
        (target / "manifest.json").write_text('{"state": "done"}', encoding="utf-8")
        return target
    from tests.support.make_run import make_run

    aside = make_run(out / ".partial-fake", days=7, step_minutes=60)
    manifest = aside / "manifest.json"
    said: dict[str, Any] = json.loads(manifest.read_text(encoding="utf-8"))
    said |= {
        "name": scenario.name,
        "title": scenario.title.model_dump(),
        "hash": run_hash(scenario),
        "hashes": {**scenario_parts(scenario), **program_parts()},
        "versions": {"code": code_version()},
    }
    manifest.write_text(json.dumps(said), encoding="utf-8")
    target = out / folder_name(scenario, 0)
    if not target.exists():
        aside.rename(target)
    return target


def _cancel(*_: object) -> None:
    raise KeyboardInterrupt


def _ignore(*_: object) -> None:
    print("not now", flush=True)


if __name__ == "__main__":
    main()
