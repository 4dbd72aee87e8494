"""A zone's step: its books, its limits, and the whole network solved in small steps beside it."""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pytest

from sim.models.archetype import from_archetypes
from sim.models.building import ready
from sim.models.occupancy import load_schedules
from sim.models.zone import STATE, Rooms, Slots, Zones, states, step_zone, zones
from sim.models.zone_network import (
    AIR,
    CONSTANT,
    INPUTS,
    OUTDOOR,
    RADIANT,
    ROOF,
    SUN,
    WALL,
    Element,
    Layer,
    Network,
    assemble,
    reduce,
)

Array = npt.NDArray[np.float64]

_HEAVY = (Layer(0.08, 200_000.0), Layer(1.8, 3_000.0), Layer(0.06, 4_000.0))
_ELEMENTS = (
    Element(63.6, _HEAVY, sun=WALL),
    Element(48.0, (Layer(0.06, 9_000.0), Layer(2.8, 0.0)), 5.0, sky_share=1.0, sun=ROOF),
    Element(48.0, (Layer(0.07, 112_000.0), Layer(5.0, 0.0)), 0.7, sky_share=0.0, floor=True),
    Element(12.0, (Layer(0.18, 0.0),), glass=True),
    Element(60.0, (Layer(0.1, 80_000.0),), outside=False, floor=True),
)
_STEP_S = 300.0
_AIR_J_PER_K = 480_000.0
_OPAQUE = np.array([[4.0, 3.0, 5.0, 3.0, 20.0]])
_GLASS = np.array([[0.5, 0.0, 7.0, 1.0]])


class _Case(NamedTuple):
    """Weather and slots of some steps."""

    outdoor_c: Array
    light: Array
    slot: npt.NDArray[np.int64]


def _zone(radiant: float = 0.4) -> tuple[Zones, Network]:
    network = assemble(_ELEMENTS)
    rooms = Rooms(
        *(value[None] for value in reduce(network)),
        air_j_per_k=np.array([_AIR_J_PER_K]), opaque_m2=_OPAQUE, glass_m2=_GLASS,
        glass_convective=np.array([0.1]), heat_radiant=np.array([radiant]),
    )  # fmt: skip
    slots = Slots(*(np.array([values]) for values in (
        (20.0, 90.0), (80.0, 300.0), (120.0, 500.0), (20.0, 16.0), (26.0, 30.0),
    )))  # fmt: skip
    return zones(rooms, slots, _STEP_S), network


def _weather(steps: int, seed: int) -> _Case:
    rng = np.random.default_rng(seed)
    hours = np.arange(steps) * _STEP_S / 3600.0
    sun = np.maximum(np.sin(np.pi * (hours % 24 - 6) / 12), 0.0)
    light = sun[:, None] * rng.uniform(0.0, 600.0, (steps, 9))
    outdoor_c = 2.0 - 8.0 * np.cos(2 * np.pi * hours / 24) + rng.normal(0.0, 1.0, steps)
    return _Case(outdoor_c, light, ((hours % 24 > 8) & (hours % 24 < 20)).astype(np.int64))


def _inputs(case: _Case, t: int, radiant_w: float, air_c: float) -> tuple[Array, float]:
    """Return the inputs of the network in step `t`, and what the windows give the air."""
    glass_w = float(_GLASS[0] @ case.light[t, 5:])
    u = np.zeros(len(INPUTS))
    u[OUTDOOR], u[CONSTANT], u[AIR] = case.outdoor_c[t], 1.0, air_c
    u[WALL] = _OPAQUE[0, :4] @ case.light[t, :4]
    u[ROOF] = _OPAQUE[0, 4] * case.light[t, 4]
    u[SUN], u[RADIANT] = 0.9 * glass_w, radiant_w
    return u, 0.1 * glass_w


def _outward(network: Network) -> tuple[Array, Array]:
    """Return heat to outdoors for each carried mode, and for each input at once."""
    heavy = network.heat_j_per_k > 0.0
    k = network.conductance_w_per_k
    inner = np.linalg.inv(k[np.ix_(~heavy, ~heavy)])
    follow = -inner @ k[np.ix_(~heavy, heavy)]  # surfaces by the nodes that store
    root = np.sqrt(network.heat_j_per_k[heavy])
    matrix = k[np.ix_(heavy, heavy)] + k[np.ix_(heavy, ~heavy)] @ follow
    rate, modes = np.linalg.eigh(matrix / np.outer(root, root))
    drive = network.drive[heavy] + follow.T @ network.drive[~heavy]
    out = network.to_outside_w_per_k
    by_mode = (out[heavy] + out[~heavy] @ follow) / root @ modes
    at_once = out[~heavy] @ inner @ network.drive[~heavy]
    at_once[OUTDOOR] -= out.sum()
    driven = modes.T @ (drive / root[:, None])
    carried = np.isin(np.round(rate, 15), np.round(reduce(network).rate_per_s, 15))
    at_once += (by_mode[~carried] / rate[~carried]) @ driven[~carried]
    signs = np.sign(driven[carried, AIR] / reduce(network).inputs[:, AIR])
    return by_mode[carried] * signs, at_once


@pytest.mark.parametrize("seed", range(5))
def test_heat_in_is_stored_and_lost(seed: int) -> None:
    these, network = _zone()
    case, out = _weather(2000, seed), _outward(network)
    rng = np.random.default_rng(seed)
    state = states(these, 18.0)[0]
    room, rate = these.room, these.room.rate_per_s[0]
    stored = [room.even[0] @ state[1:] + _AIR_J_PER_K * state[0]]
    came_in, lost = 0.0, 0.0
    for t in range(len(case.outdoor_c)):
        before, k = state[1:].copy(), int(case.slot[t])
        limit_w = float(rng.uniform(0.0, 6000.0))
        power_w = step_zone(
            these, 0, k, state, float(case.outdoor_c[t]), case.light[t],
            20.0, 24.0, limit_w, limit_w,
        )  # fmt: skip
        radiant = these.slot.gain_radiant_w[0, k] + (0.4 * power_w if power_w > 0.0 else 0.0)
        u, to_air_w = _inputs(case, t, radiant, state[0])
        convective = these.slot.gain_air_w[0, k] + to_air_w
        convective += 0.6 * power_w if power_w > 0.0 else power_w
        steady = room.inputs[0] @ u / rate
        mean = steady + (before - steady) * -np.expm1(-rate * _STEP_S) / (rate * _STEP_S)
        sky_w = network.drive[:, CONSTANT].sum()
        came_in += _STEP_S * (convective + u[WALL] + u[ROOF] + u[SUN] + u[RADIANT] + sky_w)
        lost += _STEP_S * (out[0] @ mean + out[1] @ u)
        lost += _STEP_S * these.slot.air_w_per_k[0, k] * (state[0] - case.outdoor_c[t])
    stored.append(room.even[0] @ state[1:] + _AIR_J_PER_K * state[0])
    assert came_in == pytest.approx(stored[1] - stored[0] + lost, rel=1e-9)


def _whole(network: Network, these: Zones, case: _Case, power_w: Array, parts: int) -> Array:
    """Return the air's temperature [steps] of all nodes marched implicitly in small steps."""
    dt, count = _STEP_S / parts, len(network.heat_j_per_k)
    matrix = np.zeros((count + 1, count + 1))
    matrix[:count, :count] = network.conductance_w_per_k + np.diag(network.heat_j_per_k / dt)
    matrix[:count, count] = -network.to_air_w_per_k
    matrix[count, :count] = -network.to_air_w_per_k
    heat = np.append(network.heat_j_per_k, _AIR_J_PER_K) / dt
    both = []
    for air in these.slot.air_w_per_k[0]:
        own = matrix.copy()
        own[count, count] = heat[count] + network.to_air_w_per_k.sum() + air
        both.append(np.linalg.inv(own))
    nodes, air_c = np.full(count + 1, 18.0), np.empty(len(power_w))
    for t, power in enumerate(power_w):
        k = case.slot[t]
        radiant = these.slot.gain_radiant_w[0, k] + 0.4 * power
        u, to_air_w = _inputs(case, t, radiant, 0.0)
        own_w = these.slot.gain_air_w[0, k] + to_air_w + 0.6 * power
        right = np.append(network.drive @ u, own_w + these.slot.air_w_per_k[0, k] * u[OUTDOOR])
        for _ in range(parts):
            nodes = both[k] @ (right + heat * nodes)
        air_c[t] = nodes[count]
    return air_c


def test_four_modes_stand_for_the_whole_network() -> None:
    these, network = _zone()
    case = _weather(288 * 4, 7)
    power_w = np.where(case.slot == 1, 2500.0, 500.0)
    state, air_c = states(these, 18.0)[0], np.empty(len(power_w))
    for t, power in enumerate(power_w):
        step_zone(
            these, 0, int(case.slot[t]), state, float(case.outdoor_c[t]), case.light[t],
            1000.0, 2000.0, float(power), 0.0,
        )  # fmt: skip
        air_c[t] = state[0]
    whole_c = _whole(network, these, case, power_w, 10)
    assert np.abs(air_c - whole_c).mean() < 0.1
    assert np.abs(air_c - whole_c).max() < 0.6


def test_without_loss_and_gain_nothing_changes() -> None:
    network = assemble(_ELEMENTS)
    network.drive[:, CONSTANT] = 0.0  # no cold sky
    rooms = zones(
        Rooms(
            *(value[None] for value in reduce(network)), np.array([_AIR_J_PER_K]),
            _OPAQUE, _GLASS, np.array([0.1]), np.array([0.4]),
        ),
        Slots(*(np.zeros((1, 1)) for _ in Slots._fields)), _STEP_S,
    )  # fmt: skip
    state = states(rooms, 15.0)[0]
    begin = state.copy()
    for _ in range(100):
        assert step_zone(rooms, 0, 0, state, 15.0, np.zeros(9), 0.0, 30.0, 1e3, 1e3) == 0.0
    np.testing.assert_allclose(state, begin, rtol=1e-9)


def test_set_points_are_held_up_to_the_limit() -> None:
    these, _ = _zone()
    dark = np.zeros(9)
    state = states(these, 18.0)[0]
    needed = step_zone(these, 0, 0, state, -5.0, dark, 20.0, 26.0, 1e6, 1e6)
    assert state[0] == pytest.approx(20.0)
    again = states(these, 18.0)[0]
    given = step_zone(these, 0, 0, again, -5.0, dark, 20.0, 26.0, 0.5 * needed, 1e6)
    assert given == pytest.approx(0.5 * needed)
    assert 18.0 < again[0] < 20.0
    warm = states(these, 30.0)[0]
    assert step_zone(these, 0, 0, warm, 30.0, dark, 20.0, 26.0, 1e6, 1e6) < 0.0
    assert warm[0] == pytest.approx(26.0)
    off = states(these, 18.0)[0]
    assert step_zone(these, 0, 0, off, -5.0, dark, 20.0, 26.0, 0.0, 0.0) == 0.0


def test_a_sure_power_is_given_whatever_the_room_needs() -> None:
    these, _ = _zone()
    state = states(these, 25.0)[0]
    assert step_zone(these, 0, 0, state, 10.0, np.zeros(9), 1000.0, 2000.0, 1234.0, 0.0) == 1234.0


def test_every_archetype_has_modes_that_decay_and_books_that_close() -> None:
    b = from_archetypes([("office", "existing", 5000.0, 5), ("factory", "near_zero", 9000.0, 1)])
    these = ready(b, load_schedules(), _STEP_S)
    assert these.keep.shape == (2, STATE - 1)
    assert (b.rooms.rate_per_s > 0.0).all()
    assert ((these.keep > 0.0) & (these.keep < 1.0)).all()
    assert (these.felt > 0.5).all()
    assert (these.felt <= 1.0).all()
