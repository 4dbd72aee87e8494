"""The control tick: every step is settled, recorded and balanced, and power is shared anew.

Steps that end before anyone else on SimPy's calendar is due are closed by one call of compiled
code: a tick in Python costs some forty microseconds, at a small site nearly all of a step.
"""

import math
from collections.abc import Generator, Sequence

import simpy

from sim.clock import TimeGrid
from sim.control.planners import Planner
from sim.control.sites import Room, Sites, balance, look_ahead
from sim.crowd.calendar import DONE, advance, close_step, share_anew
from sim.crowd.crowd import Crowd
from sim.crowd.state import Floats32, Hails, Lines, Power
from sim.crowd.waiting import waiting_at
from sim.kernels import kernel
from sim.units import SECONDS_PER_HOUR


def control_tick(
    env: simpy.Environment,
    grid: TimeGrid,
    crowd: Crowd,
    sites: Sites,
    room: Room,
    planners: Sequence[Planner] = (),
) -> Generator[simpy.Event]:
    """Close each step of the grid as it ends.

    Parameters
    ----------
    room : what charging may count on, kept up to date.
    planners : of the sites whose power is planned in Python.
    """
    step = 0
    _plan(planners, crowd, sites, room, step)
    while step < grid.steps:
        yield env.timeout((step + 1) * grid.step_s - env.now)
        crowd.close_step(step, env.now)
        balance(sites, step, grid.step_h, crowd.station_kw)
        look_ahead(sites, step + 1, grid.step_h, room)
        crowd.share_anew(room, env.now)
        step += 1
        _plan(planners, crowd, sites, room, step)
        # A step that ends just when somebody else is due is left to SimPy's order.
        free = math.ceil(min(env.peek() / grid.step_s, grid.steps)) - 1
        while step < free:
            until = min([free, *(planner.next_due(step) for planner in planners)])
            before, step = step, close_steps(
                crowd.power, crowd.lines, crowd.hails, sites, room, step, until, crowd.end_s,
                crowd.station_kw, crowd.busy, crowd.queue, crowd.line_a,
            )  # fmt: skip
            crowd.check()
            crowd.make_room()
            called = crowd.pass_calls_on()
            if step > before:
                _plan(planners, crowd, sites, room, step)
            if called:
                break  # somebody has something to do before this step ends


def _plan(planners: Sequence[Planner], crowd: Crowd, sites: Sites, room: Room, step: int) -> None:
    """Have every planner plan whose time it is, and share power by its plan."""
    due = [planner for planner in planners if planner.is_due(step)]
    for planner in due:
        waiting = waiting_at(crowd.power, planner.number)
        planner.plan(crowd.power.seen, sites, waiting, step)
    if due:
        crowd.share_anew(room, step * float(crowd.power.seen.step_s[0]))


@kernel
def close_steps(
    power: Power,
    lines: Lines,
    hails: Hails,
    sites: Sites,
    room: Room,
    first: int,
    last: int,
    end_s: float,
    station_kw: Floats32,
    busy: Floats32,
    queue: Floats32,
    line_a: Floats32,
) -> int:
    """Drive the crowd through the steps from `first` until before `last`, and close each.

    Returns the first that is not closed: `last`, or an earlier one if rows must be collected or
    a bus has called.
    """
    step_s = power.meta[0].step_s
    step_h = step_s / SECONDS_PER_HOUR
    for step in range(first, last):
        now_s = (step + 1) * step_s
        if advance(power, lines, hails, now_s, end_s) != DONE or power.meta[0].overflow != 0:
            return step
        close_step(power, lines, step, now_s, station_kw, busy, queue, line_a)
        balance(sites, step, step_h, station_kw)
        look_ahead(sites, step + 1, step_h, room)
        share_anew(power, room, now_s)
        if power.meta[0].calls > 0:
            return step + 1
    return last
