"""Irradiance on the horizontal: splitting it, bounding it, and the sky seen by a plane."""

import numpy as np
import numpy.typing as npt

from sim.models.sun import Sun

Floats = npt.NDArray[np.float64]

# Below this height of the sun all light is diffuse (pvlib's erbs: max_zenith 87 degrees).
LOWEST_COS_ZENITH_OF_BEAM = float(np.cos(np.radians(87.0)))

# Perez et al., Solar Energy 44(5), 1990, table 6: rows are clearness bins, columns F11 F12 F13
# F21 F22 F23 ("all sites composite").
_PEREZ_1990 = np.array(
    [
        [-0.0080, 0.5880, -0.0620, -0.0600, 0.0720, -0.0220],
        [0.1300, 0.6830, -0.1510, -0.0190, 0.0660, -0.0290],
        [0.3300, 0.4870, -0.2210, 0.0550, -0.0640, -0.0260],
        [0.5680, 0.1870, -0.2950, 0.1090, -0.1520, -0.0140],
        [0.8730, -0.3920, -0.3620, 0.2260, -0.4620, 0.0010],
        [1.1320, -1.2370, -0.4120, 0.2880, -0.8230, 0.0560],
        [1.0600, -1.6000, -0.3590, 0.2640, -1.1270, 0.1310],
        [0.6780, -0.3270, -0.2500, 0.1560, -1.3770, 0.2510],
    ]
)
_PEREZ_BINS = np.array([1.065, 1.23, 1.5, 1.95, 2.8, 4.5, 6.2])


def clearness_index(ghi_w_m2: Floats, sun: Sun) -> Floats:
    """Return GHI over extraterrestrial horizontal irradiance [steps], 0 to 1 (as pvlib's)."""
    horizontal = sun.extraterrestrial_w_m2 * np.maximum(sun.cos_zenith, 0.065)
    return np.clip(ghi_w_m2 / horizontal, 0.0, 1.0)


def erbs_diffuse_fraction(kt: Floats) -> Floats:
    """Return DHI / GHI by hourly clearness (Erbs, Klein and Duffie, Solar Energy 28, 1982)."""
    middle = 0.9511 + kt * (-0.1604 + kt * (4.388 + kt * (-16.638 + kt * 12.336)))
    fraction = np.where(kt <= 0.22, 1.0 - 0.09 * kt, np.where(kt <= 0.8, middle, 0.165))
    return np.asarray(fraction, dtype=np.float64)


def split(ghi_w_m2: Floats, diffuse_fraction: Floats, sun: Sun) -> tuple[Floats, Floats]:
    """Return (DNI, DHI) [steps] so that GHI = DHI + DNI·cosZ holds.

    With the sun lower than 3 degrees all is diffuse, and DNI never exceeds the
    extraterrestrial: what would, is diffuse.
    """
    beam_horizontal = ghi_w_m2 * (1.0 - np.clip(diffuse_fraction, 0.0, 1.0))
    up = sun.cos_zenith > LOWEST_COS_ZENITH_OF_BEAM
    dni = np.where(up, beam_horizontal / np.where(up, sun.cos_zenith, 1.0), 0.0)
    dni = np.minimum(dni, sun.extraterrestrial_w_m2)
    dhi = np.where(up, ghi_w_m2 - dni * sun.cos_zenith, ghi_w_m2)
    return dni, np.maximum(dhi, 0.0)


def haurwitz_w_m2(cos_zenith: Floats) -> Floats:
    """Return clear-sky GHI [W/m²] (Haurwitz, J. Meteorology 2, 1945; figures as pvlib's)."""
    cos = np.maximum(cos_zenith, 1e-3)
    return np.asarray(np.where(cos_zenith > 0.0, 1098.0 * cos * np.exp(-0.059 / cos), 0.0))


def closure_gap(ghi_w_m2: Floats, dni_w_m2: Floats, dhi_w_m2: Floats, cos_z: Floats) -> float:
    """Return (sum of DHI + DNI·cosZ) / (sum of GHI) - 1; zero where there is no light."""
    total = float(np.sum(ghi_w_m2))
    if total <= 0.0:
        return 0.0
    return float(np.sum(dhi_w_m2 + dni_w_m2 * np.maximum(cos_z, 0.0))) / total - 1.0


def sky_by_perez(dni_w_m2: Floats, dhi_w_m2: Floats, sun: Sun) -> tuple[Floats, Floats, Floats]:
    """Return the sky's diffuse light as (dome, around the sun, horizon) [steps], W/m².

    A plane at tilt b receives max(0, dome·(1 + cos b)/2 + around·cosAOI + horizon·sin b).
    Perez et al. 1990, as pvlib's `perez` (``allsitescomposite1990``). With the sun below the
    horizon the sky is isotropic.
    """
    z = np.radians(np.minimum(sun.zenith_deg, 90.0))
    delta = dhi_w_m2 * sun.airmass / sun.extraterrestrial_w_m2
    bright = dhi_w_m2 > 0.0
    ratio = np.where(bright, dni_w_m2 / np.where(bright, dhi_w_m2, 1.0), 0.0)
    epsilon = 1.0 + ratio / (1.0 + 1.041 * z**3)
    row = _PEREZ_1990[np.digitize(epsilon, _PEREZ_BINS)]
    f1 = np.maximum(row[:, 0] + row[:, 1] * delta + row[:, 2] * z, 0.0)
    f2 = row[:, 3] + row[:, 4] * delta + row[:, 5] * z
    up = sun.cos_zenith > 0.0
    f1, f2 = np.where(up, f1, 0.0), np.where(up, f2, 0.0)
    around = dhi_w_m2 * f1 / np.maximum(sun.cos_zenith, np.cos(np.radians(85.0)))
    return dhi_w_m2 * (1.0 - f1), around, dhi_w_m2 * f2


def sky_by_hay_davies(
    dni_w_m2: Floats, dhi_w_m2: Floats, sun: Sun
) -> tuple[Floats, Floats, Floats]:
    """Return the sky's diffuse light as `sky_by_perez` does, by Hay and Davies (1980).

    As pvlib's `haydavies`; it has no horizon band.
    """
    anisotropy = dni_w_m2 / sun.extraterrestrial_w_m2
    around = dhi_w_m2 * anisotropy / np.maximum(sun.cos_zenith, 0.01745)
    return dhi_w_m2 * (1.0 - anisotropy), around, np.zeros_like(dhi_w_m2)
