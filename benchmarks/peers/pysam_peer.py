"""Runs PVWatts version 8 (NREL-PySAM) on a weather file; runs in the peer's own environment.

``python pysam_peer.py FILE REPEATS`` prints one JSON object. It imports PySAM and the standard
library alone.
"""

import json
import sys
import time

from PySAM import Pvwattsv8

DESIGN = {
    "system_capacity": 1.0,
    "module_type": 0,
    "array_type": 1,  # on a roof
    "tilt": 30.0,
    "azimuth": 180.0,
    "dc_ac_ratio": 1.2,
    "inv_eff": 96.0,
    "losses": 14.08,
    "gcr": 0.4,
}


def main() -> None:
    """Read the arguments, run and print."""
    file, repeats = sys.argv[1], int(sys.argv[2])
    model = Pvwattsv8.new()
    model.assign({"SolarResource": {"solar_resource_file": file}, "SystemDesign": DESIGN})
    times = []
    for _ in range(repeats):
        begin = time.process_time()
        model.execute(0)
        times.append(time.process_time() - begin)
    monthly = list(model.Outputs.ac_monthly)
    print(json.dumps({"monthly_kwh": monthly, "steps": len(model.Outputs.ac), "run_s": times}))


if __name__ == "__main__":
    main()
