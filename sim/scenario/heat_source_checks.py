"""Faults of bore fields and water sources: where one cannot be, and geometry that cannot be."""

from collections.abc import Iterator

from sim.errors import Fault
from sim.scenario.heat_source import BoreField
from sim.scenario.heating import HeatingSystem
from sim.scenario.scenario import Scenario

MOST_BOREHOLES = 4000
"""Of one field: pygfunction takes some ten seconds and a gigabyte for them."""
_YEAR_DAYS = (365, 366)
_WATER = ("sewage_source", "waste_heat")


def check_heat_sources(scenario: Scenario) -> Iterator[Fault]:
    """Yield every fault of the sources of heating systems."""
    for system in scenario.heating.systems:
        path = f"heating.systems.{system.id}"
        yield from _places(system, path)
        if system.field is not None:
            yield from _field(system.field, f"{path}.field")
            before, days = system.field.years_before, scenario.period.days
            if before and days not in _YEAR_DAYS:
                message = f"years before need a run of a year, 365 or 366 days; this has {days}"
                yield Fault(message, path=f"{path}.field.years_before")


def _places(system: HeatingSystem, path: str) -> Iterator[Fault]:
    kind = system.kind
    if kind == "plant" and system.field is not None:
        yield from _plant_on_field(system, path)
    if kind != "ground_source":
        if system.field is not None and kind != "plant":
            yield Fault(
                f"only ground_source and plants with such units have a bore field, this is "
                f"'{kind}'",
                path=f"{path}.field",
            )
        if system.cools:
            yield Fault(f"only ground_source can cool, this is '{kind}'", path=f"{path}.cools")
    if system.cools and system.flexible is not None:
        message = "what makes heat early does not cool: set cools: false, or leave flexible out"
        yield Fault(message, path=f"{path}.cools")
    if system.source is not None and kind not in _WATER:
        message = f"only sewage_source and waste_heat have a source, this is '{kind}'"
        yield Fault(message, path=f"{path}.source")
    if system.source is None and kind in _WATER:
        message = f"{kind} needs a source: temperature_c of twelve months and limit_kw"
        yield Fault(message, path=f"{path}.source")


def _plant_on_field(system: HeatingSystem, path: str) -> Iterator[Fault]:
    """Check a plant whose ground-source units share a bore field."""
    bored = [n for n, one in enumerate(system.units) if one.kind == "ground_source"]
    if not bored:
        yield Fault("none of the plant's units is ground_source", path=f"{path}.field")
    for number in bored:
        if system.units[number].source_c is not None:
            message = "the bore field says how warm it is: give one of the two"
            yield Fault(message, path=f"{path}.units.{number}.source_c")


def _field(field: BoreField, path: str) -> Iterator[Fault]:
    if (field.rows is None) != (field.columns is None):
        missing = "rows" if field.rows is None else "columns"
        yield Fault("rows and columns are given both, or none", path=f"{path}.{missing}")
    elif field.rows is not None and field.columns is not None:
        count = field.rows * field.columns
        if count > MOST_BOREHOLES:
            message = (
                f"{count} boreholes are more than {MOST_BOREHOLES}: share them between systems"
            )
            yield Fault(message, path=f"{path}.rows")
    diameter_m = field.diameter_mm / 1000.0
    if field.spacing_m <= diameter_m:
        message = f"{field.spacing_m:g} m must be more than a borehole is wide, {diameter_m:g} m"
        yield Fault(message, path=f"{path}.spacing_m")
    yield from _pipes(field, path)


def _pipes(field: BoreField, path: str) -> Iterator[Fault]:
    """Check that pipes fit into the borehole, apart from each other."""
    if 2.0 * field.wall_mm >= field.pipe_mm:
        message = f"{field.wall_mm:g} mm leave nothing free of a pipe of {field.pipe_mm:g} mm"
        yield Fault(message, path=f"{path}.wall_mm")
    # neighbours of four pipes stand closer than those that face each other
    nearest_mm = field.pipes_apart_mm * (0.5**0.5 if field.pipes == "double_u" else 1.0)
    if nearest_mm <= field.pipe_mm:
        message = f"pipes of {field.pipe_mm:g} mm, {nearest_mm:.0f} mm from axis to axis, overlap"
        yield Fault(message, path=f"{path}.pipes_apart_mm")
    needed_mm = field.pipes_apart_mm + field.pipe_mm
    if needed_mm >= field.diameter_mm:
        message = f"the pipes need {needed_mm:g} mm, the borehole has {field.diameter_mm:g} mm"
        yield Fault(message, path=f"{path}.pipes_apart_mm")
