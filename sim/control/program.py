"""The linear program of charging: what the receding horizon and perfect foresight have in common.

Vehicles i over steps k, all on the grid's side: charging p, feeding back d, shortfall u; of the
site import g, export x and the month's peak P. With step length Δ, round-trip factor r of feeding
back (a kWh fed back takes r kWh of charging to replace), window a(i)…b(i) of each vehicle:

    minimise   Σ Δ·(price·g − feed_in·x) + demand·(P − P0) + Σ Δ·wear·d + penalty·Σ u − value·Σ e
    subject to g − x = load − sun + Σ p − Σ d            of each step
               0 ≤ p ≤ max, 0 ≤ d ≤ feed                 within the window, else 0
               −r·spare ≤ Σ_{≤k} Δ·(p − r·d) ≤ room       of each vehicle and step of its window
               Σ Δ·(p − r·d) + u ≥ need, e = what exceeds need
               Σ p − Σ d ≤ room for charging, station limits; P ≥ g, P ≥ P0
               Re(I·e^{−jθ}) ≤ limit·cos(π/M)            currents, in M directions θ

Stationary batteries that are planned with them take c, give b and hold e, with what cells gain (γ)
and lose (λ) of a kWh at the grid's side; they add Σ Δ·wear·b − value·e(end) to the cost, c − b to
the load, and

               e_k = e_{k−1} + Δ·(γ·c − λ·b),  least ≤ e ≤ most,  c, b ≤ power
               Σ p − Σ d + Σ c ≤ what the transformer can carry
               x ≤ what sun and vehicles have over           no battery feeds the grid

It is solved by HiGHS (Huangfu and Hall, Math. Prog. Comp. 10, 2018).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
from scipy.optimize import linprog
from scipy.sparse import coo_array

from sim.control.storage.reserve import NO_RESERVE, Reserve

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

_DIRECTIONS = 12
_EARLIER_CNY_PER_KWH = 1e-5
"""Of two schedules that cost the same the one that charges earlier is taken."""


@dataclass(frozen=True)
class Job:
    """Vehicles over a horizon; arrays are [vehicles], powers kW and energies kWh, grid side.

    `first` and `last` are the steps of a vehicle's window, `last` excluded; `share` is how much of
    each step it is there [vehicles, steps].
    """

    share: Floats
    max_kw: Floats
    feed_kw: Floats
    spare_kwh: Floats
    need_kwh: Floats
    room_kwh: Floats
    replace: Floats
    """Charging that replaces a kWh fed back: 1 / (efficiency of charging · of feeding back)."""
    station: Ints


@dataclass(frozen=True)
class Conditions:
    """A site over a horizon; arrays are [steps]."""

    step_h: float
    price_cny_per_kwh: Floats
    feed_in_cny_per_kwh: float
    base_kw: Floats
    """Other loads less sun, with batteries that are not planned."""
    room_kw: Floats
    station_limit_kw: Mapping[int, float]
    peak_cny_per_kw: Mapping[int, float] = field(default_factory=dict)
    """Demand charge of each billing period."""
    peak_so_far_kw: Mapping[int, float] = field(default_factory=dict)
    billing: Ints | None = None
    """Billing period of each step; none: no demand charge."""
    wear_cny_per_kwh: float = 0.0
    unserved_cny_per_kwh: float = 20.0
    stored_cny_per_kwh: float = 0.0
    """What energy beyond the need is worth at the departure."""
    line_limit_a: Floats = field(default_factory=lambda: np.zeros(0))
    ampere_per_kw: npt.NDArray[np.complex128] | None = None
    """[vehicles, lines]"""
    reserve: Reserve = NO_RESERVE
    """Stationary batteries that are planned as well."""
    reserve_value_cny_per_kwh: Floats = field(default_factory=lambda: np.zeros(0))
    """What each is worth a kWh at the end."""
    transformer_kw: Floats | None = None
    """What it can carry besides other loads less sun; none: not held."""


@dataclass(frozen=True)
class Schedule:
    """A solved program: [vehicles, steps] kW, [vehicles] kWh, and what it costs [CNY]."""

    charge_kw: Floats
    feed_kw: Floats
    unserved_kwh: Floats
    cost_cny: float
    """Energy, demand charge above what was reached before, and wear; without penalties."""
    reserve_kw: Floats
    """Of stationary batteries, positive when charging [batteries, steps]."""
    peak_kw: float
    """Import above which the demand charge would grow; infinite where there is none."""


class _Rows:
    """Rows of a sparse matrix with upper bounds, collected block by block."""

    def __init__(self) -> None:
        self.row: list[Ints] = []
        self.column: list[Ints] = []
        self.value: list[Floats] = []
        self.bound: list[Floats] = []
        self.count = 0

    def add(self, row: Ints, column: Ints, value: npt.ArrayLike, bound: npt.ArrayLike) -> None:
        """Add rows numbered from 0 within the block; `bound` has one entry a row."""
        bounds = np.atleast_1d(np.asarray(bound, np.float64))
        self.row.append(np.asarray(row, np.int64) + self.count)
        self.column.append(np.asarray(column, np.int64))
        self.value.append(np.broadcast_to(np.asarray(value, np.float64), np.shape(row)))
        self.bound.append(bounds)
        self.count += len(bounds)

    def matrix(self, columns: int) -> coo_array:
        entries = (
            np.concatenate(self.value),
            (np.concatenate(self.row), np.concatenate(self.column)),
        )
        return coo_array(entries, shape=(self.count, columns)).tocsr()

    def bounds(self) -> Floats:
        return np.concatenate(self.bound)


class _Columns:
    """Where each kind of unknown stands."""

    def __init__(self, job: Job, site: Conditions) -> None:
        self.who, self.when = np.nonzero(job.share > 0.0)
        feeds = job.feed_kw[self.who] > 0.0
        self.feeding = np.flatnonzero(feeds)
        self.vehicles, self.steps = job.share.shape
        sizes = {
            "charge": len(self.who),
            "feed": len(self.feeding),
            "unserved": self.vehicles,
            "stored": self.vehicles,
            "import": self.steps,
            "export": self.steps,
            "peak": len(site.peak_cny_per_kw),
            "take": site.reserve.batteries * self.steps,
            "give": site.reserve.batteries * self.steps,
            "hold": site.reserve.batteries * self.steps,
        }
        ends = np.cumsum(list(sizes.values()))
        self.at = {
            name: np.arange(end - size, end)
            for (name, size), end in zip(sizes.items(), ends.tolist(), strict=True)
        }
        self.count = int(ends[-1])


def solve(job: Job, site: Conditions) -> Schedule:
    """Return the cheapest schedule.

    Raises
    ------
    RuntimeError
        If HiGHS finds none: other loads alone exceed no limit here, so that is a fault of ours.
    """
    columns = _Columns(job, site)
    cost, lower, upper = _objective(job, site, columns)
    at_most, equal = _Rows(), _Rows()
    _balance(job, site, columns, equal)
    _energies(job, site, columns, at_most, equal)
    _limits(job, site, columns, at_most)
    if site.reserve.batteries:
        _reserve(site, columns, at_most, equal)
    solved = linprog(
        cost,
        A_ub=at_most.matrix(columns.count) if at_most.count else None,
        b_ub=at_most.bounds() if at_most.count else None,
        A_eq=equal.matrix(columns.count),
        b_eq=equal.bounds(),
        bounds=np.column_stack([lower, upper]),
        method="highs",
    )
    if solved.x is None:
        raise RuntimeError(f"the linear program of charging was not solved: {solved.message}")
    return _schedule(job, site, columns, solved.x)


def _objective(job: Job, site: Conditions, columns: _Columns) -> tuple[Floats, Floats, Floats]:
    cost, lower = np.zeros(columns.count), np.zeros(columns.count)
    upper = np.full(columns.count, np.inf)
    at = columns.at
    present = job.share[columns.who, columns.when]
    rank = columns.when / max(columns.steps, 1)
    cost[at["charge"]] = _EARLIER_CNY_PER_KWH * site.step_h * rank
    cost[at["feed"]] = site.wear_cny_per_kwh * site.step_h
    cost[at["unserved"]] = site.unserved_cny_per_kwh
    cost[at["stored"]] = -site.stored_cny_per_kwh
    cost[at["import"]] = site.price_cny_per_kwh * site.step_h
    cost[at["export"]] = -site.feed_in_cny_per_kwh * site.step_h
    upper[at["charge"]] = job.max_kw[columns.who] * present
    feeding = columns.feeding
    upper[at["feed"]] = job.feed_kw[columns.who[feeding]] * present[feeding]
    upper[at["stored"]] = np.maximum(job.room_kwh - job.need_kwh, 0.0)
    for k, (period, price) in enumerate(site.peak_cny_per_kw.items()):
        cost[at["peak"][k]] = price
        lower[at["peak"][k]] = max(site.peak_so_far_kw.get(period, 0.0), 0.0)
    if site.reserve.batteries:
        reserve, steps = site.reserve, columns.steps
        upper[at["export"]] = np.maximum(-site.base_kw, 0.0) + job.feed_kw.sum()
        upper[at["take"]] = upper[at["give"]] = np.repeat(reserve.power_kw, steps)
        earlier = _EARLIER_CNY_PER_KWH * (1.0 + np.arange(steps) / steps)
        cost[at["take"]] = np.tile(earlier, reserve.batteries) * site.step_h
        cost[at["give"]] = np.repeat(reserve.wear_cny_per_kwh, steps) * site.step_h
        lower[at["hold"]] = np.repeat(np.minimum(reserve.least_kwh, reserve.stored_kwh), steps)
        upper[at["hold"]] = np.repeat(np.maximum(reserve.most_kwh, reserve.stored_kwh), steps)
        cost[at["hold"][steps - 1 :: steps]] = -site.reserve_value_cny_per_kwh
    return cost, lower, upper


def _balance(job: Job, site: Conditions, columns: _Columns, equal: _Rows) -> None:
    """Add import − export − charging + feeding back − taken + given = other loads − sun."""
    at, steps = columns.at, np.arange(columns.steps)
    stored = np.tile(steps, site.reserve.batteries)
    rows = [steps, steps, columns.when, columns.when[columns.feeding], stored, stored]
    which = [at["import"], at["export"], at["charge"], at["feed"], at["take"], at["give"]]
    signs = (1, -1, -1, 1, -1, 1)
    values = [np.full(len(row), sign) for row, sign in zip(rows, signs, strict=True)]
    equal.add(np.concatenate(rows), np.concatenate(which), np.concatenate(values), site.base_kw)


def _energies(job: Job, site: Conditions, columns: _Columns, at_most: _Rows, equal: _Rows) -> None:
    """Bound the energy of each vehicle, and say what it has when it leaves."""
    at, who, feeding = columns.at, columns.who, columns.feeding
    gain = np.concatenate([
        np.full(len(who), site.step_h), -site.step_h * job.replace[who[feeding]],
    ])  # fmt: skip
    owner = np.concatenate([who, who[feeding]])
    place = np.concatenate([at["charge"], at["feed"]])
    when = np.concatenate([columns.when, columns.when[feeding]])
    everyone = np.arange(columns.vehicles)
    # Delivered + shortfall − stored = need.
    equal.add(
        np.concatenate([owner, everyone, everyone]),
        np.concatenate([place, at["unserved"], at["stored"]]),
        np.concatenate([gain, np.ones(columns.vehicles), -np.ones(columns.vehicles)]),
        job.need_kwh,
    )
    # Charging alone cannot overfill before the end; only who feeds back needs bounds in between.
    for vehicle in np.flatnonzero(job.feed_kw > 0.0).tolist():
        own = np.flatnonzero(owner == vehicle)
        steps = np.unique(when[own])
        row = np.searchsorted(steps, when[own])
        rows, entries = [], []
        for k in range(len(steps)):
            before = own[row <= k]
            rows.append(np.full(len(before), k))
            entries.append(before)
        index, chosen = np.concatenate(rows), np.concatenate(entries)
        bound = np.full(len(steps), job.room_kwh[vehicle])
        at_most.add(index, place[chosen], gain[chosen], bound)
        at_most.add(
            index,
            place[chosen],
            -gain[chosen],
            np.full(len(steps), job.spare_kwh[vehicle] * job.replace[vehicle]),
        )


def _reserve(site: Conditions, columns: _Columns, at_most: _Rows, equal: _Rows) -> None:
    """Say what stationary batteries hold, and keep charging within the transformer with them."""
    at, steps, reserve = columns.at, columns.steps, site.reserve
    row = np.arange(reserve.batteries * steps)
    gain = np.repeat(reserve.stored_per_kwh, steps) * site.step_h
    loss = np.repeat(reserve.drawn_per_kwh, steps) * site.step_h
    first = row % steps == 0
    later = row[~first]
    equal.add(
        np.concatenate([row, row, row, later]),
        np.concatenate([at["hold"], at["take"], at["give"], at["hold"][later - 1]]),
        np.concatenate([np.ones(len(row)), -gain, loss, -np.ones(len(later))]),
        np.where(first, np.repeat(reserve.stored_kwh, steps), 0.0),
    )
    if site.transformer_kw is not None:
        feeding = columns.when[columns.feeding]
        at_most.add(
            np.concatenate([columns.when, feeding, row % steps]),
            np.concatenate([at["charge"], at["feed"], at["take"]]),
            np.concatenate([np.ones(len(columns.when)), -np.ones(len(feeding)), np.ones(len(row))]),
            np.maximum(site.transformer_kw, 0.0),
        )


def _limits(job: Job, site: Conditions, columns: _Columns, at_most: _Rows) -> None:
    at, who, when, feeding = columns.at, columns.who, columns.when, columns.feeding
    place = np.concatenate([at["charge"], at["feed"]])
    owner = np.concatenate([who, who[feeding]])
    step = np.concatenate([when, when[feeding]])
    sign = np.concatenate([np.ones(len(who)), -np.ones(len(feeding))])
    if np.isfinite(site.room_kw).any():
        bound = np.where(np.isfinite(site.room_kw), np.maximum(site.room_kw, 0.0), 1e9)
        at_most.add(step, place, sign, bound)
    for station, limit in site.station_limit_kw.items():
        own = job.station[owner] == station
        if np.isfinite(limit) and own.any():
            at_most.add(step[own], place[own], sign[own], np.full(columns.steps, limit))
    for line, limit in enumerate(site.line_limit_a):
        if not np.isfinite(limit) or site.ampere_per_kw is None:
            continue
        for angle in np.arange(_DIRECTIONS) * (2.0 * np.pi / _DIRECTIONS):
            value = (site.ampere_per_kw[owner, line] * np.exp(-1j * angle)).real * sign
            bound = np.full(columns.steps, limit * np.cos(np.pi / _DIRECTIONS))
            at_most.add(step, place, value, bound)
    if site.billing is not None:
        for k, period in enumerate(site.peak_cny_per_kw):
            steps = np.flatnonzero(site.billing == period)
            row = np.arange(len(steps))
            columns_of = np.concatenate([at["import"][steps], np.full(len(steps), at["peak"][k])])
            value = np.concatenate([np.ones(len(steps)), -np.ones(len(steps))])
            at_most.add(np.concatenate([row, row]), columns_of, value, np.zeros(len(steps)))


def _schedule(job: Job, site: Conditions, columns: _Columns, x: Floats) -> Schedule:
    at, who, when, feeding = columns.at, columns.who, columns.when, columns.feeding
    charge, feed = np.zeros(job.share.shape), np.zeros(job.share.shape)
    charge[who, when] = x[at["charge"]]
    feed[who[feeding], when[feeding]] = x[at["feed"]]
    energy = (
        site.price_cny_per_kwh @ x[at["import"]] - site.feed_in_cny_per_kwh * x[at["export"]].sum()
    )
    cost = energy * site.step_h + site.wear_cny_per_kwh * site.step_h * feed.sum()
    shape = (site.reserve.batteries, columns.steps)
    take, give = x[at["take"]].reshape(shape), x[at["give"]].reshape(shape)
    cost += site.step_h * site.reserve.wear_cny_per_kwh @ give.sum(axis=1)
    for k, (period, price) in enumerate(site.peak_cny_per_kw.items()):
        cost += price * (x[at["peak"][k]] - max(site.peak_so_far_kw.get(period, 0.0), 0.0))
    peaks = x[at["peak"]][[price > 0.0 for price in site.peak_cny_per_kw.values()]]
    peak_kw = float(peaks.max(initial=0.0)) if peaks.size else np.inf
    return Schedule(charge, feed, x[at["unserved"]], float(cost), take - give, peak_kw)
