"""A heat pump through a year against hplib: the same machine, the same temperatures."""

from typing import Any

import numpy as np
import numpy.typing as npt

from benchmarks import models
from benchmarks.row import Row, missing
from sim.models.heat_pump import (
    Map,
    Unit,
    defrost_share,
    load_unit,
    map_of,
    performance,
    rated_humidity,
)

Floats = npt.NDArray[np.float64]

BOUND = 0.5
COP_APART = 1e-9
"""How far any step's COP may lie from hplib's, relative: its plane is ours between points."""
HEAT_APART = 1e-2
"""The same of the year's heat: hplib's power has a bend at a quarter of its rating."""
NAME = "heat pump, a year of its maps at once, times as fast as hplib"
MILD_APART = 0.25
"""How far a measured unit may lie from the generic one; hplib's own mean error is 0.10."""
MILD = "heat pump, COP at 0, 7, 12 °C and 35 °C flow, furthest from hplib's generic unit"
_STEPS = 35_040
_CALLS = 2_000
_RETURN_K = 5.0
"""By how much hplib's unit warms its water: it asks for what comes back."""


def against_hplib() -> Row:
    """Compare the time of a step, and COP and heat of each; hplib's plane becomes our map."""
    reason = missing("hplib")
    if reason is not None:
        return Row.skipped(NAME, BOUND, "at least", reason)
    from hplib import hplib

    theirs = hplib.HeatPump(hplib.get_parameters("Generic", 1, -7, 52, 10_000))
    unit, (outdoor_c, flow_c) = _unit(theirs), _year()

    def ours() -> Any:
        return performance(unit, outdoor_c, flow_c)

    def hplibs() -> dict[str, Floats]:
        return _heats(theirs, outdoor_c, flow_c)

    mine, reference = ours(), hplibs()
    assert np.abs(mine.full_cop / reference["COP"] - 1.0).max() < COP_APART, "another COP"
    heat = 1000.0 * mine.full_kw.sum() / reference["P_th"].sum()
    assert abs(heat - 1.0) < HEAT_APART, "another heat"
    ours_s, theirs_s = models.turns(ours, hplibs)
    ours_s = ours_s / 2.0  # full and part load: two maps, hplib has one
    few = list(zip(outdoor_c[:_CALLS].tolist(), flow_c[:_CALLS].tolist(), strict=True))
    one_by_one_s = models.spent_s(lambda: [_heats(theirs, air_c, hot_c) for air_c, hot_c in few])
    detail = f"{np.median(ours_s) / _STEPS * 1e9:.0f} ns a map and step, hplib "
    detail += f"{np.median(theirs_s) / _STEPS * 1e9:.0f} ns (a plane, whole arrays; called step by "
    detail += f"step, as a clock must, {one_by_one_s / _CALLS * 1e9:.0f} ns)"
    return Row(NAME, float(np.median(theirs_s / ours_s)), BOUND, "at least", detail)


def mild_weather() -> Row:
    """Compare a Keymark unit's COP with that of hplib's generic unit, which is of other machines.

    hplib's turns as slowly as its certificates' points: between our full and part load.
    """
    reason = missing("hplib")
    if reason is not None:
        return Row.skipped(MILD, MILD_APART, "at most", reason)
    from hplib import hplib

    mild_c, hot_c = np.array([0.0, 7.0, 12.0]), np.full(3, 35.0)
    at = performance(load_unit("aokol_ash_35chw"), mild_c, hot_c)
    thawed = 1.0 - defrost_share(mild_c, rated_humidity(mild_c))
    ours = 0.5 * (at.full_cop + at.part_cop) * thawed
    generic = hplib.HeatPump(hplib.get_parameters("Generic", 1, -7, 52, 10_000))
    theirs = _heats(generic, mild_c, hot_c)["COP"]
    shown = ", ".join(f"{a:.2f}/{b:.2f}" for a, b in zip(ours, theirs, strict=True))
    return Row(MILD, float(np.abs(ours / theirs - 1.0).max()), MILD_APART, "at most", shown)


def _year() -> tuple[Floats, Floats]:
    """Return outdoor and flow temperatures of a made-up year, where hplib's unit needs no rod."""
    hours = np.arange(_STEPS) / 4.0
    outdoor_c = 10.0 - 13.0 * np.cos(2.0 * np.pi * hours / 8760.0)
    outdoor_c -= 5.0 * np.cos(2.0 * np.pi * hours / 24.0)
    return outdoor_c, np.clip(45.0 - 0.5 * (outdoor_c + 9.0), 30.0, 45.0)


def _heats(pump: Any, outdoor_c: Any, flow_c: Any) -> Any:
    return pump.simulate(outdoor_c, flow_c - _RETURN_K, outdoor_c, mode=1)


def _unit(pump: Any) -> Unit:
    """Return a unit whose points are hplib's, each 5 K."""
    source_c, flows_c = np.arange(-10.0, 31.0, 5.0), np.arange(30.0, 46.0, 5.0)
    source, flow_c = np.meshgrid(source_c, flows_c, indexing="ij")
    points = _heats(pump, source.ravel(), flow_c.ravel())
    heat_kw, cop = (points[name].reshape(source.shape) for name in ("P_th", "COP"))
    one: Map = map_of(source_c, flow_c.copy(), heat_kw / 1000.0, cop, frosts=False)
    return Unit(one, one, -10.0, 46.0, 0.0, 0.9, frosts=False)
