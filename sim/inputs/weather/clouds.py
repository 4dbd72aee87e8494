"""Clouds inside the hour, laid over weather whose light is smooth there."""

from dataclasses import replace

import numpy as np

from sim.inputs.weather.record import Weather
from sim.models.clouds import (
    MEMORY_MINUTES,
    MINUTES_PER_DAY,
    broken_beam,
    clear_beam_w_m2,
    sunny_minutes,
)
from sim.streams import stream_key


def with_clouds(weather: Weather, seed: int, replication: int) -> Weather:
    """Return the same weather with its beam on and off as clouds pass.

    GHI, DNI on the horizontal and DHI keep their means over each interval of the source
    (`light_minutes`: an hour, mostly). Weather whose steps are as long as that is left as it is.
    """
    grid, block = weather.grid, weather.light_minutes
    if grid.step_minutes >= block or block % grid.step_minutes or MINUTES_PER_DAY % block:
        return weather
    sun = weather.sun
    up = np.maximum(sun.cos_zenith, 0.0)
    shape = (-1, block // grid.step_minutes)
    smooth = (weather.dni_w_m2 * up).reshape(shape)
    clear = (clear_beam_w_m2(sun, weather.place.altitude_m) * up).reshape(shape)
    wanted = smooth.sum(1) / np.maximum(clear.sum(1), 1e-12)
    share = np.empty(grid.steps)
    sunny_minutes(
        stream_key(seed, replication, "weather.clouds"),
        grid.start.toordinal(),
        np.clip(wanted, 0.0, 1.0),
        block,
        grid.step_minutes,
        MEMORY_MINUTES,
        share,
    )
    beam = broken_beam(smooth, clear, share.reshape(shape)).ravel()
    dni = np.where(beam > 0.0, beam / np.where(up > 0.0, up, 1.0), 0.0)
    note = (
        f"Clouds inside {block} minutes: sun and shade in turn (Morf 1998), at the own means of "
        "beam and diffuse light."
    )
    return replace(
        weather, ghi_w_m2=weather.dhi_w_m2 + dni * up, dni_w_m2=dni, notes=(*weather.notes, note)
    )
