"""Fleets of a run: punctuality, states of charge, taxis by zone and hour, consumption, crowding."""

import datetime as dt
from functools import lru_cache
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from dashboard.queries import charging
from sim.results import RunFolder

Ints = npt.NDArray[np.int64]
Reals = npt.NDArray[np.float64]

SERVICES = ("bus", "coach")
_DAY_MS, _HOUR_MS = 86_400_000, 3_600_000
_BIN_K = 2.0
"""Width of a bin of temperature [K]."""


class Days(NamedTuple):
    """Days of timetabled fleets, and what each line came to."""

    lines: pd.DataFrame
    """A row a line: fleet, line, trips, cancelled, swapped, on_time (share), delay_mean,
    delay_p95, delay_max [min]; the least punctual first."""
    days: pd.DataFrame
    """A row a fleet and day: fleet, day (number), km, kwh, lowest_soc."""


@lru_cache(maxsize=48)
def fleets(run: RunFolder) -> pd.DataFrame:
    """Return the fleets of a run, by id: service, name_zh, name_en, on_time_minutes."""
    columns = ["fleet", "service", "name_zh", "name_en", "on_time_minutes"]
    rows = run.table("fleets", columns)
    rows[columns[:4]] = rows[columns[:4]].astype(str)
    return rows.set_index("fleet")


@lru_cache(maxsize=48)
def days(run: RunFolder) -> Days:
    """Return lines and days of the timetabled fleets."""
    names = ("fleet", "line", "scheduled", "delay_minutes", "km", "energy_kwh", "soc_end", "state")
    table = run.arrow("trips", [*names, "swapped"])
    lines, line = _pairs(table)
    real = {name: _reals(table, name) for name in ("delay_minutes", "km", "energy_kwh", "soc_end")}
    ran = pc.equal(_words(table, "state"), "run").to_numpy(zero_copy_only=False)
    swapped = table.column("swapped").to_numpy()
    limit = fleets(run)["on_time_minutes"].to_dict()
    limits = np.array([limit.get(fleet, np.inf) for fleet, _ in lines])
    frame = _by_line(lines, line, real["delay_minutes"], ran, swapped, limits)
    first_ms = run.grid.index[0].value // 1_000_000
    at_ms = table.column("scheduled").cast(pa.int64()).to_numpy()
    day = np.clip((at_ms - first_ms) // _DAY_MS, 0, run.grid.days - 1)
    return Days(frame, _by_day(run, lines, line, day, real))


def _words(table: pa.Table, name: str) -> pa.Array:
    return table.column(name).cast(pa.string())


def _reals(table: pa.Table, name: str) -> Reals:
    found: Reals = table.column(name).to_numpy().astype(np.float64, copy=False)
    return found


def _pairs(table: pa.Table) -> tuple[list[tuple[str, str]], Ints]:
    """Return each (fleet, line) that there is, and which of them each row is of."""
    coded = [table.column(name).unify_dictionaries().combine_chunks() for name in ("fleet", "line")]
    fleet, line = (one.indices.to_numpy().astype(np.int64) for one in coded)
    names = [one.dictionary.to_pylist() for one in coded]
    many = max(len(names[1]), 1)
    joint = fleet * many + line
    counts = np.bincount(joint, minlength=len(names[0]) * many)
    there = np.flatnonzero(counts)
    number = np.zeros(len(counts), np.int64)
    number[there] = np.arange(len(there))
    pairs = [(str(names[0][one // many]), str(names[1][one % many])) for one in there]
    return pairs, number[joint]


def _by_line(
    lines: list[tuple[str, str]],
    line: Ints,
    delay: Reals,
    ran: npt.NDArray[np.bool_],
    swapped: npt.NDArray[np.bool_],
    limits: Reals,
) -> pd.DataFrame:
    count = len(lines)
    on_time = ran & (delay <= limits[line]) if count else ran
    trips = np.bincount(line, minlength=count)
    driven = np.bincount(line[ran], minlength=count)
    late = np.flatnonzero(ran & (delay > 0.0))
    order = late[np.lexsort((delay[late], line[late]))]
    ends = np.cumsum(np.bincount(line[order], minlength=count))[:-1]
    parts = np.split(delay[order], ends) if count else []
    pairs = list(zip(parts, driven.tolist(), strict=True))
    rows = {
        "fleet": [fleet for fleet, _ in lines],
        "line": [name for _, name in lines],
        "trips": trips,
        "cancelled": trips - driven,
        "swapped": np.bincount(line[swapped], minlength=count),
        "on_time": np.bincount(line[on_time], minlength=count) / np.maximum(trips, 1),
        "delay_mean": [part.sum() / max(number, 1) for part, number in pairs],
        "delay_p95": [
            charging.percentiles(part, max(number, 1), (95,))[0] for part, number in pairs
        ],
        "delay_max": [part.max(initial=0.0) for part, _ in pairs],
    }
    return pd.DataFrame(rows).sort_values(
        ["on_time", "delay_mean"], ascending=[True, False], ignore_index=True
    )


def _by_day(
    run: RunFolder, lines: list[tuple[str, str]], line: Ints, day: Ints, real: dict[str, Reals]
) -> pd.DataFrame:
    known = sorted({fleet for fleet, _ in lines})
    of_line = np.array([known.index(fleet) for fleet, _ in lines], np.int64)
    cell = (of_line[line] if lines else line) * run.grid.days + day
    size = len(known) * run.grid.days
    lowest = np.full(size, np.inf)
    known_soc = np.isfinite(real["soc_end"])
    np.minimum.at(lowest, cell[known_soc], real["soc_end"][known_soc])
    frame = pd.DataFrame(
        {
            "fleet": np.repeat(known, run.grid.days),
            "day": np.tile(np.arange(run.grid.days), len(known)),
            "km": np.bincount(cell, real["km"], size),
            "kwh": np.bincount(cell, real["energy_kwh"], size),
            "lowest_soc": np.where(np.isfinite(lowest), lowest, np.nan),
        }
    )
    return frame[frame["km"] > 0.0].reset_index(drop=True)


@lru_cache(maxsize=48)
def electric(run: RunFolder) -> tuple[str, ...]:
    """Return the fleets with a timetable that run on batteries."""
    rows = run.table("vehicles", ["fleet", "energy"]).astype(str)
    there = set(rows.loc[rows["energy"] == "battery", "fleet"])
    known = fleets(run)
    return tuple(
        str(fleet)
        for fleet, service in known["service"].items()
        if service in SERVICES and fleet in there
    )


@lru_cache(maxsize=48)
def consumption(run: RunFolder) -> pd.DataFrame:
    """Return a row a timetabled electric fleet and day: fleet, day, temperature_c, km, kwh_per_km.

    The temperature is the day's mean; driving takes the battery's side of the energy.
    """
    rows = days(run).days
    rows = rows[rows["kwh"] > 0.0]
    name = "world/temperature_c"
    if name not in run.series_columns or rows.empty:
        return pd.DataFrame(columns=["fleet", "day", "temperature_c", "km", "kwh_per_km"])
    series = run.series([name])[name].to_numpy(dtype=np.float64)
    means = series.reshape(run.grid.days, run.grid.steps_per_day).mean(axis=1)
    day = rows["day"].to_numpy()
    return pd.DataFrame(
        {
            "fleet": rows["fleet"].to_numpy(),
            "day": [run.grid.start + dt.timedelta(days=int(number)) for number in day],
            "temperature_c": means[day],
            "km": rows["km"].to_numpy(),
            "kwh_per_km": (rows["kwh"] / rows["km"]).to_numpy(),
        }
    )


def binned(rows: pd.DataFrame) -> pd.DataFrame:
    """Return the mean consumption of each bin of temperature: temperature_c, kwh_per_km, days."""
    middle = (np.floor(rows["temperature_c"] / _BIN_K) + 0.5) * _BIN_K
    groups = rows.groupby(middle.to_numpy())["kwh_per_km"]
    frame = pd.DataFrame({"kwh_per_km": groups.mean(), "days": groups.size()})
    return frame.rename_axis("temperature_c").reset_index()


@lru_cache(maxsize=48)
def crowding(run: RunFolder) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return by line (rows) and hour (columns) the mean load, and who is left behind a day.

    The load is passengers on the fullest section over seats.
    """
    table = run.arrow("trips", ["fleet", "line", "scheduled", "load", "left_behind"])
    lines, line = _pairs(table)
    load, left = _reals(table, "load"), _reals(table, "left_behind")
    begin_ms = run.grid.index[0].value // 1_000_000
    at_ms = table.column("scheduled").cast(pa.int64()).to_numpy()
    hour = ((at_ms - begin_ms) // _HOUR_MS) % 24
    cell, size = line * 24 + hour, len(lines) * 24
    count = np.bincount(cell, minlength=size)
    with np.errstate(invalid="ignore", divide="ignore"):
        mean = np.bincount(cell, load, size) / count
    index = pd.MultiIndex.from_tuples(lines, names=["fleet", "line"]) if lines else pd.Index([])
    behind = np.bincount(cell, left, size) / max(run.grid.days, 1)
    shape = (len(lines), 24)
    return (
        pd.DataFrame(mean.reshape(shape), index=index),
        pd.DataFrame(behind.reshape(shape), index=index),
    )


@lru_cache(maxsize=48)
def vehicles(run: RunFolder) -> pd.DataFrame:
    """Return a row a fleet: vehicles, km a day, kWh or fuel a 100 km, health and life of batteries.

    Figures are means over vehicles but for soh_low (the worst vehicle's) and towed (all).
    """
    rows = run.table("vehicles")
    if rows.empty:
        return pd.DataFrame()
    groups = rows.astype({"fleet": str, "energy": str, "fuel_unit": str}).groupby("fleet")
    km = groups["km"].sum()
    frame = pd.DataFrame(
        {
            "energy": groups["energy"].first(),
            "vehicles": groups.size(),
            "km_per_day": km / groups.size() / run.grid.days,
            "empty": groups["km_empty"].sum() / km.where(km > 0.0),
            "kwh_per_100km": 100.0 * groups["driven_kwh"].sum() / km.where(km > 0.0),
            "fuel_per_100km": 100.0 * groups["fuel"].sum() / km.where(km > 0.0),
            "fuel_unit": groups["fuel_unit"].first(),
            "towed": groups["towed"].sum(),
        }
    )
    health = {"soh": "soh_end", "calendar": "fade_calendar", "cycle": "fade_cycle"}
    health["life_years"] = "battery_life_years"
    for name, column in health.items():
        frame[name] = groups[column].mean() if column in rows else np.nan
    frame["soh_low"] = groups["soh_end"].min() if "soh_end" in rows else np.nan
    order = [fleet for fleet in fleets(run).index if fleet in frame.index]
    return frame.loc[order]
