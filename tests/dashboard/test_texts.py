"""Both languages say everything, and say it in their own script."""

import re
from pathlib import Path
from string import Formatter

import dashboard
from dashboard.figures import stations, theme
from dashboard.pages import pages
from dashboard.texts import TEXTS, group_name
from sim.kpi.registry import GROUPS

HAN = re.compile(r"[\u4e00-\u9fff]")
OTHER_LANGUAGE = {"app.language", "app.language.hint"}


def _places(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name}


def test_both_languages_have_the_same_places() -> None:
    for key, (chinese, english) in TEXTS.items():
        assert _places(chinese) == _places(english), key


def test_each_language_is_in_its_own_script() -> None:
    for key in TEXTS.keys() - OTHER_LANGUAGE:
        chinese, english = TEXTS[key]
        bare = re.sub(r"[{}\w\s–·%]*\{\w+\}[–·%\s]*", "", chinese)
        assert HAN.search(chinese) or not bare, key
        assert not HAN.search(english), key
    assert all(HAN.search(zh) and not HAN.search(en) for _, zh, en, _ in stations.MEASURES.values())
    assert all(not HAN.search(en) for _, en in theme.TEXTS.values())


def test_every_text_is_used() -> None:
    code = "".join(
        path.read_text(encoding="utf-8")
        for path in Path(dashboard.__file__).parent.rglob("*.py")
        if path.parent.name != "texts"
    )
    made = {f"page.{page.name}" for page in pages()} | {f"{page.name}.lead" for page in pages()}
    for page in pages():
        made |= {f"{page.name}.{part.key}{end}" for part in page.sections for end in ("", ".lead")}
        for choice in page.all_choices():
            made |= {f"choice.{choice.key}{end}" for end in ("", ".earlier", ".later")}
    heads = set(re.findall(r"f\"([a-z_.]+\.)\{", code))  # put together in the code
    said = set(re.findall(r"[\"']([a-z0-9_.]+)[\"']", code)) | made
    unused = [
        key
        for key in TEXTS
        if not {key, key.removesuffix(".body"), key.removesuffix(".one")} & said
        and not key.startswith(tuple(heads))
    ]
    assert not unused


def test_groups_have_names_in_both_languages() -> None:
    for group, (zh, en) in GROUPS.items():
        assert (group_name("zh", group), group_name("en", group)) == (zh, en)
