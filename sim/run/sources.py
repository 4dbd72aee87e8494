"""Bore fields and waters in the run folder: a table of what became of each, and their series."""

import numpy as np
import numpy.typing as npt
import pandas as pd

from sim.inputs.build import Inputs


def source_table(inputs: Inputs) -> pd.DataFrame:
    """Return the rows of ``sources``."""
    made = inputs.buildings.all_sources()
    return pd.DataFrame(
        {
            "source": [one.id for one in made],
            "system": [one.system for one in made],
            "kind": [one.kind for one in made],
            "boreholes": [one.boreholes for one in made],
            "depth_m": [one.depth_m for one in made],
            "taken_kwh": [one.taken_kwh for one in made],
            "coldest_c": [float(one.seen.source_c.min()) for one in made],
            "warmest_c": [float(one.seen.source_c.max()) for one in made],
            "too_cold_h": [float(one.seen.short_h[0]) for one in made],
            "limited_h": [float(one.seen.short_h[1]) for one in made],
            "drift_k": [one.drift_k for one in made],
        }
    )


def source_series(inputs: Inputs) -> dict[str, npt.NDArray[np.floating]]:
    """Return the series of every source [steps]."""
    columns: dict[str, npt.NDArray[np.floating]] = {}
    for one in inputs.buildings.all_sources():
        columns[f"source/{one.id}/fluid_c"] = one.seen.source_c
        columns[f"source/{one.id}/heat_kw"] = one.seen.heat_kw
        if one.boreholes:
            columns[f"source/{one.id}/wall_c"] = one.seen.wall_c
    return columns
