"""What heat pumps share: bore fields as planned or sized, sewage, waste heat; and their years."""

from dataclasses import replace

import numpy as np
import numpy.typing as npt

from sim.clock import TimeGrid
from sim.inputs.bore_fields import (
    PlannedField,
    SourceRun,
    from_ground_kw,
    instead,
    through_the_years,
)
from sim.inputs.plants import PlantOnField
from sim.models.bored_plant import run_bored_plant
from sim.models.heating import HeatSupply
from sim.models.heating_system import Parameters
from sim.models.source_pool import Demands, Seen, Source, run, water
from sim.scenario.heat_source import WaterSource
from sim.scenario.heating import HeatingSystem

Floats = npt.NDArray[np.float64]

SHARED = frozenset({"ground_source", "sewage_source", "waste_heat"})
"""Kinds of heating whose heat pumps share a source that they change or exhaust."""


def has_source(system: HeatingSystem) -> bool:
    """Tell if all buildings of a system are served together: their heat pumps share a source."""
    return system.kind in SHARED or system.field is not None


def is_shared_by_sites(system: HeatingSystem) -> bool:
    """Return whether all sites share the source; otherwise each has a field of its own."""
    return system.source is not None or (system.field is not None and system.field.rows is not None)


def heat_from_source(
    name: str,
    system: HeatingSystem,
    plant: Parameters,
    demands: Demands,
    grid: TimeGrid,
    temperature_c: Floats,
) -> tuple[HeatSupply, SourceRun]:
    """Simulate the heat pumps of a source.

    Parameters
    ----------
    name
        Of the source.
    temperature_c
        Outdoor air [steps].

    Raises
    ------
    InputError
        If the heat pump gives no heat at the source's design temperature.
    """
    if system.source is not None:
        source, design_c = _water(system.source, grid)
        out, seen = run(plant, source, design_c, demands, temperature_c, grid.step_h)
        taken_kwh = float(seen.heat_kw.sum()) * grid.step_h
        books_kwh = _books_kwh(plant, demands, out, grid.step_h)
        notes = _limit_notes(name, system.source, seen, out, grid.step_h)
        made = SourceRun(
            name, system.id, system.kind, 0, 0.0, 0.0, seen, taken_kwh, books_kwh, np.nan, notes
        )
        return out, made

    def march(source: Source) -> tuple[HeatSupply, Seen]:
        return run(plant, source, plant.source_design_c, demands, temperature_c, grid.step_h)

    taken_kw = from_ground_kw(plant, float(demands.design_kw.sum()))
    out, made, _ = through_the_years(name, system, taken_kw, grid, march)
    return out, replace(made, books_kwh=_books_kwh(plant, demands, out, grid.step_h))


def heat_from_field(
    name: str, system: HeatingSystem, plant: PlantOnField, demands: Demands, grid: TimeGrid
) -> tuple[HeatSupply, SourceRun, PlannedField]:
    """Simulate a plant some of whose units take heat out of a bore field.

    Return with it the field as it is before the first step.
    """

    def march(source: Source) -> tuple[HeatSupply, Seen]:
        return run_bored_plant(plant.plant, plant.bored, source, demands, grid.step_h)

    design_kw = float(demands.design_kw.sum())
    taken_kw = sum(from_ground_kw(one, share * design_kw) for one, share in plant.sized)
    out, made, planned = through_the_years(name, system, taken_kw, grid, march)
    hot_water_kwh = grid.step_h * sum(
        float(by_slot[demands.slot[first:]].sum())
        for by_slot, first in zip(demands.hot_water_kw, demands.first_step, strict=True)
    )
    given_kwh = demands.heat_kw.sum(dtype=np.float64) * grid.step_h + hot_water_kwh
    others_kw = out.ambient_kw.sum() - made.seen.heat_kw.sum()
    not_taken_kw = out.unmet_kw + out.compressor_kw + out.backup_kw + out.boiler_kw
    books_kwh = float(given_kwh - (not_taken_kw.sum() + others_kw) * grid.step_h)
    return out, replace(made, books_kwh=books_kwh), planned


def _water(source: WaterSource, grid: TimeGrid) -> tuple[Source, float]:
    """Return the water by step, and the temperature for which units are sized."""
    water_c = np.array(source.temperature_c)[grid.index.month.to_numpy() - 1]
    return water(water_c, source.limit_kw, source.least_c), coldest_served_c(source)


def coldest_served_c(source: WaterSource) -> float:
    """Return the coldest month in which water gives heat, or the coldest at all, °C."""
    served = [one for one in source.temperature_c if one >= source.least_c]
    return min(served or source.temperature_c)


def _books_kwh(plant: Parameters, demands: Demands, out: HeatSupply, step_h: float) -> float:
    """Return heat delivered by compressors less what they drew, less what cooling put back."""
    hot_water_kwh = step_h * sum(
        float(by_slot[demands.slot[first:]].sum())
        for by_slot, first in zip(demands.hot_water_kw, demands.first_step, strict=True)
    )
    heat_kwh = demands.heat_kw.sum(dtype=np.float64) * step_h
    direct_kwh = 0.0
    if plant.hot_water_by == "electric":
        direct_kwh, hot_water_kwh = hot_water_kwh, 0.0
    backup_kwh = out.backup_kw.sum() * step_h
    delivered_kwh = heat_kwh + hot_water_kwh - out.unmet_kw.sum() * step_h
    drawn_kwh = out.electricity_kw.sum() * step_h - direct_kwh - backup_kwh
    drawn_kwh -= plant.pump_share * delivered_kwh - plant.source_pump_share * backup_kwh
    cooled_kwh = out.cooled_kw.sum() * step_h
    cooling_kwh = out.cooling_kw.sum() * step_h - plant.pump_share * cooled_kwh
    return float(delivered_kwh - backup_kwh - drawn_kwh - (cooled_kwh + cooling_kwh))


def _limit_notes(
    name: str, source: WaterSource, seen: Seen, out: HeatSupply, step_h: float
) -> tuple[str, ...]:
    if seen.short_h.sum() == 0.0:
        return ()
    instead_of_it = instead(*(float(kw.sum()) * step_h for kw in (out.backup_kw, out.unmet_kw)))
    return (
        f"Source '{name}' gave all that it can ({source.limit_kw:g} kW) in {seen.short_h[1]:.0f} h "
        f"and was too cold in {seen.short_h[0]:.0f} h; {instead_of_it}.",
    )
