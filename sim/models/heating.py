"""What heating systems draw to deliver heat: electricity, gas, district heat.

Each function works on all buildings of one system at once; what they draw is added up by
node (a site, or each building for itself).
"""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from sim.errors import Fault, InputError
from sim.kernels import kernel
from sim.models.heat_pump import (
    SEA_LEVEL_PA,
    Performance,
    Point,
    Unit,
    defrost_share,
    load_unit,
    performance,
    serve,
    thin_air_k,
)
from sim.models.heating_system import Parameters

Array = npt.NDArray[np.float64]
Single = npt.NDArray[np.float32]
Integers = npt.NDArray[np.int64]

_ROUNDING = 1e-6
HEAT_LIMIT_C = 20.0
"""Outdoor temperature at which the flow temperature has come down to its least."""


class HeatSupply(NamedTuple):
    """Powers of a heating system [nodes, steps], kW; drawn and delivered both positive."""

    electricity_kw: Array
    """All of it: compressors, backup, pumps, direct hot water."""
    backup_kw: Array
    """Of which electric backup heaters."""
    defrost_kw: Array
    """Of which compressors while defrosting."""
    gas_kw: Array
    """Fuel power, lower heating value."""
    district_kw: Array
    """Heat bought from the network, its losses included."""
    ambient_kw: Array
    """Heat that heat pumps take out of air, ground or water."""
    unmet_kw: Array
    """Heat that was asked for and could not be given."""
    compressor_kw: Array
    """Electricity of compressors, defrosting included; part of `electricity_kw`."""
    boiler_kw: Array
    """Heat of boilers, of the network and of direct electric heaters."""
    cooling_kw: Array
    """Electricity of heat pumps that cool, pumps included; not in `electricity_kw`."""
    cooled_kw: Array
    """Heat that they take out of the buildings."""
    rejected_kw: Array
    """Heat that they put into the ground: `cooled_kw` and their compressors."""
    pump_kw: Array
    """Electricity of circulation pumps, those of a source left out; part of `electricity_kw`."""


def flow_temperature_c(
    temperature_c: Array, flow_c: float, flow_min_c: float, design_c: float
) -> Array:
    """Return the weather-compensated flow temperature [steps], °C.

    A straight line from `flow_c` at `design_c` outdoors to `flow_min_c` at 20 °C, held level
    outside; never below `flow_min_c`, even where `flow_c` is.
    """
    coldness = np.clip((HEAT_LIMIT_C - temperature_c) / (HEAT_LIMIT_C - design_c), 0.0, 1.0)
    return np.asarray(flow_min_c + max(flow_c - flow_min_c, 0.0) * coldness)


def supply(
    system: Parameters,
    design_kw: Array,
    heat_kw: Single | Array,
    hot_water_kw: Array,
    slot: Integers,
    temperature_c: Array,
    relative_humidity: Array,
    step_h: float,
    design_c: float = -9.0,
    pressure_pa: float = SEA_LEVEL_PA,
    node: Integers | None = None,
) -> HeatSupply:
    """Return what a system draws to heat its buildings; its source is the air, or bought.

    Heat pumps that share a source which they cool down are in ``source_pool``.

    Parameters
    ----------
    design_kw
        Heat load each building's plant is sized for [buildings]; the most that boilers, network
        and electric heaters give.
    heat_kw
        Space heat [buildings, steps].
    hot_water_kw
        Heat for hot water by slot [buildings, SLOTS].
    slot
        Slot of each step [steps].
    temperature_c, relative_humidity
        Outdoor air [steps], °C and %.
    design_c
        Outdoor temperature of `design_kw`; heat pumps give `design_kw` at it.
    pressure_pa
        Of outdoor air: thin air brings less heat, and frosts a little more.
    node
        Node of each building [buildings], numbered from 0; None: each is its own.
    """
    count, steps = heat_kw.shape
    at = np.arange(count, dtype=np.int64) if node is None else node
    shape = (int(at.max()) + 1 if count else 0, steps)
    out = HeatSupply(*(np.zeros(shape) for _ in HeatSupply._fields))
    if system.kind == "air_source":
        unit = system.own_unit or load_unit(system.heat_pump)
        _pool(
            unit, system, design_kw, heat_kw, hot_water_kw, slot, at,
            temperature_c, relative_humidity, step_h, design_c, pressure_pa, out,
        )  # fmt: skip
    else:
        _burn(system, design_kw, heat_kw, hot_water_kw, slot, at, out)
    return out


def _burn(
    system: Parameters,
    rated_kw: Array,
    heat_kw: Single | Array,
    hot_water_kw: Array,
    slot: Integers,
    node: Integers,
    out: HeatSupply,
) -> None:
    """Add up boilers, network and direct electric heating: one efficiency, and a rated power."""
    bought = {
        "central": out.district_kw,
        "gas_boiler": out.gas_kw,
        "electric": out.electricity_kw,
    }[system.kind]
    for number, site in enumerate(node):
        hot_water = hot_water_kw[number][slot]
        delivered = heat_kw[number].astype(np.float64)
        if system.hot_water_by == "system":
            delivered += hot_water
        else:
            out.electricity_kw[site] += hot_water
            out.boiler_kw[site] += hot_water
        asked, rated = delivered, rated_kw[number]
        # a load at its limit in single precision is not above it
        delivered = np.where(asked > rated * (1.0 + _ROUNDING), rated, asked)
        bought[site] += delivered / system.efficiency
        out.boiler_kw[site] += delivered
        out.electricity_kw[site] += system.pump_share * delivered
        out.pump_kw[site] += system.pump_share * delivered
        out.unmet_kw[site] += asked - delivered


def _pool(
    unit: Unit,
    system: Parameters,
    design_kw: Array,
    heat_kw: Single | Array,
    hot_water_kw: Array,
    slot: Integers,
    node: Integers,
    temperature_c: Array,
    relative_humidity: Array,
    step_h: float,
    design_c: float,
    pressure_pa: float,
    out: HeatSupply,
) -> None:
    """Prepare what is alike for all buildings, and run the kernel."""
    flow_c = flow_temperature_c(temperature_c, system.flow_c, system.flow_min_c, design_c)
    frost = defrost_share(temperature_c, relative_humidity, pressure_pa)
    seems_c = temperature_c - thin_air_k(temperature_c, pressure_pa)
    design_seems_c = design_c - float(thin_air_k(np.array(design_c), pressure_pa))
    hot_flow_c = np.full(len(temperature_c), system.hot_water_flow_c)
    at_design_kw, _ = at_design(unit, system, design_seems_c)
    _run_pool(
        performance(unit, seems_c, flow_c), performance(unit, seems_c, hot_flow_c),
        frost, system.hot_water_by == "system", unit.cyclic_degradation,
        design_kw / at_design_kw, design_kw * system.backup_share, system.pump_share,
        heat_kw, hot_water_kw, slot, node, out,
    )  # fmt: skip


def at_design(unit: Unit, system: Parameters, source_c: float) -> tuple[float, float]:
    """Return heat [kW] and COP of one unit at the source for which a system is sized.

    Raises
    ------
    InputError
        If it gives no heat there.
    """
    made = performance(unit, np.array([source_c]), np.array([system.flow_c]))
    if made.full_kw[0] <= 0.0:
        raise InputError([Fault(
            f"heat pump '{system.heat_pump}' gives no heat at {source_c:g} °C source "
            f"and {system.flow_c:g} °C flow (limits: {unit.cut_off_c:g} and {unit.flow_max_c:g})"
        )])  # fmt: skip
    return float(made.full_kw[0]), float(made.full_cop[0])


@kernel
def _run_pool(
    space: Performance,
    hot: Performance,
    frost: Array,
    by_system: bool,
    cyclic_degradation: float,
    units: Array,
    backup_max_kw: Array,
    pump_share: float,
    heat_kw: Single | Array,
    hot_water_kw: Array,
    slot: Integers,
    node: Integers,
    out: HeatSupply,
) -> None:
    """Serve each building by its units and its backup heater; `space` and `hot` are [steps]."""
    for i in range(len(units)):
        at = node[i]
        for t in range(len(frost)):
            heat, water = float(heat_kw[i, t]), hot_water_kw[i, slot[t]]
            direct = 0.0
            if not by_system:
                water, direct = 0.0, water
            now = Point(
                hot.full_kw[t],
                hot.full_cop[t],
                space.full_kw[t],
                space.full_cop[t],
                space.part_kw[t],
                space.part_cop[t],
            )
            served_space, served_water, compressor = serve(
                heat, water, units[i], 1.0 - frost[t], now, cyclic_degradation
            )
            served = served_space + served_water
            backup = min(max(heat + water - served, 0.0), backup_max_kw[i])
            out.electricity_kw[at, t] += (
                compressor + backup + direct + pump_share * (served + backup)
            )
            out.pump_kw[at, t] += pump_share * (served + backup)
            out.backup_kw[at, t] += backup
            out.compressor_kw[at, t] += compressor
            out.boiler_kw[at, t] += direct
            out.defrost_kw[at, t] += compressor * frost[t]
            out.ambient_kw[at, t] += served - compressor
            out.unmet_kw[at, t] += max(heat + water - served - backup, 0.0)
