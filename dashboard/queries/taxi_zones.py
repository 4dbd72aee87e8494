"""Requests of taxis by zone and hour of the day."""

from functools import lru_cache
from typing import NamedTuple

import pandas as pd

from sim.results import RunFolder


class Zones(NamedTuple):
    """Requests of taxis by zone and hour of the day: a row a zone, a column an hour."""

    wait_minutes: pd.DataFrame
    """Mean wait of those served [min]."""
    lost: pd.DataFrame
    """Share of the requests that were lost."""
    requests: pd.DataFrame
    """Requests a day."""


@lru_cache(maxsize=48)
def zones(run: RunFolder) -> Zones | None:
    """Return waits and losses by zone and hour; None where the run has no taxi requests."""
    rows = run.table("requests", ["zone", "hour", "requests", "served", "lost", "wait_minutes"])
    if rows.empty or not rows["requests"].sum():
        return None
    sums = rows.groupby(["zone", "hour"], observed=True).sum()
    parts = {
        "wait": sums["wait_minutes"] / sums["served"].where(sums["served"] > 0),
        "lost": sums["lost"] / sums["requests"].where(sums["requests"] > 0),
        "requests": sums["requests"] / run.grid.days,
    }
    tables = {name: _by_hour(one) for name, one in parts.items()}
    order = sums.groupby("zone", observed=True)["lost"].sum().sort_values().index
    wait, lost, asked = (tables[name].loc[order] for name in ("wait", "lost", "requests"))
    return Zones(wait, lost, asked)


def _by_hour(values: pd.Series) -> pd.DataFrame:
    """Return a series by (zone, hour) as a table with an hour a column."""
    frame = values.rename("value").reset_index()
    table = frame.pivot_table("value", "zone", "hour", observed=True, dropna=False)
    return table.reindex(columns=range(24))
