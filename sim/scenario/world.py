"""The world around the park: place, tariff, prices, emission factors, alarms and outages."""

from typing import Annotated

from pydantic import Field

from sim.scenario.base import (
    Identifier,
    Model,
    NonNegative,
    Positive,
    Share,
    TimeOfDay,
)


class Place(Model):
    """Where the park lies. The defaults are Lanzhou's (FACTS: 36.05 °N 103.88 °E, 1517 m)."""

    latitude: Annotated[float, Field(ge=-66.0, le=66.0)] = 36.05
    longitude: Annotated[float, Field(ge=-180.0, le=180.0)] = 103.88
    altitude_m: Annotated[float, Field(ge=-400.0, le=5000.0)] = 1517.0


class Money(Model):
    """Prices: rows of ``data/prices.csv``, each of which can be replaced here."""

    tariff: Identifier = "gansu-2024-commercial"
    """Electricity tariff of the park's buildings and depots, a name in ``data/tariffs.csv``."""
    prices: dict[str, NonNegative] = Field(default_factory=dict)
    """Prices that differ from ``data/prices.csv``, by its names and units."""
    discount_rate: Share = 0.05
    """Real interest for spreading an investment over its life. Assumption."""


class Carbon(Model):
    """Emission factors: rows of ``data/emission_factors.csv``, replaceable here."""

    grid_factor: str = "grid_gansu_2023"
    """The row that counts for electricity from the grid."""
    factors: dict[str, NonNegative] = Field(default_factory=dict)
    """Factors that differ from ``data/emission_factors.csv``, by its names and units."""


class Alarms(Model):
    """Alarm on a transformer's loading, with hysteresis."""

    raise_at: Positive = 1.0
    """Loading (share of rating) from which an alarm is raised."""
    clear_at: Positive = 0.9
    """Loading below which it is cleared."""
    hold_minutes: NonNegative = 10.0
    """How long the loading must stay above before the alarm is raised."""


class GridCall(Model):
    """A demand-response call: for a time the charging of some sites has a lower limit."""

    id: Identifier
    day: Annotated[int, Field(ge=1, le=3660)]
    """Day of the run, from 1."""
    at: TimeOfDay
    minutes: Annotated[float, Field(gt=0.0, le=1440.0)]
    sites: Annotated[tuple[Identifier, ...], Field(min_length=1)]
    """Ids of the sites that are called; each must have a controller."""
    limit_kw: NonNegative
    """Most that the charging of each of them may draw meanwhile, kW."""
    repeat_days: Annotated[int, Field(ge=1, le=366)] | None = None
    """The call comes again every so many days; null: once."""


class Closure(Model):
    """A station that is out of order as a whole for a time."""

    id: Identifier
    station: Identifier
    day: Annotated[int, Field(ge=1, le=3660)]
    """Day of the run, from 1."""
    at: TimeOfDay = "00:00"
    hours: Annotated[float, Field(gt=0.0, le=87600.0)]


class Outages(Model):
    """Failures of single plugs: exponential times to failure and to repair; closures."""

    mean_time_between_failures_h: Annotated[float, Field(ge=1.0, le=1e9)] | None = 2000.0
    """Of one plug, in hours; null: plugs never fail. Assumption."""
    mean_time_to_repair_h: Annotated[float, Field(ge=0.1, le=1e9)] = 24.0
    """In hours. Assumption."""
    closures: tuple[Closure, ...] = ()
    """Whole stations out of order, at times that are set. Their swap bays go on."""
