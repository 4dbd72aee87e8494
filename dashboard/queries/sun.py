"""PV of a run: what the light would give, what is lost on the way, what each roof yields."""

from functools import lru_cache

import pandas as pd

from dashboard.queries.heat import ALL, rows_of
from sim.results import RunFolder

GAINS = ("rear_kwh",)
LOSSES = (
    *("horizon_kwh", "rows_kwh", "soiling_kwh", "reflection_kwh", "spectrum_kwh"),
    *("temperature_kwh", "snow_kwh", "age_kwh", "dc_kwh", "inverter_kwh", "clipping_kwh"),
    "availability_kwh",
)
"""In the order in which they happen (docs/models/pv.md)."""


@lru_cache(maxsize=64)
def roofs(run: RunFolder) -> pd.DataFrame:
    """Return a row a roof, sums of the period; empty without PV."""
    return rows_of(run, "pv")


def roofs_of(run: RunFolder, part: str = ALL) -> pd.DataFrame:
    """Return the roofs of a part: "all", "site:<id>" or "roof:<id>"."""
    kind, _, value = part.partition(":")
    rows = roofs(run)
    return rows[rows[kind] == value] if value else rows


@lru_cache(maxsize=128)
def waterfall(run: RunFolder, part: str = ALL) -> pd.Series:
    """Return the way from light to socket [kWh]: nominal, gains +, losses −, and what comes out.

    Steps that do nothing there are left out.
    """
    rows = roofs_of(run, part)
    if rows.empty:
        return pd.Series(dtype=float)
    steps = {"nominal_kwh": float(rows["nominal_kwh"].sum())}
    steps |= {name: float(rows[name].sum()) for name in GAINS}
    steps |= {name: -float(rows[name].sum()) for name in LOSSES}
    kept = {name: kwh for name, kwh in steps.items() if kwh != 0.0 or name == "nominal_kwh"}
    return pd.Series(kept | {"ac_kwh": float(rows["ac_kwh"].sum())})


@lru_cache(maxsize=128)
def key_figures(run: RunFolder, part: str = ALL) -> dict[str, float]:
    """Return kwp, plane_kwh_per_m2, yield_kwh_per_kwp and performance_ratio of a part.

    The ratio is what comes out over what the plane's light would give at 25 °C, the rear's light
    not counted (IEC 61724-1 takes the front alone).
    """
    rows = roofs_of(run, part)
    kwp, nominal = float(rows["kwp"].sum()), float(rows["nominal_kwh"].sum())
    if kwp <= 0.0 or nominal <= 0.0:
        return {}
    ac = float(rows["ac_kwh"].sum())
    plane = float((rows["plane_kwh_per_m2"] * rows["kwp"]).sum()) / kwp
    return {
        "kwp": kwp,
        "plane_kwh_per_m2": plane,
        "yield_kwh_per_kwp": ac / kwp,
        "performance_ratio": ac / nominal,
    }
