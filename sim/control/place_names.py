"""What a planner calls the plugs, stations and currents that controllers know by number."""

from dataclasses import dataclass

import numpy as np

from sim.inputs.network import Network
from sim.inputs.supply import lines_of


@dataclass(frozen=True)
class PlaceNames:
    """Names of a network's places; without a network their numbers alone."""

    network: Network | None = None

    def plug(self, number: int) -> str:
        """Return a plug by its number in the station, as in the results, with group and station."""
        network = self.network
        if network is None:
            return f"plug {number}"
        pool_number = int(network.plug_pool[number])
        pool = network.pools[pool_number]
        in_pool = number - int(np.searchsorted(network.plug_pool, pool_number))
        before = sum(p.plugs for p in network.pools[:pool_number] if p.station == pool.station)
        group = pool.group
        what = pool.kind if group is None or group.id is None else f"group '{group.id}'"
        own = f" '{group.names[in_pool]}'" if group is not None and group.names else ""
        station = network.stations[pool.station].id
        return f"plug {before + in_pool}{own} ({what}) of station '{station}'"

    def station(self, number: int) -> str:
        """Return a station by its id."""
        return f"station {number if self.network is None else repr(self._id(number))}"

    def current(self, number: int, stations: list[int]) -> str:
        """Return a watched current, numbered among those of some stations."""
        if self.network is None:
            return f"current {number}"
        own = [line for line in lines_of(self.network).lines if line.station in stations]
        return f"current {own[number].name} of station '{self._id(own[number].station)}'"

    def _id(self, station: int) -> str:
        assert self.network is not None
        return self.network.stations[station].id


BY_NUMBER = PlaceNames()
"""For a view made by hand, which has no network."""
