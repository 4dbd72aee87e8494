"""What people call the places of a run, as its scenario says.

A scenario of a city is thousands of lines, and reading all of it as YAML takes over a second. It is
written by ourselves in block style, so the few lines with names are found by their indentation.
"""

import re
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

from ruamel.yaml import YAML

from sim.results import RunFolder

_ITEM = re.compile(r"( *)- id: (.+)")
_LIST = re.compile(r"( *)(?:- )?(\w+):")
_NAME = re.compile(r" *(zh|en): (.+)")

_USES = {
    "taxis": ("出租车", "taxis"),
    "buses": ("公交", "buses"),
    "coaches": ("客运", "coaches"),
    "terminal": ("首末站", "terminal"),
    "staff": ("职工", "staff"),
    "homes": ("居民", "homes"),
    "public": ("公共", "public"),
    "swap": ("换电", "swap"),
}
"""Ends of the ids of stations, in words: Chinese, English."""

Names = dict[tuple[str, str], dict[str, str]]
"""By list of the scenario ("areas", "sites", "stations", …) and id: the name by language."""


@lru_cache(maxsize=128)
def names(run: RunFolder) -> Names:
    """Return the names that the run's scenario gives; empty where it has none to read."""
    return _found(run.path / "scenario.yaml")


def name_of(run: RunFolder, kind: str, key: str, lang: str) -> str:
    """Return the name of an area, site, station, … ("areas", "sites", "stations"), or its id.

    A station without a name of its own is called by its site; where that has several, also by
    the end of its id, which tells them apart.
    """
    known = names(run)
    own = known.get((kind, key), {}).get(lang, "")
    if own or kind != "stations":
        return own or key
    of = sites_of_stations(run)
    site = known.get(("sites", of.get(key, "")), {}).get(lang, "")
    if not site:
        return key
    use = station_use(key, [station for station, at in of.items() if at == of[key]], lang)
    if not use:
        return f"{site}充电站" if lang == "zh" else f"{site} charging"
    return f"{site} · {use}"


def station_use(key: str, beside: Sequence[str], lang: str) -> str:
    """Return what tells a station from the others of its site (`beside`, itself too).

    That is the end of its id, in words where these are known; empty where it stands alone.
    """
    if len(beside) < 2:
        return ""
    ends = [station.rpartition("-")[2] for station in beside]
    end = key.rpartition("-")[2] if ends.count(key.rpartition("-")[2]) == 1 else key
    zh, en = (f"充电站 {end}", f"station {end}") if end.isdecimal() else _USES.get(end, (end, end))
    return zh if lang == "zh" else en


@lru_cache(maxsize=128)
def sites_of_stations(run: RunFolder) -> dict[str, str]:
    """Return the site of each charging station."""
    rows = run.table("assets", ["kind", "id", "site"]).astype(str)
    plugs = rows[rows["kind"] == "plug"]
    return dict(zip(plugs["id"], plugs["site"], strict=True))


def _found(file: Path) -> Names:
    if not file.is_file():
        return {}
    found: Names = {}
    lists: dict[int, str] = {}
    lines = file.read_text(encoding="utf-8").splitlines()
    for at, line in enumerate(lines):
        item = _ITEM.fullmatch(line)
        if item is None:
            opened = _LIST.fullmatch(line)
            if opened is not None:
                lists[len(opened[1])] = opened[2]
        elif lines[at + 1 : at + 2] == [f"{item[1]}  name:"]:
            said = [_NAME.fullmatch(one) for one in lines[at + 2 : at + 4]]
            key = (lists.get(len(item[1]), ""), _plain(item[2]))
            found[key] = {one[1]: _plain(one[2]) for one in said if one is not None}
    return found


def _plain(scalar: str) -> str:
    """Return a scalar without its quotes."""
    quoted = scalar.startswith(("'", '"'))
    return str(YAML(typ="safe", pure=True).load(scalar)) if quoted else scalar
