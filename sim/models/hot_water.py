"""Domestic hot water: the heat that warms what people draw."""

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float64]

HOT_C = 60.0
COLD_C = 10.0
_KWH_PER_L_K = 4.186 / 3600.0
"""Heat capacity of a litre of water, 4.186 kJ/K, in kWh/K."""


def hot_water_kw(
    litres_per_day: Array, share_of_day: Array, hot_c: float = HOT_C, cold_c: float = COLD_C
) -> Array:
    """Return the heat for hot water in each slot [buildings, SLOTS], kW.

    Parameters
    ----------
    litres_per_day
        Litres of hot water on a day of full use [buildings].
    share_of_day
        Share of the day's draw in each hour [buildings, SLOTS] (`Schedules.hot_water`).
    hot_c, cold_c
        Temperature of hot and cold water, °C.
    """
    daily_kwh = litres_per_day * _KWH_PER_L_K * (hot_c - cold_c)
    return np.asarray(daily_kwh[:, None] * share_of_day)
