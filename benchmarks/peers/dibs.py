"""A year of BESTEST's light room: DIBS (5R1C, Python) and ours, with the same weather and sun."""

import json
import math
import tempfile
import time
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.peers.environments import ask
from benchmarks.row import Row
from sim.models.building import simulate
from sim.models.facade import facade_irradiance
from sim.models.zone import Rooms, zones
from sim.verify.bestest import bestest, load_climate, published, room_of, slots_of

WEATHER, RESULTS = Path("data/bestest/DRYCOLD.mos"), Path("data/bestest/ASHRAE140_data.dat")
FASTER = 100.0
"""How much faster we have to be for a room and hour."""
_ROOMS = 64
_ROOM = {
    "max_heating_energy_per_floor_area": math.inf, "max_cooling_energy_per_floor_area": -math.inf,
    "heating_supply_system": "DirectHeater", "cooling_supply_system": "DirectCooler",
    "heating_emission_system": "AirConditioning", "cooling_emission_system": "AirConditioning",
    "wall_area_og": 63.6, "window_area_south": 12.0, "roof_area": 48.0, "base_area": 48.0,
    "energy_ref_area": 48.0, "net_room_area": 48.0, "building_height": 2.7,
    "u_windows": 3.1, "u_walls": 0.53, "u_roof": 0.33, "u_base": 0.038, "temp_adj_base": 1.0,
    "ach_inf": 0.414, "thermal_capacitance": 42167.0, "t_set_heating": 20.0,
    "t_set_cooling": 27.0, "t_start": 20.0,
    "h_ve_adj": 1.2 * 1005.0 * 129.6 * 0.414 / 3600.0,
}  # fmt: skip


def compare(shared: Path) -> list[Row]:
    """Return how far both are from BESTEST's limits, and how much faster we are."""
    climate = load_climate(shared / WEATHER)
    light = facade_irradiance(*climate.sky)
    rooms, _ = room_of("600")
    sun_w = light[:, 7] * rooms.glass_m2[0, 2]
    given = {"room": _ROOM, "outdoor_c": climate.outdoor_c.tolist(), "sun_w": sun_w.tolist()}
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "case.json"
        file.write_text(json.dumps(given), encoding="utf-8")
        theirs: dict[str, Any] = ask("dibs", "dibs_peer.py", file)
    ours_s = _ours_s(climate.outdoor_c, light)
    found = bestest("600", climate)
    limits = published(shared / RESULTS)
    rows = []
    for need in ("heating", "cooling"):
        middle = (limits["600", need].low + limits["600", need].high) / 2.0
        half = (limits["600", need].high - limits["600", need].low) / 2.0
        rows.append(
            Row(
                f"BESTEST 600, {need}: from the middle of the limits",
                abs(found[need] - middle) / half, 1.0, "at most",
                f"ours {found[need]:.3f}, DIBS {theirs[need]:.3f} MWh",
            )
        )  # fmt: skip
    ratio = theirs["spent_s"] / 8760 / ours_s
    detail = f"{ours_s * 1e9:.0f} ns a room and hour, DIBS {theirs['spent_s'] / 8760 * 1e9:.0f} ns"
    rows.append(Row("rooms, times faster than DIBS", ratio, FASTER, "at least", detail))
    return rows


def _ours_s(outdoor_c: Any, light: Any) -> float:
    """Return our time for a room and hour, of many like rooms."""
    rooms, _ = room_of("600")
    slots, _ = slots_of("600")
    many = Rooms(*(np.repeat(values, _ROOMS, axis=0) for values in rooms))
    these = zones(many, type(slots)(*(np.repeat(one, _ROOMS, axis=0) for one in slots)), 3600.0)
    power = np.full(_ROOMS, 1e6)
    slot = np.zeros(len(outdoor_c), dtype=np.int64)
    spent = []
    for _ in range(4):
        begin = time.process_time()
        simulate(these, power, power, slot, outdoor_c, light, 0)
        spent.append(time.process_time() - begin)
    return float(np.median(spent[1:])) / _ROOMS / len(outdoor_c)
