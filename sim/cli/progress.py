"""Progress on stderr: bars on a terminal, a line a run elsewhere."""

import time
from collections.abc import Sequence
from types import TracebackType
from typing import Self

from rich.progress import BarColumn, Progress, ProgressColumn, Task, TaskID, TextColumn
from rich.text import Text

from sim.cli.output import messages, time_text

HONEST_FROM_SHARE = 0.03
"""Before this share of the clock is done there is no saying how long the rest takes."""
HONEST_FROM_S = 2.0
CLOCK = "clock"
_BEGINS = {
    "weather": 0.0,
    "fleets": 0.02,
    "sun": 0.04,
    "buildings": 0.06,
    "start": 0.14,
    CLOCK: 0.15,
    "collect": 0.93,
    "write": 0.97,
    "done": 1.0,
}
"""Where on the bar each stage of a run begins: about its share of the time of a year's run."""


def position(stage: str, share: float) -> float | None:
    """Return how far on the bar a run is, whose `stage` is done by `share`; None: no telling."""
    if stage not in _BEGINS:
        return None
    begin = _BEGINS[stage]
    end = min((other for other in _BEGINS.values() if other > begin), default=1.0)
    return begin + share * (end - begin)


def seconds_left(share: float, elapsed_s: float) -> float | None:
    """Return how long the clock still takes at its mean pace so far, None if too early to say."""
    if share < HONEST_FROM_SHARE or elapsed_s < HONEST_FROM_S:
        return None
    return elapsed_s * (1.0 - share) / share


class _TimeLeft(ProgressColumn):
    """Time used by a finished run, time left of one that goes on."""

    def render(self, task: Task) -> Text:
        if task.fields["ended"] is not None:
            return Text(str(task.fields["ended"]))
        if not task.started:
            return Text("waiting", style="dim")
        left = task.fields["left_s"]
        return Text("…" if left is None else f"{time_text(round(left))} left", style="cyan")


class RunProgress:
    """What is shown of some runs while they go on; runs are named by number."""

    def __init__(self, names: Sequence[str]) -> None:
        self.console = messages()
        self.names = names
        self.clock_since: dict[int, float] = {}
        self.bars = Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            TextColumn("{task.percentage:>3.0f} %"),
            TextColumn("{task.fields[stage]}", style="dim"),
            _TimeLeft(),
            console=self.console,
            disable=not self.console.is_terminal,
        )
        self.ids = [self._add(name) for name in names]

    def _add(self, name: str) -> TaskID:
        return self.bars.add_task(name, total=1.0, start=False, stage="", left_s=None, ended=None)

    def __enter__(self) -> Self:
        self.bars.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.bars.stop()

    def update(self, number: int, stage: str, share: float) -> None:
        """Show how far a run is: its stage, and the share of it that is done."""
        bar = self.ids[number]
        if not self.bars.tasks[number].started:
            self.bars.start_task(bar)
        left = None
        if stage == CLOCK:
            since = self.clock_since.setdefault(number, time.monotonic())
            left = seconds_left(share, time.monotonic() - since)
        self.bars.update(bar, completed=position(stage, share), stage=stage, left_s=left)

    def end(self, number: int, ok: bool, words: str) -> None:
        """Show that a run has ended, and how."""
        bar = self.ids[number]
        done = 1.0 if ok else self.bars.tasks[number].completed
        self.bars.update(bar, completed=done, stage="", ended=words)
        if not self.console.is_terminal:
            self.console.print(f"{self.names[number]}: {words}", markup=False, soft_wrap=True)
