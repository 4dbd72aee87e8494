"""How far a controller lies from the optimum with perfect foresight of the same sessions.

For each site that asks for it, the linear program of `sim.control.program` is solved over the whole
run, knowing every arrival, departure and need, all loads and the sun. A vehicle is there from when
it was plugged in until it left, or said that it would leave, whichever is later; the plugs are not
limited in number, power follows no charge curve, and a demand-response call binds nobody. So the
optimum is a lower bound: no controller can do better.
"""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import pandas as pd

from sim.control.program import Conditions, Job, solve
from sim.crowd.records import Table
from sim.inputs.build import Inputs
from sim.run.start import Started
from sim.scenario.charging import Optimum
from sim.units import SECONDS_PER_HOUR

Floats = npt.NDArray[np.float64]

_STEP_MINUTES = 15.0
MOST_CELLS = 150_000
"""Vehicles times steps that are solved: about two minutes on one core."""


def yardstick_sites(inputs: Inputs) -> list[int]:
    """Return the numbers of the sites that ask for a yardstick."""
    return [n for n, site in enumerate(inputs.scenario.sites) if site.charging.yardstick]


def yardsticks(inputs: Inputs, started: Started, rows: Sequence[Table]) -> pd.DataFrame:
    """Return one row a site that asked: its cost, the optimum's, and the gap between them.

    Parameters
    ----------
    rows : the finished sessions at those sites.
    """
    every = np.concatenate(rows) if rows else started.crowd.power.sessions[:0]
    site_of = started.crowd.power.plugs["site"][every["plug"]]
    found = [_row(inputs, started, n, every[site_of == n]) for n in yardstick_sites(inputs)]
    return pd.DataFrame(found)


def _row(inputs: Inputs, started: Started, number: int, rows: Table) -> dict[str, object]:
    site = inputs.scenario.sites[number]
    step_h = max(_STEP_MINUTES / 60.0, inputs.grid.step_h)
    group = round(step_h / inputs.grid.step_h)
    job = _job(inputs, started, rows, step_h)
    conditions = _conditions(inputs, started, number, step_h, group)
    row: dict[str, object] = {
        "site": site.id,
        "controller": site.charging.kind,
        "sessions": len(rows),
        "energy_kwh": float(rows["drawn_kwh"].sum() - rows["fed_kwh"].sum()),
        "short_kwh": float(rows["short_kwh"].sum()),
    }
    charging_kw = _coarse(started.sites.charging_kw[number], group)
    nothing = _cost(conditions, np.zeros_like(charging_kw))
    fed_kwh = float(rows["fed_kwh"].sum())
    cost = _cost(conditions, charging_kw) - nothing + conditions.wear_cny_per_kwh * fed_kwh
    row["cost_cny"] = cost
    cells = int((job.share > 0.0).sum())
    if cells > MOST_CELLS:
        note = f"not solved: {cells} cells of vehicles and steps, at most {MOST_CELLS}"
        nan = float("nan")
        return row | {
            "optimum_cny": nan, "optimum_short_kwh": nan, "gap": nan, "note": note,
        }  # fmt: skip
    best = solve(job, conditions)
    optimum = best.cost_cny - nothing
    short = float(best.unserved_kwh.sum())
    efficiency = started.crowd.power.plugs["efficiency"][rows["plug"]]
    penalty = conditions.unserved_cny_per_kwh
    apart = cost - optimum + penalty * (_grid_short(started, rows) - short)
    gap = apart / max(abs(optimum + penalty * short), 1e-6)
    return row | {
        "optimum_cny": optimum, "gap": gap, "note": "",
        "optimum_short_kwh": float((best.unserved_kwh * efficiency).sum()),
    }  # fmt: skip


def _grid_short(started: Started, rows: Table) -> float:
    efficiency = started.crowd.power.plugs["efficiency"][rows["plug"]]
    return float((rows["short_kwh"] / efficiency).sum())


def _job(inputs: Inputs, started: Started, rows: Table, step_h: float) -> Job:
    power = started.crowd.power
    plugs = power.plugs[rows["plug"]]
    kind = power.types[_types(started, rows)]
    efficiency = plugs["efficiency"]
    due_s = np.where(np.isfinite(rows["due_s"]), rows["due_s"], rows["end_s"])
    leave_s = np.minimum(np.maximum(rows["end_s"], due_s), inputs.grid.end_s)
    step_s = step_h * SECONDS_PER_HOUR
    steps = int(np.ceil(inputs.grid.end_s / step_s - 1e-9))
    begin_s = np.arange(steps) * step_s
    overlap_s = np.minimum(leave_s[:, None], begin_s + step_s) - np.maximum(
        rows["start_s"][:, None], begin_s
    )
    needed_kwh = rows["end_kwh"] - rows["start_kwh"] + rows["short_kwh"]
    feed_kw = np.minimum(kind["feed_kw"], plugs["plug_feed_kw"])
    floor_kwh = np.minimum(kind["floor_kwh"], rows["start_kwh"])
    return Job(
        share=np.clip(overlap_s / step_s, 0.0, 1.0),
        max_kw=np.minimum(plugs["power_kw"], kind["max_charge_kw"]) / efficiency,
        feed_kw=feed_kw * efficiency,
        spare_kwh=(rows["start_kwh"] - floor_kwh) * efficiency,
        need_kwh=needed_kwh / efficiency,
        room_kwh=(rows["capacity_kwh"] - rows["start_kwh"]) / efficiency,
        replace=1.0 / efficiency**2,
        station=plugs["station"].astype(np.int64),
    )


def _types(started: Started, rows: Table) -> npt.NDArray[np.int64]:
    """Return the vehicle type of each session's user."""
    power = started.crowd.power
    vehicles, cars = power.vehicles.size, power.cars.size
    user = rows["user"]
    types = np.zeros(len(rows), np.int64)
    own, car = user < vehicles, (user >= vehicles) & (user < vehicles + cars)
    types[own] = power.vehicles["type"][user[own]]
    types[car] = power.cars["type"][user[car] - vehicles]
    stock = ~own & ~car
    types[stock] = power.pools["battery_type"][power.plugs["pool"][rows["plug"][stock]]]
    return types


def _conditions(
    inputs: Inputs, started: Started, number: int, step_h: float, group: int
) -> Conditions:
    sites, site, tariff = started.sites, inputs.scenario.sites[number], inputs.tariff
    own_kw = sites.building_kw[number].astype(np.float64) + sites.heating_kw[number]
    own_kw += sites.cooling_kw[number] - sites.pv_kw[number].astype(np.float64)
    limit = site.charging.limit_kw
    room_kw = np.full(len(own_kw), np.inf if limit is None else limit)
    if sites.keeps_within[number]:
        room_kw = np.minimum(room_kw, np.maximum(sites.rated_kw[number] - own_kw, 0.0))
    limits = started.crowd.power.seen.stations["limit_kw"]
    stations = np.flatnonzero(sites.station_site == number)
    billing = sites.month[::group].astype(np.int64)
    charge = tariff.demand_charge_cny_per_kw_month
    controller = site.charging.controller
    setting = controller if isinstance(controller, Optimum) else Optimum(kind="optimum")
    return Conditions(
        step_h=step_h,
        price_cny_per_kwh=_coarse(tariff.energy_cny_per_kwh, group),
        feed_in_cny_per_kwh=tariff.feed_in_cny_per_kwh,
        base_kw=_coarse(own_kw + sites.battery_kw[number], group),
        room_kw=_coarse(room_kw, group),
        station_limit_kw={int(s): float(limits[s]) for s in stations},
        peak_cny_per_kw={int(month): charge for month in np.unique(billing)},
        billing=billing,
        wear_cny_per_kwh=started.wear_cny_per_kwh,
        unserved_cny_per_kwh=setting.unserved_cny_per_kwh,
    )


def _coarse(values: npt.NDArray[np.floating], group: int) -> Floats:
    """Return means over `group` steps."""
    mean: Floats = values.astype(np.float64).reshape(-1, group).mean(axis=1)
    return mean


def _cost(site: Conditions, charging_kw: Floats) -> float:
    """Return what a site pays for energy and for the peaks of its months [CNY]."""
    net_kw = site.base_kw + charging_kw
    bought, sold = np.maximum(net_kw, 0.0), np.maximum(-net_kw, 0.0)
    energy = site.price_cny_per_kwh @ bought - site.feed_in_cny_per_kwh * sold.sum()
    assert site.billing is not None
    peaks = [price * bought[site.billing == m].max() for m, price in site.peak_cny_per_kw.items()]
    return float(energy * site.step_h + sum(peaks))
