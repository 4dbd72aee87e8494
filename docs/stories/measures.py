"""Figures that several stories read from a run folder."""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from sim.clock import ZONE
from sim.results import RunFolder


def kpis(run: RunFolder) -> pd.Series:
    """Return the KPIs of a run by name."""
    table = run.kpis()
    return pd.Series(table["value"].to_numpy(), index=table["name"].astype(str))


def site_bill(run: RunFolder, site: str) -> dict[str, float]:
    """Return what a site draws and pays: `peak_kw`, `energy_cny`, and `demand_cny` a month.

    The demand charge is that of a whole month whose highest power is the run's; the KPI counts
    part of a month by its days.
    """
    net = f"site/{site}/net_kw"
    series = run.series([net, "world/price_cny_per_kwh"])
    prices = run.table("prices").set_index("name")["value"]
    hours = run.manifest["period"]["step_minutes"] / 60.0
    bought = np.maximum(series[net], 0.0)
    sold_kwh = float(np.maximum(-series[net], 0.0).sum()) * hours
    energy = float((bought * series["world/price_cny_per_kwh"]).sum()) * hours
    peak_kw = float(bought.max())
    return {
        "peak_kw": peak_kw,
        "energy_cny": energy - sold_kwh * float(prices["feed_in"]),
        "demand_cny": peak_kw * float(prices["demand_charge"]),
        "sold_kwh": sold_kwh,
    }


def mean_day_kw(run: RunFolder, column: str) -> pd.Series:
    """Return the mean power by quarter of an hour of the day [kW by hour]."""
    values = run.series([column])[column]
    local = pd.DatetimeIndex(values.index).tz_convert(ZONE)
    quarter = local.hour + (local.minute // 15) / 4.0
    return values.groupby(quarter).mean()


def trips_of(run: RunFolder, service: str, days: slice = slice(None)) -> pd.DataFrame:
    """Return the timetabled trips of a service (bus, coach) on some days of the run."""
    fleets = run.table("fleets")
    own = fleets.loc[fleets["service"] == service, "fleet"].astype(str).tolist()
    trips = run.table("trips")
    trips = trips[trips["fleet"].astype(str).isin(own)]
    return trips[_on(trips["scheduled"], run, days)]


def sessions_of(run: RunFolder, fleets: Sequence[str], days: slice = slice(None)) -> pd.DataFrame:
    """Return the charging sessions of some fleets that began on some days of the run."""
    sessions = run.table("sessions")
    sessions = sessions[sessions["fleet"].astype(str).isin(fleets)]
    return sessions[_on(sessions["start"], run, days)]


def _on(times: pd.Series, run: RunFolder, days: slice) -> pd.Series:
    """Return which times lie on some days of the run, counted from 0."""
    begin = pd.Timestamp(run.manifest["period"]["start"], tz=times.dt.tz)
    day = (times - begin).dt.days
    first = days.start or 0
    return (day >= first) & (day < (days.stop or np.inf))
