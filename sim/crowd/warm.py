"""Batteries at plugs get warmer: by charging, by their heater, by standing; and accept more.

A battery is brought up to date when it is plugged in and unplugged, and at every control tick while
it charges. See docs/models/battery-temperature.md.
"""

import numpy as np

from sim.crowd.state import Power
from sim.kernels import kernel
from sim.models.battery_temperature import (
    cold_limit_kw,
    excess_after,
    excess_after_work,
    heater_kw,
    resting_c,
)
from sim.units import SECONDS_PER_HOUR

_FOR_CHARGING = 0.5
"""Share of a plug's power that is left for charging while the heater works."""


@kernel
def battery_c(power: Power, number: int, now_s: float) -> float:
    """Return the temperature of the battery at a plug that is up to date."""
    plug = power.plugs[number]
    resting = resting_c(power.warmth, plug.type, power.meta[0].step_s, now_s)
    warm: float = resting + plug.excess_k
    return warm


@kernel
def _obey_cold(power: Power, number: int, now_s: float) -> bool:
    """Set what the battery accepts and what its heater wants; return whether that changed."""
    plug = power.plugs[number]
    now_c = battery_c(power, number, now_s)
    most_kw = cold_limit_kw(power.warmth, plug.type, now_c)
    wanted_kw = heater_kw(power.warmth, plug.type, now_c)
    if most_kw == plug.max_kw and wanted_kw == plug.heater_kw:
        return False
    plug.max_kw, plug.heater_kw = most_kw, wanted_kw
    plug.limit_kw = np.nan  # to be planned anew
    return True


@kernel
def meet_cold(power: Power, number: int, now_s: float) -> None:
    """A battery was connected: what it is warmer than a resting one, and what it accepts."""
    plug, meta = power.plugs[number], power.meta[0]
    plug.excess_k = 0.0
    if plug.user < meta.vehicles:
        vehicle = power.vehicles[plug.user]
        moved_kwh, seconds = vehicle.excess_kwh - plug.energy_kwh, now_s - vehicle.excess_s
        kept_k = vehicle.excess_k
        plug.excess_k = excess_after_work(power.warmth, plug.type, kept_k, moved_kwh, seconds)
    elif plug.user < meta.first_battery:
        above_c = power.types[plug.type].arriving_above_c
        plug.excess_k = max(above_c - battery_c(power, number, now_s), 0.0)
    plug.warmed_s = now_s
    plug.heat_kwh = plug.heater_kwh = plug.heating_kw = 0.0
    plug.start_c = battery_c(power, number, now_s)
    _obey_cold(power, number, now_s)


@kernel
def _warm_up(power: Power, number: int, now_s: float) -> None:
    plug = power.plugs[number]
    hours = (now_s - plug.warmed_s) / SECONDS_PER_HOUR
    if hours > 0.0:
        heat_kw = plug.heat_kwh / hours
        plug.excess_k = excess_after(power.warmth, plug.type, plug.excess_k, heat_kw, hours)
        plug.heat_kwh, plug.warmed_s = 0.0, now_s


@kernel
def part_warm(power: Power, number: int, now_s: float) -> None:
    """A battery is about to be disconnected: its vehicle takes its warmth along."""
    plug = power.plugs[number]
    _warm_up(power, number, now_s)
    if plug.power_kw <= 0.0:
        plug.excess_k = 0.0  # a swapped one, which rested on its rack
    if plug.user < power.meta[0].vehicles:
        vehicle = power.vehicles[plug.user]
        vehicle.excess_k = plug.excess_k
        vehicle.excess_s, vehicle.excess_kwh = now_s, plug.energy_kwh


@kernel
def warm_up_site(power: Power, site: int, now_s: float) -> bool:
    """Bring the batteries that charge at a site up to date; its energy must be settled.

    Returns whether one of them accepts something else than before, so that the site must be
    planned anew.
    """
    seen = power.seen.sites[site]
    changed = False
    for k in range(seen.first, seen.first + seen.connected):
        number = power.seen.connected[k]
        plug = power.plugs[number]
        if plug.power_kw > 0.0 and plug.energy_kwh < plug.target_kwh:
            _warm_up(power, number, now_s)
            changed = _obey_cold(power, number, now_s) or changed
    return changed


@kernel
def heating_kw(power: Power, number: int, limit_kw: float) -> float:
    """Return what the heater gets if a plug is allotted `limit_kw` [kW, battery side].

    What the battery does not accept, and at most half of all.
    """
    plug = power.plugs[number]
    if limit_kw <= 0.0:
        return 0.0
    left = max(limit_kw - plug.max_kw, (1.0 - _FOR_CHARGING) * limit_kw)
    heating: float = min(plug.heater_kw, left)
    return heating
