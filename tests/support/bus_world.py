"""A bus fleet with a depot and two terminals, and the crowd that drives its timetable."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np

from sim.clock import TimeGrid
from sim.control.sites import room_of
from sim.crowd.crowd import Crowd
from sim.crowd.records import Table
from sim.crowd.start import fill_racks, power_tables, start_streams, vehicle_table
from sim.crowd.start_hails import empty_hails
from sim.crowd.start_lines import line_tables, vehicles_of
from sim.inputs.blocks import build_blocks
from sim.inputs.build import Timetabled
from sim.inputs.measured import read_measured
from sim.inputs.network import network
from sim.inputs.passengers import build as build_passengers
from sim.inputs.timetable import read_timetable
from sim.models.vehicle import vehicle
from sim.scenario.scenario import Scenario
from tests.support.crowd_world import NAME, PLACE, cars, tree

HEADER = "line,direction,service,depart,run_min,km,from,to,block\n"
# One kWh per km at any speed, whoever is aboard, and nothing for the cabin (at 20 °C), so that
# a test can count on its fingers.
BATTERY_BUS = replace(
    vehicle("yutong-e12"),
    battery_kwh=100.0,
    traction_kwh_per_km=1.0,
    aux_base_kw=0.0,
    drag_coefficient=0.0,
    drivetrain_efficiency=1.0,
    recuperation_efficiency=1.0,
    reference_passengers=0.0,
)
DIESEL_BUS = vehicle("diesel-bus")


class BusWorld:
    """Trips are texts ``08:00,30,40,west,east,a``: departure, minutes, km, from, to, block."""

    def __init__(
        self,
        folder: Path,
        trips: Sequence[str],
        *sites: dict[str, Any],
        bus: Any = BATTERY_BUS,
        vehicles: int = 1,
        east: dict[str, float] = PLACE,
        east_station: str | None = None,
        days: int = 1,
        step_minutes: int = 5,
        depot: dict[str, Any] | None = None,
        temperature_c: float = 20.0,
        aboard: float = 0.0,
        east_m: float | None = None,
        **fleet: Any,
    ) -> None:
        file = folder / "timetable.csv"
        file.write_text(HEADER + "".join(f"1,out,daily,{trip}\n" for trip in trips))
        station = sites[0]["stations"][0]["id"] if bus.has_battery else None
        terminals = [
            {"id": "west", "position": PLACE, "elevation_m": 1500.0},
            {"id": "east", "position": east, "station": east_station, "elevation_m": east_m},
        ]
        home = {"id": "d", "site": "s", "station": station, "lines": ["1"], "vehicles": vehicles}
        values = {
            "id": "buses",
            "name": NAME,
            "vehicle": bus.id,
            "timetable": file,
            "terminals": terminals,
            "depots": [{**home, **(depot or {})}],
            "run_time_cv": 0.0,
            "soc_start": 1.0,
            "soc_reserve": 0.1,
            **fleet,
        }
        scenario = Scenario.model_validate(tree(*sites, fleets={"timetabled": [values]}))
        self.grid = TimeGrid(date(2025, 1, 6), days, step_minutes)
        plan = scenario.fleets.timetabled[0]
        timetable = read_timetable(file, ["west", "east"])
        blocks = build_blocks(plan, timetable, scenario.sites, scenario.fleets.roads)
        riders = build_passengers(plan, bus, timetable)
        everyone = [np.full_like(some, aboard) for some in riders.aboard]
        riders = replace(riders, aboard=(everyone[0], everyone[1]))
        measured = read_measured(plan.consumption, timetable)
        item = Timetabled(plan, bus, timetable, blocks, riders, measured)
        net, fleets = network(scenario), [item]
        state = vehicle_table(vehicles_of(fleets))
        lines = line_tables(scenario, self.grid, fleets, net, state, 0, 0)
        self.start_kwh = state["energy_kwh"].copy()
        outdoor_c = np.full(self.grid.steps, temperature_c)
        power = power_tables(self.grid, net, [bus], state, cars([]), outdoor_c, 1)
        fill_racks(power, net)
        self._sessions: list[Table] = []
        self._trips: list[Table] = []
        collectors = self._sessions.append, self._trips.append
        self.crowd = Crowd(power, lines, empty_hails(self.grid), self.grid.end_s, *collectors)
        start_streams(power, lines, self.crowd.hails, self.grid.end_s)
        self.crowd.share_anew(room_of(power.sites.size), 0.0)

    def run(self) -> tuple[Table, Table]:
        """Run to the end; return trips by day and number, and sessions."""
        room = room_of(self.crowd.power.sites.size)
        for step in range(self.grid.steps):
            end_s = (step + 1) * self.grid.step_s
            self.crowd.advance(end_s)
            self.crowd.close_step(step, end_s)
            self.crowd.share_anew(room, end_s)
        return self.finish()

    def finish(self) -> tuple[Table, Table]:
        """Close the books; return trips by day and number, and sessions."""
        self.crowd.finish()
        trips = np.concatenate(self._trips)
        return trips[np.lexsort((trips["trip"], trips["day"]))], np.concatenate(self._sessions)
