"""Equal share: each plug gets the same, and what one cannot use goes to the others.

Max-min fairness (Bertsekas and Gallager, Data Networks, 6.5.2). A share below the least power of
its plug is no charging at all: then the vehicle that came last waits, and the others share.
"""

import numpy as np

from sim.control.ranked import put_in_order
from sim.control.view import View, clear, grant, line_room_kw, room_kw, whole_steps_kw
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
    while _shed(view, site):
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

    All that rise stand at one level. Up to the next limit of others they reach their own `max_kw`
    one after the other, in that order; what is left to all is known in closed form at each.
    """
    clear(view, site)
    place = view.sites[site]
    for k in range(place.first, place.first + place.connected):
        plug = view.plugs[view.connected[k]]
        plug.rank = plug.max_kw if plug.rank != _WAITS else _WAITS
    put_in_order(view, site)
    for k in range(place.first, place.first + place.connected):
        plug = view.plugs[view.connected[k]]
        plug.rank = _OPEN if plug.rank != _WAITS else _WAITS
    level, rising = 0.0, 1
    while rising > 0:
        rising = _add_up_gains(view, site)
        for k in range(place.first, place.first + place.connected):
            plug = view.plugs[view.order[k]]
            if plug.rank != _OPEN:
                continue
            room = _common_room_kw(view, site, rising)
            if level + room < plug.max_kw:
                _raise(view, site, rising, room)
                level += room
                break
            _raise(view, site, rising, plug.max_kw - level)
            level = plug.max_kw
            plug.rank, plug.share_kw = _FULL, level
            rising -= 1
            _count_gain(view, view.order[k], -1)
        if rising > 0:
            _stop_at_limits(view, site, level)


@kernel
def _count_gain(view: View, number: int, times: int) -> None:
    """Count what a plug adds to the currents of its station while it rises, or not any more."""
    plug = view.plugs[number]
    view.stations[plug.station].rising += times
    for k in range(plug.lines):
        own, line = view.ampere_per_kw[number, k], view.lines[plug.first_line + k]
        line.gain_re += times * own.real
        line.gain_im += times * own.imag


@kernel
def _add_up_gains(view: View, site: int) -> int:
    """Add up anew what all that rise add to currents; return how many there are."""
    place = view.sites[site]
    for s in range(place.first_station, place.first_station + place.stations):
        station = view.stations[s]
        station.rising = 0
        for line in range(station.first_line, station.first_line + station.lines):
            view.lines[line].gain_re, view.lines[line].gain_im = 0.0, 0.0
    rising = 0
    for k in range(place.first, place.first + place.connected):
        if view.plugs[view.connected[k]].rank == _OPEN:
            rising += 1
            _count_gain(view, view.connected[k], 1)
    return rising


@kernel
def _common_room_kw(view: View, site: int, rising: int) -> float:
    """Return by how much every plug that rises can do so together [kW]."""
    place = view.sites[site]
    room: float = (place.limit_kw - place.used_kw) / rising
    for s in range(place.first_station, place.first_station + place.stations):
        station = view.stations[s]
        if station.rising > 0:
            room = min(room, (station.limit_kw - station.used_kw) / station.rising)
            for line in range(station.first_line, station.first_line + station.lines):
                gain = complex(view.lines[line].gain_re, view.lines[line].gain_im)
                room = min(room, line_room_kw(view, line, gain))
    return max(room, 0.0)


@kernel
def _raise(view: View, site: int, rising: int, more_kw: float) -> None:
    """Count `more_kw` for each plug that rises; their shares are written when they stop."""
    place = view.sites[site]
    place.used_kw += rising * more_kw
    for s in range(place.first_station, place.first_station + place.stations):
        station = view.stations[s]
        if station.rising > 0:
            station.used_kw += station.rising * more_kw
            for number in range(station.first_line, station.first_line + station.lines):
                line = view.lines[number]
                line.re_a += line.gain_re * more_kw
                line.im_a += line.gain_im * more_kw


@kernel
def _stop_at_limits(view: View, site: int, level_kw: float) -> None:
    """Stop at `level_kw` every plug that could not rise any more, even alone."""
    place = view.sites[site]
    stopped, next_one, least_kw = 0, -1, np.inf
    for k in range(place.first, place.first + place.connected):
        number = view.connected[k]
        plug = view.plugs[number]
        if plug.rank != _OPEN:
            continue
        plug.share_kw = level_kw
        room = room_kw(view, site, number)
        if room <= _TINY_KW:
            plug.rank = _FULL
            stopped += 1
        elif room < least_kw:
            next_one, least_kw = number, room
    if stopped == 0:
        # Rounding hides who has met a limit: a current that its power hardly changes.
        view.plugs[next_one].rank = _FULL


@kernel
def _is_short(view: View, number: int) -> bool:
    plug = view.plugs[number]
    return bool(plug.rank != _WAITS and plug.share_kw < min(plug.min_kw, plug.max_kw) - _TINY_KW)


@kernel
def _shed(view: View, site: int) -> bool:
    """Let the last to come of those wait whose share is below their least power, if there are.

    Several wait at once where it is certain that they would
    one after the other: what r of s that are short give up raises the others, all at one limit,
    to at most s / (s - r) of their share.
    """
    place = view.sites[site]
    short, most_kw, least_kw = 0, 0.0, np.inf
    one_limit = place.stations == 1
    for k in range(place.first, place.first + place.connected):
        number = view.connected[k]
        if _is_short(view, number):
            plug = view.plugs[number]
            short += 1
            most_kw = max(most_kw, plug.share_kw)
            least_kw = min(least_kw, min(plug.min_kw, plug.max_kw))
            one_limit = one_limit and plug.lines == 0
    if short == 0:
        return False
    wait = 1
    if one_limit or most_kw <= 0.0:
        wait = max(1, int(np.ceil(short + 1 - short * most_kw / least_kw - _TINY_KW)) - 1)
    _put_in_order_of_arrival(view, site)
    k = place.first + place.connected - 1
    while wait > 0 and k >= place.first:
        if _is_short(view, view.order[k]):
            view.plugs[view.order[k]].rank = _WAITS
            wait -= 1
        k -= 1
    return True


@kernel
def _put_in_order_of_arrival(view: View, site: int) -> None:
    """Sort into `order` who does not wait already."""
    place = view.sites[site]
    for k in range(place.first, place.first + place.connected):
        plug = view.plugs[view.connected[k]]
        plug.rank = plug.arrive_s if plug.rank != _WAITS else -np.inf
    put_in_order(view, site)
    for k in range(place.first, place.first + place.connected):
        plug = view.plugs[view.connected[k]]
        plug.rank = _WAITS if plug.rank == -np.inf else _OPEN


@kernel
def _round_down(view: View, site: int) -> None:
    """Round each share down to what its plug can give.

    Less power is less current, but for that of a primary, in which two plugs may cancel.
    """
    place = view.sites[site]
    has_lines = False
    for k in range(place.first, place.first + place.connected):
        plug = view.plugs[view.connected[k]]
        has_lines = has_lines or plug.lines > 0
        plug.rank = whole_steps_kw(plug.share_kw, plug.max_kw, plug.min_kw, plug.step_kw)
        plug.share_kw = plug.rank
    if has_lines:
        clear(view, site)
        for k in range(place.first, place.first + place.connected):
            grant(view, site, view.connected[k], view.plugs[view.connected[k]].rank)
