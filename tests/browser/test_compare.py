"""A planner's way through the first page, in a real browser."""

import re
import shutil
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Page, expect

from sim.kpi.compare import compare, difference
from sim.kpi.words import number
from sim.results import RunFolder

from .conftest import BASELINE, GREEN, LATER, served

Visit = Callable[[str], Page]


def _card(page: Page, name: str) -> str:
    return page.locator(f"[data-kpi={name}]").inner_text()


def _drawn(page: Page, figures: int = 9) -> None:
    """Wait until everything on the page is drawn."""
    expect(page.locator(".card").first).to_be_visible()
    expect(page.locator(".js-plotly-plot .xtick text").first).to_be_visible()
    expect(page.locator(".ag-row").first).to_be_visible()
    expect(page.locator(".js-plotly-plot")).to_have_count(figures)


def test_cards_and_table_show_the_difference(visit: Visit, address: str, runs: Path) -> None:
    page = visit(f"{address}compare?runs={GREEN},{BASELINE}&baseline={BASELINE}&lang=en")
    _drawn(page)
    row = compare([RunFolder(runs / BASELINE), RunFolder(runs / GREEN)]).row("carbon_total")
    assert row is not None
    today, green = row.cells
    assert today.value is not None
    assert green.value is not None
    card = _card(page, "carbon_total")
    assert number(green.value) in card
    assert f"Baseline {number(today.value)} t" in card
    assert difference(row, green, "en") in card
    assert "better" in card
    page.locator("#compare-table .ag-body-viewport").evaluate("body => body.scrollTo(0, 100000)")
    line = page.locator("#compare-table .ag-row", has_text=number(green.value))
    expect(line.first).to_contain_text(number(today.value))
    expect(line.first).to_contain_text("better")


def test_choosing_runs_baseline_and_week_goes_into_the_address(visit: Visit, address: str) -> None:
    page = visit(f"{address}compare?runs={BASELINE},{GREEN}&week=2025-01-08&lang=en")
    _drawn(page)
    before = _card(page, "carbon_total")
    page.locator("#compare-runs").click()
    page.get_by_role("option", name="Green plan two").click()
    page.wait_for_url(re.compile(re.escape(LATER)))
    expect(page.locator("[data-kpi=carbon_total]")).to_contain_text("Green plan two")
    page.keyboard.press("Escape")

    page.locator("#compare-baseline").click()
    page.get_by_role("option", name="Green plan", exact=True).click()
    page.wait_for_url(re.compile(rf"baseline={GREEN}"))
    expect(page.locator("[data-kpi=carbon_total]")).to_contain_text("worse")

    week = "8 Jan – 14 Jan 2025"
    expect(page.locator("#compare-week")).to_have_value(re.compile(week))
    page.get_by_role("button", name="Week after").click()
    page.wait_for_url(re.compile("week=2025-01-15"))
    page.get_by_role("button", name="Week before").click()
    page.wait_for_url(re.compile("week=2025-01-08"))
    expect(page.locator("#compare-week")).to_have_value(re.compile(week))

    url, cards = page.url, page.locator(".cards").inner_text()
    again = visit(url)
    _drawn(again)
    assert again.locator(".cards").inner_text() == cards
    expect(again.locator("#compare-week")).to_have_value(re.compile(week))
    expect(again.locator("#compare-baseline")).to_have_value("Green plan")
    for _ in range(4):
        page.go_back()
    expect(page.locator("[data-kpi=carbon_total]")).to_have_text(re.compile("better"))
    expect(page.locator("#compare-baseline")).to_have_value("Today")
    assert _card(page, "carbon_total") == before


def test_languages_and_schemes_change_the_whole_page(visit: Visit, address: str) -> None:
    page = visit(f"{address}compare?runs={BASELINE},{GREEN}")
    _drawn(page)
    assert page.evaluate("document.documentElement.lang") == "zh-CN"
    assert not re.search(r"better|worse|Baseline|Grid import", page.locator("#main").inner_text())
    button = page.locator(".modebar-btn").first
    expect(button).to_have_attribute("data-title", "下载图表为PNG格式")
    expect(button.locator("svg")).to_have_css("background-color", "rgba(0, 0, 0, 0)")
    page.get_by_role("link", name="English").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Compare")
    _drawn(page)
    assert "lang=en" in page.url
    assert page.evaluate("document.documentElement.lang") == "en"
    assert not re.search(r"[\u4e00-\u9fff]", page.locator("#main").inner_text())

    def back() -> str:
        return str(page.evaluate("getComputedStyle(document.querySelector('.panel')).background"))

    light = back()
    page.get_by_role("link", name="Switch to dark mode").click()
    page.wait_for_url(re.compile("dark=1"))
    expect(page.locator("html[data-mantine-color-scheme=dark]")).to_have_count(1)
    assert back() != light
    assert page.evaluate("document.body.dataset.agThemeMode") == "dark"


def test_no_figure_offers_to_upload_itself(visit: Visit, address: str) -> None:
    page = visit(f"{address}compare")
    _drawn(page)
    # The buttons stand above their figure: they cover no title of a panel.
    bars = page.locator(".js-plotly-plot").evaluate_all(
        """all => all.map(one => one.getBoundingClientRect().top
            - one.querySelector(".modebar").getBoundingClientRect().bottom)"""
    )
    assert bars and min(bars) >= 0.0
    titles = page.locator(".modebar-btn").evaluate_all("all => all.map(b => b.dataset.title)")
    assert titles
    assert not [title for title in titles if re.search("share|cloud|分享|云", title or "", re.I)]


def test_first_screen_without_runs_says_what_to_do(visit: Visit, tmp_path: Path) -> None:
    with served(tmp_path / "nothing") as url:
        page = visit(url + "compare?lang=en")
        expect(page.get_by_text("No runs yet")).to_be_visible()
        expect(page.get_by_role("link", name="Open the scenario library")).to_be_visible()


def test_deleted_and_corrupt_runs_are_said_and_the_rest_is_shown(
    visit: Visit, runs: Path, tmp_path: Path
) -> None:
    for name in (BASELINE, GREEN, LATER):
        shutil.copytree(runs / name, tmp_path / name)
    shutil.rmtree(tmp_path / LATER)
    (tmp_path / GREEN / "series.parquet").write_bytes(b"PAR1 no longer")
    with served(tmp_path) as url:
        page = visit(f"{url}compare?runs={BASELINE},{GREEN},{LATER}&lang=en")
        problems = page.locator("#compare-notices")
        expect(problems).to_contain_text(f"Run “{LATER}” is not there")
        expect(problems).to_contain_text(f"The files of run “{GREEN}” are damaged")
        _drawn(page, figures=7)  # nothing to compare with
        assert "Traceback" not in page.content()
        alone = visit(f"{url}compare?runs={GREEN}&lang=en")
        expect(alone.locator("#compare-notices")).to_contain_text("None of the chosen runs")
        expect(alone.locator("#compare-body")).to_be_hidden()


def test_damage_found_while_drawing_is_said_without_a_traceback(
    visit: Visit, runs: Path, tmp_path: Path
) -> None:
    shutil.copytree(runs / BASELINE, tmp_path / BASELINE)
    series = tmp_path / BASELINE / "series.parquet"
    content = bytearray(series.read_bytes())
    content[4:-20_000] = b"\xff" * len(content[4:-20_000])  # the columns, not the footer
    series.write_bytes(content)
    with served(tmp_path) as url:
        page = visit(f"{url}compare?lang=en")
        table = f"could not be drawn from run {BASELINE} (table series is missing or damaged)"
        expect(page.locator("#compare-body")).to_contain_text(table)
        expect(page.locator(".card").first).to_be_visible()  # the rest of the page lives
        assert "Traceback" not in page.content()
        assert str(tmp_path) not in page.content()


def test_behind_a_prefix_and_at_a_wrong_address(visit: Visit, runs: Path) -> None:
    with served(runs, prefix="/park/") as url:
        page = visit(f"{url}compare?lang=en")
        _drawn(page)
        lost = visit(f"{url}no-such-page?lang=en")
        expect(lost.get_by_text("There is no such page")).to_be_visible()
        lost.get_by_role("link", name="Compare").click()
        _drawn(lost)


WINDOW = """() => {
  const drawn = document.querySelector("#compare-series .js-plotly-plot");
  const axis = drawn?._fullLayout?.xaxis, line = drawn?._fullData?.[0];
  if (!axis?.range || !line?.x || !drawn._fullLayout.yaxis?.range) return [0, 0, 0];
  const ends = axis.range.map((end) => new Date(end).getTime());
  return [ends[1] - ends[0], line.x.length, drawn._fullLayout.yaxis.range[1]];
}"""


def _until(page: Page, holds: Callable[[list[float]], bool]) -> None:
    """Wait until what the zoomable figure shows is so; the policy forbids waiting in the page."""
    for _ in range(200):
        if holds(page.evaluate(WINDOW)):
            return
        page.wait_for_timeout(100)
    raise AssertionError(page.evaluate(WINDOW))


def _spread(page: Page) -> float:
    """Return the hours that the zoomable figure shows."""
    return float(page.evaluate(WINDOW)[0]) / 3.6e6


def test_zoom_redraws_goes_into_the_address_and_back(visit: Visit, address: str) -> None:
    query = f"runs={BASELINE},{GREEN}&view=year&arrange=together&place=site/yt-1&quantity=net_kw"
    page = visit(f"{address}compare?{query}&lang=en")
    figure = page.locator("#compare-series .js-plotly-plot")
    figure.locator(".ytick text").first.wait_for()
    figure.scroll_into_view_if_needed()
    _until(page, lambda seen: seen[0] == 28 * 86_400_000)
    few = page.evaluate(WINDOW)[1]
    assert few <= 2000
    box = figure.bounding_box()
    assert box is not None
    across, height = box["x"], box["y"] + 150
    page.mouse.move(across + 0.5 * box["width"], height)
    page.mouse.down()
    page.mouse.move(across + 0.55 * box["width"], height, steps=4)
    page.mouse.up()
    page.wait_for_url(re.compile(r"zoom=year~2025-01-1[45]T"))
    hours = _spread(page)
    assert 20 < hours < 50
    # The window holds every step of a quarter of an hour, and one more on either side.
    _until(page, lambda seen: abs(seen[1] - 4 * hours) < 6)

    again = visit(page.url)
    _drawn(again)
    _until(again, lambda seen: seen[0] > 0)
    assert abs(_spread(again) - hours) < 0.01
    page.go_back()
    _until(page, lambda seen: seen[0] == 28 * 86_400_000)
    _until(page, lambda seen: seen[1] == few)


def test_any_series_in_every_view(visit: Visit, address: str) -> None:
    page = visit(f"{address}compare?runs={BASELINE},{GREEN}&lang=en")
    _drawn(page)
    page.locator("#compare-place").click()
    page.locator("#compare-place").fill("Weather")
    page.get_by_role("option", name="Weather and prices").click()
    page.wait_for_url(re.compile("place=world"))
    expect(page.locator("#compare-raster .series-name")).to_contain_text("Outdoor temperature")
    for view in ("Hours of the day", "Week", "All time"):
        page.locator("#compare-view").get_by_text(view).click()
        expect(page.locator("#compare-series .ytitle").first).to_have_text("°C")
    page.wait_for_url(re.compile("view=year"))
    expect(page.locator("#compare-series .annotation-text").last).to_have_text(
        "Difference to the baseline"
    )
    expect(page.locator("#compare-intervals")).to_be_hidden()
