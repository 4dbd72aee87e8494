"""The buildings of a park through the year: what they need and what their systems draw.

Everything here follows from weather and schedules alone, so it is made before the clock starts,
one building group at a time; only sums by site stay in memory.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from sim.clock import TimeGrid
from sim.inputs.bore_fields import PlannedField, SourceRun, energy_text
from sim.inputs.flexible import FlexibleLoads, FlexibleParts
from sim.inputs.heat_pump_points import read_unit
from sim.inputs.heat_sources import (
    has_source,
    heat_from_field,
    heat_from_source,
    is_shared_by_sites,
)
from sim.inputs.plants import PlantOnField, is_plant, on_field, parameters_of, plant_of_system
from sim.inputs.weather import Weather
from sim.models.archetype import Group, from_archetypes
from sim.models.building import (
    Buildings,
    Demand,
    comfort_c,
    cooling_electricity_kw,
    demand,
    slot_loads,
)
from sim.models.comfort import COMFORT_K, SHORT_SHARE, WARM_C
from sim.models.construction import in_use_from
from sim.models.facade import Shade, facade_irradiance
from sim.models.flexible_groups import Place, World
from sim.models.heating import HeatSupply, supply
from sim.models.heating_system import Parameters
from sim.models.occupancy import Schedules, ahead_slots, in_season, load_schedules, slots
from sim.models.plant import Plant, plant_supply
from sim.models.source_pool import Demands
from sim.scenario.building import Building
from sim.scenario.heating import HeatingSystem
from sim.scenario.scenario import Scenario

Floats = npt.NDArray[np.float64]
Singles = npt.NDArray[np.float32]

_TOLD_KWH = 1.0
"""Unmet heat of a building group from which a run tells of it."""
_NAMED = 3
"""Building groups that a note names."""
_GROUPS_AT_ONCE = 16
"""Building groups simulated together: bounds the memory of a year at one minute."""


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
    sources: tuple[SourceRun, ...] = ()
    """Bore fields and waters from which heat pumps take heat, but for those that make it early."""
    flexible: FlexibleLoads | None = None
    """Groups that make heat early; what they draw here is what they would without. Their months
    are told by the run."""

    def all_months(self) -> pd.DataFrame:
        """Return the months of all groups; to be asked when the run is over."""
        if self.flexible is None:
            return self.months
        return pd.concat([self.months, self.flexible.months()], ignore_index=True)

    def all_sources(self) -> tuple[SourceRun, ...]:
        """Return all bore fields and waters; to be asked when the run is over."""
        return self.sources + (() if self.flexible is None else self.flexible.sources())

    def notes(self) -> tuple[str, ...]:
        """Return what a run has to tell of heat; to be asked when it is over."""
        told = [note for source in self.all_sources() for note in source.notes]
        months = self.all_months()
        if not months.empty:
            told += _unmet_notes(months)
        return tuple(told)


def _unmet_notes(months: pd.DataFrame) -> list[str]:
    """Tell of heat that no plant could give: cost and carbon know only what was drawn."""
    sums = months.groupby("building", sort=False)[["unmet_kwh", "heat_kwh", "hot_water_kwh"]].sum()
    short = sums[sums["unmet_kwh"] >= _TOLD_KWH].sort_values("unmet_kwh", ascending=False)
    if short.empty:
        return []
    total_kwh = float(short["unmet_kwh"].sum())
    asked_kwh = float(sums["heat_kwh"].sum() + sums["hot_water_kwh"].sum())
    named = [f"{name} {energy_text(kwh)}" for name, kwh in short["unmet_kwh"].items()]
    more = f" and {len(named) - _NAMED} more" if len(named) > _NAMED else ""
    return [
        f"{energy_text(total_kwh)} of heat ({total_kwh / asked_kwh:.1%}) could not be given "
        f"({', '.join(named[:_NAMED])}{more}): cost and carbon leave it out, so this plan looks "
        "cheaper and cleaner than it is; such hours count as below set-point."
    ]


@dataclass(frozen=True)
class _Climate:
    """What all buildings share."""

    grid: TimeGrid
    weather: Weather
    schedules: Schedules
    slot: npt.NDArray[np.int64]
    heating_slot: npt.NDArray[np.int64]
    irradiance_w_m2: dict[float, npt.NDArray[np.float64]]
    """By plane [steps, PLANES], for each depth of overhangs."""
    heating_season: npt.NDArray[np.bool_]
    month_first: npt.NDArray[np.int64]
    months: pd.DatetimeIndex


class _Group(NamedTuple):
    site: int
    site_id: str
    building: Building


class _Batch(NamedTuple):
    """Some building groups that share a heating system; series are [groups, steps], kW."""

    rows: Buildings
    needs: Demand
    heat: HeatSupply
    own_kw: Singles
    hot_water_kw: Singles
    cooling_kw: Singles
    first_steps: list[int]
    """In which each group begins to be used."""
    source: SourceRun | None = None
    planned: PlannedField | None = None
    """Its bore field as it is before the first step."""


def _climate(scenario: Scenario, grid: TimeGrid, weather: Weather) -> _Climate:
    index, sun = grid.index, weather.sun
    season = scenario.heating
    depths = {building.overhang_m for site in scenario.sites for building in site.buildings}
    number = index.year * 12 + index.month
    first = np.flatnonzero(np.r_[True, np.diff(number) != 0])
    slot = slots(grid.kind_of_day, grid.day_of_step, grid.hour_of_day)
    return _Climate(
        grid=grid,
        weather=weather,
        schedules=load_schedules(),
        slot=slot,
        heating_slot=ahead_slots(slot, grid.kind_of_next_day, grid.day_of_step),
        irradiance_w_m2={
            depth: facade_irradiance(
                sun.zenith_deg,
                sun.azimuth_deg,
                weather.ghi_w_m2,
                weather.dni_w_m2,
                weather.dhi_w_m2,
                shade=Shade(overhang_m=depth),
            )
            for depth in depths
        },
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
    own = {one.id: read_unit(one) for one in scenario.catalogue.heat_pumps}
    systems = {system.id: system for system in scenario.heating.systems}
    shape = (len(scenario.sites), grid.steps)
    loads = {name: np.zeros(shape, np.float32) for name in ("building", "heating", "cooling")}
    tables: list[pd.DataFrame] = []
    design: dict[str, float] = {}
    sources: list[SourceRun] = []
    early = FlexibleParts()
    for groups in _batches(scenario):
        choice = systems[groups[0].building.heating]
        system = parameters_of(choice, own)
        plant = plant_of_system(choice, own, scenario, weather) if is_plant(choice) else None
        bored = None if plant is None else on_field(plant, choice, own, weather)
        batch = _simulate(groups, choice, system, climate, plant, bored)
        number, field = 0, -1
        if plant is not None and choice.flexible is not None:
            number = early.add_system(choice, system, plant, bored)
            field = early.add_field(batch.planned)
        elif batch.source is not None:
            sources.append(batch.source)
        depths = list(climate.irradiance_w_m2)
        for i, group in enumerate(groups):
            loads["building"][group.site] += batch.own_kw[i]
            design[group.building.id] = float(batch.rows.heating_capacity_kw[i])
            months = _named(_months(climate, system, batch, i), group, system.kind)
            if choice.flexible is not None:
                drawn = batch.heat.electricity_kw[i], batch.cooling_kw[i]
                shade = depths.index(group.building.overhang_m)
                place = Place(group.site, number, shade, batch.first_steps[i], field)
                early.add_group(place, group_of(group.building), months, *drawn)
                continue
            loads["heating"][group.site] += batch.heat.electricity_kw[i]
            loads["cooling"][group.site] += batch.cooling_kw[i]
            tables.append(months)
    flexible = None
    if early.places:
        world = _world(climate)
        flexible = early.laid_out(scenario, grid, world, loads["heating"], loads["cooling"])
    months = pd.concat(tables, ignore_index=True) if tables else pd.DataFrame()
    return BuildingLoads(
        loads["building"],
        loads["heating"],
        loads["cooling"],
        months,
        design,
        tuple(sources),
        flexible,
    )


def _world(climate: _Climate) -> World:
    starts = np.zeros(climate.grid.steps, np.int64)
    starts[climate.month_first[1:]] = 1
    return World(
        slot=climate.slot,
        heating_slot=climate.heating_slot,
        outdoor_c=climate.weather.temperature_c,
        light=np.stack(list(climate.irradiance_w_m2.values())),
        may_heat=climate.heating_season,
        month=np.cumsum(starts),
        step_s=float(climate.grid.step_s),
        pressure_pa=float(climate.weather.pressure_pa.mean()),
    )


def _batches(scenario: Scenario) -> Iterator[list[_Group]]:
    """Yield building groups that share a heating system and shading, some at a time.

    All that share a source of heat come together.
    """
    groups = [
        _Group(number, site.id, building)
        for number, site in enumerate(scenario.sites)
        for building in site.buildings
    ]
    systems = {system.id: system for system in scenario.heating.systems}
    alike: dict[tuple[str, float], list[_Group]] = {}
    for group in groups:
        system = systems[group.building.heating]
        if not has_source(system):
            part = group.building.overhang_m
        else:
            part = -1.0 if is_shared_by_sites(system) else float(group.site)
        alike.setdefault((system.id, part), []).append(group)
    for key in sorted(alike):
        own = alike[key]
        at_once = len(own) if has_source(systems[key[0]]) else _GROUPS_AT_ONCE
        for begin in range(0, len(own), at_once):
            yield own[begin : begin + at_once]


def _rows(groups: list[_Group], climate: _Climate) -> Buildings:
    return from_archetypes(
        (group_of(group.building) for group in groups),
        pressure_pa=float(climate.weather.pressure_pa.mean()),
    )


def _needs(groups: list[_Group], climate: _Climate) -> Demand:
    """Return what buildings need, reckoned together where overhangs are alike."""
    depths = np.array([group.building.overhang_m for group in groups])
    shape = (len(groups), climate.grid.steps)
    out = Demand(*(np.empty(shape, np.float32) for _ in Demand._fields))
    for depth in np.unique(depths):
        own = np.flatnonzero(depths == depth)
        made = demand(
            _rows([groups[i] for i in own], climate),
            climate.schedules,
            climate.slot,
            climate.weather.temperature_c,
            climate.irradiance_w_m2[float(depth)],
            climate.grid.step_s,
            heating_season=climate.heating_season,
            heating_slot=climate.heating_slot,
        )
        for whole, part in zip(out, made, strict=True):
            whole[own] = part
    return out


def _simulate(
    groups: list[_Group],
    choice: HeatingSystem,
    system: Parameters,
    climate: _Climate,
    plant: Plant | None,
    bored: PlantOnField | None,
) -> _Batch:
    """Simulate some building groups with their heating system, or their plant."""
    weather = climate.weather
    rows, needs = _rows(groups, climate), _needs(groups, climate)
    first_steps = [_first_step(group.building, climate.grid) for group in groups]
    _empty_until(first_steps, [needs.heating_kw, needs.cooling_kw])
    slot = slot_loads(rows, climate.schedules)
    loads = rows.heating_capacity_kw, needs.heating_kw, slot.hot_water_kw, climate.slot
    source: SourceRun | None = None
    planned: PlannedField | None = None
    if has_source(choice):
        name = choice.id if is_shared_by_sites(choice) else f"{choice.id}.{groups[0].site_id}"
        cold_kw = needs.cooling_kw if choice.cools else np.zeros((0, 0), np.float32)
        demands = Demands(*loads, cold_kw, np.array(first_steps, dtype=np.int64))
        if bored is not None:
            heat, source, planned = heat_from_field(name, choice, bored, demands, climate.grid)
        else:
            heat, source = heat_from_source(
                name, choice, system, demands, climate.grid, weather.temperature_c
            )
    elif plant is None:
        heat = supply(
            system,
            *loads,
            weather.temperature_c,
            100.0 * weather.relative_humidity,
            climate.grid.step_h,
            pressure_pa=float(weather.pressure_pa.mean()),
        )
    else:
        heat = plant_supply(plant, *loads)
    batch = _Batch(
        rows=rows,
        needs=needs,
        heat=heat,
        own_kw=(slot.plug_kw + slot.light_kw)[:, climate.slot].astype(np.float32),
        hot_water_kw=slot.hot_water_kw[:, climate.slot].astype(np.float32),
        cooling_kw=heat.cooling_kw.astype(np.float32)
        + cooling_electricity_kw(
            needs.cooling_kw - heat.cooled_kw.astype(np.float32),
            weather.temperature_c,
            rows.eer_35,
            rows.eer_per_k,
        ),
        first_steps=first_steps,
        source=source,
        planned=planned,
    )
    _empty_until(first_steps, [batch.own_kw, batch.hot_water_kw, *heat])
    return batch


def group_of(building: Building) -> Group:
    """Return a building group as its archetype's models take it."""
    return Group(
        building.archetype, building.standard, building.heated_area_m2, building.storeys,
        building.occupied, building.heating_setpoint_c, building.heating_setback_c,
        building.preheat_hours,
    )  # fmt: skip


def _first_step(building: Building, grid: TimeGrid) -> int:
    """Return the first step in which a building is used; those under construction use nothing."""
    plan = building.construction
    if plan.begin is None:
        return 0
    first = in_use_from(plan.begin, plan.months, plan.months_saved, plan.assembly_rate)
    return min(max((first - grid.start).days, 0), grid.days) * grid.steps_per_day


def _empty_until(first_steps: list[int], series: list[Any]) -> None:
    """Take away what each group has in `series` before it is used."""
    for i, first in enumerate(first_steps):
        for one in series:
            one[i, :first] = 0.0


def _months(climate: _Climate, system: Parameters, batch: _Batch, i: int) -> pd.DataFrame:
    """Return one building's energies by month [kWh]."""
    used = np.arange(climate.grid.steps) >= batch.first_steps[i]
    needs, heat = batch.needs, batch.heat
    hot_water_electric_kw = _hot_water_electricity(
        system, heat.electricity_kw[i], batch.hot_water_kw[i], needs.heating_kw[i]
    )
    columns: dict[str, Any] = {
        "heat_kwh": needs.heating_kw[i],
        "hot_water_kwh": batch.hot_water_kw[i],
        "cooling_kwh": needs.cooling_kw[i],
        "heating_electricity_kwh": heat.electricity_kw[i] - hot_water_electric_kw,
        "backup_kwh": heat.backup_kw[i],
        "defrost_kwh": heat.defrost_kw[i],
        "hot_water_electricity_kwh": hot_water_electric_kw,
        "gas_kwh": heat.gas_kw[i],
        "district_kwh": heat.district_kw[i],
        "unmet_kwh": heat.unmet_kw[i],
        **_made(system, heat, batch, i),
        "cooling_electricity_kwh": batch.cooling_kw[i],
        "electricity_kwh": batch.own_kw[i],
        "hours_below_setpoint": used & _too_cold(climate, batch, i),
        "hours_overheated": used & _too_warm(climate, batch, i),
        "hours_in_use": used,
    }
    step_h, first = climate.grid.step_h, climate.month_first
    sums = {
        name: np.add.reduceat(np.asarray(values, dtype=np.float64), first) * step_h
        for name, values in columns.items()
    }
    return pd.DataFrame({"month": climate.months, **sums})


def _too_cold(climate: _Climate, batch: _Batch, i: int) -> npt.NDArray[np.bool_]:
    """Tell in which steps rooms are colder than they should be, or get too little heat."""
    rows, needs = batch.rows, batch.needs
    wanted_c = comfort_c(rows, climate.schedules)[i][climate.slot]
    short = batch.heat.unmet_kw[i] > SHORT_SHARE * rows.heating_capacity_kw[i]
    cold = (needs.indoor_c[i] < wanted_c - COMFORT_K) | (short & (needs.heating_kw[i] > 0.0))
    return np.asarray(climate.heating_season & cold)


def _too_warm(climate: _Climate, batch: _Batch, i: int) -> npt.NDArray[np.bool_]:
    """Tell in which steps there is somebody in rooms that are too warm."""
    there = climate.schedules.occupancy[batch.rows.schedule[i]][climate.slot] > 0.0
    return np.asarray(there & (batch.needs.indoor_c[i] > WARM_C + COMFORT_K))


def _made(system: Parameters, heat: HeatSupply, batch: _Batch, i: int) -> dict[str, Floats]:
    """Return where a building's heat comes from, and what pumps take [steps], kW."""
    given = batch.needs.heating_kw[i] + batch.hot_water_kw[i].astype(np.float64) - heat.unmet_kw[i]
    direct = np.zeros_like(given)
    if system.hot_water_by == "electric":
        direct += batch.hot_water_kw[i]
    if system.kind == "electric":
        direct = given
    compressor, backup = heat.compressor_kw[i], heat.backup_kw[i]
    pumps = heat.electricity_kw[i] - compressor - backup - direct
    return {
        "compressor_kwh": compressor,
        "ambient_kwh": heat.ambient_kw[i],
        "boiler_kwh": heat.boiler_kw[i],
        "source_pump_kwh": pumps - heat.pump_kw[i],
        "pump_kwh": heat.pump_kw[i],
        "store_in_kwh": np.zeros_like(given),
        "store_out_kwh": np.zeros_like(given),
    }


def _hot_water_electricity(
    system: Parameters, electricity_kw: Floats, hot_water_kw: Singles, heat_kw: Singles
) -> Floats:
    """Return the part of a system's electricity that makes hot water, by share of heat."""
    if system.hot_water_by == "electric":
        return hot_water_kw.astype(np.float64)
    both = hot_water_kw.astype(np.float64) + heat_kw
    share = np.divide(hot_water_kw, both, out=np.zeros_like(both), where=both > 0.0)
    return electricity_kw * share


def _named(table: pd.DataFrame, group: _Group, kind: str) -> pd.DataFrame:
    building = group.building
    return table.assign(
        building=building.id,
        site=group.site_id,
        archetype=building.archetype,
        standard=building.standard,
        system=kind,
        heated_area_m2=building.heated_area_m2,
    )
