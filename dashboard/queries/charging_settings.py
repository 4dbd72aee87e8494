"""What a run's own scenario sets for charging: controllers, limits, vehicles and own kinds.

The file is ours, in block style, and thousands of lines long: the few lines that are needed are
found by their indentation, because reading all of it as YAML takes over a second.
"""

import re
from functools import lru_cache
from typing import Any, NamedTuple

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from sim.results import RunFolder

_LINE = re.compile(r"( *)(- )?(\w+):(?: (.*))?")
_NONE = ("null", "~", "")


class Settings(NamedTuple):
    """What a scenario sets; what it does not say is missing."""

    controllers: dict[str, str]
    """By site: name of the controller, "optimum" or "python" for those with settings."""
    limits_kw: dict[str, float]
    """By station that has a limit of its own."""
    vehicles: dict[str, str]
    """By fleet: its type of vehicle."""
    catalogue: dict[str, Any]
    """The scenario's own vehicles, chargers and charge curves."""


@lru_cache(maxsize=64)
def settings(run: RunFolder) -> Settings:
    """Return what the run's scenario sets; all empty where it cannot be read."""
    try:
        lines = (run.path / "scenario.yaml").read_text(encoding="utf-8").splitlines()
    except (OSError, ValueError):
        lines = []
    parts = _sections(lines)
    places = _Places()
    for line in parts.get("sites", []):
        places.read(line)
    vehicles = _vehicles(parts.get("fleets", []))
    return Settings(places.controllers, places.limits_kw, vehicles, _catalogue(parts))


def _sections(lines: list[str]) -> dict[str, list[str]]:
    """Return the lines below each key at the margin."""
    parts: dict[str, list[str]] = {}
    for line in lines:
        if line[:1].isalpha():
            parts[line.partition(":")[0]] = []
        elif parts:
            parts[next(reversed(parts))].append(line)
    return parts


class _Places:
    """Reads the sites line by line and remembers where it is."""

    def __init__(self) -> None:
        self.controllers: dict[str, str] = {}
        self.limits_kw: dict[str, float] = {}
        self._site = self._station = self._list = ""
        self._unnamed = False

    def read(self, line: str) -> None:
        """Take in one line below ``sites``."""
        found = _LINE.fullmatch(line)
        if found is None:
            return
        indent, item, key, value = len(found[1]), found[2], found[3], found[4] or ""
        if self._unnamed:
            self.controllers[self._site] = "python" if key == "python" else "optimum"
            self._unnamed = False
        if indent == 0 and item and key == "id":
            self._site = value
        elif indent == 2 and not item:
            self._list = key
        elif self._list == "stations":
            self._of_station(indent, item, key, value)
        elif (indent, self._list, key) == (4, "charging", "controller"):
            self._unnamed = not value
            if value:
                self.controllers[self._site] = value

    def _of_station(self, indent: int, item: str | None, key: str, value: str) -> None:
        if indent == 2 and item and key == "id":
            self._station = value
        elif (indent, key) == (4, "limit_kw") and value not in _NONE:
            self.limits_kw[self._station] = float(value)


def _vehicles(lines: list[str]) -> dict[str, str]:
    """Return the type of vehicle of each fleet."""
    found, fleet = {}, ""
    for line in lines:
        said = _LINE.fullmatch(line)
        if said is None:
            continue
        place = (len(said[1]), said[3])
        if said[2] and place == (2, "id"):
            fleet = said[4] or ""
        elif place == (4, "vehicle") and said[4] not in _NONE:
            found[fleet] = said[4] or ""
    return found


def _catalogue(parts: dict[str, list[str]]) -> dict[str, Any]:
    try:
        found: Any = YAML(typ="safe", pure=True).load("\n".join(parts.get("catalogue", [])))
    except YAMLError:
        return {}
    return found if isinstance(found, dict) else {}
