"""Queues, charging and its sharing against queueing theory and closed forms; a run's own books."""

from dataclasses import dataclass
from datetime import date
from math import factorial, log
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
import numpy.typing as npt

from sim.clock import TimeGrid
from sim.control.equal_share import share_equally
from sim.control.one_site import view_of_one_site
from sim.crowd.agenda import schedule
from sim.crowd.crowd import Crowd
from sim.crowd.start import car_table, no_lines, power_tables, vehicle_table
from sim.crowd.start_hails import empty_hails
from sim.inputs.network import network
from sim.models.charge_curve import Curves, charge
from sim.models.vehicle import vehicle
from sim.results import RunFolder
from sim.run import run
from sim.scenario.load import load_scenario
from sim.scenario.scenario import Scenario
from sim.tables import shipped
from sim.units import SECONDS_PER_DAY
from sim.verify.check import Check

_ERLANG = "Erlang 1917: M/M/c and M/M/c/c queues, {load:g} erlang at {plugs} plugs"
_MEAN_STAY_S = 1800.0
_CARS = 200_000
_WARM_UP = 2000
"""Cars that come before the queue is in its steady state."""


def checks(reference_data: Path | None) -> list[Check]:
    """Compare queues, charge times and shares with theory; no reference file is used."""
    del reference_data
    return [*_erlang(8.0, 10), *_erlang(3.5, 5), _loss(8.0, 10), _taper(), _share(), *_books()]


def erlang_b(load: float, plugs: int) -> float:
    """Return the share of arrivals that find all plugs taken where nobody waits."""
    terms = [load**k / factorial(k) for k in range(plugs + 1)]
    return terms[-1] / sum(terms)


def erlang_c(load: float, plugs: int) -> float:
    """Return the share of arrivals that have to wait where everybody does."""
    blocked = erlang_b(load, plugs)
    return blocked / (1.0 - load / plugs * (1.0 - blocked))


def _erlang(load: float, plugs: int) -> list[Check]:
    waits_s = _queue(load, plugs, np.inf).waits_s[_WARM_UP:]
    waiting, source = erlang_c(load, plugs), _ERLANG.format(load=load, plugs=plugs)
    mean_wait = float(waits_s.mean()) / _MEAN_STAY_S
    name = f"{load:g} erlang at {plugs} plugs"
    return [
        Check(f"share waiting, {name}", float((waits_s > 0.0).mean()), waiting, 0.03, "1", source),
        Check(f"mean wait, {name}", mean_wait, waiting / (plugs - load), 0.06, "stays", source),
    ]


def _loss(load: float, plugs: int) -> Check:
    lost = _queue(load, plugs, 0.0).lost_share
    source = _ERLANG.format(load=load, plugs=plugs)
    name = f"share lost, {load:g} erlang at {plugs} plugs"
    return Check(name, lost, erlang_b(load, plugs), 0.03, "1", source)


@dataclass(frozen=True)
class _Queue:
    waits_s: npt.NDArray[np.float64]
    lost_share: float


def _queue(load: float, plugs: int, patience_s: float) -> _Queue:
    """Let cars come at random and stay exponentially long, and look at their waits."""
    draws = np.random.default_rng(1)
    arrive_s = np.cumsum(draws.exponential(_MEAN_STAY_S / load, _CARS))
    days = int(arrive_s[-1] / SECONDS_PER_DAY) + 2
    grid, same = TimeGrid(date(2025, 1, 1), days, 60), np.zeros(_CARS)
    columns = {
        "arrive_s": arrive_s,
        "stay_s": draws.exponential(_MEAN_STAY_S, _CARS),
        "leave_s": same + np.inf,
        "patience_s": same + patience_s,
        "energy_kwh": same + 5.0,
        "stays": same + 1,
        **dict.fromkeys(("pool", "bound", "fleet", "type"), same),
    }
    cars, net = car_table(columns), network(_one_station(plugs))
    temperature_c = np.zeros(grid.steps)
    power = power_tables(
        grid, net, [vehicle("car-generic")], vehicle_table(0), cars, temperature_c, 1
    )
    rows: list[npt.NDArray[Any]] = []
    crowd = Crowd(power, no_lines(grid), empty_hails(grid), grid.end_s, rows.append)
    schedule(power.agenda, 1, float(arrive_s[0]))
    crowd.advance(grid.end_s)
    crowd.finish()
    sessions = np.concatenate(rows)
    return _Queue(sessions["start_s"] - sessions["arrive_s"], 1.0 - sessions.size / _CARS)


def _one_station(plugs: int) -> Scenario:
    name, place = {"zh": "站", "en": "station"}, {"latitude": 36.0, "longitude": 103.8}
    charging = {"controller": "uncontrolled", "keep_within_transformer": False}
    station = {"id": "station", "plugs": [{"kind": "ac-7", "count": plugs}]}
    site = {"id": "site", "area": "area", "position": place, "transformer_kva": 1000.0}
    return Scenario.model_validate(
        {
            "name": "queue",
            "title": name,
            "areas": [{"id": "area", "name": name, "position": place, "connection_kw": 1000.0}],
            "sites": [{**site, "charging": charging, "stations": [station]}],
        }
    )


def _taper() -> Check:
    """Time to fill a battery whose power falls linearly from 100 to 10 kW."""
    capacity_kwh, first_kw, last_kw = 80.0, 100.0, 10.0
    soc, share = np.array([[0.0, 1.0]]), np.array([[1.0, last_kw / first_kw]])
    curves = Curves(soc, share, np.array([2]), np.zeros(1))
    _, hours = charge(curves, 0, capacity_kwh, first_kw, np.inf, 0.0, capacity_kwh, np.inf)
    expected = log(first_kw / last_kw) * capacity_kwh / (first_kw - last_kw)
    source = "closed form: t = ln(p0/p1)·E/(p0 − p1)"
    return Check("time to charge along a linear taper", hours, expected, 1e-12, "h", source)


def _share() -> Check:
    """67 kW for wishes of 7, 60 and 60 kW: who wants least is served in full."""
    view = view_of_one_site([7.0, 60.0, 60.0], 67.0)
    share_equally(view, 0)
    worst = float(np.abs(view.plugs["share_kw"] - [7.0, 30.0, 30.0]).max())
    source = "max-min fairness: Bertsekas and Gallager, Data Networks, 6.5.2"
    return Check("shares of 67 kW among 7, 60 and 60", worst, 0.0, 1e-12, "kW", source, "absolute")


def _books() -> list[Check]:
    """Run a day of the small shipped scenario and return what its audit found."""
    scenario = load_scenario(shipped("scenarios") / "small.yaml", ["period.days=1"])
    with TemporaryDirectory() as folder:
        entries = RunFolder(run(scenario, Path(folder))).manifest["checks"]
    source = "conservation, in a day of scenarios/small.yaml"
    return [
        Check(f"books: {e['name']}", e["residual"], 0.0, e["limit"], "1", source, "absolute")
        for e in entries
    ]
