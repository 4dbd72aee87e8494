"""Things that a batch may be told to do with a task; workers import them from here."""

import os
import signal
import time
from pathlib import Path

from sim.errors import Fault, InputError
from sim.study.batch import Progress, Task


def by_name(task: Task, progress: Progress) -> Path:
    """Do what the name of the task's file says."""
    return ACTIONS[task.path.stem.split("-")[0]](task, progress)


def _good(task: Task, progress: Progress) -> Path:
    progress("clock", 0.5)
    progress("done", 1.0)
    folder = task.out / f"{task.path.stem}-{os.getpid()}"
    folder.mkdir(parents=True)
    return folder


def _raises(task: Task, progress: Progress) -> Path:
    raise ZeroDivisionError("of heat by nothing")


def _invalid(task: Task, progress: Progress) -> Path:
    raise InputError([Fault("is wrong", task.path, 3, "sites"), Fault("is too", task.path)])


def _killed(task: Task, progress: Progress) -> Path:
    os.kill(os.getpid(), signal.SIGKILL)
    raise AssertionError


def _exits(task: Task, progress: Progress) -> Path:
    os._exit(7)


def _endless(task: Task, progress: Progress) -> Path:
    (task.out / f"{task.path.stem}.pid").write_text(str(os.getpid()))
    time.sleep(600)
    raise AssertionError


ACTIONS = {
    "good": _good,
    "raises": _raises,
    "invalid": _invalid,
    "killed": _killed,
    "exits": _exits,
    "endless": _endless,
}
