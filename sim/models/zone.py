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
    """May have columns of its own, for what begins in the evening before
    (`sim.models.occupancy.AHEAD_SLOTS`)."""
    cool_to_c: Array


class Zones(NamedTuple):
    """Rooms made ready for steps of one length; arrays are [rooms, …]."""

    keep: Array
    """[rooms, MODES]: what is left of a mode after a step."""
    push: Array
    """[rooms, INPUTS, MODES]: what each input adds to it."""
    back: Array
    """[rooms, MODES]: mean heat to the air from what the mode was before, W."""
    direct: Array
    """[rooms, INPUTS]: mean heat to the air by each input, W."""
    air_w_per_k: Array
    """[rooms]: heat capacity of the air over the length of the step, W/K."""
    per_w: Array
    """[rooms, slots]: how much warmer the air is at the end of a step for each watt, K."""
    felt: Array
    """[rooms]: share of the heating's power that the air feels within the step."""
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
    direct = rooms.direct + np.einsum("zm,zmu->zu", held, rooms.inputs)
    air_w_per_k = rooms.air_j_per_k / step_s
    return Zones(
        keep=keep,
        push=np.ascontiguousarray((fill_s[:, :, None] * rooms.inputs).transpose(0, 2, 1)),
        back=rooms.back * mean,
        direct=direct,
        air_w_per_k=air_w_per_k,
        per_w=1.0 / ((air_w_per_k - direct[:, AIR])[:, None] + slot.air_w_per_k),
        felt=1.0 - rooms.heat_radiant * (1.0 - direct[:, RADIANT]),
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
def _driven(
    push: Array,
    m: int,
    outdoor_c: float,
    wall_w: float,
    roof_w: float,
    sun_w: float,
    radiant_w: float,
    air_c: float,
) -> float:
    """Return what all inputs add to mode `m` in a step."""
    early = (push[OUTDOOR, m] * outdoor_c + push[WALL, m] * wall_w) + (
        push[ROOF, m] * roof_w + push[SUN, m] * sun_w
    )
    return float(
        (early + push[CONSTANT, m]) + (push[RADIANT, m] * radiant_w + push[AIR, m] * air_c)
    )


@inner_kernel
def _sunlit_w(room: Rooms, i: int, light: Array) -> tuple[float, float, float]:
    """Return what walls, the roof and the windows of room `i` take up, W."""
    opaque, glass = room.opaque_m2, room.glass_m2
    wall_w = (opaque[i, 0] * light[0] + opaque[i, 1] * light[1]) + (
        opaque[i, 2] * light[2] + opaque[i, 3] * light[3]
    )
    roof_w = opaque[i, 4] * light[4]
    glass_w = (glass[i, 0] * light[5] + glass[i, 1] * light[6]) + (
        glass[i, 2] * light[7] + glass[i, 3] * light[8]
    )
    return wall_w, roof_w, glass_w


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
    room, slot, direct = these.room, these.slot, these.direct
    keep, push, back = these.keep, these.push, these.back
    wall_w, roof_w, glass_w = _sunlit_w(room, i, light)
    to_air_w = room.glass_convective[i] * glass_w
    sun_w, radiant_w = glass_w - to_air_w, slot.gain_radiant_w[i, k]
    driven_w = (
        ((slot.air_w_per_k[i, k] + direct[i, OUTDOOR]) * outdoor_c + direct[i, WALL] * wall_w)
        + (direct[i, ROOF] * roof_w + direct[i, SUN] * sun_w)
        + (direct[i, RADIANT] * radiant_w + direct[i, CONSTANT])
        + (slot.gain_air_w[i, k] + to_air_w)
    )
    # The rest of a step waits for the one before: few sums in a row, no division.
    air_c, z0, z1, z2, z3 = state[0], state[1], state[2], state[3], state[4]
    air_w = (
        (driven_w + these.air_w_per_k[i] * air_c)
        + (back[i, 0] * z0 + back[i, 1] * z1)
        + (back[i, 2] * z2 + back[i, 3] * z3)
    )
    per_w, power_w = these.per_w[i, k], 0.0
    air_c = air_w * per_w
    if air_c < heat_to_c:
        per_w *= these.felt[i]
        power_w = min((heat_to_c - air_c) / per_w, heat_max_w)
        radiant_w += room.heat_radiant[i] * power_w
    elif air_c > cool_to_c:
        power_w = max((cool_to_c - air_c) / per_w, -cool_max_w)
    air_c += per_w * power_w
    n0, n1, n2, n3 = (
        keep[i, 0] * z0 + _driven(push[i], 0, outdoor_c, wall_w, roof_w, sun_w, radiant_w, air_c),
        keep[i, 1] * z1 + _driven(push[i], 1, outdoor_c, wall_w, roof_w, sun_w, radiant_w, air_c),
        keep[i, 2] * z2 + _driven(push[i], 2, outdoor_c, wall_w, roof_w, sun_w, radiant_w, air_c),
        keep[i, 3] * z3 + _driven(push[i], 3, outdoor_c, wall_w, roof_w, sun_w, radiant_w, air_c),
    )
    state[0], state[1], state[2], state[3], state[4] = air_c, n0, n1, n2, n3
    return power_w
