"""A plan that was made outside the compiled calendar: by the optimum, or by a user's rule.

It holds until the next one; what has come in between waits for it. Where a limit has fallen
since it was made, or somebody has no more to feed back, others get less than planned.
"""

from sim.control.view import View, add, clear, grant
from sim.kernels import kernel


@kernel
def follow_plan(view: View, site: int) -> None:
    """Give each plug what is planned, as far as plug, vehicle and limits still allow it."""
    clear(view, site)
    place = view.sites[site]
    for k in range(place.first, place.first + place.connected):
        plug = view.plugs[view.connected[k]]
        if plug.plan_kw < 0.0:
            add(view, site, view.connected[k], max(plug.plan_kw, -plug.feed_kw))
    for k in range(place.first, place.first + place.connected):
        plug = view.plugs[view.connected[k]]
        if plug.plan_kw > 0.0:
            grant(view, site, view.connected[k], plug.plan_kw)
