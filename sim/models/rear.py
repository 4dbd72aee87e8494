"""Light on the rear of bifacial modules: long rows, many of them, over even ground.

The infinite sheds of Mikofski et al., IEEE PVSC 2019 (as pvlib's ``bifacial.infinite_sheds``, sky
of one brightness), with all view factors in closed form for endless rows; pvlib adds up a finite
number of rows and so approaches the same values.
"""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from sim.kernels import kernel
from sim.models.shading import shaded_fraction

Floats = npt.NDArray[np.float64]

_LOWEST_TANGENT = 11.430052302761343
"""Tangent of 85 degrees: with the sun lower across the rows, the ground between lies in shade."""


class RearViews(NamedTuple):
    """View factors of rows [roofs]."""

    sky: Floats
    """From the rear to the sky."""
    ground: Floats
    """From the rear to the ground."""
    ground_to_sky: Floats


def rear_views(tilt_deg: Floats, gcr: Floats) -> RearViews:
    """Return the view factors of rows [roofs]; without rows (`gcr` 0) those of one row alone."""
    distance = 1.0 / np.maximum(gcr, 1e-6)
    cos_rear = np.cos(np.radians(180.0 - tilt_deg))

    def across(sign: float, cos: Floats) -> Floats:
        return np.asarray(np.sqrt(distance**2 + 2.0 * sign * distance * cos + 1.0))

    sky = 0.5 * (1.0 + distance - across(-1.0, cos_rear))
    ground = 0.5 * (1.0 + distance - across(1.0, cos_rear))
    front = 0.5 * (1.0 + distance - across(1.0, -cos_rear))
    # what leaves the ground and does not meet a row reaches the sky (reciprocity)
    return RearViews(sky, ground, 1.0 - gcr * (front + ground))


@kernel
def rear_w_m2(
    cos_aoi: float,
    sun_up: float,
    beam: float,
    diffuse: float,
    albedo: float,
    gcr: float,
    sky: float,
    ground: float,
    ground_to_sky: float,
    towards: float,
) -> float:
    """Return the light on the rear.

    Parameters
    ----------
    cos_aoi : of the front, negative where the sun stands behind it.
    sun_up, towards : sine of the sun's elevation, and what of its direction lies along the
        horizontal that the front faces.
    beam, diffuse : DNI and DHI that arrive, W/m².
    """
    lit = 0.0
    if sun_up > 0.0 and abs(towards) <= _LOWEST_TANGENT * sun_up:
        lit = 1.0 - min(1.0, gcr * abs(cos_aoi) / sun_up)
    from_ground = albedo * (lit * beam * sun_up + ground_to_sky * diffuse) * ground
    direct = beam * max(0.0, -cos_aoi) * (1.0 - shaded_fraction(-cos_aoi, sun_up, gcr))
    return diffuse * sky + from_ground + direct
