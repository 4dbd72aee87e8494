"""Low-carbon travel: kilometres of taxis and cars that buses carry instead."""

from collections.abc import Collection, Iterator
from typing import Annotated, Literal

from pydantic import Field

from sim.errors import Fault, nearest
from sim.scenario.base import Identifier, Model, Positive, Share
from sim.scenario.fleets import Fleets


class TravelShift(Model):
    """A share of the kilometres of taxis or cars moves to bus lines, by area and hour.

    The share is the same for short and long trips, so that of trips is that of kilometres.
    """

    id: Identifier
    from_fleets: Annotated[tuple[Identifier, ...], Field(min_length=1)]
    """Fleets on demand, or of sessions, whose passengers change."""
    share: Share
    """Share of the kilometres that changes."""
    areas: tuple[Identifier, ...] = ()
    """Areas in which these trips begin (a car's, in which it charges)."""
    zones: tuple[str, ...] = ()
    """Zones of taxis in which these trips begin, besides those of `areas`; with neither: all."""
    days: Literal["daily", "workday", "restday"] = "daily"
    from_hour: Annotated[int, Field(ge=0, le=23)] = 0
    to_hour: Annotated[int, Field(ge=1, le=24)] = 24
    """Not included: 7 to 9 is two hours."""
    to_fleets: Annotated[tuple[Identifier, ...], Field(min_length=1)]
    """Timetabled fleets that carry them."""
    lines: tuple[str, ...] = ()
    """Their lines; empty: all."""
    passengers_per_car: Annotated[float, Field(ge=1.0, le=8.0)] = 1.3
    """Persons in a car of a fleet of sessions. Assumption."""
    car_km_per_h: Positive = 30.0
    """Speed at which such a car drove what it charges, for the part of its auxiliaries.
    Assumption."""


def check_travel(
    shifts: tuple[TravelShift, ...], fleets: Fleets, areas: Collection[str]
) -> Iterator[Fault]:
    """Yield every fault of the references between shifts, fleets and areas."""
    taxis = [fleet.id for fleet in fleets.on_demand]
    givers = [*taxis, *(fleet.id for fleet in fleets.sessions)]
    takers = [fleet.id for fleet in fleets.timetabled]
    for number, shift in enumerate(shifts):
        path = f"travel_shift.{shift.id}"
        if shift.id in [other.id for other in shifts[:number]]:
            yield Fault(f"'{shift.id}' is there twice", path=path)
        if shift.to_hour <= shift.from_hour:
            message = f"{shift.to_hour} must be after from_hour, {shift.from_hour}"
            yield Fault(message, path=f"{path}.to_hour")
        yield from _names(f"{path}.from_fleets", shift.from_fleets, givers, "taxis or cars")
        yield from _names(f"{path}.to_fleets", shift.to_fleets, takers, "a timetabled fleet")
        yield from _names(f"{path}.areas", shift.areas, areas, "an area")
        lines = [
            line
            for fleet in fleets.timetabled
            if fleet.id in shift.to_fleets
            for depot in fleet.depots
            for line in depot.lines
        ]
        whose = f"a line of {', '.join(shift.to_fleets)}"
        yield from _names(f"{path}.lines", shift.lines, lines, whose)
        if shift.zones and not set(shift.from_fleets) & set(taxis):
            yield Fault("cars know no zones; `areas` would do", path=f"{path}.zones")


def _names(
    path: str, names: tuple[str, ...], allowed: Collection[str], what: str
) -> Iterator[Fault]:
    for number, name in enumerate(names):
        if name not in allowed:
            yield Fault(f"'{name}' is not {what}.{nearest(name, allowed)}", path=f"{path}.{number}")
        elif name in names[:number]:
            yield Fault(f"'{name}' is there twice", path=f"{path}.{number}")
