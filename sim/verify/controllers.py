"""Controllers against a linear program, a brute-force search, and sums that must be exact."""

from pathlib import Path

import numpy as np
import numpy.typing as npt
from scipy.optimize import linprog

from sim.control.earliest_deadline import serve_earliest_deadline
from sim.control.equal_share import share_equally
from sim.control.one_site import view_of_one_site
from sim.control.peak_shaving import least_kw
from sim.inputs.supply import phasors
from sim.units import SECONDS_PER_HOUR
from sim.verify.check import Check

Floats = npt.NDArray[np.float64]

_POWER_KW = 40.0
_ARRIVE_H = np.array([0.0, 0.5, 1.0, 2.0, 2.0, 4.5])
_DEPART_H = np.array([6.0, 2.0, 3.0, 4.0, 8.0, 6.5])
_NEED_KWH = np.array([60.0, 40.0, 55.0, 40.0, 60.0, 40.0])
"""Six vehicles that leave one charger 25 kWh of slack; in order of arrival some are late."""


def checks(reference_data: Path | None) -> list[Check]:
    """Compare controllers with what is known of them; no reference file is used."""
    del reference_data
    return [_deadlines(), _least_rate(), _equal_sum(), _delta()]


def most_energy_kwh() -> float:
    """Return the most that a linear program can deliver in time to the six vehicles."""
    edges = np.unique(np.concatenate([_ARRIVE_H, _DEPART_H]))
    hours, count = np.diff(edges), _NEED_KWH.size
    there = (_ARRIVE_H[:, None] <= edges[:-1]) & (_DEPART_H[:, None] >= edges[1:])
    shared = np.tile(np.eye(hours.size), (1, count))
    own = np.kron(np.eye(count), np.ones((1, hours.size)))
    best = linprog(
        -np.ones(count * hours.size),
        A_ub=np.vstack([shared, own]),
        b_ub=np.concatenate([_POWER_KW * hours, _NEED_KWH]),
        bounds=[(0.0, most) for most in np.where(there, _POWER_KW * hours, 0.0).ravel()],
        method="highs",
    )
    return float(-best.fun)


def _served_kwh() -> float:
    """Let earliest deadline first take turns at the charger, asked anew at each event."""
    rest, now_h = _NEED_KWH.copy(), 0.0
    edges = np.unique(np.concatenate([_ARRIVE_H, _DEPART_H]))
    while now_h < edges[-1]:
        next_h = edges[edges > now_h].min()
        there = np.flatnonzero((now_h >= _ARRIVE_H) & (now_h < _DEPART_H) & (rest > 1e-9))
        if there.size:
            view = view_of_one_site(
                np.full(there.size, _POWER_KW),
                _POWER_KW,
                now_s=now_h * SECONDS_PER_HOUR,
                need_kwh=rest[there],
                depart_s=_DEPART_H[there] * SECONDS_PER_HOUR,
            )
            serve_earliest_deadline(view, 0)
            power = view.plugs["share_kw"]
            runs = power > 0.0
            next_h = min(next_h, now_h + float((rest[there][runs] / power[runs]).min()))
            rest[there] -= power * (next_h - now_h)
        now_h = next_h
    return float((_NEED_KWH - rest).sum())


def _deadlines() -> Check:
    return Check(
        "one charger, earliest deadline first: energy in time",
        _served_kwh(),
        most_energy_kwh(),
        1e-9,
        "kWh",
        "optimal if all can be met (Liu and Layland, J. ACM 20, 1973); linear program (HiGHS)",
    )


def _least_rate() -> Check:
    """Compare with a search of a constant power by simulation: least that is in time for all."""
    stay_h = _DEPART_H - _ARRIVE_H
    view = view_of_one_site(
        np.full(stay_h.size, 1e6), need_kwh=_NEED_KWH, depart_s=stay_h * SECONDS_PER_HOUR
    )
    order = np.argsort(stay_h)
    low, high = 0.0, 1e3
    for _ in range(60):
        rate = (low + high) / 2.0
        ends_h = np.cumsum(_NEED_KWH[order]) / rate
        low, high = (low, rate) if (ends_h <= stay_h[order]).all() else (rate, high)
    return Check(
        "peak shaving: least constant power for six departures",
        least_kw(view, 0),
        high,
        1e-9,
        "kW",
        "Optimal Available (Yao, Demers and Shenker, FOCS 1995); bisection",
    )


def _equal_sum() -> Check:
    most_kw = np.random.default_rng(1).uniform(1.0, 120.0, 60)
    view = view_of_one_site(most_kw, 777.7)
    share_equally(view, 0)
    given_kw = float(view.plugs["share_kw"].sum())
    source = "all of a limit is used where it binds"
    return Check("equal shares of 777.7 kW among 60 plugs", given_kw, 777.7, 1e-12, "kW", source)


def _delta() -> Check:
    """Three loads of 7 kW between the phases of 400 V."""
    current = sum(phasors(pair, 400.0).get("a", 0j) for pair in ("ab", "bc", "ca"))
    expected = float(np.sqrt(3.0)) * 1000.0 / 400.0
    source = "balanced delta load: line current = sqrt(3) · phase current"
    return Check("line current of a delta load", abs(current) * 7, expected * 7, 1e-9, "A", source)
