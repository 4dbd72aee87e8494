"""What glass lets through by the angle of the light."""

import numpy as np

from sim.kernels import kernel

_N_GLASS, _N_COATING, _GLASS_PER_M, _GLASS_M = 1.526, 1.3, 4.0, 0.002


@kernel
def _reflected(cos_1: float, cos_2: float, n_1: float, n_2: float) -> tuple[float, float]:
    """Fresnel's reflectances (s, p) going from n_1 to n_2, by the cosines of both angles."""
    s = (n_1 * cos_1 - n_2 * cos_2) / (n_1 * cos_1 + n_2 * cos_2)
    p = (n_1 * cos_2 - n_2 * cos_1) / (n_1 * cos_2 + n_2 * cos_1)
    return s * s, p * p


@kernel
def transmitted(cos_aoi: float) -> float:
    """Transmittance of coated glass (Fresnel twice, Bouguer), not normalised."""
    sin_squared = 1.0 - cos_aoi * cos_aoi
    cos_coat = np.sqrt(1.0 - sin_squared / (_N_COATING * _N_COATING))
    cos_glass = np.sqrt(1.0 - sin_squared / (_N_GLASS * _N_GLASS))
    s_1, p_1 = _reflected(cos_aoi, cos_coat, 1.0, _N_COATING)
    s_2, p_2 = _reflected(cos_coat, cos_glass, _N_COATING, _N_GLASS)
    tau_s = (1.0 - s_1) * (1.0 - s_2) / (1.0 - s_1 * s_2)
    tau_p = (1.0 - p_1) * (1.0 - p_2) / (1.0 - p_1 * p_2)
    passed: float = 0.5 * (tau_s + tau_p) * np.exp(-_GLASS_PER_M * _GLASS_M / cos_glass)
    return passed


@kernel
def incidence_modifier(cos_aoi: float) -> float:
    """Return what passes the glass, relative to normal incidence (pvlib's `physical`, n_ar 1.3)."""
    if cos_aoi <= 0.0:
        return 0.0
    relative: float = transmitted(cos_aoi) / transmitted(1.0)
    return relative
