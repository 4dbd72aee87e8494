"""Every word of the dashboard, in Chinese and English: a file a page, each text a pair."""

from collections.abc import Mapping
from importlib import import_module
from pkgutil import iter_modules
from typing import Any

from dashboard.view import LANGS, Lang
from sim.kpi.registry import GROUPS


def _collected() -> dict[str, tuple[str, str]]:
    found: dict[str, tuple[str, str]] = {}
    for entry in iter_modules(__path__):
        texts = import_module(f"{__name__}.{entry.name}").TEXTS
        twice = found.keys() & texts.keys()
        if twice:
            raise ValueError(f"{entry.name}: said in another file too: {', '.join(sorted(twice))}")
        found |= texts
    return found


TEXTS: Mapping[str, tuple[str, str]] = _collected()
"""Key: (Chinese, English), of all files of this folder."""


def text(lang: Lang, key: str, **values: Any) -> str:
    """Return a text in one language, its `{places}` filled in; of one thing it may be another."""
    if values.get("count", values.get("days")) == 1 and f"{key}.one" in TEXTS:
        key = f"{key}.one"
    return TEXTS[key][LANGS.index(lang)].format(**values)


def group_name(lang: Lang, group: str) -> str:
    """Return the name of a group of KPIs; one that is not known keeps its key."""
    return GROUPS.get(group, (group, group))[LANGS.index(lang)]
