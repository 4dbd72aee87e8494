"""A year of many roofs by the minute, with all that shades them, against pvlib's chain for one."""

import numpy as np

from benchmarks import models
from benchmarks.row import Row
from sim.clock import TimeGrid
from sim.inputs.weather import synthetic
from sim.inputs.weather.clouds import with_clouds
from sim.models.pv import generate, none_around
from sim.models.pv_roofs import Roofs, roofs
from sim.models.shading import skyline
from sim.verify.pv import LANZHOU, VALLEY
from sim.verify.pv_chain import pvlib_chain

BOUND = 50.0
TARGET_NS = 100.0
"""What a roof-step may take."""
APART = 1e-6
"""How far a step's power may lie from pvlib's, relative, above a thousandth of the roof's."""
ROOFS, SITES = 500, 20
COMPARED = (0, 254)
"""Roofs that are held against pvlib's functions step by step: one without and one with a rear."""


def many_roofs(days: int = 365) -> list[Row]:
    """Run all roofs once through all minutes; compare with pvlib's ModelChain and the target."""
    start = models.weather(1).grid.start
    grid = TimeGrid(start, days, 1)
    made = with_clouds(synthetic(grid, LANZHOU, seed=1, replication=0), seed=1, replication=0)
    roof = _roofs()
    around = none_around(ROOFS, grid.steps, grid.step_h)._replace(
        skylines_deg=np.stack([skyline(()), skyline(VALLEY)])
    )
    site = 2 + np.arange(ROOFS) % (SITES - 2)
    site[list(COMPARED)] = range(len(COMPARED))  # sites of their own, to see each step
    chain = models.model_chain(made)
    few = _some(roof, slice(0, 1))
    generate(made.sun, made.air, few, around, np.zeros((SITES, grid.steps), np.float32), site[:1])
    chain()  # both are warm
    out = np.zeros((SITES, grid.steps), dtype=np.float32)
    spent_s = [models.spent_s(chain)]
    spent_s.append(models.spent_s(lambda: generate(made.sun, made.air, roof, around, out, site)))
    spent_s.append(models.spent_s(chain))
    for place, number in enumerate(COMPARED):
        one = _some(roof, slice(number, number + 1))
        theirs = pvlib_chain(made, one, around=around)
        apart = np.abs(out[place] - theirs) / np.maximum(theirs, 1e-3)
        assert apart.max() < APART, f"roof {number} is not what pvlib's functions give"
    ours_ns = spent_s[1] / ROOFS / grid.steps * 1e9
    theirs_ns = 0.5 * (spent_s[0] + spent_s[2]) / grid.steps * 1e9
    name = "PV of 500 shaded roofs by the minute"
    detail = f"{ours_ns:.0f} ns a roof-step; {grid.steps:,} steps of each in {spent_s[1]:.1f} s"
    return [
        Row(f"{name}, times faster than pvlib's ModelChain", theirs_ns / ours_ns, BOUND,
            "at least", f"{ours_ns:.0f} ns a roof-step, ModelChain {theirs_ns:.0f} ns"),
        Row(f"{name}, share of the 0.1 µs that a roof-step may take", ours_ns / TARGET_NS, 1.0,
            "at most", detail),
    ]  # fmt: skip


def _roofs() -> Roofs:
    """Return roofs of all directions with rows and skyline, every fifth with a rear."""
    tilts, azimuths = np.linspace(5.0, 40.0, ROOFS), np.linspace(90.0, 270.0, ROOFS)
    return roofs(
        np.ones(ROOFS), tilts, azimuths, gcr=0.5, blocks=3, skyline=1,
        module="longi-385-bifacial", bifacial=np.arange(ROOFS) % 5 == 4,
    )  # fmt: skip


def _some(roof: Roofs, which: slice) -> Roofs:
    return Roofs(*(array[which] for array in roof))
