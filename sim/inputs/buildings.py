"""The buildings of a park through the year: what they need and what their systems draw.

Everything here follows from weather and schedules alone, so it is made before the clock starts,
one building group at a time; only sums by site stay in memory.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from sim.clock import TimeGrid
from sim.inputs.weather import Weather
from sim.models.archetype import from_archetypes
from sim.models.building import (
    Buildings,
    Demand,
    SlotLoads,
    cooling_electricity_kw,
    demand,
    slot_loads,
)
from sim.models.facade import facade_irradiance
from sim.models.heating import HeatSupply, supply
from sim.models.heating_system import Parameters, parameters
from sim.models.occupancy import Schedules, in_season, load_schedules, slots
from sim.scenario.scenario import Scenario
from sim.scenario.site import Building

Floats = npt.NDArray[np.float64]
Singles = npt.NDArray[np.float32]

_GROUPS_AT_ONCE = 16
"""Building groups simulated together: bounds the memory of a year at one minute."""
_COMFORT_K = 1.0
"""Hours in which it is colder than this below the set-point count. Assumption."""


@dataclass(frozen=True)
class BuildingLoads:
    """Electricity of all buildings by site, float32 [sites, steps], and a table by month."""

    building_kw: Singles
    heating_kw: Singles
    cooling_kw: Singles
    months: pd.DataFrame
    """Columns of the run folder's ``buildings`` table."""
    design_kw: dict[str, float]
    """Design heat load of each building group."""


@dataclass(frozen=True)
class _Climate:
    """What all buildings share."""

    grid: TimeGrid
    weather: Weather
    schedules: Schedules
    slot: npt.NDArray[np.int64]
    irradiance_w_m2: npt.NDArray[np.float64]
    heating_season: npt.NDArray[np.bool_]
    month_first: npt.NDArray[np.int64]
    months: pd.DatetimeIndex


def _climate(scenario: Scenario, grid: TimeGrid, weather: Weather) -> _Climate:
    index, sun = grid.index, weather.sun
    season = scenario.heating
    number = index.year * 12 + index.month
    first = np.flatnonzero(np.r_[True, np.diff(number) != 0])
    return _Climate(
        grid=grid,
        weather=weather,
        schedules=load_schedules(),
        slot=slots(grid.kind_of_day, grid.day_of_step, grid.hour_of_day),
        irradiance_w_m2=facade_irradiance(
            sun.zenith_deg, sun.azimuth_deg, weather.ghi_w_m2, weather.dni_w_m2, weather.dhi_w_m2
        ),
        heating_season=in_season(
            index.month.to_numpy(np.int64),
            index.day.to_numpy(np.int64),
            season.season_start,
            season.season_end,
        ),
        month_first=first,
        months=index[first].normalize(),
    )


def building_loads(scenario: Scenario, grid: TimeGrid, weather: Weather) -> BuildingLoads:
    """Simulate every building group and its heating system."""
    climate = _climate(scenario, grid, weather)
    systems = {
        system.id: parameters(system.kind, system.unit, system.flow_c, system.efficiency)
        for system in scenario.heating.systems
    }
    groups = [
        (number, site.id, building)
        for number, site in enumerate(scenario.sites)
        for building in site.buildings
    ]
    shape = (len(scenario.sites), grid.steps)
    loads = {name: np.zeros(shape, np.float32) for name in ("building", "heating", "cooling")}
    tables: list[pd.DataFrame] = []
    design: dict[str, float] = {}
    for begin in range(0, len(groups), _GROUPS_AT_ONCE):
        some = groups[begin : begin + _GROUPS_AT_ONCE]
        rows = from_archetypes(
            (b.archetype, b.standard, b.heated_area_m2, b.storeys) for _, _, b in some
        )
        needs = demand(
            rows,
            climate.schedules,
            climate.slot,
            weather.temperature_c,
            climate.irradiance_w_m2,
            grid.step_s,
            heating_season=climate.heating_season,
        )
        slot = slot_loads(rows, climate.schedules)
        cooling_kw = cooling_electricity_kw(
            needs.cooling_kw, weather.temperature_c, rows.eer_35, rows.eer_per_k
        )
        for i, (site, site_id, building) in enumerate(some):
            own = (slot.plug_kw[i] + slot.light_kw[i])[climate.slot]
            system = systems[building.heating]
            heat = _supply(system, rows, i, needs, slot, climate)
            loads["building"][site] += own
            loads["heating"][site] += heat.electricity_kw[0]
            loads["cooling"][site] += cooling_kw[i]
            design[building.id] = float(rows.heating_capacity_kw[i])
            table = _months(climate, system, rows, i, needs, slot, heat, cooling_kw[i], own)
            tables.append(_named(table, building, site_id, system.kind))
    months = pd.concat(tables, ignore_index=True) if tables else pd.DataFrame()
    return BuildingLoads(loads["building"], loads["heating"], loads["cooling"], months, design)


def _supply(
    system: Parameters,
    rows: Buildings,
    i: int,
    needs: Demand,
    slot: SlotLoads,
    climate: _Climate,
) -> HeatSupply:
    weather = climate.weather
    return supply(
        system,
        rows.heating_capacity_kw[i : i + 1],
        needs.heating_kw[i : i + 1],
        slot.hot_water_kw[i : i + 1],
        climate.slot,
        weather.temperature_c,
        100.0 * weather.relative_humidity,
        climate.grid.step_h,
        pressure_pa=float(weather.pressure_pa.mean()),
    )


def _months(
    climate: _Climate,
    system: Parameters,
    rows: Buildings,
    i: int,
    needs: Demand,
    slot: SlotLoads,
    heat: HeatSupply,
    cooling_kw: Singles,
    own_kw: Floats,
) -> pd.DataFrame:
    """Return one building's energies by month [kWh]."""
    hot_water_kw = slot.hot_water_kw[i][climate.slot]
    kept = climate.schedules.heating[rows.schedule[i]][climate.slot]
    setpoint = kept * rows.heating_setpoint_c[i] + (1.0 - kept) * rows.heating_setback_c[i]
    cold = climate.heating_season & (needs.indoor_c[i] < setpoint - _COMFORT_K)
    hot_water_electric_kw = _hot_water_electricity(
        system, heat.electricity_kw[0], hot_water_kw, needs.heating_kw[i]
    )
    columns: dict[str, Any] = {
        "heat_kwh": needs.heating_kw[i],
        "hot_water_kwh": hot_water_kw,
        "cooling_kwh": needs.cooling_kw[i],
        "heating_electricity_kwh": heat.electricity_kw[0] - hot_water_electric_kw,
        "backup_kwh": heat.backup_kw[0],
        "defrost_kwh": heat.defrost_kw[0],
        "hot_water_electricity_kwh": hot_water_electric_kw,
        "gas_kwh": heat.gas_kw[0],
        "district_kwh": heat.district_kw[0],
        "unmet_kwh": heat.unmet_kw[0],
        "cooling_electricity_kwh": cooling_kw,
        "electricity_kwh": own_kw,
        "hours_below_setpoint": cold,
    }
    step_h = climate.grid.step_h
    return pd.DataFrame(
        {
            "month": climate.months,
            **{
                name: np.add.reduceat(np.asarray(values, dtype=np.float64), climate.month_first)
                * step_h
                for name, values in columns.items()
            },
        }
    )


def _hot_water_electricity(
    system: Parameters, electricity_kw: Floats, hot_water_kw: Floats, heat_kw: Singles
) -> Floats:
    """Return the part of a system's electricity that makes hot water, by share of heat."""
    if system.hot_water_by == "electric":
        return hot_water_kw
    both = hot_water_kw + heat_kw
    share = np.divide(hot_water_kw, both, out=np.zeros_like(both), where=both > 0.0)
    return electricity_kw * share


def _named(table: pd.DataFrame, building: Building, site: str, kind: str) -> pd.DataFrame:
    return table.assign(
        building=building.id,
        site=site,
        archetype=building.archetype,
        standard=building.standard,
        system=kind,
        heated_area_m2=building.heated_area_m2,
    )
