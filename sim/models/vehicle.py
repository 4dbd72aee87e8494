"""What a vehicle is: one row of ``data/vehicles.csv``."""

from dataclasses import dataclass
from typing import Any, Literal

import pandas as pd

from sim.models.battery_pack import BatteryPack, battery_pack
from sim.tables import table


@dataclass(frozen=True)
class Vehicle:
    """A vehicle type. Fuel vehicles have a battery of 0 kWh and fit no plug.

    Attributes
    ----------
    traction_kwh_per_km : float
        Driving without auxiliaries, from the battery [kWh/km]; 0 of fuel vehicles. It holds at
        the reference speed, distance between stops and passengers, 20 °C, sea level, flat road.
    fuel_per_km : float
        All consumption of a fuel vehicle [`fuel_unit`/km]; 0 of battery vehicles.
    cabin_ua_w_per_k : float
        Heat loss of the cabin with ventilation and open doors [W/K].
    cabin_gain_w : float
        Heat of passengers, sun and electronics [W].
    heat_pump_quality : float
        Share of Carnot's COP that the cabin's heat pump reaches; 0 without one.
    drivetrain_efficiency, recuperation_efficiency : float
        From the battery to the wheels, and from braking wheels back.
    cabin_kwh_per_k : float
        Heat to warm the cabin and what is in it [kWh/K].
    """

    id: str
    name_zh: str
    name_en: str
    kind: Literal["bus", "coach", "taxi", "car"]
    energy: Literal["battery", "diesel", "cng"]
    battery_kwh: float
    usable_soc_min: float
    usable_soc_max: float
    max_charge_kw: float
    charge_curve: str
    battery_pack: str
    plugs: tuple[str, ...]
    traction_kwh_per_km: float
    fuel_per_km: float
    fuel_unit: str
    aux_base_kw: float
    cabin_ua_w_per_k: float
    cabin_gain_w: float
    heat_below_c: float
    cool_above_c: float
    heater: Literal["heat_pump", "resistive", "waste_heat"]
    heat_pump_quality: float
    heat_pump_limit_c: float
    cooling_cop: float
    seats: int
    mass_kg: float
    frontal_area_m2: float
    drag_coefficient: float
    rolling_coefficient: float
    drivetrain_efficiency: float
    recuperation_efficiency: float
    reference_km_per_h: float
    reference_stop_km: float
    reference_passengers: float
    cabin_kwh_per_k: float

    @property
    def has_battery(self) -> bool:
        return self.energy == "battery"

    @property
    def pack(self) -> BatteryPack:
        """Its battery's row; an InputError for a vehicle without."""
        return battery_pack(self.battery_pack)

    @property
    def chemistry(self) -> str:
        return self.pack.chemistry


_TEXTS = (
    "name_zh",
    "name_en",
    "kind",
    "energy",
    "charge_curve",
    "battery_pack",
    "fuel_unit",
    "heater",
)


def vehicle(vehicle_id: str, rows: pd.DataFrame | None = None) -> Vehicle:
    """Return the row `vehicle_id` of ``data/vehicles.csv``; KeyError if there is none.

    Parameters
    ----------
    rows : read in place of the shipped table, as a scenario's catalogue has it.
    """
    every = table("vehicles") if rows is None else rows
    row: dict[Any, Any] = every.loc[vehicle_id].to_dict()
    texts: dict[str, Any] = {name: _text(row[name]) for name in _TEXTS}
    plugs = tuple(plug for plug in _text(row["plugs"]).split("|") if plug)
    numbers: dict[str, Any] = {
        name: 0.0 if pd.isna(row[name]) else float(row[name])
        for name in Vehicle.__dataclass_fields__
        if name not in {*_TEXTS, "id", "plugs", "seats"}
    }
    return Vehicle(id=vehicle_id, plugs=plugs, seats=int(row["seats"]), **texts, **numbers)


def _text(value: Any) -> str:
    return "" if pd.isna(value) else str(value)
