"""What driving takes from a battery: a longitudinal model over the mean of a trip.

Between two stops a vehicle speeds up, runs and brakes, `a` = 1 m/s² either way. Of the energy at
the wheels per stop distance `L`

    rolling  = c_r · m · g · L · (1 + 0.00864 · (20 °C − T)),
    drag     = ½ · ρ · c_d · A · v_c² · (L − v_c²/2a),
    climbing = m · g · (height gained over L),
    braking  = ½ · λ · m · v_c² less what rolling and drag take while braking,

the battery gives (rolling + drag + climbing + braking) / η_drive and gets braking · η_recuperation
back (Guzzella and Sciarretta, Vehicle Propulsion Systems, 3rd ed. 2013, ch. 2: mean tractive
energy of a cycle, perfect and no recuperation as its limits). Where a slope gives more than rolling
and drag take, the rest is recuperated too. The rolling term's temperature is that of coast-down
tests (UN Regulation 83, K_R = 8.64e-3 per °C); ρ is that of the standard atmosphere at the
place's altitude (ISO 2533) and the outdoor temperature. While speed rises and falls evenly over
v_c²/2a each, v² is half its greatest on the mean.

The mean speed `v` tells how dense the stops are: L = L_ref · (v/v_ref)², which keeps the shape of
the speed over a stop distance, and the share 0.25 · (20 km/h)/v of the time, at most 0.4, is
stood. Both are assumptions. The cruising speed v_c follows from L/v · (1 − stood) = L/v_c + v_c/a.

A vehicle's published consumption holds at its reference speed and passengers, 20 °C, sea level and
a flat road. The ratio of it to the model, `calibration`, multiplies rolling, drag and braking.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from sim.models.sun import SEA_LEVEL_PA, standard_pressure_pa
from sim.models.vehicle import Vehicle
from sim.units import J_PER_KWH, SECONDS_PER_HOUR, ZERO_CELSIUS_K

PASSENGER_KG = 65.0
"""Mass of a passenger with luggage, kg. Assumption."""
REFERENCE_C = 20.0
_GRAVITY = 9.80665
_AIR_J_PER_KG_K = 287.05
_REFERENCE_DENSITY = SEA_LEVEL_PA / (_AIR_J_PER_KG_K * (REFERENCE_C + ZERO_CELSIUS_K))
_ROLLING_PER_K = 8.64e-3
"""UN Regulation 83, annex 4a, appendix 7: K_R."""
_ROTATING = 1.05
"""Inertia of wheels and motor, as a share of the mass above 1. Assumption."""
_ACCELERATION = 1.0
"""m/s², as much when braking. Assumption."""
_STOOD = 0.25
"""Share of the time stood at 20 km/h, in inverse proportion to the speed. Assumption."""
_STOOD_AT_MOST = 0.4
_M_PER_KM = 1000.0

FloatArray = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Traction:
    """Energy of driving from the battery, in parts that follow the weather and one that does not.

    With `rolling_factor` and `air_factor`: rolling · rolling_factor + drag · air_factor + other.
    All are kWh, or kWh/km where the distance was 1 km.
    """

    rolling_kwh: FloatArray
    drag_kwh: FloatArray
    other_kwh: FloatArray

    def at(self, temperature_c: npt.ArrayLike, altitude_m: float) -> FloatArray:
        """Return the energy at outdoor temperatures [kWh]."""
        return (
            self.rolling_kwh * rolling_factor(temperature_c)
            + self.drag_kwh * air_factor(temperature_c, altitude_m)
            + self.other_kwh
        )


@dataclass(frozen=True)
class _Wheels:
    """Energy at the wheels on a flat road at 20 °C and sea level [J per m]."""

    rolling: FloatArray
    drag: FloatArray
    braking: FloatArray


def rolling_factor(temperature_c: npt.ArrayLike) -> FloatArray:
    """Return rolling resistance over that at 20 °C [as `temperature_c`]."""
    return 1.0 + _ROLLING_PER_K * (REFERENCE_C - np.asarray(temperature_c, dtype=np.float64))


def air_factor(temperature_c: npt.ArrayLike, altitude_m: float) -> FloatArray:
    """Return the density of air over that at 20 °C and sea level [as `temperature_c`]."""
    kelvin = np.asarray(temperature_c, dtype=np.float64) + ZERO_CELSIUS_K
    density: FloatArray = standard_pressure_pa(altitude_m) / (_AIR_J_PER_KG_K * kelvin)
    return density / _REFERENCE_DENSITY


def cruising_m_per_s(vehicle: Vehicle, km_per_h: npt.ArrayLike) -> tuple[FloatArray, FloatArray]:
    """Return the cruising speed [m/s] and the distance between stops [m] at mean speeds."""
    mean = np.asarray(km_per_h, dtype=np.float64) * _M_PER_KM / SECONDS_PER_HOUR
    reference = vehicle.reference_km_per_h * _M_PER_KM / SECONDS_PER_HOUR
    between = vehicle.reference_stop_km * _M_PER_KM * (mean / reference) ** 2
    stood = np.minimum(_STOOD * (20.0 / 3.6) / mean, _STOOD_AT_MOST)
    moving_s = between / mean * (1.0 - stood)
    # Where stops are too close for the mean speed, the vehicle brakes as soon as it is fast.
    root = np.sqrt(np.maximum(moving_s**2 - 4.0 * between / _ACCELERATION, 0.0))
    fastest = np.sqrt(_ACCELERATION * between)
    return np.minimum(0.5 * _ACCELERATION * (moving_s - root), fastest), between


def _at_wheels(vehicle: Vehicle, km_per_h: npt.ArrayLike, passengers: npt.ArrayLike) -> _Wheels:
    speed, between = cruising_m_per_s(vehicle, km_per_h)
    mass = vehicle.mass_kg + PASSENGER_KG * np.asarray(passengers, dtype=np.float64)
    braking_m = speed**2 / (2.0 * _ACCELERATION)
    rolling = vehicle.rolling_coefficient * mass * _GRAVITY
    pressure = 0.5 * _REFERENCE_DENSITY * speed**2
    drag = pressure * vehicle.drag_coefficient * vehicle.frontal_area_m2
    drag = drag * (1.0 - braking_m / between)
    kinetic = 0.5 * _ROTATING * mass * speed**2
    braking = np.maximum(kinetic - (rolling + drag) * braking_m, 0.0) / between
    return _Wheels(rolling + 0.0 * speed, drag, braking)


def modelled_kwh_per_km(vehicle: Vehicle) -> float:
    """Return what the model alone says of a vehicle at its reference [kWh/km]."""
    wheels = _at_wheels(vehicle, vehicle.reference_km_per_h, vehicle.reference_passengers)
    drive, back = vehicle.drivetrain_efficiency, vehicle.recuperation_efficiency
    joules = (wheels.rolling + wheels.drag + wheels.braking) / drive - wheels.braking * back
    return float(joules) * _M_PER_KM / J_PER_KWH


def calibration(vehicle: Vehicle) -> float:
    """Return the published consumption without auxiliaries over the modelled one."""
    return vehicle.traction_kwh_per_km / modelled_kwh_per_km(vehicle)


def traction(
    vehicle: Vehicle,
    km: npt.ArrayLike,
    km_per_h: npt.ArrayLike,
    passengers: npt.ArrayLike | None = None,
    rise_m: npt.ArrayLike = 0.0,
) -> Traction:
    """Return the energy of driving [all arrays of one shape].

    Parameters
    ----------
    km, km_per_h : distance and mean speed, stops included.
    passengers : mean number aboard; None: the vehicle's reference.
    rise_m : height of the end above the begin [m].

    Returns
    -------
    Traction
        Zero for fuel vehicles: their fuel figure holds it.
    """
    metres = np.asarray(km, dtype=np.float64) * _M_PER_KM
    if not vehicle.has_battery:
        nothing = np.zeros_like(metres)
        return Traction(nothing, nothing, nothing)
    aboard = vehicle.reference_passengers if passengers is None else passengers
    wheels, factor = _at_wheels(vehicle, km_per_h, aboard), calibration(vehicle)
    drive, back = vehicle.drivetrain_efficiency, vehicle.recuperation_efficiency
    mass = vehicle.mass_kg + PASSENGER_KG * np.asarray(aboard, dtype=np.float64)
    climbing = mass * _GRAVITY * np.asarray(rise_m, dtype=np.float64)
    level = factor * (wheels.rolling + wheels.drag) * metres
    share = np.where(level + climbing >= 0.0, 1.0 / drive, back)
    return Traction(
        rolling_kwh=factor * wheels.rolling * metres * share / J_PER_KWH,
        drag_kwh=factor * wheels.drag * metres * share / J_PER_KWH,
        other_kwh=(
            factor * wheels.braking * metres * (1.0 / drive - back) + climbing * share
        ) / J_PER_KWH,
    )  # fmt: skip
