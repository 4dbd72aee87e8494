"""From archetypes and envelope standards to zones."""

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from sim.errors import Fault, InputError, nearest
from sim.models.building import Buildings
from sim.models.occupancy import schedule_names
from sim.models.zone import Rooms
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
from sim.tables import table
from sim.units import SECONDS_PER_HOUR, W_PER_KW

Array = npt.NDArray[np.float64]

HEATING_DESIGN_C = -9.0
"""Outdoor design temperature of heating in Lanzhou, GB 50736-2012 App. A."""

_SEA_LEVEL_PA = 101_325.0
_AIR_J_PER_KG_K = 1005.0
_AIR_GAS_J_PER_KG_K = 287.05
_ROOM_K = 293.15
_FRAME_SHARE = 0.3
_SHADING = 0.8
"""Obstacles, curtains, dirt: assumption."""
AIR_AND_FURNITURE_J_PER_M2K = 10_000.0
"""Per floor area (ISO 52016-1:2017, annex B)."""
_SUN_CONVECTIVE = 0.1
"""Share of the windows' sun that furniture gives to the air (ISO 52016-1:2017, annex B)."""
_HEAT_RADIANT = 0.4
"""Of radiators: assumption."""
_SURFACES_M2K_PER_W = 0.13 + 0.04
"""Inner and outer film that the U-values of standards contain (ISO 6946)."""
_CONCRETE_M2K_PER_J = 1.0 / (1.74 * 2500.0 * 920.0)
"""Resistance of a layer for each J/m²K that it stores, per J/m²K: reinforced concrete, 1.74 W/mK,
2500 kg/m³, 920 J/kgK."""
_LEAST_LAYER_M2K_PER_W = 0.02
_SLAB_M = 0.3
"""Of a storey's height."""
_GROUND_FACTOR = 0.5
"""A floor on the ground loses about half of what U·ΔT to outdoor air says: assumption."""


class Group(NamedTuple):
    """A building group as a scenario describes it."""

    archetype: str
    standard: str
    heated_area_m2: float
    storeys: int
    occupied: float = 1.0
    heating_setpoint_c: float | None = None
    heating_setback_c: float | None = None
    preheat_hours: int = 0


class _Box(NamedTuple):
    """Surfaces of a group of buildings."""

    heated_m2: float
    window_m2: Array
    """North, east, south, west."""
    wall_m2: Array
    """Without windows, likewise."""
    roof_m2: float
    """Also the floor on the ground."""


def from_archetypes(
    groups: Iterable[Group | tuple[str, str, float, int]],
    design_c: float = HEATING_DESIGN_C,
    pressure_pa: float = _SEA_LEVEL_PA,
) -> Buildings:
    """Return the arrays of building groups.

    Parameters
    ----------
    groups
        Each a `Group`, or its first four fields.
    design_c
        Outdoor temperature for which heating is sized, °C.
    pressure_pa
        Of the air that is warmed: thin air takes less heat.

    Raises
    ------
    InputError
        With one fault for each unknown archetype or standard.
    """
    archetypes, envelopes = table("archetypes"), table("envelopes")
    rows = [Group(*group) for group in groups]
    faults = []
    for row in rows:
        known = (row.archetype, archetypes.index), (row.standard, envelopes.index.unique())
        for name, allowed in known:
            if name not in allowed:
                faults.append(Fault(f"unknown name '{name}'.{nearest(name, allowed)}"))
    if faults:
        raise InputError(faults)
    envelope_of = {(str(standard), str(row["use"])): row for standard, row in envelopes.iterrows()}
    air_j_per_m3k = _AIR_J_PER_KG_K * pressure_pa / (_AIR_GAS_J_PER_KG_K * _ROOM_K)
    fields, rooms = [], []
    for row in rows:
        kind = _kind(pd.Series(archetypes.loc[row.archetype]), row)
        shell = envelope_of[row.standard, str(kind["use"])]
        box = _box(kind, row.heated_area_m2, row.storeys)
        own = _group(kind, shell, box, design_c, air_j_per_m3k)
        fields.append(own | {"preheat_hours": row.preheat_hours})
        rooms.append(_room(kind, shell, box))
    names = [name for name in Buildings._fields if name != "rooms"]
    arrays = {name: np.array([group[name] for group in fields]) for name in names}
    return Buildings(rooms=_together(rooms), **arrays)


def _kind(kind: "pd.Series[Any]", group: Group) -> "pd.Series[Any]":
    """Return an archetype with what a group has of its own."""
    own = kind.copy()
    if group.heating_setpoint_c is not None:
        own["heating_setpoint_c"] = group.heating_setpoint_c
    setback_c = kind.heating_setback_c
    if group.heating_setback_c is not None:
        setback_c = group.heating_setback_c
    own["heating_setback_c"] = min(setback_c, own["heating_setpoint_c"])
    # nobody: as few as make no difference
    own["m2_per_person"] = kind.m2_per_person / max(group.occupied, 1e-9)
    return own


def _group(
    kind: "pd.Series[Any]",
    shell: "pd.Series[Any]",
    box: _Box,
    design_c: float,
    air_j_per_m3k: float,
) -> dict[str, Any]:
    area_m2, people = box.heated_m2, box.heated_m2 / kind.m2_per_person
    fresh_m3_per_s = people * kind.fresh_air_m3_per_h_person / SECONDS_PER_HOUR
    air_m3 = area_m2 * (float(kind.storey_height_m) - _SLAB_M)
    fields = {
        "heated_area_m2": area_m2,
        "infiltration_w_per_k": air_j_per_m3k * shell.infiltration_ach / SECONDS_PER_HOUR * air_m3,
        "fresh_air_w_per_k": air_j_per_m3k * fresh_m3_per_s
        * shell.fresh_air_share * (1.0 - shell.heat_recovery),
        "people_w": people * kind.person_w,
        "plug_w": kind.plug_w_per_m2 * area_m2,
        "light_w": kind.light_w_per_m2 * shell.light_factor * area_m2,
        "hot_water_l_per_day": people * kind.hot_water_l_per_person_day,
        **_plant(kind, area_m2),
    }  # fmt: skip
    fields["heating_capacity_kw"] = _design_load_kw(kind, shell, box, fields, design_c)
    return fields


def _plant(kind: "pd.Series[Any]", area_m2: float) -> dict[str, Any]:
    cooling = table("cooling_systems").loc[kind.cooling]
    return {
        "heating_setpoint_c": float(kind.heating_setpoint_c),
        "heating_setback_c": float(kind.heating_setback_c),
        "cooling_setpoint_c": float(kind.cooling_setpoint_c),
        "cooling_setback_c": float(kind.cooling_setback_c),
        "cooling_capacity_kw": float(cooling.capacity_w_per_m2) * area_m2 / W_PER_KW,
        "eer_35": float(cooling.eer_35),
        "eer_per_k": float(cooling.eer_per_k),
        "schedule": schedule_names().index(kind.schedule),
    }


def _box(kind: "pd.Series[Any]", area_m2: float, storeys: int) -> _Box:
    """Return the surfaces of boxes whose long sides face north and south."""
    footprint_m2 = min(float(kind.footprint_m2), area_m2 / storeys)
    boxes = area_m2 / (footprint_m2 * storeys)
    long_m = np.sqrt(footprint_m2 * kind.aspect_ratio)
    sides = np.array([long_m, footprint_m2 / long_m] * 2)
    sides_m2 = boxes * storeys * float(kind.storey_height_m) * sides
    share = np.array(
        [kind[f"window_share_{side}"] for side in ("north", "east", "south", "west")], dtype=float
    )
    return _Box(area_m2, sides_m2 * share, sides_m2 * (1.0 - share), boxes * footprint_m2)


def _room(kind: "pd.Series[Any]", shell: "pd.Series[Any]", box: _Box) -> Rooms:
    """Return the room of one group (arrays without their first axis)."""
    window_m2, wall_m2 = float(box.window_m2.sum()), float(box.wall_m2.sum())
    heavy_m2 = float(kind.mass_area_ratio) * box.heated_m2
    heat = float(kind.mass_j_per_m2k) / float(kind.mass_area_ratio)
    inner_m2 = max(heavy_m2 - wall_m2 - 2.0 * box.roof_m2, 0.2 * box.heated_m2)
    glazing = max(1.0 / shell.window_w_per_m2k - _SURFACES_M2K_PER_W, _LEAST_LAYER_M2K_PER_W)
    floor_w_per_m2k = _GROUND_FACTOR * shell.floor_w_per_m2k
    elements = [
        Element(wall_m2, _layers(heat, shell.wall_w_per_m2k), sun=WALL),
        Element(
            box.roof_m2, _layers(heat, shell.roof_w_per_m2k), CONVECTION_ROOF_W_M2K,
            sky_share=1.0, sun=ROOF,
        ),
        Element(box.roof_m2, _layers(heat, floor_w_per_m2k), CONVECTION_FLOOR_W_M2K,
                sky_share=0.0, floor=True),
        Element(window_m2, (Layer(glazing, 0.0),), glass=True),
        Element(inner_m2, (Layer(_CONCRETE_M2K_PER_J * heat, heat),), outside=False, floor=True),
    ]  # fmt: skip
    transmittance = float(shell.window_shgc) * (1.0 - _FRAME_SHARE)
    surfaces_m2 = window_m2 + wall_m2 + 2.0 * box.roof_m2 + inner_m2
    kept = cavity_absorptance(window_m2 / surfaces_m2, transmittance)
    return Rooms(
        *reduce(assemble(elements)),
        air_j_per_k=np.array(AIR_AND_FURNITURE_J_PER_M2K * box.heated_m2),
        opaque_m2=ABSORPTANCE * np.append(box.wall_m2, box.roof_m2),
        glass_m2=box.window_m2 * transmittance * _SHADING * kept,
        glass_convective=np.array(_SUN_CONVECTIVE),
        heat_radiant=np.array(_HEAT_RADIANT),
    )


def _layers(heat_j_per_m2k: float, u_w_per_m2k: float) -> tuple[Layer, Layer]:
    """Return concrete inside and insulation outside that together make a U-value."""
    concrete = _CONCRETE_M2K_PER_J * heat_j_per_m2k
    rest = 1.0 / u_w_per_m2k - _SURFACES_M2K_PER_W - concrete
    return Layer(concrete, heat_j_per_m2k), Layer(max(rest, _LEAST_LAYER_M2K_PER_W), 0.0)


def cavity_absorptance(window_share: float, transmittance: float) -> float:
    """Return the share of the windows' sun that does not leave by the windows again.

    A room as a cavity: Duffie and Beckman, Solar Engineering of Thermal Processes, 5.11.

    Parameters
    ----------
    window_share
        Windows' share of all surfaces that face the room.
    transmittance
        Of the windows for diffuse light.
    """
    escaping = (1.0 - ABSORPTANCE) * transmittance * window_share
    return ABSORPTANCE / (ABSORPTANCE + escaping)


def _together(rooms: list[Rooms]) -> Rooms:
    return Rooms(*(np.stack(values) for values in zip(*rooms, strict=True)))


def _design_load_kw(
    kind: "pd.Series[Any]",
    shell: "pd.Series[Any]",
    box: _Box,
    fields: Mapping[str, Any],
    design_c: float,
) -> float:
    """Return the heat loss at design temperature, without gains, and what morning adds."""
    floor_w_per_m2k = _GROUND_FACTOR * shell.floor_w_per_m2k
    loss_w_per_k = (
        shell.window_w_per_m2k * box.window_m2.sum()
        + shell.wall_w_per_m2k * box.wall_m2.sum()
        + (shell.roof_w_per_m2k + floor_w_per_m2k) * box.roof_m2
        + fields["infiltration_w_per_k"]
        + fields["fresh_air_w_per_k"]
    )
    loss_kw = loss_w_per_k * (kind.heating_setpoint_c - design_c) / W_PER_KW
    return float(loss_kw * (1.0 + kind.intermittent_addition))
