"""Faults of stations: cabinets, supplies, feeders, battery swap, peak shaving."""

from collections.abc import Iterator

from sim.errors import Fault, nearest
from sim.scenario.charging import Supply, Swap
from sim.scenario.scenario import Scenario
from sim.scenario.site import Site, Station


def check_stations(scenario: Scenario) -> Iterator[Fault]:
    """Yield every fault of what stations have besides plain plugs."""
    connector = scenario.catalogue.charger_table()["plug"].to_dict()
    for site in scenario.sites:
        yield from _target(site)
        for station in site.stations:
            path = f"sites.{site.id}.stations.{station.id}"
            if not station.plugs and station.swap is None:
                yield Fault("is needed where there is no 'swap'", path=f"{path}.plugs")
            yield from _groups(path, station)
            if station.supply is not None:
                yield from _supply(path, station, station.supply, connector)
            if station.swap is not None:
                yield from _swap(f"{path}.swap", station, station.swap, scenario)
    for fleet in scenario.fleets.timetabled:
        rule = fleet.feed_back
        if rule is not None and rule.soc_min < fleet.soc_reserve:
            message = f"{rule.soc_min:g} must not be below soc_reserve, {fleet.soc_reserve:g}"
            yield Fault(message, path=f"fleets.timetabled.{fleet.id}.feed_back.soc_min")


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
