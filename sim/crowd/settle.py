"""Energy through the plugs of a site, up to now.

Power is constant, or follows a charge curve in closed form, between settlements; whoever changes
anything at a site first settles its energy. Limits are on the grid's side of the charger,
batteries on the other.
"""

from sim.crowd.state import Power
from sim.kernels import kernel
from sim.models.charge_curve import accepted_kw, charge
from sim.units import SECONDS_PER_HOUR

_FULL_WITHIN_KWH = 1e-6
"""A rest that rounding leaves is charged with the last step, lest a plug be taken for it."""


@kernel
def settle(power: Power, site: int, now_s: float) -> None:
    """Charge every connected plug of `site` up to `now_s`."""
    place = power.sites[site]
    hours = (now_s - place.settled_s) / SECONDS_PER_HOUR
    if hours <= 0.0:
        return
    place.settled_s = now_s
    seen = power.seen.sites[site]
    for k in range(seen.first, seen.first + seen.connected):
        number = power.seen.connected[k]
        plug = power.plugs[number]
        if plug.limit_kw < 0.0:
            _feed_back(power, number, hours)
            continue
        if plug.energy_kwh >= plug.target_kwh:
            continue
        after, used = _charged(power, number, hours)
        heated = plug.heating_kw * used
        if plug.target_kwh - after < _FULL_WITHIN_KWH:
            after = plug.target_kwh
        gained = after - plug.energy_kwh
        drawn = (gained + heated) / plug.efficiency
        plug.heater_kwh += heated / plug.efficiency
        plug.heat_kwh += heated + power.warmth.loss_share[plug.type] * gained
        plug.energy_kwh = after
        plug.drawn_kwh += drawn
        power.stations[plug.station].step_kwh += drawn
        if place.lines == 1:
            _flow(power, number, drawn)


@kernel
def _charged(power: Power, number: int, hours: float) -> tuple[float, float]:
    """Return the energy of a plugged battery after `hours`, and how long it charged.

    Mostly power is constant over the whole time, which needs no curve.
    """
    plug = power.plugs[number]
    given_kw = plug.limit_kw - plug.heating_kw
    after = plug.energy_kwh + given_kw * hours
    if given_kw > 0.0 and after <= plug.flat_kwh and after <= plug.target_kwh:
        return after, hours
    return charge(
        power.curves,
        plug.curve,
        plug.capacity_kwh,
        plug.max_kw,
        given_kw,
        plug.energy_kwh,
        plug.target_kwh,
        hours,
    )


@kernel
def _feed_back(power: Power, number: int, hours: float) -> None:
    """Discharge at constant power, down to the floor and no further."""
    plug = power.plugs[number]
    given = min(-plug.limit_kw * hours, max(plug.energy_kwh - plug.floor_kwh, 0.0))
    plug.energy_kwh -= given
    plug.heat_kwh += power.warmth.loss_share[plug.type] * given
    fed = given * plug.efficiency
    plug.fed_kwh += fed
    power.stations[plug.station].step_kwh -= fed
    if power.sites[plug.site].lines == 1:
        _flow(power, number, -fed)


@kernel
def _flow(power: Power, number: int, kwh: float) -> None:
    """Add what a plug drew to the currents of its station."""
    view = power.seen
    seen = view.plugs[number]
    for k in range(seen.lines):
        flow = view.ampere_per_kw[number, k] * kwh
        view.lines[seen.first_line + k].re_ah += flow.real
        view.lines[seen.first_line + k].im_ah += flow.imag


@kernel
def accepted_now_kw(power: Power, number: int) -> float:
    """Return what a plug could give and its vehicle takes now [kW, battery side]."""
    plug = power.plugs[number]
    if plug.energy_kwh >= plug.target_kwh:
        return 0.0
    accepted = accepted_kw(
        power.curves, plug.curve, plug.capacity_kwh, plug.max_kw, plug.energy_kwh
    )
    return min(plug.power_kw, accepted + plug.heater_kw)
