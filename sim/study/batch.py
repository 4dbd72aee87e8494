"""Many runs on this machine: each one a picklable call, and its failure is data.

Workers are fresh processes that live until the batch is done; each takes one task after the
other, so the compiled code is loaded once a worker. One that dies takes its task with it, is
reported, and is replaced.
"""

import multiprocessing
import signal
import time
import traceback
from collections import deque
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from multiprocessing.connection import Connection, wait
from multiprocessing.context import SpawnProcess
from pathlib import Path

from sim.errors import InputError

PROGRESS_EVERY_S = 0.2
PATIENCE_S = 5.0
"""How long a worker may take to end before it is killed."""


@dataclass(frozen=True)
class Task:
    """One run to be made."""

    path: Path
    out: Path
    overrides: tuple[str, ...] = ()
    replication: int = 0
    force: bool = False


@dataclass(frozen=True)
class Outcome:
    """What became of a task: `run` is its folder, or `faults` says what went wrong."""

    task: Task
    run: Path | None
    seconds: float
    faults: tuple[str, ...] = ()
    invalid: bool = False
    """True if the input was wrong, and not the program or the machine."""

    @property
    def ok(self) -> bool:
        return self.run is not None


Progress = Callable[[str, float], None]
"""Stage, and share of it that is done."""
Work = Callable[[Task, Progress], Path]


def simulate(task: Task, progress: Progress) -> Path:
    """Read the scenario of a task, run it, and return the run folder."""
    from sim.study.scenarios import read_scenario

    scenario = read_scenario(task.path, task.overrides)
    from sim.run import run  # slow to import, so not for an invalid scenario

    return run(
        scenario, task.out, replication=task.replication, force=task.force, progress=progress
    )


def attempt(task: Task, progress: Progress, work: Work = simulate) -> Outcome:
    """Do the work of a task; an exception becomes an outcome."""
    begin = time.monotonic()
    faults: tuple[str, ...] = ()
    invalid, run = False, None
    try:
        run = work(task, progress)
    except InputError as error:
        invalid, faults = True, tuple(str(fault) for fault in error.told)
    except Exception as error:
        place = traceback.extract_tb(error.__traceback__)[-1]
        where = f"{Path(place.filename).name}:{place.lineno}"
        faults = (f"{type(error).__name__}: {error} ({where})",)
    return Outcome(task, run, time.monotonic() - begin, faults, invalid)


def run_batch(
    tasks: Sequence[Task],
    jobs: int,
    on_progress: Callable[[int, str, float], None] = lambda *_: None,
    on_outcome: Callable[[int, Outcome], None] = lambda *_: None,
    work: Work = simulate,
) -> list[Outcome]:
    """Run all tasks on up to `jobs` processes.

    Parameters
    ----------
    tasks
        What to run; outcomes come back in the same order.
    jobs
        Number of worker processes, 1 or more.
    on_progress, on_outcome
        Told of each task, by its number: stage and share of it done, and what became of it.
    work
        What is done with a task: a function that can be imported by the workers.

    Raises
    ------
    KeyboardInterrupt
        On Ctrl+C, after all workers have ended. Finished runs stay.
    """
    pool = _Pool(tasks, work, on_progress, on_outcome)
    try:
        return pool.run(jobs)
    finally:
        pool.end()


@dataclass
class _Worker:
    process: SpawnProcess
    pipe: Connection
    task: int | None = None
    since: float = field(default_factory=time.monotonic)


class _Pool:
    """The workers of a batch, and what each is doing."""

    def __init__(
        self,
        tasks: Sequence[Task],
        work: Work,
        on_progress: Callable[[int, str, float], None],
        on_outcome: Callable[[int, Outcome], None],
    ) -> None:
        self.tasks = tasks
        self.work = work
        self.on_progress = on_progress
        self.on_outcome = on_outcome
        self.waiting = deque(range(len(tasks)))
        self.outcomes: dict[int, Outcome] = {}
        self.workers: list[_Worker] = []

    def run(self, jobs: int) -> list[Outcome]:
        while len(self.outcomes) < len(self.tasks):
            while self.waiting and len(self.workers) < jobs:
                self.workers.append(self._start())
            for ready in wait([worker.pipe for worker in self.workers]):
                worker = next(one for one in self.workers if one.pipe is ready)
                self._listen(worker)
        return [self.outcomes[number] for number in range(len(self.tasks))]

    def end(self) -> None:
        """End all workers: idle ones by themselves, busy ones by force."""
        for worker in self.workers:
            worker.pipe.close()
            if worker.task is not None:
                worker.process.terminate()
        for worker in self.workers:
            worker.process.join(PATIENCE_S)
            if worker.process.is_alive():
                worker.process.kill()
                worker.process.join()

    def _start(self) -> _Worker:
        context = multiprocessing.get_context("spawn")
        ours, theirs = context.Pipe()
        process = context.Process(target=_serve, args=(theirs, self.work), daemon=True)
        process.start()
        theirs.close()
        worker = _Worker(process, ours)
        self._give(worker)
        return worker

    def _give(self, worker: _Worker) -> None:
        """Hand the next task to a worker; without one it is idle and ends with the pool."""
        worker.task = self.waiting.popleft() if self.waiting else None
        if worker.task is None:
            return
        worker.since = time.monotonic()
        with suppress(OSError):  # died while it was idle: `_bury` reports what it was given
            worker.pipe.send(self.tasks[worker.task])

    def _listen(self, worker: _Worker) -> None:
        try:
            message = worker.pipe.recv()
        except (EOFError, OSError):
            self._bury(worker)
            return
        if worker.task is None:
            return
        if isinstance(message, Outcome):
            self._record(worker.task, message)
            self._give(worker)
        else:
            self.on_progress(worker.task, *message)

    def _bury(self, worker: _Worker) -> None:
        """Take away a worker that has died, and report its task as failed."""
        worker.process.join(PATIENCE_S)
        worker.pipe.close()
        self.workers.remove(worker)
        if worker.task is not None:
            code = worker.process.exitcode
            how = "was killed" if code is not None and code < 0 else "ended"
            reason = signal.Signals(-code).name if code is not None and code < 0 else f"code {code}"
            fault = f"its process {how} ({reason}); was there enough memory?"
            seconds = time.monotonic() - worker.since
            self._record(worker.task, Outcome(self.tasks[worker.task], None, seconds, (fault,)))

    def _record(self, number: int, outcome: Outcome) -> None:
        self.outcomes[number] = outcome
        self.on_outcome(number, outcome)


def _serve(pipe: Connection, work: Work) -> None:
    """Do tasks as they come, until the pipe is closed. The body of a worker process."""
    # Ctrl+C reaches every process of the terminal; the parent alone decides what it means.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    told, told_s = "", 0.0

    def progress(stage: str, share: float) -> None:
        nonlocal told, told_s
        now = time.monotonic()
        if stage != told or now - told_s >= PROGRESS_EVERY_S:
            told, told_s = stage, now
            pipe.send((stage, share))

    while True:
        try:
            task = pipe.recv()
            pipe.send(attempt(task, progress, work))
        except (EOFError, OSError):
            return
