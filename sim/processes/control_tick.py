"""The control tick: every step is settled, recorded and balanced, and power is shared anew."""

from collections.abc import Generator

import numpy as np
import simpy

from sim.clock import TimeGrid
from sim.control.sites import Sites, balance, headroom
from sim.crowd.crowd import Crowd


def control_tick(
    env: simpy.Environment, grid: TimeGrid, crowd: Crowd, sites: Sites
) -> Generator[simpy.Event]:
    """Close each step of the grid as it ends."""
    room_kw = np.empty(len(sites.rated_kw))
    for step in range(grid.steps):
        yield env.timeout((step + 1) * grid.step_s - env.now)
        headroom(sites, step + 1, room_kw)
        crowd.close_step(step, env.now, room_kw)
        balance(sites, step, grid.step_h, crowd.station_kw)
