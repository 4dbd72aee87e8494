"""One step of a room: the seam between needs worked out before the clock and plant inside it.

A zone's state is its air temperature and the amplitudes of the modes of its envelope
(`sim.models.zone_network`). Over a step the air is held at the temperature of the step's end, and
what drives the room is constant; the modes are then exact, whatever the length of the step, and
the books close: heat in = stored + lost (docs/models/building.md).
"""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from sim.kernels import inner_kernel
from sim.models.zone_network import AIR, CONSTANT, MODES, OUTDOOR, RADIANT, ROOF, SUN, WALL

Array = npt.NDArray[np.float64]

STATE = 1 + MODES
"""Numbers of a state: the air's temperature, then the modes."""


class Rooms(NamedTuple):
    """What rooms are, whatever the step; arrays are [rooms, …]."""

    rate_per_s: Array
    inputs: Array
    back: Array
    direct: Array
    even: Array
    """These five as in `sim.models.zone_network.Envelope`."""
    air_j_per_k: Array
    """Air and furniture."""
    opaque_m2: Array
    """Area that takes up sun, times its absorptance: façades north, east, south, west, and roof
    [rooms, 5]."""
    glass_m2: Array
    """Collecting area of windows at right incidence: north, east, south, west [rooms, 4]."""
    glass_convective: Array
    """Share of the windows' sun that warms the air at once."""
    heat_radiant: Array
    """Share of the heating's power that shines on surfaces; cooling acts on the air alone."""


class Slots(NamedTuple):
    """What the schedule changes [rooms, slots]."""

    air_w_per_k: Array
    """Ventilation and infiltration."""
    gain_air_w: Array
    gain_radiant_w: Array
    heat_to_c: Array
    cool_to_c: Array


class Zones(NamedTuple):
    """Rooms made ready for steps of one length; arrays are [rooms, …]."""

    keep: Array
    """[rooms, MODES]: what is left of a mode after a step."""
    push: Array
    """[rooms, MODES, INPUTS]: what each input adds to it."""
    back: Array
    """[rooms, MODES]: mean heat to the air from what the mode was before, W."""
    direct: Array
    """[rooms, INPUTS]: mean heat to the air by each input, W."""
    air_w_per_k: Array
    """[rooms]: heat capacity of the air over the length of the step, W/K."""
    even: Array
    room: Rooms
    slot: Slots


def zones(rooms: Rooms, slot: Slots, step_s: float) -> Zones:
    """Return what a step of `step_s` needs.

    Modes: ``dz/dt = -rate·z + inputs·u`` with u constant. Their mean over the step, not their
    end, gives the heat to the air.
    """
    rate = rooms.rate_per_s
    keep = np.exp(-rate * step_s)
    fill_s = -np.expm1(-rate * step_s) / rate
    mean = fill_s / step_s
    held = rooms.back * (1.0 - mean) / rate
    return Zones(
        keep=keep,
        push=fill_s[:, :, None] * rooms.inputs,
        back=rooms.back * mean,
        direct=rooms.direct + np.einsum("zm,zmu->zu", held, rooms.inputs),
        air_w_per_k=rooms.air_j_per_k / step_s,
        even=rooms.even,
        room=rooms,
        slot=slot,
    )


def states(these: Zones, air_c: float) -> Array:
    """Return a state for every zone with everything at one temperature [zones, STATE]."""
    out = np.empty((len(these.even), STATE))
    out[:, 0] = air_c
    out[:, 1:] = these.even * air_c
    return out


@inner_kernel
def step_zone(
    these: Zones,
    i: int,
    k: int,
    state: Array,
    outdoor_c: float,
    light: Array,
    heat_to_c: float,
    cool_to_c: float,
    heat_max_w: float,
    cool_max_w: float,
) -> float:
    """March zone `i` through one step in which slot `k` holds; return heat (cold negative), W.

    Parameters
    ----------
    state
        [STATE], overwritten; its first number is then the air's temperature at the end.
    light
        Irradiance of the step by `sim.models.facade.PLANES`, W/m².
    heat_to_c, cool_to_c
        The air is held between them as far as the limits allow.
    heat_max_w, cool_max_w
        Most heat and most cold; 0 where the plant may not run. With ``heat_to_c=1000`` the heat
        is `heat_max_w` whatever the room needs.
    """
    room, slot = these.room, these.slot
    wall_w = roof_w = glass_w = 0.0
    for plane in range(4):
        wall_w += room.opaque_m2[i, plane] * light[plane]
        glass_w += room.glass_m2[i, plane] * light[5 + plane]
    roof_w = room.opaque_m2[i, 4] * light[4]
    to_air_w = room.glass_convective[i] * glass_w
    sun_w, radiant_w = glass_w - to_air_w, slot.gain_radiant_w[i, k]
    direct = these.direct[i]
    air_w = (
        these.air_w_per_k[i] * state[0]
        + slot.air_w_per_k[i, k] * outdoor_c
        + slot.gain_air_w[i, k]
        + to_air_w
        + direct[OUTDOOR] * outdoor_c
        + direct[WALL] * wall_w
        + direct[ROOF] * roof_w
        + direct[SUN] * sun_w
        + direct[RADIANT] * radiant_w
        + direct[CONSTANT]
    )
    for m in range(MODES):
        air_w += these.back[i, m] * state[1 + m]
    w_per_k = these.air_w_per_k[i] + slot.air_w_per_k[i, k] - direct[AIR]
    free_c = air_w / w_per_k
    power_w = 0.0
    if free_c < heat_to_c and heat_max_w > 0.0:
        # a watt warms the air directly and by way of the surfaces
        felt = 1.0 - room.heat_radiant[i] + room.heat_radiant[i] * direct[RADIANT]
        power_w = min((heat_to_c - free_c) * w_per_k / felt, heat_max_w)
        free_c += power_w * felt / w_per_k
        radiant_w += room.heat_radiant[i] * power_w
    elif free_c > cool_to_c and cool_max_w > 0.0:
        power_w = max((cool_to_c - free_c) * w_per_k, -cool_max_w)
        free_c += power_w / w_per_k
    state[0] = free_c
    for m in range(MODES):
        push = these.push[i, m]
        state[1 + m] = these.keep[i, m] * state[1 + m] + (
            push[OUTDOOR] * outdoor_c
            + push[WALL] * wall_w
            + push[ROOF] * roof_w
            + push[SUN] * sun_w
            + push[RADIANT] * radiant_w
            + push[CONSTANT]
            + push[AIR] * free_c
        )
    return power_w
