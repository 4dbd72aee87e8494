"""PV-following: charge with what the site's sun leaves over, and from the grid only what must be.

A vehicle whose time runs out is charged all the same.
"""

from sim.control.ranked import serve_within
from sim.control.view import View
from sim.kernels import kernel


@kernel
def follow_sun(view: View, site: int) -> None:
    """Share the surplus of a site's sun."""
    serve_within(view, site, max(view.sites[site].surplus_kw, 0.0))
