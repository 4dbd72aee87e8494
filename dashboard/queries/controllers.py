"""The same days of one site in several runs: what its controller made of it."""

import datetime as dt
from functools import lru_cache
from typing import NamedTuple

import numpy as np
import pandas as pd

from dashboard.queries import charging
from dashboard.queries.charging_settings import settings
from sim.clock import ZONE
from sim.results import RunFolder, query

PRICE = "world/price_cny_per_kwh"


class Days(NamedTuple):
    """One or more days of a site's charging."""

    controller: str
    """Its name in the scenario; "" where the scenario does not say."""
    frame: pd.DataFrame
    """charging_kw, and net_kw where the run has it, thinned [kW]."""
    peak_kw: float
    energy_kwh: float
    cost_cny: float
    """Energy at the price of its hour; no demand charge, no fee."""
    short_kwh: float
    """What vehicles that left in this time had less than they needed, battery side."""
    sessions: int


@lru_cache(maxsize=128)
def days_of(run: RunFolder, site: str, first: dt.date, days: int) -> Days | None:
    """Return days of a site's charging, or None if the run has no such site or first day."""
    charged = f"site/{site}/charging_kw"
    last = run.grid.start + dt.timedelta(days=run.grid.days - 1)
    if charged not in run.series_columns or not run.grid.start <= first <= last:
        return None
    wanted = [charged, f"site/{site}/net_kw", PRICE]
    there = [name for name in wanted if name in run.series_columns]
    frame = run.series(there, pd.Timestamp(first, tz=ZONE), days).astype(np.float64)
    energy_kwh = frame[charged] * run.grid.step_h
    cost = float((energy_kwh * frame[PRICE]).sum()) if PRICE in there else np.nan
    rows = charging.sessions_on(run, first, days)
    left = rows["end"] < pd.Timestamp(first, tz=ZONE) + pd.Timedelta(days=days)
    rows = rows[((rows["site"] == site) & left).to_numpy()]
    thin = frame.iloc[query.thin(frame[charged].to_numpy(), 600)]
    return Days(
        settings(run).controllers.get(site, ""),
        thin.rename(columns={charged: "charging_kw", f"site/{site}/net_kw": "net_kw"}),
        float(frame[charged].max()),
        float(energy_kwh.sum()),
        cost,
        float(rows["short_kwh"].sum()),
        len(rows),
    )
