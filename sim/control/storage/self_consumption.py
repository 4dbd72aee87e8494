"""Self-consumption: what the sun has over goes into the battery, and from there to the own load."""

from sim.kernels import kernel


@kernel
def self_consumption_kw(net_kw: float, power_kw: float) -> float:
    """Return the power that is asked for, positive when charging [kW].

    Parameters
    ----------
    net_kw : net load of the site without the battery; negative where there is a surplus.
    """
    return max(-power_kw, min(-net_kw, power_kw))
