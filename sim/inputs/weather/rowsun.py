"""The sun over the intervals of a weather file."""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from sim.clock import ZONE
from sim.inputs.weather.raw import RawWeather
from sim.models.irradiance import haurwitz_w_m2
from sim.models.sun import sun_at

Floats = npt.NDArray[np.float64]

FINE = 6  # instants in an interval at which the sun is looked up


class Over(NamedTuple):
    """Means over each interval [rows]: cosZ, extraterrestrial horizontal, clear-sky GHI."""

    cos_zenith: Floats
    outside_w_m2: Floats
    clear_w_m2: Floats


def sun_over_rows(raw: RawWeather, light_h: float) -> Over:
    """Return the sun over each row's interval, whose middle lies `light_h` after the stamp."""
    begin = pd.Timestamp(2005, 1, 1, tz=ZONE) if raw.typical else pd.Timestamp(0).tz_localize(ZONE)
    first = begin + pd.Timedelta(hours=raw.start_h + light_h - raw.interval_h / 2.0)
    fine = pd.Timedelta(hours=raw.interval_h) / FINE
    times = pd.date_range(first + fine / 2, periods=raw.rows * FINE, freq=fine)
    sun = sun_at(times, raw.place.latitude, raw.place.longitude, raw.place.altitude_m)
    up = np.maximum(sun.cos_zenith, 0.0)
    stacked = (up, sun.extraterrestrial_w_m2 * up, haurwitz_w_m2(sun.cos_zenith))
    return Over(*(values.reshape(raw.rows, FINE).mean(axis=1) for values in stacked))
