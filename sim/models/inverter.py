"""From direct to alternating current: a parabola of the load, scaled to a roof's rating.

PVWatts' inverter and Sandia's (at its nominal voltage) are both parabolas of the DC power; so a row
of ``data/pv_inverters.csv`` becomes three figures: ac = rated · (a + b·x + c·x²), x = dc / rated. A
roof has as many inverters of its kind as its rating asks for, parts of one included.
"""

from collections.abc import Mapping
from typing import Any

import numpy as np

from sim.kernels import kernel

_REFERENCE = 0.9637  # PVWatts version 5 manual: the curve's own nominal efficiency


def pvwatts_curve(efficiency: float) -> tuple[float, float, float]:
    """Return (a, b, c) of PVWatts' inverter (NREL/TP-6A20-62641, eq. 11)."""
    scale = efficiency / _REFERENCE
    # its DC rating is that at which the AC rating is reached: rated / efficiency
    return -0.0059 * scale / efficiency, 0.9858 * scale, -0.0162 * scale * efficiency


def sandia_curve(
    paco_w: float, pdco_w: float, pso_w: float, c0_per_w: float
) -> tuple[float, float, float]:
    """Return (a, b, c) of Sandia's inverter at nominal voltage (King et al., SAND2007-5036)."""
    slope = paco_w / (pdco_w - pso_w) - c0_per_w * (pdco_w - pso_w)
    own, curve = pso_w / paco_w, c0_per_w * paco_w
    return -slope * own + curve * own * own, slope - 2.0 * curve * own, curve


def curve_of(row: Mapping[str, Any]) -> tuple[float, float, float]:
    """Return (a, b, c) of a row of ``data/pv_inverters.csv``."""
    if row["model"] == "pvwatts":
        return pvwatts_curve(float(row["efficiency"]))
    paco_w, pdco_w, pso_w = float(row["paco_w"]), float(row["pdco_w"]), float(row["pso_w"])
    return sandia_curve(paco_w, pdco_w, pso_w, float(row["c0_per_w"]))


@kernel
def inverted_kw(dc_kw: float, rated_kw: float, a: float, b: float, c: float) -> float:
    """Return what the inverter would give without its limit, not below zero."""
    load = dc_kw / rated_kw
    return float(max(0.0, rated_kw * (a + load * (b + load * c))))


def efficiency_at(load: float, curve: tuple[float, float, float]) -> float:
    """Return the efficiency at a DC load, as a share of the rating."""
    a, b, c = curve
    return float(np.divide(a + load * (b + load * c), load))
