"""Irradiance on the four façades and the roof of a building."""

import numpy as np
import numpy.typing as npt
from pvlib import irradiance

Array = npt.NDArray[np.float64]

FACADES = ("north", "east", "south", "west", "roof")
"""Order of the first axis of `facade_irradiance` and of `Buildings.solar_area_m2`."""
_TILT_DEG = (90.0, 90.0, 90.0, 90.0, 0.0)
_AZIMUTH_DEG = (0.0, 90.0, 180.0, 270.0, 180.0)
_SOLAR_CONSTANT_W_M2 = 1361.0


def facade_irradiance(
    zenith_deg: Array,
    azimuth_deg: Array,
    ghi_w_m2: Array,
    dni_w_m2: Array,
    dhi_w_m2: Array,
    albedo: float = 0.2,
) -> Array:
    """Return the irradiance on north, east, south, west and roof [5, steps], W/m².

    Parameters
    ----------
    zenith_deg, azimuth_deg
        Position of the sun in the middle of each step [steps]; azimuth clockwise from north.
    ghi_w_m2, dni_w_m2, dhi_w_m2
        Global horizontal, direct normal and diffuse horizontal irradiance [steps].
    albedo
        Reflectance of the ground; half of what it reflects meets a vertical plane.

    Notes
    -----
    Sky diffuse after Hay and Davies (1980), as pvlib has it. The extraterrestrial irradiance
    is held at the solar constant: its yearly swing of 3 % moves the diffuse split only.
    """
    planes = np.empty((len(FACADES), len(zenith_deg)))
    for plane, (tilt_deg, facing_deg) in enumerate(zip(_TILT_DEG, _AZIMUTH_DEG, strict=True)):
        parts = irradiance.get_total_irradiance(
            tilt_deg,
            facing_deg,
            zenith_deg,
            azimuth_deg,
            dni_w_m2,
            ghi_w_m2,
            dhi_w_m2,
            dni_extra=_SOLAR_CONSTANT_W_M2,
            albedo=albedo,
            model="haydavies",
        )
        planes[plane] = np.nan_to_num(np.maximum(parts["poa_global"], 0.0))
    return planes
