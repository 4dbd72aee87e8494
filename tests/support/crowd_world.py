"""Small worlds for the compiled crowd: a few stations, cars, taxis or buses, no buildings."""

from collections.abc import Sequence
from datetime import date
from typing import Any

import numpy as np
import numpy.typing as npt

from sim.clock import TimeGrid
from sim.control.sites import room_of
from sim.crowd.agenda import schedule
from sim.crowd.crowd import Crowd
from sim.crowd.records import Table
from sim.crowd.start import car_table, fill_racks, no_lines, power_tables, vehicle_table
from sim.crowd.start_hails import empty_hails
from sim.crowd.state import Power
from sim.inputs.network import Network, network
from sim.models.vehicle import Vehicle, vehicle
from sim.scenario.batteries import Batteries
from sim.scenario.fleets import FeedBack
from sim.scenario.scenario import Scenario

NAME = {"zh": "甲", "en": "A"}
PLACE = {"latitude": 36.06, "longitude": 103.80}
UNCONTROLLED = {"controller": "uncontrolled", "keep_within_transformer": False}
EQUAL_SHARE = {"controller": "equal_share", "keep_within_transformer": False}


def station(*plugs: tuple[str, int], name: str = "st", **more: Any) -> dict[str, Any]:
    """Return a station of a scenario's tree; `plugs` are kinds and counts."""
    groups = [{"kind": kind, "count": count} for kind, count in plugs]
    return {"id": name, "plugs": groups, **more}


def site(*stations: dict[str, Any], name: str = "s", **charging: Any) -> dict[str, Any]:
    """Return a site of a scenario's tree."""
    return {
        "id": name,
        "area": "a",
        "position": PLACE,
        "transformer_kva": 1e5,
        "stations": list(stations),
        "charging": charging or UNCONTROLLED,
    }


def tree(*sites: dict[str, Any], **more: Any) -> dict[str, Any]:
    """Return a scenario's tree with one area."""
    area = {"id": "a", "name": NAME, "position": PLACE, "connection_kw": 1e6}
    return {"name": "world", "title": NAME, "areas": [area], "sites": list(sites), **more}


def charging_network(*sites: dict[str, Any]) -> Network:
    return network(Scenario.model_validate(tree(*sites)))


def cars(arrive_s: Sequence[float] | npt.NDArray[np.float64], **columns: Any) -> Table:
    """Return cars that want 5 kWh, wait for ever and go when full, but for `columns`."""
    defaults = {
        "fleet": 0,
        "type": 0,
        "pool": 0,
        "bound": 0,
        "stays": 0,
        "leave_s": np.inf,
        "stay_s": np.inf,
        "energy_kwh": 5.0,
        "patience_s": np.inf,
    }
    at = np.asarray(arrive_s, dtype=np.float64)
    full = {
        name: np.broadcast_to(np.asarray(value), at.shape)
        for name, value in {**defaults, **columns}.items()
    }
    return car_table({"arrive_s": at, **full})


class CarWorld:
    """Cars at stations, one day unless told, with a step of five minutes unless told."""

    def __init__(
        self,
        net: Network,
        some_cars: Table,
        *,
        days: int = 1,
        step_minutes: int = 5,
        types: Sequence[Vehicle] | None = None,
        room_kw: float = np.inf,
        any_pool: bool = False,
        ambient_c: float = 20.0,
        batteries: Batteries | None = None,
        feed_back: FeedBack | None = None,
    ) -> None:
        self.net = net
        self.grid = TimeGrid(date(2025, 1, 1), days, step_minutes)
        self.room = room_of(len(net.sites))
        self.room.limit_kw[:] = room_kw
        self.rows: list[Table] = []
        power = power_tables(
            self.grid,
            net,
            types or [vehicle("car-generic")],
            vehicle_table(0),
            some_cars,
            np.full(self.grid.steps, ambient_c),
            1,
            np.ones((1, len(net.pools)), np.bool_) if any_pool else None,
            feed_back={} if feed_back is None else {0: feed_back},
            batteries=batteries,
        )
        nothing = no_lines(self.grid), empty_hails(self.grid)
        self.crowd = Crowd(power, *nothing, self.grid.end_s, self.rows.append)
        if some_cars.size:
            schedule(power.agenda, len(net.sites), float(some_cars["arrive_s"][0]))
        fill_racks(power, net)
        self._step = 0
        self.crowd.share_anew(self.room, 0.0)

    @property
    def power(self) -> Power:
        return self.crowd.power

    def until(self, time_s: float) -> None:
        """Advance to `time_s`, closing the steps that end by then."""
        while self._step < self.grid.steps and (self._step + 1) * self.grid.step_s <= time_s:
            end_s = (self._step + 1) * self.grid.step_s
            self.crowd.advance(end_s)
            self.crowd.close_step(self._step, end_s)
            self.crowd.share_anew(self.room, end_s)
            self._step += 1
        self.crowd.advance(time_s)

    def finish(self) -> Table:
        """Run to the end and return the sessions in the order of their ends."""
        self.until(self.grid.end_s)
        self.crowd.finish()
        return self.sessions()

    def sessions(self) -> Table:
        self.crowd.collect()
        return np.concatenate(self.rows)
