"""The table of controllers: which one shares the power of a site."""

from typing import get_args

from sim.control.earliest_deadline import serve_earliest_deadline
from sim.control.equal_share import share_equally
from sim.control.first_come import serve_first_come
from sim.control.least_laxity import serve_least_laxity
from sim.control.peak_shaving import shave_peak
from sim.control.planned import follow_plan
from sim.control.pv_following import follow_sun
from sim.control.round_robin import serve_round_robin
from sim.control.valley_filling import fill_valley
from sim.control.view import View
from sim.kernels import kernel
from sim.scenario.charging import Named

NAMES = (*(name for name in get_args(Named) if name != "optimum"), "planned")
"""Controllers by their number: those that a scenario names, and `planned` for all in Python."""

UNCONTROLLED, EQUAL_SHARE, FIRST_COME, EARLIEST_DEADLINE, LEAST_LAXITY = range(5)
ROUND_ROBIN, VALLEY_FILLING, PV_FOLLOWING, PEAK_SHAVING, PLANNED = range(5, len(NAMES))

DELIBERATE = VALLEY_FILLING
"""From here on controllers hold back power that nobody forbids."""


@kernel
def plan(view: View, site: int) -> None:
    """Let the site's controller set `share_kw` of every connected plug."""
    kind = view.sites[site].controller
    if kind == EQUAL_SHARE:
        share_equally(view, site)
    elif kind == FIRST_COME:
        serve_first_come(view, site)
    elif kind == EARLIEST_DEADLINE:
        serve_earliest_deadline(view, site)
    elif kind == LEAST_LAXITY:
        serve_least_laxity(view, site)
    elif kind == ROUND_ROBIN:
        serve_round_robin(view, site)
    elif kind == VALLEY_FILLING:
        fill_valley(view, site)
    elif kind == PV_FOLLOWING:
        follow_sun(view, site)
    elif kind == PEAK_SHAVING:
        shave_peak(view, site)
    else:
        follow_plan(view, site)
