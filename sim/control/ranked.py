"""Serving one after the other: what controllers that put vehicles in an order have in common."""

from sim.control.view import View, clear, grant, raised_kw
from sim.kernels import kernel
from sim.units import SECONDS_PER_HOUR


@kernel
def laxity_h(view: View, number: int) -> float:
    """Return how long a vehicle could still wait and be charged in time at full power [h]."""
    plug = view.plugs[number]
    left_h = (plug.depart_s - view.clock_s[0]) / SECONDS_PER_HOUR
    spare_h: float = left_h - plug.need_h
    return spare_h


@kernel
def least_in_step_kw(view: View, number: int) -> float:
    """Return what a vehicle must get until the next step, to be in time at full power after it.

    With laxity l and step h, full power for h - l is what cannot be put off, and it may be spread
    over the step. Nothing else than full power helps who leaves within the step, or is late.
    """
    plug = view.plugs[number]
    step_h = view.step_s[0] / SECONDS_PER_HOUR
    lax_h = laxity_h(view, number)
    if plug.need_kwh <= 0.0 or lax_h >= step_h:
        return 0.0
    left_h = (plug.depart_s - view.clock_s[0]) / SECONDS_PER_HOUR
    spread_h = min(step_h, left_h)
    if lax_h <= 0.0 or spread_h <= 0.0:
        return float(plug.max_kw)
    least: float = raised_kw(view, number, plug.max_kw * (1.0 - lax_h / spread_h))
    return least


@kernel
def rank_by_laxity(view: View, site: int) -> None:
    """Write the laxity of each connected vehicle to its `rank`."""
    place = view.sites[site]
    for k in range(place.first, place.first + place.connected):
        view.plugs[view.connected[k]].rank = laxity_h(view, view.connected[k])


@kernel
def _before(view: View, one: int, other: int) -> bool:
    """Return whether `one` is served before `other`: by rank, then by arrival, then by number."""
    a, b = view.plugs[one], view.plugs[other]
    if a.rank != b.rank:
        return bool(a.rank < b.rank)
    if a.arrive_s != b.arrive_s:
        return bool(a.arrive_s < b.arrive_s)
    return one < other


@kernel
def put_in_order(view: View, site: int) -> None:
    """Sort the site's connected plugs by rank into `order` (Shell's method, Ciura's gaps)."""
    place = view.sites[site]
    first, count = place.first, place.connected
    for k in range(first, first + count):
        view.order[k] = view.connected[k]
    for gap in (701, 301, 132, 57, 23, 10, 4, 1):
        for k in range(first + gap, first + count):
            moved, hole = view.order[k], k
            while hole >= first + gap and _before(view, moved, view.order[hole - gap]):
                view.order[hole] = view.order[hole - gap]
                hole -= gap
            view.order[hole] = moved


@kernel
def serve_in_order(view: View, site: int) -> None:
    """Give each all it takes, as long as there is power, in the order of the ranks."""
    put_in_order(view, site)
    clear(view, site)
    place = view.sites[site]
    for k in range(place.first, place.first + place.connected):
        number = view.order[k]
        grant(view, site, number, view.plugs[number].max_kw)


@kernel
def serve_within(view: View, site: int, cap_kw: float) -> None:
    """Serve by laxity while the site stays below `cap_kw`.

    Beyond it goes only what vehicles must get until the next step, lest they are late.
    """
    rank_by_laxity(view, site)
    put_in_order(view, site)
    clear(view, site)
    place = view.sites[site]
    for k in range(place.first, place.first + place.connected):
        grant(view, site, view.order[k], least_in_step_kw(view, view.order[k]))
    for k in range(place.first, place.first + place.connected):
        number = view.order[k]
        plug = view.plugs[number]
        room = cap_kw - place.used_kw
        if room <= 0.0:
            return
        grant(view, site, number, min(plug.max_kw, plug.share_kw + room))
