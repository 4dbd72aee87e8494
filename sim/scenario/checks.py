"""Faults across fields: what each field by itself cannot know.

Every fault has the path of the field, with ids in place of numbers (``sites.yt-01.area``); the
loader adds file and line. What needs the files that a scenario names is checked in
``sim/inputs/checks.py``.
"""

from collections.abc import Iterable, Iterator
from datetime import date

from sim.errors import Fault, nearest
from sim.scenario.building import Building
from sim.scenario.catalogue import check_catalogue
from sim.scenario.feeding_back import check_feeding_back
from sim.scenario.fleet_checks import check_fleets
from sim.scenario.heat_source_checks import check_heat_sources
from sim.scenario.heating import check_system
from sim.scenario.rule_checks import check_rules
from sim.scenario.scenario import Scenario
from sim.scenario.site import Site
from sim.scenario.solar_checks import check_solar
from sim.scenario.station_checks import check_stations
from sim.scenario.storage_checks import check_storage
from sim.scenario.travel import check_travel
from sim.tables import table


def check(scenario: Scenario) -> list[Fault]:
    """Return every fault across the fields of `scenario`, with references into ``data/``."""
    return [
        *_identities(scenario),
        *_areas(scenario),
        *_money(scenario),
        *_heating(scenario),
        *check_catalogue(scenario.catalogue),
        *(fault for site in scenario.sites for fault in _site(site, scenario)),
        *_grid_calls(scenario),
        *_closures(scenario),
        *_waves(scenario),
        *check_solar(scenario),
        *check_stations(scenario),
        *check_storage(scenario),
        *check_fleets(scenario),
        *check_feeding_back(scenario),
        *check_rules(scenario),
        *check_travel(scenario.travel_shift, scenario.fleets, [area.id for area in scenario.areas]),
    ]


def unknown(path: str, value: str, allowed: Iterable[object], what: str) -> Iterator[Fault]:
    """Yield a fault if `value` is not among `allowed`; `what` says where those stand."""
    names = sorted({str(name) for name in allowed})
    if value not in names:
        some = ", ".join(names[:8]) + (", …" if len(names) > 8 else "")
        message = f"'{value}' is not {what} (there are: {some or 'none'}).{nearest(value, names)}"
        yield Fault(message, path=path)


def not_in_table(path: str, value: str, name: str) -> Iterator[Fault]:
    """Yield a fault if ``data/<name>.csv`` has no row `value`."""
    return unknown(path, value, table(name).index, f"in data/{name}.csv")


def _identities(scenario: Scenario) -> Iterator[Fault]:
    """Look for ids that are there twice where one must name one thing."""
    fleets, sites = scenario.fleets, scenario.sites
    every_fleet = [
        *((one.id, f"fleets.timetabled.{one.id}") for one in fleets.timetabled),
        *((one.id, f"fleets.on_demand.{one.id}") for one in fleets.on_demand),
        *((one.id, f"fleets.sessions.{one.id}") for one in fleets.sessions),
    ]
    yield from _repeated("area", ((one.id, f"areas.{one.id}") for one in scenario.areas))
    yield from _repeated("link", ((one.id, f"links.{one.id}") for one in scenario.links))
    yield from _repeated("site", ((one.id, f"sites.{one.id}") for one in sites))
    yield from _repeated("fleet", every_fleet)
    closures = ((one.id, f"outages.closures.{one.id}") for one in scenario.outages.closures)
    yield from _repeated("closure", closures)
    systems = scenario.heating.systems
    yield from _repeated("heating system", ((o.id, f"heating.systems.{o.id}") for o in systems))
    for part, name in (("buildings", "building"), ("stations", "station"), ("pv", "roof"),
                       ("batteries", "battery")):  # fmt: skip
        ids = ((one.id, f"sites.{s.id}.{part}.{one.id}") for s in sites for one in getattr(s, part))
        yield from _repeated(name, ids)
    for fleet in fleets.timetabled:
        for part, name in (("terminals", "terminal"), ("depots", "depot")):
            path = f"fleets.timetabled.{fleet.id}.{part}"
            ids = ((one.id, f"{path}.{one.id}") for one in getattr(fleet, part))
            yield from _repeated(name, ids)


def _repeated(what: str, ids: Iterable[tuple[str, str]]) -> Iterator[Fault]:
    first: dict[str, str] = {}
    for name, path in ids:
        if name in first:
            yield Fault(f"{what} '{name}' is also at {first[name]}", path=f"{path}.id")
        first.setdefault(name, path)


def _areas(scenario: Scenario) -> Iterator[Fault]:
    areas = [area.id for area in scenario.areas]
    for site in scenario.sites:
        yield from unknown(f"sites.{site.id}.area", site.area, areas, "an area")
    for link in scenario.links:
        path = f"links.{link.id}.between"
        for number, end in enumerate(link.between):
            yield from unknown(f"{path}.{number}", end, areas, "an area")
        if link.between[0] == link.between[1]:
            yield Fault(f"a link joins two areas, both are '{link.between[0]}'", path=path)


def _money(scenario: Scenario) -> Iterator[Fault]:
    yield from not_in_table("money.tariff", scenario.money.tariff, "tariffs")
    for name in scenario.money.prices:
        yield from not_in_table(f"money.prices.{name}", name, "prices")
    factors = table("emission_factors")
    per_kwh = factors.index[factors["unit"] == "kg/kWh"]
    yield from unknown(
        "carbon.grid_factor",
        scenario.carbon.grid_factor,
        per_kwh,
        "among the factors in kg/kWh of data/emission_factors.csv",
    )
    for name in scenario.carbon.factors:
        yield from not_in_table(f"carbon.factors.{name}", name, "emission_factors")
    alarms = scenario.alarms
    if alarms.clear_at > alarms.raise_at:
        message = f"{alarms.clear_at:g} must not be above raise_at, {alarms.raise_at:g}"
        yield Fault(message, path="alarms.clear_at")


def _grid_calls(scenario: Scenario) -> Iterator[Fault]:
    controlled = {site.id: site.charging.is_controlled for site in scenario.sites}
    for call in scenario.grid_calls:
        path = f"grid_calls.{call.id}"
        for number, name in enumerate(call.sites):
            yield from unknown(f"{path}.sites.{number}", name, controlled, "a site")
            if not controlled.get(name, True):
                message = f"'{name}' is uncontrolled: nobody there would keep the limit"
                yield Fault(message, path=f"{path}.sites.{number}")
        if call.day > scenario.period.days:
            message = f"day {call.day} is after the run's {scenario.period.days} days"
            yield Fault(message, path=f"{path}.day")


def _closures(scenario: Scenario) -> Iterator[Fault]:
    stations = [one.id for site in scenario.sites for one in site.stations]
    for closure in scenario.outages.closures:
        path = f"outages.closures.{closure.id}"
        yield from unknown(f"{path}.station", closure.station, stations, "a station")
        if closure.day > scenario.period.days:
            message = f"day {closure.day} is after the run's {scenario.period.days} days"
            yield Fault(message, path=f"{path}.day")


def _waves(scenario: Scenario) -> Iterator[Fault]:
    for name, wave in scenario.weather.waves.items():
        if wave.day > scenario.period.days:
            message = f"day {wave.day} is after the run's {scenario.period.days} days"
            yield Fault(message, path=f"weather.{name}.day")
    cold, heat = scenario.weather.cold_wave, scenario.weather.heat_wave
    if cold is None or heat is None:
        return
    first, second = (cold, heat) if cold.day < heat.day else (heat, cold)
    if first.day + first.days > second.day:
        message = f"days {heat.day} to {heat.day + heat.days - 1} are also in the cold wave"
        yield Fault(message, path="weather.heat_wave.day")


def _heating(scenario: Scenario) -> Iterator[Fault]:
    for end in ("season_start", "season_end"):
        text = getattr(scenario.heating, end)
        try:
            # A year without 29 February: a season must begin and end in every year.
            date.fromisoformat(f"2025-{text}")
        except ValueError:
            yield Fault(f"'{text}' is not a day of every year, MM-DD", path=f"heating.{end}")
    for system in scenario.heating.systems:
        yield from check_system(system, scenario.catalogue.heat_pumps)
    yield from check_heat_sources(scenario)


def _site(site: Site, scenario: Scenario) -> Iterator[Fault]:
    systems = [system.id for system in scenario.heating.systems]
    for building in site.buildings:
        path = f"sites.{site.id}.buildings.{building.id}"
        yield from unknown(f"{path}.heating", building.heating, systems, "a heating system")
        yield from _envelope(path, building)
    chargers = scenario.catalogue.charger_table().index
    for station in site.stations:
        path = f"sites.{site.id}.stations.{station.id}.plugs"
        for number, group in enumerate(station.plugs):
            yield from unknown(
                f"{path}.{number}.kind", group.kind, chargers, "in data/chargers.csv"
            )


def _envelope(path: str, building: Building) -> Iterator[Fault]:
    """Check that the archetype is known, and its standard for that use."""
    archetypes, envelopes = table("archetypes"), table("envelopes")
    yield from not_in_table(f"{path}.archetype", building.archetype, "archetypes")
    if building.archetype not in archetypes.index:
        yield from not_in_table(f"{path}.standard", building.standard, "envelopes")
        return
    use = str(archetypes.loc[building.archetype, "use"])
    standards = envelopes.index[envelopes["use"] == use]
    what = f"in data/envelopes.csv for {use} buildings"
    yield from unknown(f"{path}.standard", building.standard, standards, what)
    yield from _set_points(path, building)
    yield from _construction(f"{path}.construction", building)


def _set_points(path: str, building: Building) -> Iterator[Fault]:
    """Check that the set-back lies at or below the set-point, and heating below cooling."""
    kind = table("archetypes").loc[building.archetype]
    heat_c, back_c = building.heating_setpoint_c, building.heating_setback_c
    if heat_c is None:
        heat_c = float(str(kind["heating_setpoint_c"]))
    if back_c is None:
        back_c = min(float(str(kind["heating_setback_c"])), heat_c)
    if back_c > heat_c:
        message = f"the set-back, {back_c:g} °C, lies above the set-point, {heat_c:g} °C"
        yield Fault(message, path=f"{path}.heating_setback_c")
    cool_c = float(str(kind["cooling_setpoint_c"]))
    if heat_c >= cool_c:
        message = f"heats to {heat_c:g} °C, and {building.archetype} is cooled from {cool_c:g} °C"
        yield Fault(message, path=f"{path}.heating_setpoint_c")


def _construction(path: str, building: Building) -> Iterator[Fault]:
    """Check that only new buildings are built, and that building them takes time."""
    plan = building.construction
    if building.standard == "existing" and (plan.assembly_rate > 0.0 or plan.begin is not None):
        message = "a building of the standard 'existing' stands already"
        yield Fault(message, path=path)
    if plan.months <= plan.months_saved * plan.assembly_rate:
        message = (
            f"nothing is left of {plan.months:g} months of construction when "
            f"{plan.months_saved * plan.assembly_rate:g} are saved"
        )
        yield Fault(message, path=f"{path}.months_saved")
