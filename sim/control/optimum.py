"""The receding-horizon optimum: a linear program over what is known now, of which the first step
is carried out.
"""

import time

import numpy as np
import numpy.typing as npt

from sim.control.others import Others
from sim.control.program import Conditions, Job, solve
from sim.control.rule import Floats, SiteView
from sim.control.storage.reserve import value_of_stored
from sim.scenario.charging import Optimum
from sim.units import SECONDS_PER_HOUR, SECONDS_PER_MINUTE

_STORED_SHARE = 0.95
"""Energy beyond the need counts so much of the horizon's mean price: it is bought where it is
cheaper than that. Assumption."""

_SHORT_OF_PLUGS = 0.1
"""Where more than this share of the connected wait for a plug, plugs are short. Assumption."""


_COMING = ("price_cny_per_kwh", "load_kw", "pv_kw", "storage_kw", "room_kw", "transformer_kw")
"""What a view knows of the coming steps."""


class OptimumRule:
    """A rule that solves `sim.control.program` at every call.

    Attributes
    ----------
    solve_s : time that each solution took [s].
    """

    def __init__(self, setting: Optimum, wear_cny_per_kwh: float) -> None:
        self._setting = setting
        self._wear_cny_per_kwh = wear_cny_per_kwh
        self.solve_s: list[float] = []

    def plan(self, view: SiteView) -> Floats:
        """Return the first step of the cheapest schedule [vehicles, kW]."""
        return self.plan_all(view)[0]

    def plan_all(self, view: SiteView) -> tuple[Floats, Floats, float]:
        """Return the first step of the cheapest schedule [vehicles, kW], [batteries, kW], and
        the import above which the demand charge would be more than planned [kW].
        """
        if view.vehicles == 0 and view.reserve.batteries == 0:
            return np.zeros(0), np.zeros(0), np.inf
        begin = time.perf_counter()
        job, site = self._program(view)
        schedule = solve(job, site)
        self.solve_s.append(time.perf_counter() - begin)
        here = slice(view.vehicles)
        # Who leaves within the step gets its energy until then: more power than the step's mean.
        power_kw = (schedule.charge_kw - schedule.feed_kw)[here, 0] / job.share[here, 0]
        charging_kw = _as_plugs_can(_within_limits(power_kw, view), view)
        return charging_kw, schedule.reserve_kw[:, 0], schedule.peak_kw

    def _program(self, view: SiteView) -> tuple[Job, Conditions]:
        step_s = self._setting.step_minutes * SECONDS_PER_MINUTE
        series = {name: _coarse(getattr(view, name), view.step_s, step_s) for name in _COMING}
        steps = len(series["load_kw"])
        begin_s = np.arange(steps, dtype=np.float64) * step_s
        price = series["price_cny_per_kwh"]
        job = _with_others(_connected(view, begin_s, step_s), view, begin_s, step_s)
        base_kw = series["load_kw"] - series["pv_kw"] + series["storage_kw"]
        value = value_of_stored(view.reserve, price, view.feed_in_cny_per_kwh, base_kw)
        site = Conditions(
            step_h=step_s / SECONDS_PER_HOUR,
            price_cny_per_kwh=price,
            feed_in_cny_per_kwh=view.feed_in_cny_per_kwh,
            base_kw=base_kw,
            room_kw=np.minimum(series["room_kw"], np.where(begin_s == 0.0, view.limit_kw, np.inf)),
            station_limit_kw=view.station_limit_kw,
            peak_cny_per_kw={0: view.demand_charge_cny_per_kw},
            peak_so_far_kw={0: view.peak_kw},
            billing=np.zeros(steps, np.int64),
            wear_cny_per_kwh=self._wear_cny_per_kwh,
            unserved_cny_per_kwh=self._setting.unserved_cny_per_kwh,
            stored_cny_per_kwh=_STORED_SHARE * float(price.mean()),
            line_limit_a=view.line_limit_a,
            ampere_per_kw=_with_zeros(view.ampere_per_kw, len(job.need_kwh)),
            reserve=view.reserve,
            reserve_value_cny_per_kwh=value,
            transformer_kw=series["transformer_kw"],
        )
        return job, site


def _connected(view: SiteView, begin_s: Floats, step_s: float) -> Job:
    """Return who is at a plug, as the program knows it."""
    stay_s = np.minimum(view.depart_s - view.now_s, len(begin_s) * step_s)
    need_kwh = np.minimum(_need_of_who_is_sent(view), view.room_kwh)
    hurried = _holding_plugs_others_wait_for(view)
    full_s = view.room_kwh / np.maximum(_fair_kw(view), 1e-9) * SECONDS_PER_HOUR
    stay_s = np.where(hurried, np.minimum(stay_s, np.maximum(full_s, step_s)), stay_s)
    need_kwh = np.where(hurried, view.room_kwh, need_kwh)
    stay_s = np.where(stay_s > 0.0, stay_s, step_s)  # overdue: what comes now still counts
    return Job(
        share=np.clip((stay_s[:, None] - begin_s[None, :]) / step_s, 0.0, 1.0),
        max_kw=np.maximum(view.max_kw, 0.0),
        feed_kw=view.feed_kw,
        spare_kwh=view.spare_kwh,
        need_kwh=need_kwh,
        room_kwh=view.room_kwh,
        replace=1.0 / view.efficiency**2,
        station=view.station.astype(np.int64),
    )


def _holding_plugs_others_wait_for(view: SiteView) -> npt.NDArray[np.bool_]:
    """Return who is to be filled without delay.

    As many as wait, those that are nearest to full; everybody where plugs are short for more than
    a moment, or those who wait would come to their plugs when it is too late to charge.
    """
    hurried = np.zeros(view.vehicles, np.bool_)
    waiting = view.waiting.station[view.waiting.need_kwh > 0.0]
    for station, count in zip(*np.unique(waiting, return_counts=True), strict=True):
        own = np.flatnonzero(view.station == station)
        if count > _SHORT_OF_PLUGS * own.size:
            count = own.size
        hurried[own[np.argsort(view.room_kwh[own], kind="stable")[:count]]] = True
    return hurried


def _fair_kw(view: SiteView) -> Floats:
    """Return what each can draw if all of its site and its station draw the same [vehicles]."""
    fair_kw = np.minimum(view.max_kw, view.limit_kw / max(view.vehicles, 1))
    for number, limit_kw in view.station_limit_kw.items():
        own = view.station == number
        fair_kw = np.where(own, np.minimum(fair_kw, limit_kw / max(own.sum(), 1)), fair_kw)
    return fair_kw


def _need_of_who_is_sent(view: SiteView) -> Floats:
    """Return needs with which it does not matter who of a depot leaves first.

    The depot may send another vehicle in one's place, which then is left with the other's later
    departure: it must already hold what it cannot charge by then.
    """
    need_kwh = view.need_kwh.copy()
    own = np.flatnonzero(view.alike & np.isfinite(view.depart_s))
    if not own.size:
        return need_kwh
    rate_kw = np.minimum(view.max_kw[own], view.limit_kw / view.vehicles)
    apart_h = (view.depart_s[own][None, :] - view.depart_s[own][:, None]) / SECONDS_PER_HOUR
    spared_kwh = view.room_kwh[own] - view.need_kwh[own]
    short_of_full = spared_kwh[None, :] + rate_kw[None, :] * np.maximum(apart_h, 0.0)
    allowed_kwh = np.where(apart_h >= 0.0, short_of_full, np.inf).min(axis=1)
    need_kwh[own] = np.maximum(view.room_kwh[own] - allowed_kwh, need_kwh[own])
    return need_kwh


def _with_others(job: Job, view: SiteView, begin_s: Floats, step_s: float) -> Job:
    """Add who waits and who is expected; their schedule is not carried out."""
    groups = [
        np.concatenate([waiting, expected])
        for waiting, expected in zip(view.waiting, view.expected, strict=True)
    ]
    others = Others(*groups)
    come_s = np.maximum(others.arrive_s - view.now_s, 0.0)
    leave_s = np.minimum(others.depart_s - view.now_s, len(begin_s) * step_s)
    there_s = np.minimum(leave_s[:, None], begin_s + step_s) - np.maximum(come_s[:, None], begin_s)
    share = np.clip(there_s / step_s, 0.0, 1.0)
    most_kwh = others.max_kw * share.sum(axis=1) * step_s / SECONDS_PER_HOUR
    # Who leaves beyond the horizon needs by its end only its part; who never says so, nothing.
    stay_s = np.maximum(others.depart_s - view.now_s - come_s, 1.0)
    part = np.clip((leave_s - come_s) / stay_s, 0.0, 1.0)
    need_kwh = np.minimum(part * others.need_kwh, most_kwh)
    count = len(need_kwh)
    nothing, ones = np.zeros(count), np.ones(count)
    return Job(
        share=np.concatenate([job.share, share]),
        max_kw=np.concatenate([job.max_kw, others.max_kw]),
        feed_kw=np.concatenate([job.feed_kw, nothing]),
        spare_kwh=np.concatenate([job.spare_kwh, nothing]),
        need_kwh=np.concatenate([job.need_kwh, need_kwh]),
        room_kwh=np.concatenate([job.room_kwh, need_kwh]),
        replace=np.concatenate([job.replace, ones]),
        station=np.concatenate([job.station, others.station]),
    )


def _with_zeros(ampere_per_kw: npt.NDArray[np.complex128], rows: int) -> npt.NDArray[np.complex128]:
    """Add rows of nothing up to a number of rows."""
    return np.pad(ampere_per_kw, ((0, rows - len(ampere_per_kw)), (0, 0)))


def _coarse(values: Floats, step_s: float, wanted_s: float) -> Floats:
    """Return means over steps of another length."""
    if wanted_s <= step_s:
        return np.repeat(values, round(step_s / wanted_s))
    group = round(wanted_s / step_s)
    # The run may end within a step: its last value stands for the rest.
    whole = np.concatenate([values, np.repeat(values[-1:], -len(values) % group)])
    coarse: Floats = whole.reshape(-1, group).mean(axis=1)
    return coarse


def _within_limits(power_kw: Floats, view: SiteView) -> Floats:
    """Lower what would go beyond a station's limit or a watched current at this moment.

    The program keeps both as means over its step.
    """
    power_kw = np.clip(power_kw, -view.feed_kw, view.max_kw)
    for number, limit_kw in view.station_limit_kw.items():
        own = view.station == number
        charging_kw = np.where(own, np.maximum(power_kw, 0.0), 0.0)
        excess_kw = power_kw[own].sum() - limit_kw
        if excess_kw > 0.0:
            power_kw = power_kw - charging_kw * min(1.0, excess_kw / charging_kw.sum())
    for line, limit_a in enumerate(view.line_limit_a.tolist()):
        phasor = view.ampere_per_kw[:, line]
        current_a = abs(power_kw @ phasor)
        if current_a > limit_a:
            power_kw = np.where(phasor != 0.0, power_kw * (limit_a / current_a), power_kw)
    lowered: Floats = power_kw
    return lowered


def _as_plugs_can(power_kw: Floats, view: SiteView) -> Floats:
    """Round down to what plugs can give."""
    wanted = np.clip(power_kw, -view.feed_kw, view.max_kw)
    steps = np.where(view.step_kw > 0.0, view.step_kw, 1.0)
    whole = np.where(view.step_kw > 0.0, np.floor(wanted / steps + 1e-9) * steps, wanted)
    whole = np.where(wanted >= view.max_kw - 1e-9, view.max_kw, whole)
    charging = np.where(whole >= np.minimum(view.min_kw, view.max_kw) - 1e-9, whole, 0.0)
    return np.where(wanted < 0.0, wanted, np.maximum(charging, 0.0))
