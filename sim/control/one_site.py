"""A view of one site with one station, made by hand: for checks, tests and trying controllers."""

from typing import Any

import numpy as np
import numpy.typing as npt

from sim.control.view import CONNECTED, LINE, SITE_VIEW, STATION_VIEW, View

Floats = npt.NDArray[np.float64]


def view_of_one_site(
    max_kw: npt.ArrayLike,
    limit_kw: float = np.inf,
    *,
    now_s: float = 0.0,
    step_s: float = 300.0,
    period: npt.NDArray[np.int8] | None = None,
    line_limit_a: npt.ArrayLike = (),
    ampere_per_kw: npt.ArrayLike | None = None,
    **columns: Any,
) -> View:
    """Return a view in which every plug has a vehicle.

    Parameters
    ----------
    max_kw : [plugs] what each may draw.
    limit_kw : of the site.
    period : [steps] of the tariff; a day of flat hours unless given.
    line_limit_a, ampere_per_kw : [lines] limits, [plugs, lines] phasors of watched currents.
    **columns : further fields of `CONNECTED`, [plugs] or one for all. Unless given, all arrived
        at 0 s, stay for 8 h and need 10 kWh.
    """
    most = np.atleast_1d(np.asarray(max_kw, dtype=np.float64))
    limits = np.asarray(line_limit_a, dtype=np.float64)
    plugs = np.zeros(most.size, CONNECTED)
    plugs["lines"] = limits.size
    defaults = {
        "efficiency": 1.0,
        "max_kw": most,
        "need_kwh": 10.0,
        "room_kwh": 10.0,
        "depart_s": 8 * 3600.0,
    }
    for name, value in (defaults | columns).items():
        plugs[name] = value
    if "need_h" not in columns:
        plugs["need_h"] = plugs["need_kwh"] / np.maximum(most, 1e-9)
    sites, stations = np.zeros(1, SITE_VIEW), np.zeros(1, STATION_VIEW)
    sites["connected"] = sites["plugs"] = stations["plugs"] = most.size
    sites["stations"], sites["limit_kw"], stations["limit_kw"] = 1, limit_kw, np.inf
    stations["lines"] = limits.size
    lines = np.zeros(limits.size, LINE)
    lines["limit_a"] = limits
    periods = np.ones(round(86400.0 / step_s), np.int8) if period is None else period
    cheap_h = np.zeros((3, periods.size + 1))
    for number in range(3):
        cheap_h[number, 1:] = np.cumsum(periods == number) * (step_s / 3600.0)
    ampere = np.zeros((most.size, max(limits.size, 1)), np.complex128)
    if ampere_per_kw is not None:
        ampere[:] = ampere_per_kw
    everyone = np.arange(most.size, dtype=np.int32)
    return View(
        clock_s=np.array([now_s]),
        sites=sites,
        stations=stations,
        lines=lines,
        ampere_per_kw=ampere,
        plugs=plugs,
        connected=everyone,
        order=everyone.copy(),
        cheap_h=cheap_h,
        period=periods,
        step_s=np.array([step_s]),
    )
