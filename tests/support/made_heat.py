"""PV by roof, a bore field and a store of made-up runs: the right shape, and books that close."""

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt
import pandas as pd

from sim.results.schema import SCHEMAS

Array = npt.NDArray[np.float64]

SOURCE = "bores.yt-1"
STORE = "yt-1-offices"
LOSSES = {
    "reflection_kwh": 0.025,
    "spectrum_kwh": 0.007,
    "temperature_kwh": 0.04,
    "dc_kwh": 0.106,
    "inverter_kwh": 0.037,
    "clipping_kwh": 0.002,
    "availability_kwh": 0.023,
}
"""Shares of the light that each step takes."""


def pv(kwp: Mapping[str, float], ac_kwh: Mapping[str, float]) -> pd.DataFrame:
    """Return a roof a site, whose losses are `LOSSES` and whose yield is as given."""
    rows = []
    ratio = 1.0 - sum(LOSSES.values())
    for site, size in kwp.items():
        nominal = ac_kwh[site] / ratio
        none = dict.fromkeys(SCHEMAS["pv"].names, 0.0)
        rows.append(
            none
            | {name: share * nominal for name, share in LOSSES.items()}
            | {"site": site, "roof": f"{site}-roof", "module": "standard", "inverter": "standard"}
            | {"kwp": size, "tilt_deg": 20.0, "azimuth_deg": 180.0, "nominal_kwh": nominal}
            | {"plane_kwh_per_m2": nominal / size, "ghi_kwh_per_m2": 0.92 * nominal / size}
            | {"ac_kwh": ac_kwh[site], "yield_kwh_per_kwp": ac_kwh[site] / size}
            | {"performance_ratio": ratio}
        )
    return pd.DataFrame(rows, columns=SCHEMAS["pv"].names)


def sources() -> pd.DataFrame:
    """Return one bore field that cools by 2 K in ten years."""
    row = {"source": SOURCE, "system": "bores", "kind": "ground_source", "boreholes": 200}
    row |= {"depth_m": 120.0, "taken_kwh": 9.0e5, "coldest_c": 4.2, "warmest_c": 13.0}
    row |= {"too_cold_h": 0.0, "limited_h": 1.5, "drift_k": 2.0}
    return pd.DataFrame([row], columns=SCHEMAS["sources"].names)


def series(hour: Array, temperature_c: Array) -> dict[str, Array]:
    """Return the series of the bore field and of the store [steps]."""
    cold = np.clip(16.0 - temperature_c, 0.0, None)
    wall = 12.0 - 0.15 * cold
    full = 200.0 + 180.0 * np.sin(2.0 * np.pi * (hour - 9.0) / 24.0)
    return {
        f"source/{SOURCE}/fluid_c": wall - 0.12 * cold,
        f"source/{SOURCE}/heat_kw": 40.0 * cold,
        f"source/{SOURCE}/wall_c": wall,
        f"building/{STORE}/indoor_c": 20.0 + 0.8 * np.sin(2.0 * np.pi * (hour - 15.0) / 24.0),
        f"building/{STORE}/stored_kwh": full,
    }
