"""How the batteries of vehicles are treated."""

from typing import Annotated

from pydantic import Field

from sim.scenario.base import Model


class Batteries(Model):
    """Batteries of all vehicles, as far as it does not depend on the type of vehicle."""

    cold_limits: bool = True
    """A cold battery accepts less (``data/charge_acceptance.csv``). false: it accepts at any
    temperature what it accepts when warm."""
    heater: bool = True
    """Packs that have a heater (``data/battery_packs.csv``) use it while they charge in the cold;
    its energy is drawn at the plug and does not reach the battery."""
    arriving_above_c: Annotated[float, Field(ge=-60.0, le=40.0)] | None = None
    """Cars of staff and visitors arrive with a battery of at least this temperature, as from a
    heated garage or a drive; null: as cold as a resting one."""
