"""First come, first served: who was plugged in first gets all it takes."""

from sim.control.ranked import serve_in_order
from sim.control.view import View
from sim.kernels import kernel


@kernel
def serve_first_come(view: View, site: int) -> None:
    """Share the power of a site by arrival."""
    place = view.sites[site]
    for k in range(place.first, place.first + place.connected):
        plug = view.plugs[view.connected[k]]
        plug.rank = plug.arrive_s
    serve_in_order(view, site)
