"""Snow on PV modules: a fall covers them, sun and mild air let it slide off.

Marion et al., Solar Energy 97, 2013, as pvlib's ``snow.coverage_nrel`` and ``dc_loss_nrel``: a fall
faster than 1 cm/h covers all; then, whenever the air is warmer than -light/80 °C, the edge slides
by 0.197 of the height times sin(tilt) an hour. A string that is partly covered gives nothing.

Weather of hours spreads a fall over the hours in which it snowed at all, and none of them may
reach 1 cm. So a fall covers as well from when 1 cm lies that fell within a day. Assumption.
"""

import numpy as np
import numpy.typing as npt

from sim.kernels import kernel

_FAST_CM_PER_H = 1.0
_DEEP_CM, _DEEP_WITHIN_H = 1.0, 24.0
_CM_PER_MM = 1.0  # fresh snow of 100 kg/m3, ten times as high as its water. Assumption
_SLIDE_PER_H, _LIGHT_PER_K = 0.197, -80.0


def covering(snow_mm: npt.NDArray[np.float64], step_h: float) -> npt.NDArray[np.bool_]:
    """Return the steps in which snow, given as water [mm a step], covers modules.

    It falls faster than 1 cm/h, or more than 1 cm has fallen within a day and it still snows.
    """
    snow_cm = snow_mm * _CM_PER_MM
    fallen = np.concatenate([[0.0], np.cumsum(snow_cm)])
    first = np.maximum(np.arange(1, snow_cm.size + 1) - round(_DEEP_WITHIN_H / step_h), 0)
    deep_cm = fallen[1:] - fallen[first]
    covers = (snow_cm / step_h > _FAST_CM_PER_H) | ((deep_cm > _DEEP_CM) & (snow_cm > 0.0))
    return np.asarray(covers)


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
