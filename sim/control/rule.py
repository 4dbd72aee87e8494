"""A controller written in Python: what it sees of its site, and what it has to answer.

A rule is a class whose objects have a method ``plan(self, view: SiteView) -> Sequence[float]``: the
power of each connected vehicle until the next call, kW on the grid's side, below 0 to feed back.
The linear program of `sim.control.optimum` is such a class, and a user's own file may hold another.
"""

import importlib.util
import sys
import traceback
from collections.abc import Collection, Iterator, Sequence
from contextlib import redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

from sim.control.others import NOBODY, Others
from sim.control.place_names import BY_NUMBER, PlaceNames
from sim.control.storage.reserve import NO_RESERVE, Reserve
from sim.control.view import View
from sim.errors import Fault, InputError, nearest
from sim.units import SECONDS_PER_MINUTE

Floats = npt.NDArray[np.float64]

_TOLERANCE = 1e-6
"""Relative: rounding of a schedule that just keeps a limit."""


@dataclass(frozen=True)
class SiteView:
    """What a rule may see of its site; powers in kW and energies in kWh, on the grid's side.

    Attributes
    ----------
    now_s, step_s : the present time and the length of a control step [s since the run began].
    plug, station : number of the plug and of the station, of each connected vehicle [vehicles].
    max_kw, min_kw, step_kw : what plug and battery allow now; the least power that is not 0; the
        step in which power is set, 0 for any [vehicles].
    feed_kw, spare_kwh : what may be fed back now, and how much in all [vehicles].
    efficiency : of the charger, from the grid to the battery and back alike [vehicles].
    need_kwh, room_kwh : what is still wanted until the departure, and until the battery is as full
        as it shall be [vehicles].
    arrive_s, depart_s : when it was plugged in, and when it says that it will leave; infinite if
        that is not known [vehicles].
    limit_kw : most that all charging of the site may draw now.
    station_limit_kw : the same of each station [stations, by the numbers in `station`].
    line_limit_a, ampere_per_kw : limits of watched currents [lines], and what a kilowatt of each
        vehicle adds to them, phasors [vehicles, lines].
    price_cny_per_kwh, feed_in_cny_per_kwh : of energy from and to the grid [coming steps]; one
        number.
    load_kw, pv_kw, room_kw : forecast of the site's other loads, of its sun, and of the most that
        charging may draw [coming steps]; the first is the present step's and exact.
    demand_charge_cny_per_kw, peak_kw : what a kilowatt more of the month's highest power costs, and
        how high it has been.
    alike : whether a vehicle may be sent in another's place when that is to leave: it stands at
        its depot [vehicles].
    reserve : the site's stationary batteries whose rule is `optimum`.
    transformer_kw : forecast of what the transformer can carry besides other loads less sun [coming
        steps].
    storage_kw : forecast of what the site's batteries draw that follow rules of their own, as far
        as it does not give way to charging [coming steps].
    waiting, expected : who waits for a plug; who is expected to come over the coming steps, by the
        days that have passed.
    """

    now_s: float
    step_s: float
    plug: npt.NDArray[np.int32]
    station: npt.NDArray[np.int32]
    max_kw: Floats
    min_kw: Floats
    step_kw: Floats
    feed_kw: Floats
    spare_kwh: Floats
    efficiency: Floats
    need_kwh: Floats
    room_kwh: Floats
    arrive_s: Floats
    depart_s: Floats
    limit_kw: float
    station_limit_kw: dict[int, float]
    line_limit_a: Floats
    ampere_per_kw: npt.NDArray[np.complex128]
    price_cny_per_kwh: Floats
    feed_in_cny_per_kwh: float
    load_kw: Floats
    pv_kw: Floats
    room_kw: Floats
    demand_charge_cny_per_kw: float
    peak_kw: float
    alike: npt.NDArray[np.bool_]
    transformer_kw: Floats
    storage_kw: Floats
    reserve: Reserve = NO_RESERVE
    waiting: Others = NOBODY
    expected: Others = NOBODY

    @property
    def vehicles(self) -> int:
        """How many are connected."""
        return len(self.plug)


class Rule(Protocol):
    """A controller written in Python."""

    def plan(self, view: SiteView) -> Sequence[float] | Floats:
        """Return the power of each connected vehicle until the next call [vehicles, kW]."""
        ...


class RuleError(InputError):
    """A user's rule failed, or broke a limit."""


_COPIED = (
    "station", "max_kw", "min_kw", "step_kw", "feed_kw", "spare_kwh", "efficiency",
    "need_kwh", "room_kwh", "arrive_s", "depart_s",
)  # fmt: skip


def look(view: View, site: int, depots: Collection[int] = (), **world: Any) -> SiteView:
    """Copy what a rule may see of `site`; `world` holds the forecasts, prices and charges.

    Parameters
    ----------
    depots : stations at which vehicles stand that may be sent in one another's place.
    """
    place = view.sites[site]
    numbers = np.sort(view.connected[place["first"] : place["first"] + place["connected"]])
    rows = view.plugs[numbers]
    columns: dict[str, Any] = {name: rows[name].copy() for name in _COPIED}
    first, count = int(place["first_station"]), int(place["stations"])
    limits = {
        number: float(view.stations["limit_kw"][number]) for number in range(first, first + count)
    }
    lines = np.flatnonzero(np.isin(view.lines["station"], list(limits)))
    ampere = np.zeros((len(numbers), len(lines)), np.complex128)
    for k, line in enumerate(lines.tolist()):
        own = rows["station"] == view.lines["station"][line]
        within = line - view.stations["first_line"][view.lines["station"][line]]
        ampere[own, k] = view.ampere_per_kw[numbers[own], within]
    return SiteView(
        now_s=float(view.clock_s[0]),
        step_s=float(view.step_s[0]),
        plug=numbers,
        limit_kw=float(place["limit_kw"]),
        station_limit_kw=limits,
        line_limit_a=view.lines["limit_a"][lines],
        ampere_per_kw=ampere,
        alike=np.isin(rows["station"], list(depots)),
        **columns,
        **world,
    )


def checked(power_kw: Any, view: SiteView, source: "Source") -> Floats:
    """Return a rule's answer as an array, if it keeps every limit.

    Raises
    ------
    RuleError
        With the first few limits that it breaks, each with vehicle and time.
    """
    try:
        given = np.asarray(power_kw)
    except (TypeError, ValueError):
        given = np.zeros(0, object)
    if given.dtype.kind not in "iuf":
        raise source.error(f"must return numbers, but returned {power_kw!r:.80}", view)
    answer = given.astype(np.float64)
    if answer.shape != (view.vehicles,):
        shape = " × ".join(map(str, answer.shape)) or "a single number"
        message = (
            f"must return one power for each of {view.vehicles} vehicles, but returned {shape}"
        )
        raise source.error(message, view)
    problems = _problems(answer, view, source.names)
    if problems:
        more = f" (and {len(problems) - 3} more)" if len(problems) > 3 else ""
        raise source.error("; ".join(problems[:3]) + more, view)
    return answer


def _problems(answer: Floats, view: SiteView, names: PlaceNames) -> list[str]:
    """Return what is wrong with a schedule, in words."""
    if not np.isfinite(answer).all():
        wrong = np.flatnonzero(~np.isfinite(answer))
        return [f"{names.plug(view.plug[k])}: {answer[k]} is not a power" for k in wrong]
    return [*_at_plugs(answer, view, names), *_together(answer, view, names)]


def _at_plugs(answer: Floats, view: SiteView, names: PlaceNames) -> Iterator[str]:
    tolerance = _TOLERANCE * np.maximum(1.0, np.abs(answer))
    least = np.minimum(view.min_kw, view.max_kw)
    broken = {
        "it takes at most": (answer > view.max_kw + tolerance, view.max_kw),
        "it may feed back at most": (-answer > view.feed_kw + tolerance, view.feed_kw),
        "the least it can give is": ((answer > tolerance) & (answer < least - tolerance), least),
    }
    for words, (where, limit) in broken.items():
        for k in np.flatnonzero(where).tolist():
            yield f"{names.plug(view.plug[k])}: {answer[k]:.6g} kW, {words} {limit[k]:.6g}"


def _together(answer: Floats, view: SiteView, names: PlaceNames) -> Iterator[str]:
    site = float(answer.sum())
    if _exceeds(site, view.limit_kw):
        yield f"the site: {site:.6g} kW, its limit is {view.limit_kw:.6g}"
    for number, limit in view.station_limit_kw.items():
        own = float(answer[view.station == number].sum())
        if _exceeds(own, limit):
            yield f"{names.station(number)}: {own:.6g} kW, its limit is {limit:.6g}"
    currents = np.abs(answer @ view.ampere_per_kw).tolist()
    for k, (current, limit) in enumerate(zip(currents, view.line_limit_a.tolist(), strict=True)):
        if _exceeds(current, limit):
            name = names.current(k, list(view.station_limit_kw))
            yield f"{name}: {current:.6g} A, its limit is {limit:.6g}"


def _exceeds(total: float, limit: float) -> bool:
    return total > limit + _TOLERANCE * max(1.0, abs(total))


@dataclass(frozen=True)
class Source:
    """Where a rule stands: in which file, under which name, for which site."""

    file: Path
    name: str
    site: str
    names: PlaceNames = BY_NUMBER

    def error(
        self, message: str, view: SiteView | None = None, line: int | None = None
    ) -> RuleError:
        """Return an error that says where the rule stands and when it happened."""
        when = "" if view is None else f" at {_when(view.now_s)}"
        text = f"{self.name} at site '{self.site}'{when}: {message}"
        return RuleError([Fault(text, self.file, line)])


def _when(now_s: float) -> str:
    """Return a time of the run as a planner reads it."""
    minutes = int(now_s // SECONDS_PER_MINUTE)
    return f"{now_s:.0f} s (day {minutes // 1440 + 1}, {minutes // 60 % 24:02}:{minutes % 60:02})"


def load_rule(source: Source) -> Rule:
    """Return an object of the class that a source names.

    Raises
    ------
    RuleError
        If the file cannot be run, has no such class, or it cannot be made without arguments.
    """
    name = f"_greenpark_rule_{abs(hash(source.file))}"
    spec = importlib.util.spec_from_file_location(name, source.file)
    if spec is None or spec.loader is None:
        raise source.error("is not a Python file")
    module = importlib.util.module_from_spec(spec)
    written, sys.dont_write_bytecode = sys.dont_write_bytecode, True
    try:
        with redirect_stdout(sys.stderr):
            spec.loader.exec_module(module)
    except SyntaxError as error:
        raise source.error(f"cannot be read: {error.msg}", line=error.lineno) from None
    except (Exception, SystemExit) as error:
        raise source.error(
            f"cannot be read: {_in_words(error)}", line=line_of(error, source)
        ) from error
    finally:
        sys.dont_write_bytecode = written
    made = getattr(module, source.name, None)
    if not isinstance(made, type):
        classes = [key for key, value in vars(module).items() if isinstance(value, type)]
        raise source.error(f"there is no class '{source.name}'.{nearest(source.name, classes)}")
    if not callable(getattr(made, "plan", None)):
        raise source.error("has no method plan(self, view)")
    try:
        rule: Rule = made()
    except (Exception, SystemExit) as error:
        message = f"cannot be made: {_in_words(error)}"
        raise source.error(message, line=line_of(error, source)) from error
    return rule


def ask(rule: Rule, view: SiteView, source: Source) -> Floats:
    """Return what a rule answers, checked; whatever it raises becomes a `RuleError`."""
    try:
        with redirect_stdout(sys.stderr):  # what a rule prints is no part of the shell's answer
            answer = rule.plan(view)
    except (Exception, SystemExit) as error:
        message = f"raised {_in_words(error)}"
        raise source.error(message, view, line_of(error, source)) from error
    return checked(answer, view, source)


def _in_words(error: BaseException) -> str:
    return f"{type(error).__name__}: {error}"


def line_of(error: BaseException, source: Source) -> int | None:
    """Return the last line of the source's file that an error passed through."""
    frames = traceback.extract_tb(error.__traceback__)
    lines = [frame.lineno for frame in frames if frame.filename == str(source.file)]
    return lines[-1] if lines else None
