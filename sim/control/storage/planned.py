"""The optimum: what the site's linear program has planned, as far as the present moment allows."""

from sim.kernels import kernel


@kernel
def planned_kw(plan_kw: float, net_kw: float, room_kw: float) -> float:
    """Return the power that is asked for, positive when charging [kW].

    The plan holds means over its step and forecasts; so it neither feeds the grid nor loads the
    transformer beyond its rating when the load turns out to be another.

    Parameters
    ----------
    net_kw : net load of the site without the battery; negative where there is a surplus.
    room_kw : what the transformer can still carry.
    """
    if plan_kw < 0.0:
        return max(plan_kw, min(-net_kw, 0.0))
    return min(plan_kw, max(room_kw, 0.0))
