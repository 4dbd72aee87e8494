"""How a run stands, in a file for whoever started it: ``greenpark run --status FILE``."""

import os
import time
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from sim.cli.exits import CANCELLED, FAILED, INVALID
from sim.cli.progress import CLOCK, position, seconds_left
from sim.destination import replace_json
from sim.errors import InputError

EVERY_S = 0.25
"""A status is written at most so often."""


class StatusFile:
    """Keeps a JSON file up to date while a run goes on: ``with StatusFile(path) as told: …``.

    The file is replaced as a whole each time. What ends the ``with`` is written as how the run
    ended, and passed on. Without a path nothing is written.
    """

    def __init__(self, path: Path | None) -> None:
        self._path = path
        self._written_s, self._clock_since_s = 0.0, 0.0
        self._said: dict[str, Any] = {
            "state": "running",
            "stage": "",
            "share": 0.0,
            "seconds_left": None,
            "compiles": False,
            "pid": os.getpid(),
            "begin": _now(),
            "updated": "",
            "exit_code": None,
            "run": None,
            "messages": [],
        }

    def __enter__(self) -> Self:
        self._write()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if error is None:
            self._end("done", 0)
        elif isinstance(error, InputError):
            faults = [
                {
                    "message": fault.message,
                    "file": None if fault.file is None else str(fault.file),
                    "line": fault.line,
                    "path": fault.path,
                }
                for fault in error.told
            ]
            self._end("invalid", INVALID, messages=faults)
        elif isinstance(error, KeyboardInterrupt):
            self._end("cancelled", CANCELLED)
        else:
            words = f"{type(error).__name__}: {error}"
            told = {"message": words, "file": None, "line": None, "path": ""}
            self._end("failed", FAILED, messages=[told])

    def compiles(self) -> None:
        """Say that this run compiles the program first, so that it takes minutes longer."""
        self._said["compiles"] = True
        self._write()

    def update(self, stage: str, share: float) -> None:
        """Tell how far the run is: its stage, and the share of it that is done."""
        now_s = time.monotonic()
        if stage == CLOCK and self._said["stage"] != CLOCK:
            self._clock_since_s = now_s
        changed = stage != self._said["stage"]
        at = position(stage, share)
        left_s = self._left_s(share, now_s) if stage == CLOCK else None
        self._said |= {"stage": stage, "share": round(at or 0.0, 4), "seconds_left": left_s}
        if changed or now_s - self._written_s >= EVERY_S:
            self._write()

    def finished(self, run: Path) -> None:
        """Tell where the run's folder is."""
        self._said["run"] = str(run)

    def _left_s(self, share: float, now_s: float) -> float | None:
        """Return the time to the run's end: of the clock, and of what comes after it."""
        spent_s = now_s - self._clock_since_s
        left_s = seconds_left(share, spent_s)
        begin, end = position(CLOCK, 0.0), position(CLOCK, 1.0)
        if left_s is None or begin is None or end is None:
            return None
        return round(left_s + (left_s + spent_s) * (1.0 - end) / (end - begin), 1)

    def _end(self, state: str, exit_code: int, **more: Any) -> None:
        share = 1.0 if state == "done" else self._said["share"]
        self._said |= {"state": state, "exit_code": exit_code, "share": share, **more}
        self._said["seconds_left"] = None
        self._write()

    def _write(self) -> None:
        """Replace the file; a status that cannot be written stops no run."""
        if self._path is None:
            return
        self._written_s = time.monotonic()
        self._said["updated"] = _now()
        with suppress(OSError):
            replace_json(self._path, self._said)


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="milliseconds")
