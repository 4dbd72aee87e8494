"""Round robin: vehicles take turns at full power, a control step each.

Where power is short of the plugs' least powers this serves all of them in time, as equal shares
cannot.
"""

from sim.control.ranked import put_in_order
from sim.control.view import View, clear, grant
from sim.kernels import kernel


@kernel
def serve_round_robin(view: View, site: int) -> None:
    """Share the power of a site in turns; at each step the turn begins one vehicle further."""
    place = view.sites[site]
    for k in range(place.first, place.first + place.connected):
        plug = view.plugs[view.connected[k]]
        plug.rank = plug.arrive_s
    put_in_order(view, site)
    clear(view, site)
    count = place.connected
    if count == 0:
        return
    begin = int(view.clock_s[0] / view.step_s[0]) % count
    for k in range(count):
        number = view.order[place.first + (begin + k) % count]
        grant(view, site, number, view.plugs[number].max_kw)
