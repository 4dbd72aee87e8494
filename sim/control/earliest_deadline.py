"""Earliest deadline first: who leaves first gets all it takes.

On one charger that can be taken from one vehicle and given to another this meets every deadline
that can be met at all (Liu and Layland, J. ACM 20, 1973; Dertouzos, 1974).
"""

from sim.control.ranked import serve_in_order
from sim.control.view import View
from sim.kernels import kernel

_AFTER_ALL_S = 1e12


@kernel
def serve_earliest_deadline(view: View, site: int) -> None:
    """Share the power of a site by departure; who has what it needs comes after the others."""
    place = view.sites[site]
    for k in range(place.first, place.first + place.connected):
        plug = view.plugs[view.connected[k]]
        plug.rank = plug.depart_s if plug.need_kwh > 0.0 else _AFTER_ALL_S + plug.depart_s
    serve_in_order(view, site)
