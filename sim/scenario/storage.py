"""Stationary batteries: their inverter, their state of health, their second life, their rule."""

from typing import Annotated, Literal

from pydantic import Field

from sim.scenario.base import Identifier, Model, Positive, Share
from sim.tables import table

StorageRule = Literal["self_consumption", "tariff", "peak_shaving", "optimum"]


class InverterLosses(Model):
    """An inverter of one's own: what it loses at output x of its rated power, both ways."""

    no_load: Annotated[float, Field(ge=0.0, le=0.1)]
    """While it works, share of its rated power."""
    linear: Annotated[float, Field(ge=0.0, le=0.2)] = 0.0
    """In proportion to x."""
    quadratic: Annotated[float, Field(ge=0.0, le=0.2)] = 0.0
    """In proportion to x squared."""
    standby: Annotated[float, Field(ge=0.0, le=0.1)] = 0.0
    """Drawn from the grid while the battery rests, share of its rated power."""

    @property
    def taken(self) -> float:
        """What it passes on to the cells of rated power from the grid [1]."""
        slope, above = 1.0 + self.linear, 1.0 - self.no_load
        root: float = (slope**2 + 4.0 * self.quadratic * above) ** 0.5
        return 2.0 * above / (slope + root)

    @property
    def given(self) -> float:
        """What it takes from the cells for rated power to the grid [1]."""
        return 1.0 + self.no_load + self.linear + self.quadratic


class SecondLife(Model):
    """Packs of retired vehicles, used on as a stationary battery."""

    vehicle: str
    """The vehicle that they come from, a row of ``data/vehicles.csv`` or of the catalogue: its
    capacity when new, and its chemistry."""
    count: Annotated[int, Field(ge=1, le=10000)]
    """How many packs."""
    most_per_h: Annotated[float, Field(gt=0.0, le=2.0)] = 0.5
    """Greatest power over what capacity is left, 1/h: worn cells are spared. Assumption."""


class SiteBattery(Model):
    """A stationary battery behind a site's meter."""

    id: Identifier
    capacity_kwh: Positive | None = None
    """When new; of a second life it follows from the packs."""
    power_kw: Positive
    """Rated power of its inverter at the grid's side."""
    round_trip_efficiency: Annotated[float, Field(gt=0.5, le=1.0)] = 0.88
    """Of inverter and new cells together, at rated power both ways; at less it is another."""
    inverter: str | InverterLosses = "notton-2"
    """A row of ``data/battery_inverters.csv``, or losses of one's own."""
    soh: Annotated[float, Field(ge=0.65, le=1.0)] = 1.0
    """State of health at the begin: what is left of the capacity; resistance grows with it."""
    second_life: SecondLife | None = None
    soc_min: Share = 0.1
    soc_max: Share = 0.95
    soc_start: Share = 0.5
    chemistry: Literal["lfp", "nmc"] | None = None
    """Ages as a chemistry of ``data/battery_ageing.csv`` does; null: lfp, or in a second life that
    of its packs, which cannot be another."""
    kept_at_c: Annotated[float, Field(ge=-40.0, le=60.0)] = 25.0
    """Temperature at which its container is kept, which decides how it ages. Assumption."""
    rule: StorageRule = "self_consumption"
    """self_consumption: PV surplus in, own load out. tariff: charge in the valley, discharge at
    the peak, and take PV surplus as well. peak_shaving: give what exceeds the site's target
    (`charging.target_kw`), charge below it. optimum: as the linear program of the site's
    charging controller plans it, which must be `optimum`."""

    @property
    def losses(self) -> InverterLosses:
        """Losses of its inverter: its own, or a row of ``data/battery_inverters.csv``."""
        if isinstance(self.inverter, InverterLosses):
            return self.inverter
        row = table("battery_inverters").loc[self.inverter]
        names = InverterLosses.model_fields
        return InverterLosses(**{name: float(str(row[name])) for name in names})
