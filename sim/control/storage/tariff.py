"""Tariff arbitrage: filled in the valley, given to the own load at the peak.

Gansu's valley lies at midday, when the sun shines: in it the surplus of the sun and what the grid
sells cheaply go in together, and what is full needs neither until the evening's peak.
"""

from sim.kernels import kernel

VALLEY, PEAK = 0, 2


@kernel
def tariff_kw(net_kw: float, period: int, power_kw: float, room_kw: float) -> float:
    """Return the power that is asked for, positive when charging [kW].

    Parameters
    ----------
    net_kw : net load of the site without the battery; negative where there is a surplus.
    period : 0 valley, 1 flat, 2 peak of the tariff.
    room_kw : what the transformer can still carry.
    """
    surplus_kw = max(-net_kw, 0.0)
    if period == VALLEY:
        return max(min(power_kw, room_kw), min(surplus_kw, power_kw))
    if surplus_kw > 0.0:
        return min(surplus_kw, power_kw)
    if period == PEAK:
        return -min(net_kw, power_kw)
    return 0.0
