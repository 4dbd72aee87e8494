"""Bore fields by pygfunction: their g-function, and the resistance between wall and fluid.

pygfunction (Cimmino and Cook, pygfunction 2.2, IGSHPA 2022) is imported where it is needed: a
scenario without boreholes does not wait for it.
"""

from functools import lru_cache
from typing import Any, Literal, NamedTuple

import numpy as np
import numpy.typing as npt

from sim.models.ground import cell_widths_h
from sim.units import SECONDS_PER_HOUR

Array = npt.NDArray[np.float64]

_ROUGHNESS_M = 1e-6
"""Of drawn plastic pipes: pygfunction's examples."""
_FLUID_AT_C = 5.0
"""Temperature at which the fluid's properties are taken. Assumption."""
_ABOVE_FREEZING_K = 5.0
"""Fluid from the ground must be so much warmer than its freezing point: it cools down by some 3 K
in the heat pump, and walls are colder. Assumption."""


class Field(NamedTuple):
    """Vertical boreholes in a rectangle, in ground of one conductivity."""

    rows: int
    columns: int
    spacing_m: float
    depth_m: float
    """Active length of each borehole."""
    buried_m: float
    """Depth at which that length begins."""
    radius_m: float
    conductivity_w_per_m_k: float
    heat_capacity_j_per_m3_k: float

    @property
    def boreholes(self) -> int:
        """How many there are."""
        return self.rows * self.columns

    @property
    def length_m(self) -> float:
        """All of them together."""
        return self.boreholes * self.depth_m


class Pipes(NamedTuple):
    """U-pipes in a borehole, and what flows in them."""

    kind: Literal["single_u", "double_u"]
    outer_m: float
    """Radius."""
    inner_m: float
    """Radius."""
    conductivity_w_per_m_k: float
    from_axis_m: float
    """From the borehole's axis to that of each pipe."""
    grout_w_per_m_k: float
    antifreeze_percent: float
    """Ethylene glycol in water, by mass."""
    flow_kg_per_s: float
    """Through one borehole."""


class Exchange(NamedTuple):
    """How a borehole exchanges heat with its fluid."""

    resistance_m_k_per_w: float
    """Effective: between mean wall and mean of in- and outflow, heat from leg to leg included."""
    half_rise_m_k_per_w: float
    """Half of what the fluid warms up by, per W/m."""
    least_c: float
    """Coldest fluid that may come out of the ground."""


@lru_cache(maxsize=64)
def _g_function(field: Field, hours: float) -> Array:
    import pygfunction

    layout = pygfunction.borefield.Borefield.rectangle_field(
        field.rows, field.columns, field.spacing_m, field.spacing_m,
        field.depth_m, field.buried_m, field.radius_m,
    )  # fmt: skip
    diffusivity_m2_per_s = field.conductivity_w_per_m_k / field.heat_capacity_j_per_m3_k
    at_s = SECONDS_PER_HOUR * np.cumsum(cell_widths_h(hours))
    made = pygfunction.gfunction.gFunction(
        layout, diffusivity_m2_per_s, time=at_s, boundary_condition="UBWT", method="equivalent"
    )
    g = np.asarray(made.gFunc, dtype=np.float64)
    g.setflags(write=False)
    return g


def response_m_k_per_w(field: Field, hours: float) -> Array:
    """Return by how much a lasting load of 1 W/m cools the walls, at the end of each cell [cells].

    It is g/(2πk), with the g-function of equal wall temperatures (all boreholes in parallel) by
    equivalent boreholes. The same field is evaluated once in a process.

    Parameters
    ----------
    hours
        How far the cells must reach.

    References
    ----------
    Prieto and Cimmino, Thermal interactions in large irregular fields of geothermal boreholes: the
    method of equivalent boreholes, Journal of Building Performance Simulation 14, 2021.
    """
    return np.asarray(_g_function(field, hours) / (2.0 * np.pi * field.conductivity_w_per_m_k))


def _fluid(percent: float) -> Any:
    import pygfunction

    if percent == 0.0:
        return pygfunction.media.Fluid("Water", 0.0, T=_FLUID_AT_C)
    return pygfunction.media.Fluid("MEG", percent, T=_FLUID_AT_C)


def least_fluid_c(antifreeze_percent: float) -> float:
    """Return the coldest fluid that may come out of the ground, °C."""
    freezing_c = 0.0
    if antifreeze_percent > 0.0:
        freezing_c = float(
            _fluid(antifreeze_percent).fluid.freeze_point(antifreeze_percent / 100.0)
        )
    return freezing_c + _ABOVE_FREEZING_K


@lru_cache(maxsize=64)
def exchange(field: Field, pipes: Pipes) -> Exchange:
    """Return the effective resistance of a borehole, by pygfunction's multipole method.

    References
    ----------
    Claesson and Hellström, Multipole method to calculate borehole thermal resistances in a borehole
    heat exchanger, HVAC&R Research 17(6), 2011.
    """
    import pygfunction

    pipe, fluid = pygfunction.pipes, _fluid(pipes.antifreeze_percent)
    count = 1 if pipes.kind == "single_u" else 2
    film = pipe.convective_heat_transfer_coefficient_circular_pipe(
        pipes.flow_kg_per_s / count, pipes.inner_m, fluid.mu, fluid.rho, fluid.k, fluid.cp,
        _ROUGHNESS_M,
    )  # fmt: skip
    to_pipe = 1.0 / (2.0 * np.pi * pipes.inner_m * film)
    to_pipe += pipe.conduction_thermal_resistance_circular_pipe(
        pipes.inner_m, pipes.outer_m, pipes.conductivity_w_per_m_k
    )
    angles = np.arange(2 * count) * np.pi / count
    places = [(pipes.from_axis_m * np.cos(a), pipes.from_axis_m * np.sin(a)) for a in angles]
    borehole = pygfunction.boreholes.Borehole(
        field.depth_m, field.buried_m, field.radius_m, 0.0, 0.0
    )
    made = pipe.MultipleUTube(
        places, pipes.inner_m, pipes.outer_m, borehole, field.conductivity_w_per_m_k,
        pipes.grout_w_per_m_k, to_pipe, count, config="parallel",
    )  # fmt: skip
    resistance = made.effective_borehole_thermal_resistance(pipes.flow_kg_per_s, fluid.cp)
    return Exchange(
        float(resistance),
        field.depth_m / (2.0 * pipes.flow_kg_per_s * fluid.cp),
        least_fluid_c(pipes.antifreeze_percent),
    )
