"""What is said to a user whose input is wrong: every fault, with its place.

A reader collects `Fault`s and raises one `InputError` with all of them; the command line
prints them and exits with code 2.
"""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path

MAX_LIKE = 50
"""So many like faults are told one by one; of the others only the number."""


@dataclass(frozen=True)
class Fault:
    """One thing that is wrong in an input, and where.

    `path` is the place inside the file (``fleets.timetabled.0.vehicle``, or a CSV column).
    """

    message: str
    file: str | Path | None = None
    line: int | None = None
    path: str = ""
    more: int = 0
    """How many more like it were found, where a reader stops writing them down."""

    @property
    def kind(self) -> tuple[str, ...]:
        """What like faults have in common: the file, the field, and the words of the message.

        Numbers, names in quotes and words with a digit are what they differ in.
        """
        words = re.sub(r"'[^']*'", "", self.message).split()
        field = self.path.rpartition(".")[2]
        return (str(self.file), *(one for one in (field, *words) if not re.search(r"\d", one)))

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

    @property
    def told(self) -> list[Fault]:
        """The faults, but of like ones the first `MAX_LIKE` alone, and how many more there are."""
        kinds = [fault.kind for fault in self.faults]
        written, more = Counter(kinds), Counter[tuple[str, ...]]()
        for kind, fault in zip(kinds, self.faults, strict=True):
            more[kind] += fault.more
        found = Counter[tuple[str, ...]]()
        told = []
        for kind, fault in zip(kinds, self.faults, strict=True):
            found[kind] += 1
            if found[kind] <= MAX_LIKE:
                told.append(fault)
            left = max(written[kind] - MAX_LIKE, 0) + more[kind]
            if found[kind] == min(written[kind], MAX_LIKE) and left:
                field = fault.path.rpartition(".")[2]
                told.append(Fault(f"and {left:,} more like it", fault.file, path=field))
        return told

    def __str__(self) -> str:
        return "\n".join(str(fault) for fault in self.told)


def nearest(name: str, allowed: Iterable[str]) -> str:
    """Return `` Did you mean 'x'?`` for the nearest allowed name, or nothing."""
    close = get_close_matches(str(name), list(allowed), n=1, cutoff=0.5)
    return f" Did you mean '{close[0]}'?" if close else ""
