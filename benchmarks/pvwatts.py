"""A year of PV by the hour against PVWatts version 8 itself (NREL-PySAM): same file, same roof."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks import models
from benchmarks.row import Row, missing
from sim.models.pv import generate, none_around
from sim.models.pv_roofs import roofs
from sim.verify.pv import greensboro

BOUND = 50.0
APART = 1e-2
"""How far the year and any month may lie from PVWatts."""
NAME = "PV, times faster than PVWatts v8 (PySAM)"
_ROOFS = 100
_DESIGN = {
    "system_capacity": 1.0,
    "module_type": 0,
    "array_type": 1,  # on a roof
    "tilt": 30.0,
    "azimuth": 180.0,
    "dc_ac_ratio": 1.2,
    "inv_eff": 96.0,
    "losses": 14.08,
    "gcr": 0.4,
}


def against_pvwatts() -> Row:
    """Compare the time of a roof-step, and each month's yield."""
    reason = missing("PySAM")
    if reason is not None:
        return Row.skipped(NAME, BOUND, "at least", reason)
    run, monthly_of = _pvwatts()
    times, sun, air = greensboro()
    many = roofs(np.ones(_ROOFS), 30.0, 180.0, mount="roof")
    around, row = none_around(_ROOFS, len(times)), np.arange(_ROOFS)
    out = np.zeros((_ROOFS, len(times)))

    def ours() -> None:
        out[:] = 0.0
        generate(sun, air, many, around, out, row)

    ours_s, theirs_s = models.turns(ours, run)
    monthly, theirs = np.bincount(np.asarray(times.month), out[0], 13)[1:], monthly_of()
    assert abs(monthly.sum() / theirs.sum() - 1.0) < APART, "the year is not that of PVWatts"
    assert np.abs(monthly / theirs - 1.0).max() < APART, "a month is not that of PVWatts"
    ours_ns, theirs_ns = (
        float(np.median(spent_s)) / len(times) * 1e9 for spent_s in (ours_s / _ROOFS, theirs_s)
    )
    detail = f"{ours_ns:.0f} ns a roof-step, PVWatts {theirs_ns:.0f} ns; "
    detail += f"{monthly.sum():.1f} and {theirs.sum():.1f} kWh/kWp"
    ratio = float(np.median(theirs_s / (ours_s / _ROOFS)))
    return Row(NAME, ratio, BOUND, "at least", detail)


def _pvwatts() -> tuple[Callable[[], object], Callable[[], Any]]:
    """Return what runs PVWatts, and what reads its months after that [12], kWh."""
    import pvlib
    from PySAM import Pvwattsv8

    file = Path(pvlib.__file__).parent / "data" / "723170TYA.CSV"
    model = Pvwattsv8.new()
    model.assign({"SolarResource": {"solar_resource_file": str(file)}, "SystemDesign": _DESIGN})
    return lambda: model.execute(0), lambda: np.array(model.Outputs.ac_monthly)
