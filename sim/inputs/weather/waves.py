"""Days that a scenario lays over its weather: a cold wave, a heat wave, a dust storm."""

from dataclasses import replace

import numpy as np
import numpy.typing as npt

from sim.inputs.weather.humidity import with_temperature
from sim.inputs.weather.record import Weather
from sim.models.irradiance import split
from sim.scenario.weather import ColdWave, DustStorm, HeatWave, WeatherChoice

Floats = npt.NDArray[np.float64]

DIFFUSE_AIR_MASS = 1.66  # of light from all sides (Elsasser's diffusivity factor, 1942)
HIGHEST_AIR_MASS = 12.3  # as in the spectrum of a PV roof: at the horizon


def with_waves(weather: Weather, choice: WeatherChoice) -> Weather:
    """Return the weather with all that the scenario lays over it."""
    if choice.cold_wave is not None:
        weather = with_cold_wave(weather, choice.cold_wave)
    if choice.heat_wave is not None:
        weather = with_heat_wave(weather, choice.heat_wave)
    if choice.dust_storm is not None:
        weather = with_dust_storm(weather, choice.dust_storm)
    return weather


def share_of(weather: Weather, wave: ColdWave | HeatWave | DustStorm) -> Floats:
    """Return how much of a wave is there [steps]: 1 on its days, linear over `onset_h` around."""
    at_h = (np.arange(weather.grid.steps) + 0.5) * weather.grid.step_h
    begin_h = 24.0 * (wave.day - 1)
    outside_h = np.maximum(np.maximum(begin_h - at_h, at_h - begin_h - 24.0 * wave.days), 0.0)
    return np.asarray(np.clip(1.0 - outside_h / max(wave.onset_h, 1e-9), 0.0, 1.0))


def _air_c(weather: Weather, wave: ColdWave | HeatWave) -> Floats:
    """Return the air [steps], °C: on the wave's days its mean and `swing` of their own waves."""
    steps_a_day = weather.grid.steps_per_day
    daily_c = weather.temperature_c.reshape(-1, steps_a_day).mean(axis=1)
    own_c = np.repeat(daily_c, steps_a_day)
    there_c = wave.mean_c + wave.swing * (weather.temperature_c - own_c)
    share = share_of(weather, wave)
    return np.asarray((1.0 - share) * weather.temperature_c + share * there_c)


def _days(wave: ColdWave | HeatWave | DustStorm) -> str:
    return f"days {wave.day} to {wave.day + wave.days - 1} of the run"


def with_cold_wave(weather: Weather, wave: ColdWave) -> Weather:
    """Return the same weather with the air of some days colder, at the same RH and light.

    Cold air from the north is as humid, relatively, as the air that it replaces; the ground at
    4 m does not feel a week.
    """
    note = (
        f"Cold wave: {_days(wave)} at a mean of {wave.mean_c:g} °C "
        f"with {wave.swing:.0%} of their daily swing, at unchanged relative humidity and light."
    )
    return replace(weather, temperature_c=_air_c(weather, wave), notes=(*weather.notes, note))


def with_heat_wave(weather: Weather, wave: HeatWave) -> Weather:
    """Return the same weather with the air of some days hotter, with the same vapour and light.

    A week's heat brings no water: at unchanged relative humidity it would be a tropical one.
    """
    note = (
        f"Heat wave: {_days(wave)} at a mean of {wave.mean_c:g} °C "
        f"with {wave.swing:.0%} of their daily swing, at unchanged vapour pressure and light."
    )
    hot = with_temperature(weather, _air_c(weather, wave))
    return replace(hot, notes=(*weather.notes, note))


def with_dust_storm(weather: Weather, storm: DustStorm) -> Weather:
    """Return the same weather with dust in the air of some days, which settles faster.

    The beam is weakened by Bouguer's law with the storm's optical depth; of what it loses a
    share arrives as diffuse light. Diffuse light from above loses the rest likewise, at an air
    mass of 1.66. Temperature and wind stay as they are.
    """
    sun, share = weather.sun, share_of(weather, storm)
    depth = storm.optical_depth * share
    beam = np.exp(-depth * np.minimum(sun.airmass, HIGHEST_AIR_MASS))
    above = storm.forward_share + (1.0 - storm.forward_share) * np.exp(-DIFFUSE_AIR_MASS * depth)
    direct = weather.ghi_w_m2 - weather.dhi_w_m2
    diffuse = above * weather.dhi_w_m2 + storm.forward_share * (1.0 - beam) * direct
    ghi = diffuse + beam * direct
    dni, dhi = split(ghi, diffuse / np.maximum(ghi, 1e-9), sun)
    dimmed = share > 0.0
    lost = 1.0 - ghi[dimmed].sum() / max(float(weather.ghi_w_m2[dimmed].sum()), 1e-9)
    note = (
        f"Dust storm: {_days(storm)} with an extra optical depth of {storm.optical_depth:g}, "
        f"{lost:.0%} less GHI, and dust that settles {storm.soiling_factor:g} times as fast."
    )
    return replace(
        weather,
        ghi_w_m2=np.where(dimmed, ghi, weather.ghi_w_m2),
        dni_w_m2=np.where(dimmed, dni, weather.dni_w_m2),
        dhi_w_m2=np.where(dimmed, dhi, weather.dhi_w_m2),
        dust=weather.dust * (1.0 + share * (storm.soiling_factor - 1.0)),
        notes=(*weather.notes, note),
    )
