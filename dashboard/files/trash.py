"""Deleting with undo: what goes is moved to ``.trash`` beside it, and stays there some days."""

import re
import shutil
import time
from dataclasses import dataclass
from pathlib import Path

from sim.errors import Fault, InputError

KEPT_DAYS = 14
_FOLDER = ".trash"
_NAME = re.compile(r"(\d{19})-(.+)")
_NS_PER_DAY = 86_400 * 10**9


@dataclass(frozen=True)
class Deleted:
    """Something in the trash: `id` is its name there, `name` the one that it had."""

    id: str
    name: str
    when_ns: int


@dataclass(frozen=True)
class Trash:
    """The trash of one folder."""

    folder: Path

    def delete(self, name: str) -> Deleted:
        """Move an entry of the folder to the trash; an InputError says why it cannot be."""
        self.purge()
        if name not in _names(self.folder) or name.startswith("."):
            raise InputError([Fault("is not there", name)])
        deleted = Deleted(f"{time.time_ns():019d}-{name}", name, time.time_ns())
        try:
            self._place.mkdir(exist_ok=True)
            (self.folder / name).rename(self._place / deleted.id)
        except OSError as error:
            raise InputError([Fault(f"cannot be deleted: {error.strerror}", name)]) from None
        return deleted

    def restore(self, key: str) -> str:
        """Move something back to where it was, and return its name."""
        found = next((one for one in self.listed() if one.id == key), None)
        if found is None:
            raise InputError([Fault("is no longer in the trash", key)])
        target = self.folder / found.name
        if target.exists():
            raise InputError([Fault("is there again already", found.name)])
        (self._place / found.id).rename(target)
        return found.name

    def listed(self) -> tuple[Deleted, ...]:
        """Return what is in the trash, the latest first."""
        matches = [match for name in _names(self._place) if (match := _NAME.fullmatch(name))]
        found = [Deleted(match[0], match[2], int(match[1])) for match in matches]
        return tuple(sorted(found, key=lambda one: -one.when_ns))

    def purge(self) -> None:
        """Remove for good what was deleted more than `KEPT_DAYS` ago."""
        for one in self.listed():
            if one.when_ns < time.time_ns() - KEPT_DAYS * _NS_PER_DAY:
                path = self._place / one.id
                if path.is_dir():
                    shutil.rmtree(path, ignore_errors=True)
                else:
                    path.unlink(missing_ok=True)

    @property
    def _place(self) -> Path:
        return self.folder / _FOLDER


def _names(folder: Path) -> list[str]:
    return [path.name for path in folder.iterdir()] if folder.is_dir() else []
