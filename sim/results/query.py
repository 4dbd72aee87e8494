"""Small answers from large tables: what charts and reports draw."""

import numpy as np
import numpy.typing as npt
import pandas as pd

from sim.clock import TimeGrid
from sim.results.folder import TableFolder

Array = npt.NDArray[np.float64]


def thin(values: npt.NDArray[np.floating], points: int = 2000) -> npt.NDArray[np.int64]:
    """Return the positions of at most `points` values that keep every visible peak and dip.

    The values are parted into `points / 2` stretches, of which the least and the greatest are
    kept, in their order.
    """
    count = len(values)
    if count <= points:
        return np.arange(count)
    width = -(-count // (points // 2))
    whole = count // width
    body = values[: whole * width].reshape(whole, width)
    first = np.arange(whole) * width
    least, greatest = first + body.argmin(axis=1), first + body.argmax(axis=1)
    if whole * width < count:
        rest = values[whole * width :]
        least = np.append(least, whole * width + rest.argmin())
        greatest = np.append(greatest, whole * width + rest.argmax())
    return np.unique(np.concatenate([least, greatest]))


def thinned(series: pd.Series, points: int = 2000) -> pd.Series:
    """Return a series with at most `points` of its values (see `thin`)."""
    return series.iloc[thin(series.to_numpy(), points)]


def load_duration(run: TableFolder, column: str, points: int = 400) -> pd.DataFrame:
    """Return the load-duration curve of a series: hours for which kw is reached or exceeded."""
    ordered = np.sort(run.series([column])[column].to_numpy(dtype=np.float64))[::-1]
    chosen = np.unique(np.linspace(0, len(ordered) - 1, points).astype(np.int64))
    return pd.DataFrame({"hours": (chosen + 1) * run.grid.step_h, "kw": ordered[chosen]})


def _daily_mwh(power_kw: Array, grid: TimeGrid) -> Array:
    by_day: Array = power_kw.reshape(grid.days, grid.steps_per_day).sum(axis=1) * grid.step_h
    return by_day / 1000.0


def _park(run: TableFolder, quantities: list[str]) -> dict[str, Array]:
    """Return park series [steps]; one that the run lacks is zero."""
    there = [name for name in quantities if f"park/{name}" in run.series_columns]
    frame = run.series([f"park/{name}" for name in there])
    zero = np.zeros(run.grid.steps)
    return {
        name: frame[f"park/{name}"].to_numpy(dtype=np.float64) if name in there else zero
        for name in quantities
    }


def daily_energy(run: TableFolder) -> pd.DataFrame:
    """Return energy by source and day [MWh]: pv_used, grid_import, and grid_export (negative).

    pv_used is PV less export; what a battery gives out again after dark counts as PV used.
    """
    power = _park(run, ["import_kw", "export_kw", "pv_kw"])
    used = np.clip(power["pv_kw"] - power["export_kw"], 0.0, None)
    days = pd.date_range(run.grid.start, periods=run.grid.days, freq="D", name="day")
    parts = {"pv_used": used, "grid_import": power["import_kw"], "grid_export": -power["export_kw"]}
    return pd.DataFrame({name: _daily_mwh(kw, run.grid) for name, kw in parts.items()}, index=days)


def hour_by_day(run: TableFolder, column: str) -> pd.DataFrame:
    """Return the hourly means of a series: a row an hour of the day, a column a day."""
    grid = run.grid
    values = run.series([column])[column].to_numpy(dtype=np.float64)
    means = values.reshape(grid.days, 24, grid.steps_per_day // 24).mean(axis=2)
    days = pd.date_range(grid.start, periods=grid.days, freq="D")
    return pd.DataFrame(means.T, index=range(24), columns=days)


def week_in(grid: TimeGrid, month: int) -> pd.Timestamp | None:
    """Return the begin of a week that lies in a month of the period and in the period.

    The week from the second Monday if it can be had (past New Year's holidays), else the first
    seven days of the month that were simulated; None if there are none.
    """
    days = pd.date_range(grid.start, periods=grid.days, freq="D", tz=grid.index.tz)
    whole = days[: max(0, grid.days - 6)]
    inside = whole[whole.month == month]
    if inside.empty:
        return None
    mondays = inside[(inside.day_of_week == 0) & (inside.day > 7)]
    return mondays[0] if len(mondays) else inside[0]


def station_use(run: TableFolder) -> pd.DataFrame:
    """Return a row a station: plugs, sessions, energy_mwh, utilisation, waits, peaks.

    utilisation and share_waiting are shares, wait_minutes is the mean over sessions, peak_kw and
    peak_queue the highest of the series.
    """
    assets = run.table("assets", ["kind", "id", "quantity"]).astype({"kind": str, "id": str})
    plugs = assets[assets["kind"] == "plug"].groupby("id")["quantity"].sum()
    rows = run.table("sessions", ["station", "start", "end", "wait_minutes", "energy_kwh"])
    rows["taken_h"] = (rows["end"] - rows["start"]).dt.total_seconds() / 3600.0
    rows["waited"] = (rows["wait_minutes"] > 0).astype(float)
    groups = rows.drop(columns=["start", "end"]).astype({"station": str}).groupby("station")
    result = pd.DataFrame({"plugs": plugs})
    result["sessions"] = groups.size()
    result["energy_mwh"] = groups["energy_kwh"].sum() / 1000.0
    result["utilisation"] = groups["taken_h"].sum() / (result["plugs"] * run.grid.days * 24.0)
    result["wait_minutes"] = groups["wait_minutes"].mean()
    result["share_waiting"] = groups["waited"].mean()
    for name, quantity in (("peak_kw", "power_kw"), ("peak_queue", "queue")):
        result[name] = [_highest(run, f"station/{station}/{quantity}") for station in result.index]
    return result.fillna(0.0).rename_axis("station").sort_index()


def _highest(run: TableFolder, column: str) -> float:
    if column not in run.series_columns:
        return 0.0
    return float(run.series([column])[column].max())


def week_of_power(run: TableFolder, begin: pd.Timestamp) -> pd.DataFrame:
    """Return a week of the park's power [kW]: uses, pv, battery, import less export (`net`)."""
    uses = ["building_kw", "heating_kw", "cooling_kw", "charging_kw", "pv_kw", "battery_kw"]
    wanted = [f"park/{name}" for name in [*uses, "import_kw", "export_kw"]]
    there = [name for name in wanted if name in run.series_columns]
    frame = run.series(there, begin, 7).reindex(columns=wanted, fill_value=0.0)
    frame.columns = pd.Index([name.removeprefix("park/") for name in wanted])
    frame["net_kw"] = frame["import_kw"] - frame["export_kw"]
    return frame.drop(columns=["import_kw", "export_kw"])
