"""Power between areas and with the public grid, from the net loads of the sites.

Areas that are linked share: a surplus in one serves the other up to the line's capacity, link
by link in the scenario's order; only the rest goes to or comes from the public grid.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from sim.scenario.site import Area, Link

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Exchange:
    """Series [areas, steps] and [links, steps], kW; a flow is positive from first to second."""

    net_kw: Floats
    import_kw: Floats
    export_kw: Floats
    flow_kw: Floats


def exchange(
    net_kw: npt.NDArray[np.float32],
    site_area: Sequence[int],
    areas: Sequence[Area],
    links: Sequence[Link],
) -> Exchange:
    """Add the sites up to areas and let linked areas share.

    Parameters
    ----------
    net_kw : float32 [sites, steps], positive when consumed.
    site_area : number of the area of each site.
    """
    number = {area.id: i for i, area in enumerate(areas)}
    net = np.zeros((len(areas), net_kw.shape[1]))
    for site, area in enumerate(site_area):
        net[area] += net_kw[site]
    rest = net.copy()
    flow = np.zeros((len(links), net_kw.shape[1]))
    for row, link in zip(flow, links, strict=True):
        one, other = (rest[number[name]] for name in link.between)
        row += np.minimum(np.minimum(-one, other).clip(min=0.0), link.capacity_kw)
        row -= np.minimum(np.minimum(one, -other).clip(min=0.0), link.capacity_kw)
        one += row
        other -= row
    return Exchange(net, rest.clip(min=0.0), (-rest).clip(min=0.0), flow)
