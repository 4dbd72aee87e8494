"""Steps that are closed together in compiled code are those that Python closes one by one."""

from collections.abc import Iterator

import numpy as np
import pytest
import simpy

from sim.crowd.records import Table
from sim.inputs.build import build
from sim.processes.control_tick import control_tick
from sim.run.start import Started, start
from sim.scenario.load import load_scenario
from sim.tables import shipped

SMALL = shipped("scenarios") / "small.yaml"


def _due(env: simpy.Environment, every_s: float) -> Iterator[simpy.Event]:
    while True:
        yield env.timeout(every_s)


def _driven(every_s: float | None) -> tuple[Started, Table]:
    """Drive two days, with another process due every so often; return state and sessions."""
    inputs = build(load_scenario(SMALL, ["period.days=2"]), 0, lambda stage, share: None)
    sessions: list[Table] = []
    started = start(inputs, sessions.append, lambda rows: None)
    env, crowd = simpy.Environment(), started.crowd
    env.process(control_tick(env, inputs.grid, crowd, started.sites, started.room))
    if every_s is not None:
        env.process(_due(env, every_s))
    while env.peek() <= inputs.grid.end_s:
        crowd.advance(env.peek())
        env.step()
    crowd.finish()
    return started, np.concatenate(sessions)


@pytest.mark.parametrize("every_s", [300.0, 1000.0, 7200.0])
def test_who_else_is_due_changes_nothing(every_s: float) -> None:
    (one, sessions), (other, same) = _driven(None), _driven(every_s)
    for name in ("charging_kw", "net_kw", "loading"):
        assert np.array_equal(getattr(one.sites, name), getattr(other.sites, name))
    assert np.array_equal(one.crowd.station_kw, other.crowd.station_kw)
    assert np.array_equal(one.crowd.queue, other.crowd.queue)
    for name in sessions.dtype.names or ():
        assert np.array_equal(sessions[name], same[name])
    assert sessions.size > 100
