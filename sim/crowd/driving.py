"""What driving takes from a vehicle's battery, of any fleet that is followed one by one."""

from sim.crowd.state import Power
from sim.kernels import kernel
from sim.units import SECONDS_PER_HOUR


@kernel
def energy_for(power: Power, type_number: int, km: float, seconds: float, now_s: float) -> float:
    """Return what driving `km` in `seconds` takes from the battery [kWh]."""
    kind, meta = power.types[type_number], power.meta[0]
    if kind.electric == 0:
        return 0.0
    step = min(int(now_s / meta.step_s), meta.steps - 1)
    auxiliary = power.auxiliary_kw[type_number, step]
    return km * kind.traction_kwh_per_km + auxiliary * seconds / SECONDS_PER_HOUR


@kernel
def spend(power: Power, number: int, km: float, seconds: float, now_s: float) -> None:
    """Drive: kilometres onto the clock, energy out of the battery, never below empty."""
    vehicle = power.vehicles[number]
    energy = energy_for(power, vehicle.type, km, seconds, now_s)
    vehicle.km += km
    vehicle.driven_kwh += energy
    vehicle.energy_kwh -= energy
    if vehicle.energy_kwh < 0.0:
        vehicle.towed_kwh -= vehicle.energy_kwh
        vehicle.energy_kwh = 0.0
