"""From archetypes and envelope standards to the numbers of the 5R1C network."""

from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from sim.errors import Fault, InputError, nearest
from sim.models.building import H_SURFACE_W_M2K, Buildings
from sim.models.occupancy import schedule_names
from sim.tables import table
from sim.units import SECONDS_PER_HOUR, W_PER_KW

HEATING_DESIGN_C = -9.0
"""Outdoor design temperature of heating in Lanzhou, GB 50736-2012 App. A."""
COOLING_DESIGN_W_PER_M2 = 120.0
"""Capacity of cooling plant per area: assumption."""

_AIR_J_PER_M3K = 1.2 * 1005.0
_SURFACE_RATIO = 4.5
"""Surfaces that face rooms per floor area (ISO 13790, 7.2.2.2)."""
_FRAME_SHARE = 0.3
OBLIQUE = 0.9
"""Glass passes less of oblique light: F_w (ISO 13790, 11.4.2)."""
_SHADING = 0.8
"""Obstacles, curtains, dirt: assumption."""
OPAQUE_GAIN_M2K_PER_W = 0.6 * 0.04
"""Solar absorptance times the resistance of the outer surface (ISO 13790, 11.3.4)."""
_GROUND_FACTOR = 0.5
"""A floor on the ground loses about half of what U·ΔT to outdoor air says: assumption."""


def from_archetypes(
    groups: Iterable[tuple[str, str, float, int]], design_c: float = HEATING_DESIGN_C
) -> Buildings:
    """Return the arrays of building groups.

    Parameters
    ----------
    groups
        For each: archetype, envelope standard, heated area in m², storeys.
    design_c
        Outdoor temperature for which heating is sized, °C.

    Raises
    ------
    InputError
        With one fault for each unknown archetype or standard.
    """
    archetypes, envelopes = table("archetypes"), table("envelopes")
    rows = list(groups)
    faults = []
    for archetype, standard, _, _ in rows:
        for name, allowed in ((archetype, archetypes.index), (standard, envelopes.index.unique())):
            if name not in allowed:
                faults.append(Fault(f"unknown name '{name}'.{nearest(name, allowed)}"))
    if faults:
        raise InputError(faults)
    envelope_of = {(str(standard), str(row["use"])): row for standard, row in envelopes.iterrows()}
    fields = []
    for archetype, standard, area_m2, storeys in rows:
        kind = pd.Series(archetypes.loc[archetype])
        fields.append(
            _group(kind, envelope_of[standard, str(kind["use"])], area_m2, storeys, design_c)
        )
    arrays = {name: np.array([group[name] for group in fields]) for name in Buildings._fields}
    return Buildings(**arrays)


def _group(
    kind: "pd.Series[Any]", shell: "pd.Series[Any]", area_m2: float, storeys: int, design_c: float
) -> dict[str, Any]:
    people = area_m2 / kind.m2_per_person
    fields = _envelope(kind, shell, area_m2, storeys)
    fresh_m3_per_s = people * kind.fresh_air_m3_per_h_person / SECONDS_PER_HOUR
    fields |= {
        "heated_area_m2": area_m2,
        "infiltration_w_per_k": _AIR_J_PER_M3K * shell.infiltration_ach / SECONDS_PER_HOUR
        * area_m2 * _room_height_m(kind),
        "fresh_air_w_per_k": _AIR_J_PER_M3K * fresh_m3_per_s
        * shell.fresh_air_share * (1.0 - shell.heat_recovery),
        "surface_area_m2": _SURFACE_RATIO * area_m2,
        "surface_w_per_m2k": H_SURFACE_W_M2K,
        "mass_area_m2": kind.mass_area_ratio * area_m2,
        "mass_j_per_k": float(kind.mass_j_per_m2k * area_m2),
        "people_w": people * kind.person_w,
        "plug_w": kind.plug_w_per_m2 * area_m2,
        "light_w": kind.light_w_per_m2 * shell.light_factor * area_m2,
        "hot_water_l_per_day": people * kind.hot_water_l_per_person_day,
        **_plant(kind, area_m2),
    }  # fmt: skip
    fields["heating_capacity_kw"] = _design_load_kw(kind, fields, design_c)
    return fields


def _plant(kind: "pd.Series[Any]", area_m2: float) -> dict[str, Any]:
    cooling = table("cooling_systems").loc[kind.cooling]
    installed = 0.0 if kind.cooling == "none" else COOLING_DESIGN_W_PER_M2
    return {
        "heating_setpoint_c": float(kind.heating_setpoint_c),
        "heating_setback_c": float(kind.heating_setback_c),
        "cooling_setpoint_c": float(kind.cooling_setpoint_c),
        "cooling_setback_c": float(kind.cooling_setback_c),
        "cooling_capacity_kw": installed * area_m2 / W_PER_KW,
        "eer_35": float(cooling.eer_35),
        "eer_per_k": float(cooling.eer_per_k),
        "schedule": schedule_names().index(kind.schedule),
    }


def _room_height_m(kind: "pd.Series[Any]") -> float:
    return float(kind.storey_height_m) - 0.3  # floor slab


def _envelope(
    kind: "pd.Series[Any]", shell: "pd.Series[Any]", area_m2: float, storeys: int
) -> dict[str, Any]:
    """Return transmission and solar gains of boxes whose long sides face north and south."""
    footprint_m2 = min(float(kind.footprint_m2), area_m2 / storeys)
    boxes = area_m2 / (footprint_m2 * storeys)
    long_m = np.sqrt(footprint_m2 * kind.aspect_ratio)
    short_m = footprint_m2 / long_m
    sides_m2 = boxes * storeys * kind.storey_height_m * np.array([long_m, short_m] * 2)
    share = np.array(
        [kind[f"window_share_{side}"] for side in ("north", "east", "south", "west")], dtype=float
    )
    window_m2, wall_m2, roof_m2 = sides_m2 * share, sides_m2 * (1.0 - share), boxes * footprint_m2
    u_wall, u_roof, u_window = shell.wall_w_per_m2k, shell.roof_w_per_m2k, shell.window_w_per_m2k
    opaque = np.append(u_wall * wall_m2, u_roof * roof_m2)
    solar: npt.NDArray[np.float64] = OPAQUE_GAIN_M2K_PER_W * opaque
    solar[:4] += window_m2 * shell.window_shgc * (1.0 - _FRAME_SHARE) * OBLIQUE * _SHADING
    window_w_per_k = u_window * float(window_m2.sum())
    return {
        "window_w_per_k": window_w_per_k,
        "opaque_w_per_k": float(opaque.sum()) + _GROUND_FACTOR * shell.floor_w_per_m2k * roof_m2,
        "solar_area_m2": solar,
    }


def _design_load_kw(kind: "pd.Series[Any]", fields: Mapping[str, Any], design_c: float) -> float:
    """Return the heat loss at design temperature, without gains, and what morning adds."""
    loss_w_per_k = (
        fields["window_w_per_k"]
        + fields["opaque_w_per_k"]
        + fields["infiltration_w_per_k"]
        + fields["fresh_air_w_per_k"]
    )
    loss_kw = loss_w_per_k * (kind.heating_setpoint_c - design_c) / W_PER_KW
    return float(loss_kw * (1.0 + kind.intermittent_addition))
