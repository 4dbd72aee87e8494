"""Why a transformer was loaded: what drew how much more than usual at that time of day."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
import pandas as pd

from dashboard.queries import loading
from sim.results import RunFolder

AROUND = 14
"""Days before and after whose same hour is the usual: weather and season are alike."""
MORE = 1.1
"""How many times its usual a part must draw to be called unusual."""
_USES = ("building_kw", "heating_kw", "cooling_kw", "charging_kw", "battery_kw")


@dataclass(frozen=True)
class Cause:
    """What a place drew at one time, and what it usually draws at that hour.

    `kw` and `usual_kw` are by part (see `loading.PARTS`); `part` is the one that rose most above
    its usual, or the largest where nothing did (`unusual` tells which). With `feeds` the place
    fed into the grid, and `part` is PV or a battery.
    """

    kw: dict[str, float]
    usual_kw: dict[str, float]
    part: str
    unusual: bool
    feeds: bool

    @property
    def times(self) -> float:
        """How many times its usual the part drew; infinite where it is usually nothing."""
        usual = abs(self.usual_kw.get(self.part, 0.0))
        return abs(self.kw[self.part]) / usual if usual > 0.5 else np.inf


@lru_cache(maxsize=512)
def cause(run: RunFolder, place: str, day: int, step: int) -> Cause | None:
    """Return what loaded a place in a step (of a day from 0); None where no parts are known."""
    first = max(day - AROUND, 0)
    days = min(day + AROUND + 1, run.grid.days) - first
    frame = loading.parts(run, place, first, days)
    per_day = run.grid.steps_per_day
    here = (day - first) * per_day + step
    known = [part for part in loading.PARTS if part in frame]
    if not known or here >= len(frame):
        return None
    now = {part: float(frame[part].iloc[here]) for part in known}
    usual = {part: _usual(frame[part], day - first, step, per_day) for part in known}
    return explained(now, usual)


def explained(kw: dict[str, float], usual_kw: dict[str, float]) -> Cause:
    """Return the part that explains a load, from the powers at the time and the usual ones."""
    drawn = sum(kw.get(part, 0.0) for part in _USES)
    feeds = kw.get("pv_kw", 0.0) > drawn
    if feeds:
        fed = {part: -kw[part] for part in ("battery_kw",) if part in kw} | {"pv_kw": kw["pv_kw"]}
        part = max(fed, key=lambda name: fed[name])
        return Cause(kw, usual_kw, part, abs(kw[part]) > MORE * abs(usual_kw[part]), feeds)
    uses = [part for part in _USES if part in kw]
    rise = {part: kw[part] - usual_kw[part] for part in uses}
    most = max(rise, key=lambda name: rise[name])
    # A rise counts when it is one for the part and one for the place.
    unusual = kw[most] > MORE * usual_kw[most] and rise[most] > 0.02 * drawn
    part = most if unusual else max(uses, key=lambda name: kw[name])
    return Cause(kw, usual_kw, part, unusual, feeds)


def _usual(power_kw: pd.Series, day: int, step: int, per_day: int) -> float:
    """Return the median over the other days of the mean power of that hour [kW]."""
    per_hour = max(per_day // 24, 1)
    hourly = power_kw.to_numpy(dtype=np.float64).reshape(-1, 24, per_hour).mean(axis=2)
    of_hour = hourly[:, step // per_hour]
    others = np.delete(of_hour, day)
    return float(np.median(others if len(others) else of_hour))


@dataclass(frozen=True)
class Alarm:
    """An alarm of a run with the time of its peak; `end` is None while it is on."""

    place: str
    kind: str
    begin: pd.Timestamp
    end: pd.Timestamp | None
    peak: float
    day: int
    step: int
    cause: Cause | None

    def hours(self, until: pd.Timestamp) -> float:
        """Return how long it lasted [h], at most to the end of the run."""
        return float(((self.end or until) - self.begin).total_seconds() / 3600.0)


@lru_cache(maxsize=24)
def alarms(run: RunFolder) -> tuple[Alarm, ...]:
    """Return the alarms of a run in their order, each with its cause at the peak."""
    rows = run.table("alarms").astype({"site": str, "kind": str})
    return tuple(_alarm(run, row) for row in rows.sort_values("begin").itertuples())


def _alarm(run: RunFolder, row: Any) -> Alarm:
    place, begin = f"{loading.SITE}/{row.site}", row.begin
    end = None if pd.isna(row.end) else row.end
    first = (begin.tz_localize(None) - pd.Timestamp(run.grid.start)).days
    at = _peak(run, place, begin, end)
    day, step = divmod(at, run.grid.steps_per_day)
    powers = {p: float(v) for p in loading.PARTS if np.isfinite(v := getattr(row, p, np.nan))}
    found = cause(run, place, min(max(day, first), run.grid.days - 1), step)
    if found is not None:
        found = explained(
            {**found.kw, **{p: v for p, v in powers.items() if p in found.kw}}, found.usual_kw
        )
    return Alarm(place, row.kind, begin, end, float(row.peak), day, step, found)


def _peak(run: RunFolder, place: str, begin: pd.Timestamp, end: pd.Timestamp | None) -> int:
    """Return the step of the run in which the loading was highest during an alarm."""
    origin = loading.begin(run, 0)
    first = int((begin - origin).total_seconds() // run.grid.step_s)
    last = run.grid.steps if end is None else int((end - origin).total_seconds() // run.grid.step_s)
    name = f"{place}/loading"
    if name not in run.series_columns or last <= first:
        return first
    days = (last - first) * run.grid.step_s / 86400.0
    return first + int(run.series([name], begin, days)[name].to_numpy().argmax())
