"""The editor: change, fault, mend, save; both languages; a reload; the map; an upload."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Locator, Page, expect

from sim.scenario.load import load_scenario

from .conftest import served, settled

TYPED_AND_SAVED_AT_ONCE = """(field, words) => {
  const set = Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, "value").set;
  set.call(field, words);
  field.dispatchEvent(new Event("input", { bubbles: true }));
  field.dispatchEvent(new KeyboardEvent("keydown", { key: "s", ctrlKey: true, bubbles: true }));
}"""
"""As on a machine so slow that the hands are done before Dash hears of the first key."""
HUB = "sites.campus.stations.campus-public"


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Path]]:
    """The address of an editor, and the folder that it saves in."""
    runs = tmp_path_factory.mktemp("edited")
    with served(runs) as address:
        yield f"{address}editor", runs / ".scenarios"


def field(page: Page, path: str) -> Locator:
    return page.locator(f'[data-path="{path}"]')


def act(page: Page, do: str) -> Locator:
    return page.locator(f'[data-do="{do}"]').first


def test_a_station_gets_more_plugs(home: tuple[str, Path], visit: Callable[[str], Page]) -> None:
    address, own = home
    page = visit(f"{address}?scenario=small&lang=en")
    page.get_by_label("Find (name or id)").fill("campus-public")
    page.locator(".outline").get_by_role("link", name="Public").click()
    expect(page.locator(".form h2")).to_have_text("Venture campus · Public")
    count = field(page, f"{HUB}.plugs.0.count")
    expect(count.locator("input")).to_have_value("4")
    count.locator("input").fill("-3")
    expect(count.locator(".field-error")).to_contain_text("at least 1")
    fault = page.locator(".told-error a")
    expect(fault).to_have_attribute("title", f"{HUB}.plugs.0.count")
    expect(fault).to_have_text("Venture campus / Public / DC 60 kW × -3 / Count")
    expect(page.locator(".outline .faulty").first).to_be_visible()
    act(page, "run").click()
    expect(page.locator(".said")).to_contain_text("Mend them before running")
    count.locator("input").fill("1e9")
    expect(count.locator(".field-error")).to_contain_text("1000000000")
    count.locator("input").fill("２４")
    expect(count.locator(".changed")).to_be_visible()
    expect(count).to_contain_text("Parent: 4")
    expect(page.locator(".item-name")).to_have_text("DC 60 kW × 24")
    expect(page.locator(".right")).to_be_visible()
    expect(page.get_by_label("YAML (what")).to_have_value(_has("count: 24"))
    page.keyboard.press("Control+s")
    expect(page.locator(".said")).to_contain_text("Saved as small-2.yaml")
    expect(page).to_have_url(_has("scenario=own%2Fsmall-2"))
    saved = load_scenario(own / "small-2.yaml")
    station = next(
        one for site in saved.sites for one in site.stations if one.id == "campus-public"
    )
    assert station.plugs[0].count == 24
    assert (own / "small-2.yaml").read_text().startswith("extends: ")
    assert len(saved.sites) == 2


def test_the_name_that_a_run_knows_is_enough(
    home: tuple[str, Path], visit: Callable[[str], Page]
) -> None:
    page = visit(f"{home[0]}?scenario=baseline&at=sites&lang=zh")
    expect(page.locator(".form h2")).to_have_text("站点")
    expect(page).to_have_url(_has("scenario=lanzhou%2Fbaseline"))


def test_what_is_not_saved_outlives_a_reload_and_can_be_undone(
    home: tuple[str, Path], visit: Callable[[str], Page]
) -> None:
    page = visit(f"{home[0]}?scenario=small&at=sites.depot&lang=zh")
    size = field(page, "sites.depot.transformer_kva")
    size.locator("input").fill("900")
    expect(size).to_contain_text("上级情景：1250")
    expect(page.locator(".editor-said")).to_contain_text("有未保存的修改")
    page.reload()
    expect(size.locator("input")).to_have_value("900")
    # Another page right after typing, and back: nothing is lost.
    size.locator("input").fill("850")
    page.get_by_role("link", name="运行任务").click()
    page.wait_for_url(re.compile("/runs"))
    page.go_back()
    expect(size.locator("input")).to_have_value("850")
    # Elsewhere and back: a link of the outline right after typing loses nothing.
    size.locator("input").fill("800")
    page.locator(".outline").get_by_role("link", name="车队", exact=True).click()
    expect(page.locator(".form h2")).to_have_text("车队")
    expect(page.get_by_label("YAML（本情景修改的内容）")).to_have_value(_has("800"))
    page.go_back()
    expect(size.locator("input")).to_have_value("800")
    act(page, "undo").click()
    expect(size.locator("input")).to_have_value("850")
    size.locator('[data-do="reset"]').click()
    expect(size.locator("input")).to_have_value("1250")
    expect(size.locator(".changed")).to_have_count(0)


def test_yaml_and_form_go_together(home: tuple[str, Path], visit: Callable[[str], Page]) -> None:
    page = visit(f"{home[0]}?scenario=lanzhou%2Fbaseline&at=sites&lang=en")
    text = page.get_by_label("YAML (what")
    expect(text).to_have_value(_has("title:"))
    text.fill("seed: 5\nperiod:\n  days: [")
    expect(page.locator(".yaml-error")).to_contain_text("line 3")
    text.fill("seed: 5\nperiod: {days: 3}\n")
    expect(page.locator(".yaml-error")).to_have_count(0)
    page.locator(".trail a").first.click()
    expect(field(page, "period.days").locator("input")).to_have_value("3")
    field(page, "seed").locator("input").fill("6")
    expect(text).to_have_value(_has("seed: 6"))


def test_things_come_and_go(home: tuple[str, Path], visit: Callable[[str], Page]) -> None:
    page = visit(f"{home[0]}?scenario=small&at=sites.campus&lang=zh")
    page.locator(f'[data-do="take"][data-at="{HUB}"]').click()
    expect(page.locator(".form del")).to_have_text("公共")
    act(page, "undo").click()
    expect(page.locator(".form del")).to_have_count(0)
    page.locator('[data-do="add"][data-at="sites.campus.stations"]').click()
    expect(page).to_have_url(_has("at=sites.campus.stations.campus-station-1"))
    page.locator('[data-do="add"][data-at$="plugs"]').dblclick()
    expect(field(page, "sites.campus.stations.campus-station-1.plugs.1.count")).to_be_visible()
    expect(page.locator(".right")).to_be_visible()
    expect(page.locator(".item-top")).to_have_count(2)


def test_a_click_on_the_map_is_a_place(
    home: tuple[str, Path], visit: Callable[[str], Page]
) -> None:
    page = visit(f"{home[0]}?scenario=small&at=sites.depot&lang=en")
    latitude = field(page, "sites.depot.position.latitude")
    expect(latitude.locator("input")).to_have_value("36.083")
    page.locator(".placing .nsewdrag").click(position={"x": 120, "y": 80})
    expect(latitude.locator(".changed")).to_be_visible()
    expect(latitude.locator("input")).not_to_have_value("36.083")


def test_what_is_typed_last_is_saved_and_run(
    home: tuple[str, Path], visit: Callable[[str], Page]
) -> None:
    page = visit(f"{home[0]}?scenario=small&lang=en")
    field(page, "period.days").locator("input").fill("2")
    page.get_by_label("File name").evaluate(TYPED_AND_SAVED_AT_ONCE, "typed-last")
    # What is typed while that is being saved goes on in the new scenario.
    field(page, "period.days").locator("input").fill("3")
    expect(page).to_have_url(_has("typed-last"))
    expect(page.get_by_label("YAML (what")).to_have_value(_has("days: 3"))
    expect(field(page, "period.days").locator("input")).to_have_value("3")
    act(page, "run").click()
    expect(page).to_have_url(_has("/runs?"))
    assert load_scenario(home[1] / "typed-last.yaml").period.days == 3
    expect(page.locator("#main")).to_contain_text("Small example (changed)")


@pytest.mark.parametrize(
    ("at", "dark"),
    [
        ("", ""),
        ("sites.campus", "&dark=1"),
        ("%2Bstation", "&dark=1"),
        ("sites.depot.stations.depot-buses", ""),
    ],
)
def test_nothing_keeps_a_screen_reader_out(
    home: tuple[str, Path], visit: Callable[[str], Page], at: str, dark: str
) -> None:
    page = visit(f"{home[0]}?scenario=small&lang=zh&at={at}{dark}")
    expect(page.locator(".editor-said .right")).to_be_visible()
    for details in page.locator(".more summary").all():
        details.click()
    settled(page)
    found = Axe().run(page).response["violations"]
    told = [
        (one["id"], [node["html"][:160] for node in one["nodes"]][:3])
        for one in found
        if one["impact"] in ("serious", "critical")
    ]
    assert not told


def test_a_file_is_taken_in(
    home: tuple[str, Path], visit: Callable[[str], Page], tmp_path: Path
) -> None:
    page = visit(f"{home[0]}?lang=en")
    bad, good = tmp_path / "bad.yaml", tmp_path / "brought.yaml"
    bad.write_text("extends: /etc/passwd\n")
    good.write_text("extends: small\nseed: 9\ntitle: {zh: 带来的, en: Brought}\n")
    page.locator("input[type=file]").set_input_files(bad)
    expect(page.get_by_text("The file was not taken")).to_be_visible()
    page.locator("input[type=file]").set_input_files(good)
    page.get_by_role("link", name="Open in the editor").click()
    expect(field(page, "seed").locator("input")).to_have_value("9")
    assert (home[1] / "brought.yaml").is_file()


def _has(words: str) -> re.Pattern[str]:
    return re.compile(re.escape(words))
