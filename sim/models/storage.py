"""What a scenario says of a stationary battery, as the figures that its model works with."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from sim.models.battery import BATTERY
from sim.models.battery_pack import battery_pack
from sim.scenario.site import Site
from sim.scenario.storage import InverterLosses, SiteBattery
from sim.tables import table

NEW, SECOND_LIFE = "new", "second_life"

_OF_LARGEST = 0.9
"""Share of the power at which worn cells would lose as much as they give, that is used at most."""


@dataclass(frozen=True)
class Plant:
    """A stationary battery at the begin of a run.

    Attributes
    ----------
    site : its number.
    origin : `NEW` or `SECOND_LIFE`.
    new_kwh, capacity_kwh : capacity when new, and what is left.
    power_kw : what it may take or give, at the grid's side.
    resistance_per_kw : what its cells lose at 1 kW, with their state of health [1/kW].
    end_soh : state of health at which its life here ends.
    """

    site: int
    battery: SiteBattery
    origin: str
    chemistry: str
    new_kwh: float
    capacity_kwh: float
    power_kw: float
    losses: InverterLosses
    resistance_per_kw: float
    end_soh: float


def plants(sites: Sequence[Site], vehicles: pd.DataFrame) -> list[Plant]:
    """Return all stationary batteries, in the order of the scenario.

    Parameters
    ----------
    vehicles : the scenario's table of vehicles.
    """
    return [
        plant(number, battery, vehicles)
        for number, site in enumerate(sites)
        for battery in site.batteries
    ]


def plant(site: int, battery: SiteBattery, vehicles: pd.DataFrame) -> Plant:
    """Return one battery's figures."""
    used, chemistry = battery.second_life, str(battery.chemistry or "lfp")
    new_kwh, most_kw = battery.capacity_kwh or 0.0, battery.power_kw
    if used is not None:
        row = vehicles.loc[used.vehicle]
        new_kwh = used.count * float(str(row["battery_kwh"]))
        chemistry = battery_pack(str(row["battery_pack"])).chemistry
        most_kw = min(most_kw, used.most_per_h * battery.soh * new_kwh)
    losses = battery.losses
    resistance = cell_resistance(losses, battery.round_trip_efficiency)
    resistance *= resistance_growth(battery.soh) / battery.power_kw
    health = table("battery_health")["value"]
    end_soh = float(health["end_of_life_soh"])
    if used is not None or battery.soh <= end_soh:
        end_soh = float(health["end_of_second_life_soh"])
    return Plant(
        site=site,
        battery=battery,
        origin=NEW if used is None else SECOND_LIFE,
        chemistry=chemistry,
        new_kwh=new_kwh,
        capacity_kwh=new_kwh * battery.soh,
        power_kw=min(most_kw, _greatest_kw(losses, battery.power_kw, resistance)),
        losses=losses,
        resistance_per_kw=resistance,
        end_soh=end_soh,
    )


def resistance_growth(soh: float) -> float:
    """Return how many times the resistance of new cells it is, by what capacity is left."""
    return 1.0 + float(table("battery_health")["value"]["resistance_per_fade"]) * (1.0 - soh)


def round_trip(losses: InverterLosses, resistance: float) -> float:
    """Return what comes back of a kWh at rated power both ways.

    Parameters
    ----------
    resistance : share of the rated power that cells lose when they take or give rated power.
    """
    taken, given = losses.taken, losses.given
    stored = 2.0 * taken / (1.0 + (1.0 + 4.0 * resistance * taken) ** 0.5)
    drawn = 2.0 * given / (1.0 + max(1.0 - 4.0 * resistance * given, 0.0) ** 0.5)
    return float(stored / drawn)


def cell_resistance(losses: InverterLosses, efficiency: float) -> float:
    """Return the resistance of new cells with which the round trip at rated power is as stated.

    It falls as resistance grows; halving the interval finds it to the last bits.
    """
    low, high = 0.0, 0.25 / losses.given  # with which cells can just give rated power
    for _ in range(60):
        middle = 0.5 * (low + high)
        above = round_trip(losses, middle) > efficiency
        low, high = (middle, high) if above else (low, middle)
    return 0.5 * (low + high)


def _greatest_kw(losses: InverterLosses, rated_kw: float, resistance_per_kw: float) -> float:
    """Return the most that cells of a resistance can give through the inverter."""
    dc_kw = np.inf if resistance_per_kw <= 0.0 else _OF_LARGEST * 0.25 / resistance_per_kw
    above = min(dc_kw / rated_kw, 10.0) - losses.no_load
    slope = 1.0 + losses.linear
    return float(
        rated_kw * 2.0 * above / (slope + (slope**2 + 4 * losses.quadratic * above) ** 0.5)
    )


def battery_rows(all_of_them: Sequence[Plant], rules: dict[str, int]) -> npt.NDArray[Any]:
    """Return the rows of `BATTERY`; `rules` are the numbers of the rules."""
    rows = np.zeros(len(all_of_them), BATTERY)
    for row, one in zip(rows, all_of_them, strict=True):
        battery, losses, rated_kw = one.battery, one.losses, one.battery.power_kw
        row["site"], row["rule"] = one.site, rules[battery.rule]
        row["capacity_kwh"], row["power_kw"] = one.capacity_kwh, one.power_kw
        row["no_load_kw"], row["linear"] = losses.no_load * rated_kw, losses.linear
        row["per_kw"] = losses.quadratic / rated_kw
        row["standby_kw"] = losses.standby * rated_kw
        row["resistance_per_kw"] = one.resistance_per_kw
        row["least_kwh"] = battery.soc_min * one.capacity_kwh
        row["most_kwh"] = battery.soc_max * one.capacity_kwh
        row["planned_peak_kw"] = np.inf
        row["stored_kwh"] = row["start_kwh"] = battery.soc_start * one.capacity_kwh
    return rows
