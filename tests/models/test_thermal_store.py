"""A store keeps every kWh, layers as water does, and mixes and cools as closed forms say."""

from math import exp, factorial

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.models.thermal_store import (
    charge,
    class_c_w_per_k,
    content_kwh,
    discharge,
    mix,
    room_for,
    stand,
    tank,
)
from sim.verify import thermal_store as verify

_ACTIONS = st.lists(
    st.tuples(st.sampled_from(["charge", "discharge", "stand"]), st.floats(0.0, 80.0)),
    min_size=1,
    max_size=25,
)


@settings(deadline=None)
@given(layers=st.integers(1, 12), volume_m3=st.floats(0.1, 50.0), actions=_ACTIONS)
def test_no_kwh_is_made_or_lost(
    layers: int, volume_m3: float, actions: list[tuple[str, float]]
) -> None:
    one, state = tank(volume_m3, layers, None, 15.0), np.full(layers, 30.0)
    before = content_kwh(state, one.layer_kwh_per_k, 0.0)
    into = out = 0.0
    for what, amount in actions:
        if what == "charge":
            taken = charge(state, one.layer_kwh_per_k, amount, 55.0)
            assert taken <= amount + 1e-9
            into += taken
        elif what == "discharge":
            gave = discharge(state, one.layer_kwh_per_k, amount, 40.0, 30.0)
            assert gave <= amount + 1e-9
            out += gave
        else:
            out += stand(state, one.layer_kwh_per_k, one.layer_loss_kw_per_k, 15.0, amount)
        assert (np.diff(state) <= 1e-9).all(), "warm water lies above cold"
        assert (state >= 15.0).all() and (state <= 55.0 + 1e-9).all()
    after = content_kwh(state, one.layer_kwh_per_k, 0.0)
    assert before + into == pytest.approx(after + out, rel=1e-9, abs=1e-6)


def test_it_takes_all_that_there_is_room_for() -> None:
    one, state = tank(1.0, 5, 0.0, 15.0), np.full(5, 30.0)
    room = room_for(state, one.layer_kwh_per_k, 55.0)
    assert room == pytest.approx(25.0 * 4186.0 / 3600.0)
    assert charge(state, one.layer_kwh_per_k, 10.0 * room, 55.0) == pytest.approx(room, rel=0.01)
    assert room_for(state, one.layer_kwh_per_k, 55.0) < 0.01 * room


def test_round_trip_loses_what_stands() -> None:
    """More layers give back more at the temperature that is asked for; without loss all stays."""
    back = {}
    for layers in (1, 5, 20):
        one, state = tank(1.0, layers, 0.0, 15.0), np.full(layers, 30.0)
        put_in = charge(state, one.layer_kwh_per_k, 20.0, 55.0)
        back[layers] = discharge(state, one.layer_kwh_per_k, 99.0, 45.0, 30.0) / put_in
    assert back[1] < 0.3 < 0.5 < back[5] < back[20] < 1.0


def test_standing_loss_is_the_regulations() -> None:
    """At 45 K above the room a tank of 500 litres loses the limit of class C."""
    limit_w = 16.66 + 8.33 * 500.0**0.4
    assert class_c_w_per_k(0.5) * 45.0 == pytest.approx(limit_w)
    one, state = tank(0.5, 4, None, 20.0), np.full(4, 65.0)
    lost = stand(state, one.layer_kwh_per_k, one.layer_loss_kw_per_k, 20.0, 0.01)
    assert lost / 0.01 * 1000.0 == pytest.approx(limit_w, rel=1e-3)


def test_cooling_is_exponential_at_any_step() -> None:
    one = tank(2.0, 3, 10.0, 15.0)
    state, same = np.full(3, 60.0), np.full(3, 60.0)
    stand(state, one.layer_kwh_per_k, one.layer_loss_kw_per_k, 15.0, 100.0)
    for _ in range(100):
        stand(same, one.layer_kwh_per_k, one.layer_loss_kw_per_k, 15.0, 1.0)
    expected = 15.0 + 45.0 * exp(-0.01 * 100.0 / (2.0 * 4186.0 / 3600.0))
    assert state == pytest.approx(expected)
    assert same == pytest.approx(expected)


@given(st.lists(st.floats(5.0, 95.0), min_size=1, max_size=12))
def test_mixing_keeps_the_energy_and_ends_in_order(temperatures: list[float]) -> None:
    state = np.array(temperatures)
    mix(state)
    assert state.sum() == pytest.approx(sum(temperatures))
    assert (np.diff(state) <= 1e-9).all()
    if list(temperatures) == sorted(temperatures, reverse=True):
        assert state.tolist() == temperatures


def test_mixing_stops_where_the_mean_is_stable() -> None:
    state = np.array([60.0, 30.0, 50.0, 20.0])
    mix(state)
    assert state.tolist() == [60.0, 40.0, 40.0, 20.0]


def test_a_step_of_inlet_comes_out_as_of_tanks_in_series() -> None:
    """The layers are N mixed tanks: after one volume 1 - e^-N sum N^k/k! has come through."""
    layers = 5
    one, state = tank(1.0, layers, 0.0, 15.0), np.zeros(layers)
    while state[0] < 1.0 - exp(-float(layers)):
        charge(state, one.layer_kwh_per_k, 0.001, 1.0)
    expected = 1.0 - exp(-layers) * sum(layers**k / factorial(k) for k in range(layers))
    assert state[-1] == pytest.approx(expected, abs=0.01)


def test_every_check_of_verify_holds() -> None:
    rows = verify.checks(None)
    assert len(rows) == 3
    assert [row.name for row in rows if not row.ok] == []
