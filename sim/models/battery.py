"""A stationary battery that follows a site's net load within its power and its window.

The inverter follows the meter within seconds, so over a step the battery answers to the step's
own mean net load. Losses are split evenly: each way the efficiency is the square root of the
round trip's.
"""

from sim.kernels import kernel

SELF_CONSUMPTION, TARIFF, PEAK_SHAVING = 0, 1, 2
VALLEY, PEAK = 0, 2


@kernel
def wanted_kw(
    rule: int, net_kw: float, period: int, power_kw: float, room_kw: float, target_kw: float
) -> float:
    """Return the power that a battery's rule asks for, positive when charging [kW].

    Parameters
    ----------
    net_kw : net load of the site without the battery; negative where there is a surplus.
    period : 0 valley, 1 flat, 2 peak of the tariff.
    room_kw : what the transformer can still carry.
    target_kw : power from the grid to stay below.

    Notes
    -----
    Self-consumption takes a surplus and gives it back to the site's own load. The tariff rule
    also charges at full power in the valley, as far as the transformer allows, and gives to the
    own load at the peak only. Peak shaving gives what exceeds the target, and charges as far as
    the target leaves room. None feeds the grid from the battery.
    """
    if rule == PEAK_SHAVING:
        return max(-power_kw, min(power_kw, target_kw - net_kw, max(room_kw, -net_kw, 0.0)))
    if net_kw < 0.0:
        return min(-net_kw, power_kw)
    if rule == SELF_CONSUMPTION or period == PEAK:
        return -min(net_kw, power_kw)
    if period == VALLEY:
        return min(power_kw, max(room_kw, 0.0))
    return 0.0


@kernel
def operate(
    wanted_kw: float,
    stored_kwh: float,
    least_kwh: float,
    most_kwh: float,
    efficiency: float,
    hours: float,
) -> tuple[float, float]:
    """Charge or discharge for `hours`; return the power at the terminals and what is stored then.

    `efficiency` is that of one way. Positive power charges.
    """
    if wanted_kw > 0.0:
        power = min(wanted_kw, max(most_kwh - stored_kwh, 0.0) / (efficiency * hours))
        return power, stored_kwh + power * efficiency * hours
    power = min(-wanted_kw, max(stored_kwh - least_kwh, 0.0) * efficiency / hours)
    return -power, stored_kwh - power * hours / efficiency
