"""Water in the air: saturation, and what is kept when the air is made hotter."""

from dataclasses import replace

import numpy as np
import numpy.typing as npt

from sim.inputs.weather.record import Weather

Floats = npt.NDArray[np.float64]


def saturation_pa(temperature_c: Floats) -> Floats:
    """Return the saturation vapour pressure over water [Pa] (Magnus; WMO-No. 8, annex 4.B)."""
    return np.asarray(611.2 * np.exp(17.62 * temperature_c / (243.12 + temperature_c)))


def with_temperature(weather: Weather, air_c: Floats) -> Weather:
    """Return the weather with other air [steps], °C, that holds as much vapour as before."""
    ratio = saturation_pa(weather.temperature_c) / saturation_pa(air_c)
    humidity = np.minimum(weather.relative_humidity * ratio, 1.0)
    return replace(weather, temperature_c=air_c, relative_humidity=humidity)
