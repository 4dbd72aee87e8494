"""What is said to a user whose input is wrong: every fault, with its place.

A reader collects `Fault`s and raises one `InputError` with all of them; the command line
prints them and exits with code 2.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path


@dataclass(frozen=True)
class Fault:
    """One thing that is wrong in an input, and where.

    `path` is the place inside the file (``fleets.timetabled.0.vehicle``, or a CSV column).
    """

    message: str
    file: str | Path | None = None
    line: int | None = None
    path: str = ""

    def __str__(self) -> str:
        place = "" if self.file is None else str(self.file)
        if self.line is not None:
            place += f":{self.line}"
        return ": ".join(part for part in (place, self.path, self.message) if part)


class InputError(Exception):
    """A user's input is invalid; `faults` says everything that is wrong with it."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(faults)
        # What SimPy makes another one of, when it passes an error out of a process.
        super().__init__(self.faults)

    def __str__(self) -> str:
        return "\n".join(str(fault) for fault in self.faults)


def nearest(name: str, allowed: Iterable[str]) -> str:
    """Return `` Did you mean 'x'?`` for the nearest allowed name, or nothing."""
    close = get_close_matches(str(name), list(allowed), n=1, cutoff=0.5)
    return f" Did you mean '{close[0]}'?" if close else ""
