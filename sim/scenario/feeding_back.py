"""Feeding back (V2G): faults of its limits, and warnings where it is allowed but cannot happen."""

from collections.abc import Iterator

from sim.errors import Fault
from sim.scenario.fleets import SessionFleet, TimetabledFleet
from sim.scenario.scenario import Scenario
from sim.scenario.site import Site, Station

FEEDING = frozenset({"optimum", "python"})
"""Kinds of controllers that may feed back; the others only charge."""


def check_feeding_back(scenario: Scenario) -> Iterator[Fault]:
    """Yield a fault where the least soc of feeding back leaves nothing to feed, or the reserve."""
    vehicles = scenario.catalogue.vehicle_table()
    for path, fleet in _feeding(scenario):
        assert fleet.feed_back is not None
        least = fleet.feed_back.soc_min
        here = f"{path}.feed_back.soc_min"
        if isinstance(fleet, TimetabledFleet):
            most, what = fleet.soc_target, "soc_target"
            if least < fleet.soc_reserve:
                message = f"{least:g} must not be below soc_reserve, {fleet.soc_reserve:g}"
                yield Fault(message, path=here)
        elif fleet.vehicle in vehicles.index and vehicles.loc[fleet.vehicle, "energy"] == "battery":
            most = float(str(vehicles.loc[fleet.vehicle, "usable_soc_max"]))
            what = f"what '{fleet.vehicle}' is charged to"
        else:
            continue
        if least > most:
            message = f"{least:g} must not be above {what}, {most:g}: nothing could be fed back"
            yield Fault(message, path=here)


def never_fed_back(scenario: Scenario) -> Iterator[Fault]:
    """Say of which fleets feeding back is allowed but can never happen, and why."""
    for path, fleet in _feeding(scenario):
        why = _why_never(fleet, scenario)
        if why is not None:
            yield Fault(f"nothing is ever fed back: {why}", path=f"{path}.feed_back")


def _feeding(scenario: Scenario) -> Iterator[tuple[str, TimetabledFleet | SessionFleet]]:
    """Yield the fleets that may feed back, each with its path."""
    for bus in scenario.fleets.timetabled:
        if bus.feed_back is not None:
            yield f"fleets.timetabled.{bus.id}", bus
    for cars in scenario.fleets.sessions:
        if cars.feed_back is not None:
            yield f"fleets.sessions.{cars.id}", cars


def _stations_of(fleet: TimetabledFleet | SessionFleet) -> list[str]:
    """Return the stations at which the fleet's vehicles charge."""
    if isinstance(fleet, SessionFleet):
        return list(fleet.stations)
    names = [depot.station for depot in fleet.depots] + [end.station for end in fleet.terminals]
    return list(dict.fromkeys(name for name in names if name is not None))


def _why_never(fleet: TimetabledFleet | SessionFleet, scenario: Scenario) -> str | None:
    """Return the reason for which no vehicle of the fleet can feed back; None if one can."""
    vehicles, chargers = scenario.catalogue.vehicle_table(), scenario.catalogue.charger_table()
    if vehicles.loc[fleet.vehicle, "energy"] != "battery":
        return f"'{fleet.vehicle}' has no battery"
    fitting = chargers[chargers["plug"].isin(str(vehicles.loc[fleet.vehicle, "plugs"]).split("|"))]
    takes = sorted(str(kind) for kind in fitting.index[fitting["feed_kw"] > 0.0])
    own = set(_stations_of(fleet))
    places = [(site, one) for site in scenario.sites for one in site.stations if one.id in own]
    able = [(site, one) for site, one in places if _has_any(one, takes)]
    if not able:
        return (
            f"no plug of its stations ({', '.join(sorted(own))}) takes energy back "
            f"(kinds that do and fit: {', '.join(takes) or 'none'})"
        )
    if not any(site.charging.kind in FEEDING for site, _ in able):
        return f"{_controllers(able)} never feeds back; an optimum or a rule in Python may"
    return None


def _has_any(station: Station, kinds: list[str]) -> bool:
    return any(group.kind in kinds for group in station.plugs)


def _controllers(places: list[tuple[Site, Station]]) -> str:
    """Name the controllers of the sites at which these stations stand."""
    named = {site.id: f"controller {site.charging.kind} of site '{site.id}'" for site, _ in places}
    return ", ".join(named.values())
