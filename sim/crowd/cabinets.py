"""Cabinets: several plugs on the power modules of one charger, handed out module by module."""

import numpy as np

from sim.crowd.settle import accepted_now_kw
from sim.crowd.state import Power
from sim.kernels import kernel


@kernel
def allot_modules(power: Power, site: int) -> None:
    """Give the modules of each cabinet of a site to its plugs.

    Each vehicle gets one in the order of arrival, then each as many as it can use.
    """
    place = power.sites[site]
    for c in range(place.first_cabinet, place.first_cabinet + place.cabinets):
        cabinet = power.cabinets[c]
        free = cabinet.modules
        for number in range(cabinet.first_plug, cabinet.first_plug + cabinet.plugs):
            power.plugs[number].cap_kw = 0.0
        for turn in range(2):
            last = -1
            for _ in range(cabinet.plugs):
                last = _next_arrival(power, c, last)
                if last < 0 or free == 0:
                    break
                wanted = int(np.ceil(accepted_now_kw(power, last) / cabinet.module_kw - 1e-9))
                taken = min(free, min(wanted, 1) if turn == 0 else max(wanted - 1, 0))
                free -= taken
                plug = power.plugs[last]
                plug.cap_kw = min(plug.cap_kw + taken * cabinet.module_kw, plug.power_kw)


@kernel
def _next_arrival(power: Power, cabinet_number: int, last: int) -> int:
    """Return the user's plug of a cabinet that was plugged in next after `last`, or -1."""
    cabinet = power.cabinets[cabinet_number]
    best = -1
    for number in range(cabinet.first_plug, cabinet.first_plug + cabinet.plugs):
        plug = power.plugs[number]
        if plug.user < 0:
            continue
        if last >= 0 and not _earlier(power, last, number):
            continue
        if best < 0 or _earlier(power, number, best):
            best = number
    return best


@kernel
def _earlier(power: Power, one: int, other: int) -> bool:
    a_s, b_s = power.plugs[one].start_s, power.plugs[other].start_s
    return a_s < b_s or (a_s == b_s and one < other)
