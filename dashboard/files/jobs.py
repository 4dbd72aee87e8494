"""Runs that were started in the browser: each one is a folder, and the folders are all there is.

``<runs>/.jobs/<id>/`` holds ``job.json`` (what is to be run; written here), ``status.json`` (how it
stands; written by the run itself, ``greenpark run --status``), ``log.txt``, and ``lock``, which the
process of the run holds for as long as it lives. A server that starts anew finds everything there.
"""

import fcntl
import json
import logging
import os
import secrets
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal, cast, get_args

from dashboard.files.library import is_complete
from dashboard.files.readings import Readings
from dashboard.files.shelf import Entry
from sim.destination import replace_json
from sim.results.writer import remove_abandoned

State = Literal["waiting", "running", "done", "invalid", "failed", "cancelled"]
COMMAND = (sys.executable, "-m", "sim.cli", "run")
TURN_S = 0.3
DOUBLE_CLICK_S = 3.0
PATIENCE_S = 20.0
"""How long a cancelled run may take to end before it is killed."""
MOST_KEPT = 60
"""So many jobs that have ended stay listed."""
LOG_BYTES = 20_000
LATEST = 1e11
"""Unix times [s] and stretches of time beyond it are none: calendars end before."""

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Job:
    """A job as its folder says."""

    folder: Path
    scenario: str
    """Id of the scenario."""
    file: Path
    name: str
    titles: tuple[str, str]
    created: float
    """Unix time [s]."""
    force: bool = False
    pid: int | None = None
    status: Mapping[str, Any] = field(default_factory=dict)
    cancelling: bool = False

    @property
    def id(self) -> str:
        """Name of the job's folder; later ones sort later."""
        return self.folder.name

    @property
    def state(self) -> State:
        """How the job stands."""
        said = self.status.get("state")
        if self.cancelling and said == "failed":
            return "cancelled"
        if said in get_args(State):
            return cast(State, said)
        return "running" if self.pid is not None else "waiting"

    @property
    def goes_on(self) -> bool:
        """Whether it waits or runs."""
        return self.state in ("waiting", "running")

    @property
    def share(self) -> float:
        """How far it is, 0 to 1."""
        return _number(self.status.get("share"), 0.0, 1.0) or 0.0

    @property
    def seconds_left(self) -> float | None:
        """Time left [s], if that can be said."""
        return _number(self.status.get("seconds_left"))

    @property
    def begin(self) -> float | None:
        """When its process began, Unix time [s]."""
        return _time(self.status.get("begin"))

    @property
    def ended(self) -> float | None:
        """When it ended, Unix time [s]."""
        return None if self.goes_on else _time(self.status.get("updated"))

    @property
    def run(self) -> str | None:
        """Name of its run folder."""
        said = self.status.get("run")
        return Path(said).name if isinstance(said, str) and said else None

    @property
    def messages(self) -> list[Mapping[str, Any]]:
        """What went wrong: message, and file, line and path where it has a place."""
        said = self.status.get("messages")
        return [one for one in said if isinstance(one, Mapping)] if isinstance(said, list) else []

    def log(self) -> str:
        """Return the end of what its process printed."""
        try:
            with (self.folder / "log.txt").open("rb") as file:
                file.seek(max(file.seek(0, os.SEEK_END) - LOG_BYTES, 0))
                return file.read().decode("utf-8", "replace")
        except OSError:
            return ""


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
        found = (_read_job(path) for path in self.folder.iterdir() if path.is_dir())
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
            _write_job(job)
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
                _signal(job, signal.SIGTERM)
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
            busy = sum(1 for job in jobs if job.pid is not None and _lives(job))
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
        if _lives(job):
            if job.cancelling:
                asked_s = time.time() - (job.folder / "cancel").stat().st_mtime
                _signal(job, signal.SIGKILL if asked_s > PATIENCE_S else signal.SIGTERM)
            return
        ended = _read_job(job.folder)
        if ended is not None and ended.goes_on:
            self._end(ended, "cancelled" if ended.cancelling else "failed", code=code)
            remove_abandoned(self.runs)

    def _begin(self, job: Job) -> None:
        """Start the process of a job that is still waiting; what it cannot run ends it."""
        reading = self._readings.now(job.file)
        with self._locked():
            current = _read_job(job.folder)
            if current is None or current.state != "waiting" or _lives(current):
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
        _write_job(job, child.pid)

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


def _read_job(folder: Path) -> Job | None:
    said, status = _json(folder / "job.json"), _json(folder / "status.json")
    titles = said.get("titles")
    if not isinstance(titles, list) or len(titles) != 2:
        return None  # is being made, or not by us
    return Job(
        folder,
        str(said.get("scenario")),
        Path(str(said.get("file"))),
        str(said.get("name")),
        (str(titles[0]), str(titles[1])),
        _number(said.get("created")) or 0.0,
        bool(said.get("force")),
        next((p for p in (said.get("pid"), status.get("pid")) if _is_pid(p)), None),
        status,
        (folder / "cancel").exists(),
    )


def _write_job(job: Job, pid: int | None = None) -> None:
    job.folder.mkdir(parents=True, exist_ok=True)
    said = {
        "scenario": job.scenario,
        "file": str(job.file),
        "name": job.name,
        "titles": list(job.titles),
        "created": job.created,
        "force": job.force,
        "pid": pid,
    }
    replace_json(job.folder / "job.json", said)


def _json(path: Path) -> dict[str, Any]:
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def _lives(job: Job) -> bool:
    """Whether the job's process holds its lock: unlike a pid, that is never another one's."""
    try:
        handle = os.open(job.folder / "lock", os.O_RDWR)
    except OSError:
        return False
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    finally:
        os.close(handle)
    return False


def _signal(job: Job, number: int) -> None:
    if job.pid is not None and _lives(job):
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(job.pid, number)


def _is_pid(said: Any) -> bool:
    return isinstance(said, int) and 1 < said < 2**31


def _number(said: Any, least: float = 0.0, most: float = LATEST) -> float | None:
    """Return a number that a file says, if it is one within limits."""
    if not isinstance(said, int | float) or isinstance(said, bool):
        return None
    return float(said) if least <= said <= most else None


def _time(said: Any) -> float | None:
    try:
        return _number(datetime.fromisoformat(said).timestamp())
    except (TypeError, ValueError, OverflowError):
        return None
