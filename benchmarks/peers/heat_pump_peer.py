"""Runs hplib's generic air-source unit through a year; runs in the peer's own environment.

``python heat_pump_peer.py STEPS`` prints one JSON object. It imports hplib and numpy alone.
"""

import json
import sys
import time

import numpy as np
from hplib import hplib


def main(steps: int) -> None:
    """Time the year of `heat_pump.year` and print its COP at 0, 7 and 12 °C."""
    unit = hplib.HeatPump(hplib.get_parameters("Generic", 1, -7, 52, 10000))
    outdoor_c = 10.0 - 20.0 * np.cos(2.0 * np.pi * np.arange(steps) / steps)
    return_c = np.clip(45.0 - 0.5 * (outdoor_c + 9.0), 30.0, 45.0) - 5.0
    spent_s = []
    for _ in range(9):
        begin = time.process_time()
        unit.simulate(outdoor_c, return_c, outdoor_c, mode=1)
        spent_s.append(time.process_time() - begin)
    mild_c = np.array([0.0, 7.0, 12.0])
    cop = unit.simulate(mild_c, np.full(3, 30.0), mild_c, mode=1)["COP"]
    print(json.dumps({"s": sorted(spent_s)[4], "cop": list(map(float, cop))}))


if __name__ == "__main__":
    main(int(sys.argv[1]))
