"""A vehicle's battery pack: one row of ``data/battery_packs.csv`` and what it takes when cold."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt

from sim.errors import Fault, InputError, nearest
from sim.tables import shipped, table
from sim.units import J_PER_KWH, SECONDS_PER_HOUR

_NO_LIMIT = np.inf


@dataclass(frozen=True)
class BatteryPack:
    """What a pack's temperature and its ageing depend on.

    Attributes
    ----------
    kg_per_kwh : mass of the pack with its housing [kg/kWh].
    time_constant_h : heat capacity over heat loss to the surroundings [h].
    loss_share : share of charging and driving power that warms the pack [1].
    heater_kw_per_kwh, heater_below_c : heater while charging below a temperature [kW/kWh, °C].
    accepts_c, accepts_per_h : greatest power over capacity by temperature [°C, 1/h]; at the last
        temperature and above, cold limits nothing.
    """

    id: str
    chemistry: str
    kg_per_kwh: float
    heat_capacity_kj_per_kg_k: float
    time_constant_h: float
    loss_share: float
    heater_kw_per_kwh: float
    heater_below_c: float
    accepts_c: tuple[float, ...]
    accepts_per_h: tuple[float, ...]

    @property
    def time_constant_s(self) -> float:
        return self.time_constant_h * SECONDS_PER_HOUR

    def heat_kwh_per_k(self, capacity_kwh: float) -> float:
        """Return the heat capacity of a pack of `capacity_kwh` [kWh/K]."""
        joule_per_k = capacity_kwh * self.kg_per_kwh * self.heat_capacity_kj_per_kg_k * 1000.0
        return joule_per_k / J_PER_KWH

    def accepted_c_rate(self, battery_c: npt.ArrayLike) -> npt.NDArray[np.float64]:
        """Return the greatest charging power over capacity [1/h]; infinite where not cold."""
        battery_c = np.asarray(battery_c, float)
        rate = np.interp(battery_c, self.accepts_c, self.accepts_per_h)
        return np.where(battery_c >= self.accepts_c[-1], _NO_LIMIT, rate)


@lru_cache(maxsize=64)
def battery_pack(pack_id: str) -> BatteryPack:
    """Return the row `pack_id` of ``data/battery_packs.csv`` with its acceptance.

    Raises
    ------
    InputError
        If there is no such pack, or its acceptance does not rise with temperature.
    """
    packs, acceptance = table("battery_packs"), table("charge_acceptance")
    if pack_id not in packs.index:
        text = f"unknown battery pack '{pack_id}'.{nearest(pack_id, [str(n) for n in packs.index])}"
        raise InputError([Fault(text, shipped("data") / "battery_packs.csv")])
    points = acceptance.loc[[pack_id]] if pack_id in acceptance.index else acceptance.iloc[:0]
    degrees = points["battery_c"].to_numpy(float)
    rates = points["c_rate_per_h"].to_numpy(float)
    rising = (np.diff(degrees) > 0.0).all() and (np.diff(rates) >= 0.0).all()
    if not len(points) or not rising or rates[0] <= 0.0:
        text = f"pack '{pack_id}': temperatures must rise and rates must not fall, from above 0"
        raise InputError([Fault(text, shipped("data") / "charge_acceptance.csv")])
    row: dict[Any, Any] = packs.loc[pack_id].to_dict()
    numbers = {
        name: float(row[name])
        for name in BatteryPack.__dataclass_fields__
        if name not in {"id", "chemistry", "accepts_c", "accepts_per_h"}
    }
    return BatteryPack(
        id=pack_id,
        chemistry=str(row["chemistry"]),
        accepts_c=tuple(degrees.tolist()),
        accepts_per_h=tuple(rates.tolist()),
        **numbers,
    )
