"""A site without charging whose heat is made early: its scenario, its run, its books."""

from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from sim.clock import TimeGrid
from sim.control.sites import Sites, balance, sites_of
from sim.inputs.buildings import BuildingLoads, building_loads
from sim.inputs.weather import Weather
from sim.scenario.scenario import Scenario

DAYS = 4
GRID = TimeGrid(date(2025, 1, 6), DAYS, 15)
HOUR = np.arange(GRID.steps) // 4 % 24
VALLEY_AT_NOON = np.where((HOUR >= 10) & (HOUR < 16), 0, np.where(HOUR >= 18, 2, 1)).astype(np.int8)
NAME = {"zh": "甲", "en": "A"}
POSITION = {"latitude": 36.06, "longitude": 103.83}
STORE = {"litres_per_kw": 60.0}


def park(
    transformer_kva: float = 2500.0, archetype: str = "office", building: Any = None, **system: Any
) -> Scenario:
    group = {"id": "b1", "archetype": archetype, "heated_area_m2": 8000.0, "heating": "early"}
    group |= building or {}
    values = {
        "name": "early", "title": NAME,
        "period": {"start": date(2025, 1, 6), "days": DAYS, "step_minutes": 15},
        "areas": [{"id": "core", "name": NAME, "position": POSITION, "connection_kw": 9999.0}],
        "sites": [{"id": "s1", "area": "core", "position": POSITION,
                   "transformer_kva": transformer_kva, "buildings": [group]}],
        "heating": {"systems": [{"id": "early", "kind": "air_source", **system}]},
    }  # fmt: skip
    return Scenario.model_validate(values)


def run(scenario: Scenario, weather: Weather, pv_kw: Any = 0.0) -> tuple[BuildingLoads, Sites]:
    """Close all steps of a site without charging."""
    loads = building_loads(scenario, GRID, weather)
    pv = np.zeros((len(scenario.sites), GRID.steps), np.float32)
    pv[0] = pv_kw
    sites = sites_of(
        scenario.sites, loads.building_kw, loads.heating_kw, loads.cooling_kw, pv,
        np.zeros(0, np.int32), VALLEY_AT_NOON, np.zeros(GRID.steps, np.int16),
        None if loads.flexible is None else loads.flexible.early,
    )  # fmt: skip
    for step in range(GRID.steps):
        balance(sites, step, GRID.step_h, np.zeros((0, GRID.steps), np.float32))
    return loads, sites


def books_close(loads: BuildingLoads) -> pd.Series:
    months = loads.all_months()
    made = months["compressor_kwh"] + months["ambient_kwh"] + months["backup_kwh"]
    made += months["boiler_kwh"] + months["store_out_kwh"] - months["store_in_kwh"]
    needed = months["heat_kwh"] + months["hot_water_kwh"]
    np.testing.assert_allclose(needed, made + months["unmet_kwh"], rtol=1e-6)
    return months.sum(numeric_only=True)
