"""A plant of several units: which run at a step, at what load, and what they draw.

Heat pumps, boilers, electric heaters and the network stand in one order, that of the controller.
Each takes what those before it could not give. A unit shares its time between hot water, a store
and space heat, because each wants another flow temperature.
"""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from sim.kernels import kernel
from sim.models.heat_pump import cop_at_load
from sim.models.heating import HeatSupply

Array = npt.NDArray[np.float64]
Single = npt.NDArray[np.float32]
Integers = npt.NDArray[np.int64]

HEAT_PUMP, HEATER, GAS, DISTRICT = range(4)
"""What a unit is, and so what it draws."""
(
    COMPRESSOR, DEFROST, HEATER_USE, GAS_USE, DISTRICT_USE, SOURCE_PUMP, PUMP, AMBIENT,
    FROM_FIELD, SPACE, WATER, CHARGED, BY_HEAT_PUMPS, BY_HEATERS, BY_BOILERS,
) = range(15)  # fmt: skip
"""Places of a step's powers, kW: what is drawn, then what is given."""
POWERS = 15
LEFT, TASK, IDLE = range(3)
"""Columns of the scratch of `run_plant`: time left, space heat given, time idle."""


class Can(NamedTuple):
    """What each unit can do for one use [units, steps], frost taken off."""

    full_kw: Array
    """Heat at full load per kW of design heat load, of all units alike together."""
    full_cop: Array
    """Heat over what is drawn: electricity, fuel, heat bought."""
    part_kw: Array
    """The same at part load; 0 where there is but one speed."""
    part_cop: Array


class Plant(NamedTuple):
    """The units of a plant, ready for every step."""

    kind: Integers
    """HEAT_PUMP … DISTRICT [units]."""
    alike: Integers
    """How many there are of each [units]."""
    best: npt.NDArray[np.bool_]
    """Whether as many of them run as draw least, not as few as can [units]."""
    bored: npt.NDArray[np.bool_]
    """Whether they take heat out of a bore field that answers [units]: see `bored_plant`."""
    cyclic_degradation: Array
    source_pump_share: Array
    """Electricity of pumps on the source's side per heat [units]."""
    pump_share: Array
    """Electricity of circulation pumps per heat [units]."""
    order: Integers
    """Units by rank [steps, units]; of several plants laid side by side, each its own."""
    frost: Array
    """Share of time that goes into defrosting [units, steps]."""
    space: Can
    hot_water: Can
    store: Can


@kernel
def load_cop(
    heat_kw: float, at_most_kw: float, can: Can, u: int, t: int, count: int, best: bool,
    cyclic_degradation: float,
) -> float:  # fmt: skip
    """Return the COP of `count` like units that give `heat_kw` of `at_most_kw` together.

    Those that run share the heat. As few as can, or (`best`) the number with the best COP: as
    many as come nearest to part load, from either side, or all.
    """
    full, part = can.full_kw[u, t], can.part_kw[u, t]
    load = heat_kw / at_most_kw
    least = min(max(int(np.ceil(load * count - 1e-9)), 1), count)
    cop = 0.0
    for way in range(4 if best else 1):
        running = least
        if way > 0:
            ideal = load * count * full / max(part, 1e-9)
            running = count if way == 3 else int(np.floor(ideal)) + way - 1
            running = min(max(running, least), count)
        found = cop_at_load(
            load * full * count / running, full, can.full_cop[u, t], part, can.part_cop[u, t],
            cyclic_degradation,
        )  # fmt: skip
        cop = max(cop, found)
    return cop


@kernel
def _draw(plant: Plant, u: int, t: int, heat_kw: float, drawn_kw: float, out: Array) -> None:
    """Book what unit `u` gave and drew."""
    kind = plant.kind[u]
    out[SOURCE_PUMP] += plant.source_pump_share[u] * heat_kw
    out[PUMP] += plant.pump_share[u] * heat_kw
    if kind == HEAT_PUMP:
        out[COMPRESSOR] += drawn_kw
        out[DEFROST] += drawn_kw * plant.frost[u, t]
        out[AMBIENT] += heat_kw - drawn_kw
        if plant.bored[u]:
            out[FROM_FIELD] += heat_kw - drawn_kw
        out[BY_HEAT_PUMPS] += heat_kw
    elif kind == HEATER:
        out[HEATER_USE] += drawn_kw
        out[BY_HEATERS] += heat_kw
    else:
        out[GAS_USE if kind == GAS else DISTRICT_USE] += drawn_kw
        out[BY_BOILERS] += heat_kw


@kernel
def run_plant(
    plant: Plant,
    first: int,
    last: int,
    t: int,
    design_kw: float,
    water_kw: float,
    space_kw: float,
    charge_kw: float,
    work: Array,
    out: Array,
) -> None:
    """Give hot water, space heat and what a store is to take, in this order, as far as it goes.

    Parameters
    ----------
    first, last
        The plant's units, if several plants lie side by side.
    design_kw
        Heat load that the plant is sized for.
    work
        Scratch [units, 3].
    out
        Powers of the step [POWERS], overwritten.
    """
    out[:] = 0.0
    for rank in range(first, last):
        u = plant.order[t, rank]
        work[u, LEFT] = 1.0
        most = design_kw * plant.hot_water.full_kw[u, t]
        given = min(water_kw - out[WATER], most)
        if given > 0.0:
            work[u, LEFT] = 1.0 - given / most
            _draw(plant, u, t, given, given / plant.hot_water.full_cop[u, t], out)
            out[WATER] += given
    for rank in range(first, last):
        u = plant.order[t, rank]
        most = design_kw * plant.space.full_kw[u, t] * work[u, LEFT]
        given = max(min(space_kw - out[SPACE], most), 0.0)
        work[u, TASK] = given
        work[u, IDLE] = work[u, LEFT] * (1.0 - given / most) if most > 0.0 else work[u, LEFT]
        out[SPACE] += given
    for rank in range(first, last):
        u = plant.order[t, rank]
        most = design_kw * plant.store.full_kw[u, t]
        given = min(charge_kw - out[CHARGED], most * work[u, IDLE])
        if given > 0.0:
            # what the store takes of its time, space heat must do without
            work[u, LEFT] -= given / most
            _draw(plant, u, t, given, given / plant.store.full_cop[u, t], out)
            out[CHARGED] += given
        if work[u, TASK] > 0.0:
            most = max(design_kw * plant.space.full_kw[u, t] * work[u, LEFT], work[u, TASK])
            cop = load_cop(
                work[u, TASK], most, plant.space, u, t, plant.alike[u], plant.best[u],
                plant.cyclic_degradation[u],
            )  # fmt: skip
            _draw(plant, u, t, work[u, TASK], work[u, TASK] / cop, out)


@kernel
def run_open_loop(
    plant: Plant,
    design_kw: Array,
    heat_kw: Single | Array,
    hot_water_kw: Array,
    slot: Integers,
    work: Array,
    step: Array,
    out: HeatSupply,
) -> None:
    """Run the plants of building groups through all steps; `work` and `step` are scratch."""
    for i in range(design_kw.size):
        for t in range(slot.size):
            space_kw, water_kw = np.float64(heat_kw[i, t]), hot_water_kw[i, slot[t]]
            run_plant(
                plant, 0, plant.kind.size, t, design_kw[i], water_kw, space_kw, 0.0, work, step
            )
            book_step(i, t, step, space_kw + water_kw, out)


@kernel
def book_step(i: int, t: int, step: Array, asked_kw: float, out: HeatSupply) -> None:
    """Enter what a group's plant did in a step for `asked_kw` of heat."""
    out.electricity_kw[i, t] = electricity_of(step)
    out.pump_kw[i, t] = step[PUMP]
    out.compressor_kw[i, t] = step[COMPRESSOR]
    out.boiler_kw[i, t] = step[BY_BOILERS]
    out.backup_kw[i, t] = step[HEATER_USE]
    out.defrost_kw[i, t] = step[DEFROST]
    out.gas_kw[i, t] = step[GAS_USE]
    out.district_kw[i, t] = step[DISTRICT_USE]
    out.ambient_kw[i, t] = step[AMBIENT]
    out.unmet_kw[i, t] = max(asked_kw - step[SPACE] - step[WATER], 0.0)


@kernel
def electricity_of(step: Array) -> float:
    """Return all electricity of a step's powers: compressors, heaters and pumps, kW."""
    return float(step[COMPRESSOR] + step[HEATER_USE] + step[SOURCE_PUMP] + step[PUMP])


def plant_supply(
    plant: Plant,
    design_kw: Array,
    heat_kw: Single | Array,
    hot_water_kw: Array,
    slot: Integers,
) -> HeatSupply:
    """Return what a plant draws to heat its building groups, each with a plant of its own.

    Parameters as of `sim.models.heating.supply`.
    """
    out = HeatSupply(*(np.zeros(heat_kw.shape) for _ in HeatSupply._fields))
    work, step = np.empty((plant.kind.size, 3)), np.empty(POWERS)
    run_open_loop(plant, design_kw, heat_kw, hot_water_kw, slot, work, step, out)
    return out
