"""The receding-horizon optimum: a linear program over what is known now, of which the first step
is carried out.
"""

import time

import numpy as np

from sim.control.program import Conditions, Job, solve
from sim.control.rule import Floats, SiteView
from sim.scenario.charging import Optimum
from sim.units import SECONDS_PER_HOUR, SECONDS_PER_MINUTE

_STORED_SHARE = 0.95
"""Energy beyond the need counts so much of the horizon's mean price: it is bought where it is
cheaper than that. Assumption."""


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
        if view.vehicles == 0:
            return np.zeros(0)
        begin = time.perf_counter()
        job, site = self._program(view)
        schedule = solve(job, site)
        self.solve_s.append(time.perf_counter() - begin)
        # Who leaves within the step gets its energy until then: more power than the step's mean.
        power_kw = (schedule.charge_kw - schedule.feed_kw)[:, 0] / job.share[:, 0]
        return _as_plugs_can(_within_limits(power_kw, view), view)

    def _program(self, view: SiteView) -> tuple[Job, Conditions]:
        step_s = self._setting.step_minutes * SECONDS_PER_MINUTE
        series = {
            name: _coarse(getattr(view, name), view.step_s, step_s)
            for name in ("price_cny_per_kwh", "load_kw", "pv_kw", "room_kw")
        }
        steps = len(series["load_kw"])
        begin_s = np.arange(steps) * step_s
        stay_s = np.minimum(view.depart_s - view.now_s, steps * step_s)
        stay_s = np.where(stay_s > 0.0, stay_s, step_s)  # overdue: what comes now still counts
        share = np.clip((stay_s[:, None] - begin_s[None, :]) / step_s, 0.0, 1.0)
        price = series["price_cny_per_kwh"]
        job = Job(
            share=share,
            max_kw=np.maximum(view.max_kw, 0.0),
            feed_kw=view.feed_kw,
            spare_kwh=view.spare_kwh,
            need_kwh=np.minimum(view.need_kwh, view.room_kwh),
            room_kwh=view.room_kwh,
            replace=1.0 / view.efficiency**2,
            station=view.station.astype(np.int64),
        )
        site = Conditions(
            step_h=step_s / SECONDS_PER_HOUR,
            price_cny_per_kwh=price,
            feed_in_cny_per_kwh=view.feed_in_cny_per_kwh,
            base_kw=series["load_kw"] - series["pv_kw"],
            room_kw=np.minimum(series["room_kw"], np.where(begin_s == 0.0, view.limit_kw, np.inf)),
            station_limit_kw=view.station_limit_kw,
            peak_cny_per_kw={0: view.demand_charge_cny_per_kw},
            peak_so_far_kw={0: view.peak_kw},
            billing=np.zeros(steps, np.int64),
            wear_cny_per_kwh=self._wear_cny_per_kwh,
            unserved_cny_per_kwh=self._setting.unserved_cny_per_kwh,
            stored_cny_per_kwh=_STORED_SHARE * float(price.mean()),
            line_limit_a=view.line_limit_a,
            ampere_per_kw=view.ampere_per_kw,
        )
        return job, site


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
