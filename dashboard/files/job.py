"""A job as its folder says: what is to be run, how it stands, and whether its process lives.

``job.json`` is written by the queue (`dashboard.files.jobs`), ``status.json`` by the run itself;
whatever stands in them, reading them gives a job or none.
"""

import fcntl
import json
import os
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, Literal, cast, get_args

from sim.destination import replace_json

State = Literal["waiting", "running", "done", "invalid", "failed", "cancelled"]
LOG_BYTES = 20_000
LATEST = 1e11
"""Unix times [s] and stretches of time beyond it are none: calendars end before."""


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


def read_job(folder: Path) -> Job | None:
    """Return the job of a folder; None where there is none, or none yet."""
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


def write_job(job: Job, pid: int | None = None) -> None:
    """Write what is to be run, and the process that does it."""
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


def lives(job: Job) -> bool:
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


def send(job: Job, number: int) -> None:
    """Send a signal to the processes of a job, if they live."""
    if job.pid is not None and lives(job):
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
