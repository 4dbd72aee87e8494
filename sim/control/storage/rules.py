"""Which rule a stationary battery follows, by its number."""

from sim.control.storage.peak_shaving import peak_shaving_kw
from sim.control.storage.planned import planned_kw
from sim.control.storage.self_consumption import self_consumption_kw
from sim.control.storage.tariff import tariff_kw
from sim.kernels import kernel

SELF_CONSUMPTION, TARIFF, PEAK_SHAVING, OPTIMUM = range(4)
RULES = {
    "self_consumption": SELF_CONSUMPTION,
    "tariff": TARIFF,
    "peak_shaving": PEAK_SHAVING,
    "optimum": OPTIMUM,
}


@kernel
def wanted_kw(
    rule: int,
    net_kw: float,
    period: int,
    power_kw: float,
    room_kw: float,
    target_kw: float,
    plan_kw: float,
    plan_peak_kw: float,
) -> float:
    """Return the power that a rule asks for, positive when charging [kW]; none feeds the grid."""
    if rule == OPTIMUM:
        return planned_kw(plan_kw, net_kw, room_kw, plan_peak_kw)
    if rule == PEAK_SHAVING:
        return peak_shaving_kw(net_kw, power_kw, room_kw, target_kw)
    if rule == TARIFF:
        return tariff_kw(net_kw, period, power_kw, room_kw)
    return self_consumption_kw(net_kw, power_kw)
