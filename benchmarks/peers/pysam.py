"""PVWatts version 8 itself (NREL-PySAM) against ours: the same file, the same roof."""

import time
from pathlib import Path

import numpy as np

from benchmarks.peers.environments import ask
from benchmarks.row import Row
from sim.models.pv import generate, none_around
from sim.models.pv_roofs import roofs
from sim.verify.pv import greensboro

MONTH, YEAR, TIME = 1e-2, 1e-2, 50.0
"""How far a month and the year may lie from PVWatts, and how much faster we have to be."""
REPEATS = 7
_ROOFS = 100


def compare(shared: Path) -> list[Row]:
    """Return the rows; `shared` is not needed, the file lies in pvlib's wheel."""
    import pvlib

    file = Path(pvlib.__file__).parent / "data" / "723170TYA.CSV"
    theirs = ask("pysam", "pysam_peer.py", file, REPEATS)
    times, sun, air = greensboro()
    many = roofs(np.ones(_ROOFS), 30.0, 180.0, mount="roof")
    around, row = none_around(_ROOFS, len(times)), np.arange(_ROOFS)
    spent = []
    for _ in range(REPEATS + 1):
        out = np.zeros((_ROOFS, len(times)))
        begin = time.process_time()
        generate(sun, air, many, around, out, row)
        spent.append(time.process_time() - begin)
    monthly = np.bincount(np.asarray(times.month), out[0], 13)[1:]
    reference = np.array(theirs["monthly_kwh"])
    worst = float(np.abs(monthly / reference - 1.0).max())
    year = float(abs(monthly.sum() / reference.sum() - 1.0))
    ours_s = float(np.median(spent[1:])) / _ROOFS / len(times)
    theirs_s = float(np.median(theirs["run_s"])) / theirs["steps"]
    what = f"{monthly.sum():.1f} against {reference.sum():.1f} kWh/kWp"
    speed = f"{ours_s * 1e9:.0f} ns a roof-step, PVWatts {theirs_s * 1e9:.0f} ns"
    return [
        Row("PVWatts, Greensboro: year apart", year, YEAR, "at most", what),
        Row("PVWatts, Greensboro: worst month apart", worst, MONTH, "at most", what),
        Row("PVWatts: times faster", theirs_s / ours_s, TIME, "at least", speed),
    ]
