"""Areas, links between them, and sites with what stands behind their transformer."""

from typing import Annotated

from pydantic import Field

from sim.scenario.base import (
    Identifier,
    Model,
    NonNegative,
    Position,
    Positive,
    Text,
)
from sim.scenario.building import Building
from sim.scenario.charging import Cabinet, Charging, Phase, Supply, Swap
from sim.scenario.solar import Roof
from sim.scenario.storage import SiteBattery


class Area(Model):
    """A part of the park with its own connection to the public grid."""

    id: Identifier
    name: Text
    position: Position
    connection_kw: Positive
    """Power that the connection to the public grid is built for, kW."""


class Link(Model):
    """A power line between two areas: a surplus of one serves the other up to its capacity."""

    id: Identifier
    between: tuple[Identifier, Identifier]
    """The two areas."""
    capacity_kw: NonNegative


class PlugGroup(Model):
    """Like plugs of a station; they share one queue."""

    id: Identifier | None = None
    """Needed where a feeder or a log of sessions names it."""
    kind: str
    """A row of ``data/chargers.csv``."""
    count: Annotated[int, Field(ge=1, le=5000)]
    names: tuple[str, ...] = ()
    """Names of its plugs, by which a log of sessions may say which one a car used."""
    phase: Phase = "abc"
    """To which phases of the station's supply they are connected: all three, one and neutral, or
    between two."""
    cabinet: Cabinet | None = None
    """The power modules that several of them share; null: each has its own."""


class Station(Model):
    """A charging station."""

    id: Identifier
    name: Text | None = None
    operator: str = "park"
    plugs: tuple[PlugGroup, ...] = ()
    swap: Swap | None = None
    """Batteries are swapped here, besides or instead of plugs."""
    supply: Supply | None = None
    """Three-phase supply whose currents are watched; null: its power is all that counts."""
    limit_kw: Positive | None = None
    """Power that all its plugs together may draw, kW; null: the sum of the plugs."""
    open_to: tuple[Identifier, ...] = ()
    """Ids of the fleets that may charge here; empty: every fleet, as a public station."""
    reservations: tuple[Identifier, ...] = ()
    """Ids of the timetabled fleets whose vehicles book a plug while they are on their way."""
    service_fee_cny_per_kwh: NonNegative = 0.4
    """What a public station adds to the energy price. Assumption, FACTS gives 0.3–0.6."""


class Site(Model):
    """What stands behind one transformer station."""

    id: Identifier
    name: Text | None = None
    area: Identifier
    position: Position
    transformer_kva: Positive
    """Rating of all its transformers together, kVA."""
    power_factor: Annotated[float, Field(gt=0.5, le=1.0)] = 0.95
    buildings: tuple[Building, ...] = ()
    pv: tuple[Roof, ...] = ()
    batteries: tuple[SiteBattery, ...] = ()
    stations: tuple[Station, ...] = ()
    charging: Charging = Charging()
