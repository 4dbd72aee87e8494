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
    Unit,
    bracket,
    cop_at_load,
    defrost_share,
    load_unit,
    performance,
    thin_air_k,
)
from sim.models.heating_system import Parameters

Array = npt.NDArray[np.float64]
Single = npt.NDArray[np.float32]
Integers = npt.NDArray[np.int64]

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
    """Heat that heat pumps take out of air or ground."""
    unmet_kw: Array
    """Heat that was asked for and could not be given."""
    compressor_kw: Array
    """Electricity of compressors, defrosting included; part of `electricity_kw`."""
    boiler_kw: Array
    """Heat of boilers, of the network and of direct electric heaters."""


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
    """Return what a system draws to heat its buildings.

    Parameters
    ----------
    design_kw
        Heat load each building's plant is sized for [buildings].
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
    if system.kind in ("air_source", "ground_source"):
        unit = system.own_unit or load_unit(system.heat_pump)
        _pool(
            unit, system, design_kw, heat_kw, hot_water_kw, slot, at,
            temperature_c, relative_humidity, step_h, design_c, pressure_pa, out,
        )  # fmt: skip
    else:
        _burn(system, heat_kw, hot_water_kw, slot, at, out)
    return out


def _burn(
    system: Parameters,
    heat_kw: Single | Array,
    hot_water_kw: Array,
    slot: Integers,
    node: Integers,
    out: HeatSupply,
) -> None:
    """Add up boilers, network and direct electric heating: one efficiency."""
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
        bought[site] += delivered / system.efficiency
        out.boiler_kw[site] += delivered
        out.electricity_kw[site] += system.pump_share * delivered


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
    by_system = system.hot_water_by == "system"
    if unit.frosts:
        frost = defrost_share(temperature_c, relative_humidity, pressure_pa)
        drop_k, grid_c = 0.0, np.zeros(1)
        source_at_design_c = design_c - float(thin_air_k(np.array(design_c), pressure_pa))
        source_c = (temperature_c - thin_air_k(temperature_c, pressure_pa))[:, None]
        hot_flow_c = np.full((len(temperature_c), 1), system.hot_water_flow_c)
    else:
        frost = np.zeros(len(temperature_c))
        source_at_design_c = system.ground_c - system.ground_drop_k
        drop_k = system.ground_drop_k
        # between these sources performance is a straight line: no look-up at each step
        grid_c = np.unique(np.append(unit.full.source_c, unit.cut_off_c))
        source_c, hot_flow_c = grid_c[None, :], np.full((1, 1), system.hot_water_flow_c)
    space = performance(unit, source_c, flow_c[:, None])
    hot = performance(unit, source_c, hot_flow_c)
    at_design = performance(unit, np.array([source_at_design_c]), np.array([system.flow_c]))
    if at_design.full_kw[0] <= 0.0:
        raise InputError([Fault(
            f"heat pump '{system.heat_pump}' gives no heat at {source_at_design_c:g} °C source "
            f"and {system.flow_c:g} °C flow (limits: {unit.cut_off_c:g} and {unit.flow_max_c:g})"
        )])  # fmt: skip
    _run_pool(
        space, hot, grid_c, frost, by_system, unit.cyclic_degradation,
        design_kw / at_design.full_kw[0], design_kw * system.backup_share, system.pump_share,
        design_kw * (1.0 - 1.0 / at_design.full_cop[0]), system.ground_c, drop_k,
        1.0 - np.exp(-step_h / max(system.ground_hours, step_h)),
        heat_kw, hot_water_kw, slot, node, out,
    )  # fmt: skip


@kernel
def _between(values: Array, t: int, low: int, share: float) -> float:
    """Return `values` [steps, sources] between source `low` and the next."""
    if share == 0.0:
        return float(values[t, low])
    return float(values[t, low] + share * (values[t, low + 1] - values[t, low]))


@kernel
def _run_pool(
    space: Performance,
    hot: Performance,
    grid_c: Array,
    frost: Array,
    by_system: bool,
    cyclic_degradation: float,
    units: Array,
    backup_max_kw: Array,
    pump_share: float,
    extraction_max_kw: Array,
    ground_c: float,
    drop_k: float,
    follow: float,
    heat_kw: Single | Array,
    hot_water_kw: Array,
    slot: Integers,
    node: Integers,
    out: HeatSupply,
) -> None:
    """Share each pool's time between hot water (at full load) and space heat (the rest).

    `space` and `hot` are [steps, sources]: one source for air, those of `grid_c` for ground.
    """
    for i in range(len(units)):
        at, source_c = node[i], ground_c
        for t in range(len(frost)):
            heat, water = float(heat_kw[i, t]), hot_water_kw[i, slot[t]]
            direct = 0.0
            if not by_system:
                water, direct = 0.0, water
            thawed = 1.0 - frost[t]
            served_space = served_water = compressor = 0.0
            low, share = 0, 0.0
            if drop_k > 0.0:
                low, share = bracket(grid_c, source_c)
            if heat + water > 0.0 and (drop_k == 0.0 or source_c >= grid_c[0]):
                time_left = 1.0
                if water > 0.0:
                    row = min(t, len(hot.full_kw) - 1)
                    most = units[i] * thawed * _between(hot.full_kw, row, low, share)
                    if most > 0.0:
                        served_water = min(water, most)
                        time_left = 1.0 - served_water / most
                        cop = _between(hot.full_cop, row, low, share)
                        compressor += served_water / (cop * thawed)
                full_kw = _between(space.full_kw, t, low, share)
                scale = units[i] * thawed * time_left
                if heat > 0.0 and full_kw > 0.0 and scale > 0.0:
                    served_space = min(heat, scale * full_kw)
                    cop = cop_at_load(
                        served_space / scale,
                        full_kw,
                        _between(space.full_cop, t, low, share),
                        _between(space.part_kw, t, low, share),
                        _between(space.part_cop, t, low, share),
                        cyclic_degradation,
                    )
                    compressor += served_space / (cop * thawed)
            served = served_space + served_water
            backup = min(max(heat + water - served, 0.0), backup_max_kw[i])
            if drop_k > 0.0:
                drawn = max(served - compressor, 0.0) / extraction_max_kw[i]
                source_c += follow * (ground_c - drop_k * drawn - source_c)
            out.electricity_kw[at, t] += (
                compressor + backup + direct + pump_share * (served + backup)
            )
            out.backup_kw[at, t] += backup
            out.compressor_kw[at, t] += compressor
            out.boiler_kw[at, t] += direct
            out.defrost_kw[at, t] += compressor * frost[t]
            out.ambient_kw[at, t] += served - compressor
            out.unmet_kw[at, t] += max(heat + water - served - backup, 0.0)
