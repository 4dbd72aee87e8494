"""Heat pumps that share a source: boreholes, which answer to what is drawn, sewage, waste heat.

All buildings of a source are served step by step, because each finds it as the others left it.
The fluid of boreholes in an hour is that of the end of the hour before, and no more is taken in
an hour than leaves it as warm as it must be.
"""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from sim.kernels import kernel
from sim.models.ground import Ground, end_hour, most_kw, stacked, take
from sim.models.heat_pump import (
    Performance,
    Point,
    bracket,
    cop_at_load,
    load_unit,
    performance,
    serve,
)
from sim.models.heating import HeatSupply, at_design, flow_temperature_c
from sim.models.heating_system import Parameters
from sim.tables import table

Array = npt.NDArray[np.float64]
Single = npt.NDArray[np.float32]
Integers = npt.NDArray[np.int64]


STILL_K = 1e-6
"""So much colder than its limit fluid is still let through: an hour that was held back ends at
the limit, but for rounding."""
HALVINGS = 40
"""Of an interval, until it is nothing beside the powers it stands for."""


class Source(NamedTuple):
    """What a system's heat pumps share; made by `bored` or `water`."""

    ground: Ground
    """One field, or none."""
    water_c: Array
    """Water as it comes [steps]; empty with boreholes."""
    limit_kw: float
    """Most heat that can be taken out."""
    least_c: float
    """Colder than this the heat pumps stand still."""


class Demands(NamedTuple):
    """What buildings ask for."""

    design_kw: Array
    """Heat load each building's units are sized for [buildings]."""
    heat_kw: Single | Array
    """Space heat [buildings, steps]."""
    hot_water_kw: Array
    """Heat for hot water by slot [buildings, SLOTS]."""
    slot: Integers
    """Slot of each step [steps]."""
    cold_kw: Single | Array
    """Heat to be taken out in summer [buildings, steps]; no rows: nothing is cooled."""
    first_step: Integers
    """Before this step a building is not in use and draws no hot water [buildings]."""


class Seen(NamedTuple):
    """What the source went through [steps]."""

    source_c: Array
    """Fluid or water as it comes to the heat pumps."""
    wall_c: Array
    """Borehole walls at the begin of the hour; zero without boreholes."""
    heat_kw: Array
    """Taken out of the source; negative: put in."""
    short_h: Array
    """Hours: standing still as it was too cold, held back by the limit [2]."""


class _Units(NamedTuple):
    """The units of all buildings."""

    number: Array
    backup_max_kw: Array
    cooling_max_kw: Array
    source_pump_share: float
    circulation_share: float
    cyclic_degradation: float
    by_system: bool
    eer_source_c: Array
    eer: Array


def bored(ground: Ground, least_c: float) -> Source:
    """Return a bore field as a source; a run changes it."""
    return Source(ground, np.zeros(0), np.inf, least_c)


def water(water_c: Array, limit_kw: float, least_c: float = -np.inf) -> Source:
    """Return water of a temperature [steps] that gives up to `limit_kw`."""
    return Source(stacked([]), water_c, limit_kw, least_c)


def run(
    system: Parameters,
    source: Source,
    source_design_c: float,
    demands: Demands,
    temperature_c: Array,
    step_h: float,
    design_c: float = -9.0,
) -> tuple[HeatSupply, Seen]:
    """Return what a system draws to heat (and cool) its buildings, and what its source became.

    Parameters
    ----------
    source_design_c
        Source at which the units give `demands.design_kw`.
    temperature_c
        Outdoor air [steps].
    design_c
        Outdoor temperature of `demands.design_kw`.
    """
    count, steps = demands.heat_kw.shape
    out = HeatSupply(*(np.zeros((count, steps)) for _ in HeatSupply._fields))
    seen = Seen(np.zeros(steps), np.zeros(steps), np.zeros(steps), np.zeros(2))
    unit = system.own_unit or load_unit(system.heat_pump)
    full_kw, _ = at_design(unit, system, source_design_c)
    # between these sources performance is a straight line: no look-up at each step
    grid_c = np.unique(np.append(unit.full.source_c, unit.cut_off_c))
    flow_c = flow_temperature_c(temperature_c, system.flow_c, system.flow_min_c, design_c)
    cooling = table("ground_cooling")
    units = _Units(
        demands.design_kw / full_kw, demands.design_kw * system.backup_share, demands.design_kw,
        system.source_pump_share, system.pump_share - system.source_pump_share,
        unit.cyclic_degradation, system.hot_water_by == "system",
        cooling["source_c"].to_numpy(dtype=np.float64), cooling["eer"].to_numpy(dtype=np.float64),
    )  # fmt: skip
    least_c = max(source.least_c, float(grid_c[0]))
    _run(
        performance(unit, grid_c[None, :], flow_c[:, None]),
        performance(unit, grid_c, np.full(grid_c.size, system.hot_water_flow_c)),
        grid_c, units, source._replace(least_c=least_c), demands, round(1.0 / step_h), step_h,
        np.zeros((3, count)), out, seen,
    )  # fmt: skip
    return out, seen


@kernel
def _hot_water_kw(t: int, i: int, demands: Demands) -> float:
    if t < demands.first_step[i]:
        return 0.0
    return float(demands.hot_water_kw[i, demands.slot[t]])


@kernel
def _between(values: Array, low: int, share: float) -> float:
    """Return `values` [sources] between source `low` and the next."""
    return float(values[low] + share * (values[low + 1] - values[low]))


@kernel
def _serve_all(
    t: int, runs: float, now: Point, units: _Units, demands: Demands, served: Array
) -> tuple[float, float]:
    """Let the units of all buildings serve for a share of the time.

    Return what they take out of the source and what is asked of them, kW.
    """
    wanted = asked = 0.0
    for i in range(len(units.number)):
        water = _hot_water_kw(t, i, demands) if units.by_system else 0.0
        heat = float(demands.heat_kw[i, t])
        served[0, i], served[1, i], served[2, i] = serve(
            heat, water, runs * units.number[i], 1.0, now, units.cyclic_degradation
        )
        wanted += served[0, i] + served[1, i] - served[2, i]
        asked += heat + water
    return wanted, asked


@kernel
def _hold_back(
    t: int, limit_kw: float, now: Point, units: _Units, demands: Demands, served: Array
) -> None:
    """Let all units serve for the largest share of the time that takes no more than the limit."""
    low, high = 0.0, 1.0
    for _ in range(HALVINGS):
        middle = 0.5 * (low + high)
        if _serve_all(t, middle, now, units, demands, served)[0] > limit_kw:
            high = middle
        else:
            low = middle
    _serve_all(t, low, now, units, demands, served)


@kernel
def _run(
    space: Performance,
    hot: Performance,
    grid_c: Array,
    units: _Units,
    source: Source,
    demands: Demands,
    steps_per_hour: int,
    step_h: float,
    served: Array,
    out: HeatSupply,
    seen: Seen,
) -> None:
    """March through time; `space` is [steps, sources], `hot` [sources], `served` [3, buildings]."""
    ground, buildings = source.ground, len(units.number)
    has_ground = ground.fluid_c.size > 0
    field_kw = np.inf
    for t in range(demands.slot.size):
        if has_ground:
            source_c = ground.fluid_c[0]
            if t % steps_per_hour == 0:
                field_kw = most_kw(ground, 0, source.least_c)
            seen.wall_c[t] = ground.wall_c[0]
        else:
            source_c = source.water_c[t]
        seen.source_c[t] = source_c
        low, share = bracket(grid_c, source_c)
        now = Point(
            _between(hot.full_kw, low, share),
            _between(hot.full_cop, low, share),
            _between(space.full_kw[t], low, share),
            _between(space.full_cop[t], low, share),
            _between(space.part_kw[t], low, share),
            _between(space.part_cop[t], low, share),
        )
        runs = 1.0 if source_c >= source.least_c - STILL_K else 0.0
        wanted, asked = _serve_all(t, runs, now, units, demands, served)
        given = min(1.0, source.limit_kw / wanted) if wanted > 0.0 else 1.0
        if wanted > field_kw:
            _hold_back(t, field_kw, now, units, demands, served)
        seen.short_h[0] += step_h * (asked > 0.0 and runs == 0.0)
        seen.short_h[1] += step_h * (given < 1.0 or wanted > field_kw)
        taken = 0.0
        for i in range(buildings):
            taken += _heat(t, i, given, units, demands, served, out)
        if demands.cold_kw.shape[0] > 0 and source_c <= units.eer_source_c[-1]:
            low, share = bracket(units.eer_source_c, source_c)
            eer = _between(units.eer, low, share)
            for i in range(buildings):
                taken -= _cool(t, i, eer, now.hot_kw, units, demands, served, out)
        seen.heat_kw[t] = taken
        if has_ground:
            take(ground, 0, taken * step_h)
            if (t + 1) % steps_per_hour == 0:
                end_hour(ground, 0)


@kernel
def _heat(
    t: int, i: int, given: float, units: _Units, demands: Demands, served: Array, out: HeatSupply
) -> float:
    """Book what building `i` gets of what its units would give; return what the source loses.

    A source that gives less than is wanted lets all units run for the same share of time.
    """
    water, direct = _hot_water_kw(t, i, demands), 0.0
    if not units.by_system:
        water, direct = 0.0, water
    asked = float(demands.heat_kw[i, t]) + water
    from_units, compressor = given * (served[0, i] + served[1, i]), given * served[2, i]
    backup = min(max(asked - from_units, 0.0), units.backup_max_kw[i])
    delivered = from_units + backup
    circulation = units.circulation_share * delivered
    pumps = circulation + units.source_pump_share * from_units  # no heater's heat is from there
    out.electricity_kw[i, t] = compressor + backup + direct + pumps
    out.pump_kw[i, t] = circulation
    out.backup_kw[i, t] = backup
    out.compressor_kw[i, t] = compressor
    out.boiler_kw[i, t] = direct
    out.ambient_kw[i, t] = from_units - compressor
    out.unmet_kw[i, t] = max(asked - delivered, 0.0)
    return float(from_units - compressor)


@kernel
def _cool(
    t: int,
    i: int,
    eer: float,
    hot_kw: float,
    units: _Units,
    demands: Demands,
    served: Array,
    out: HeatSupply,
) -> float:
    """Cool building `i` in the time that hot water leaves; return what the source gains.

    Units that heat rooms cannot cool them. As few as can run, and the last of them cycles.
    """
    cold = float(demands.cold_kw[i, t])
    if cold <= 0.0 or served[0, i] > 0.0:
        return 0.0
    time_left = 1.0
    if served[1, i] > 0.0:
        time_left = max(1.0 - served[1, i] / (units.number[i] * hot_kw), 0.0)
    most = time_left * units.cooling_max_kw[i]
    cooled = min(cold, most)
    if cooled <= 0.0:
        return 0.0
    each = most / max(np.ceil(units.number[i] - 1e-9), 1.0)
    last = cooled % each
    compressor = (cooled - last) / eer
    if last > 0.0:
        compressor += last / cop_at_load(last, each, eer, each, eer, units.cyclic_degradation)
    out.cooled_kw[i, t] = cooled
    pumps = (units.source_pump_share + units.circulation_share) * cooled
    out.cooling_kw[i, t] = compressor + pumps
    out.rejected_kw[i, t] = cooled + compressor
    return float(cooled + compressor)
