"""Many roofs at one-minute steps, with all that shades them, against pvlib's chain for one."""

import numpy as np

from benchmarks import models
from benchmarks.row import Row
from sim.clock import TimeGrid
from sim.inputs.weather import synthetic
from sim.inputs.weather.clouds import with_clouds
from sim.models.pv import generate, none_around
from sim.models.pv_roofs import roofs
from sim.models.shading import skyline
from sim.verify.pv import LANZHOU, VALLEY
from sim.verify.pv_chain import pvlib_chain

BOUND = 50.0
ROOFS, SITES = 500, 20
_YEAR_STEPS = 525_600


def many_roofs(days: int = 30) -> Row:
    """Compare the time of a roof-step of 500 shaded roofs with that of pvlib's ModelChain."""
    start = models.weather(1).grid.start
    grid = TimeGrid(start, days, 1)
    made = with_clouds(synthetic(grid, LANZHOU, seed=1, replication=0), seed=1, replication=0)
    tilts, azimuths = np.linspace(5.0, 40.0, ROOFS), np.linspace(90.0, 270.0, ROOFS)
    around = none_around(ROOFS, grid.steps, grid.step_h)._replace(
        skylines_deg=np.stack([skyline(()), skyline(VALLEY)])
    )
    roof = roofs(np.ones(ROOFS), tilts, azimuths, gcr=0.5, blocks=3, skyline=1)
    out, row = np.zeros((SITES, grid.steps), dtype=np.float32), np.arange(ROOFS) % SITES

    def ours() -> object:
        return generate(made.sun, made.air, roof, around, out, row)

    books = generate(made.sun, made.air, roof, around, out, row)
    theirs = pvlib_chain(made, roof, around=around).sum() * grid.step_h
    assert abs(books.ac[0] / theirs - 1.0) < 1e-6, "not what pvlib's functions give"
    chain = models.model_chain(made)
    ours_s, theirs_s = models.turns(ours, chain)
    ours_ns = float(np.median(ours_s)) / ROOFS / grid.steps * 1e9
    theirs_ns = float(np.median(theirs_s)) / grid.steps * 1e9
    year_s = ours_ns * 1e-9 * ROOFS * _YEAR_STEPS
    return Row(
        "PV of 500 shaded roofs by the minute, times faster than pvlib's ModelChain",
        float(np.median(theirs_s / (ours_s / ROOFS))),
        BOUND,
        "at least",
        f"{ours_ns:.0f} ns a roof-step (a year of them: {year_s:.0f} s), ModelChain "
        f"{theirs_ns:.0f} ns",
    )
