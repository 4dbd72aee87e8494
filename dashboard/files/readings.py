"""What a scenario comes to when all of it is read: its hash, or its faults. Reading takes up to
seconds, so it is done in the background and remembered until one of its files changes.
"""

import hashlib
import logging
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from dashboard.files.heads import Stamp, chain, stamp_of
from sim.errors import Fault, InputError
from sim.run.manifest import code_version, folder_name, program_parts, run_hash
from sim.scenario import shape
from sim.scenario.identity import files_of, scenario_hash, scenario_parts
from sim.scenario.references import split_name
from sim.scenario.scenario import Scenario
from sim.study.scenarios import read_scenario

REASONS = ("scenario", "files", "tables", "program")
"""The parts of a run's hash, any of which may have changed since.

Of older runs it is known only whether the ``code`` has, program and tables together.
"""


@dataclass(frozen=True)
class Reading:
    """A scenario as its files were when it was read."""

    faults: tuple[Fault, ...] = ()
    hash: str = ""
    """Hash of a run of it; empty if it is not valid."""
    scenario_hash: str = ""
    parts: Mapping[str, str] = field(default_factory=dict)
    folder: str = ""
    """Name of the folder of a run of it."""
    days: int = 0
    has_rules: bool = False
    """Whether it names Python code of a planner's own."""

    def changed_since(self, manifest: Mapping[str, Any]) -> tuple[str, ...]:
        """Return which parts differ from those of a run; all that may, where it does not say."""
        if not self.hash or manifest.get("hash") == self.hash:
            return ()
        if isinstance(manifest.get("hashes"), Mapping):
            return _differing(manifest, self.parts) or ("program",)
        # A run of before these parts were written down: its hash is of scenario and code alone.
        versions = manifest.get("versions")
        code = versions.get("code") if isinstance(versions, Mapping) else None
        same = hashlib.sha256(f"{self.scenario_hash}{code}".encode()).hexdigest()
        values = () if manifest.get("hash") == same else ("scenario",)
        return (*values, *program_changed_since(manifest))


def program_changed_since(manifest: Mapping[str, Any]) -> tuple[str, ...]:
    """Return which parts of the program are not those of a run, whatever its scenario."""
    if isinstance(manifest.get("hashes"), Mapping):
        return _differing(manifest, program_parts())
    code = (manifest.get("versions") or {}).get("code")
    return () if code == code_version() else ("code",)


def _differing(manifest: Mapping[str, Any], parts: Mapping[str, str]) -> tuple[str, ...]:
    before = manifest["hashes"]
    return tuple(name for name in REASONS if name in parts and before.get(name) != parts[name])


_log = logging.getLogger(__name__)
Watched = tuple[tuple[Path, Stamp | None], ...]


class Readings:
    """Readings of scenarios by their file; `get` never waits, `now` does."""

    def __init__(self) -> None:
        self._known: dict[Path, tuple[Watched, Reading]] = {}
        self._ahead: dict[Path, None] = {}
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None

    def get(self, path: Path) -> Reading | None:
        """Return the reading of a scenario; None while it is being read in the background."""
        known = self._known.get(path)
        if known is not None and all(stamp_of(file) == stamp for file, stamp in known[0]):
            return known[1]
        with self._lock:
            self._ahead[path] = None
            if self._thread is None:
                self._thread = threading.Thread(target=self._read_ahead, daemon=True)
                self._thread.start()
        return None

    def now(self, path: Path) -> Reading:
        """Return the reading of a scenario, made now if need be."""
        known = self._known.get(path)
        if known is not None and all(stamp_of(file) == stamp for file, stamp in known[0]):
            return known[1]
        # Stamps are taken before reading: what changes meanwhile is read again.
        files = [(file, stamp_of(file)) for file in chain(path)]
        reading, named = _read(path)
        watched = (*files, *((file, stamp_of(file)) for file in named))
        self._known[path] = (watched, reading)
        return reading

    def _read_ahead(self) -> None:
        while True:
            with self._lock:
                if not self._ahead:
                    self._thread = None
                    return
                path = next(iter(self._ahead))
            try:
                self.now(path)
            except Exception as error:  # one file must not keep the others from being read
                _log.exception("reading %r", str(path))
                self._known[path] = (((path, stamp_of(path)),), _unforeseen(error, path))
            with self._lock:
                self._ahead.pop(path, None)


def _unforeseen(error: Exception, path: Path) -> Reading:
    return Reading((Fault(f"cannot be read: {type(error).__name__}: {error}", path),))


def _read(path: Path) -> tuple[Reading, list[Path]]:
    """Return the reading of a file, and the data files that it depends on."""
    try:
        scenario = read_scenario(path)
        named, has_rules = _named_files(scenario)
        parts = {**scenario_parts(scenario), **program_parts()}
        hashes = run_hash(scenario), scenario_hash(scenario), parts
        folder, days = folder_name(scenario, 0), scenario.period.days
        return Reading((), *hashes, folder, days, has_rules), named
    except InputError as error:
        return Reading(tuple(error.told)), []
    except OSError as error:  # a file that went while it was read
        return Reading((Fault(error.strerror or str(error), error.filename),)), []


def _named_files(scenario: Scenario) -> tuple[list[Path], bool]:
    values, named, has_rules = scenario.model_dump(mode="json"), list[Path](), False
    for keys in shape.file_references(Scenario, values):
        at: Any = values
        for key in keys:
            at = at[key]
        is_rule = shape.has_name(Scenario, keys)
        path = Path(split_name(str(at))[0] if is_rule else str(at))
        has_rules = has_rules or is_rule
        named += [path, *(file for _, file in files_of(path) if path.is_dir())]
    return named, has_rules
