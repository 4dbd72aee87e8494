"""A heat pump's map against hplib's: the same year of sources and flows, in the same run."""

import time
from pathlib import Path

import numpy as np
import numpy.typing as npt

from benchmarks.peers.environments import ask
from benchmarks.row import Row
from sim.models.heat_pump import defrost_share, load_unit, performance, rated_humidity

Floats = npt.NDArray[np.float64]

STEPS = 35_040
BOUND = 0.5
COP_BOUND = 0.25


def year(steps: int) -> tuple[Floats, Floats]:
    """Return a made-up year of outdoor and flow temperatures."""
    outdoor_c = 10.0 - 20.0 * np.cos(2.0 * np.pi * np.arange(steps) / steps)
    return outdoor_c, np.clip(45.0 - 0.5 * (outdoor_c + 9.0), 30.0, 45.0)


def compare(shared: Path) -> list[Row]:
    """Return the ratio of times, and how far the COP of mild weather is from hplib's."""
    del shared
    unit, (outdoor_c, flow_c) = load_unit("aokol_ash_35chw"), year(STEPS)
    performance(unit, outdoor_c, flow_c)
    spent_s = []
    for _ in range(9):
        begin = time.process_time()
        performance(unit, outdoor_c, flow_c)
        spent_s.append(time.process_time() - begin)
    ours_s = float(np.median(spent_s)) / 2.0  # full and part load: two maps
    theirs = ask("hplib", "heat_pump_peer.py", STEPS)
    mild_c = np.array([0.0, 7.0, 12.0])
    at = performance(unit, mild_c, np.full(3, 35.0))
    thawed = 1.0 - defrost_share(mild_c, rated_humidity(mild_c))
    # hplib's unit turns as slowly as its certificate's points: between full and part load
    cop = 0.5 * (at.full_cop + at.part_cop) * thawed
    apart = float(np.max(np.abs(cop / np.array(theirs["cop"]) - 1.0)))
    detail = (
        f"{ours_s / STEPS * 1e9:.0f} ns a map and step, hplib {theirs['s'] / STEPS * 1e9:.0f} ns"
    )
    shown = ", ".join(f"{a:.2f}/{b:.2f}" for a, b in zip(cop, theirs["cop"], strict=True))
    return [
        Row("heat pump's map, times as fast as hplib's", theirs["s"] / ours_s, BOUND, "at least",
            detail),
        Row("heat pump's COP at 0, 7, 12 C and 35 C flow, furthest from hplib's generic unit",
            apart, COP_BOUND, "at most", f"{shown}; hplib's own mean error is 0.10"),
    ]  # fmt: skip
