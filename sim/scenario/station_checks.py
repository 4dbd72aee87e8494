"""Faults of stations: cabinets, supplies, feeders, battery swap, and of how power is shared."""

from collections.abc import Iterator

from sim.errors import Fault, nearest
from sim.scenario.charging import Optimum, Supply, Swap
from sim.scenario.scenario import Scenario
from sim.scenario.site import Site, Station
from sim.units import SECONDS_PER_HOUR, SECONDS_PER_MINUTE


def check_stations(scenario: Scenario) -> Iterator[Fault]:
    """Yield every fault of what stations have besides plain plugs."""
    connector = scenario.catalogue.charger_table()["plug"].to_dict()
    for site in scenario.sites:
        yield from _target(site)
        yield from _horizon(site)
        for station in site.stations:
            path = f"sites.{site.id}.stations.{station.id}"
            if not station.plugs and station.swap is None:
                yield Fault("is needed where there is no 'swap'", path=f"{path}.plugs")
            yield from _groups(path, station)
            if station.supply is None:
                yield from _phases_of_nothing(path, station)
            else:
                yield from _supply(path, station, station.supply, connector)
            if station.swap is not None:
                yield from _swap(f"{path}.swap", station, station.swap, scenario)


def _horizon(site: Site) -> Iterator[Fault]:
    """Check that an optimum looks ahead until it is solved again."""
    setting = site.charging.controller
    if not isinstance(setting, Optimum):
        return
    horizon_minutes = setting.horizon_h * SECONDS_PER_HOUR / SECONDS_PER_MINUTE
    if horizon_minutes < setting.replan_minutes:
        message = (
            f"{setting.horizon_h:g} h are shorter than replan_minutes, {setting.replan_minutes}: "
            f"for {setting.replan_minutes - horizon_minutes:g} min nothing would be planned"
        )
        yield Fault(message, path=f"sites.{site.id}.charging.controller.horizon_h")


def _target(site: Site) -> Iterator[Fault]:
    shaves = site.charging.kind == "peak_shaving" or any(
        battery.rule == "peak_shaving" for battery in site.batteries
    )
    if site.charging.target_kw is not None and not shaves:
        message = (
            "nothing at this site shaves peaks: neither its controller nor the rule of a battery "
            "is peak_shaving"
        )
        yield Fault(message, path=f"sites.{site.id}.charging.target_kw")


def _groups(path: str, station: Station) -> Iterator[Fault]:
    taken: set[str] = set()
    for number, group in enumerate(station.plugs):
        here = f"{path}.plugs.{number}"
        if group.id is not None and group.id in taken:
            yield Fault(f"'{group.id}' is there twice at station '{station.id}'", path=f"{here}.id")
        taken.update([group.id] if group.id is not None else [])
        if group.cabinet is not None and group.count % group.cabinet.plugs:
            message = f"{group.cabinet.plugs} does not divide the group's count, {group.count}"
            yield Fault(message, path=f"{here}.cabinet.plugs")


def _supply(
    path: str, station: Station, supply: Supply, connector: dict[object, object]
) -> Iterator[Fault]:
    names = [group.id for group in station.plugs if group.id is not None]
    feeders: set[str] = set()
    for feeder in supply.feeders:
        here = f"{path}.supply.feeders.{feeder.id}"
        if feeder.id in feeders:
            yield Fault(f"feeder '{feeder.id}' is there twice", path=f"{here}.id")
        feeders.add(feeder.id)
        for k, name in enumerate(feeder.plugs):
            if name not in names:
                some = f"its groups with an id: {', '.join(names) or 'none'}"
                message = (
                    f"'{name}' is not a group of plugs of station '{station.id}' ({some})."
                    f"{nearest(name, names)}"
                )
                yield Fault(message, path=f"{here}.plugs.{k}")
    for number, group in enumerate(station.plugs):
        if group.phase != "abc" and connector.get(group.kind) == "dc":
            message = f"a DC charger is fed by all three phases (abc), not by '{group.phase}'"
            yield Fault(message, path=f"{path}.plugs.{number}.phase")


def _phases_of_nothing(path: str, station: Station) -> Iterator[Fault]:
    """Check that no plug names a phase where no currents are watched."""
    for number, group in enumerate(station.plugs):
        if group.phase != "abc":
            message = (
                f"'{group.phase}' has no effect: station '{station.id}' has no 'supply', whose "
                "phases are watched. Write `supply: {}` there for them, or leave the phase out"
            )
            yield Fault(message, path=f"{path}.plugs.{number}.phase")


def _swap(path: str, station: Station, swap: Swap, scenario: Scenario) -> Iterator[Fault]:
    chargers = [str(name) for name in scenario.catalogue.charger_table().index]
    if swap.charger not in chargers:
        message = f"'{swap.charger}' is not in data/chargers.csv.{nearest(swap.charger, chargers)}"
        yield Fault(message, path=f"{path}.charger")
    fleets = scenario.fleets
    drives = [
        *((fleet.id, fleet.vehicle) for fleet in fleets.timetabled),
        *((fleet.id, fleet.vehicle) for fleet in fleets.on_demand),
        *((fleet.id, fleet.vehicle) for fleet in fleets.sessions),
    ]
    open_to = station.open_to
    driven = [vehicle for name, vehicle in drives if not open_to or name in open_to]
    vehicles = scenario.catalogue.vehicle_table()
    if swap.vehicle not in vehicles.index:
        message = f"'{swap.vehicle}' is not in data/vehicles.csv.{nearest(swap.vehicle, driven)}"
        yield Fault(message, path=f"{path}.vehicle")
    elif vehicles.loc[swap.vehicle, "energy"] != "battery":
        yield Fault(f"'{swap.vehicle}' has no battery to swap", path=f"{path}.vehicle")
    elif swap.vehicle not in driven:
        some = ", ".join(sorted(set(driven))) or "none"
        message = f"no fleet that may charge here drives '{swap.vehicle}' (there are: {some})"
        yield Fault(message, path=f"{path}.vehicle")
