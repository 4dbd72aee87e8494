"""What a run is called, what it says about itself, and the scenario that lies in its folder."""

import hashlib
import json
import platform
from datetime import UTC, datetime
from functools import lru_cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from sim.results import FolderWriter
from sim.scenario import shape
from sim.scenario.identity import files_of, scenario_hash, scenario_parts, yaml_text
from sim.scenario.references import split_name
from sim.scenario.scenario import Scenario
from sim.scenario.weather import DustStorm
from sim.tables import shipped

_PACKAGES = ("numpy", "numba", "pandas", "pvlib", "simpy", "pyarrow")


@lru_cache(maxsize=1)
def code_version() -> str:
    """Return a hash of the program and of the tables that ship with it."""
    digest = hashlib.sha256()
    code = Path(__file__).resolve().parents[1]
    files = [*sorted(code.rglob("*.py")), *sorted(shipped("data").glob("*.csv"))]
    for file in files:
        digest.update(file.name.encode())
        digest.update(file.read_bytes())
    return digest.hexdigest()[:16]


@lru_cache(maxsize=1)
def program_parts() -> dict[str, str]:
    """Return hashes of the two parts of `code_version`: ``program`` and shipped ``tables``."""
    sources = sorted(Path(__file__).resolve().parents[1].rglob("*.py"))
    parts = {"program": sources, "tables": sorted(shipped("data").glob("*.csv"))}
    return {
        name: hashlib.sha256(b"".join(file.read_bytes() for file in files)).hexdigest()[:16]
        for name, files in parts.items()
    }


def run_hash(scenario: Scenario) -> str:
    """Return the hash of all that decides a run's results but the replication."""
    return hashlib.sha256(f"{scenario_hash(scenario)}{code_version()}".encode()).hexdigest()


def folder_name(scenario: Scenario, replication: int) -> str:
    """Return ``<scenario>-<hash>``, with ``-rN`` for replication N > 0."""
    suffix = f"-r{replication}" if replication else ""
    return f"{scenario.name}-{run_hash(scenario)[:8]}{suffix}"


def put_scenario(folder: FolderWriter, scenario: Scenario) -> None:
    """Write the resolved scenario, and copies of the files that it names under ``inputs/``."""
    values: Any = scenario.model_dump(mode="json")
    taken: dict[str, str] = {}
    for keys in list(shape.file_references(type(scenario), values)):
        parent: Any = values
        for key in keys[:-1]:
            parent = parent[key]
        text, member = str(parent[keys[-1]]), ""
        if shape.has_name(type(scenario), keys):
            text, member = split_name(text)
        source = Path(text)
        if str(source) not in taken:
            name = f"inputs/{source.name}"
            if name in taken.values():
                name = f"inputs/{len(taken)}-{source.name}"
            for part, file in files_of(source):
                folder.put_file(f"{name}/{part}" if source.is_dir() else name, file.read_bytes())
            taken[str(source)] = name
        parent[keys[-1]] = taken[str(source)] + (f":{member}" if member else "")
    folder.put_file("scenario.yaml", yaml_text(values).encode())


def _installed(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return "not installed"


def _conditions(scenario: Scenario, replication: int) -> dict[str, str]:
    """Return what a comparison should know to be different, in words."""
    file, warming_k = scenario.weather.file, scenario.weather.warming_k
    made = f"synthetic year {replication}" if replication else "synthetic typical year"
    weather = made if file is None else file.name
    if warming_k:
        weather += f" {warming_k:+g} K"
    for wave in scenario.weather.waves.values():
        at = "of dust" if isinstance(wave, DustStorm) else f"at {wave.mean_c:g} °C"
        weather += f", days {wave.day} to {wave.day + wave.days - 1} {at}"
    return {"tariff": scenario.money.tariff, "weather": weather}


def manifest(scenario: Scenario, replication: int, **more: Any) -> dict[str, Any]:
    """Return the manifest; `more` holds timings, checks, counts and notes."""
    period = json.loads(scenario.period.model_dump_json())
    return {
        "name": scenario.name,
        "title": scenario.title.model_dump(),
        "description": scenario.description.model_dump(),
        "tags": list(scenario.tags),
        "hash": run_hash(scenario),
        "hashes": {**scenario_parts(scenario), **program_parts()},
        "seed": scenario.seed,
        "replication": replication,
        "period": period,
        "conditions": _conditions(scenario, replication),
        "versions": {
            "greenpark": _installed("greenpark"),
            "code": code_version(),
            "python": platform.python_version(),
            **{package: _installed(package) for package in _PACKAGES},
        },
        "created": datetime.now(UTC).isoformat(timespec="seconds"),
        **more,
    }
