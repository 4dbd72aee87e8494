"""Peak shaving: what exceeds the site's target comes from the battery, which fills below it."""

from sim.kernels import kernel


@kernel
def peak_shaving_kw(net_kw: float, power_kw: float, room_kw: float, target_kw: float) -> float:
    """Return the power that is asked for, positive when charging [kW].

    Parameters
    ----------
    net_kw : net load of the site without the battery; negative where there is a surplus.
    room_kw : what the transformer can still carry.
    target_kw : power from the grid to stay below.
    """
    return max(-power_kw, min(power_kw, target_kw - net_kw, max(room_kw, -net_kw, 0.0)))
