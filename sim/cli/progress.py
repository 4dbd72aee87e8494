"""Progress on stderr: bars on a terminal, a line a run elsewhere."""

import time
from collections.abc import Sequence
from types import TracebackType
from typing import Self

from rich.progress import BarColumn, Progress, ProgressColumn, Task, TaskID, TextColumn
from rich.text import Text

from sim.cli.output import messages, time_text

HONEST_FROM_SHARE = 0.08
"""Before this share is done there is no saying how long the rest takes."""
HONEST_FROM_S = 3.0


def seconds_left(share: float, elapsed_s: float) -> float | None:
    """Return how long a run still takes at its mean pace so far, None if too early to say."""
    if share < HONEST_FROM_SHARE or elapsed_s < HONEST_FROM_S:
        return None
    return elapsed_s * (1.0 - share) / share


class _TimeLeft(ProgressColumn):
    """Time used by a finished run, time left of one that goes on."""

    def render(self, task: Task) -> Text:
        if task.fields["ended"] is not None:
            return Text(str(task.fields["ended"]))
        if task.elapsed is None:
            return Text("waiting", style="dim")
        left = seconds_left(task.completed, task.elapsed)
        return Text("…" if left is None else f"{time_text(round(left))} left", style="cyan")


class RunProgress:
    """What is shown of some runs while they go on; runs are named by number."""

    def __init__(self, names: Sequence[str]) -> None:
        self.console = messages()
        self.names = names
        self.begin = time.monotonic()
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
        return self.bars.add_task(name, total=1.0, start=False, stage="", ended=None)

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
        """Show how far a run is."""
        bar = self.ids[number]
        if not self.bars.tasks[number].started:
            self.bars.start_task(bar)
        self.bars.update(bar, completed=share, stage=stage)

    def end(self, number: int, ok: bool, words: str) -> None:
        """Show that a run has ended, and how."""
        bar = self.ids[number]
        done = 1.0 if ok else self.bars.tasks[number].completed
        self.bars.update(bar, completed=done, stage="", ended=words)
        if not self.console.is_terminal:
            self.console.print(f"{self.names[number]}: {words}", markup=False, soft_wrap=True)
