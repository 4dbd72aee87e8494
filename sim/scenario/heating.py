"""How buildings are heated: systems that building groups name, and what is particular to plants."""

from collections.abc import Iterable, Iterator
from typing import Annotated, Literal

from pydantic import Field

from sim.errors import Fault, nearest
from sim.scenario.base import DataFile, Identifier, Model
from sim.tables import table

HEAT_PUMPS = frozenset({"air_source", "ground_source"})

Celsius = Annotated[float, Field(ge=-60.0, le=60.0)]


class OwnHeatPump(Model):
    """A heat pump by a table of one's own."""

    id: Identifier
    kind: Literal["air_source", "ground_source"]
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


class HeatingSystem(Model):
    """How buildings are heated; building groups name one by its id."""

    id: Identifier
    kind: Literal["central", "gas_boiler", "air_source", "ground_source", "electric"]
    unit: str | None = None
    """Heat pumps: a unit of ``data/heat_pumps.csv`` or of the catalogue; null: the default of its
    kind."""
    flow_c: Annotated[float, Field(ge=25.0, le=90.0)] | None = None
    """Flow temperature at the design outdoor temperature; null: the default of its kind."""
    efficiency: Annotated[float, Field(gt=0.0, le=1.1)] | None = None
    """Boilers: annual efficiency on the lower heating value; central heating: share of the heat
    that arrives. null: the default of its kind."""


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
    if kind not in HEAT_PUMPS:
        yield Fault(f"only heat pumps have a unit, this is '{kind}'", path=path)
        return
    units = table("heat_pump_units")
    fitting = [str(name) for name in units.index[units["kind"] == kind]]
    fitting += [one.id for one in own if one.kind == kind]
    if unit not in fitting:
        known = ", ".join(sorted(fitting))
        message = (
            f"'{unit}' is not in data/heat_pump_units.csv, nor in the catalogue, as {kind} "
            f"(there are: {known}).{nearest(unit, fitting)}"
        )
        yield Fault(message, path=path)
