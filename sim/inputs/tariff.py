"""Electricity tariffs: what a kilowatt-hour costs at each step, and what is paid for feeding in.

A price is energy·factor(hour) + the fixed parts: only the purchased energy floats over the day,
transmission, system operation and government funds do not. The figures stand in
``data/tariffs.csv``, each with its source.
"""

from dataclasses import dataclass
from enum import IntEnum

import numpy as np
import numpy.typing as npt
import pandas as pd

from sim.clock import TimeGrid
from sim.errors import Fault, InputError, nearest
from sim.tables import table

Floats = npt.NDArray[np.float64]


class Period(IntEnum):
    """A time of the day as the tariff sees it."""

    VALLEY = 0
    FLAT = 1
    PEAK = 2


@dataclass(frozen=True, eq=False)
class Tariff:
    """A tariff over a grid; arrays are [steps].

    `feed_in_cny_per_kwh` is paid for energy fed into the grid; the demand charge is for the
    month's highest quarter of an hour.
    """

    name: str
    energy_cny_per_kwh: Floats
    period: npt.NDArray[np.int8]
    feed_in_cny_per_kwh: float
    demand_charge_cny_per_kw_month: float


def tariff_names() -> list[str]:
    """Return the names of the shipped tariffs."""
    return sorted({str(name) for name in table("tariffs").index})


def _sum(rows: pd.DataFrame, item: str) -> float:
    return float(rows.loc[rows["item"] == item, "value"].sum())


def tariff(name: str, grid: TimeGrid) -> Tariff:
    """Return tariff `name` over `grid`. Raises `InputError` for an unknown name."""
    if name not in tariff_names():
        message = f"'{name}' is not in data/tariffs.csv.{nearest(name, tariff_names())}"
        raise InputError([Fault(message, path="tariff")])
    rows = table("tariffs").loc[[name]]
    hour = grid.hour_of_day
    factor = np.ones(grid.steps)
    period = np.full(grid.steps, Period.FLAT, dtype=np.int8)
    for _, row in rows[rows["item"] == "factor"].iterrows():
        inside = (hour >= row["from_h"]) & (hour < row["to_h"])
        factor[inside] = row["value"]
        period[inside] = Period[str(row["part"]).upper()]
    price = _sum(rows, "energy") * factor + _sum(rows, "fixed")
    return Tariff(name, price, period, _sum(rows, "feed_in"), _sum(rows, "demand"))
