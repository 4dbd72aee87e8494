"""The optimum: what the site's linear program has planned, as far as the present moment allows."""

from sim.kernels import kernel


@kernel
def planned_kw(plan_kw: float, net_kw: float, room_kw: float, peak_kw: float) -> float:
    """Return the power that is asked for, positive when charging [kW].

    The plan holds means over its step and forecasts; so it neither feeds the grid, nor loads the
    transformer beyond its rating, nor charges into a new peak when the load turns out to be
    another.

    Parameters
    ----------
    net_kw : net load of the site without the battery; negative where there is a surplus.
    room_kw : what the transformer can still carry.
    peak_kw : what the site draws at most by the plan, or drew before in the month.
    """
    if plan_kw < 0.0:
        return max(plan_kw, min(-net_kw, 0.0))
    return min(plan_kw, max(min(room_kw, peak_kw - net_kw), 0.0))
