"""What batteries that follow rules of their own will draw: a plan for others must count with it."""

from typing import Any

import numpy as np
import numpy.typing as npt

from sim.control.storage.rules import TARIFF, wanted_kw
from sim.control.storage.tariff import VALLEY
from sim.kernels import kernel
from sim.models.battery import operate

Floats = npt.NDArray[np.float64]


@kernel
def foresee(
    batteries: Any,
    base_kw: Floats,
    period: npt.NDArray[np.int8],
    rated_kw: float,
    target_kw: float,
    step_h: float,
    counts_all: bool,
    out_kw: Floats,
) -> None:
    """Write the power of a site's batteries over the coming steps, positive when charging.

    Vehicles are left out, whose charging is not planned yet. What would give way to it (surplus
    that nobody else takes, filling up below a target) counts only where `counts_all`: where other
    batteries are planned, which come last.

    Parameters
    ----------
    batteries : rows of `sim.models.battery.BATTERY`, which are worked with: give copies.
    base_kw : forecast of the site's other loads less its sun [steps].
    period : tariff period [steps].
    rated_kw : what the transformer carries.
    target_kw : power from the grid to stay below, of rules that shave peaks.
    """
    for n in range(base_kw.size):
        net_kw = base_kw[n]
        out_kw[n] = 0.0
        for k in range(batteries.size):
            one = batteries[k]
            room_kw = rated_kw - net_kw
            wanted = wanted_kw(
                one.rule, net_kw, period[n], one.power_kw, room_kw, target_kw, 0.0, np.inf
            )
            power = operate(one, wanted, step_h)
            net_kw += power
            insists = one.rule == TARIFF and period[n] == VALLEY
            if counts_all or insists or power < 0.0:
                out_kw[n] += power
