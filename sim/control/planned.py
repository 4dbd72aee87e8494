"""A plan that was made outside the compiled calendar: by the optimum, or by a user's rule.

It holds until the next one; what has come in between waits for it.
"""

from sim.control.view import View
from sim.kernels import kernel


@kernel
def follow_plan(view: View, site: int) -> None:
    """Give each plug what is planned, as far as plug and vehicle still take it."""
    place = view.sites[site]
    for k in range(place.first, place.first + place.connected):
        plug = view.plugs[view.connected[k]]
        plug.share_kw = max(min(plug.plan_kw, plug.max_kw), -plug.feed_kw)
