"""Runs that were started in the browser: each one is a folder, and the folders are all there is.

``<runs>/.jobs/<id>/`` holds ``job.json`` (what is to be run; written here), ``status.json`` (how it
stands; written by the run itself, ``greenpark run --status``), ``log.txt``, and ``lock``, which the
process of the run holds for as long as it lives. A server that starts anew finds everything there.
"""

import fcntl
import logging
import os
import secrets
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from dashboard.files.job import Job, State, lives, read_job, send, write_job
from dashboard.files.library import is_complete
from dashboard.files.readings import Readings
from dashboard.files.shelf import Entry
from sim.destination import replace_json
from sim.results.writer import remove_abandoned

COMMAND = (sys.executable, "-m", "sim.cli", "run")
TURN_S = 0.3
DOUBLE_CLICK_S = 3.0
PATIENCE_S = 20.0
"""How long a cancelled run may take to end before it is killed."""
MOST_KEPT = 60
"""So many jobs that have ended stay listed."""

_log = logging.getLogger(__name__)


class Jobs:
    """The jobs of a folder of runs: a queue of which some run at a time.

    `command` is what runs a scenario; file, ``--out`` and ``--status`` are put after it.
    """

    def __init__(
        self,
        runs: Path,
        readings: Readings,
        at_once: int = 2,
        *,
        allow_rules: bool = False,
        command: tuple[str, ...] = COMMAND,
    ) -> None:
        self.runs, self.folder = runs, runs / ".jobs"
        self._readings, self._at_once, self._allow_rules = readings, at_once, allow_rules
        self._command = command
        self.children: dict[str, int] = {}
        """Processes of this server that have not been waited for: pids by job."""
        self._mutex, self._closed = threading.RLock(), False
        self._thread: threading.Thread | None = None

    def listed(self) -> tuple[Job, ...]:
        """Return all jobs, the latest first."""
        if not self.folder.is_dir():
            return ()
        found = (read_job(path) for path in self.folder.iterdir() if path.is_dir())
        jobs = (job for job in found if job is not None)
        return tuple(sorted(jobs, key=lambda job: job.id, reverse=True))

    def find(self, key: str) -> Job | None:
        """Return the job of an id, if there is one."""
        return next((job for job in self.listed() if job.id == key), None)

    def start(self, entry: Entry, *, force: bool = False) -> Job:
        """Put a run of a scenario into the queue; a second click gets the first one's job."""
        with self._locked():
            for job in self.listed():
                just = job.state == "done" and time.time() - job.created < DOUBLE_CLICK_S
                same = job.scenario == entry.id and job.file == entry.path
                if same and not job.cancelling and (job.goes_on or (just and job.force == force)):
                    return job
            now = time.time_ns()
            when = datetime.fromtimestamp(now // 10**9, UTC).strftime("%Y%m%d-%H%M%S")
            folder = self.folder / f"{when}-{now % 10**9:09d}-{secrets.token_hex(3)}"
            job = Job(folder, entry.id, entry.path, entry.name, entry.titles, now / 1e9, force)
            write_job(job)
            self._forget_oldest()
        self.wake()
        return job

    def cancel(self, key: str) -> None:
        """End a job: one that waits at once, one that runs as Ctrl+C would."""
        with self._locked():
            job = self.find(key)
            if job is None or not job.goes_on:
                return
            (job.folder / "cancel").touch()
            if job.state == "waiting":
                self._end(job, "cancelled")
            else:
                send(job, signal.SIGTERM)
        self.wake()

    def forget(self) -> None:
        """Take all jobs that have ended off the list; their runs stay."""
        with self._locked():
            for job in self.listed():
                if not job.goes_on:
                    shutil.rmtree(job.folder, ignore_errors=True)

    def wake(self) -> None:
        """See to it that the queue is looked after for as long as something waits or runs."""
        with self._mutex:
            if self._thread is None and not self._closed:
                self._thread = threading.Thread(target=self._look_after, daemon=True)
                self._thread.start()

    def close(self) -> None:
        """Look after the queue no longer; what runs goes on by itself."""
        with self._mutex:
            self._closed = True
        thread = self._thread
        if thread is not None:
            thread.join(5.0)

    def turn(self) -> bool:
        """Note what has ended, start what may start; return whether anything waits or runs."""
        with self._locked():
            jobs = self.listed()
            codes = self._reap()
            for job in jobs:
                if job.pid is not None and job.goes_on:
                    with self._failing(job):
                        self._watch(job, codes.get(job.id))
            busy = sum(1 for job in jobs if job.pid is not None and lives(job))
            waiting = [job for job in reversed(self.listed()) if job.state == "waiting"]
        for job in waiting[: max(self._at_once - busy, 0)]:
            with self._failing(job):
                self._begin(job)
        return bool(self.children) or any(job.goes_on for job in self.listed())

    def _look_after(self) -> None:
        while True:
            goes_on = True
            try:
                goes_on = self.turn()
            except OSError:  # a full disk, a folder that is gone: try again
                pass
            except Exception:
                _log.exception("the queue of runs")
            with self._mutex:
                if self._closed or not (goes_on or self._has_work()):
                    self._thread = None
                    return
            time.sleep(TURN_S)

    def _has_work(self) -> bool:
        try:
            return any(job.goes_on for job in self.listed())
        except OSError:
            return True

    @contextmanager
    def _failing(self, job: Job) -> Iterator[None]:
        """End a job as failed that raises what nobody foresaw, so that the others go on."""
        try:
            yield
        except OSError:  # a full disk, a folder that is gone: try again
            pass
        except Exception as error:
            _log.exception("job %s", job.id)
            words = f"{type(error).__name__}: {error}".encode(errors="backslashreplace").decode()
            told = {"message": words, "file": None, "line": None, "path": ""}
            bare = replace(job, status={})  # what it said so far may be what cannot be written
            with suppress(OSError), self._locked():
                self._end(bare, "failed", messages=[told])

    def _reap(self) -> dict[str, int]:
        """Take away processes of ours that have ended; return their exit codes by job."""
        ended = {}
        for key, pid in list(self.children.items()):
            found, status = os.waitpid(pid, os.WNOHANG)
            if found:
                ended[key] = os.waitstatus_to_exitcode(status)
                del self.children[key]
        return ended

    def _watch(self, job: Job, code: int | None) -> None:
        """Note that a process has died, and kill one that does not let itself be cancelled."""
        if lives(job):
            if job.cancelling:
                asked_s = time.time() - (job.folder / "cancel").stat().st_mtime
                send(job, signal.SIGKILL if asked_s > PATIENCE_S else signal.SIGTERM)
            return
        ended = read_job(job.folder)
        if ended is not None and ended.goes_on:
            self._end(ended, "cancelled" if ended.cancelling else "failed", code=code)
            remove_abandoned(self.runs)

    def _begin(self, job: Job) -> None:
        """Start the process of a job that is still waiting; what it cannot run ends it."""
        reading = self._readings.now(job.file)
        with self._locked():
            current = read_job(job.folder)
            if current is None or current.state != "waiting" or lives(current):
                return
            there = self.runs / reading.folder if reading.folder else None
            is_there = there is not None and (there / "manifest.json").is_file()
            if reading.faults:
                told = [
                    {"message": f.message, "file": str(f.file), "line": f.line, "path": f.path}
                    for f in reading.faults
                ]
                self._end(job, "invalid", messages=told)
            elif reading.has_rules and not self._allow_rules:
                self._end(job, "failed", refused=True)
            elif there is not None and is_there and is_complete(there) and not job.force:
                self._end(job, "done", run=str(there), found=True, share=1.0)
            else:  # what is there but damaged is replaced
                self._launch(replace(job, force=job.force or is_there))

    def _launch(self, job: Job) -> None:
        status = job.folder / "status.json"
        words = [*self._command, str(job.file), "--out", str(self.runs), "--status", str(status)]
        # The lock belongs to the open file, so the child alone holds it once ours is closed.
        lock = os.open(job.folder / "lock", os.O_RDWR | os.O_CREAT, 0o644)
        try:
            fcntl.flock(lock, fcntl.LOCK_EX)
            with (job.folder / "log.txt").open("ab") as log:
                child = subprocess.Popen(
                    [*words, "--force"] if job.force else words,
                    stdin=subprocess.DEVNULL,
                    stdout=log,
                    stderr=subprocess.STDOUT,
                    start_new_session=True,
                    pass_fds=(lock,),
                )
        except OSError as error:
            told = {"message": error.strerror, "file": error.filename, "line": None, "path": ""}
            self._end(job, "failed", messages=[told])
            return
        finally:
            os.close(lock)
        self.children[job.id] = child.pid
        child.returncode = 0  # waited for in `_reap`; it may outlive this server
        write_job(job, child.pid)

    def _end(self, job: Job, state: State, **more: Any) -> None:
        """Write how a job ended whose process says nothing, or that never had one."""
        now = datetime.now(UTC).isoformat(timespec="milliseconds")
        said = {**job.status, "state": state, "updated": now, "seconds_left": None, **more}
        replace_json(job.folder / "status.json", said)

    def _forget_oldest(self) -> None:
        for job in [job for job in self.listed() if not job.goes_on][MOST_KEPT:]:
            shutil.rmtree(job.folder, ignore_errors=True)

    @contextmanager
    def _locked(self) -> Iterator[None]:
        """Keep other threads and other servers on the same folder away."""
        with self._mutex:
            self.folder.mkdir(parents=True, exist_ok=True)
            with (self.folder / "queue.lock").open("w") as file:
                fcntl.flock(file, fcntl.LOCK_EX)
                yield
