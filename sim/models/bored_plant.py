"""Plants whose ground-source units share a bore field: what they can do follows its fluid.

All building groups of a field are served step by step, because each finds the ground as the
others left it; the fluid of an hour is that of the end of the hour before, as in `source_pool`.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from sim.kernels import kernel
from sim.models.ground import Ground, end_hour, most_kw, take
from sim.models.heat_pump import Performance, bracket, performance
from sim.models.heating import HeatSupply, flow_temperature_c
from sim.models.heating_system import Parameters
from sim.models.plant import FROM_FIELD, POWERS, Can, Plant, book_step, run_plant
from sim.models.plant_units import Air, Member, Ranking, may_run, of_unit_at_design_kw, unit_of
from sim.models.source_pool import HALVINGS, STILL_K, Demands, Seen, Source

Array = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]


class BoredUnits(NamedTuple):
    """What ground-source units of a plant can do by the temperature of their fluid."""

    number: Integers
    """Which units of the plant they are [bored]."""
    per_kw: Array
    """Like units together, per design heat load; 0 where they may not run [bored, steps]."""
    least_c: Array
    """Colder than this they stand still [bored]."""
    source_c: Array
    """Fluids between which performance is a straight line [sources]."""
    space: Performance
    """[bored, steps, sources]"""
    hot_water: Performance
    """[bored, sources]"""
    store: Performance
    """[bored, sources]; nothing where there is no store."""


def bored_units(
    members: Sequence[Member],
    system: Parameters,
    ranking: Ranking,
    air: Air,
    store_c: float | None = None,
) -> BoredUnits:
    """Return the units of a plant that take heat out of its bore field; parameters of `plant_of`.

    Raises
    ------
    InputError
        If one of them gives nothing at the fluid that it is sized for.
    """
    chosen = [number for number, member in enumerate(members) if member.bored]
    units = [unit_of(members[number]) for number in chosen]
    source_c = np.unique(
        np.concatenate([np.append(one.full.source_c, one.cut_off_c) for one in units])
    )
    flow_c = flow_temperature_c(air.temperature_c, system.flow_c, system.flow_min_c, air.design_c)
    # hotter than any unit makes it: no heat
    hot_c, filled_c = (
        np.full(source_c.size, c)
        for c in (system.hot_water_flow_c, np.inf if store_c is None else store_c)
    )
    per_kw = [
        may_run(members[number], ranking, air)
        * members[number].share
        / of_unit_at_design_kw(members[number], unit, system.flow_c, air)
        for number, unit in zip(chosen, units, strict=True)
    ]
    space = [performance(one, source_c[None, :], flow_c[:, None]) for one in units]
    return BoredUnits(
        number=np.array(chosen, dtype=np.int64),
        per_kw=np.stack(per_kw),
        least_c=np.array([one.cut_off_c for one in units]),
        source_c=source_c,
        space=_stacked(space),
        hot_water=_stacked([performance(one, source_c, hot_c) for one in units]),
        store=_stacked([performance(one, source_c, filled_c) for one in units]),
    )


def _stacked(each: Sequence[Performance]) -> Performance:
    return Performance(*(np.stack(column) for column in zip(*each, strict=True)))


def side_by_side(each: Sequence[BoredUnits], first_unit: Sequence[int]) -> BoredUnits:
    """Return the units of several plants, or of none, one after another, at the sources of all.

    Parameters
    ----------
    first_unit
        Number with which the units of each plant begin, where plants lie side by side.
    """
    if not each:
        none, can = np.zeros(0), Performance(*(np.zeros((0, 0)) for _ in Performance._fields))
        space = Performance(*(np.zeros((0, 0, 0)) for _ in Performance._fields))
        return BoredUnits(np.zeros(0, np.int64), np.zeros((0, 0)), none, none, space, can, can)
    source_c = np.unique(np.concatenate([one.source_c for one in each]))

    def joined(use: str) -> Performance:
        parts = [
            [_at(values, one.source_c, source_c) for values in getattr(one, use)] for one in each
        ]
        columns = (np.concatenate(column) for column in zip(*parts, strict=True))
        return Performance(*(np.ascontiguousarray(column) for column in columns))

    return BoredUnits(
        number=np.concatenate(
            [one.number + first for one, first in zip(each, first_unit, strict=True)]
        ),
        per_kw=np.concatenate([one.per_kw for one in each]),
        least_c=np.concatenate([one.least_c for one in each]),
        source_c=source_c,
        space=joined("space"),
        hot_water=joined("hot_water"),
        store=joined("store"),
    )


def _at(values: Array, known_c: Array, source_c: Array) -> Array:
    """Return `values` [..., sources] at other sources, by straight lines."""
    if np.array_equal(known_c, source_c):
        return values
    low = np.clip(np.searchsorted(known_c, source_c, side="right") - 1, 0, known_c.size - 2)
    share = (source_c - known_c[low]) / (known_c[low + 1] - known_c[low])
    share = np.clip(share, 0.0, 1.0)
    return np.asarray(values[..., low] + share * (values[..., low + 1] - values[..., low]))


def run_bored_plant(
    plant: Plant, bored: BoredUnits, source: Source, demands: Demands, step_h: float
) -> tuple[HeatSupply, Seen]:
    """Return what a plant draws to heat its building groups, and what its field became.

    What `plant` says of its ground-source units is overwritten, and `source` is changed.
    """
    count, steps = demands.heat_kw.shape
    out = HeatSupply(*(np.zeros((count, steps)) for _ in HeatSupply._fields))
    seen = Seen(np.zeros(steps), np.zeros(steps), np.zeros(steps), np.zeros(2))
    least_c = max(source.least_c, float(bored.least_c.min()))
    _run(
        plant, bored, source.ground, least_c, demands, round(1.0 / step_h), step_h,
        np.empty((plant.kind.size, 3)), np.empty(POWERS), out, seen,
    )  # fmt: skip
    return out, seen


@kernel
def _between(values: Array, low: int, share: float) -> float:
    return float(values[low] + share * (values[low + 1] - values[low]))


@kernel
def _enter(
    can: Can, u: int, t: int, at: Performance, b: int, low: int, share: float, per_kw: float
) -> None:
    """Enter what unit `u` can do for rooms at step `t`."""
    can.full_kw[u, t] = per_kw * _between(at.full_kw[b, t], low, share)
    can.full_cop[u, t] = _between(at.full_cop[b, t], low, share)
    can.part_kw[u, t] = per_kw * _between(at.part_kw[b, t], low, share)
    can.part_cop[u, t] = _between(at.part_cop[b, t], low, share)


@kernel
def set_units(
    plant: Plant,
    bored: BoredUnits,
    first: int,
    last: int,
    t: int,
    fluid_c: float,
    least_c: float,
    time: float,
) -> bool:
    """Enter what ground-source units `first` to `last` can do in a share of `time` of step `t`.

    Return whether any can run.
    """
    low, share = bracket(bored.source_c, fluid_c)
    any_runs = False
    for b in range(first, last):
        u = bored.number[b]
        runs = fluid_c >= max(least_c, bored.least_c[b]) - STILL_K
        per_kw = time * bored.per_kw[b, t] if runs else 0.0
        _enter(plant.space, u, t, bored.space, b, low, share, per_kw)
        hot, can = bored.hot_water, plant.hot_water
        can.full_kw[u, t] = per_kw * _between(hot.full_kw[b], low, share)
        can.full_cop[u, t] = _between(hot.full_cop[b], low, share)
        hot, can = bored.store, plant.store
        can.full_kw[u, t] = per_kw * _between(hot.full_kw[b], low, share)
        can.full_cop[u, t] = _between(hot.full_cop[b], low, share)
        any_runs = any_runs or runs
    return any_runs


@kernel
def _serve_all(
    plant: Plant, t: int, demands: Demands, work: Array, step: Array, out: HeatSupply
) -> tuple[float, float]:
    """Run the plants of all building groups; return what the field gives and what is asked, kW."""
    taken_kw = asked_kw = 0.0
    for i in range(demands.design_kw.size):
        space_kw, water_kw = np.float64(demands.heat_kw[i, t]), 0.0
        if t >= demands.first_step[i]:
            water_kw = demands.hot_water_kw[i, demands.slot[t]]
        run_plant(
            plant, 0, plant.kind.size, t, demands.design_kw[i], water_kw, space_kw, 0.0,
            work, step,
        )  # fmt: skip
        book_step(i, t, step, space_kw + water_kw, out)
        taken_kw += step[FROM_FIELD]
        asked_kw += space_kw + water_kw
    return taken_kw, asked_kw


@kernel
def _hold_back(
    plant: Plant,
    bored: BoredUnits,
    t: int,
    fluid_c: float,
    least_c: float,
    limit_kw: float,
    demands: Demands,
    work: Array,
    step: Array,
    out: HeatSupply,
) -> float:
    """Let ground-source units run for the largest share of the time within the field's limit.

    The others of the plant give what they can of the rest. Return what the field gives, kW.
    """
    low, high, units = 0.0, 1.0, bored.number.size
    for _ in range(HALVINGS):
        middle = 0.5 * (low + high)
        set_units(plant, bored, 0, units, t, fluid_c, least_c, middle)
        if _serve_all(plant, t, demands, work, step, out)[0] > limit_kw:
            high = middle
        else:
            low = middle
    set_units(plant, bored, 0, units, t, fluid_c, least_c, low)
    return _serve_all(plant, t, demands, work, step, out)[0]


@kernel
def _run(
    plant: Plant,
    bored: BoredUnits,
    ground: Ground,
    least_c: float,
    demands: Demands,
    steps_per_hour: int,
    step_h: float,
    work: Array,
    step: Array,
    out: HeatSupply,
    seen: Seen,
) -> None:
    """March through time; `work` and `step` are scratch of `run_plant`."""
    limit_kw = np.inf
    for t in range(demands.slot.size):
        if t % steps_per_hour == 0:
            limit_kw = most_kw(ground, 0, least_c)
        fluid_c = ground.fluid_c[0]
        seen.source_c[t], seen.wall_c[t] = fluid_c, ground.wall_c[0]
        runs = set_units(plant, bored, 0, bored.number.size, t, fluid_c, least_c, 1.0)
        taken_kw, asked_kw = _serve_all(plant, t, demands, work, step, out)
        if taken_kw > limit_kw:
            seen.short_h[1] += step_h
            taken_kw = _hold_back(
                plant, bored, t, fluid_c, least_c, limit_kw, demands, work, step, out
            )
        seen.heat_kw[t] = taken_kw
        seen.short_h[0] += step_h * (asked_kw > 0.0 and not runs)
        take(ground, 0, taken_kw * step_h)
        if (t + 1) % steps_per_hour == 0:
            end_hour(ground, 0)
