"""Taxis against queueing theory: a fleet in one zone whose passengers do not wait."""

from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np

from sim.inputs.build import Inputs, build
from sim.run.start import start
from sim.scenario.scenario import Scenario
from sim.verify.charging import erlang_b
from sim.verify.check import Check

_ERLANG = "Erlang 1917, any service time (Sevastyanov 1957): {load:g} erlang at {taxis} taxis"
_THINNED = "a thinned Poisson process is one of the remaining rate: Lewis and Shedler 1979"
_LOAD, _TAXIS = 4.0, 5
_SHARE = 0.3
_TRIP_H = 1.0 / 6.0
_DAYS = 200
_HERE = {"latitude": 36.06, "longitude": 103.88}
_ZONES = (
    "zone,name_zh,name_en,area,latitude,longitude,origin_weight,destination_weight,vehicle_weight\n"
    "z,甲,Z,,36.06,103.88,1,1,1\n"
)


def checks(reference_data: Path | None) -> list[Check]:
    """Compare the share of lost requests, and of thinned ones; no reference file is used."""
    del reference_data
    with TemporaryDirectory() as folder:
        inputs = _inputs(Path(folder))
    asked, lost, _ = _drive(inputs)
    item = inputs.on_demand[0]
    thinned = replace(item.demand, moved_share=np.full_like(item.demand.moved_share, _SHARE))
    rest, rest_lost, moved = _drive(replace(inputs, on_demand=(replace(item, demand=thinned),)))
    left = _LOAD * (1.0 - _SHARE)
    source = _ERLANG.format(load=_LOAD, taxis=_TAXIS)
    name = f"share of requests lost, {_LOAD:g} erlang at {_TAXIS} taxis"
    thin = f"the same, {_SHARE:.0%} travelling otherwise"
    return [
        Check(name, lost / asked, erlang_b(_LOAD, _TAXIS), 0.03, "1", source),
        Check(
            "share of requests that travel otherwise", moved / asked, _SHARE, 0.02, "1", _THINNED
        ),
        Check(thin, rest_lost / rest, erlang_b(left, _TAXIS), 0.04, "1", _THINNED),
    ]


def _inputs(folder: Path) -> Inputs:
    """Return one zone with requests at random that all take ten minutes."""
    (folder / "zones.csv").write_text(_ZONES, encoding="utf-8")
    hours = "".join(f"{hour},{1 / 24},{1 / 24}\n" for hour in range(24))
    (folder / "profile.csv").write_text(f"hour,workday,restday\n{hours}", encoding="utf-8")
    text = {"zh": "核对", "en": "Check"}
    per_day = 24.0 * _LOAD / _TRIP_H
    fleet: dict[str, Any] = {
        "id": "taxis",
        "name": text,
        "vehicle": "cng-taxi",
        "vehicles": _TAXIS,
        "zones": folder / "zones.csv",
        "profile": folder / "profile.csv",
        "requests_per_day": {"workday": per_day, "restday": per_day},
        "speed_km_per_h": 30.0,
        "intrazonal_km": 30.0 * _TRIP_H,
        "intrazonal_pickup_minutes": 1e-6,
        "patience_minutes": 1e-6,
        "boarding_minutes": 0.0,
        "shifts": [],
    }
    site = {"id": "s", "area": "a", "position": _HERE, "transformer_kva": 100.0}
    area = {"id": "a", "name": text, "position": _HERE, "connection_kw": 100.0}
    scenario = Scenario.model_validate(
        {
            "name": "check",
            "title": text,
            "period": {"start": "2025-01-01", "days": _DAYS, "step_minutes": 60},
            "areas": [area],
            "sites": [site],
            "fleets": {"on_demand": [fleet]},
        }
    )
    return build(scenario, 0, lambda stage, share: None)


def _drive(inputs: Inputs) -> tuple[int, int, int]:
    """Run the taxis alone; return the requests, those lost, and those that travel otherwise."""
    started = start(inputs, lambda rows: None, lambda rows: None)
    started.crowd.advance(inputs.grid.end_s)
    started.crowd.finish()
    service = started.crowd.hails.service
    return int(service["requests"].sum()), int(service["lost"].sum()), int(service["moved"].sum())
