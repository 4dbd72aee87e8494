"""Heat pumps: performance by source and flow temperature, load, frost and cold limit.

A unit is a table of measured points. Two maps are made of it: *full* load (what it can give)
and *part* load (the points of EN 14825, where a variable-speed compressor turns slower).
Between the two COP is a straight line in the load; below part load the unit cycles.
"""

from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from sim.errors import Fault, InputError, nearest
from sim.kernels import kernel
from sim.tables import table
from sim.units import ZERO_CELSIUS_K

Array = npt.NDArray[np.float64]

SEA_LEVEL_PA = 101_325.0
LEAST_LIFT_K = 5.0
"""Carnot's COP grows without bound as source and flow meet; real units do not."""
COIL_NTU = 1.5
"""Number of transfer units of an evaporator in air. Assumption."""
FROST_BELOW_C = 5.0
"""Warmer than this no defrosting is needed (EnergyPlus, default of DX heating coils)."""


class Map(NamedTuple):
    """Points of one load; air-source points are freed from the frost of their test."""

    source_c: Array
    """Rising [sources]."""
    flow_c: Array
    """Rising in each row [sources, flows]: norms test a warmer source with a cooler flow."""
    heat_kw: Array
    """Heat delivered [sources, flows]."""
    cop: Array
    """[sources, flows]."""


class Unit(NamedTuple):
    """One heat pump, as `load_unit` reads it."""

    full: Map
    part: Map
    cut_off_c: float
    """Colder than this the compressor stands still."""
    flow_max_c: float
    capacity_per_k: float
    """Capacity lost per K below the coldest point."""
    cyclic_degradation: float
    """EN 14825: 1 would be no loss by cycling."""
    frosts: bool
    """True if the source is air."""


class Performance(NamedTuple):
    """What a unit can do under given conditions; arrays of one shape."""

    full_kw: Array
    full_cop: Array
    part_kw: Array
    part_cop: Array


@lru_cache(maxsize=32)
def load_unit(unit_id: str) -> Unit:
    """Read a unit of ``data/heat_pumps.csv`` and ``data/heat_pump_units.csv``.

    Raises
    ------
    InputError
        If there is no such unit.
    """
    units = table("heat_pump_units")
    if unit_id not in units.index:
        hint = nearest(unit_id, units.index)
        raise InputError([Fault(f"there is no heat pump '{unit_id}'.{hint}")])
    row: dict[str, Any] = dict(units.loc[unit_id])
    frosts = str(row["kind"]) == "air_source"
    loads = table("heat_pumps").loc[[unit_id], "load"].to_numpy()
    return Unit(
        full=_load_map(unit_id, "full", frosts),
        # a unit of fixed speed has full load only
        part=_load_map(unit_id, "part" if "part" in loads else "full", frosts),
        cut_off_c=float(row["cut_off_c"]),
        flow_max_c=float(row["flow_max_c"]),
        capacity_per_k=float(row["capacity_per_k"]),
        cyclic_degradation=float(row["cyclic_degradation"]),
        frosts=frosts,
    )


def _load_map(unit_id: str, load: str, frosts: bool) -> Map:
    points = table("heat_pumps").loc[[unit_id]]
    points = points[points["load"] == load].sort_values(["source_c", "flow_c"])
    source_c = np.unique(points["source_c"].to_numpy(dtype=np.float64))

    def rows(column: str) -> Array:
        return points[column].to_numpy(dtype=np.float64).reshape(len(source_c), -1)

    return map_of(source_c, rows("flow_c"), rows("heat_kw"), rows("cop"), frosts)


def map_of(source_c: Array, flow_c: Array, heat_kw: Array, cop: Array, frosts: bool) -> Map:
    """Return a map of measured points, freed from the frost of their test if the unit `frosts`.

    Parameters
    ----------
    source_c
        Rising [sources].
    flow_c, heat_kw, cop
        Flow temperatures rise in each row [sources, flows].
    """
    dry = np.ones((len(source_c), 1))
    if frosts:
        dry[:, 0] -= defrost_share(source_c, rated_humidity(source_c))
    return Map(source_c, flow_c, heat_kw / dry, cop / dry)


def saturation_pa(temperature_c: Array) -> Array:
    """Return the saturation pressure of water vapour, Pa (Magnus, WMO-No. 8, over water)."""
    return np.asarray(611.2 * np.exp(17.62 * temperature_c / (243.12 + temperature_c)))


def rated_humidity(temperature_c: Array) -> Array:
    """Return the relative humidity of EN 14511 tests, %: the wet bulb 1 K below the dry."""
    wet_pa = saturation_pa(temperature_c - 1.0)
    vapour_pa = wet_pa - 6.62e-4 * SEA_LEVEL_PA * 1.0  # psychrometer equation, 1 K apart
    return np.asarray(100.0 * vapour_pa / saturation_pa(temperature_c))


def defrost_share(
    temperature_c: Array, relative_humidity: Array, pressure_pa: float = SEA_LEVEL_PA
) -> Array:
    """Return the share of time that an air-source unit spends on defrosting.

    Frost grows with what humidity the coil takes out of the air; the coil is at
    0.82·T − 8.589 °C, and the share is 1/(1 + 0.01446/Δw).

    Parameters
    ----------
    temperature_c, relative_humidity
        Outdoor air, °C and %.

    References
    ----------
    EnergyPlus Engineering Reference, "Defrost operation", on demand.
    """
    coil_c = _coil_c(temperature_c)
    vapour_pa = saturation_pa(temperature_c) * relative_humidity / 100.0
    coil_pa = saturation_pa(coil_c)
    frost = 0.622 * (vapour_pa / (pressure_pa - vapour_pa) - coil_pa / (pressure_pa - coil_pa))
    share = 1.0 / (1.0 + 0.01446 / np.maximum(frost, 1e-6))
    return np.asarray(np.where((temperature_c < FROST_BELOW_C) & (frost > 0.0), share, 0.0))


def _coil_c(temperature_c: Array) -> Array:
    """Return the surface temperature of an evaporator in outdoor air, °C (EnergyPlus)."""
    return np.asarray(0.82 * temperature_c - 8.589)


def thin_air_k(temperature_c: Array, pressure_pa: float) -> Array:
    """Return by how much colder the air seems to a unit that was tested at sea level, K.

    Its fan moves the same volume, so the stream of air weighs less by the share s of the
    pressures. The coil's transfer goes with s^0.6, its number of transfer units with s^-0.4; to
    bring the same heat it must be colder, by what the stream brings less of it. Compressor and
    refrigerant see only this colder coil, as they would in air that is colder by as much.

    References
    ----------
    Effectiveness of an evaporator, 1 - exp(-NTU), and air-side transfer as Re^0.6: Incropera et
    al., Fundamentals of Heat and Mass Transfer, ch. 7 and 11. Coil temperature: EnergyPlus.
    """
    density = pressure_pa / SEA_LEVEL_PA
    brought = density * (1.0 - np.exp(-COIL_NTU * density**-0.4)) / (1.0 - np.exp(-COIL_NTU))
    return np.asarray((temperature_c - _coil_c(temperature_c)) * (1.0 / brought - 1.0))


def performance(unit: Unit, source_c: Array, flow_c: Array) -> Performance:
    """Return capacity and COP of one unit, without frost.

    Inside the table both are straight lines in flow temperature at each source, and then in
    source temperature. Outside:

    - a source warmer than any point counts as the warmest;
    - a colder source, and a flow hotter or cooler than the points of its row, keep the share of
      Carnot's COP that the nearest point reaches; capacity stays, but for `capacity_per_k` lost
      per K below the coldest source;
    - beyond `cut_off_c` or `flow_max_c` there is no heat at all.
    """
    source, flow = np.broadcast_arrays(
        np.asarray(source_c, dtype=np.float64), np.asarray(flow_c, dtype=np.float64)
    )
    source, flow = np.ascontiguousarray(source), np.ascontiguousarray(flow)
    out = Performance(*(np.empty(source.shape) for _ in Performance._fields))
    _evaluate(unit, source.ravel(), flow.ravel(), *(column.reshape(-1) for column in out))
    return out


@kernel
def cop_at_load(
    heat_kw: float,
    full_kw: float,
    full_cop: float,
    part_kw: float,
    part_cop: float,
    cyclic_degradation: float,
) -> float:
    """Return the COP of a unit that gives `heat_kw`.

    Never below 1 where it cycles: who runs a few minutes a day would seem to draw more than a
    heating rod, because the norm's loss by cycling is a share of full load.
    """
    if heat_kw <= part_kw:
        if part_kw <= 0.0:
            return 1.0
        on = heat_kw / part_kw
        return max(part_cop * on / (cyclic_degradation * on + 1.0 - cyclic_degradation), 1.0)
    if heat_kw >= full_kw:
        return full_cop
    speed = (heat_kw - part_kw) / (full_kw - part_kw)
    return part_cop + speed * (full_cop - part_cop)


class Point(NamedTuple):
    """What one unit can do now: numbers, as kernels hand them over."""

    hot_kw: float
    """Full load at the flow temperature of hot water."""
    hot_cop: float
    full_kw: float
    """Full load at the flow temperature of space heat."""
    full_cop: float
    part_kw: float
    part_cop: float


@kernel
def serve(
    heat_kw: float,
    water_kw: float,
    units: float,
    thawed: float,
    at: Point,
    cyclic_degradation: float,
) -> tuple[float, float, float]:
    """Share a pool's time between hot water (at full load) and space heat (the rest).

    Return space heat and hot water that `units` units give, and what their compressors draw, kW.
    `thawed` is the share of time in which they do not defrost.
    """
    served_space = served_water = compressor = 0.0
    time_left = 1.0
    if water_kw > 0.0:
        most_kw = units * thawed * at.hot_kw
        if most_kw > 0.0:
            served_water = min(water_kw, most_kw)
            time_left = 1.0 - served_water / most_kw
            compressor += served_water / max(at.hot_cop * thawed, 1.0)
    scale = units * thawed * time_left
    if heat_kw > 0.0 and at.full_kw > 0.0 and scale > 0.0:
        served_space = min(heat_kw, scale * at.full_kw)
        cop = cop_at_load(
            served_space / scale,
            at.full_kw,
            at.full_cop,
            at.part_kw,
            at.part_cop,
            cyclic_degradation,
        )
        compressor += served_space / max(cop * thawed, 1.0)
    return served_space, served_water, compressor


@kernel
def bracket(axis: Array, value: float) -> tuple[int, float]:
    """Return the lower neighbour and the share of the way to the upper one, both clamped."""
    last = len(axis) - 2
    low = 0
    while low < last and value > axis[low + 1]:
        low += 1
    share = (value - axis[low]) / (axis[low + 1] - axis[low])
    return low, min(max(share, 0.0), 1.0)


@kernel
def _row(points: Map, i: int, flow_c: float) -> tuple[float, float]:
    """Return heat and COP at source `i` of the map."""
    j, v = bracket(points.flow_c[i], flow_c)
    heat_kw = (1.0 - v) * points.heat_kw[i, j] + v * points.heat_kw[i, j + 1]
    cop = (1.0 - v) * points.cop[i, j] + v * points.cop[i, j + 1]
    near_c = min(max(flow_c, points.flow_c[i, 0]), points.flow_c[i, -1])
    if near_c != flow_c:
        source_c = points.source_c[i]
        here = (flow_c + ZERO_CELSIUS_K) / max(flow_c - source_c, LEAST_LIFT_K)
        there = (near_c + ZERO_CELSIUS_K) / max(near_c - source_c, LEAST_LIFT_K)
        cop *= here / there
    return heat_kw, cop


@kernel
def _look_up(points: Map, source_c: float, flow_c: float) -> tuple[float, float]:
    """Return heat and COP of the map, by the rules of `performance`."""
    i, u = bracket(points.source_c, source_c)
    heat_kw, cop = _row(points, i, flow_c)
    if u > 0.0:
        next_kw, next_cop = _row(points, i + 1, flow_c)
        heat_kw += u * (next_kw - heat_kw)
        cop += u * (next_cop - cop)
    coldest_c = points.source_c[0]
    if source_c < coldest_c:
        cop *= max(flow_c - coldest_c, LEAST_LIFT_K) / max(flow_c - source_c, LEAST_LIFT_K)
    return heat_kw, max(cop, 1.0)


@kernel
def _conditions(unit: Unit, source_c: float, flow_c: float) -> tuple[float, float, float, float]:
    """Return full and part load: heat, COP, heat, COP; without frost."""
    if source_c < unit.cut_off_c or flow_c > unit.flow_max_c:
        return 0.0, 1.0, 0.0, 1.0
    full_kw, full_cop = _look_up(unit.full, source_c, flow_c)
    part_kw, part_cop = _look_up(unit.part, source_c, flow_c)
    colder_k = max(unit.full.source_c[0] - source_c, 0.0)
    kept = max(1.0 - unit.capacity_per_k * colder_k, 0.0)
    return full_kw * kept, full_cop, min(part_kw, full_kw) * kept, part_cop


@kernel
def _evaluate(
    unit: Unit,
    source_c: Array,
    flow_c: Array,
    full_kw: Array,
    full_cop: Array,
    part_kw: Array,
    part_cop: Array,
) -> None:
    for n in range(len(source_c)):
        at = _conditions(unit, source_c[n], flow_c[n])
        full_kw[n], full_cop[n], part_kw[n], part_cop[n] = at
