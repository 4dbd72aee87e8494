"""Bore fields as planned or sized by load, through the years before a run, and what it tells."""

from collections.abc import Callable
from dataclasses import dataclass
from math import ceil, isqrt

import numpy as np
import numpy.typing as npt

from sim.clock import TimeGrid
from sim.models.bore_field import Field, Pipes, exchange, least_fluid_c, response_m_k_per_w
from sim.models.ground import Ground, cell_widths_h, copied, ground
from sim.models.heat_pump import load_unit
from sim.models.heating import HeatSupply, at_design
from sim.models.heating_system import Parameters
from sim.models.source_pool import Seen, Source, bored
from sim.scenario.heat_source import BoreField
from sim.scenario.heating import HeatingSystem
from sim.tables import table
from sim.units import W_PER_KW

Floats = npt.NDArray[np.float64]

DRIFT_LIMIT_K = 2.0
"""Change of the ground in ten years from which a run warns."""
_HOURS_PER_YEAR = 8760.0
_DRIFT_H = 10.0 * _HOURS_PER_YEAR
_REACH_H = 20.0 * _HOURS_PER_YEAR
"""How far back loads are remembered, unless a run is longer."""
_MOST_OF_A_PART = 400
"""Boreholes of a field sized by load: larger ones are parts that do not feel each other (a hectare
each). Assumption."""


@dataclass(frozen=True)
class SourceRun:
    """What a run did to a source."""

    id: str
    """The system's id, and the site's where each site has its own field."""
    system: str
    kind: str
    boreholes: int
    depth_m: float
    """0 for water, as are `boreholes` and `beyond_m`."""
    beyond_m: float
    """Boreholes beyond those that the price of the heat pumps holds, m; negative: fewer."""
    seen: Seen
    taken_kwh: float
    """Net heat taken out, as the source counts it."""
    books_kwh: float
    """The same by what buildings got and what compressors drew."""
    drift_k: float
    """By how much ten years of the run's mean load change the walls; nan: not known."""
    notes: tuple[str, ...]


@dataclass(frozen=True)
class PlannedField:
    """A bore field before a run."""

    name: str
    system: HeatingSystem
    boreholes: int
    ordinary_m: float
    """Length of an ordinary field, sized by the design load with the defaults."""
    source: Source

    def after(
        self,
        ground: Ground,
        field: int,
        seen: Seen,
        backup_kwh: float,
        unmet_kwh: float,
        days: float,
    ) -> SourceRun:
        """Tell of a run; `ground` is what it left, the buildings' books are nan."""
        taken_kwh, drift_k = float(ground.total_kwh[field]), np.nan
        if days * 24.0 >= _HOURS_PER_YEAR:
            drift_k = ten_years_drift_k(ground, taken_kwh / (days * 24.0), field)
        depth_m = (self.system.field or BoreField()).depth_m
        beyond_m = self.boreholes * depth_m - self.ordinary_m
        notes = _field_notes(self.name, seen, instead(backup_kwh, unmet_kwh), taken_kwh, drift_k)
        return SourceRun(
            self.name, self.system.id, self.system.kind, self.boreholes, depth_m, beyond_m, seen,
            taken_kwh, np.nan, drift_k, notes,
        )  # fmt: skip


def through_the_years(
    name: str,
    system: HeatingSystem,
    design_taken_kw: float,
    grid: TimeGrid,
    march: Callable[[Source], tuple[HeatSupply, Seen]],
) -> tuple[HeatSupply, SourceRun, PlannedField]:
    """March a bore field through the years before and the run; the buildings' books are nan.

    Return with it the field as it is before the run.

    Parameters
    ----------
    design_taken_kw
        What is taken out of it at the design load.
    """
    planned = system.field or BoreField()
    field, parts = _layout(planned, design_taken_kw)
    ordinary, ordinary_parts = _layout(BoreField(), design_taken_kw)
    source = _bored(planned, field, parts, grid)
    for _ in range(planned.years_before):
        march(source)
    source.ground.total_kwh[:] = 0.0
    begun = PlannedField(
        name,
        system,
        parts * field.boreholes,
        ordinary_parts * ordinary.length_m,
        source._replace(ground=copied(source.ground)),
    )
    out, seen = march(source)
    backup_kwh, unmet_kwh = (float(kw.sum()) * grid.step_h for kw in (out.backup_kw, out.unmet_kw))
    made = begun.after(source.ground, 0, seen, backup_kwh, unmet_kwh, grid.days)
    return out, made, begun


def undisturbed_c(planned: BoreField) -> float:
    """Return the temperature of the ground before heat is taken out, mean over the depth, °C."""
    if planned.undisturbed_c is not None:
        return planned.undisturbed_c
    at_4_m_c = float(table("climate_lanzhou")["ground_4m_c"].mean())
    middle_m = planned.buried_m + 0.5 * planned.depth_m
    return at_4_m_c + planned.gradient_k_per_m * middle_m


def from_ground_kw(plant: Parameters, design_kw: float) -> float:
    """Return what units that give `design_kw` take out of the ground meanwhile."""
    unit = plant.own_unit or load_unit(plant.heat_pump)
    _, cop = at_design(unit, plant, plant.source_design_c)
    return design_kw * (1.0 - 1.0 / cop)


def _sized_boreholes(planned: BoreField, from_ground_kw: float) -> int:
    """Return how many boreholes the design load needs at `design_w_per_m`."""
    each_kw = planned.design_w_per_m * planned.depth_m / W_PER_KW
    return max(ceil(from_ground_kw / each_kw), 1)


def _layout(planned: BoreField, from_ground_kw: float) -> tuple[Field, int]:
    """Return a field, and how many of it there are; sized by the design load if need be."""
    rows, columns, parts = planned.rows, planned.columns, 1
    if rows is None or columns is None:
        boreholes = _sized_boreholes(planned, from_ground_kw)
        parts = ceil(boreholes / _MOST_OF_A_PART)
        each = ceil(boreholes / parts)
        rows = isqrt(each)
        columns = ceil(each / rows)
    field = Field(
        rows, columns, planned.spacing_m, planned.depth_m, planned.buried_m,
        planned.diameter_mm / 2000.0, planned.conductivity_w_per_m_k,
        planned.heat_capacity_mj_per_m3_k * 1e6,
    )  # fmt: skip
    return field, parts


def _bored(planned: BoreField, field: Field, parts: int, grid: TimeGrid) -> Source:
    """Return an undisturbed field as a source."""
    reach_h, needed_h = _REACH_H, grid.days * 24.0 * (1 + planned.years_before)
    while reach_h < needed_h:
        reach_h *= 2.0
    resistance, half_rise = planned.resistance_m_k_per_w, 0.0
    if resistance is None:
        made = exchange(field, _pipes(planned))
        resistance, half_rise = made.resistance_m_k_per_w, made.half_rise_m_k_per_w
    return bored(
        ground(
            response_m_k_per_w(field, reach_h),
            cell_widths_h(reach_h),
            parts * field.length_m,
            undisturbed_c(planned),
            resistance,
            half_rise,
        ),
        least_fluid_c(planned.antifreeze_percent),
    )


def _pipes(planned: BoreField) -> Pipes:
    outer_m = planned.pipe_mm / 2000.0
    return Pipes(
        planned.pipes, outer_m, outer_m - planned.wall_mm / 1000.0, planned.pipe_w_per_m_k,
        planned.pipes_apart_mm / 2000.0, planned.grout_w_per_m_k, planned.antifreeze_percent,
        planned.flow_kg_per_s,
    )  # fmt: skip


def ten_years_drift_k(ground: Ground, mean_kw: float, field: int = 0) -> float:
    """Return by how much a lasting `mean_kw` changes a field's walls in ten years, K.

    Positive: colder. It is the long-term response alone; seasons come on top of it.
    """
    from scipy.interpolate import CubicSpline

    at_h = np.cumsum(ground.width_h)
    lasting = np.cumsum(ground.response_m_k_per_w[field])
    mean_w_per_m = mean_kw * W_PER_KW / float(ground.length_m[field])
    return mean_w_per_m * float(CubicSpline(np.log(at_h), lasting)(np.log(_DRIFT_H)))


def _field_notes(
    name: str, seen: Seen, instead_of_it: str, taken_kwh: float, drift_k: float
) -> tuple[str, ...]:
    notes = []
    if seen.short_h.sum() > 0.0:
        notes.append(
            f"Bore field '{name}' is too small: heat pumps were held back in {seen.short_h[1]:.0f} "
            f"h, so that its fluid does not become too cold ({seen.source_c.min():.1f} °C at the "
            f"least), and stood still in {seen.short_h[0]:.0f} h; {instead_of_it}."
        )
    if abs(drift_k) > DRIFT_LIMIT_K:
        colder = "colder" if drift_k > 0.0 else "warmer"
        more, less = ("taken out", "put back") if drift_k > 0.0 else ("put in", "taken out")
        notes.append(
            f"Bore field '{name}' is not balanced: {energy_text(abs(taken_kwh))} more heat are "
            f"{more} than {less}; ten such years make the ground {abs(drift_k):.1f} K {colder} "
            f"(more than {DRIFT_LIMIT_K:g} K)."
        )
    return tuple(notes)


def instead(backup_kwh: float, unmet_kwh: float) -> str:
    """Say where heat came from that a source did not give; plants may have no backup heater."""
    unmet = f"{energy_text(unmet_kwh)} are unmet"
    return f"backup heaters gave {energy_text(backup_kwh)}, {unmet}" if backup_kwh > 0.0 else unmet


def energy_text(kwh: float) -> str:
    """Return an amount of energy as people read it, in kWh below a MWh."""
    return f"{kwh:.0f} kWh" if kwh < 1000.0 else f"{kwh / 1000.0:.1f} MWh"
