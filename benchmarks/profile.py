"""``python -m benchmarks.profile [--days N]``: where the time of a year of the green plan goes.

Stages are those that a run reports as its progress, in processor time: what else the machine does
counts less than in the manifest's seconds. The clock is split by timing what it calls: the crowd
calendar with the ticks compiled into it, ticks in Python, the writing of finished sessions and
trips; the rest is SimPy, alarms and outages.
"""

import argparse
import json
import resource
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any
from unittest.mock import patch

from benchmarks.crowd import GREEN_PLAN, fleet_of
from sim.crowd.crowd import Crowd
from sim.processes import control_tick
from sim.run.runner import run
from sim.scenario.scenario import Scenario

CROWD, TICK = "clock: crowd and compiled ticks", "clock: ticks in Python"
RECORDING = "clock: recording"
OTHER = "clock: SimPy, alarms, outages"


class _Stopwatch:
    """Adds up the time spent in functions; what a function calls is not counted twice."""

    def __init__(self) -> None:
        self.spent_s: dict[str, float] = {}
        self._inside: list[float] = []

    def timed(self, name: str, function: Callable[..., Any]) -> Callable[..., Any]:
        def call(*arguments: Any) -> Any:
            begin = time.process_time()
            self._inside.append(0.0)
            try:
                return function(*arguments)
            finally:
                whole = time.process_time() - begin
                own = whole - self._inside.pop()
                self.spent_s[name] = self.spent_s.get(name, 0.0) + own
                if self._inside:
                    self._inside[-1] += whole

        return call


@contextmanager
def _timed_clock(watch: _Stopwatch) -> Iterator[None]:
    places: list[tuple[object, str, str]] = [
        (Crowd, "advance", CROWD),
        (Crowd, "collect", RECORDING),
        (Crowd, "close_step", TICK),
        (Crowd, "share_anew", TICK),
        (control_tick, "close_steps", CROWD),
        (control_tick, "look_ahead", TICK),
        (control_tick, "balance", TICK),
    ]
    with ExitStack() as stack:
        for owner, attribute, name in places:
            timed = watch.timed(name, getattr(owner, attribute))
            stack.enter_context(patch.object(owner, attribute, timed))
        yield


class _Stages:
    """Hears a run's progress and adds up the processor time of each stage."""

    def __init__(self) -> None:
        self.spent_s: dict[str, float] = {}
        self._stage, self._since = "", 0.0

    def __call__(self, stage: str, share: float) -> None:
        now = time.process_time()
        if self._stage:
            self.spent_s[self._stage] = self.spent_s.get(self._stage, 0.0) + now - self._since
        self._stage, self._since = stage, now


def stages(scenario: Scenario) -> tuple[dict[str, float], int]:
    """Run a scenario and return the seconds of its stages, and the crowd's events."""
    watch, heard = _Stopwatch(), _Stages()
    with tempfile.TemporaryDirectory() as out, _timed_clock(watch):
        folder = run(scenario, Path(out), force=True, progress=heard)
        manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    spent: dict[str, float] = {}
    for name, seconds in heard.spent_s.items():
        if name == "clock":
            spent.update({part: watch.spent_s.get(part, 0.0) for part in (CROWD, TICK, RECORDING)})
            spent[OTHER] = seconds - sum(watch.spent_s.values())
        else:
            spent[name] = seconds
    return spent, int(manifest["counts"]["events"])


def table(spent_s: dict[str, float], events: int, peak_mb: float) -> str:
    """Return the stages as a Markdown table, with what they add up to."""
    whole_s = sum(spent_s.values())
    lines = ["| stage | s | share |", "|---|---:|---:|"]
    for name, seconds in spent_s.items():
        lines.append(f"| {name} | {seconds:.2f} | {seconds / whole_s:.1%} |")
    lines.append(f"| all | {whole_s:.2f} | 100.0% |")
    rate = events / spent_s[CROWD] / 1e6
    lines += [
        "",
        f"{events} events of the crowd, {rate:.2f} million a second; peak {peak_mb:.0f} MB",
    ]
    return "\n".join(lines)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the green plan once and print its stages."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.profile", description=__doc__)
    parser.add_argument("--days", type=int, default=365, help="how many days (default: a year)")
    options = parser.parse_args(arguments)
    spent_s, events = stages(fleet_of(GREEN_PLAN, options.days))
    peak_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024.0
    print(table(spent_s, events, peak_mb))
    return 0


if __name__ == "__main__":
    sys.exit(main())
