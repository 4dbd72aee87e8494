"""The control tick: every step is settled, recorded and balanced, and power is shared anew."""

from collections.abc import Generator

import simpy

from sim.clock import TimeGrid
from sim.control.sites import Room, Sites, balance, look_ahead
from sim.crowd.crowd import Crowd


def control_tick(
    env: simpy.Environment, grid: TimeGrid, crowd: Crowd, sites: Sites, room: Room
) -> Generator[simpy.Event]:
    """Close each step of the grid as it ends.

    Parameters
    ----------
    room : what charging may count on, kept up to date.
    """
    for step in range(grid.steps):
        yield env.timeout((step + 1) * grid.step_s - env.now)
        crowd.close_step(step, env.now)
        balance(sites, step, grid.step_h, crowd.station_kw)
        look_ahead(sites, step + 1, grid.step_h, room)
        crowd.share_anew(room, env.now)
