"""The charging network of a scenario, laid out flat: sites, stations, pools of like plugs."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

from sim.models.vehicle import Vehicle
from sim.scenario.base import Position
from sim.scenario.scenario import Scenario
from sim.scenario.site import Site, Station


@dataclass(frozen=True)
class Pool:
    """Like plugs of one station, with one queue."""

    kind: str
    station: int
    site: int
    plugs: int
    power_kw: float
    """Drawn from the grid at full power, by one plug."""
    efficiency: float
    connector: str
    """``dc`` or ``ac``."""


@dataclass(frozen=True)
class Network:
    """Sites, stations and pools in the order of the scenario.

    The pools of a station, and the stations of a site, follow one another.
    """

    sites: tuple[Site, ...]
    stations: tuple[Station, ...]
    station_site: npt.NDArray[np.int32]
    pools: tuple[Pool, ...]

    @cached_property
    def site_number(self) -> dict[str, int]:
        return {site.id: number for number, site in enumerate(self.sites)}

    @cached_property
    def station_number(self) -> dict[str, int]:
        return {station.id: number for number, station in enumerate(self.stations)}

    @cached_property
    def plug_pool(self) -> npt.NDArray[np.int32]:
        """Pool of each plug [plugs]."""
        counts = [pool.plugs for pool in self.pools]
        return np.repeat(np.arange(len(self.pools), dtype=np.int32), counts)

    def position(self, station: int) -> Position:
        """Return where a station stands: where its site is."""
        position: Position = self.sites[int(self.station_site[station])].position
        return position

    def usable(self, fleet: str, vehicle: Vehicle) -> npt.NDArray[np.bool_]:
        """Return at which pools a fleet's vehicle may and can charge [pools]."""
        open_to = [self.stations[pool.station].open_to for pool in self.pools]
        return np.array(
            [
                pool.connector in vehicle.plugs and (not fleets or fleet in fleets)
                for pool, fleets in zip(self.pools, open_to, strict=True)
            ],
            dtype=bool,
        )


def network(scenario: Scenario) -> Network:
    """Lay out the stations of all sites."""
    chargers = scenario.catalogue.charger_table()
    stations: list[Station] = []
    station_site: list[int] = []
    pools: list[Pool] = []
    for site_number, site in enumerate(scenario.sites):
        for station in site.stations:
            for group in station.plugs:
                row: dict[str, Any] = dict(chargers.loc[group.kind])
                pools.append(
                    Pool(
                        kind=group.kind,
                        station=len(stations),
                        site=site_number,
                        plugs=group.count,
                        power_kw=float(row["power_kw"]),
                        efficiency=float(row["efficiency"]),
                        connector=str(row["plug"]),
                    )
                )
            stations.append(station)
            station_site.append(site_number)
    return Network(
        sites=scenario.sites,
        stations=tuple(stations),
        station_site=np.array(station_site, dtype=np.int32),
        pools=tuple(pools),
    )
