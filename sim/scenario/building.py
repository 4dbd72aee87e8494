"""Groups of buildings: what they are, how they are used, and how they are built."""

from datetime import date
from typing import Annotated

from pydantic import Field

from sim.scenario.base import Identifier, Model, Positive, Share

Setpoint = Annotated[float, Field(ge=5.0, le=30.0)]


class Construction(Model):
    """How new buildings are built; those of the standard ``existing`` stand already."""

    assembly_rate: Share = 0.0
    """Share of the structure made in a factory (GB/T 51129-2017): from 0.5 a building is
    prefabricated, A from 0.6, AA from 0.76, AAA from 0.91. 0: cast in place."""
    begin: date | None = None
    """First day of construction; null: the building is in use from the first day of the run."""
    months: Annotated[float, Field(gt=0.0, le=120.0)] = 18.0
    """Length of construction if cast in place. Assumption."""
    months_saved: Annotated[float, Field(ge=0.0, le=60.0)] = 5.0
    """Months that an assembly rate of 1 would save; other rates in proportion. Assumption."""


class Building(Model):
    """A group of like buildings."""

    id: Identifier
    archetype: str
    """A row of ``data/archetypes.csv``: office, laboratory, factory, dwelling, …"""
    standard: str = "existing"
    """A row of ``data/envelopes.csv``: existing, gb55015, …, near_zero."""
    heated_area_m2: Positive
    storeys: Annotated[int, Field(ge=1, le=100)] = 6
    heating: Identifier
    """Id of a heating system."""
    occupied: Annotated[float, Field(ge=0.0, le=2.0)] = 1.0
    """People, their heat, fresh air and hot water, as a multiple of the archetype's."""
    heating_setpoint_c: Setpoint | None = None
    """In hours of use; null: the archetype's."""
    heating_setback_c: Setpoint | None = None
    """In the other hours; null: the archetype's."""
    preheat_hours: Annotated[int, Field(ge=0, le=12)] = 0
    """Hours before the schedule at which heating to the set-point begins, in the evening before
    if need be."""
    overhang_m: Annotated[float, Field(ge=0.0, le=3.0)] = 0.0
    """Depth of overhangs over all windows."""
    construction: Construction = Construction()
