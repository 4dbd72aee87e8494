"""What stands in the light of a PV roof: the horizon, and the row in front.

A horizon is a list of points (azimuth, elevation of the skyline), joined by straight lines as
PVGIS and PVsyst do. Rows stand on a flat roof, `gcr` being the slant length of a row over the
distance from row to row; they are taken as long, so only the section across them counts.
"""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from sim.kernels import kernel

Floats = npt.NDArray[np.float64]

AZIMUTHS = 361
"""A skyline is kept for every whole degree from north round to north."""


def skyline(points: Sequence[tuple[float, float]]) -> Floats:
    """Return the skyline's elevation [361], degrees, at azimuths 0, 1, … 360; none: flat."""
    if not points:
        return np.zeros(AZIMUTHS)
    azimuth, elevation = np.array(points, dtype=np.float64).T
    return np.asarray(np.interp(np.arange(AZIMUTHS), azimuth, elevation, period=360.0))


@kernel
def skyline_at(elevation_deg: Floats, azimuth_deg: float) -> float:
    """Return the elevation of a skyline [361] at an azimuth of 0 to 360."""
    whole = min(int(azimuth_deg), 359)
    share = azimuth_deg - whole
    return float(elevation_deg[whole] * (1.0 - share) + elevation_deg[whole + 1] * share)


def sky_above(skyline_deg: Floats, tilt_deg: float, azimuth_deg: float) -> float:
    """Return the sky's light on a plane above a skyline [361] as a share of that above a flat one.

    The sky is of one brightness. Integral of cos(incidence) over the visible dome: in closed form
    over elevation, by half degrees over azimuth.
    """
    if not np.any(skyline_deg > 0.0):
        return 1.0
    around = np.arange(0.25, 360.0, 0.5)
    low = np.radians(np.interp(around, np.arange(AZIMUTHS), skyline_deg))
    visible = _dome(low, tilt_deg, azimuth_deg, around)
    return float(visible / _dome(np.zeros_like(low), tilt_deg, azimuth_deg, around))


def _dome(low: Floats, tilt_deg: float, azimuth_deg: float, around_deg: Floats) -> float:
    tilt = np.radians(tilt_deg)
    facing = np.cos(np.radians(around_deg - azimuth_deg))
    # behind the plane the sky is seen only above the plane itself
    plane = np.arctan2(-np.sin(tilt) * facing, np.cos(tilt))
    low = np.maximum(low, np.maximum(plane, 0.0))

    def upto(e: Floats | float) -> Floats:
        up = 0.5 * np.cos(tilt) * np.sin(e) ** 2
        return np.asarray(up + np.sin(tilt) * facing * (0.5 * e + 0.25 * np.sin(2.0 * e)))

    return float(np.sum(np.maximum(upto(np.pi / 2.0) - upto(low), 0.0)))


def masking_angle_rad(tilt_deg: npt.ArrayLike, gcr: npt.ArrayLike) -> Floats:
    """Return the mean angle by which the row in front hides the sky [rad].

    Passias and Källbäck, Solar Cells 11, 1984, averaged over the row's height. No tilt hides
    nothing, nor do rows without a `gcr` (0).
    """
    tilt, gcr = np.broadcast_arrays(np.radians(np.asarray(tilt_deg, float)), np.asarray(gcr, float))
    hides = (np.sin(tilt) > 1e-9) & (gcr > 0.0)
    sin, cos = np.where(hides, np.sin(tilt), 1.0), np.where(hides, np.cos(tilt), 0.0)
    pitch = 1.0 / np.where(hides, gcr, 1.0)
    # rows that touch: the logarithm's factor vanishes there
    gap = np.maximum(np.abs(2.0 * pitch * cos - (pitch**2 + 1.0)), 1e-300)
    angle = -pitch * sin * np.log(gap) / 2.0
    angle += (pitch * cos - 1.0) * np.arctan((pitch * cos - 1.0) / (pitch * sin))
    angle += (1.0 - pitch * cos) * np.arctan(cos / sin) + pitch * np.log(pitch) * sin
    return np.asarray(np.where(hides, angle, 0.0))


def diffuse_kept(tilt_deg: npt.ArrayLike, gcr: npt.ArrayLike) -> Floats:
    """Return the share of the sky's light that the row in front leaves (Passias)."""
    return np.asarray(np.cos(0.5 * masking_angle_rad(tilt_deg, gcr)) ** 2)


@kernel
def shaded_fraction(cos_aoi: float, sun_up: float, gcr: float) -> float:
    """Return the share of a row's height in the shade of the next one, 0 to 1.

    A row's shadow on the ground, 1/(gcr·cos_aoi/sin_elevation) of the distance, in closed form:
    equal to Anderson and Jensen, J. Renew. Sustain. Energy 16, 2024, eq. 12, for equal rows on
    level ground. `cos_aoi` is that of the side that the sun shines on.
    """
    if gcr <= 0.0 or cos_aoi <= 0.0:
        return 0.0
    return float(min(1.0, max(0.0, 1.0 - sun_up / (gcr * cos_aoi))))


@kernel
def direct_kept(shaded: float, blocks: float) -> float:
    """Return the share of direct light that still counts where `shaded` of a row lies in the shade.

    Martínez-Moreno, Muñoz and Lorenzo, Solar Energy 84, 2010, eq. 6: bypass diodes drop whole
    blocks of a module's height. `blocks` 0: only the shaded light itself is lost.
    """
    if shaded <= 0.0:
        return 1.0
    kept = 1.0 - shaded
    if blocks > 0.0:
        kept *= 1.0 - np.ceil(shaded * blocks) / (1.0 + blocks)
    return float(kept)
