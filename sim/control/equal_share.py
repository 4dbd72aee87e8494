"""Equal share: each plug gets the same, and what one cannot use goes to the others.

Max-min fairness (Bertsekas and Gallager, Data Networks, 6.5.2). A share below the least power of
its plug is no charging at all: then the vehicle that came last waits, and the others share.
"""

import numpy as np

from sim.control.view import View, add, clear, line_room_kw, room_kw, whole_steps_kw
from sim.kernels import kernel

_OPEN, _FULL, _WAITS = 0.0, 1.0, -1.0
"""Ranks of plugs that may get more, that have all they can, and that wait."""
_TINY_KW = 1e-9


@kernel
def share_equally(view: View, site: int) -> None:
    """Share the power of a site."""
    if _is_enough_for_all(view, site):
        return
    place = view.sites[site]
    for k in range(place.first, place.first + place.connected):
        view.plugs[view.connected[k]].rank = _OPEN
    _fill(view, site)
    while _let_last_wait(view, site):
        _fill(view, site)
    _round_down(view, site)


@kernel
def _is_enough_for_all(view: View, site: int) -> bool:
    """Give every plug all it takes; return whether no limit minds."""
    place = view.sites[site]
    first_station, end = place.first_station, place.first_station + place.stations
    for s in range(first_station, end):
        view.stations[s].used_kw = 0.0
    total, has_lines = 0.0, False
    for k in range(place.first, place.first + place.connected):
        plug = view.plugs[view.connected[k]]
        plug.share_kw = plug.max_kw
        total += plug.max_kw
        view.stations[plug.station].used_kw += plug.max_kw
        has_lines = has_lines or plug.lines > 0
    if has_lines or total > place.limit_kw:
        return False
    for s in range(first_station, end):
        if view.stations[s].used_kw > view.stations[s].limit_kw:
            return False
    return True


@kernel
def _fill(view: View, site: int) -> None:
    place = view.sites[site]
    has_lines = False
    for k in range(place.first, place.first + place.connected):
        plug = view.plugs[view.connected[k]]
        waits = plug.rank == _WAITS
        plug.share_kw = 0.0 if waits else plug.max_kw
        plug.rank = _WAITS if waits else _OPEN
        has_lines = has_lines or plug.lines > 0
    if has_lines:
        _raise_together(view, site)
    else:
        _lower_stations(view, site)
        lower(view, place.first, place.connected, -1, place.limit_kw)


@kernel
def _lower_stations(view: View, site: int) -> None:
    place = view.sites[site]
    for s in range(place.first_station, place.first_station + place.stations):
        view.stations[s].used_kw = 0.0
    for k in range(place.first, place.first + place.connected):
        plug = view.plugs[view.connected[k]]
        view.stations[plug.station].used_kw += plug.share_kw
    for s in range(place.first_station, place.first_station + place.stations):
        if view.stations[s].used_kw > view.stations[s].limit_kw:
            lower(view, place.first, place.connected, s, view.stations[s].limit_kw)


@kernel
def lower(view: View, first: int, count: int, station: int, limit_kw: float) -> None:
    """Lower the shares of `count` connected plugs so that their sum keeps to `limit_kw`.

    Those of one station only, unless `station` is -1. The water level is found by passes over
    those that still want more.
    """
    rest, still_open = limit_kw, 0
    total = 0.0
    for k in range(first, first + count):
        plug = view.plugs[view.connected[k]]
        if station < 0 or plug.station == station:
            total += plug.share_kw
            still_open += 1
    if total <= limit_kw:
        return
    level = 0.0
    while still_open > 0:
        new_level = rest / still_open
        if new_level <= level:
            break
        level = new_level
        rest, still_open = limit_kw, 0
        for k in range(first, first + count):
            plug = view.plugs[view.connected[k]]
            if station >= 0 and plug.station != station:
                continue
            if plug.share_kw <= level:
                rest -= plug.share_kw
            else:
                still_open += 1
    for k in range(first, first + count):
        plug = view.plugs[view.connected[k]]
        if station < 0 or plug.station == station:
            plug.share_kw = min(plug.share_kw, max(level, 0.0))


@kernel
def _raise_together(view: View, site: int) -> None:
    """Raise all plugs from nothing, and stop each at the first limit that it meets.

    How far all can rise until the next limit is known in closed form, so there is one pass for
    each limit.
    """
    clear(view, site)
    place = view.sites[site]
    rises = True
    while rises:
        rise = _common_room_kw(view, site)
        rises = False
        for k in range(place.first, place.first + place.connected):
            if view.plugs[view.connected[k]].rank == _OPEN:
                add(view, site, view.connected[k], rise)
        stopped = 0
        for k in range(place.first, place.first + place.connected):
            number = view.connected[k]
            plug = view.plugs[number]
            if plug.rank == _OPEN:
                most = min(room_kw(view, site, number), plug.max_kw - plug.share_kw)
                if most <= _TINY_KW:
                    plug.rank = _FULL
                    stopped += 1
                else:
                    rises = True
        rises = rises and stopped > 0


@kernel
def _common_room_kw(view: View, site: int) -> float:
    """Return by how much every plug that still rises can do so together [kW]."""
    place = view.sites[site]
    room: float = np.inf
    rising = 0
    for s in range(place.first_station, place.first_station + place.stations):
        view.stations[s].rising = 0
    for k in range(place.first, place.first + place.connected):
        plug = view.plugs[view.connected[k]]
        for line in range(plug.first_line, plug.first_line + plug.lines):
            view.lines[line].gain_re, view.lines[line].gain_im = 0.0, 0.0
    for k in range(place.first, place.first + place.connected):
        number = view.connected[k]
        plug = view.plugs[number]
        if plug.rank == _OPEN:
            rising += 1
            room = min(room, plug.max_kw - plug.share_kw)
            view.stations[plug.station].rising += 1
            for line in range(plug.lines):
                own = view.ampere_per_kw[number, line]
                view.lines[plug.first_line + line].gain_re += own.real
                view.lines[plug.first_line + line].gain_im += own.imag
    if rising == 0:
        return 0.0
    room = min(room, (place.limit_kw - place.used_kw) / rising)
    for s in range(place.first_station, place.first_station + place.stations):
        station = view.stations[s]
        if station.rising > 0:
            room = min(room, (station.limit_kw - station.used_kw) / station.rising)
            for line in range(station.first_line, station.first_line + station.lines):
                gain = complex(view.lines[line].gain_re, view.lines[line].gain_im)
                room = min(room, line_room_kw(view, line, gain))
    return max(room, 0.0)


@kernel
def _let_last_wait(view: View, site: int) -> bool:
    """Let the last to come of those wait whose share is below their least power, if there are."""
    place = view.sites[site]
    last, last_s = -1, -np.inf
    for k in range(place.first, place.first + place.connected):
        number = view.connected[k]
        plug = view.plugs[number]
        short = plug.share_kw < min(plug.min_kw, plug.max_kw)
        if plug.rank != _WAITS and short and plug.arrive_s >= last_s:
            last, last_s = number, plug.arrive_s
    if last >= 0:
        view.plugs[last].rank = _WAITS
    return last >= 0


@kernel
def _round_down(view: View, site: int) -> None:
    place = view.sites[site]
    for k in range(place.first, place.first + place.connected):
        plug = view.plugs[view.connected[k]]
        plug.share_kw = whole_steps_kw(plug.share_kw, plug.max_kw, plug.min_kw, plug.step_kw)
