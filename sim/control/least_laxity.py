"""Least laxity first: who can least afford to wait gets all it takes.

Laxity is the time until the departure less the time that the rest of the charge takes at full
power (Nakahira et al., Smoothed least-laxity-first, e-Energy 2017).
"""

from sim.control.ranked import rank_by_laxity, serve_in_order
from sim.control.view import View
from sim.kernels import kernel


@kernel
def serve_least_laxity(view: View, site: int) -> None:
    """Share the power of a site by laxity."""
    rank_by_laxity(view, site)
    serve_in_order(view, site)
