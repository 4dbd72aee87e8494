"""A scenario: everything that is decided or assumed before the clock starts."""

from dataclasses import dataclass, field
from typing import Annotated, Literal

from pydantic import Field, PrivateAttr

from sim.scenario.base import Identifier, Model, Text
from sim.scenario.catalogue import Catalogue
from sim.scenario.fleets import Fleets
from sim.scenario.heating import Heating
from sim.scenario.period import Period
from sim.scenario.site import Area, Link, Site
from sim.scenario.solar import Solar
from sim.scenario.source_map import Node
from sim.scenario.travel import TravelShift
from sim.scenario.weather import WeatherChoice
from sim.scenario.world import (
    Alarms,
    Carbon,
    GridCall,
    Money,
    Outages,
    Place,
)


@dataclass(frozen=True)
class _Written:
    """Scenarios that say the same are equal, wherever they stand."""

    tree: Node | None = field(default=None, compare=False)


class Scenario(Model):
    """One future of the park: what is built, who drives, and under what conditions."""

    version: Literal[1] = 1
    """Version of this file format."""
    name: Identifier
    title: Text
    description: Text = Text(zh="", en="")
    tags: tuple[str, ...] = ()
    seed: Annotated[int, Field(ge=0, lt=2**63)] = 1
    period: Period = Period()
    place: Place = Place()
    weather: WeatherChoice = WeatherChoice()
    solar: Solar = Solar()
    money: Money = Money()
    carbon: Carbon = Carbon()
    areas: Annotated[tuple[Area, ...], Field(min_length=1)]
    links: tuple[Link, ...] = ()
    heating: Heating = Heating()
    sites: Annotated[tuple[Site, ...], Field(min_length=1)]
    fleets: Fleets = Fleets()
    travel_shift: tuple[TravelShift, ...] = ()
    """Low-carbon travel: what buses carry instead of taxis and cars."""
    catalogue: Catalogue = Catalogue()
    outages: Outages = Outages()
    grid_calls: tuple[GridCall, ...] = ()
    alarms: Alarms = Alarms()
    _written: _Written = PrivateAttr(_Written())

    @property
    def written(self) -> Node | None:
        """What it was read from, for the places of what is found odd in it; None: no file."""
        return self._written.tree

    def remember(self, tree: Node) -> None:
        """Note what it was read from."""
        self._written = _Written(tree)
