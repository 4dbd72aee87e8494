"""PV generation of all roofs, added up by site."""

import numpy as np
import numpy.typing as npt

from sim.inputs.weather import Weather
from sim.models.pv import ac_kw, roofs
from sim.scenario.scenario import Scenario

_ROOFS_AT_ONCE = 64
"""Roofs computed together: bounds the memory of a year at one minute."""


def pv_by_site(scenario: Scenario, weather: Weather) -> npt.NDArray[np.float32]:
    """Return AC generation float32 [sites, steps], kW; positive is generation."""
    out = np.zeros((len(scenario.sites), weather.grid.steps), np.float32)
    all_roofs = [(number, roof) for number, site in enumerate(scenario.sites) for roof in site.pv]
    sun = weather.sun
    for begin in range(0, len(all_roofs), _ROOFS_AT_ONCE):
        some = all_roofs[begin : begin + _ROOFS_AT_ONCE]
        rows = roofs(
            [roof.kwp for _, roof in some],
            [roof.tilt_deg for _, roof in some],
            [roof.azimuth_deg for _, roof in some],
            dc_ac_ratio=[roof.dc_ac_ratio for _, roof in some],
            losses_fraction=[roof.losses for _, roof in some],
        )
        for (number, _), generated_kw in zip(some, ac_kw(sun, weather.air, rows), strict=True):
            out[number] += generated_kw
    return out
