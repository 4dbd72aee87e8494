"""A tank of hot water in layers: charged at the top, emptied from the top, cooling on its own.

Layers are fully mixed (the multi-node tank of Klein 1976, Type 4 of TRNSYS): water that is pumped
in pushes all layers on by one stream. Water that came to lie warmer below than above mixes with
what is over it. Every step keeps the energy: what went in is stored, given or lost.
"""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from sim.kernels import kernel

Array = npt.NDArray[np.float64]

KWH_PER_M3_K = 4.186 * 1000.0 / 3600.0
"""Heat capacity of water: 4.186 kJ/kg K, 1000 kg/m3."""
COURANT = 0.25
"""Most of a layer that is pushed on at once."""
LEAST_K = 0.1
"""Water that is warmer by less brings no heat worth pumping."""


class Tank(NamedTuple):
    """A tank; its state is an array of temperatures [layers], from the top, °C."""

    layer_kwh_per_k: float
    """Heat capacity of a layer."""
    layer_loss_kw_per_k: float
    """Loss of a layer to the room."""
    room_c: float


def tank(volume_m3: float, layers: int, loss_w_per_k: float | None, room_c: float) -> Tank:
    """Return a tank; without `loss_w_per_k` it loses what class C may (`class_c_w_per_k`)."""
    loss = class_c_w_per_k(volume_m3) if loss_w_per_k is None else loss_w_per_k
    return Tank(volume_m3 * KWH_PER_M3_K / layers, loss / 1000.0 / layers, room_c)


def class_c_w_per_k(volume_m3: float) -> float:
    """Return the loss of a tank at the limit of energy-efficiency class C.

    References
    ----------
    Regulation (EU) 812/2013, annex II, table 2: standing loss below 16.66 + 8.33·V^0.4 W with V
    in litres, at 45 K above the room (EN 12897); beyond 2000 litres by the same formula.
    """
    return float((16.66 + 8.33 * (volume_m3 * 1000.0) ** 0.4) / 45.0)


@kernel
def charge(state: Array, layer_kwh_per_k: float, heat_kwh: float, flow_c: float) -> float:
    """Heat the tank with water of `flow_c` that enters at the top; return what it took, kWh."""
    taken, layers = 0.0, state.size
    while heat_kwh - taken > 1e-12 and flow_c - state[-1] > LEAST_K:
        bottom_c = state[-1]
        stream = min((heat_kwh - taken) / (flow_c - bottom_c) / layer_kwh_per_k, COURANT)
        for n in range(layers - 1, 0, -1):
            state[n] += stream * (state[n - 1] - state[n])
        state[0] += stream * (flow_c - state[0])
        taken += stream * layer_kwh_per_k * (flow_c - bottom_c)
    mix(state)
    return taken


@kernel
def discharge(
    state: Array, layer_kwh_per_k: float, heat_kwh: float, need_c: float, return_c: float
) -> float:
    """Take heat out at the top while it has `need_c`; return what it gave, kWh.

    As much water of `return_c` enters at the bottom; a mixing valve keeps what the rooms get at
    `need_c`.
    """
    given, layers = 0.0, state.size
    while heat_kwh - given > 1e-12 and state[0] >= need_c and state[0] - return_c > LEAST_K:
        top_c = state[0]
        stream = min((heat_kwh - given) / (top_c - return_c) / layer_kwh_per_k, COURANT)
        for n in range(layers - 1):
            state[n] += stream * (state[n + 1] - state[n])
        state[-1] += stream * (return_c - state[-1])
        given += stream * layer_kwh_per_k * (top_c - return_c)
    mix(state)
    return given


@kernel
def stand(
    state: Array, layer_kwh_per_k: float, layer_loss_kw_per_k: float, room_c: float, hours: float
) -> float:
    """Let the layers cool towards the room, exactly, and mix; return what was lost, kWh."""
    left = np.exp(-layer_loss_kw_per_k / layer_kwh_per_k * hours)
    lost = 0.0
    for n in range(state.size):
        above_k = state[n] - room_c
        state[n] = room_c + above_k * left
        lost += layer_kwh_per_k * above_k * (1.0 - left)
    mix(state)
    return lost


@kernel
def mix(state: Array) -> None:
    """Mix layers that are warmer than the one above them, until none is."""
    layers = state.size
    n = 1
    while n < layers:
        if state[n] <= state[n - 1]:
            n += 1
            continue
        # the warmer layer and all that it rises through become one
        total, first = state[n], n
        while first > 0 and state[first - 1] < total / (n - first + 1):
            first -= 1
            total += state[first]
        mean_c = total / (n - first + 1)
        for m in range(first, n + 1):
            state[m] = mean_c
        n += 1


@kernel
def room_for(state: Array, layer_kwh_per_k: float, flow_c: float) -> float:
    """Return the heat that the tank can take at `flow_c`, kWh."""
    room = 0.0
    for n in range(state.size):
        room += layer_kwh_per_k * max(flow_c - state[n], 0.0)
    return room


@kernel
def content_kwh(state: Array, layer_kwh_per_k: float, above_c: float) -> float:
    """Return the heat in the tank above a temperature, kWh (negative if it is colder)."""
    held = 0.0
    for n in range(state.size):
        held += layer_kwh_per_k * (state[n] - above_c)
    return held
