"""Seasonal performance of a heat pump by the bins of EN 14825:2018.

A building needs its design load at the design temperature and nothing at 16 °C. Each whole degree
between counts with its hours; what the unit cannot give, an electric heater does at COP 1.
"""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from sim.models.heat_pump import (
    SEA_LEVEL_PA,
    Unit,
    cop_at_load,
    defrost_share,
    performance,
    rated_humidity,
)
from sim.units import W_PER_KW

Array = npt.NDArray[np.float64]

NO_LOAD_C = 16.0
"""Outdoor temperature at which the building needs no heat (EN 14825)."""


class Climate(NamedTuple):
    """A heating season as hours by outdoor temperature."""

    temperature_c: Array
    """Bins [bins], °C."""
    hours: Array
    """Hours of each [bins]."""
    design_c: float
    """Outdoor temperature of the design load."""


class Hours(NamedTuple):
    """Hours of a year in which a unit is in one of its modes (EN 14825, annex)."""

    heating: float
    """Equivalent hours at design load, H_HE."""
    thermostat_off: float
    standby: float
    crankcase: float
    off: float


class Idle(NamedTuple):
    """What a unit draws while it gives no heat, W."""

    thermostat_off_w: float = 0.0
    standby_w: float = 0.0
    crankcase_w: float = 0.0
    off_w: float = 0.0


class Season(NamedTuple):
    """Seasonal coefficients of performance, each with its boundary."""

    scop_on: float
    """All heat over the electricity of compressor, its auxiliaries and the backup heater."""
    scop_net: float
    """Heat and electricity of the heat pump alone, without the backup heater."""
    scop: float
    """As `scop_on`, with what the unit draws while it gives no heat."""
    defrost_share: float
    """Part of the compressor's electricity that goes into defrosting."""
    backup_share: float
    """Part of the heat that the backup heater gives."""


NEVER_IDLE = Idle()
"""Draws nothing while it gives no heat."""
AVERAGE = Climate(
    np.arange(-10.0, 16.0),
    np.array(
        [1, 25, 23, 24, 27, 68, 91, 89, 165, 173, 240, 280, 320, 357, 356, 303, 330, 326, 348, 335,
         315, 215, 169, 151, 105, 74], dtype=np.float64),
    -10.0,
)  # fmt: skip
"""Average climate (Strasbourg) of EN 14825, 4910 hours."""
AVERAGE_REVERSIBLE = Hours(heating=2066, thermostat_off=178, standby=0, crankcase=178, off=0)
"""Average climate, units that also cool."""

FLOW_OF_OUTDOOR = {
    35: ((-10.0, -7.0, 2.0, 7.0, 12.0), (35.0, 34.0, 30.0, 27.0, 24.0)),
    55: ((-10.0, -7.0, 2.0, 7.0, 12.0), (55.0, 52.0, 42.0, 36.0, 30.0)),
}
"""Flow temperature by outdoor temperature of the 35 and the 55 °C application, average climate,
variable outlet; the line goes on to warmer bins as it came."""


def variable_flow_c(application: int, outdoor_c: Array) -> Array:
    """Return the flow temperature of an application of EN 14825 [bins], °C."""
    at_c, flow_c = FLOW_OF_OUTDOOR[application]
    slope = (flow_c[-2] - flow_c[-1]) / (at_c[-1] - at_c[-2])
    beyond = np.maximum(outdoor_c - at_c[-1], 0.0)
    return np.asarray(np.interp(outdoor_c, at_c, flow_c) - slope * beyond)


def season(
    unit: Unit,
    design_kw: float,
    flow_c: Array,
    climate: Climate = AVERAGE,
    idle: Idle = NEVER_IDLE,
    hours: Hours = AVERAGE_REVERSIBLE,
    relative_humidity: Array | None = None,
    pressure_pa: float = SEA_LEVEL_PA,
) -> Season:
    """Return the seasonal performance of a unit.

    Parameters
    ----------
    design_kw
        Heat load at the climate's design temperature.
    flow_c
        Flow temperature of each bin [bins].
    relative_humidity
        Of outdoor air in each bin [bins], %; None: that of the tests of EN 14511.

    References
    ----------
    EN 14825:2018, 8.4 and 8.5; hours of modes: annex B.
    """
    outdoor_c = climate.temperature_c
    humidity = rated_humidity(outdoor_c) if relative_humidity is None else relative_humidity
    at = performance(unit, outdoor_c, flow_c)
    frost = defrost_share(outdoor_c, humidity, pressure_pa) * unit.frosts
    load_kw = design_kw * np.maximum(NO_LOAD_C - outdoor_c, 0.0) / (NO_LOAD_C - climate.design_c)
    given_kw = np.minimum(load_kw, at.full_kw * (1.0 - frost))
    compressor_kw = np.zeros_like(given_kw)
    for n, kw in enumerate(given_kw):
        if kw > 0.0:
            thawed = 1.0 - frost[n]
            cop = cop_at_load(
                kw / thawed, at.full_kw[n], at.full_cop[n], at.part_kw[n], at.part_cop[n],
                unit.cyclic_degradation,
            )  # fmt: skip
            compressor_kw[n] = kw / (thawed * cop)
    heat, given = float(climate.hours @ load_kw), float(climate.hours @ given_kw)
    compressor = float(climate.hours @ compressor_kw)
    scop_on = heat / (compressor + heat - given)
    idle_kwh = (
        hours.thermostat_off * idle.thermostat_off_w
        + hours.standby * idle.standby_w
        + hours.crankcase * idle.crankcase_w
        + hours.off * idle.off_w
    ) / W_PER_KW
    yearly_kwh = design_kw * hours.heating
    return Season(
        scop_on=scop_on,
        scop_net=given / compressor,
        scop=yearly_kwh / (yearly_kwh / scop_on + idle_kwh),
        defrost_share=float(climate.hours @ (compressor_kw * frost)) / compressor,
        backup_share=1.0 - given / heat,
    )
