"""DIBS's room (the 5R1C of ISO 13790, grown from RC_BuildingSimulator) through a year of hours.

Run in DIBS's own environment; the argument is a JSON file with the weather and the room.
"""

import inspect
import json
import sys
import time
from pathlib import Path
from typing import Any

from dibs_computing_core.iso_simulator.model.building import Building


def _room(values: dict[str, Any]) -> Any:
    names = list(inspect.signature(Building.__init__).parameters)[1:]
    room = Building(**{name: values.get(name, 0) for name in names})
    room.h_ve_adj = values["h_ve_adj"]
    return room


def main(file: str) -> None:
    """Print a year's heating and cooling, MWh, and the processor time."""
    given = json.loads(Path(file).read_text(encoding="utf-8"))
    room, mass_c, heating_wh, cooling_wh = _room(given["room"]), 20.0, 0.0, 0.0
    begin = time.process_time()
    for outdoor_c, sun_w in zip(given["outdoor_c"], given["sun_w"], strict=True):
        room.solve_building_energy(200.0, sun_w, outdoor_c, mass_c)
        mass_c = room.t_m_next
        heating_wh += room.heating_demand
        cooling_wh -= min(room.energy_demand, 0.0)
    spent_s = time.process_time() - begin
    found = {"heating": heating_wh / 1e6, "cooling": cooling_wh / 1e6, "spent_s": spent_s}
    print(json.dumps(found))


if __name__ == "__main__":
    main(sys.argv[1])
