"""The temperature of a battery pack: one heat capacity, one loss, in closed form.

``C · dT/dt = heat − C/τ · (T − T_ambient)`` is linear, so its solution is a sum of two: the pack's
answer to the weather alone (the ambient temperature smoothed over τ, known before the run), and
what heat from driving, charging and the heater adds on top (`excess`), which fades with τ:

    T(t) = smoothed(t) + excess(t),    excess → P·τ/C + (excess − P·τ/C)·exp(−Δt/τ)

for constant heat P. An event thus costs one exponential, whatever time has passed.
"""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from sim.kernels import kernel
from sim.models.vehicle import Vehicle
from sim.units import SECONDS_PER_HOUR

Floats = npt.NDArray[np.float64]

COLDEST_C, WARMEST_C = -60.0, 60.0
"""Ends of the table of accepted power, in whole degrees."""


class Warmth(NamedTuple):
    """What the temperature of each type's battery depends on. First axis: vehicle types."""

    smoothed_c: Floats
    """[types, steps + 1] temperature of a pack that stands and rests, at the steps' borders."""
    accepted_kw: Floats
    """[types, degrees] greatest charging power, from `COLDEST_C` to `WARMEST_C`."""
    heat_kwh_per_k: Floats
    time_constant_h: Floats
    loss_share: Floats
    heater_kw: Floats
    heater_below_c: Floats


def smoothed_ambient_c(
    temperature_c: npt.ArrayLike, step_s: float, time_constant_s: float, days: float = 1.0
) -> Floats:
    """Return the temperature of a resting pack at the borders of the steps [steps + 1].

    Parameters
    ----------
    temperature_c : [steps] ambient temperature, constant through each step.
    days : the pack begins at the mean of so many first days.

    Notes
    -----
    Exact at the borders: ``T ← T_ambient + (T − T_ambient) · exp(−step/τ)``.
    """
    ambient = np.asarray(temperature_c, np.float64)
    kept = float(np.exp(-step_s / time_constant_s))
    out = np.empty(ambient.size + 1)
    first = max(1, round(days * 86400.0 / step_s))
    out[0] = ambient[:first].mean()
    for step, outside in enumerate(ambient.tolist()):
        out[step + 1] = outside + (out[step] - outside) * kept
    return out


def warmth(
    types: tuple[Vehicle, ...],
    temperature_c: npt.ArrayLike,
    step_s: float,
    *,
    cold_limits: bool = True,
    heater: bool = True,
) -> Warmth:
    """Return what the batteries of `types` need; fuel vehicles have a row that nobody reads.

    Parameters
    ----------
    cold_limits : whether a cold battery accepts less.
    heater : whether packs that have a heater use it.
    """
    ambient = np.asarray(temperature_c, np.float64)
    degrees = np.arange(COLDEST_C, WARMEST_C + 1.0)
    count = len(types)
    out = Warmth(
        smoothed_c=np.zeros((count, ambient.size + 1)),
        accepted_kw=np.zeros((count, degrees.size)),
        heat_kwh_per_k=np.ones(count),
        time_constant_h=np.ones(count),
        loss_share=np.zeros(count),
        heater_kw=np.zeros(count),
        heater_below_c=np.full(count, COLDEST_C),
    )
    for number, vehicle in enumerate(types):
        if not vehicle.has_battery:
            continue
        pack, capacity_kwh = vehicle.pack, vehicle.battery_kwh
        out.smoothed_c[number] = smoothed_ambient_c(ambient, step_s, pack.time_constant_s)
        rate = pack.accepted_c_rate(degrees) if cold_limits else np.full(degrees.size, np.inf)
        out.accepted_kw[number] = np.minimum(rate * capacity_kwh, vehicle.max_charge_kw)
        out.heat_kwh_per_k[number] = pack.heat_kwh_per_k(capacity_kwh)
        out.time_constant_h[number] = pack.time_constant_h
        out.loss_share[number] = pack.loss_share
        if heater:
            out.heater_kw[number] = pack.heater_kw_per_kwh * capacity_kwh
            out.heater_below_c[number] = pack.heater_below_c
    return out


@kernel
def resting_c(warmth: Warmth, type_number: int, step_s: float, now_s: float) -> float:
    """Return the temperature of a pack that has long rested at `now_s`, linear within a step."""
    place = now_s / step_s
    last = warmth.smoothed_c.shape[1] - 1
    step = min(max(int(place), 0), last - 1)
    weight = min(max(place - step, 0.0), 1.0)
    low, high = warmth.smoothed_c[type_number, step], warmth.smoothed_c[type_number, step + 1]
    between: float = low + weight * (high - low)
    return between


@kernel
def excess_after(
    warmth: Warmth, type_number: int, excess_k: float, heat_kw: float, hours: float
) -> float:
    """Return by how much the pack is warmer than a resting one, after `hours` of constant heat."""
    tau_h = warmth.time_constant_h[type_number]
    steady_k = heat_kw * tau_h / warmth.heat_kwh_per_k[type_number]
    excess: float = steady_k + (excess_k - steady_k) * np.exp(-hours / tau_h)
    return excess


@kernel
def excess_after_work(
    warmth: Warmth, type_number: int, excess_k: float, moved_kwh: float, seconds: float
) -> float:
    """As `excess_after`, with the losses of `moved_kwh` in or out, spread over `seconds`."""
    if seconds <= 0.0:
        return excess_k
    hours = seconds / SECONDS_PER_HOUR
    heat_kw = warmth.loss_share[type_number] * abs(moved_kwh) / hours
    return excess_after(warmth, type_number, excess_k, heat_kw, hours)


@kernel
def cold_limit_kw(warmth: Warmth, type_number: int, battery_c: float) -> float:
    """Return the greatest power that a battery accepts at its temperature [kW]."""
    place = min(max(battery_c, COLDEST_C), WARMEST_C) - COLDEST_C
    degree = min(int(place), warmth.accepted_kw.shape[1] - 2)
    low = warmth.accepted_kw[type_number, degree]
    high = warmth.accepted_kw[type_number, degree + 1]
    accepted: float = low + (place - degree) * (high - low)
    return accepted


@kernel
def heater_kw(warmth: Warmth, type_number: int, battery_c: float) -> float:
    """Return the power of the battery's heater at this temperature [kW]."""
    below = battery_c < warmth.heater_below_c[type_number]
    power: float = warmth.heater_kw[type_number] if below else 0.0
    return power
