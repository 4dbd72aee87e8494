"""Sites whose power is planned in Python: at every few steps their rule is asked for a schedule."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import numpy.typing as npt

from sim.control.optimum import OptimumRule
from sim.control.others import Arrivals, Others
from sim.control.place_names import PlaceNames
from sim.control.rule import Rule, SiteView, Source, ask, load_rule, look
from sim.control.sites import Sites
from sim.control.storage.foresight import foresee
from sim.control.storage.reserve import reserve_of
from sim.control.storage.rules import OPTIMUM
from sim.control.view import View
from sim.inputs.build import Inputs
from sim.models.ageing import wear_cny_per_kwh
from sim.models.storage import SECOND_LIFE, plants
from sim.scenario.charging import Optimum, PythonRule
from sim.scenario.references import split_name
from sim.scenario.site import Site
from sim.streams import rng
from sim.tables import table
from sim.units import SECONDS_PER_HOUR, SECONDS_PER_MINUTE

Floats = npt.NDArray[np.float64]


@dataclass
class Planner:
    """A site with its rule, and what the rule may know of the world around it."""

    number: int
    site: Site
    rule: Rule
    source: Source | None
    every: int
    """Steps from one plan to the next."""
    horizon_h: float
    forecast_error: float
    dice: np.random.Generator
    price_cny_per_kwh: Floats
    feed_in_cny_per_kwh: float
    demand_charge_cny_per_kw: float
    arrivals: Arrivals
    storage: npt.NDArray[np.int64]
    """Numbers of the stationary batteries that it plans."""
    storage_wear_cny_per_kwh: Floats
    depots: tuple[int, ...]
    """Stations at which vehicles stand that may be sent in one another's place."""
    month: int = -1
    """The billing month of the last plan."""
    reached_kw: float = 0.0
    """Highest power of that month so far."""
    begun_kw: float = 0.0
    """Power that a month is taken to reach in any case, from its begin."""
    planned: int = -1
    """The step of the last plan."""
    noted: int = 0
    """Steps whose power is in `reached_kw`."""

    def is_due(self, step: int) -> bool:
        """Whether the rule is to be asked at the begin of a step, and was not yet."""
        last = len(self.price_cny_per_kwh)
        return step < last and step % self.every == 0 and step != self.planned

    def next_due(self, step: int) -> int:
        """Return the first step after `step` at which the rule is to be asked."""
        return (step // self.every + 1) * self.every

    def plan(self, view: View, sites: Sites, waiting: Others, step: int) -> None:
        """Ask the rule, check what it says, and write it to the view."""
        world = self._world(sites, step, float(view.step_s[0]))
        seen = look(view, self.number, self.depots, waiting=waiting, **world)
        came = (
            seen.station.astype(np.int64),
            seen.arrive_s,
            seen.depart_s,
            seen.max_kw,
            seen.need_kwh,
        )
        self.arrivals.note(seen.now_s, *came)
        expected = self.arrivals.expected(seen.now_s, len(seen.load_kw) * seen.step_s)
        seen = replace(seen, expected=expected)
        if isinstance(self.rule, OptimumRule):
            powers, storage_kw, peak_kw = self.rule.plan_all(seen)
            powers = _within(powers, seen)
            sites.batteries["planned_kw"][self.storage] = storage_kw
            sites.batteries["planned_peak_kw"][self.storage] = peak_kw
        elif self.source is None:
            powers = _within(np.asarray(self.rule.plan(seen), np.float64), seen)
        else:
            powers = ask(self.rule, seen, self.source)
        view.plugs["plan_kw"][seen.plug] = powers
        self.planned = step

    def _world(self, sites: Sites, step: int, step_s: float) -> dict[str, object]:
        """Return forecasts from `step` on: the present step is known, the rest has errors."""
        s = self.number
        last = min(step + round(self.horizon_h * SECONDS_PER_HOUR / step_s), len(sites.period))
        coming = slice(step, max(last, step + 1))
        own = sites.building_kw[s, coming].astype(np.float64) + sites.heating_kw[s, coming]
        load_kw = self._foreseen(own + sites.cooling_kw[s, coming], step_s)
        pv_kw = self._foreseen(sites.pv_kw[s, coming].astype(np.float64), step_s)
        limit = self.site.charging.limit_kw
        room_kw = np.full(len(load_kw), np.inf if limit is None else limit)
        transformer_kw = np.maximum(sites.rated_kw[s] - load_kw + pv_kw, 0.0)
        storage_kw = self._storage_kw(sites, coming, load_kw - pv_kw, step_s)
        if sites.keeps_within[s]:
            room_kw = np.minimum(room_kw, transformer_kw)
        return {
            "price_cny_per_kwh": self.price_cny_per_kwh[coming],
            "feed_in_cny_per_kwh": self.feed_in_cny_per_kwh,
            "load_kw": load_kw,
            "pv_kw": pv_kw,
            "room_kw": room_kw,
            "transformer_kw": transformer_kw,
            "storage_kw": storage_kw,
            "reserve": reserve_of(sites.batteries[self.storage], self.storage_wear_cny_per_kwh),
            "demand_charge_cny_per_kw": self.demand_charge_cny_per_kw,
            "peak_kw": self._note_peak(sites, step, load_kw - pv_kw + storage_kw),
        }

    def _storage_kw(self, sites: Sites, coming: slice, base_kw: Floats, step_s: float) -> Floats:
        """Return what the site's batteries will draw that follow rules of their own [steps]."""
        out_kw = np.zeros(len(base_kw))
        rows = sites.batteries
        others = rows[(rows["site"] == self.number) & (rows["rule"] != OPTIMUM)]
        if others.size:
            foresee(
                others,
                base_kw,
                sites.period[coming],
                float(sites.rated_kw[self.number]),
                float(sites.target_kw[self.number]),
                step_s / SECONDS_PER_HOUR,
                self.storage.size > 0,
                out_kw,
            )
        return out_kw

    def _foreseen(self, actual: Floats, step_s: float) -> Floats:
        """Return a forecast: errors grow over the first hour and are independent of one another."""
        lead_h = np.arange(len(actual)) * step_s / SECONDS_PER_HOUR
        error = self.forecast_error * np.minimum(lead_h, 1.0)
        factor = 1.0 + error * self.dice.standard_normal(len(actual))
        foreseen: Floats = actual * np.maximum(factor, 0.0)
        return foreseen

    def _note_peak(self, sites: Sites, step: int, fixed_kw: Floats) -> float:
        """Return the power of the billing month up to `step` that is paid for in any case.

        A month begins with the last one's peak, which what is planned held then, but with no more
        than loads less sun and batteries need by themselves within the horizon; the first one
        begins with 0.
        """
        month = int(sites.month[min(step, len(sites.month) - 1)])
        passed = slice(self.noted, step)
        net_kw, months = sites.net_kw[self.number, passed], sites.month[passed]
        if month != self.month:
            last_kw = float(net_kw[months == self.month].max(initial=self.reached_kw))
            self.begun_kw = min(last_kw, max(float(fixed_kw.max()), 0.0))
            self.month, self.reached_kw = month, 0.0
        self.reached_kw = float(net_kw[months == month].max(initial=self.reached_kw))
        self.noted = step
        return max(self.begun_kw, self.reached_kw)


def _within(powers: Floats, view: SiteView) -> Floats:
    """Lower a schedule of our own that solvers' rounding took a hair above a limit."""
    total = powers.sum()
    if total > view.limit_kw:
        excess = total - view.limit_kw
        charging = np.maximum(powers, 0.0)
        powers = powers - charging * min(1.0, excess / max(charging.sum(), 1e-9))
    return powers


def wear_of_feeding_back(inputs: Inputs) -> float:
    """Return what a kWh that is fed back wears off, for the fleets that do [CNY/kWh]."""
    shipped = float(table("prices")["value"]["battery_traction"])
    price = inputs.scenario.money.prices.get("battery_traction", shipped)
    wear = [
        wear_cny_per_kwh(item.vehicle, price)
        for item in inputs.fleets
        if getattr(item.fleet, "feed_back", None) is not None
    ]
    return max(wear, default=0.0)


def _storage(inputs: Inputs, site: int) -> tuple[npt.NDArray[np.int64], Floats]:
    """Return the numbers of a site's batteries that are planned, and what a kWh wears off them."""
    scenario, shipped = inputs.scenario, table("prices")["value"]
    numbers, wear = [], []
    for number, one in enumerate(plants(scenario.sites, scenario.catalogue.vehicle_table())):
        if one.site == site and one.battery.rule == "optimum":
            name = "capital_battery" + ("_second_life" if one.origin == SECOND_LIFE else "")
            price = scenario.money.prices.get(name, float(shipped[name]))
            numbers.append(number)
            wear.append(wear_cny_per_kwh(one, price))
    return np.array(numbers, np.int64), np.array(wear, np.float64)


def solve_times(planners: Sequence[Planner]) -> dict[str, dict[str, float]]:
    """Return how often each site's linear program was solved, and how long it took [s]."""
    found = {}
    for planner in planners:
        if isinstance(planner.rule, OptimumRule) and planner.rule.solve_s:
            took_s = np.array(planner.rule.solve_s)
            found[planner.site.id] = {
                "count": len(took_s),
                "mean_s": round(float(took_s.mean()), 4),
                "max_s": round(float(took_s.max()), 4),
            }
    return found


def _depots(inputs: Inputs) -> tuple[int, ...]:
    """Return the stations of all depots."""
    places = [depot.station for item in inputs.timetabled for depot in item.fleet.depots]
    return tuple(sorted({inputs.network.station_number[str(s)] for s in places if s is not None}))


def planners_of(inputs: Inputs) -> list[Planner]:
    """Return the planners of a run, in the order of their sites.

    Raises
    ------
    RuleError
        If a user's rule cannot be loaded.
    """
    found = []
    for number, site in enumerate(inputs.scenario.sites):
        controller = site.charging.controller
        storage, storage_wear = _storage(inputs, number)
        has_work = bool(site.stations) or storage.size > 0
        if site.charging.kind not in ("optimum", "python") or not has_work:
            continue
        setting = controller if isinstance(controller, Optimum) else Optimum(kind="optimum")
        source, rule, every = None, None, setting.replan_minutes
        if isinstance(controller, PythonRule):
            file, name = split_name(str(controller.python))
            source = Source(Path(file), name, site.id, PlaceNames(inputs.network))
            every = controller.replan_minutes
            rule = load_rule(source)
        tariff = inputs.tariff
        found.append(
            Planner(
                number=number,
                site=site,
                rule=rule or OptimumRule(setting, wear_of_feeding_back(inputs)),
                source=source,
                every=max(1, round(every * SECONDS_PER_MINUTE / inputs.grid.step_s)),
                horizon_h=setting.horizon_h,
                forecast_error=setting.forecast_error,
                dice=rng(inputs.scenario.seed, inputs.replication, f"forecast.{site.id}"),
                price_cny_per_kwh=tariff.energy_cny_per_kwh,
                feed_in_cny_per_kwh=tariff.feed_in_cny_per_kwh,
                demand_charge_cny_per_kw=tariff.demand_charge_cny_per_kw_month,
                arrivals=Arrivals(inputs.grid.kind_of_day),
                storage=storage,
                storage_wear_cny_per_kwh=storage_wear,
                depots=_depots(inputs),
            )
        )
    return found
