"""Cars that come to charge: drawn from distributions, or read from a log of real sessions.

Arrivals are a Poisson process whose rate follows the hours of the kind of day. Each day and each
quantity has its own random stream, named by fleet and date: a day has the same cars however long
the period is, and more arrivals do not change how long the others stay.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Protocol
from zoneinfo import ZoneInfo

import numpy as np
import numpy.typing as npt

from sim.clock import ZONE, DayKind, TimeGrid
from sim.errors import Fault, InputError
from sim.inputs.session_log import read_log
from sim.models.vehicle import Vehicle, vehicle
from sim.scenario.catalogue import Catalogue
from sim.scenario.fleets import SessionFleet, Spread
from sim.scenario.site import PlugGroup
from sim.streams import rng
from sim.tables import table
from sim.units import HOURS_PER_DAY, SECONDS_PER_DAY, SECONDS_PER_HOUR

FloatArray = npt.NDArray[np.float64]


class HasPlugs(Protocol):
    """A station, as far as arrivals are concerned."""

    @property
    def id(self) -> str: ...

    @property
    def plugs(self) -> tuple[PlugGroup, ...]: ...


@dataclass(frozen=True)
class CarSessions:
    """Sessions by arrival; all arrays are [sessions].

    Attributes
    ----------
    arrive_s, leave_s : numpy.ndarray
        When a car comes and wants to go, s since the period began; it may leave after its end.
    energy_kwh : numpy.ndarray
        What it wants in its battery [kWh].
    station : numpy.ndarray
        Index into the stations that `build` was given.
    group : numpy.ndarray
        Group of the station's plugs where it has to charge; -1: wherever there is a plug.
    """

    arrive_s: FloatArray
    leave_s: FloatArray
    energy_kwh: FloatArray
    station: npt.NDArray[np.int32]
    group: npt.NDArray[np.int32]

    @property
    def count(self) -> int:
        return len(self.arrive_s)


def build(
    fleet: SessionFleet,
    stations: Sequence[HasPlugs],
    grid: TimeGrid,
    seed: int,
    replication: int,
    catalogue: Catalogue = Catalogue(),  # noqa: B008 - it is frozen
) -> CarSessions:
    """Make the sessions of `fleet` over `grid`; `stations` are those it names, in any order.

    Raises
    ------
    InputError
        A log has faults, or lies outside the period.
    """
    car = vehicle(fleet.vehicle, catalogue.vehicle_table())
    if fleet.log is not None:
        sessions = _read_log(fleet, stations, grid, car, catalogue)
    else:
        plugs = _fitting_plugs(stations, car, catalogue)
        sessions = _drawn(fleet, plugs, grid, car, (seed, replication))
    order = np.argsort(sessions.arrive_s, kind="stable")
    return CarSessions(
        sessions.arrive_s[order],
        sessions.leave_s[order],
        sessions.energy_kwh[order],
        sessions.station[order],
        sessions.group[order],
    )


def arrival_profile(profile: str) -> FloatArray:
    """Return the share of a day's arrivals in each hour [day kind, hour]; rows sum to 1."""
    row = table("session_profiles").loc[profile]
    weights = np.array(
        [str(row[f"{kind.name.lower()}_weights"]).split() for kind in DayKind], dtype=np.float64
    )
    shares: FloatArray = weights / weights.sum(axis=1)[:, None]
    return shares


def _drawn(
    fleet: SessionFleet,
    plugs: FloatArray,
    grid: TimeGrid,
    car: Vehicle,
    dice: tuple[int, int],
) -> CarSessions:
    """Draw the sessions of all days; `plugs` [stations] is how many each has that fit."""
    profile = arrival_profile(fleet.profile)
    hours_s = np.arange(HOURS_PER_DAY + 1) * SECONDS_PER_HOUR
    by_kind = [np.concatenate([[0.0], np.cumsum(shares)]) for shares in profile]
    mean = [fleet.arrivals_per_day.get("workday", 0.0), fleet.arrivals_per_day.get("restday", 0.0)]
    station_cdf = np.cumsum(plugs)
    parts = []
    for day, kind in enumerate(grid.kind_of_day):
        name = f"sessions.{fleet.id}.{grid.start + timedelta(days=day)}"
        count = int(rng(*dice, f"{name}.count").poisson(mean[kind]))
        when = np.interp(rng(*dice, f"{name}.arrive").random(count), by_kind[kind], hours_s)
        stay_s = _positive(fleet.stay_h, fleet.stay_distribution == "exponential",
                           rng(*dice, f"{name}.stay"), count) * SECONDS_PER_HOUR  # fmt: skip
        energy = _positive(fleet.energy_kwh, False, rng(*dice, f"{name}.energy"), count)
        where = rng(*dice, f"{name}.station").random(count) * station_cdf[-1]
        station = np.searchsorted(station_cdf, where, side="right")
        arrive_s = day * SECONDS_PER_DAY + when
        parts.append((arrive_s, arrive_s + stay_s, energy, station))
    arrive_s, leave_s, energy_kwh, station = (
        np.concatenate(each) for each in zip(*parts, strict=True)
    )
    most_kwh = car.battery_kwh * (1.0 - car.usable_soc_min)
    return CarSessions(
        arrive_s,
        leave_s,
        np.minimum(energy_kwh, most_kwh),
        station.astype(np.int32),
        np.full(len(station), -1, np.int32),
    )


def _fitting_plugs(stations: Sequence[HasPlugs], car: Vehicle, catalogue: Catalogue) -> FloatArray:
    """Return the number of plugs that fit the car, at each station; all alike if none fits."""
    plug = catalogue.charger_table()["plug"]
    counts = [
        sum(group.count for group in station.plugs if plug[group.kind] in car.plugs)
        for station in stations
    ]
    fitting = np.array(counts, dtype=np.float64)
    return fitting if fitting.sum() > 0.0 else np.ones_like(fitting)


def _positive(
    spread: Spread, exponential: bool, random: np.random.Generator, count: int
) -> FloatArray:
    """Draw `count` positive values: lognormal of mean and deviation, or exponential of the mean."""
    if exponential:
        return spread.mean * random.standard_exponential(count)
    variance = np.log1p((spread.sd / spread.mean) ** 2)
    middle = np.log(spread.mean) - variance / 2.0
    drawn: FloatArray = np.exp(middle + np.sqrt(variance) * random.standard_normal(count))
    return drawn


def _read_log(
    fleet: SessionFleet,
    stations: Sequence[HasPlugs],
    grid: TimeGrid,
    car: Vehicle,
    catalogue: Catalogue,
) -> CarSessions:
    """Return the log's sessions that begin in the period."""
    plugs = {station.id: _plug_groups(station, car, catalogue) for station in stations}
    logged, faults = read_log(fleet, plugs, car.battery_kwh)
    number = {station.id: i for i, station in enumerate(stations)}
    begin = datetime.combine(grid.start, time.min, ZoneInfo(ZONE))
    rows: list[tuple[float, float, float, int, int]] = []
    for one in logged:
        arrive_s, depart_s = ((at - begin).total_seconds() for at in (one.arrive, one.depart))
        if 0.0 <= arrive_s < grid.end_s:
            rows.append((arrive_s, depart_s, one.energy_kwh, number[one.station], one.group))
    if logged and not rows and not faults:
        end = grid.start + timedelta(days=grid.days - 1)
        message = f"none of its {len(logged)} sessions begins in the period, {grid.start} to {end}"
        faults = [Fault(message, fleet.log)]
    if faults:
        raise InputError(faults)
    arrive_s, leave_s, energy_kwh, *where = np.array(rows, dtype=np.float64).T
    station, group = (each.astype(np.int32) for each in where)
    return CarSessions(arrive_s, leave_s, energy_kwh, station, group)


def _plug_groups(station: HasPlugs, car: Vehicle, catalogue: Catalogue) -> dict[str, int]:
    """Return the group of each plug of the station that has a name and fits the car."""
    connector = catalogue.charger_table()["plug"]
    fitting = [connector[group.kind] in car.plugs for group in station.plugs]
    return {
        name: number
        for number, group in enumerate(station.plugs)
        for name in group.names
        if fitting[number]
    }
