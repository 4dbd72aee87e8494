"""Charging stations of a run: use, queues and waits, over the whole run and by day."""

import datetime as dt
from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from dashboard.queries.charging_settings import settings
from sim.clock import ZONE
from sim.results import RunFolder, query

PERCENTILES = (50, 90, 95)
STOCK = "rack"
"""Kind of the places where swap stations charge their own batteries: nobody waits there."""

_DAY_MS = 86_400_000
_STATISTICS = (
    *("sessions", "waited_h", "share_waiting", "wait_mean", "wait_max"),
    *(f"wait_p{share}" for share in PERCENTILES),
)
Ints = npt.NDArray[np.int64]
Reals = npt.NDArray[np.float64]


class Waits(NamedTuple):
    """The waits of a run by station, and by station and day of arrival."""

    stations: pd.DataFrame
    """By station: sessions, waited_h, share_waiting, wait_mean, wait_p50 …, wait_max [min]."""
    days: pd.DataFrame
    """By station: minutes waited in all, a column a day of the run."""


@lru_cache(maxsize=48)
def waits(run: RunFolder) -> Waits:
    """Return who waited how long at which station; those who left without charging not counted.

    Percentiles are over all sessions, so a median of 0 says that most did not wait.
    """
    names, sessions, code, minutes, day = _arrivals(run)
    frame = pd.DataFrame(_by_station(sessions, code, minutes), index=pd.Index(names))
    total = np.bincount(code * run.grid.days + day, minutes, len(names) * run.grid.days)
    days = [run.grid.start + dt.timedelta(days=number) for number in range(run.grid.days)]
    by_day = pd.DataFrame(total.reshape(len(names), run.grid.days), index=frame.index, columns=days)
    return Waits(frame[frame["sessions"] > 0], by_day)


def _arrivals(run: RunFolder) -> tuple[list[str], Ints, Ints, Reals, Ints]:
    """Return names of stations and the sessions of each; of who waited station, minutes and day."""
    columns = ["station", "arrive", "wait_minutes"]
    stocked = STOCK in set(run.table("assets", ["type"])["type"].astype(str))
    table = run.arrow("sessions", [*columns, *(["kind"] if stocked else [])])
    if stocked:
        table = table.filter(pc.not_equal(table.column("kind").cast(pa.string()), STOCK))
    station = table.column("station").unify_dictionaries().combine_chunks()
    names, code = station.dictionary.to_pylist(), station.indices.to_numpy()
    minutes = table.column("wait_minutes").to_numpy()
    at = np.flatnonzero(minutes > 0.0)
    arrive_ms = table.column("arrive").cast(pa.int64()).to_numpy()[at]
    first_ms = run.grid.index[0].value // 1_000_000
    day = np.clip((arrive_ms - first_ms) // _DAY_MS, 0, run.grid.days - 1)
    sessions = np.bincount(code, minlength=len(names))
    return names, sessions, code[at].astype(np.int64), minutes[at], day


def _by_station(sessions: Ints, code: Ints, minutes: Reals) -> dict[str, list[float]]:
    """Return the statistics of waits of each station from those who waited."""
    order = np.lexsort((minutes, code))
    parts = np.split(minutes[order], _ends(code, len(sessions)))[: len(sessions)]
    found: dict[str, list[float]] = {name: [] for name in _STATISTICS}
    for all_of_them, part in zip(sessions.tolist(), parts, strict=True):
        many = max(all_of_them, 1)
        row = [all_of_them, part.sum() / 60.0, len(part) / many, part.sum() / many]
        row += [part.max(initial=0.0), *percentiles(part, many)]
        for name, value in zip(_STATISTICS, row, strict=True):
            found[name].append(float(value))
    return found


def _ends(code: Ints, count: int) -> Ints:
    ends: Ints = np.cumsum(np.bincount(code, minlength=count))[:-1]
    return ends


def percentiles(waited: Reals, sessions: int, shares: tuple[int, ...] = PERCENTILES) -> list[float]:
    """Return percentiles of all waits from the sorted ones above zero, between ranks linearly."""
    rank = np.array(shares) / 100.0 * (sessions - 1) - (sessions - len(waited))
    # Before the first of them lies a zero.
    ordered = np.concatenate([[0.0], waited])
    found: list[float] = np.interp(rank + 1.0, np.arange(len(ordered)), ordered).tolist()
    return found


@lru_cache(maxsize=48)
def stations(run: RunFolder) -> pd.DataFrame:
    """Return a row a station, the busiest first: where most hours are waited, then most used.

    Columns are those of `Waits.stations` and: site, kinds, plugs, installed_kw, limit_kw (what
    the station may draw), energy_mwh, utilisation (share), balked, longest_queue, peak_kw.
    """
    frame = _installed(run)
    if frame.empty:
        return frame.assign(sessions=[], utilisation=[], waited_h=[])
    frame = frame.join(_used(run)).join(waits(run).stations)
    rows = run.table("balked", ["station", "count"]).astype({"station": str})
    frame["balked"] = rows.groupby("station")["count"].sum()
    frame["longest_queue"] = _highest(run, frame.index, "queue")
    frame["peak_kw"] = _highest(run, frame.index, "power_kw")
    figures = frame.select_dtypes("number").columns
    frame[figures] = frame[figures].fillna(0.0)
    return frame.sort_values(["waited_h", "utilisation"], ascending=False, kind="stable")


def _installed(run: RunFolder) -> pd.DataFrame:
    """Return site, kinds, plugs and power of each station, and what it may draw."""
    rows = run.table("assets", ["kind", "type", "id", "site", "quantity"])
    rows = rows.astype({"kind": str, "type": str, "id": str, "site": str})
    rows = rows[rows["kind"].isin(["plug", "charger"]) & (rows["type"] != STOCK)]
    plugs, chargers = rows[rows["kind"] == "plug"], rows[rows["kind"] == "charger"]
    by_station = plugs.groupby("id", sort=False)
    frame = pd.DataFrame(
        {
            "site": by_station["site"].first(),
            "kinds": by_station["type"].agg(", ".join),
            "plugs": by_station["quantity"].sum(),
            "installed_kw": chargers.groupby("id")["quantity"].sum(),
        }
    ).rename_axis("station")
    limits_kw = settings(run).limits_kw
    own = pd.Series([limits_kw.get(str(name)) for name in frame.index], frame.index, dtype=float)
    frame["limit_kw"] = own.fillna(frame["installed_kw"]).clip(upper=frame["installed_kw"])
    return frame


def _used(run: RunFolder) -> pd.DataFrame:
    """Return energy [MWh] and utilisation of each station."""
    if not (run.path / "plugs.parquet").is_file():
        use = query.station_use(run)
        return use[["energy_mwh", "utilisation"]]
    rows = run.table("plugs", ["station", "kind", "energy_kwh", "utilisation"])
    rows = rows.astype({"station": str, "kind": str})
    energy = rows.groupby("station")["energy_kwh"].sum() / 1000.0
    taken = rows[rows["kind"] != STOCK].groupby("station")["utilisation"].mean()
    return pd.DataFrame({"energy_mwh": energy, "utilisation": taken})


def _highest(run: RunFolder, names: pd.Index, quantity: str) -> pd.Series:
    columns = {name: f"station/{name}/{quantity}" for name in names}
    peaks = run.highest(list(columns.values()))
    return pd.Series({name: peaks.get(column) for name, column in columns.items()}, dtype=float)


def station(run: RunFolder, name: str) -> dict[str, Any] | None:
    """Return the row of `stations` of one station, or None where the run has none of that name."""
    known = stations(run)
    if name not in known.index:
        return None
    row = known.iloc[known.index.get_loc(name)]
    return {str(column): value for column, value in row.items()}


def busiest(run: RunFolder) -> str:
    """Return the busiest station; "" where the run has none."""
    known = stations(run)
    return str(known.index[0]) if len(known) else ""


def waited(run: RunFolder, station: str) -> bool:
    """Return whether anybody waited at a station."""
    by_day = waits(run).days
    return station in by_day.index and bool(by_day.loc[station].max() > 0.0)


def worst_day(run: RunFolder, station: str) -> dt.date:
    """Return the day on which most minutes were waited at a station; without waits the peak's."""
    if waited(run, station):
        worst = int(waits(run).days.loc[station].to_numpy().argmax())
        return run.grid.start + dt.timedelta(days=worst)
    return _peak_day(run, station)


@lru_cache(maxsize=256)
def _peak_day(run: RunFolder, station: str) -> dt.date:
    column = f"station/{station}/power_kw"
    if column not in run.series_columns:
        return run.grid.start
    at = int(np.nanargmax(run.series([column])[column].to_numpy()))
    return run.grid.start + dt.timedelta(days=at // run.grid.steps_per_day)


@lru_cache(maxsize=128)
def power(run: RunFolder, station: str, first: dt.date, days: int) -> pd.DataFrame:
    """Return power_kw, busy and queue of a station from a day on; what the run lacks is absent."""
    columns = {f"station/{station}/{name}": name for name in ("power_kw", "busy", "queue")}
    there = [name for name in columns if name in run.series_columns]
    begin = pd.Timestamp(first, tz=ZONE)
    return run.series(there, begin, days).rename(columns=columns)


_OF_A_SESSION = [
    *("fleet", "vehicle", "station", "site", "kind", "plug", "arrive", "start", "end"),
    "wait_minutes",
    *("soc_start", "soc_end", "energy_kwh", "fed_kwh", "heater_kwh", "battery_kwh"),
    *("battery_c_start", "battery_c_end", "short_kwh", "due", "reason"),
]


@lru_cache(maxsize=24)
def sessions_on(run: RunFolder, day: dt.date, days: int = 1) -> pd.DataFrame:
    """Return all sessions of a run that touch a day (or more), the earliest start first."""
    begin = pd.Timestamp(day, tz=ZONE)
    span = ("arrive", "end")
    rows = run.between("sessions", _OF_A_SESSION, span, begin, begin + pd.Timedelta(days=days))
    return rows.sort_values(["start", "plug"], kind="stable").reset_index(drop=True)


def sessions_at(run: RunFolder, station: str, day: dt.date) -> pd.DataFrame:
    """Return the sessions at a station that touch a day; a swap station's own stock left out."""
    rows = sessions_on(run, day)
    return rows[((rows["station"] == station) & (rows["kind"] != STOCK)).to_numpy()]


@lru_cache(maxsize=24)
def trips_on(run: RunFolder, day: dt.date) -> pd.DataFrame:
    """Return the timetabled trips of a run that are driven on a day, those cancelled left out."""
    columns = ["fleet", "line", "block", "vehicle", "departed", "arrived", "soc_end", "swapped"]
    begin = pd.Timestamp(day, tz=ZONE)
    span = ("departed", "arrived")
    return run.between("trips", columns, span, begin, begin + pd.Timedelta(days=1))
