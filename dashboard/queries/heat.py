"""Heat and cold of buildings: what they need, who supplies it, how well machines do, comfort."""

from functools import lru_cache

import numpy as np
import pandas as pd

from sim.results import RunFolder
from sim.results.schema import SCHEMAS

ALL = "all"
SUPPLIES = (
    *("ambient_kwh", "compressor_kwh", "backup_kwh", "boilers_kwh", "district_kwh"),
    *("electric_kwh", "from_stores_kwh", "unmet_kwh", "into_stores_kwh"),
)
"""Who supplies heat and hot water, in the order in which they are stacked; the last is negative."""
_WORDS = ("building", "site", "archetype", "standard", "system")


def rows_of(run: RunFolder, table: str) -> pd.DataFrame:
    """Return a table with the columns of today; empty where the run has none of it.

    Runs of an older program lack tables and columns; the latter are then not a number.
    """
    names = SCHEMAS[table].names
    if not (run.path / f"{table}.parquet").is_file():
        return pd.DataFrame(columns=names)
    frame = run.table(table)
    words = frame.select_dtypes("category").columns
    return frame.astype(dict.fromkeys(words, str)).reindex(columns=names)


@lru_cache(maxsize=32)
def buildings(run: RunFolder) -> pd.DataFrame:
    """Return the run's building groups by month, with who supplied them (`SUPPLIES`)."""
    rows = rows_of(run, "buildings")
    boiler, district = rows["boiler_kwh"].astype(float), rows["system"] == "central"
    # Where heat comes by network, hot water is made by electric heaters of its own.
    own = boiler.clip(upper=rows["hot_water_electricity_kwh"].astype(float))
    electric = boiler.where(rows["system"] == "electric", own.where(district, 0.0))
    rest = boiler - electric
    return rows.assign(
        electric_kwh=electric,
        district_heat_kwh=rest.where(district, 0.0),
        boilers_kwh=rest.where(~district, 0.0),
        from_stores_kwh=rows["store_out_kwh"],
        into_stores_kwh=-rows["store_in_kwh"].astype(float),
    )


@lru_cache(maxsize=64)
def parts(run: RunFolder) -> tuple[tuple[str, str], ...]:
    """Return what the buildings can be parted by: pairs of a column and one of its values."""
    rows = buildings(run)
    kinds = ("system", "archetype", "site")
    return tuple((kind, value) for kind in kinds for value in sorted(set(rows[kind])))


def _part(run: RunFolder, part: str) -> pd.DataFrame:
    """Return the rows of a part, "system:central", or all."""
    kind, _, value = part.partition(":")
    rows = buildings(run)
    return rows[rows[kind] == value] if value else rows


@lru_cache(maxsize=128)
def by_month(run: RunFolder, part: str = ALL) -> pd.DataFrame:
    """Return the sums of a part's building groups by month [kWh, h]."""
    rows = _part(run, part)
    sums = (
        rows.drop(columns=["heated_area_m2"]).groupby("month").sum(numeric_only=True, min_count=1)
    )
    return sums.rename(columns={"district_kwh": "district_leaves_kwh"}).rename(
        columns={"district_heat_kwh": "district_kwh"}
    )


@lru_cache(maxsize=64)
def temperature_by_month(run: RunFolder) -> pd.Series:
    """Return the mean outdoor temperature by month of the buildings [degC]; empty without."""
    name = "world/temperature_c"
    months = pd.DatetimeIndex(sorted(set(buildings(run)["month"])))
    if name not in run.series_columns or months.empty:
        return pd.Series(dtype=float)
    grid = run.grid
    values = run.series([name])[name].to_numpy(dtype=np.float64)
    means = values.reshape(grid.days, grid.steps_per_day).mean(axis=1)
    days = pd.date_range(grid.index[0], periods=grid.days, freq="D")
    at = months.searchsorted(days, side="right") - 1
    by_month: pd.Series = pd.Series(means).groupby(months[np.maximum(at, 0)]).mean()
    return by_month


@lru_cache(maxsize=64)
def performance(run: RunFolder, part: str = ALL) -> pd.DataFrame:
    """Return seasonal performance by kind of heat pump and month, with the outdoor temperature.

    Columns: system, month, temperature_c, machines (SEPEMO's H2: heat of the heat pumps over
    compressors and source pumps), whole (H4: all heat over all that is drawn for it), heat_kwh.
    """
    rows = _part(run, part)
    pumped = rows[rows["compressor_kwh"] > 0.0]
    sums = pumped.groupby(["system", "month"]).sum(numeric_only=True).reset_index()
    heat = sums["compressor_kwh"] + sums["ambient_kwh"]
    drawn = sums["compressor_kwh"] + sums["source_pump_kwh"]
    bought = sums["backup_kwh"] + sums["gas_kwh"] + sums["district_kwh"] + sums["pump_kwh"]
    whole = heat + sums["backup_kwh"] + sums["boiler_kwh"]
    found = sums[["system", "month"]].assign(
        machines=heat / drawn, whole=whole / (drawn + bought), heat_kwh=whole
    )
    return found.assign(temperature_c=found["month"].map(temperature_by_month(run)))


@lru_cache(maxsize=64)
def defrosting(run: RunFolder, part: str = ALL) -> pd.DataFrame:
    """Return by month what defrosting takes of compressors' electricity [kWh, share].

    Only groups with air-source heat pumps: others do not frost.
    """
    rows = _part(run, part)
    rows = rows[(rows["system"] == "air_source") | (rows["defrost_kwh"] > 0.0)]
    sums = rows.groupby("month")[["defrost_kwh", "compressor_kwh"]].sum()
    sums = sums[sums["compressor_kwh"] > 0.0]
    return sums.assign(share=sums["defrost_kwh"] / sums["compressor_kwh"])


@lru_cache(maxsize=64)
def groups(run: RunFolder) -> pd.DataFrame:
    """Return each building group over the whole period: energy, performance, comfort."""
    rows = buildings(run)
    said = rows.groupby("building")[[*_WORDS[1:], "heated_area_m2"]].first()
    sums = (
        rows.drop(columns=["heated_area_m2"])
        .groupby("building")
        .sum(numeric_only=True, min_count=1)
    )
    found = said.join(sums)
    area, drawn = found["heated_area_m2"], found["heating_electricity_kwh"]
    pumped = found["compressor_kwh"] > 0.0
    return found.assign(
        heat_kwh_m2=found["heat_kwh"] / area,
        cooling_kwh_m2=found["cooling_kwh"] / area,
        spf=(found["heat_kwh"] / drawn).where(pumped & (drawn > 0.0)),
        cold_share=found["hours_below_setpoint"] / found["hours_in_use"],
        hot_share=found["hours_overheated"] / found["hours_in_use"],
    ).reset_index()


def groups_of(run: RunFolder, part: str = ALL) -> pd.DataFrame:
    """Return the building groups of a part (`groups`)."""
    kind, _, value = part.partition(":")
    rows = groups(run)
    return rows[rows[kind] == value] if value else rows


@lru_cache(maxsize=64)
def supplied(run: RunFolder) -> pd.Series:
    """Return who supplied heat and hot water over the whole period [kWh]; empty in old runs."""
    sums = by_month(run).reindex(columns=list(SUPPLIES)).sum(min_count=1)
    return sums.fillna(0.0) if sums.notna().any() else pd.Series(dtype=float)
