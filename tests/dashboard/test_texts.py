"""Both languages say everything, and say it in their own script."""

import re
from pathlib import Path
from string import Formatter

import dashboard
from dashboard.figures import stations, theme
from dashboard.texts import TEXTS, group_name
from sim.kpi.registry import GROUPS

HAN = re.compile(r"[\u4e00-\u9fff]")
OTHER_LANGUAGE = {"app.language", "app.language.hint"}


def _places(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name}


def test_both_languages_have_the_same_texts_and_places() -> None:
    assert TEXTS["zh"].keys() == TEXTS["en"].keys()
    for key, chinese in TEXTS["zh"].items():
        assert _places(chinese) == _places(TEXTS["en"][key]), key


def test_each_language_is_in_its_own_script() -> None:
    for key in TEXTS["zh"].keys() - OTHER_LANGUAGE:
        bare = re.sub(r"[{}\w\s–·%]*\{\w+\}[–·%\s]*", "", TEXTS["zh"][key])
        assert HAN.search(TEXTS["zh"][key]) or not bare, key
        assert not HAN.search(TEXTS["en"][key]), key
    assert all(HAN.search(zh) and not HAN.search(en) for _, zh, en, _ in stations.MEASURES.values())
    assert all(not HAN.search(en) for _, en in theme.TEXTS.values())


def test_every_text_is_used() -> None:
    code = "".join(
        path.read_text(encoding="utf-8")
        for path in Path(dashboard.__file__).parent.rglob("*.py")
        if path.name != "texts.py"
    )
    made = ("compare.", "verdict.", "problem.", "empty.")  # keys put together in the code
    unused = [key for key in TEXTS["en"] if f'"{key}"' not in code and not key.startswith(made)]
    assert not unused


def test_groups_have_names_in_both_languages() -> None:
    for group, (zh, en) in GROUPS.items():
        assert (group_name("zh", group), group_name("en", group)) == (zh, en)
