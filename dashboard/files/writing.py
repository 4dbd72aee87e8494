"""A file that appears whole or not at all."""

import os
import tempfile
from pathlib import Path

from sim.errors import Fault, InputError

TAKEN = "is the name of another scenario"


def write_whole(target: Path, text: str, *, new: bool = False) -> None:
    """Write a file aside and rename it, so that nobody ever reads a half of it.

    A `new` one is given its name only if no other file has it, however short a time ago.
    """
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        handle, aside = tempfile.mkstemp(prefix=f".{target.stem}-", dir=target.parent)
        try:
            with os.fdopen(handle, "w", encoding="utf-8") as file:
                file.write(text)
            Path(aside).chmod(0o644)
            if new:
                _name_new(Path(aside), target)
            else:
                Path(aside).replace(target)
        except BaseException:
            Path(aside).unlink(missing_ok=True)
            raise
    except OSError as error:
        raise InputError([Fault(f"cannot be written: {error.strerror}", target)]) from None


def _name_new(aside: Path, target: Path) -> None:
    """Rename a file, unless another one has the name: of two at once, one is refused."""
    try:
        try:
            target.hardlink_to(aside)
        except FileExistsError:
            raise
        except OSError:  # a file system without links: the name is taken first, empty
            target.touch(exist_ok=False)
            aside.replace(target)
    except FileExistsError:
        raise InputError([Fault(TAKEN, target.stem)]) from None
    aside.unlink(missing_ok=True)
