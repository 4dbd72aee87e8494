"""Irradiance on the four façades and the roof of a building, and what windows let through."""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from pvlib import irradiance
from pvlib.atmosphere import get_relative_airmass

Array = npt.NDArray[np.float64]

FACADES = ("north", "east", "south", "west", "roof")
_TILT_DEG = (90.0, 90.0, 90.0, 90.0, 0.0)
_AZIMUTH_DEG = (0.0, 90.0, 180.0, 270.0, 180.0)
_SOLAR_CONSTANT_W_M2 = 1361.0
PLANES = 9
"""Columns of `facade_irradiance`: on north, east, south, west, roof; then what windows to north,
east, south and west let through, as if it came at right incidence."""


class Shade(NamedTuple):
    """An overhang along the whole façade and fins at both sides of every window."""

    overhang_m: float = 0.0
    """Depth."""
    gap_m: float = 0.3
    """Between the window's upper edge and the overhang."""
    fin_m: float = 0.0
    """Depth."""
    height_m: float = 1.8
    width_m: float = 1.8
    """Of a window."""

    def lit(self, zenith_deg: Array, turned_deg: Array) -> Array:
        """Return the share of a window that the sun reaches [steps].

        Parameters
        ----------
        turned_deg
            Azimuth of the sun less that of the window's normal.
        """
        ahead = np.maximum(np.cos(np.radians(turned_deg)), 1e-6)
        rise = np.cos(np.radians(zenith_deg)) / np.maximum(np.sin(np.radians(zenith_deg)), 1e-6)
        below = self.overhang_m * np.maximum(rise, 0.0) / ahead - self.gap_m
        beside = self.fin_m * np.abs(np.sin(np.radians(turned_deg))) / ahead
        high = 1.0 - np.clip(below / self.height_m, 0.0, 1.0)
        return np.asarray(high * (1.0 - np.clip(beside / self.width_m, 0.0, 1.0)))

    @property
    def sky(self) -> float:
        """Share of a façade's sky that a window sees: view factors of long strips."""
        top, bottom = self.gap_m, self.gap_m + self.height_m
        over = (np.hypot(bottom, self.overhang_m) - np.hypot(top, self.overhang_m)) / self.height_m
        return float(over) * self.ground

    @property
    def ground(self) -> float:
        """Share of a façade's ground that a window sees between its fins."""
        return float((np.hypot(self.width_m, self.fin_m) - self.fin_m) / self.width_m)


NO_SHADE = Shade()


def glass_share(incidence_deg: Array) -> Array:
    """Return the total transmittance of double glazing at an angle of incidence, share of that
    at right incidence.

    Karlsson and Roos (2000), Solar Energy 68, 493–497: two panes, category 4 (clear float glass).
    """
    panes, category = 2.0, 4.0
    a, b = 8.0, 0.25 / category
    z = np.clip(np.asarray(incidence_deg, dtype=np.float64) / 90.0, 0.0, 1.0)
    gamma = (5.26 + 0.06 * panes) + (0.73 + 0.04 * panes) * category
    share = 1.0 - a * z ** (5.2 + 0.7 * category) - b * z**2 - (1.0 - a - b) * z**gamma
    return np.asarray(np.maximum(share, 0.0))


def _diffuse_glass_share() -> float:
    """Return `glass_share` weighted with an even sky."""
    angle = np.radians(np.arange(0.25, 90.0, 0.5))
    return float(np.average(glass_share(np.degrees(angle)), weights=np.sin(2.0 * angle)))


DIFFUSE_GLASS_SHARE = _diffuse_glass_share()


def facade_irradiance(
    zenith_deg: Array,
    azimuth_deg: Array,
    ghi_w_m2: Array,
    dni_w_m2: Array,
    dhi_w_m2: Array,
    albedo: float = 0.2,
    shade: Shade = NO_SHADE,
) -> Array:
    """Return the irradiance by `PLANES` [steps, PLANES], W/m².

    Parameters
    ----------
    zenith_deg, azimuth_deg
        Position of the sun in the middle of each step [steps]; azimuth clockwise from north.
    ghi_w_m2, dni_w_m2, dhi_w_m2
        Global horizontal, direct normal and diffuse horizontal irradiance [steps].
    albedo
        Reflectance of the ground; half of what it reflects meets a vertical plane.
    shade
        Of all windows; walls stand in the sun.

    Notes
    -----
    Sky diffuse after Hay and Davies (1980), as pvlib has it. The extraterrestrial irradiance
    is held at the solar constant: its yearly swing of 3 % moves the diffuse split only.
    """
    air_mass = get_relative_airmass(zenith_deg)
    planes = np.empty((len(zenith_deg), PLANES))
    for plane, (tilt_deg, facing_deg) in enumerate(zip(_TILT_DEG, _AZIMUTH_DEG, strict=True)):
        sky = irradiance.perez(
            tilt_deg, facing_deg, dhi_w_m2, dni_w_m2, _SOLAR_CONSTANT_W_M2,
            zenith_deg, azimuth_deg, air_mass, return_components=True,
        )  # fmt: skip
        around = _positive(sky["poa_circumsolar"])
        # nan where the air mass is: with the sun below the horizon the rest is even
        even = _positive(sky["poa_isotropic"]) + np.nan_to_num(np.asarray(sky["poa_horizon"]))
        ahead = irradiance.aoi_projection(tilt_deg, facing_deg, zenith_deg, azimuth_deg)
        beam = _positive(dni_w_m2 * np.maximum(ahead, 0.0)) + around
        ground = _positive(irradiance.get_ground_diffuse(tilt_deg, ghi_w_m2, albedo))
        planes[:, plane] = beam + even + ground
        if plane == FACADES.index("roof"):
            break
        lit = shade.lit(zenith_deg, azimuth_deg - facing_deg)
        through = glass_share(np.degrees(np.arccos(np.clip(ahead, 0.0, 1.0))))
        diffuse = even * shade.sky + ground * shade.ground
        planes[:, len(FACADES) + plane] = beam * lit * through + DIFFUSE_GLASS_SHARE * diffuse
    return planes


def _positive(values: Array) -> Array:
    return np.nan_to_num(np.maximum(np.asarray(values, dtype=np.float64), 0.0))
