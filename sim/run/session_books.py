"""What finished sessions add up to: what batteries gained, fed back and changed hands."""

from dataclasses import dataclass

import numpy as np

from sim.crowd.records import Table
from sim.crowd.state import END_OF_RUN, SWAPPED, Power


@dataclass
class SessionBooks:
    """Sums over sessions as they are collected, kWh at the battery unless said otherwise."""

    net_kwh: float = 0.0
    """Drawn less fed back, grid side."""
    gained_kwh: float = 0.0
    """Of all batteries at plugs with power."""
    charged_kwh: float = 0.0
    """What these plugs gave, less what they took back, by their efficiencies and heaters."""
    moved_kwh: float = 0.0
    """Charged and fed back together: the scale of what rounding may be."""
    stock_gained_kwh: float = 0.0
    handed_out_kwh: float = 0.0
    """What vehicles gained by swaps."""
    stock_kwh: float = 0.0
    """What stood on the racks of swap stations at the end."""
    stock: int = 0
    """How many batteries stood there."""

    def add(self, rows: Table, power: Power) -> None:
        """Add sessions that have ended."""
        efficiency = power.plugs["efficiency"][rows["plug"]]
        gained = rows["end_kwh"] - rows["start_kwh"]
        stored = rows["user"] >= power.meta["first_battery"][0]
        swapped = (rows["reason"] == SWAPPED) & ~stored
        charged = (rows["drawn_kwh"] - rows["heater_kwh"]) * efficiency
        fed = rows["fed_kwh"] / efficiency
        self.net_kwh += float((rows["drawn_kwh"] - rows["fed_kwh"]).sum())
        self.gained_kwh += float(gained[~swapped].sum())
        self.charged_kwh += float((charged - fed).sum())
        self.moved_kwh += float((charged + fed).sum())
        self.stock_gained_kwh += float(gained[stored].sum())
        self.handed_out_kwh += float(gained[swapped].sum())
        left = rows[stored & (rows["reason"] == END_OF_RUN)]
        self.stock += len(left)
        self.stock_kwh += float(np.sum(left["end_kwh"]))
