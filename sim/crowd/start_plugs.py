"""From a charging network to tables: plugs, pools, stations, sites, cabinets, and the view."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from sim.control.plan import DELIBERATE, NAMES, PLANNED
from sim.control.view import CONNECTED, LINE, SITE_VIEW, STATION_VIEW, View
from sim.crowd.records import Table
from sim.crowd.state import CABINET, PLUG, POOL, SITE, STATION
from sim.inputs.network import BAY, RACK, Network
from sim.inputs.supply import Lines, lines_of
from sim.models.vehicle import Vehicle
from sim.units import SECONDS_PER_MINUTE

_FIRST_GUESS_S = 2400.0
"""Mean duration of a charging session that drivers expect before any has ended. Assumption."""

Floats = npt.NDArray[np.float64]


def unlinked(rows: Table, *names: str) -> Table:
    """Return `rows` with nobody in the fields `names`."""
    for name in names:
        rows[name] = -1
    return rows


def plug_table(network: Network) -> Table:
    """One record a plug, all free."""
    plug_pool = network.plug_pool
    plugs = unlinked(np.zeros(plug_pool.size, PLUG), "user", "place")
    if not plug_pool.size:
        return plugs
    plugs["pool"] = plug_pool
    for name in ("station", "site", "efficiency", "min_kw", "step_kw"):
        plugs[name] = np.array([getattr(pool, name) for pool in network.pools])[plug_pool]
    battery_side = np.array([pool.power_kw * pool.efficiency for pool in network.pools])
    plugs["power_kw"] = plugs["cap_kw"] = battery_side[plug_pool]
    feed = np.array([pool.feed_kw / pool.efficiency for pool in network.pools])
    plugs["plug_feed_kw"] = feed[plug_pool]
    return plugs


def pool_table(network: Network, types: Sequence[Vehicle]) -> Table:
    """One record a pool, with nobody in its queue."""
    pools = unlinked(np.zeros(len(network.pools), POOL), "head", "tail", "rack")
    counts = np.array([pool.plugs for pool in network.pools], dtype=np.int32)
    pools["plugs"] = pools["free"] = counts
    pools["first_plug"] = np.cumsum(counts) - counts
    pools["mean_session_s"] = _FIRST_GUESS_S
    names = [vehicle.id for vehicle in types]
    for number, (row, pool) in enumerate(zip(pools, network.pools, strict=True)):
        row["station"], row["site"] = pool.station, pool.site
        row["power_kw"], row["efficiency"] = pool.power_kw * pool.efficiency, pool.efficiency
        if pool.swap is None or pool.swap.vehicle not in names:
            continue
        row["battery_type"] = names.index(pool.swap.vehicle)
        if pool.kind == BAY:
            row["rack"] = number + 1
            row["swap_s"] = row["mean_session_s"] = pool.swap.minutes * SECONDS_PER_MINUTE
        elif pool.kind == RACK:
            row["ready_kwh"] = pool.swap.soc_ready * types[row["battery_type"]].battery_kwh
    return pools


def group(rows: Table, owner: npt.NDArray[Any], first: str, count: str) -> None:
    """Write where each row's members begin, and how many there are, if `owner` ascends."""
    numbers = np.arange(rows.size)
    rows[first] = np.searchsorted(owner, numbers, side="left")
    rows[count] = np.searchsorted(owner, numbers, side="right") - rows[first]


def station_table(network: Network, plugs: Table, pools: Table) -> Table:
    """One record a station."""
    stations = np.zeros(len(network.stations), STATION)
    stations["site"] = network.station_site
    group(stations, plugs["station"], "first_plug", "plugs")
    group(stations, pools["station"], "first_pool", "pools")
    return stations


def cabinet_table(network: Network, pools: Table) -> Table:
    """One record a cabinet; the plugs of a group fill one after the other."""
    rows = [
        (pool.site, first + k, pool.group.cabinet.plugs, pool.group.cabinet)
        for pool, first in zip(network.pools, pools["first_plug"].tolist(), strict=True)
        if pool.group is not None and pool.group.cabinet is not None
        for k in range(0, pool.plugs, pool.group.cabinet.plugs)
    ]
    cabinets = np.zeros(len(rows), CABINET)
    for row, (site, first, plugs, cabinet) in zip(cabinets, rows, strict=True):
        row["site"], row["first_plug"], row["plugs"] = site, first, plugs
        row["modules"], row["module_kw"] = cabinet.modules, cabinet.module_kw
    return cabinets


def site_table(network: Network, plugs: Table, stations: Table, cabinets: Table) -> Table:
    """One record a site; its power is shared if its plugs together could exceed a limit."""
    sites = np.zeros(len(network.sites), SITE)
    group(sites, plugs["site"], "first_plug", "plugs")
    group(sites, stations["site"], "first_station", "stations")
    sites["call_kw"] = np.inf
    group(sites, cabinets["site"], "first_cabinet", "cabinets")
    for number, (row, site) in enumerate(zip(sites, network.sites, strict=True)):
        limit = site.charging.limit_kw
        row["fixed_limit_kw"] = np.inf if limit is None else limit
        row["lines"] = any(station.supply is not None for station in site.stations)
        row["swaps"] = any(station.swap is not None for station in site.stations)
        row["held"] = controller_of(network, number) != 0 and (
            controller_of(network, number) >= DELIBERATE
            or site.charging.keep_within_transformer
            or bool(row["lines"])
            or _could_exceed(network, plugs, number)
        )
    return sites


def controller_of(network: Network, site: int) -> int:
    """Return the number of a site's controller in the compiled calendar."""
    kind = network.sites[site].charging.kind
    return NAMES.index(kind) if kind in NAMES else PLANNED


def _could_exceed(network: Network, plugs: Table, site: int) -> bool:
    rated = plugs["power_kw"] / plugs["efficiency"]
    own = plugs["site"] == site
    limit = network.sites[site].charging.limit_kw
    if limit is not None and rated[own].sum() > limit:
        return True
    return any(
        station.limit_kw is not None and rated[plugs["station"] == number].sum() > station.limit_kw
        for number, station in enumerate(network.stations)
        if network.station_site[number] == site
    )


def view_of(
    network: Network, sites: Table, stations: Table, plugs: Table, step_s: float,
    period: npt.NDArray[np.int8],
) -> View:  # fmt: skip
    """Return what controllers see before anything is plugged in."""
    watched = lines_of(network)
    seen_stations = _station_views(network, stations, watched)
    rows = np.zeros(plugs.size, CONNECTED)
    rows["station"] = plugs["station"]
    for name in ("min_kw", "step_kw", "efficiency"):
        rows[name] = plugs[name]
    for name in ("first_line", "lines"):
        rows[name] = seen_stations[name][plugs["station"]] if plugs.size else 0
    return View(
        clock_s=np.zeros(1),
        sites=_site_views(network, sites),
        stations=seen_stations,
        lines=_line_table(watched),
        ampere_per_kw=watched.ampere_per_kw,
        plugs=rows,
        connected=np.full(plugs.size, -1, dtype=np.int32),
        order=np.full(plugs.size, -1, dtype=np.int32),
        cheap_h=_cheap_hours(period, step_s),
        period=period,
        step_s=np.array([step_s]),
    )


def _station_views(network: Network, stations: Table, watched: Lines) -> Table:
    seen = np.zeros(stations.size, STATION_VIEW)
    for name in ("first_plug", "plugs"):
        seen[name] = stations[name]
    group(seen, np.array([line.station for line in watched.lines], int), "first_line", "lines")
    limits = [station.limit_kw for station in network.stations]
    seen["limit_kw"] = [np.inf if limit is None else limit for limit in limits]
    return seen


def _site_views(network: Network, sites: Table) -> Table:
    seen = np.zeros(sites.size, SITE_VIEW)
    for name in ("first_plug", "plugs", "first_station", "stations"):
        seen[name] = sites[name]
    seen["first"] = sites["first_plug"]
    seen["limit_kw"] = sites["fixed_limit_kw"]
    seen["controller"] = [controller_of(network, number) for number in range(sites.size)]
    return seen


def _line_table(watched: Lines) -> Table:
    lines = np.zeros(len(watched.lines), LINE)
    for row, line in zip(lines, watched.lines, strict=True):
        row["station"], row["limit_a"] = line.station, line.limit_a
    return lines


def _cheap_hours(period: npt.NDArray[np.int8], step_s: float) -> Floats:
    """Return the hours of each tariff period since the start [periods, steps + 1]."""
    hours = np.zeros((3, period.size + 1))
    for number in range(3):
        hours[number, 1:] = np.cumsum(period == number) * (step_s / 3600.0)
    return hours
