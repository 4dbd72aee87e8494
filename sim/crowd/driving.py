"""What driving takes from a vehicle's battery, of any fleet that is followed one by one.

What does not depend on the moment is worked out before the run: here are a few operations each.
"""

import numpy as np

from sim.crowd.state import Lines, Power
from sim.kernels import kernel
from sim.units import SECONDS_PER_HOUR

ROLLING, DRAG, COLUMN = 0, 1, 2
"""Columns of `Power.weather`."""


@kernel
def step_at(power: Power, now_s: float) -> int:
    """Return the step of the grid in which a time lies."""
    meta = power.meta[0]
    return int(min(int(now_s / meta.step_s), meta.steps - 1))


@kernel
def energy_for(power: Power, type_number: int, km: float, seconds: float, now_s: float) -> float:
    """Return what driving `km` in `seconds` takes from the battery [kWh].

    Traction is that of the fleet's speed: of taxis, and of empty drives of buses.
    """
    if power.types[type_number].electric == 0:
        return 0.0
    step = step_at(power, now_s)
    auxiliary = power.auxiliary_kw[type_number, step]
    traction = power.traction_kwh_per_km[type_number, step]
    return km * traction + auxiliary * seconds / SECONDS_PER_HOUR


@kernel
def spend(power: Power, number: int, km: float, seconds: float, now_s: float) -> None:
    """Drive: kilometres onto the clock, energy out of the battery, never below empty."""
    draw(power, number, km, energy_for(power, power.vehicles[number].type, km, seconds, now_s))


@kernel
def draw(power: Power, number: int, km: float, energy_kwh: float) -> None:
    """Drive `km` with so much energy from the battery."""
    vehicle = power.vehicles[number]
    vehicle.km += km
    vehicle.driven_kwh += energy_kwh
    vehicle.energy_kwh -= energy_kwh
    if vehicle.energy_kwh < 0.0:
        vehicle.towed_kwh -= vehicle.energy_kwh
        vehicle.energy_kwh = 0.0


@kernel
def trip_kwh(lines: Lines, power: Power, number: int, run_s: float, now_s: float) -> float:
    """Return what a trip that takes `run_s` takes from the battery, if it begins now [kWh].

    Traction is that of the planned speed; the cabin is heated as long as the trip lasts.
    """
    trip = lines.trips[number]
    type_number = lines.fleets[lines.depots[lines.blocks[trip.block].depot].fleet].type
    if power.types[type_number].electric == 0:
        return 0.0
    step = step_at(power, now_s)
    if trip.curve >= 0:
        column = np.float64(power.weather[step, COLUMN])
        low = int(column)
        high = min(low + 1, lines.measured_kwh_per_km.shape[1] - 1)
        at_low = np.float64(lines.measured_kwh_per_km[trip.curve, low])
        at_high = np.float64(lines.measured_kwh_per_km[trip.curve, high])
        return trip.km * (at_low + (column - low) * (at_high - at_low))
    driving = trip.rolling_kwh * power.weather[step, ROLLING]
    driving += trip.drag_kwh * power.weather[step, DRAG] + trip.other_kwh
    return driving + power.auxiliary_kw[type_number, step] * run_s / SECONDS_PER_HOUR


@kernel
def warm_up_kwh(power: Power, number: int, now_s: float) -> float:
    """Return what it takes to bring a parked vehicle's cabin to temperature now [kWh]."""
    vehicle = power.vehicles[number]
    kind = power.types[vehicle.type]
    if kind.electric == 0 or vehicle.warm == 1:
        return 0.0
    cooled = 1.0 - np.exp(-max(now_s - vehicle.since_s, 0.0) / kind.cooling_s)
    return cooled * power.warm_up_kwh[vehicle.type, step_at(power, now_s)]
