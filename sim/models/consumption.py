"""What driving and a comfortable cabin take from a vehicle's energy.

Energy of a trip = traction (``sim/models/traction.py``) + hours · auxiliary power. The auxiliary
power is the stationary heat balance of the cabin,

    heating = max(0, UA · (heat_below − T) − gains),
    cooling = UA · (T − cool_above) + gains    where T > cool_above, else 0 (the cabin is aired),

divided by the heater's or the air conditioner's COP, plus a base load (steering, air, lights).
A cabin heat pump reaches the share `heat_pump_quality` of Carnot's COP against 40 °C supply air,
and gives way to resistance below its limit. A cabin that has stood long has the temperature
outdoors; to warm or cool it takes `cabin_kwh_per_k` · |set-point − T| / COP once, at pull-out
or, preheated, at the plug. A fuel vehicle heats with waste heat, and its fuel figure includes
what the engine drives besides the wheels.
"""

import numpy as np
import numpy.typing as npt

from sim.models.traction import traction
from sim.models.vehicle import Vehicle
from sim.units import SECONDS_PER_HOUR, W_PER_KW, ZERO_CELSIUS_K

SUPPLY_AIR_C = 40.0
"""Temperature of the air that the heater blows into the cabin, °C. Assumption."""

PARKED_LOSS = 0.4
"""Heat loss of a cabin with closed doors and no ventilation over `cabin_ua`. Assumption."""

FloatArray = npt.NDArray[np.float64]


def heating_cop(vehicle: Vehicle, temperature_c: npt.ArrayLike) -> FloatArray:
    """Return the COP of the cabin's heater at outdoor temperatures [as `temperature_c`].

    Resistance has 1. A heat pump has quality · T_supply / (T_supply − T_outdoor), in kelvin.
    """
    outdoor_c = np.asarray(temperature_c, dtype=np.float64)
    if vehicle.heater != "heat_pump":
        return np.ones_like(outdoor_c)
    # The lift is held at 10 K or more: where it is warmer nothing is heated anyway.
    lift_k = np.maximum(SUPPLY_AIR_C - outdoor_c, 10.0)
    cop = vehicle.heat_pump_quality * (SUPPLY_AIR_C + ZERO_CELSIUS_K) / lift_k
    return np.where(outdoor_c < vehicle.heat_pump_limit_c, 1.0, np.maximum(cop, 1.0))


def auxiliary_kw(vehicle: Vehicle, temperature_c: npt.ArrayLike) -> FloatArray:
    """Return the power of everything but driving [kW, as `temperature_c`], from the battery.

    Parameters
    ----------
    vehicle : Vehicle
    temperature_c : array_like
        Outdoor temperature [°C].

    Returns
    -------
    numpy.ndarray
        Zero for fuel vehicles: their fuel figure holds it.
    """
    outdoor_c = np.asarray(temperature_c, dtype=np.float64)
    if not vehicle.has_battery:
        return np.zeros_like(outdoor_c)
    ua, gain_w = vehicle.cabin_ua_w_per_k, vehicle.cabin_gain_w
    heating_w = np.maximum(ua * (vehicle.heat_below_c - outdoor_c) - gain_w, 0.0)
    is_cooled = outdoor_c > vehicle.cool_above_c
    cooling_w = np.where(is_cooled, ua * (outdoor_c - vehicle.cool_above_c) + gain_w, 0.0)
    climate_w = heating_w / heating_cop(vehicle, outdoor_c) + cooling_w / vehicle.cooling_cop
    return vehicle.aux_base_kw + climate_w / W_PER_KW


def warm_up_kwh(vehicle: Vehicle, temperature_c: npt.ArrayLike) -> FloatArray:
    """Return what it takes to bring a cabin from outdoor temperature to comfort [kWh].

    Like `auxiliary_kw`: from the battery, zero for fuel vehicles.
    """
    outdoor_c = np.asarray(temperature_c, dtype=np.float64)
    if not vehicle.has_battery:
        return np.zeros_like(outdoor_c)
    colder_k = np.maximum(vehicle.heat_below_c - outdoor_c, 0.0)
    warmer_k = np.maximum(outdoor_c - vehicle.cool_above_c, 0.0)
    per_k = colder_k / heating_cop(vehicle, outdoor_c) + warmer_k / vehicle.cooling_cop
    return vehicle.cabin_kwh_per_k * per_k


def cooling_s(vehicle: Vehicle) -> float:
    """Return the time constant with which a parked cabin takes the outdoor temperature [s]."""
    ua_kw_per_k = PARKED_LOSS * vehicle.cabin_ua_w_per_k / W_PER_KW
    return SECONDS_PER_HOUR * vehicle.cabin_kwh_per_k / max(ua_kw_per_k, 1e-6)


def trip_kwh(
    vehicle: Vehicle,
    km: npt.ArrayLike,
    run_s: npt.ArrayLike,
    temperature_c: npt.ArrayLike,
    *,
    altitude_m: float = 0.0,
    passengers: npt.ArrayLike | None = None,
    rise_m: npt.ArrayLike = 0.0,
) -> FloatArray:
    """Return the energy of trips from the battery [kWh].

    Parameters
    ----------
    km, run_s, temperature_c : array_like
        Distance [km], driving time [s] and outdoor temperature [°C] of each trip.
    passengers, rise_m : array_like
        Mean number aboard (None: the vehicle's reference), and height gained [m].
    """
    distance_km, seconds = np.asarray(km, dtype=np.float64), np.asarray(run_s, dtype=np.float64)
    hours = seconds / SECONDS_PER_HOUR
    standing = (distance_km == 0.0) | (hours == 0.0)
    speed = np.where(
        standing, max(vehicle.reference_km_per_h, 1.0), distance_km / np.where(standing, 1.0, hours)
    )
    driving = traction(vehicle, distance_km, speed, passengers, rise_m)
    energy: FloatArray = driving.at(temperature_c, altitude_m)
    return energy + hours * auxiliary_kw(vehicle, temperature_c)
