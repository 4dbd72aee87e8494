"""The units of a plant made ready: what each can do at every step, and who runs first."""

from collections.abc import Sequence
from typing import Literal, NamedTuple

import numpy as np
import numpy.typing as npt

from sim.errors import Fault, InputError
from sim.models.heat_pump import (
    SEA_LEVEL_PA,
    Unit,
    defrost_share,
    load_unit,
    performance,
    thin_air_k,
)
from sim.models.heating import flow_temperature_c
from sim.models.heating_system import Parameters
from sim.models.plant import DISTRICT, GAS, HEAT_PUMP, HEATER, Can, Plant

Array = npt.NDArray[np.float64]

_KINDS = {"gas_boiler": GAS, "central": DISTRICT, "electric": HEATER}
Order = Literal["listed", "efficiency", "cost", "carbon"]


class Member(NamedTuple):
    """Units alike of a plant."""

    system: Parameters
    """Its kind with unit and efficiency; flow temperatures are the plant's."""
    share: float = 1.0
    """Heat that all of them give at design temperature, per design heat load."""
    alike: int = 1
    source_c: float | None = None
    """Temperature of a source that is not air."""
    bored: bool = False
    """Takes heat out of a bore field that answers; `source_c` is what its units are sized for."""


class Ranking(NamedTuple):
    """How a plant's controller ranks its units."""

    order: Order = "listed"
    bivalence: Literal["parallel", "alternative"] = "parallel"
    bivalent_c: float | None = None
    """Outdoor temperature: warmer, heat pumps run alone; colder, together with the others
    (parallel), or not at all (alternative). None: the others help at any time."""


class Weights(NamedTuple):
    """What a kWh counts in the ranking: 1 each, its price, or its carbon."""

    electricity: Array
    """[steps]"""
    gas: float
    district: float


class Air(NamedTuple):
    """Outdoor air [steps]."""

    temperature_c: Array
    relative_humidity: Array
    """In %."""
    pressure_pa: float = SEA_LEVEL_PA
    design_c: float = -9.0


def plant_of(
    members: Sequence[Member],
    system: Parameters,
    ranking: Ranking,
    weights: Weights,
    air: Air,
    store_c: float | None = None,
) -> Plant:
    """Return a plant for every step.

    Parameters
    ----------
    system
        Flow temperatures, hot water and circulation pumps of the plant.
    store_c
        Flow temperature at which a store is charged; None: there is none.

    Raises
    ------
    InputError
        If a heat pump gives nothing at the design temperature.
    """
    frost = np.stack([_frost(member, air) for member in members])
    made = [
        _uses(member, system, may_run(member, ranking, air), of_unit, air, store_c)
        for member, of_unit in zip(members, frost, strict=True)
    ]
    space, hot_water, store = (_stacked(use) for use in zip(*made, strict=True))
    fills = np.array([store_c is not None and not _is_backup(m, members) for m in members])
    store = store._replace(full_kw=np.where(fills[:, None], store.full_kw, 0.0))
    return Plant(
        kind=np.array([_kind(member) for member in members]),
        alike=np.array([member.alike for member in members]),
        best=np.array([ranking.order != "listed"] * len(members)),
        bored=np.array([member.bored for member in members]),
        cyclic_degradation=np.array(
            [unit_of(m).cyclic_degradation if _is_heat_pump(m) else 1.0 for m in members]
        ),
        source_pump_share=np.array([_source_pumps(member) for member in members]),
        pump_share=np.array([_pumps(member, system) for member in members]),
        order=_ranked(members, ranking, weights, space),
        frost=frost,
        space=space,
        hot_water=hot_water,
        store=store,
    )


def _frost(member: Member, air: Air) -> Array:
    """Return the share of time that a unit spends on defrosting [steps]."""
    if not _is_heat_pump(member) or not unit_of(member).frosts:
        return np.zeros(len(air.temperature_c))
    return defrost_share(air.temperature_c, air.relative_humidity, air.pressure_pa)


def _uses(
    member: Member,
    system: Parameters,
    may: Array,
    frost: Array,
    air: Air,
    store_c: float | None,
) -> tuple[Can, Can, Can]:
    """Return what a unit can do for rooms, hot water and a store; `may` is 1 where it may run."""
    if not _is_heat_pump(member):
        can = _boiler(member, may)
        return can, can, can
    unit = unit_of(member)
    space_c = flow_temperature_c(air.temperature_c, system.flow_c, system.flow_min_c, air.design_c)
    per_kw = may * member.share / of_unit_at_design_kw(member, unit, system.flow_c, air)
    space, hot_water, store = (
        _heat_pump(member, unit, flow_c, per_kw, frost, air)
        for flow_c in (
            space_c,
            np.full_like(space_c, system.hot_water_flow_c),
            np.full_like(space_c, system.hot_water_flow_c if store_c is None else store_c),
        )
    )
    return space, hot_water, store


def _is_heat_pump(member: Member) -> bool:
    return member.system.kind not in _KINDS


def _is_backup(member: Member, members: Sequence[Member]) -> bool:
    """Tell if a unit is an electric heater beside others: it makes no heat early."""
    return _kind(member) == HEATER and any(_kind(other) != HEATER for other in members)


def _kind(member: Member) -> int:
    return _KINDS.get(member.system.kind, HEAT_PUMP)


def unit_of(member: Member) -> Unit:
    """Return the tabled heat pump of a member."""
    return member.system.own_unit or load_unit(member.system.heat_pump)


def _source_pumps(member: Member) -> float:
    """Return the pump electricity per heat on the source's side: boreholes and water have some."""
    return member.system.source_pump_share if _is_heat_pump(member) else 0.0


def _pumps(member: Member, plant: Parameters) -> float:
    """Return the pump electricity per heat on the rooms' side, as where the unit stands alone.

    Electric heaters warm the water of the plant.
    """
    whose = plant if _kind(member) == HEATER else member.system
    return whose.pump_share - whose.source_pump_share


def may_run(member: Member, ranking: Ranking, air: Air) -> Array:
    """Return 1 where the controller lets a unit run, 0 elsewhere [steps]."""
    always = np.ones(len(air.temperature_c))
    if ranking.bivalent_c is None:
        return always
    warm = air.temperature_c >= ranking.bivalent_c
    if _is_heat_pump(member):
        return always if ranking.bivalence == "parallel" else warm.astype(np.float64)
    return np.asarray(1.0 - warm, dtype=np.float64)


def _source_c(member: Member, unit: Unit, air: Air, outdoor_c: Array) -> Array:
    if unit.frosts:
        return outdoor_c - thin_air_k(outdoor_c, air.pressure_pa)
    return np.full_like(outdoor_c, 0.0 if member.source_c is None else member.source_c)


def of_unit_at_design_kw(member: Member, unit: Unit, flow_c: float, air: Air) -> float:
    """Return what one tabled unit gives at the design temperature."""
    source_c = _source_c(member, unit, air, np.array([air.design_c]))
    full_kw = float(performance(unit, source_c, np.array([flow_c])).full_kw[0])
    if full_kw <= 0.0:
        raise InputError([Fault(
            f"heat pump '{member.system.heat_pump}' gives no heat at {source_c[0]:.3g} °C source "
            f"and {flow_c:g} °C flow (limits: {unit.cut_off_c:g} and {unit.flow_max_c:g})"
        )])  # fmt: skip
    return full_kw


def _heat_pump(
    member: Member, unit: Unit, flow_c: Array, per_kw: Array, frost: Array, air: Air
) -> Can:
    at = performance(unit, _source_c(member, unit, air, air.temperature_c), flow_c)
    thawed = 1.0 - frost
    return Can(
        full_kw=at.full_kw * thawed * per_kw,
        full_cop=np.maximum(at.full_cop * thawed, 1.0),
        part_kw=at.part_kw * thawed * per_kw,
        part_cop=np.maximum(at.part_cop * thawed, 1.0),
    )


def _boiler(member: Member, may: Array) -> Can:
    efficiency = np.full(len(may), member.system.efficiency)
    return Can(member.share * may, efficiency, np.zeros(len(may)), efficiency)


def _stacked(use: Sequence[Can]) -> Can:
    return Can(*(np.ascontiguousarray(np.stack(column)) for column in zip(*use, strict=True)))


def _ranked(
    members: Sequence[Member], ranking: Ranking, weights: Weights, space: Can
) -> npt.NDArray[np.int64]:
    """Return the units by rank [steps, units]: what a kWh of heat weighs, cheapest first."""
    if ranking.order == "listed":
        return np.tile(np.arange(len(members), dtype=np.int64), (len(weights.electricity), 1))
    drawn = {GAS: weights.gas, DISTRICT: weights.district}
    weight = np.array([
        np.asarray(drawn.get(_kind(member), weights.electricity)) / space.full_cop[number]
        for number, member in enumerate(members)
    ])  # fmt: skip
    return np.ascontiguousarray(np.argsort(weight, axis=0, kind="stable").T, dtype=np.int64)
