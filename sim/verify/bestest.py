"""The cases of BESTEST (ASHRAE 140-2020): one room of 8 m x 6 m x 2.7 m and its variants.

Cases 6xx are light, 9xx heavy: x10 and x30 have overhangs (and fins), x20 and x30 windows to east
and west, x40 a set-back at night, x50 ventilation at night instead of heating.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd
from pvlib.solarposition import get_solarposition

from sim.models.archetype import cavity_absorptance
from sim.models.building import GAIN_RADIANT, simulate
from sim.models.facade import NO_SHADE, Shade, facade_irradiance
from sim.models.zone import Rooms, Slots, zones
from sim.models.zone_network import (
    ABSORPTANCE,
    CONVECTION_FLOOR_W_M2K,
    CONVECTION_ROOF_W_M2K,
    ROOF,
    WALL,
    Element,
    Layer,
    assemble,
    reduce,
)
from sim.units import HOURS_PER_DAY, SECONDS_PER_HOUR, W_PER_KW

Array = npt.NDArray[np.float64]

CASES = ("600", "610", "620", "630", "640", "650", "900", "910", "920", "930", "940", "950")

_STEPS_PER_HOUR = 12
_STEP_S = SECONDS_PER_HOUR / _STEPS_PER_HOUR
_FLOOR_M2, _VOLUME_M3, _GLASS_M2, _G = 48.0, 129.6, 12.0, 0.769
_WALLS_M2 = np.array([21.6, 16.2, 21.6, 16.2])
_AIR_J_PER_M3K = 1.2 * 0.822 * 1005.0
"""At 1609 m."""
_INFILTRATION_ACH, _FAN_M3_H, _GAIN_W = 0.5, 1703.16, 200.0
_HEAT_TO_C, _SET_BACK_C, _COOL_TO_C = 20.0, 10.0, 27.0
_NEVER_C, _UNLIMITED_W = 1000.0, 1e6
_GLASS_M, _GLASS_W_PER_MK, _EMISSIVITY = 0.003048, 1.0, 0.84
_GAP_M, _GAP_W_PER_MK, _MEAN_C = 0.013, 0.0246, 10.0
_STEFAN_BOLTZMANN = 5.670374419e-8


class Published(NamedTuple):
    """What the standard prints for a case: the programs' range, and its limits if there are any."""

    least: float
    greatest: float
    low: float
    high: float


class Climate(NamedTuple):
    """Weather of the test at its hours; the sun of the middle of each."""

    outdoor_c: Array
    sky: tuple[Array, Array, Array, Array, Array]
    """Zenith and azimuth of the sun; global, direct normal and diffuse irradiance."""


def bestest(case: str, climate: Climate) -> dict[str, float]:
    """Return annual heating and cooling, MWh, and their hourly peaks, kW."""
    rooms, shade = room_of(case)
    slots, slot = slots_of(case)
    steps = np.repeat(np.arange(len(climate.outdoor_c)), _STEPS_PER_HOUR)
    light = facade_irradiance(*climate.sky, shade=shade)
    these = zones(rooms, slots, _STEP_S)
    need = simulate(
        these, np.array([_UNLIMITED_W]), np.array([_UNLIMITED_W]), np.resize(slot, len(steps)),
        climate.outdoor_c[steps], light[steps], round(14 * 86400.0 / _STEP_S),
    )  # fmt: skip
    found = {}
    for name, power in (("heating", need.heating_kw), ("cooling", need.cooling_kw)):
        hourly = power[0].astype(np.float64).reshape(-1, _STEPS_PER_HOUR).mean(axis=1)
        found[name] = float(hourly.sum()) / W_PER_KW
        found[f"peak {name}"] = float(hourly.max())
    return found


def room_of(case: str) -> tuple[Rooms, Shade]:
    """Return the room of a case, and what shades its windows."""
    heavy, kind = case[0] == "9", case[1:]
    glass_m2 = np.array([0.0, 6.0, 0.0, 6.0]) if kind in ("20", "30") else (
        np.array([0.0, 0.0, _GLASS_M2, 0.0])
    )  # fmt: skip
    wall_m2 = _WALLS_M2 - glass_m2
    elements = [
        Element(float(wall_m2.sum()), _HEAVY_WALL if heavy else _LIGHT_WALL, sun=WALL),
        Element(_FLOOR_M2, _ROOF, CONVECTION_ROOF_W_M2K, sky_share=1.0, sun=ROOF),
        Element(_FLOOR_M2, _HEAVY_FLOOR if heavy else _LIGHT_FLOOR, CONVECTION_FLOOR_W_M2K,
                sky_share=0.0, floor=True),
        Element(_GLASS_M2, (Layer(_glazing_m2k_per_w(), 0.0),), glass=True),
    ]  # fmt: skip
    surfaces_m2 = float(_WALLS_M2.sum()) + 2.0 * _FLOOR_M2
    kept = cavity_absorptance(_GLASS_M2 / surfaces_m2, _G)
    one = Rooms(
        *reduce(assemble(elements)),
        air_j_per_k=np.array(_AIR_J_PER_M3K * _VOLUME_M3),
        opaque_m2=ABSORPTANCE * np.append(wall_m2, _FLOOR_M2),
        glass_m2=_G * kept * glass_m2,
        glass_convective=np.array(0.0),
        heat_radiant=np.array(0.0),
    )
    shade = NO_SHADE
    if kind in ("10", "30"):
        shade = Shade(1.0, 0.5, 1.0 if kind == "30" else 0.0, 2.0, 3.0)
    return Rooms(*(values[None] for values in one)), shade


def slots_of(case: str) -> tuple[Slots, npt.NDArray[np.int64]]:
    """Return what holds in each five minutes of a day, and the slot of each step of a day."""
    slot = np.arange(HOURS_PER_DAY * _STEPS_PER_HOUR)
    hour = slot / _STEPS_PER_HOUR
    infiltration = _AIR_J_PER_M3K * _INFILTRATION_ACH * _VOLUME_M3 / SECONDS_PER_HOUR
    air, heat = np.full(len(slot), infiltration), np.full(len(slot), _HEAT_TO_C)
    cool = np.full(len(slot), _COOL_TO_C)
    if case[1:] == "40":
        heat[(hour < 7) | (hour >= 23)] = _SET_BACK_C
        # from 7 to 8 the set-point rises in a line; the end of each step counts
        rising = (hour >= 7) & (hour < 8)
        heat[rising] = _SET_BACK_C + (_HEAT_TO_C - _SET_BACK_C) * (
            hour[rising] + 1.0 / _STEPS_PER_HOUR - 7.0
        )
    if case[1:] == "50":
        night = (hour < 7) | (hour >= 18)
        air[night] += _AIR_J_PER_M3K * _FAN_M3_H / SECONDS_PER_HOUR
        heat[:], cool[night] = -_NEVER_C, _NEVER_C
    gain = np.full(len(slot), _GAIN_W)
    values = (air, (1.0 - GAIN_RADIANT) * gain, GAIN_RADIANT * gain, heat, cool)
    return Slots(*(one[None, :] for one in values)), slot


def _layer(metres: float, w_per_mk: float, kg_m3: float, j_per_kg_k: float) -> Layer:
    return Layer(metres / w_per_mk, metres * kg_m3 * j_per_kg_k)


_SIDING, _DECK = _layer(0.009, 0.14, 530, 900), _layer(0.019, 0.14, 530, 900)
_LIGHT_WALL = (_layer(0.012, 0.16, 950, 840), _layer(0.066, 0.04, 12, 840), _SIDING)
_HEAVY_WALL = (_layer(0.1, 0.51, 1400, 1000), _layer(0.0615, 0.04, 10, 1400), _SIDING)
_ROOF = (_layer(0.01, 0.16, 950, 840), _layer(0.1118, 0.04, 12, 840), _DECK)
_LIGHT_FLOOR = (_layer(0.025, 0.14, 650, 1200), Layer(1.003 / 0.04, 0.0))
_HEAVY_FLOOR = (_layer(0.08, 1.13, 1400, 1000), Layer(1.007 / 0.04, 0.0))


def _glazing_m2k_per_w() -> float:
    """Return the resistance of two panes and the air between them, without films (EN 673)."""
    radiation = 4.0 * _STEFAN_BOLTZMANN * (_MEAN_C + 273.15) ** 3 / (2.0 / _EMISSIVITY - 1.0)
    gap = radiation + _GAP_W_PER_MK / _GAP_M  # still air: Nusselt number 1
    return 1.0 / gap + 2.0 * _GLASS_M / _GLASS_W_PER_MK


def load_climate(file: Path) -> Climate:
    """Read a weather file of the Modelica libraries; each row tells of the hour that it ends."""
    text = file.read_text(encoding="utf-8")
    header = next(line for line in text.splitlines() if line.startswith("#LOCATION")).split(",")
    latitude, longitude, _, altitude_m = (float(cell) for cell in header[6:10])
    rows = np.loadtxt(file, comments=("#", "double"), usecols=(0, 1, 8, 9, 10))
    hours = np.arange(1, 8761) * SECONDS_PER_HOUR
    # Denver's begins with a row for time 0 and lacks the last one
    rows = rows[np.minimum(np.searchsorted(rows[:, 0], hours), len(rows) - 1)]
    middles = pd.date_range("2001-01-01 00:30", periods=len(hours), freq="h", tz="Etc/GMT+7")
    sun = get_solarposition(middles, latitude, longitude, altitude_m)
    sky = (sun["zenith"].to_numpy(), sun["azimuth"].to_numpy(), *rows[:, 2:].T)
    return Climate(rows[:, 1], sky)


_TABLES = {
    "B8-1.": "heating", "B8-2.": "cooling", "B8-3.": "peak heating", "B8-4.": "peak cooling",
}  # fmt: skip


def published(file: Path) -> Mapping[tuple[str, str], Published]:
    """Read the programs' results and the limits, by case and quantity."""
    need, found = "", {}
    for line in file.read_text(encoding="utf-8").splitlines():
        if line.startswith("# "):
            need = _TABLES.get(line.split()[2], "") if line.startswith("# Table") else ""
        cells = [cell.strip() for cell in line.split(",")]
        if not need or not cells[0].isdigit():
            continue
        limits = (np.nan, np.nan)
        if "peak" not in need:
            limits = (min(map(float, cells[-2:])), max(map(float, cells[-2:])))
            cells = cells[:-2]
        values = [float(cell.split("(")[0]) for cell in cells[1:] if cell != "N/A"]
        found[cells[0], need] = Published(min(values), max(values), *limits)
    return found
