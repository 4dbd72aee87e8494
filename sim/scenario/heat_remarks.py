"""What is odd in how buildings are heated, or has no effect: told, and used as it stands."""

from collections.abc import Iterable, Iterator

from sim.errors import Fault
from sim.scenario.heating import HeatingSystem, flow_range_c
from sim.scenario.scenario import Scenario
from sim.tables import table

WARM_GROUND_C = 40.0
"""A fluid warmer than this comes from no ground near the surface. Assumption."""
FROZEN_GROUND_C = 0.0


def odd_heating(systems: Iterable[HeatingSystem]) -> Iterator[Fault]:
    """Say of heating systems what cannot be meant so."""
    for system in systems:
        path = f"heating.systems.{system.id}"
        yield from _cooler_than_flow(system, f"{path}.store.most_c")
        yield from _without_effect(system, path)
        yield from _warm_ground(system, path)
        yield from _water(system, f"{path}.source.temperature_c")


def never_early(scenario: Scenario) -> Iterator[Fault]:
    """Say which heat is never made early, for what it follows does not happen."""
    factors = table("tariffs").reset_index().query("item == 'factor' and part == 'valley'")
    has_valley = scenario.money.tariff in set(factors["tariff"])
    for system in scenario.heating.systems:
        sites = [
            site
            for site in scenario.sites
            if any(one.heating == system.id for one in site.buildings)
        ]
        follows = () if system.flexible is None else system.flexible.follows
        path = f"heating.systems.{system.id}.flexible.follows"
        if "tariff_valley" in follows and not has_valley:
            message = f"tariff_valley has no effect: '{scenario.money.tariff}' has no valley hours"
            yield Fault(message, path=path)
        if "pv_surplus" in follows and sites and not any(site.pv for site in sites):
            message = "pv_surplus has no effect: none of the sites that it heats has PV"
            yield Fault(message, path=path)


def _cooler_than_flow(system: HeatingSystem, path: str) -> Iterator[Fault]:
    """Say of which stores rooms get nothing on the coldest days, when they need hotter water."""
    if system.store is None:
        return
    least_c, most_c = flow_range_c(system)
    if least_c <= system.store.most_c < most_c:
        message = (
            f"{system.store.most_c:g} °C are less than the flow of the coldest days, "
            f"{most_c:g} °C: the tank gives nothing while rooms need hotter water than it has"
        )
        yield Fault(message, path=path)


def _without_effect(system: HeatingSystem, path: str) -> Iterator[Fault]:
    """Say where an efficiency is given that nothing asks for."""
    pumps = table("heating_systems")["heat_pump"].dropna().index
    if system.efficiency is not None and system.kind == "plant":
        message = "has no effect: each of the plant's units has its own"
        yield Fault(message, path=f"{path}.efficiency")
    members = [(system.kind, system.efficiency, f"{path}.efficiency")] + [
        (one.kind, one.efficiency, f"{path}.units.{number}.efficiency")
        for number, one in enumerate(system.units)
    ]
    for kind, efficiency, at in members:
        if efficiency is not None and kind in pumps:
            yield Fault(f"has no effect: the points of its unit say what '{kind}' draws", path=at)


def _warm_ground(system: HeatingSystem, path: str) -> Iterator[Fault]:
    far_c = None if system.field is None else system.field.undisturbed_c
    if far_c is not None and not FROZEN_GROUND_C <= far_c <= WARM_GROUND_C:
        message = (
            f"{far_c:g} °C are no temperature of the ground far from boreholes "
            f"({FROZEN_GROUND_C:g} to {WARM_GROUND_C:g})"
        )
        yield Fault(message, path=f"{path}.field.undisturbed_c")
    for number, one in enumerate(system.units):
        if one.source_c is not None and one.source_c > WARM_GROUND_C:
            message = (
                f"{one.source_c:g} °C are no temperature of the ground (up to {WARM_GROUND_C:g}); "
                "above the warmest point of its table a unit counts as at that point"
            )
            yield Fault(message, path=f"{path}.units.{number}.source_c")


def _water(system: HeatingSystem, path: str) -> Iterator[Fault]:
    """Compare water with what freezes and with the flow that it is to heat."""
    if system.source is None:
        return
    least_c, months = system.source.least_c, system.source.temperature_c
    cold = [str(number) for number, one in enumerate(months, 1) if one < least_c]
    if cold:
        message = (
            f"in months {', '.join(cold)} the water is colder than least_c, {least_c:g} °C: heat "
            "pumps stand still, or it would freeze"
        )
        yield Fault(message, path=path)
    _, flow_c = flow_range_c(system)
    if max(months) > flow_c:
        message = (
            f"{max(months):g} °C are warmer than the flow, {flow_c:g} °C: an exchanger alone would "
            "heat, yet heat pumps are reckoned, at the warmest point of their table"
        )
        yield Fault(message, path=path)
