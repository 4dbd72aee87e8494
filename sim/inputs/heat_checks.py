"""Heat pumps at the load they are sized for: units that give nothing, bore fields too small."""

from collections.abc import Iterator, Mapping

import numpy as np

from sim.errors import Fault, InputError
from sim.inputs.bore_fields import from_ground_kw
from sim.inputs.buildings import group_of
from sim.inputs.heat_pump_points import read_unit
from sim.inputs.heat_sources import coldest_served_c
from sim.inputs.plants import parameters_of
from sim.models.archetype import HEATING_DESIGN_C, from_archetypes
from sim.models.heat_pump import Unit, load_unit, thin_air_k
from sim.models.sun import standard_pressure_pa
from sim.scenario.heating import HeatingSystem, PlantUnit
from sim.scenario.scenario import Scenario
from sim.units import W_PER_KW

FAR_FROM_DESIGN = 1.5
"""A planned field of which so many times more is taken than it is sized by is told."""


def check_design(scenario: Scenario) -> Iterator[Fault]:
    """Yield a fault for each heat pump that gives nothing at the source it is sized for."""
    own = _own_units(scenario)
    pressure_pa = standard_pressure_pa(scenario.place.altitude_m)
    air_c = HEATING_DESIGN_C - float(thin_air_k(np.array(HEATING_DESIGN_C), pressure_pa))
    unread = {one.id for one in scenario.catalogue.heat_pumps} - own.keys()
    for system in scenario.heating.systems:
        for one, path in _members(system):
            made = parameters_of(one, own) if one.unit not in unread else None
            if made is None or not made.heat_pump:
                continue
            unit = made.own_unit or load_unit(made.heat_pump)
            source_c, field = _sized_for(system, one, air_c, made.source_design_c)
            colder_k = unit.full.source_c[0] - source_c
            if source_c < unit.cut_off_c or unit.capacity_per_k * colder_k >= 1.0:
                message = (
                    f"'{made.heat_pump}' gives no heat at the source it is sized for, "
                    f"{source_c:.3g} °C (cut-off: {unit.cut_off_c:g} °C)"
                )
                yield Fault(message, path=f"{path}.{'unit' if one.unit else field}")


def thin_fields(scenario: Scenario) -> Iterator[Fault]:
    """Say of which bore fields more is taken at the design load than a field is sized by."""
    own = _own_units(scenario)
    for system in scenario.heating.systems:
        field = system.field
        rows = [
            group_of(one)
            for site in scenario.sites
            for one in site.buildings
            if one.heating == system.id
        ]
        if field is None or field.rows is None or field.columns is None or not rows:
            continue
        made = from_archetypes(rows, pressure_pa=standard_pressure_pa(scenario.place.altitude_m))
        design_kw = float(made.heating_capacity_kw.sum())
        flow_c = parameters_of(system, own).flow_c
        taken_kw = sum(
            from_ground_kw(
                parameters_of(one, own)._replace(flow_c=flow_c),
                design_kw * (one.share if isinstance(one, PlantUnit) else 1.0),
            )
            for one, _ in _members(system)
            if one.kind == "ground_source"
        )
        boreholes = field.rows * field.columns
        w_per_m = W_PER_KW * taken_kw / (boreholes * field.depth_m)
        if w_per_m > FAR_FROM_DESIGN * field.design_w_per_m:
            message = (
                f"{boreholes} of {field.depth_m:g} m would have to give {w_per_m:,.0f} W/m at "
                f"the design load, {w_per_m / field.design_w_per_m:,.1f} times design_w_per_m, "
                f"{field.design_w_per_m:g}: the field will hold the heat pumps back"
            )
            yield Fault(message, path=f"heating.systems.{system.id}.field.rows")


def _own_units(scenario: Scenario) -> Mapping[str, Unit]:
    """Return the catalogue's heat pumps whose files can be read."""
    units = {}
    for one in scenario.catalogue.heat_pumps:
        try:
            units[one.id] = read_unit(one)
        except InputError:  # told where files are checked
            continue
    return units


def _members(system: HeatingSystem) -> Iterator[tuple[HeatingSystem | PlantUnit, str]]:
    path = f"heating.systems.{system.id}"
    if system.kind != "plant":
        yield system, path
    for number, one in enumerate(system.units):
        yield one, f"{path}.units.{number}"


def _sized_for(
    system: HeatingSystem, one: HeatingSystem | PlantUnit, air_c: float, ground_c: float
) -> tuple[float, str]:
    """Return the source for which a unit is sized, °C, and the field that says so."""
    if one.kind == "air_source":
        return air_c, "kind"
    if system.source is not None:
        return coldest_served_c(system.source), "source.temperature_c"
    if isinstance(one, PlantUnit) and one.source_c is not None:
        return one.source_c, "source_c"
    return ground_c, "kind"
