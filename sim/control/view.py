"""All that a controller may see of a site, and the one thing it may set: the power of each plug.

Powers and energies are on the grid's side of the charger. Compiled controllers get `View`, with
every site in it; a user's controller gets one site of it, as `sim.control.rule.SiteView`.
"""

from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from sim.kernels import kernel

Table = npt.NDArray[Any]
Ints = npt.NDArray[np.int32]
Floats = npt.NDArray[np.float64]

MAX_LINES = 16
"""Most currents that are watched at one station: three phases, three of the primary, feeders."""

CONNECTED = np.dtype(
    [
        ("station", "i4"),
        ("first_line", "i4"),  # of the station's currents
        ("lines", "i4"),
        ("max_kw", "f8"),  # what plug, cabinet and battery allow now
        ("min_kw", "f8"),  # least power, if it charges at all
        ("step_kw", "f8"),  # power is a multiple of this; 0: any power
        ("feed_kw", "f8"),  # what may be fed back now (V2G)
        ("efficiency", "f8"),  # of the charger, both ways
        ("need_kwh", "f8"),  # still to come until the departure
        ("need_h", "f8"),  # how long that takes at full power, along the battery's curve
        ("room_kwh", "f8"),  # until the battery is as full as it shall be
        ("spare_kwh", "f8"),  # may be fed back before the battery is at its floor
        ("arrive_s", "f8"),  # when it was plugged in
        ("depart_s", "f8"),  # stated; for a driver who waits: full power all along
        ("rank", "f8"),  # work space of controllers that sort
        ("plan_kw", "f8"),  # of the last plan that was made outside the compiled calendar
        ("share_kw", "f8"),  # SET BY THE CONTROLLER; below 0: fed back
    ],
    align=True,
)
"""What is known of a vehicle at a plug."""

SITE_VIEW = np.dtype(
    [
        ("controller", "i4"),
        ("first", "i4"),  # where its plugs stand in `connected`
        ("connected", "i4"),
        ("first_plug", "i4"),
        ("plugs", "i4"),
        ("first_station", "i4"),
        ("stations", "i4"),
        ("limit_kw", "f8"),  # for all charging of the site, now in force
        ("used_kw", "f8"),  # granted so far
        ("surplus_kw", "f8"),  # sun less the site's other loads, in this step
        ("support_kw", "f8"),  # what the site's batteries can give in this step
        ("target_kw", "f8"),  # of a controller that shaves peaks: grid power to stay below
    ],
    align=True,
)

STATION_VIEW = np.dtype(
    [
        ("first_plug", "i4"),
        ("plugs", "i4"),
        ("first_line", "i4"),
        ("lines", "i4"),
        ("rising", "i4"),  # work space: how many of its plugs still rise
        ("limit_kw", "f8"),
        ("used_kw", "f8"),
    ],
    align=True,
)

LINE = np.dtype(
    [
        ("station", "i4"),
        ("limit_a", "f8"),
        ("re_a", "f8"),  # the current granted so far, a phasor
        ("im_a", "f8"),
        ("gain_re", "f8"),  # work space: A for each kW that all rising plugs rise
        ("gain_im", "f8"),
        ("re_ah", "f8"),  # what flowed since the step began
        ("im_ah", "f8"),
    ],
    align=True,
)
"""A current that must not exceed a limit: the magnitude of a sum of phasors."""


class View(NamedTuple):
    """All sites, as compiled controllers see them."""

    clock_s: Floats  # [1]: now
    sites: Table
    stations: Table
    lines: Table
    ampere_per_kw: npt.NDArray[np.complex128]  # [plugs, lines of its station]
    plugs: Table  # CONNECTED, by number of the plug
    connected: Ints  # the plugs in use, in the places of their site's plugs
    order: Ints  # work space: the same, sorted
    cheap_h: Floats  # [periods of the tariff, steps + 1]: hours of it since the start
    period: npt.NDArray[np.int8]  # [steps]
    step_s: Floats  # [1]


@kernel
def clear(view: View, site: int) -> None:
    """Take back all that was granted at a site."""
    place = view.sites[site]
    place.used_kw = 0.0
    for s in range(place.first_station, place.first_station + place.stations):
        view.stations[s].used_kw = 0.0
    for k in range(place.first, place.first + place.connected):
        plug = view.plugs[view.connected[k]]
        plug.share_kw = 0.0
        for line in range(plug.first_line, plug.first_line + plug.lines):
            view.lines[line].re_a = 0.0
            view.lines[line].im_a = 0.0


@kernel
def line_room_kw(view: View, line: int, gain: complex) -> float:
    """Return how much power can be added before a current reaches its limit [kW].

    With the current I granted so far and c ampere for each added kilowatt, |I + c·p| = limit is
    a quadratic equation in p.

    Parameters
    ----------
    gain : current that one more kilowatt adds, a phasor [A/kW].
    """
    square = gain.real * gain.real + gain.imag * gain.imag
    if square == 0.0:
        return np.inf
    row = view.lines[line]
    along = row.re_a * gain.real + row.im_a * gain.imag
    rest = row.limit_a * row.limit_a - row.re_a * row.re_a - row.im_a * row.im_a
    root = along * along + square * rest
    if root <= 0.0:
        return 0.0
    most: float = max((np.sqrt(root) - along) / square, 0.0)
    return most


@kernel
def add(view: View, site: int, number: int, more_kw: float) -> None:
    """Grant `more_kw` to a plug without asking for limits."""
    plug = view.plugs[number]
    plug.share_kw += more_kw
    view.sites[site].used_kw += more_kw
    view.stations[plug.station].used_kw += more_kw
    for k in range(plug.lines):
        own = view.ampere_per_kw[number, k]
        view.lines[plug.first_line + k].re_a += own.real * more_kw
        view.lines[plug.first_line + k].im_a += own.imag * more_kw


@kernel
def room_kw(view: View, site: int, number: int) -> float:
    """Return how much more a plug may draw within the limits of site, station and currents."""
    plug = view.plugs[number]
    place, station = view.sites[site], view.stations[plug.station]
    room: float = min(place.limit_kw - place.used_kw, station.limit_kw - station.used_kw)
    for k in range(plug.lines):
        room = min(room, line_room_kw(view, plug.first_line + k, view.ampere_per_kw[number, k]))
    return max(room, 0.0)


@kernel
def whole_steps_kw(share_kw: float, max_kw: float, min_kw: float, step_kw: float) -> float:
    """Round a power down to what a plug can give: nothing, or at least its minimum, in steps.

    What the vehicle itself takes (`max_kw`) needs no rounding: a pilot signal above it is none.
    """
    if share_kw >= max_kw:
        return max_kw
    # A share that is a step but for rounding is that step.
    kept = np.floor(share_kw / step_kw + 1e-9) * step_kw if step_kw > 0.0 else share_kw
    return kept if kept >= min_kw - 1e-9 else 0.0


@kernel
def raised_kw(view: View, number: int, wanted_kw: float) -> float:
    """Round a power up to what a plug can give: at least its minimum, in steps, at most all."""
    plug = view.plugs[number]
    raised = max(wanted_kw, plug.min_kw)
    if plug.step_kw > 0.0:
        raised = np.ceil(raised / plug.step_kw - 1e-9) * plug.step_kw
    most: float = min(raised, plug.max_kw)
    return most


@kernel
def grant(view: View, site: int, number: int, wanted_kw: float) -> float:
    """Raise the power of a plug towards `wanted_kw`, as far as limits and its steps allow.

    Returns what the plug has then [kW].
    """
    plug = view.plugs[number]
    wanted = min(wanted_kw, plug.max_kw)
    if wanted > plug.share_kw:
        before = plug.share_kw
        most = min(wanted, before + room_kw(view, site, number))
        after = whole_steps_kw(most, plug.max_kw, plug.min_kw, plug.step_kw)
        if after > before:
            add(view, site, number, after - before)
    share: float = plug.share_kw
    return share
