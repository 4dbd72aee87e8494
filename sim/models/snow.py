"""Snow on PV modules: a fall covers them, sun and mild air let it slide off.

Marion et al., Solar Energy 97, 2013, as pvlib's ``snow.coverage_nrel`` and ``dc_loss_nrel``: a fall
faster than 1 cm/h covers all; then, whenever the air is warmer than -light/80 °C, the edge slides
by 0.197 of the height times sin(tilt) an hour. A string that is partly covered gives nothing.
"""

import numpy as np
import numpy.typing as npt

from sim.kernels import kernel

_FAST_CM_PER_H = 1.0
_CM_PER_MM = 1.0  # fresh snow of 100 kg/m3, ten times as high as its water. Assumption
_SLIDE_PER_H, _LIGHT_PER_K = 0.197, -80.0


def covering(snow_mm: npt.NDArray[np.float64], step_h: float) -> npt.NDArray[np.bool_]:
    """Return the steps in which snow, given as water [mm a step], falls fast enough to cover."""
    return np.asarray(snow_mm / step_h * _CM_PER_MM > _FAST_CM_PER_H)


@kernel
def slid(
    covered: float, snows: bool, plane_w_m2: float, air_c: float, sin_tilt_h: float, first: bool
) -> float:
    """Return the covered share after a step; `sin_tilt_h` is sin(tilt) times the step's hours."""
    if snows:
        return 1.0
    if first or air_c <= plane_w_m2 / _LIGHT_PER_K:
        return covered
    return max(0.0, covered - _SLIDE_PER_H * sin_tilt_h)
