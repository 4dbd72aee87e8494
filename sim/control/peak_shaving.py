"""Peak shaving: the site's power from the grid stays as low as its vehicles' needs allow.

What must flow at least is the rate of Optimal Available (Yao, Demers and Shenker, A scheduling
model for reduced CPU energy, FOCS 1995): of all departures that which asks for the highest mean
power until then. Above it, charging may use what costs no demand charge: up to the target, which
is given or is the highest step so far in the month, and with what the site's batteries give.
"""

from sim.control.ranked import put_in_order, serve_within
from sim.control.view import View
from sim.kernels import kernel
from sim.units import SECONDS_PER_HOUR


@kernel
def least_kw(view: View, site: int) -> float:
    """Return the lowest constant power that meets every need in time [kW].

    No vehicle counts with more than it can get until it leaves. Who is late counts with all it
    takes, and does not raise what the others get.
    """
    place = view.sites[site]
    for k in range(place.first, place.first + place.connected):
        plug = view.plugs[view.connected[k]]
        plug.rank = plug.depart_s
    put_in_order(view, site)
    sum_kwh, highest, late_kw = 0.0, 0.0, 0.0
    for k in range(place.first, place.first + place.connected):
        plug = view.plugs[view.order[k]]
        left_h = (plug.depart_s - view.clock_s[0]) / SECONDS_PER_HOUR
        if plug.need_kwh <= 0.0:
            continue
        if left_h <= 0.0:
            late_kw += plug.max_kw
            continue
        sum_kwh += min(plug.need_kwh, plug.max_kw * left_h)
        highest = max(highest, sum_kwh / left_h)
    return highest + late_kw


@kernel
def shave_peak(view: View, site: int) -> None:
    """Share what the site's target leaves for charging, but no less than what is needed."""
    place = view.sites[site]
    free_kw = place.target_kw + place.surplus_kw + place.support_kw
    serve_within(view, site, max(free_kw, least_kw(view, site)))
