"""The 5R1C of buildings against BESTEST (ASHRAE 140-2020) and the sizing indices of design."""

from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
from pvlib.solarposition import get_solarposition

from sim.models.archetype import OBLIQUE, OPAQUE_GAIN_M2K_PER_W, from_archetypes
from sim.models.building import Buildings, demand
from sim.models.facade import facade_irradiance
from sim.models.occupancy import SLOTS, Schedules
from sim.units import W_PER_KW
from sim.verify.check import Check

Array = npt.NDArray[np.float64]

_STANDARD = "ASHRAE 140-2020, tables B8-1 and B8-2; limits of addendum b, tables A3-1 and A3-2"
_KWH_PER_MWH = 1000.0
_EARLIER = {"600": (4.296, 5.709), "900": (1.170, 2.041)}
"""Annual heating that the programs of the standard's earlier editions found, MWh."""
_DESIGN = "heat-load indices of Chinese design practice, as cited in public code"
_WEATHER, _RESULTS = "bestest/DRYCOLD.mos", "bestest/ASHRAE140_data.dat"
_LATITUDE, _LONGITUDE, _ALTITUDE_M = 39.76, -104.86, 1611.0

_MASS = {"600": (42167.0, 2.95), "900": (307750.0, 2.43)}
"""J/m²K and mass area per floor area of the light and the heavy building."""
_CASES = {"600": "600", "640": "600", "900": "900", "940": "900"}
"""Case: building. 640 and 940 set back to 10 °C at night."""
_SET_BACK = ("640", "940")
_INDICES = {"dwelling": (47, 70), "office": (58, 81), "school": (58, 81), "hotel": (58, 70),
            "shop": (64, 87)}  # fmt: skip
"""Heat load of existing buildings, W/m²: indices used in design (as cited in public code)."""


def checks(reference_data: Path | None) -> list[Check]:
    """Compare with what other programs found; `reference_data` holds the folder ``bestest``."""
    return [*_bestest(reference_data), *_design_loads()]


def _design_loads() -> list[Check]:
    groups = [(name, "existing", 12_000.0, 6) for name in _INDICES]
    b = from_archetypes(groups)
    load_w_per_m2 = b.heating_capacity_kw * W_PER_KW / b.heated_area_m2
    return [
        Check.between(f"design heat load, existing {name}", float(ours), low, high, "W/m2", _DESIGN)
        for (name, (low, high)), ours in zip(_INDICES.items(), load_w_per_m2, strict=True)
    ]


def _bestest(reference_data: Path | None) -> list[Check]:
    if reference_data is None or not (reference_data / _WEATHER).is_file():
        reason = "weather and results of BESTEST are not there"
        return [Check.skipped(f"BESTEST {case}", "MWh", _STANDARD, reason) for case in _CASES]
    limits = _acceptance(reference_data / _RESULTS)
    outdoor_c, planes = _dry_cold(reference_data / _WEATHER)
    rows = []
    for case in _CASES:
        heating_mwh, cooling_mwh = bestest_case(case, outdoor_c, planes)
        for need, ours in (("heating", heating_mwh), ("cooling", cooling_mwh)):
            low, high = limits[case, need]
            rows.append(Check.between(f"BESTEST {case} {need}", ours, low, high, "MWh", _STANDARD))
        if case in _EARLIER:
            name = f"BESTEST {case} heating, earlier editions"
            source = "ASHRAE 140, editions before 2020: range of programs with this weather"
            rows.append(Check.between(name, heating_mwh, *_EARLIER[case], "MWh", source))
    return rows


def bestest_case(case: str, outdoor_c: Array, planes: Array) -> tuple[float, float]:
    """Return a year's heating and cooling of a case, MWh."""
    set_back = np.zeros(SLOTS) if case in _SET_BACK else np.ones(SLOTS)
    hours = np.arange(SLOTS) % 24
    set_back[(hours >= 7) & (hours < 23)] = 1.0
    off, on = np.zeros((1, SLOTS)), np.ones((1, SLOTS))
    schedules = Schedules(off, on, off, off, set_back[None, :], on, off)
    slot = np.arange(len(outdoor_c), dtype=np.int64) % 24
    need = demand(_box(*_MASS[_CASES[case]]), schedules, slot, outdoor_c, planes, 3600.0)
    return (
        float(need.heating_kw.sum(dtype=np.float64)) / _KWH_PER_MWH,
        float(need.cooling_kw.sum(dtype=np.float64)) / _KWH_PER_MWH,
    )


def _box(mass_j_per_m2k: float, mass_area_ratio: float) -> Buildings:
    """Return the room of BESTEST: 8 m × 6 m × 2.7 m, 12 m² of glass to the south."""
    floor_m2, volume_m3, glass_m2 = 48.0, 129.6, 12.0
    u_wall, u_roof, u_floor, u_window, g = 0.53, 0.33, 0.038, 3.1, 0.769
    wall_m2 = np.array([21.6, 16.2, 9.6, 16.2])
    solar = OPAQUE_GAIN_M2K_PER_W * np.append(u_wall * wall_m2, u_roof * floor_m2)
    solar[2] += glass_m2 * g * OBLIQUE
    fields: dict[str, Any] = dict.fromkeys(Buildings._fields, np.zeros(1))
    fields |= {
        "heated_area_m2": np.array([floor_m2]),
        "window_w_per_k": np.array([u_window * glass_m2]),
        "opaque_w_per_k": np.array([u_wall * wall_m2.sum() + (u_roof + u_floor) * floor_m2]),
        "infiltration_w_per_k": np.array([0.414 * volume_m3 * 1.2 * 1005.0 / 3600.0]),
        "surface_area_m2": np.array([4.5 * floor_m2]),
        "surface_w_per_m2k": np.array([2.1]),
        "mass_area_m2": np.array([mass_area_ratio * floor_m2]),
        "mass_j_per_k": np.array([mass_j_per_m2k * floor_m2]),
        "solar_area_m2": solar[None, :],
        "plug_w": np.array([200.0]),
        "heating_setpoint_c": np.array([20.0]),
        "heating_setback_c": np.array([10.0]),
        "cooling_setpoint_c": np.array([27.0]),
        "heating_capacity_kw": np.array([1000.0]),
        "cooling_capacity_kw": np.array([1000.0]),
    }
    fields["schedule"] = np.zeros(1, dtype=np.int64)
    return Buildings(**fields)


def _acceptance(file: Path) -> dict[tuple[str, str], tuple[float, float]]:
    """Read the limits of the first two tables: annual heating, annual cooling."""
    need, limits = "", {}
    for line in file.read_text(encoding="utf-8").splitlines():
        if line.startswith("# Table B8"):
            need = {"B8-1.": "heating", "B8-2.": "cooling"}.get(line.split()[2], "")
        cells = [cell.strip() for cell in line.split(",")]
        if need and cells[0].isdigit():
            low, high = sorted((float(cells[-2]), float(cells[-1])))
            limits[cells[0], need] = (low, high)
    return limits


def _dry_cold(file: Path) -> tuple[Array, Array]:
    """Return outdoor temperature [8760] and irradiance on façades and roof [5, 8760]."""
    rows = np.loadtxt(file, comments=("#", "double"), usecols=(0, 1, 8, 9, 10))
    rows = rows[rows[:, 0] > 0.0]  # each row tells of the hour that ends at its time
    middles = pd.date_range("2001-01-01 00:30", periods=len(rows), freq="h", tz="Etc/GMT+7")
    sun = get_solarposition(middles, _LATITUDE, _LONGITUDE, _ALTITUDE_M)
    planes = facade_irradiance(
        sun["zenith"].to_numpy(), sun["azimuth"].to_numpy(), rows[:, 2], rows[:, 3], rows[:, 4]
    )
    return rows[:, 1], planes
