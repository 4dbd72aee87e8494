"""A scenario of ours, driven without writing files, with its processor time in two parts."""

import time
from dataclasses import dataclass

import numpy as np
import simpy

from sim.crowd.records import Table
from sim.inputs.build import build
from sim.processes.alarms import Alarm, loading_alarms
from sim.processes.control_tick import control_tick
from sim.run.start import Started, start
from sim.scenario.scenario import Scenario


@dataclass(frozen=True)
class Driven:
    """A run that is over.

    Attributes
    ----------
    sessions : rows of all charging sessions.
    read_s, run_s : processor time of making the inputs, and of laying out and turning the clock.
    """

    started: Started
    sessions: Table
    read_s: float
    run_s: float


def drive(scenario: Scenario) -> Driven:
    """Make the inputs, turn the clock to its end, and keep the sessions."""
    begin = time.process_time()
    inputs = build(scenario, 0, lambda stage, share: None)
    ready = time.process_time()
    rows: list[Table] = []
    started = start(inputs, rows.append, lambda trips: None)
    crowd, env, alarms = started.crowd, simpy.Environment(), list[Alarm]()
    env.process(control_tick(env, inputs.grid, crowd, started.sites, started.room))
    env.process(loading_alarms(env, inputs.grid, started.sites, scenario.alarms, alarms))
    while env.peek() <= inputs.grid.end_s:
        crowd.advance(env.peek())
        env.step()
    crowd.finish()
    done = time.process_time()
    return Driven(started, np.concatenate(rows), ready - begin, done - ready)
