"""What a run's own scenario says of places, fleets and catalogue, read once for each run."""

from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from sim.results import RunFolder

_SECTIONS = ("areas", "links", "sites", "fleets", "catalogue", "alarms")
_LEFT_OUT = ("buildings", "pv", "batteries", "stops")
"""Long lists below sites and terminals that no name depends on; YAML is slow to read."""

Entry = Mapping[str, Any]


@lru_cache(maxsize=32)
def settings(run: RunFolder) -> Entry:
    """Return the sections of the run's scenario that name places, without buildings and PV.

    Empty where the file is missing or cannot be read: names then fall back to ids.
    """
    try:
        lines = (run.path / "scenario.yaml").read_text(encoding="utf-8").splitlines()
        found: Any = YAML(typ="safe", pure=True).load("\n".join(_kept(lines)))
    except (OSError, ValueError, YAMLError):
        return {}
    return found if isinstance(found, dict) else {}


def _kept(lines: list[str]) -> Iterator[str]:
    """Yield the lines of `_SECTIONS` without the lists left out, by their indentation."""
    inside, skipped = False, -1
    for line in lines:
        text = line.lstrip(" ")
        indent, key = len(line) - len(text), text.removeprefix("- ").partition(":")[0]
        if not indent and text and text[0].isalpha():
            inside = key in _SECTIONS
        # A list stands at its key's own indentation.
        if skipped >= 0 and (
            not text or indent > skipped or (text.startswith("- ") and indent == skipped)
        ):
            continue
        skipped = indent if key in _LEFT_OUT and not text.startswith("- ") else -1
        if inside and skipped < 0:
            yield line


def sites(run: RunFolder) -> dict[str, Entry]:
    """Return what the scenario says of each site, by id."""
    listed = settings(run).get("sites")
    found = listed if isinstance(listed, list) else []
    return {str(site["id"]): site for site in found}


def stations(run: RunFolder) -> dict[str, Entry]:
    """Return what the scenario says of each station, by id."""
    return {
        str(station["id"]): station
        for site in sites(run).values()
        for station in site.get("stations") or ()
    }


def fleets(run: RunFolder) -> dict[str, Entry]:
    """Return what the scenario says of each fleet, by id."""
    kinds = settings(run).get("fleets") or {}
    listed = [kinds.get(kind) or () for kind in ("timetabled", "on_demand", "sessions")]
    return {str(fleet["id"]): fleet for kind in listed for fleet in kind}
