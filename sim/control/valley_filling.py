"""Valley filling: charge in the cheapest hours before the departure, evenly within them.

What does not fit into the hours of the valley goes to the flat hours, and only the rest to those
of the peak. Evenly: a lower, longer load costs the same energy and less demand charge.
"""

from sim.control.ranked import put_in_order, rank_by_laxity
from sim.control.view import View, clear, grant, raised_kw
from sim.kernels import kernel
from sim.units import SECONDS_PER_HOUR


@kernel
def hours_of(view: View, period: int, until_s: float) -> float:
    """Return the hours of a tariff period from the run's begin to `until_s`."""
    steps = view.period.size
    step = min(int(until_s / view.step_s[0]), steps)
    whole: float = view.cheap_h[period, step]
    if step < steps and view.period[step] == period:
        whole += (until_s - step * view.step_s[0]) / SECONDS_PER_HOUR
    return whole


@kernel
def even_kw(view: View, number: int) -> float:
    """Return the power with which a vehicle fills the cheapest hours until it leaves [kW]."""
    plug = view.plugs[number]
    now_s = view.clock_s[0]
    step = int(now_s / view.step_s[0])
    most: float = plug.max_kw
    if step >= view.period.size or plug.depart_s <= now_s:
        return most
    current = view.period[step]
    # Beyond the run's end, and for who never leaves, the tariff is not known.
    until_s = min(plug.depart_s, view.period.size * view.step_s[0])
    wanted = plug.room_kwh if current == 0 else plug.need_kwh
    for period in range(current):
        hours = hours_of(view, period, until_s) - hours_of(view, period, now_s)
        wanted -= hours * most
    own_h = hours_of(view, current, until_s) - hours_of(view, current, now_s)
    if wanted <= 0.0:
        return 0.0
    # Rounded down, the charge would be put off, below the least power for ever.
    return raised_kw(view, number, wanted / max(own_h, 1e-9))


@kernel
def fill_valley(view: View, site: int) -> None:
    """Share the power of a site by the hours of the tariff; of two, the more urgent first."""
    rank_by_laxity(view, site)
    put_in_order(view, site)
    clear(view, site)
    place = view.sites[site]
    for k in range(place.first, place.first + place.connected):
        number = view.order[k]
        grant(view, site, number, even_kw(view, number))
