"""A room as a network: layered elements, joined by the surface coefficients of ISO 52016-1.

The network is linear, so it can be written in its own modes, each of which forgets with a time of
its own and does not feel the others. Those that hold much heat which the room can reach are
carried through time; the rest follow at once. See docs/models/building.md.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float64]

MODES = 4
"""Modes of a zone that are carried through time."""
RADIATION_INSIDE_W_M2K = 5.13
"""Long-wave exchange between inner surfaces (ISO 52016-1:2017, 6.5.7)."""
RADIATION_OUTSIDE_W_M2K = 4.14
CONVECTION_OUTSIDE_W_M2K = 20.0
CONVECTION_WALL_W_M2K = 2.5
"""At inner surfaces: walls; then ceilings under cold roofs and floors over cold ground, as ISO
52016-1:2017 has them (horizontal, upward and downward flow)."""
CONVECTION_ROOF_W_M2K = 5.0
CONVECTION_FLOOR_W_M2K = 0.7
SKY_DEFICIT_K = 11.0
"""How much colder than air the sky radiates (ISO 52016-1:2017, intermediate climate)."""
ABSORPTANCE = 0.6
"""For the sun, of outer surfaces and of the room's own (ISO 52016-1:2017, BESTEST)."""
_PARTS = 4
"""Nodes of a layer that stores heat."""


class Layer(NamedTuple):
    """A layer of an element, per m²."""

    resistance_m2k_per_w: float
    heat_j_per_m2k: float


class Element(NamedTuple):
    """A wall, roof, floor, window or partition."""

    area_m2: float
    layers: tuple[Layer, ...]
    """From the room outwards."""
    convection_w_per_m2k: float = CONVECTION_WALL_W_M2K
    outside: bool = True
    """Meets outdoor air; False: the far side is like this one, and no heat passes (a partition)."""
    sky_share: float = 0.5
    """Share of the sky in what it sees outdoors: 0.5 for walls, 1 for roofs, 0 for the ground."""
    floor: bool = False
    """The sun that comes through windows falls on it first."""
    glass: bool = False
    """Lets the sun pass that other surfaces throw back."""
    sun: int = -1
    """Input of `INPUTS` by which its outer surface takes up sun; -1: none."""


INPUTS = ("outdoor_c", "wall_w", "roof_w", "sun_w", "radiant_w", "constant", "air_c")
"""What drives a network: outdoor air, sun taken up by all walls and by the roof, sun that came
through windows, heat that shines on all inner surfaces by area, 1
(for the sky's cold), and the air of the room."""
OUTDOOR, WALL, ROOF, SUN, RADIANT, CONSTANT, AIR = range(len(INPUTS))


class Network(NamedTuple):
    """The conductances of a room, before it is reduced; nodes are those of all elements.

    ``heat · dT/dt = -conductance · T + drive · inputs``; heat from the surfaces to the air is
    ``to_air · T - to_air.sum() · air_c``.
    """

    heat_j_per_k: Array
    """[nodes]; 0 at surfaces."""
    conductance_w_per_k: Array
    """[nodes, nodes], symmetric."""
    drive: Array
    """[nodes, INPUTS]."""
    to_air_w_per_k: Array
    """[nodes]."""
    to_outside_w_per_k: Array
    """[nodes]."""


class Envelope(NamedTuple):
    """A network in its modes: ``dz/dt = -rate · z + inputs · u``, heat to the air ``back · z +
    direct · u``.
    """

    rate_per_s: Array
    """[MODES]."""
    inputs: Array
    """[MODES, INPUTS]."""
    back: Array
    """[MODES]: heat to the air, W."""
    direct: Array
    """[INPUTS]: heat to the air of what follows at once, W."""
    even: Array
    """[MODES]: amplitudes at which every node is at 1 °C, and the heat in a mode of amplitude 1, J.

    The two are one number because the modes are orthogonal in the heat of the nodes."""


def assemble(elements: Sequence[Element]) -> Network:
    """Return the network of a room."""
    count = 1 + sum(2 + _PARTS * sum(one.heat_j_per_m2k > 0.0 for one in element.layers)
                    for element in elements)  # fmt: skip
    network = Network(
        np.zeros(count), np.zeros((count, count)), np.zeros((count, len(INPUTS))),
        np.zeros(count), np.zeros(count),
    )  # fmt: skip
    first, total_m2 = 1, sum(element.area_m2 for element in elements)
    sun = _sun_shares(elements)
    for element, share in zip(elements, sun, strict=True):
        last = _place(network, element, first)
        # Node 0 is the mean radiant temperature: all surfaces see one another by their areas.
        _join(network, 0, first, RADIATION_INSIDE_W_M2K * element.area_m2)
        _to_air(network, first, element.convection_w_per_m2k * element.area_m2)
        network.drive[first, RADIANT] = element.area_m2 / total_m2
        network.drive[first, SUN] = share
        if element.outside:
            _outside(network, element, last)
        first = last + 1
    return network


def _sun_shares(elements: Sequence[Element]) -> Array:
    """Return what part of the sun in the room each element takes up.

    It falls on floors, which keep what they absorb; what they throw back goes to all but the
    windows, by area.
    """
    area_m2 = np.array([element.area_m2 for element in elements])
    opaque_m2 = area_m2 * [not element.glass for element in elements]
    floor_m2 = area_m2 * [element.floor for element in elements]
    shares: Array = ABSORPTANCE * floor_m2 / floor_m2.sum()
    shares += (1.0 - ABSORPTANCE) * opaque_m2 / opaque_m2.sum()
    return shares


def _join(network: Network, one: int, other: int, w_per_k: float) -> None:
    conductance = network.conductance_w_per_k
    conductance[one, one] += w_per_k
    conductance[other, other] += w_per_k
    conductance[one, other] -= w_per_k
    conductance[other, one] -= w_per_k


def _to_air(network: Network, node: int, w_per_k: float) -> None:
    network.conductance_w_per_k[node, node] += w_per_k
    network.to_air_w_per_k[node] += w_per_k
    network.drive[node, AIR] += w_per_k


def _place(network: Network, element: Element, first: int) -> int:
    """Lay the layers behind inner surface `first`; return the outer surface."""
    node, open_m2k_per_w = first, 0.0
    for layer in element.layers:
        parts = _PARTS if layer.heat_j_per_m2k > 0.0 else 0
        for _ in range(parts):
            open_m2k_per_w += 0.5 * layer.resistance_m2k_per_w / parts
            _join(network, node, node + 1, element.area_m2 / open_m2k_per_w)
            node, open_m2k_per_w = node + 1, 0.5 * layer.resistance_m2k_per_w / parts
            network.heat_j_per_k[node] = element.area_m2 * layer.heat_j_per_m2k / parts
        if parts == 0:
            open_m2k_per_w += layer.resistance_m2k_per_w
    _join(network, node, node + 1, element.area_m2 / open_m2k_per_w)
    return node + 1


def _outside(network: Network, element: Element, node: int) -> None:
    w_per_k = (CONVECTION_OUTSIDE_W_M2K + RADIATION_OUTSIDE_W_M2K) * element.area_m2
    network.conductance_w_per_k[node, node] += w_per_k
    network.to_outside_w_per_k[node] += w_per_k
    network.drive[node, OUTDOOR] += w_per_k
    sky_w_per_k = RADIATION_OUTSIDE_W_M2K * element.sky_share * element.area_m2
    network.drive[node, CONSTANT] -= sky_w_per_k * SKY_DEFICIT_K
    if element.sun >= 0:
        # Each element takes its part of the sun that all of its kind take up together.
        network.drive[node, element.sun] = 1.0


def reduce(network: Network) -> Envelope:
    """Return the network in its modes, of which `MODES` are carried.

    Nodes without heat are eliminated. With ``x = C^½ T`` the rest is symmetric, so its modes are
    orthogonal. A mode's weight is the heat that it takes up for each kelvin of the room's air
    and gives back to it; the `MODES` heaviest are carried, the others' part goes to `direct`.
    """
    stores = network.heat_j_per_k > 0.0
    k, light = network.conductance_w_per_k, ~network.heat_j_per_k.astype(bool)
    pass_on = np.linalg.solve(k[np.ix_(light, light)], k[np.ix_(light, stores)]).T
    root = np.sqrt(network.heat_j_per_k[stores])
    kept = k[np.ix_(stores, stores)] - pass_on @ k[np.ix_(light, stores)]
    drive = network.drive[stores] - pass_on @ network.drive[light]
    to_air = network.to_air_w_per_k
    direct = to_air[light] @ np.linalg.solve(k[np.ix_(light, light)], network.drive[light])
    direct[AIR] -= to_air.sum()
    rate, vectors = np.linalg.eigh(kept / np.outer(root, root))
    inputs = vectors.T @ (drive / root[:, None])
    back = inputs[:, AIR].copy()
    chosen = np.sort(np.argsort(-((back / rate) ** 2), kind="stable")[:MODES])
    rest = np.setdiff1d(np.arange(len(rate)), chosen)
    direct += (back[rest] / rate[rest]) @ inputs[rest]
    even = vectors.T @ root
    return Envelope(rate[chosen], inputs[chosen], back[chosen], direct, even[chosen])
