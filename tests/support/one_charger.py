"""One charger that vehicles take in turns, its controller asked at every arrival and end."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from hypothesis import strategies as st
from scipy.optimize import linprog

from sim.control.one_site import view_of_one_site
from sim.control.view import View

Floats = npt.NDArray[np.float64]
HOUR_S = 3600.0


@dataclass(frozen=True)
class Jobs:
    """Vehicles: when they come and leave [h], what they need [kWh] and take at most [kW]."""

    arrive_h: Floats
    depart_h: Floats
    need_kwh: Floats
    most_kw: Floats


@st.composite
def jobs(draw: Callable[..., int], most_kw: float) -> Jobs:
    """Draw up to six vehicles within a day, in quarters of an hour and whole kWh."""
    count = draw(st.integers(1, 6))
    arrive = np.array([draw(st.integers(0, 32)) for _ in range(count)]) / 4.0
    stay = np.array([draw(st.integers(1, 24)) for _ in range(count)]) / 4.0
    need = np.array([draw(st.integers(1, 60)) for _ in range(count)], dtype=np.float64)
    return Jobs(arrive, arrive + stay, need, np.full(count, most_kw))


def intervals(some: Jobs) -> Floats:
    """Return the times between which nobody comes or has to leave [h]."""
    return np.unique(np.concatenate([some.arrive_h, some.depart_h]))


def can_be_met(some: Jobs, power_kw: float) -> bool:
    """Return whether a linear program finds energies that meet every need on one charger."""
    edges = intervals(some)
    hours, count = np.diff(edges), some.need_kwh.size
    there = (some.arrive_h[:, None] <= edges[:-1]) & (some.depart_h[:, None] >= edges[1:])
    most = np.where(there, some.most_kw[:, None] * hours, 0.0)
    cells = count * hours.size
    shared = np.tile(np.eye(hours.size), (1, count))
    own = np.kron(np.eye(count), np.ones((1, hours.size)))
    found = linprog(
        np.zeros(cells),
        A_ub=shared,
        b_ub=power_kw * hours,
        A_eq=own,
        b_eq=some.need_kwh,
        bounds=np.column_stack([np.zeros(cells), most.ravel()]),
        method="highs",
    )
    return bool(found.status == 0)


@dataclass
class Charged:
    """What was still missing when each vehicle left [kWh], and the highest power [kW]."""

    missing_kwh: Floats
    peak_kw: float
    served_kwh: Floats


def drive(
    some: Jobs,
    serve: Callable[[View, int], None],
    limit_kw: float = np.inf,
    *,
    step_h: float = 0.25,
    surplus_kw: Callable[[float], float] | None = None,
    **columns: float,
) -> Charged:
    """Simulate: whoever comes, is full, leaves, and each step, has the power shared anew."""
    rest = some.need_kwh.copy()
    peak, now = 0.0, float(some.arrive_h.min())
    end = float(some.depart_h.max())
    while now < end - 1e-12:
        there = np.flatnonzero((some.arrive_h <= now + 1e-12) & (some.depart_h > now + 1e-12))
        next_h = (np.floor(now / step_h + 1e-9) + 1.0) * step_h
        edges = intervals(some)
        next_h = min(next_h, *edges[edges > now + 1e-12])
        if there.size:
            view = view_of_one_site(
                np.where(rest[there] > 0.0, some.most_kw[there], 0.0),
                limit_kw,
                now_s=now * HOUR_S,
                step_s=step_h * HOUR_S,
                need_kwh=rest[there],
                room_kwh=rest[there],
                arrive_s=some.arrive_h[there] * HOUR_S,
                depart_s=some.depart_h[there] * HOUR_S,
                **columns,
            )
            if surplus_kw is not None:
                view.sites["surplus_kw"] = surplus_kw(now)
            serve(view, 0)
            power = view.plugs["share_kw"]
            runs = power > 0.0
            until_full = rest[there][runs] / power[runs]
            next_h = min(next_h, *(now + until_full[until_full > 1e-12]), next_h)
            rest[there] = np.maximum(rest[there] - power * (next_h - now), 0.0)
            rest[rest < 1e-9] = 0.0
            peak = max(peak, float(power.sum()))
        now = next_h
    return Charged(rest, peak, some.need_kwh - rest)
