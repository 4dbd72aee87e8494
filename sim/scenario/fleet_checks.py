"""Faults across fields of fleets: vehicles, stations, depots, thresholds."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from itertools import pairwise

import pandas as pd

from sim.errors import Fault, nearest
from sim.scenario.fleets import OnDemandFleet, SessionFleet, TimetabledFleet
from sim.scenario.scenario import Scenario
from sim.scenario.site import Site, Station
from sim.tables import table

Fleet = TimetabledFleet | OnDemandFleet | SessionFleet
KINDS_OF_DAY = ("workday", "restday")


@dataclass(frozen=True)
class _Park:
    """The scenario's stations by id, each with its site; vehicles and connectors."""

    sites: dict[str, Site]
    stations: dict[str, tuple[Site, Station]]
    vehicles: pd.DataFrame
    connector: pd.Series


def check_fleets(scenario: Scenario) -> Iterator[Fault]:
    """Yield every fault of fleets and of the stations they may use."""
    park = _Park(
        {site.id: site for site in scenario.sites},
        {station.id: (site, station) for site in scenario.sites for station in site.stations},
        scenario.catalogue.vehicle_table(),
        scenario.catalogue.charger_table()["plug"],
    )
    fleets = scenario.fleets
    for bus in fleets.timetabled:
        path = f"fleets.timetabled.{bus.id}"
        yield from _vehicle(path, bus, park, ("bus", "coach"))
        yield from _timetabled(path, bus, park)
    for taxi in fleets.on_demand:
        path = f"fleets.on_demand.{taxi.id}"
        yield from _vehicle(path, taxi, park, ("taxi", "car"))
        yield from _on_demand(path, taxi, park)
    for cars in fleets.sessions:
        path = f"fleets.sessions.{cars.id}"
        yield from _vehicle(path, cars, park, ("car", "taxi"))
        yield from _sessions(path, cars, park)
    every: tuple[Fleet, ...] = (*fleets.timetabled, *fleets.on_demand, *fleets.sessions)
    for site, station in park.stations.values():
        yield from _station(f"sites.{site.id}.stations.{station.id}", station, every, park)


def _vehicle(path: str, fleet: Fleet, park: _Park, kinds: Collection[str]) -> Iterator[Fault]:
    vehicles = park.vehicles
    if fleet.vehicle not in vehicles.index:
        known = sorted(str(name) for name in vehicles.index[vehicles["kind"].isin(list(kinds))])
        message = (
            f"'{fleet.vehicle}' is not in data/vehicles.csv (there are: {', '.join(known)})."
            f"{nearest(fleet.vehicle, known)}"
        )
        yield Fault(message, path=f"{path}.vehicle")
    elif vehicles.loc[fleet.vehicle, "kind"] not in kinds:
        kind = str(vehicles.loc[fleet.vehicle, "kind"])
        message = f"'{fleet.vehicle}' is a {kind}; this fleet drives {' or '.join(kinds)}"
        yield Fault(message, path=f"{path}.vehicle")


def _plugs(fleet: Fleet, park: _Park) -> frozenset[str]:
    """Return the plugs that fit the fleet's vehicle; none if it has no battery or is unknown."""
    vehicles = park.vehicles
    if fleet.vehicle not in vehicles.index or vehicles.loc[fleet.vehicle, "energy"] != "battery":
        return frozenset()
    return frozenset(str(vehicles.loc[fleet.vehicle, "plugs"]).split("|"))


def _offers(station: Station, park: _Park) -> frozenset[str]:
    plug = park.connector
    return frozenset(str(plug[group.kind]) for group in station.plugs if group.kind in plug.index)


def _may_use(station: Station, fleet: Fleet) -> bool:
    return not station.open_to or fleet.id in station.open_to


def _use_of(path: str, name: str, fleet: Fleet, park: _Park) -> Iterator[Fault]:
    """Check that `fleet` may and can charge at the station `name`."""
    if name not in park.stations:
        message = f"'{name}' is not a station.{nearest(name, park.stations)}"
        yield Fault(message, path=path)
        return
    station, plugs = park.stations[name][1], _plugs(fleet, park)
    if plugs and not _may_use(station, fleet):
        message = f"station '{name}' is open to {', '.join(station.open_to)}, not to '{fleet.id}'"
        yield Fault(message, path=path)
    if plugs and _offers(station, park) and not plugs & _offers(station, park):
        message = (
            f"station '{name}' has {'/'.join(sorted(_offers(station, park)))} plugs; "
            f"'{fleet.vehicle}' needs {'/'.join(sorted(plugs))}"
        )
        yield Fault(message, path=path)


def _timetabled(path: str, fleet: TimetabledFleet, park: _Park) -> Iterator[Fault]:
    for depot in fleet.depots:
        here = f"{path}.depots.{depot.id}"
        if depot.site not in park.sites:
            message = f"'{depot.site}' is not a site.{nearest(depot.site, park.sites)}"
            yield Fault(message, path=f"{here}.site")
        if depot.yard is not None and depot.yard.places == 0:
            yield Fault("has no place: lanes or single_places are needed", path=f"{here}.yard")
        if depot.station is None:
            if _plugs(fleet, park):
                message = f"is needed: '{fleet.vehicle}' has a battery and charges at its depot"
                yield Fault(message, path=f"{here}.station")
            continue
        yield from _use_of(f"{here}.station", depot.station, fleet, park)
        if depot.station in park.stations and depot.site in park.sites:
            there = park.stations[depot.station][0].id
            if there != depot.site:
                message = f"'{depot.station}' stands on '{there}', the depot on '{depot.site}'"
                yield Fault(message, path=f"{here}.station")
    yield from _terminals(path, fleet)
    for terminal in fleet.terminals:
        if terminal.station is not None:
            here = f"{path}.terminals.{terminal.id}.station"
            yield from _use_of(here, terminal.station, fleet, park)
    if fleet.ridership.profile is not None:
        yield from _profile(f"{path}.ridership.profile", fleet.ridership.profile, "ridership")
    yield from _in_order(
        path, fleet, ("min_layover_minutes", "max_layover_minutes"), strictly=False
    )
    if _plugs(fleet, park):
        yield from _in_order(path, fleet, ("soc_reserve", "soc_start"))
        yield from _in_order(path, fleet, ("soc_reserve", "soc_target"))
        yield from _usable(path, fleet, park)


def _usable(path: str, fleet: TimetabledFleet | OnDemandFleet, park: _Park) -> Iterator[Fault]:
    """Check that the fleet plans with no more of its batteries than can be used."""
    least = float(str(park.vehicles.loc[fleet.vehicle, "usable_soc_min"]))
    most = float(str(park.vehicles.loc[fleet.vehicle, "usable_soc_max"]))
    if fleet.soc_reserve < least:
        message = f"{fleet.soc_reserve:g} is below what '{fleet.vehicle}' can use, {least:g}"
        yield Fault(message, path=f"{path}.soc_reserve")
    for name in ("soc_start", "soc_target"):
        if getattr(fleet, name) > most:
            message = f"{getattr(fleet, name):g} is above what '{fleet.vehicle}' can use, {most:g}"
            yield Fault(message, path=f"{path}.{name}")


def _terminals(path: str, fleet: TimetabledFleet) -> Iterator[Fault]:
    """Check that terminals are there, and that nothing is said of a feed where there is none."""
    if fleet.has_feed:
        owner: dict[str, str] = {}
        for terminal in fleet.terminals:
            for stop in terminal.stops or (terminal.id,):
                if stop in owner:
                    message = f"stop '{stop}' belongs to terminal '{owner[stop]}' already"
                    yield Fault(message, path=f"{path}.terminals.{terminal.id}")
                owner[stop] = terminal.id
        return
    if not fleet.terminals:
        yield Fault("is needed: a CSV timetable says nothing of places", path=f"{path}.terminals")
    for terminal in fleet.terminals:
        if terminal.stops:
            message = "a CSV timetable has no stops; this is for GTFS feeds (.zip or a folder)"
            yield Fault(message, path=f"{path}.terminals.{terminal.id}.stops")
    if fleet.gtfs.routes or fleet.gtfs.agencies:
        message = "the timetable is a CSV; this is for GTFS feeds (.zip or a folder)"
        yield Fault(message, path=f"{path}.gtfs")


def _on_demand(path: str, fleet: OnDemandFleet, park: _Park) -> Iterator[Fault]:
    if fleet.requests is None:
        yield from _both_kinds(f"{path}.requests_per_day", fleet.requests_per_day)
        if fleet.profile is None:
            yield Fault("is needed: without `requests` it says when", path=f"{path}.profile")
        if fleet.requests_first_day is not None:
            message = "says where to lay the trips of `requests`, and there are none"
            yield Fault(message, path=f"{path}.requests_first_day")
    plugs = _plugs(fleet, park)
    if not plugs:
        return
    yield from _usable(path, fleet, park)
    yield from _in_order(path, fleet, ("soc_reserve", "soc_charge_below", "soc_target"))
    yield from _in_order(path, fleet, ("soc_reserve", "soc_start"))
    for name in ("soc_cheap", "soc_hand_over", "soc_meal"):
        level = getattr(fleet.charging, name)
        if level >= fleet.soc_target:
            message = f"{level:g} must be below soc_target, {fleet.soc_target:g}"
            yield Fault(message, path=f"{path}.charging.{name}")
    stations = [station for _, station in park.stations.values() if _may_use(station, fleet)]
    swaps = any(one.swap and one.swap.vehicle == fleet.vehicle for one in stations)
    if not swaps and not any(plugs & _offers(station, park) for station in stations):
        message = (
            f"'{fleet.vehicle}' has a battery, but none of the {len(stations)} stations open to "
            f"'{fleet.id}' has a {' or '.join(sorted(plugs))} plug"
        )
        yield Fault(message, path=f"{path}.vehicle")


def _sessions(path: str, fleet: SessionFleet, park: _Park) -> Iterator[Fault]:
    yield from _both_kinds(f"{path}.arrivals_per_day", fleet.arrivals_per_day)
    if fleet.vehicle in park.vehicles.index and not _plugs(fleet, park):
        yield Fault(f"'{fleet.vehicle}' has no battery to charge", path=f"{path}.vehicle")
    for number, name in enumerate(fleet.stations):
        yield from _use_of(f"{path}.stations.{number}", name, fleet, park)
        if name in fleet.stations[:number]:
            yield Fault(f"'{name}' is there twice", path=f"{path}.stations.{number}")
    yield from _profile(f"{path}.profile", fleet.profile, "session_profiles")


def _profile(path: str, name: str, of_table: str) -> Iterator[Fault]:
    """Check that a table of ``data/`` has the row `name`."""
    profiles = table(of_table).index
    if name not in profiles:
        message = (
            f"'{name}' is not in data/{of_table}.csv (there are: {', '.join(profiles)})."
            f"{nearest(name, profiles)}"
        )
        yield Fault(message, path=path)


def _station(
    path: str, station: Station, fleets: Collection[Fleet], park: _Park
) -> Iterator[Fault]:
    """Check whom a station is open to, and that each of its plugs fits somebody.

    Where nobody who may charge here has a battery, plugs stand idle and that is no fault.
    """
    names = [fleet.id for fleet in fleets]
    for number, name in enumerate(station.open_to):
        if name not in names:
            message = f"'{name}' is not a fleet.{nearest(name, names)}"
            yield Fault(message, path=f"{path}.open_to.{number}")
    timetabled = [fleet.id for fleet in fleets if isinstance(fleet, TimetabledFleet)]
    for number, name in enumerate(station.reservations):
        here = f"{path}.reservations.{number}"
        if name not in timetabled:
            yield Fault(
                f"'{name}' is not a timetabled fleet.{nearest(name, timetabled)}", path=here
            )
        elif station.open_to and name not in station.open_to:
            yield Fault(f"the station is not open to '{name}'", path=here)
    users = [fleet for fleet in fleets if _may_use(station, fleet) and _plugs(fleet, park)]
    fitting = frozenset[str]().union(*(_plugs(fleet, park) for fleet in users))
    yield from _plug_names(path, station)
    plug = park.connector
    for number, group in enumerate(station.plugs):
        if users and group.kind in plug.index and plug[group.kind] not in fitting:
            message = (
                f"'{group.kind}' is a plug that fits no vehicle that may charge here "
                f"({', '.join(sorted({fleet.vehicle for fleet in users}))})"
            )
            yield Fault(message, path=f"{path}.plugs.{number}.kind")


def _plug_names(path: str, station: Station) -> Iterator[Fault]:
    taken: set[str] = set()
    for number, group in enumerate(station.plugs):
        here = f"{path}.plugs.{number}.names"
        if group.names and len(group.names) != group.count:
            yield Fault(f"are {len(group.names)}, but count is {group.count}", path=here)
        for name in group.names:
            if name in taken:
                yield Fault(f"'{name}' is there twice at station '{station.id}'", path=here)
            taken.add(name)


def _both_kinds(path: str, per_day: Collection[str]) -> Iterator[Fault]:
    for kind in KINDS_OF_DAY:
        if kind not in per_day:
            yield Fault(f"{kind} is missing", path=path)


def _in_order(
    path: str, fleet: Fleet, names: tuple[str, ...], strictly: bool = True
) -> Iterator[Fault]:
    """Check that fields are in rising order."""
    for low, high in pairwise(names):
        below, above = getattr(fleet, low), getattr(fleet, high)
        if below > above or (strictly and below == above):
            word = "below" if strictly else "at most"
            message = f"{below:g} must be {word} {high}, {above:g}"
            yield Fault(message, path=f"{path}.{low}")
