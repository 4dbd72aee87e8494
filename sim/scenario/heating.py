"""How buildings are heated: systems that building groups name, and what is particular to plants."""

from collections.abc import Iterable, Iterator
from typing import Annotated, Literal

from pydantic import Field

from sim.errors import Fault, nearest
from sim.scenario.base import DataFile, Identifier, Model
from sim.scenario.heat_source import BoreField, WaterSource
from sim.tables import table

HEAT_PUMPS = frozenset({"air_source", "ground_source"})
"""Kinds of heat pump among the units of a plant."""
FLEXIBLE = frozenset({"air_source", "electric", "ground_source", "plant"})
"""Kinds of system that can make heat early."""

Celsius = Annotated[float, Field(ge=-60.0, le=60.0)]


class OwnHeatPump(Model):
    """A heat pump by a table of one's own."""

    id: Identifier
    kind: Literal["air_source", "ground_source", "water_source"]
    """What it takes heat from; sewage and waste heat are served by those of ground and water."""
    points: DataFile
    """CSV of its points: load (full or part), source_c, flow_c, heat_kw, cop. Each source has the
    same number of flows; points of air-source units are those of EN 14511, frost included."""
    cut_off_c: Celsius
    """A colder source stops the compressor."""
    flow_max_c: Annotated[float, Field(ge=25.0, le=100.0)]
    """Hottest flow that it can give."""
    capacity_per_k: Annotated[float, Field(ge=0.0, le=0.1)] = 0.02
    """Share of its capacity lost per K below the coldest source of its table. Assumption."""
    cyclic_degradation: Annotated[float, Field(ge=0.5, le=1.0)] = 0.9
    """Cdh of EN 14825: 1 would be no loss by cycling. The norm's default."""


class PlantUnit(Model):
    """Units alike of a plant."""

    kind: Literal["air_source", "ground_source", "gas_boiler", "central", "electric"]
    unit: str | None = None
    """Heat pumps: as of a heating system."""
    efficiency: Annotated[float, Field(gt=0.0, le=1.1)] | None = None
    """Boilers and central heating: as of a heating system."""
    share: Annotated[float, Field(gt=0.0, le=3.0)] = 1.0
    """Heat that all of them together give at the design outdoor temperature, as a share of the
    design heat load."""
    number: Annotated[int, Field(ge=1, le=50)] = 1
    """How many there are: they start one after another."""
    source_c: Celsius | None = None
    """Ground-source units: temperature of the fluid all winter, where the plant has no `field`;
    null: that of a coldest day."""


class Sequence(Model):
    """Which of a plant's units run first."""

    order: Literal["listed", "efficiency", "cost", "carbon"] = "listed"
    """listed: as they stand, as few of each as can. efficiency, cost, carbon: whatever gives heat
    for the least energy bought, money (tariff of the hour) or carbon at the step, and as many of
    units alike as draw least."""
    bivalence: Literal["parallel", "alternative"] = "parallel"
    """Colder than `bivalent_point_c` the others help the heat pumps (parallel), or heat pumps
    stand still (alternative)."""
    bivalent_point_c: Celsius | None = None
    """Outdoor temperature; warmer, heat pumps run alone. null: the others help at any time."""


class HeatStore(Model):
    """A tank of hot water for space heat at every building group of the system."""

    litres_per_kw: Annotated[float, Field(gt=0.0, le=5000.0)] = 50.0
    """Volume per design heat load. Assumption."""
    layers: Annotated[int, Field(ge=1, le=20)] = 5
    """Layers of which each is one temperature. Assumption."""
    most_c: Annotated[float, Field(ge=30.0, le=95.0)] = 55.0
    """Temperature to which it is charged."""
    spread_k: Annotated[float, Field(ge=2.0, le=40.0)] = 10.0
    """By how much water comes back cooler from the rooms than it went there. Assumption."""
    loss_w_per_k: Annotated[float, Field(ge=0.0, le=1e5)] | None = None
    """Of each group's tank; null: the limit of class C of regulation (EU) 812/2013."""
    room_c: Annotated[float, Field(ge=-20.0, le=40.0)] = 15.0
    """Temperature of the room in which it stands. Assumption."""


class Flexible(Model):
    """When heat is made early, and where it is kept."""

    follows: Annotated[
        tuple[Literal["pv_surplus", "tariff_valley"], ...], Field(min_length=1, max_length=2)
    ]
    """pv_surplus: with what the site's sun leaves after all other loads. tariff_valley: in valley
    hours, up to the transformer's rating; what was stored is kept for peak hours."""
    preheat_k: Annotated[float, Field(ge=0.0, le=5.0)] = 0.0
    """By how much the set-point is raised meanwhile: the building's mass stores."""
    lower_k: Annotated[float, Field(ge=0.0, le=5.0)] = 0.0
    """By how much it is lowered in peak hours (tariff_valley)."""
    valley_fill_kw: Annotated[float, Field(gt=0.0, le=100_000.0)] | None = None
    """Most heat that goes into the tank of each building group in valley hours, kW; null: what
    the plant has left and the transformer carries."""


class HeatingSystem(Model):
    """How buildings are heated; building groups name one by its id."""

    id: Identifier
    kind: Literal[
        "central",
        "gas_boiler",
        "air_source",
        "ground_source",
        "sewage_source",
        "waste_heat",
        "electric",
        "plant",
    ]
    """plant: of several `units`."""
    unit: str | None = None
    """Heat pumps: a unit of ``data/heat_pumps.csv`` or of the catalogue; null: the default of its
    kind."""
    flow_c: Annotated[float, Field(ge=25.0, le=90.0)] | None = None
    """Flow temperature at the design outdoor temperature; null: the default of its kind."""
    efficiency: Annotated[float, Field(gt=0.0, le=1.1)] | None = None
    """Boilers: annual efficiency on the lower heating value; central heating: share of the heat
    that arrives. null: the default of its kind."""
    units: tuple[PlantUnit, ...] = ()
    """Of a plant, in the order `listed`."""
    sequence: Sequence = Sequence()
    store: HeatStore | None = None
    """A tank that `flexible` fills and empties; null: none."""
    flexible: Flexible | None = None
    """Makes heat early, inside the run; null: heat is made when it is needed."""
    field: BoreField | None = None
    """ground_source: its boreholes; null: all defaults. A plant: those of its ground-source units;
    null: they have a fixed `source_c`. A field with rows and columns is one for all buildings of
    the system, wherever they stand."""
    source: WaterSource | None = None
    """sewage_source and waste_heat: the water that is cooled down; needed there."""
    cools: bool = False
    """ground_source: the heat pumps cool the buildings in summer and put that heat into the
    ground; what they cannot, the buildings' own cooling does."""


class Heating(Model):
    """The heating season and the systems that buildings name."""

    season_start: Annotated[str, Field(pattern=r"^(0[1-9]|1[0-2])-([0-2]\d|3[01])$")] = "11-01"
    """First day, MM-DD."""
    season_end: Annotated[str, Field(pattern=r"^(0[1-9]|1[0-2])-([0-2]\d|3[01])$")] = "03-31"
    """Last day, MM-DD."""
    systems: tuple[HeatingSystem, ...] = ()


def check_own_heat_pumps(own: Iterable[OwnHeatPump]) -> Iterator[Fault]:
    """Yield the faults of a catalogue's heat pumps that show without their files."""
    taken = {str(name): "data/heat_pump_units.csv" for name in table("heat_pump_units").index}
    for one in own:
        if one.id in taken:
            path = f"catalogue.heat_pumps.{one.id}.id"
            yield Fault(f"'{one.id}' is in {taken[one.id]} already", path=path)
        taken[one.id] = "this catalogue"


def check_unit(
    path: str, kind: str, unit: str | None, own: Iterable[OwnHeatPump]
) -> Iterator[Fault]:
    """Yield a fault if `unit` is no heat pump of this `kind`."""
    if unit is None:
        return
    kinds = table("heating_systems")["unit_kinds"].fillna("")[kind].split()
    if not kinds:
        yield Fault(f"only heat pumps have a unit, this is '{kind}'", path=path)
        return
    units = table("heat_pump_units")
    fitting = [str(name) for name in units.index[units["kind"].isin(kinds)]]
    fitting += [one.id for one in own if one.kind in kinds]
    if unit not in fitting:
        known = ", ".join(sorted(fitting))
        message = (
            f"'{unit}' is not in data/heat_pump_units.csv, nor in the catalogue, as "
            f"{' or '.join(kinds)} (there are: {known}).{nearest(unit, fitting)}"
        )
        yield Fault(message, path=path)


def check_system(system: HeatingSystem, own: Iterable[OwnHeatPump]) -> Iterator[Fault]:
    """Yield the faults of a heating system across its fields."""
    path = f"heating.systems.{system.id}"
    yield from check_unit(f"{path}.unit", system.kind, system.unit, own)
    for number, one in enumerate(system.units):
        yield from check_unit(f"{path}.units.{number}.unit", one.kind, one.unit, own)
        if one.source_c is not None and one.kind != "ground_source":
            yield Fault(
                f"only ground-source units have a source of their own, this is '{one.kind}'",
                path=f"{path}.units.{number}.source_c",
            )
    if (system.kind == "plant") != bool(system.units):
        what = (
            "a plant needs at least one of them"
            if system.kind == "plant"
            else (f"'{system.kind}' has none: write `kind: plant` and name it among the units")
        )
        yield Fault(what, path=f"{path}.units")
    yield from _bivalence(f"{path}.sequence", system)
    yield from _storing(path, system)
    yield from _too_hot(f"{path}.flow_c", system, own)
    yield from _never_filled(f"{path}.store.most_c", system, own)


def flow_range_c(system: HeatingSystem) -> tuple[float, float]:
    """Return the flow temperatures of the mildest and of the coldest days [°C]."""
    row = table("heating_systems").loc[system.kind]
    design_c = float(str(row["flow_c"])) if system.flow_c is None else system.flow_c
    least_c = float(str(row["flow_min_c"]))
    return least_c, max(least_c, design_c)


def _too_hot(path: str, system: HeatingSystem, own: Iterable[OwnHeatPump]) -> Iterator[Fault]:
    """Yield a fault for each heat pump that cannot give the flow temperature."""
    _, flow_c = flow_range_c(system)
    for unit, most_c in _hottest_flows(system, own).items():
        if flow_c > most_c:
            yield Fault(f"{flow_c:g} °C is more than '{unit}' gives, {most_c:g} °C", path=path)


def _never_filled(path: str, system: HeatingSystem, own: Iterable[OwnHeatPump]) -> Iterator[Fault]:
    """Yield a fault for each heat pump of a store that is to be hotter than any unit makes it."""
    if system.store is None:
        return
    wanted_c, most = system.store.most_c, _hottest_flows(system, own)
    fillers = [most_c for unit, most_c in most.items() if unit != "electric"] or [*most.values()]
    if not all(wanted_c > most_c for most_c in fillers):
        return
    for unit, most_c in most.items():
        if wanted_c > most_c:
            message = (
                f"{wanted_c:g} °C is more than '{unit}' gives, {most_c:g} °C: nothing would fill "
                "the tank"
            )
            yield Fault(message, path=path)


def _hottest_flows(system: HeatingSystem, own: Iterable[OwnHeatPump]) -> dict[str, float]:
    """Return the hottest flow of each heat pump, and of other units (by kind) no limit [°C]."""
    most = {str(name): float(c) for name, c in table("heat_pump_units")["flow_max_c"].items()}
    most |= {one.id: one.flow_max_c for one in own}
    pumps = table("heating_systems")["heat_pump"].dropna().to_dict()
    members = system.units if system.kind == "plant" else (system,)
    units = [one.unit or str(pumps.get(one.kind, one.kind)) for one in members]
    return {unit: most.get(unit, float("inf")) for unit in units}


def _bivalence(path: str, system: HeatingSystem) -> Iterator[Fault]:
    if system.sequence == Sequence() or (system.kind == "plant" and not system.units):
        return  # without units there is nothing to say about their order
    if system.kind != "plant":
        yield Fault(f"only plants have a sequence, this is '{system.kind}'", path=path)
    elif system.sequence.bivalent_point_c is None:
        if system.sequence.bivalence != "parallel":
            message = "alternative operation needs a bivalent_point_c"
            yield Fault(message, path=f"{path}.bivalence")
    elif len({one.kind in HEAT_PUMPS for one in system.units}) < 2:
        message = "a bivalent point needs heat pumps and something else among the units"
        yield Fault(message, path=f"{path}.bivalent_point_c")


def _storing(path: str, system: HeatingSystem) -> Iterator[Fault]:
    flexible = system.flexible
    if flexible is None:
        if system.store is not None:
            message = "nothing fills or empties it: say when in `flexible`"
            yield Fault(message, path=f"{path}.store")
        return
    if system.kind not in FLEXIBLE:
        message = f"'{system.kind}' cannot make heat early (can: {', '.join(sorted(FLEXIBLE))})"
        yield Fault(message, path=f"{path}.flexible")
    if len(set(flexible.follows)) < len(flexible.follows):
        message = f"'{flexible.follows[0]}' stands twice"
        yield Fault(message, path=f"{path}.flexible.follows.1")
    if system.store is not None:
        least_c, _ = flow_range_c(system)
        if system.store.most_c < least_c:
            message = (
                f"{system.store.most_c:g} °C are never enough for the rooms, to which water goes "
                f"at {least_c:g} °C or more: the tank would give nothing"
            )
            yield Fault(message, path=f"{path}.store.most_c")
    if system.store is None and flexible.preheat_k == 0.0 and flexible.lower_k == 0.0:
        message = "nothing is kept: there is no store, and preheat_k and lower_k are 0"
        yield Fault(message, path=f"{path}.flexible")
    if flexible.lower_k > 0.0 and "tariff_valley" not in flexible.follows:
        message = "peak hours count for `follows: [tariff_valley]` alone"
        yield Fault(message, path=f"{path}.flexible.lower_k")
    if flexible.valley_fill_kw is not None:
        what = "there is no store" if system.store is None else None
        if "tariff_valley" not in flexible.follows:
            what = "valley hours count for `follows: [tariff_valley]` alone"
        if what is not None:
            yield Fault(what, path=f"{path}.flexible.valley_fill_kw")
