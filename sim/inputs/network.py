"""The charging network of a scenario, laid out flat: sites, stations, pools of like plugs."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from sim.models.vehicle import Vehicle
from sim.scenario.base import Position
from sim.scenario.charging import Swap
from sim.scenario.scenario import Scenario
from sim.scenario.site import PlugGroup, Site, Station


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
    """``dc`` or ``ac``; of a swap station's bays the vehicle whose batteries it holds."""
    min_kw: float = 0.0
    """Least power of a plug that charges at all, grid side."""
    step_kw: float = 0.0
    """Step in which its power is set, grid side; 0: any power."""
    feed_kw: float = 0.0
    """What one plug can take back from a vehicle, grid side."""
    group: PlugGroup | None = None
    """The scenario's group of plugs; None for bays and racks of a swap station."""
    swap: Swap | None = None
    """Bays and racks: the swap station. The rack follows its bays."""


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
        fitting = (*vehicle.plugs, vehicle.id)
        return np.array(
            [
                pool.connector in fitting and (not fleets or fleet in fleets)
                for pool, fleets in zip(self.pools, open_to, strict=True)
            ],
            dtype=bool,
        )


BAY, RACK = "swap", "rack"
"""Kinds of the pools of a swap station."""


def network(scenario: Scenario) -> Network:
    """Lay out the stations of all sites."""
    chargers = scenario.catalogue.charger_table()
    stations: list[Station] = []
    station_site: list[int] = []
    pools: list[Pool] = []
    for site_number, site in enumerate(scenario.sites):
        for station in site.stations:
            pools += _pools(station, len(stations), site_number, chargers)
            stations.append(station)
            station_site.append(site_number)
    return Network(
        sites=scenario.sites,
        stations=tuple(stations),
        station_site=np.array(station_site, dtype=np.int32),
        pools=tuple(pools),
    )


def _pools(station: Station, number: int, site: int, chargers: pd.DataFrame) -> list[Pool]:
    place: dict[str, Any] = {"station": number, "site": site}
    pools = [
        Pool(
            kind=group.kind,
            plugs=group.count,
            group=group,
            **place,
            **_charger(chargers, group.kind),
        )
        for group in station.plugs
    ]
    swap = station.swap
    if swap is not None:
        bay: dict[str, Any] = {"power_kw": 0.0, "efficiency": 1.0, "connector": swap.vehicle}
        rack = {**_charger(chargers, swap.charger), "connector": RACK}
        pools.append(Pool(kind=BAY, plugs=swap.bays, swap=swap, **place, **bay))
        pools.append(Pool(kind=RACK, plugs=swap.batteries, swap=swap, **place, **rack))
    return pools


def _charger(chargers: pd.DataFrame, kind: str) -> dict[str, Any]:
    row: dict[str, Any] = dict(chargers.loc[kind])
    numbers = ("power_kw", "efficiency", "min_kw", "step_kw", "feed_kw")
    return {name: float(row[name]) for name in numbers} | {"connector": str(row["plug"])}
