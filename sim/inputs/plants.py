"""From a scenario's heating systems to plants that are ready for every step."""

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np

from sim.inputs.tariff import tariff
from sim.inputs.weather import Weather
from sim.models.bored_plant import BoredUnits, bored_units
from sim.models.heat_pump import Unit
from sim.models.heating_system import Parameters, parameters
from sim.models.plant import Plant
from sim.models.plant_units import Air, Member, Ranking, Weights, plant_of
from sim.scenario.heating import HeatingSystem, PlantUnit
from sim.scenario.scenario import Scenario
from sim.tables import table

_BORED = "ground_source"


class PlantOnField(NamedTuple):
    """A plant some of whose units take heat out of a bore field."""

    plant: Plant
    bored: BoredUnits
    sized: tuple[tuple[Parameters, float], ...]
    """Its ground-source units, and the share of the design heat load of each."""


def is_plant(system: HeatingSystem) -> bool:
    """Tell if a system is reckoned as a plant: several units, or flexible within the run."""
    return system.kind == "plant" or system.flexible is not None


def parameters_of(system: HeatingSystem | PlantUnit, own: Mapping[str, Unit]) -> Parameters:
    """Return the parameters of a system, or of one unit of a plant."""
    flow_c = system.flow_c if isinstance(system, HeatingSystem) else None
    unit = system.unit
    return parameters(system.kind, unit, flow_c, system.efficiency, own.get(unit or ""))


def plant_of_system(
    system: HeatingSystem, own: Mapping[str, Unit], scenario: Scenario, weather: Weather
) -> Plant:
    """Return the plant of a system in the scenario's weather.

    Raises
    ------
    InputError
        If a heat pump gives nothing at the design temperature.
    """
    return plant_of(
        _members(system, own),
        parameters_of(system, own),
        _ranking(system),
        _weights(system, scenario, weather),
        _air(weather),
        _store_c(system),
    )


def on_field(
    plant: Plant, system: HeatingSystem, own: Mapping[str, Unit], weather: Weather
) -> PlantOnField | None:
    """Return a plant with what its units can do by the fluid of its field; None: it has none."""
    whole, members = parameters_of(system, own), _members(system, own)
    if not any(one.bored for one in members):
        return None
    units = bored_units(members, whole, _ranking(system), _air(weather), _store_c(system))
    sized = tuple(
        (one.system._replace(flow_c=whole.flow_c), one.share) for one in members if one.bored
    )
    return PlantOnField(plant, units, sized)


def _store_c(system: HeatingSystem) -> float | None:
    return None if system.store is None else system.store.most_c


def _air(weather: Weather) -> Air:
    return Air(
        weather.temperature_c,
        100.0 * weather.relative_humidity,
        float(weather.pressure_pa.mean()),
    )


def _ranking(system: HeatingSystem) -> Ranking:
    sequence = system.sequence
    return Ranking(sequence.order, sequence.bivalence, sequence.bivalent_point_c)


def _members(system: HeatingSystem, own: Mapping[str, Unit]) -> list[Member]:
    """Return the units of a plant; of another system its own and its backup heater."""
    if system.units:
        return [
            Member(
                parameters_of(one, own),
                one.share,
                one.number,
                _source_c(one, own),
                bored=one.kind == _BORED and system.field is not None,
            )
            for one in system.units
        ]
    single = parameters_of(system, own)
    members = [Member(single, source_c=single.source_design_c, bored=single.kind == _BORED)]
    if single.backup_share > 0.0:
        members.append(Member(parameters("electric"), single.backup_share))
    return members


def _source_c(one: PlantUnit, own: Mapping[str, Unit]) -> float | None:
    if one.kind != _BORED or one.source_c is not None:
        return one.source_c
    ground = parameters_of(one, own)
    return ground.source_design_c


def _weights(system: HeatingSystem, scenario: Scenario, weather: Weather) -> Weights:
    """Return what a kWh counts by the system's order.

    Central heating is paid by area: a kWh more of it costs nothing.
    """
    steps = weather.grid.steps
    lhv = _factor(scenario, "natural_gas_lhv")
    if system.sequence.order == "cost":
        price = tariff(scenario.money.tariff, weather.grid).energy_cny_per_kwh
        gas = scenario.money.prices.get("gas", _value("prices", "gas"))
        return Weights(price, gas / lhv, 0.0)
    if system.sequence.order == "carbon":
        grid = np.full(steps, _factor(scenario, scenario.carbon.grid_factor))
        gas = _factor(scenario, "natural_gas") / lhv
        return Weights(grid, gas, _factor(scenario, "district_heat"))
    return Weights(np.ones(steps), 1.0, 1.0)


def _factor(scenario: Scenario, name: str) -> float:
    return scenario.carbon.factors.get(name, _value("emission_factors", name))


def _value(name: str, row: str) -> float:
    return float(table(name)["value"].to_dict()[row])
