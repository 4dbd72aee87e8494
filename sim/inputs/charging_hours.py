"""When taxi drivers find power dear or cheap: their thresholds of charging by hour.

A driver knows the prices of the day. In an hour

- that will be followed within `wait_hours` by one cheaper by `cheaper_by_cny_per_kwh`, the taxi
  waits: only below `soc_at_once` does it charge;
- that is cheaper by so much than the mean of the 24 hours that it begins, a taxi without a
  passenger charges below `soc_cheap` already;
- else it charges below `soc_charge_below`.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from sim.clock import TimeGrid
from sim.inputs.network import Network
from sim.inputs.tariff import Tariff
from sim.scenario.fleets import OnDemandFleet
from sim.units import HOURS_PER_DAY

FloatArray = npt.NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Thresholds:
    """States of charge by hour of the run [hours]: below `must` a taxi charges, below `cheap`
    one that has no passenger does (0: not in this hour).
    """

    must: FloatArray
    cheap: FloatArray


def pool_prices(network: Network, tariff: Tariff, grid: TimeGrid) -> FloatArray:
    """Return what a kWh costs at each pool: energy and service fee [hours, pools], CNY/kWh."""
    energy = tariff.energy_cny_per_kwh.reshape(grid.days * HOURS_PER_DAY, -1).mean(axis=1)
    fee = [network.stations[pool.station].service_fee_cny_per_kwh for pool in network.pools]
    prices: FloatArray = energy[:, None] + np.array(fee, dtype=np.float64)[None, :]
    return prices


def thresholds(fleet: OnDemandFleet, price: FloatArray) -> Thresholds:
    """Return the fleet's thresholds; `price` is what it pays in each hour [hours], CNY/kWh.

    After the period the last day's prices hold on.
    """
    rule, hours = fleet.charging, len(price)
    ahead = np.concatenate([price, price[-HOURS_PER_DAY:]])
    windows = np.lib.stride_tricks.sliding_window_view(ahead, HOURS_PER_DAY)[:hours]
    gain = rule.cheaper_by_cny_per_kwh
    day_mean = windows.mean(axis=1)
    is_cheap = (price <= day_mean - gain) & (price < day_mean * (1.0 - 1e-9))
    waits = np.zeros(hours, dtype=bool)
    for later in range(1, rule.wait_hours + 1):
        then = ahead[later : later + hours]
        waits |= (then <= price - gain) & (then < price)
    at_once = min(rule.soc_at_once, fleet.soc_charge_below)
    return Thresholds(
        must=np.where(waits, at_once, fleet.soc_charge_below),
        cheap=np.where(is_cheap & ~waits, rule.soc_cheap, 0.0),
    )
