"""How each plug was used: sessions, energy, hours taken and out of order, counted as rows come."""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from sim.crowd.records import Table
from sim.processes.outages import Outage
from sim.run.collect import Names
from sim.units import SECONDS_PER_HOUR


class PlugUse:
    """Counts by plug."""

    def __init__(self, plugs: int) -> None:
        self.sessions = np.zeros(plugs, np.int64)
        self.energy_kwh = np.zeros(plugs)
        self.fed_kwh = np.zeros(plugs)
        self.taken_h = np.zeros(plugs)

    def add(self, rows: Table) -> None:
        """Count finished sessions."""
        plug, count = rows["plug"], self.sessions.size
        self.sessions += np.bincount(plug, minlength=count)
        self.energy_kwh += np.bincount(plug, rows["drawn_kwh"], count)
        self.fed_kwh += np.bincount(plug, rows["fed_kwh"], count)
        hours = (rows["end_s"] - rows["start_s"]) / SECONDS_PER_HOUR
        self.taken_h += np.bincount(plug, hours, count)

    def table(self, names: Names, outages: Sequence[Outage]) -> pd.DataFrame:
        """Return one row a plug, in the order of stations."""
        end_s = names.grid.end_s
        down_h = np.zeros(self.sessions.size)
        for outage in outages:
            until_s = end_s if outage.end_s is None else min(outage.end_s, end_s)
            down_h[outage.plug] += (until_s - outage.begin_s) / SECONDS_PER_HOUR
        station = names.pool_station[names.plug_pool]
        return pd.DataFrame(
            {
                "station": [names.stations[number] for number in station],
                "plug": names.plug_in_station,
                "kind": [names.kinds[number] for number in names.pool_kind[names.plug_pool]],
                "sessions": self.sessions,
                "energy_kwh": self.energy_kwh,
                "fed_kwh": self.fed_kwh,
                "taken_h": self.taken_h,
                "down_h": down_h,
                "utilisation": self.taken_h / (end_s / SECONDS_PER_HOUR),
            }
        )
