"""Every page over real runs, in both languages and schemes: drawn, photographed, accessible."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from dashboard.pages import pages
from sim.run import run
from sim.study.scenarios import read_scenario

from .conftest import served, settled

Visit = Callable[[str], Page]
HAN = re.compile(r"[\u4e00-\u9fff]")
SERIOUS = ("serious", "critical")
QUICK = ("period.days=3", "fleets.on_demand.taxis.vehicles=40")


@pytest.fixture(scope="module")
def real(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """Two runs of the small scenario, with one plug more in the second; the query that has both."""
    folder = tmp_path_factory.mktemp("real")
    first = run(read_scenario("small", [*QUICK, "name=baseline"]), folder)
    second = run(read_scenario("small", [*QUICK, "seed=2"]), folder)
    return folder, f"?runs={first.name},{second.name}"


@pytest.fixture(scope="module")
def site(real: tuple[Path, str]):
    with served(real[0]) as address:
        yield address, real[1]


LOOKS = [("zh", ""), ("zh", "&dark=1"), ("en", ""), ("en", "&dark=1")]
AXE_SEES = [("zh", ""), ("en", "&dark=1")]
"""Each language and each scheme once: names differ by language, contrast by scheme."""
SCREENS = [(1366, 768), (820, 1180)]


@pytest.mark.parametrize("name", [page.name for page in pages()])
def test_page(visit: Visit, site: tuple[str, str], tmp_path: Path, name: str) -> None:
    address, query = site
    path = next(page.path for page in pages() if page.name == name)
    page = visit("about:blank")
    for lang, scheme in LOOKS:
        page.goto(f"{address}{path}{query}&lang={lang}{scheme}")
        settled(page)
        page.screenshot(path=tmp_path / f"{name}-{lang}{scheme}.png")
        _reads_well(page, lang)
        if (lang, scheme) in AXE_SEES:
            _is_accessible(page)
    for width, height in SCREENS:
        page.set_viewport_size({"width": width, "height": height})
        settled(page, quiet_ms=800)  # figures follow the window a little later
        assert page.evaluate("document.documentElement.scrollWidth") <= width


def _reads_well(page: Page, lang: str) -> None:
    main = page.locator("#main").inner_text()
    assert page.locator("#failure").inner_text() == ""
    assert "NaN" not in main
    assert "undefined" not in main
    if lang == "en":
        assert not HAN.search(main), HAN.findall(main)[:9]


def _is_accessible(page: Page) -> None:
    """What is drawn anew is pale for a moment, so a fault is one if it stays."""
    for _ in range(3):
        if not (told := _seen_by_axe(page)):
            return
        settled(page, quiet_ms=2000)
    assert not told


def _seen_by_axe(page: Page) -> list[str]:
    found = Axe().run(page).response["violations"]
    bad = [one for one in found if one["impact"] in SERIOUS]
    return [f"{one['id']}: {one['nodes'][0]['html'][:160]}" for one in bad]
