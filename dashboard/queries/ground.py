"""What heat pumps draw from, and what is kept in tanks and walls: bore fields, stores."""

import datetime as dt
from functools import lru_cache

import pandas as pd

from dashboard.queries.heat import rows_of
from sim.clock import ZONE
from sim.results import RunFolder, query

DAYS = 7
_POINTS = 1500


@lru_cache(maxsize=64)
def sources(run: RunFolder) -> pd.DataFrame:
    """Return a row a source of heat pumps, the one whose walls drift most first."""
    rows = rows_of(run, "sources")
    order = rows["drift_k"].abs().sort_values(ascending=False, na_position="last", kind="stable")
    return rows.loc[order.index].reset_index(drop=True)


@lru_cache(maxsize=64)
def year_of_source(run: RunFolder, source: str) -> dict[str, pd.Series]:
    """Return fluid_c [degC], thinned, and as means of days wall_c [degC] and heat_kw [kW].

    What the run does not have is left out.
    """
    names = {part: f"source/{source}/{part}" for part in ("fluid_c", "wall_c", "heat_kw")}
    there = {part: name for part, name in names.items() if name in run.series_columns}
    frame = run.series(list(there.values()))
    days = pd.date_range(run.grid.index[0], periods=run.grid.days, freq="D")
    found: dict[str, pd.Series] = {}
    for part, name in there.items():
        if part == "fluid_c":
            found[part] = query.thinned(frame[name], _POINTS)
        else:
            found[part] = pd.Series(
                frame[name].to_numpy().reshape(len(days), -1).mean(axis=1), days
            )
    return found


@lru_cache(maxsize=64)
def stores(run: RunFolder) -> tuple[str, ...]:
    """Return the building groups whose heat is made early, in tanks or in their own walls."""
    parted = (name.split("/") for name in run.series_columns if name.startswith("building/"))
    return tuple(dict.fromkeys(parts[1] for parts in parted))


@lru_cache(maxsize=128)
def week_of_store(run: RunFolder, building: str, first: dt.date) -> pd.DataFrame:
    """Return a week of indoor_c [degC], stored_kwh and outdoor_c [degC], what there is of them."""
    names = {part: f"building/{building}/{part}" for part in ("stored_kwh", "indoor_c")}
    names["outdoor_c"] = "world/temperature_c"
    there = {name: part for part, name in names.items() if name in run.series_columns}
    begin = pd.Timestamp(first, tz=ZONE)
    return run.series(list(there), begin, DAYS).rename(columns=there)
