"""Building groups that make heat early, laid out for the clock."""

from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from sim.models.archetype import from_archetypes
from sim.models.bored_plant import BoredUnits, side_by_side
from sim.models.building import Buildings, comfort_c, ready
from sim.models.facade import PLANES
from sim.models.flexible_fields import Fields
from sim.models.flexible_heat import warm_up
from sim.models.flexible_state import BOOKS, GROUP, Early, FlexibleHeat
from sim.models.ground import stacked
from sim.models.heat_pump import SEA_LEVEL_PA
from sim.models.heating_system import parameters
from sim.models.occupancy import SLOTS, Schedules, load_schedules
from sim.models.plant import HEATER, POWERS, Can, Plant
from sim.models.plant_units import Air, Member, Ranking, Weights, plant_of
from sim.models.source_pool import Source
from sim.models.thermal_store import content_kwh, tank
from sim.models.zone import states
from sim.units import SECONDS_PER_HOUR

Array = npt.NDArray[np.float64]
Single = npt.NDArray[np.float32]

WARM_UP_C = 20.0
_BY_UNIT = (
    "kind", "alike", "best", "bored", "cyclic_degradation", "source_pump_share", "pump_share",
    "frost",
)  # fmt: skip
_WARM_UP_S = 7 * 86400.0


class Store(NamedTuple):
    """A tank of a building group."""

    litres_per_kw: float
    layers: int
    most_c: float
    spread_k: float
    loss_w_per_k: float | None
    room_c: float


class Habit(NamedTuple):
    """When a system makes heat early, and what keeps it."""

    follows_sun: bool
    follows_tariff: bool
    preheat_k: float
    lower_k: float
    store: Store | None
    valley_fill_kw: float = np.inf
    """Most heat that goes into a group's tank in valley hours."""


class Place(NamedTuple):
    """Where a group stands, and since when it is used."""

    site: int
    system: int
    """Number of its heating system."""
    light: int = 0
    """Its depth of overhangs in `World.light`."""
    first_step: int = 0
    field: int = -1
    """Number of its bore field; negative: none."""


class System(NamedTuple):
    """A heating system of some groups."""

    plant: Plant
    flow_c: Array
    """Flow temperature of space heat [steps]."""
    habit: Habit
    bored: BoredUnits | None = None
    """Its units on a bore field."""


class World(NamedTuple):
    """What all groups share; series are [steps]."""

    slot: npt.NDArray[np.int64]
    heating_slot: npt.NDArray[np.int64]
    """Among `sim.models.occupancy.AHEAD_SLOTS`."""
    outdoor_c: Array
    light: Array
    """By depth of overhangs [depths, steps, PLANES]."""
    may_heat: npt.NDArray[np.bool_]
    month: npt.NDArray[np.int64]
    step_s: float
    pressure_pa: float = SEA_LEVEL_PA


def flexible_heat(
    rows: Buildings,
    places: Sequence[Place],
    systems: Sequence[System],
    hot_water_kw: Array,
    world: World,
    schedules: Schedules,
    sites: int,
    fields: Sequence[Source] = (),
) -> Early:
    """Return groups before the first step, their rooms warmed up, their tanks at return.

    Parameters
    ----------
    places
        Of each group [groups].
    hot_water_kw
        By slot [groups, SLOTS].
    fields
        Bore fields as they are before the first step; a run changes them.
    """
    made = _laid_out(rows, places, systems, hot_water_kw, world, schedules, sites, fields)
    warm_up(made.heat, min(round(_WARM_UP_S / world.step_s), len(world.outdoor_c)))
    return made


def _laid_out(
    rows: Buildings,
    places: Sequence[Place],
    systems: Sequence[System],
    hot_water_kw: Array,
    world: World,
    schedules: Schedules,
    sites: int,
    fields: Sequence[Source] = (),
) -> Early:
    count, steps = len(places), len(world.outdoor_c)
    groups = _groups(rows, places, systems)
    plant = _side_by_side([one.plant for one in systems])
    zones = ready(rows, schedules, world.step_s)
    state = states(zones, WARM_UP_C)
    # tanks begin with what comes back from the rooms
    flow_c = np.array([systems[place.system].flow_c[0] for place in places])
    layers = max(int(groups["layers"].max(initial=0)), 1)
    tank_c = np.repeat((flow_c - groups["spread_k"])[:, None], layers, axis=1)
    heat = FlexibleHeat(
        groups=groups,
        zones=zones,
        state=state,
        trial=np.empty(state.shape[1]),
        tank_c=tank_c,
        plant=plant,
        work=np.empty((plant.kind.size, 3)),
        powers=np.empty(POWERS),
        hot_water_kw=np.ascontiguousarray(hot_water_kw),
        comfort_c=comfort_c(rows, schedules),
        in_use=schedules.occupancy[rows.schedule] > 0.0,
        slot=world.slot,
        heating_slot=world.heating_slot,
        outdoor_c=np.ascontiguousarray(world.outdoor_c),
        light=np.ascontiguousarray(world.light),
        may_heat=world.may_heat,
        flow_c=np.stack([one.flow_c for one in systems]),
        month=world.month,
        books=np.zeros((count, int(world.month.max(initial=0)) + 1, BOOKS)),
        indoor_c=np.zeros((count, steps), np.float32),
        stored_kwh=np.zeros((count, steps), np.float32),
        **{
            name: np.zeros((sites, steps), np.float32)
            for name in FlexibleHeat._fields
            if name.startswith(("other_", "planned_"))
        },
    )
    for g in range(count):
        held = content_kwh(
            tank_c[g, : groups["layers"][g]], groups["layer_kwh_per_k"][g], groups["room_c"][g]
        )
        groups["start_kwh"][g] = held
    return Early(heat, _fields(groups, systems, fields, world))


def _groups(
    rows: Buildings, places: Sequence[Place], systems: Sequence[System]
) -> npt.NDArray[np.void]:
    groups = np.zeros(len(places), GROUP)
    first = np.cumsum([0, *(one.plant.kind.size for one in systems)])
    for g, place in enumerate(places):
        habit, row = systems[place.system].habit, groups[g]
        for name in Place._fields:
            row[name] = getattr(place, name)
        row["first_unit"], row["last_unit"] = first[place.system], first[place.system + 1]
        row["follows_sun"], row["follows_tariff"] = habit.follows_sun, habit.follows_tariff
        row["spares_heaters"] = bool((systems[place.system].plant.kind != HEATER).any())
        row["preheat_k"], row["lower_k"] = habit.preheat_k, habit.lower_k
        row["design_kw"] = rows.heating_capacity_kw[g]
        row["valley_fill_kw"] = habit.valley_fill_kw
        row["cool_max_kw"] = rows.cooling_capacity_kw[g]
        row["eer_35"], row["eer_per_k"] = rows.eer_35[g], rows.eer_per_k[g]
        if habit.store is not None:
            store = habit.store
            volume_m3 = store.litres_per_kw * rows.heating_capacity_kw[g] / 1000.0
            one = tank(volume_m3, store.layers, store.loss_w_per_k, store.room_c)
            row["layers"], row["most_c"] = store.layers, store.most_c
            row["spread_k"], row["room_c"] = store.spread_k, store.room_c
            row["layer_kwh_per_k"] = one.layer_kwh_per_k
            row["layer_loss_kw_per_k"] = one.layer_loss_kw_per_k
    return groups


def _fields(
    groups: npt.NDArray[np.void], systems: Sequence[System], sources: Sequence[Source], world: World
) -> Fields:
    count, steps = len(sources), len(world.outdoor_c)
    first = np.cumsum([0, *(one.plant.kind.size for one in systems)]).tolist()
    bored = {n: one.bored for n, one in enumerate(systems) if one.bored is not None}
    sizes = [bored[n].number.size if n in bored else 0 for n in range(len(systems))]
    own = [groups[groups["field"] == f] for f in range(count)]
    units_c = [float(bored[int(rows["system"][0])].least_c.min()) for rows in own]
    return Fields(
        stacked([one.ground for one in sources]),
        side_by_side(list(bored.values()), [first[n] for n in bored]),
        np.cumsum([0, *sizes[:-1]]),
        np.cumsum(sizes),
        np.array([max(one.least_c, c) for one, c in zip(sources, units_c, strict=True)]),
        np.array([float(rows["design_kw"].sum()) for rows in own]),
        round(SECONDS_PER_HOUR / world.step_s),
        np.full(count, -1, np.int64),
        *np.zeros((3, count)),
        *np.zeros((3, count, steps)),
        *np.zeros((2, count, steps), np.bool_),
    )


def _side_by_side(plants: Sequence[Plant]) -> Plant:
    """Return several plants as one, whose units stand one after another."""
    first = np.cumsum([0, *(plant.kind.size for plant in plants)])
    order = np.concatenate(
        [plant.order + before for plant, before in zip(plants, first, strict=False)], axis=1
    )
    joined = {name: np.concatenate([getattr(plant, name) for plant in plants]) for name in _BY_UNIT}
    space, hot_water, store = (
        Can(*(np.concatenate(column) for column in zip(*uses, strict=True)))
        for uses in zip(*((p.space, p.hot_water, p.store) for p in plants), strict=True)
    )
    return plants[0]._replace(
        **joined, order=np.ascontiguousarray(order), space=space, hot_water=hot_water, store=store
    )


@lru_cache(maxsize=1)
def no_flexible_heat() -> Early:
    """Return what stands for no group at all: the layout, and nothing in it."""
    one = np.zeros(1)
    air = Air(one, one)
    electric = parameters("electric")
    plant = plant_of([Member(electric)], electric, Ranking(), Weights(one, 1.0, 1.0), air)
    habit = Habit(False, False, 0.0, 0.0, None)
    world = World(
        np.zeros(1, np.int64), np.zeros(1, np.int64), one, np.zeros((1, 1, PLANES)),
        np.zeros(1, np.bool_), np.zeros(1, np.int64), 3600.0,
    )  # fmt: skip
    rows = from_archetypes([("office", "existing", 1000.0, 5)])
    made = _laid_out(
        rows, [Place(0, 0)], [System(plant, one, habit)], np.zeros((1, SLOTS)), world,
        load_schedules(), 1,
    )  # fmt: skip
    return made._replace(heat=made.heat._replace(groups=made.heat.groups[:0]))
