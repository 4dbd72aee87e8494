"""A taxi fleet in two or three zones on a line, with the requests that a test names."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

import numpy as np
import numpy.typing as npt

from sim.clock import TimeGrid
from sim.control.sites import room_of
from sim.crowd.crowd import Crowd
from sim.crowd.records import Table
from sim.crowd.start import no_lines, power_tables, start_streams, vehicle_table
from sim.crowd.start_hails import hail_tables
from sim.crowd.state import Hails
from sim.crowd.taxis import request
from sim.inputs.build import Inputs, OnDemand
from sim.inputs.fares import fares
from sim.inputs.network import network
from sim.inputs.tariff import Tariff
from sim.inputs.taxi_demand import TaxiDemand
from sim.inputs.trip_log import TripLog
from sim.inputs.zones import Zones
from sim.models.vehicle import vehicle
from sim.scenario.base import Position
from sim.scenario.scenario import Scenario
from tests.support.crowd_world import NAME, cars, site, station, tree

KM_PER_H = 30.0
KM_BETWEEN = 10.0
INSIDE_KM = 2.0
PICKUP_S = 180.0
# No air conditioning at 20 °C: 0.2 kWh a km, and a battery of 50 kWh.
ELECTRIC_TAXI = replace(
    vehicle("byd-e6"),
    battery_kwh=50.0,
    traction_kwh_per_km=0.2,
    aux_base_kw=0.0,
    drag_coefficient=0.0,
    drivetrain_efficiency=1.0,
    recuperation_efficiency=1.0,
)
GAS_TAXI = vehicle("cng-taxi")


class TaxiWorld:
    """Zones stand 10 km apart; nobody asks for a taxi unless `requests_per_h` says so.

    `taxis` are the numbers that begin in each zone, `origins` and `destinations` cumulative
    distributions, `cny_per_kwh` a price or those of the day's hours.
    """

    def __init__(
        self,
        taxis: Sequence[int],
        *sites: dict[str, Any],
        requests_per_h: npt.ArrayLike = 0.0,
        origins: Sequence[float] | None = None,
        destinations: Sequence[float] | None = None,
        taxi: Any = ELECTRIC_TAXI,
        days: int = 1,
        step_minutes: int = 5,
        replication: int = 0,
        cny_per_kwh: npt.ArrayLike = 1.0,
        log: TripLog | None = None,
        moved_share: float = 0.0,
        pickup_s: float = PICKUP_S,
        **fleet: Any,
    ) -> None:
        values = {
            "id": "taxis",
            "name": NAME,
            "vehicle": taxi.id,
            "vehicles": sum(taxis),
            "zones": "zones.csv",
            "profile": "profile.csv",
            "requests_per_day": {"workday": 1, "restday": 1},
            "speed_km_per_h": KM_PER_H,
            "cruise_km_per_h": 0.0,
            "boarding_minutes": 0.0,
            "shifts": [],
            "soc_start": 0.9,
            **fleet,
        }
        scenario = Scenario.model_validate(
            tree(*(sites or [site(station(("dc-60", 2)))]), fleets={"on_demand": [values]})
        )
        self.grid = TimeGrid(date(2025, 1, 6), days, step_minutes)
        net, plan = network(scenario), scenario.fleets.on_demand[0]
        places = [one.position for one in scenario.sites]
        demand = _demand(taxis, requests_per_h, origins, destinations, places)
        np.fill_diagonal(demand.pickup_s, pickup_s)
        demand = replace(demand, log=log, moved_share=demand.moved_share + moved_share)
        fleets = (OnDemand(plan, taxi, demand, fares({})),)
        per_step = np.broadcast_to(np.asarray(cny_per_kwh, dtype=np.float64), (24,))
        energy_cny = np.tile(np.repeat(per_step, 60 // step_minutes), days)
        prices = Tariff("flat", energy_cny, np.zeros(self.grid.steps, np.int8), 0.0, 0.0)
        inputs = Inputs(
            scenario, replication, self.grid, None, prices, net, None, None, None, (), fleets, ()
        )  # type: ignore[arg-type]
        state = vehicle_table(sum(taxis))
        hails = hail_tables(inputs, state, 0, 0)
        state["energy_kwh"] = plan.soc_start * taxi.battery_kwh  # all alike, not spread
        self.start_kwh = state["energy_kwh"].copy()
        temperature_c = np.full(self.grid.steps, 20.0)
        power = power_tables(self.grid, net, [taxi], state, cars([]), temperature_c, 1)
        self._sessions: list[Table] = []
        self.crowd = Crowd(
            power, no_lines(self.grid), hails, self.grid.end_s, self._sessions.append
        )
        start_streams(power, self.crowd.lines, hails, self.grid.end_s)
        self.crowd.share_anew(room_of(power.sites.size), 0.0)
        self._step = 0

    @property
    def hails(self) -> Hails:
        return self.crowd.hails

    @property
    def vehicles(self) -> Table:
        return self.crowd.power.vehicles

    def until(self, time_s: float) -> None:
        """Advance to `time_s`, closing the steps that end by then."""
        room = room_of(self.crowd.power.sites.size)
        while self._step < self.grid.steps and (self._step + 1) * self.grid.step_s <= time_s:
            end_s = (self._step + 1) * self.grid.step_s
            self.crowd.advance(end_s)
            self.crowd.close_step(self._step, end_s)
            self.crowd.share_anew(room, end_s)
            self._step += 1
        self.crowd.advance(time_s)

    def finish(self) -> Table:
        """Run to the end and return the charging sessions."""
        self.until(self.grid.end_s)
        self.crowd.finish()
        return np.concatenate(self._sessions)

    def ask(self, time_s: float, origin: int, destination: int) -> None:
        """Let a passenger appear in zone `origin` at `time_s`."""
        self.until(time_s)
        zones = np.arange(int(self.hails.fleets["zones"][0]))
        self.hails.origin_share[0, 0] = zones >= origin
        self.hails.destination_share[0, 0, :] = zones >= destination
        request(self.hails, self.crowd.power, 0, time_s, self.grid.end_s)

    def count(self, what: str) -> int:
        """Return ``requests``, ``served`` or ``lost`` of all zones and hours."""
        return int(self.hails.service[what].sum())


def _demand(
    taxis: Sequence[int],
    requests_per_h: npt.ArrayLike,
    origins: Sequence[float] | None,
    destinations: Sequence[float] | None,
    stations: Sequence[Position],
) -> TaxiDemand:
    z = len(taxis)
    at = np.arange(z) * KM_BETWEEN
    km = np.abs(at[:, None] - at[None, :])
    np.fill_diagonal(km, INSIDE_KM)
    seconds = km / KM_PER_H * 3600.0
    pickup_km, pickup_s = km.copy(), seconds.copy()
    np.fill_diagonal(pickup_s, PICKUP_S)
    np.fill_diagonal(pickup_km, PICKUP_S * KM_PER_H / 3600.0)
    nearness = pickup_s.copy()
    np.fill_diagonal(nearness, -1.0)
    even = np.arange(1, z + 1) / z
    origin = even if origins is None else np.asarray(origins, dtype=np.float64)
    destination = even if destinations is None else np.asarray(destinations, dtype=np.float64)
    names = tuple(f"z{number}" for number in range(z))
    ones = np.ones(z)
    # On the ground all zones lie at the same place, that of the stations.
    here = np.array([[p.latitude, p.longitude] for p in stations] or [[36.0, 103.0]])[:1]
    zones = Zones(names, names, names, names, np.repeat(here, z, axis=0), ones, ones, ones)
    rate = np.broadcast_to(np.asarray(requests_per_h, dtype=np.float64) / 3600.0, (2, 24))
    return TaxiDemand(
        zones=zones,
        km=km,
        seconds=seconds,
        pickup_km=pickup_km,
        pickup_s=pickup_s,
        neighbours=np.argsort(nearness, axis=1, kind="stable").astype(np.int32),
        rate_per_s=rate.copy(),
        band=np.zeros((2, 24), np.int32),
        origin_cdf=origin[None, :],
        destination_cdf=np.repeat(destination[None, None, :], z, axis=1),
        vehicles=np.asarray(taxis, dtype=np.int32),
        detour_factor=1.0,
        intrazonal_km=INSIDE_KM,
        passengers_per_trip=1.6,
        moved_share=np.zeros((2, 24, z)),
    )
