"""The map through a day and the page on the grid: what a planner does with them."""

import re
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Page, expect

from dashboard.queries import loading
from sim.results import RunFolder

from .conftest import BASELINE, GREEN, served

Visit = Callable[[str], Page]
MAP = "#map-drawing .js-plotly-plot"
COLOURS = f"document.querySelector('{MAP}').data.find(t => t.meta === 'places').marker.color"
SPOT = """([selector, meta, key]) => {
  const plot = document.querySelector(selector);
  const trace = plot.data.find(t => t.meta === meta);
  const at = trace.customdata.findIndex(said => said[0] === key);
  const box = plot.getBoundingClientRect(), {xaxis, yaxis} = plot._fullLayout;
  return [box.left + xaxis._offset + xaxis.l2p(trace.x[at]),
          box.top + yaxis._offset + yaxis.l2p(trace.y[at])];
}"""


def _map(visit: Visit, url: str) -> Page:
    page = visit(url)
    expect(page.locator("#map-clock")).to_have_text(re.compile(r"\d\d:\d\d"))
    expect(page.locator(f"{MAP} .point").first).to_be_visible()
    return page


def test_the_map_opens_at_the_worst_moment_and_plays(
    visit: Visit, address: str, runs: Path
) -> None:
    run = RunFolder(runs / GREEN)
    found = loading.loading(run)
    place, day = found.worst() or ("", -1)
    step = found.peak_of(place, day)[1]
    page = _map(visit, f"{address}map?runs={GREEN}&lang=en")
    expect(page.locator("#map-clock")).to_have_text(f"{loading.begin(run, day, step):%H:%M}")
    before = page.evaluate(COLOURS)
    page.locator("#map-play").click()
    page.wait_for_function(f"old => String({COLOURS}) !== String(old)", arg=before)
    page.locator("#map-play").click()
    page.wait_for_url(re.compile("time="))
    shown = page.locator("#map-clock").inner_text()
    assert shown.replace(":", "%3A") in page.url
    again = _map(visit, page.url)
    expect(again.locator("#map-clock")).to_have_text(shown)


def test_a_frame_is_drawn_soon(visit: Visit, address: str) -> None:
    page = _map(visit, f"{address}map?runs={GREEN}&lang=zh")
    took_ms = page.evaluate(
        """async selector => {
          const plot = document.querySelector(selector), found = [];
          for (const hour of [1, 5, 9, 13, 17, 21, 3, 7, 11]) {
            const begin = performance.now();
            const drawn = new Promise(done => plot.once('plotly_restyle', done));
            dash_clientside.set_props('map-slider', {value: 60 * hour});
            await drawn;
            found.push(performance.now() - begin);
          }
          return found.sort((a, b) => a - b)[4];
        }""",
        MAP,
    )
    assert took_ms < 400


def test_a_click_and_the_list_choose_a_place(visit: Visit, address: str) -> None:
    page = _map(visit, f"{address}map?runs={GREEN}&lang=en&extent=yantan")
    spot = page.evaluate(SPOT, [MAP, "places", "site/yt-1"])
    page.mouse.move(spot[0] + 1, spot[1] + 1)
    expect(page.locator(f"{MAP} .hoverlayer text").first).to_be_visible()
    page.mouse.click(*spot)
    page.wait_for_url(re.compile("site=site%2Fyt-1"))
    expect(page.locator(".beside-name")).to_have_text("Yantan depot")
    expect(page.locator("#map-site")).to_have_value("Yantan depot")
    page.locator("#map-site").fill("Torch quarter charging")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.locator(".beside-name")).to_have_text("Torch quarter charging")
    link = page.get_by_role("link", name=re.compile("Waits and plugs"))
    expect(link).to_have_attribute("href", re.compile(r"charging\?.*station=taxi-hub"))
    page.get_by_role("link", name="Loading and causes").click()
    page.wait_for_url(re.compile(r"/grid\?.*site=site%2Fyt-2"))
    expect(page.locator("#grid-site")).to_have_value("Torch quarter")


def test_the_worst_day_and_its_cause_are_seen_at_once(
    visit: Visit, address: str, runs: Path
) -> None:
    page = visit(f"{address}grid?runs={GREEN}&lang=en")
    found = loading.loading(RunFolder(runs / GREEN))
    share = found.table.loc[found.table.index.str.startswith("site/"), "most"].max()
    expect(page.locator(".moment-share")).to_have_text(f"{100 * share:,.1f} %")
    expect(page.locator(".moment .finding")).to_contain_text(" kW")
    expect(page.locator("#grid-alarms .ag-row")).to_have_count(1)
    expect(page.locator("#grid-curve .js-plotly-plot .yaxislayer-above").first).to_be_visible()
    page.get_by_role("link", name="Show on the map").click()
    page.wait_for_url(re.compile(r"/map\?.*time="))
    expect(page.locator(".beside-name")).to_be_visible()


def test_a_click_on_a_day_shows_it(visit: Visit, address: str) -> None:
    page = visit(f"{address}grid?runs={GREEN}&lang=zh&dark=1")
    raster = page.locator("#grid-calendar .js-plotly-plot")
    expect(raster.locator(".xtick text").first).to_be_visible()
    raster.scroll_into_view_if_needed()
    spot = raster.evaluate(
        """plot => { const box = plot.getBoundingClientRect(), {xaxis, yaxis} = plot._fullLayout;
          return [box.left + xaxis._offset + xaxis.d2p(9),
                  box.top + yaxis._offset + yaxis.d2p('2025-01')]; }"""
    )
    page.mouse.move(spot[0] + 2, spot[1])
    page.mouse.click(*spot)
    page.wait_for_url(re.compile("day=2025-01-09"))
    expect(page.locator("#grid-day")).to_have_value(re.compile("1月9日"))
    expect(page.locator("#grid-curve .finding")).to_contain_text("1月9日")


def test_a_run_without_alarms_or_stations_says_so(visit: Visit, address: str) -> None:
    page = visit(f"{address}grid?runs={BASELINE}&lang=en")
    expect(page.get_by_text("No alarm in this run")).to_be_visible()
    expect(page.get_by_text("no demand-response calls")).to_be_visible()


def test_a_run_without_positions_has_words_instead_of_a_map(
    visit: Visit, tmp_path: Path, runs: Path
) -> None:
    folder = tmp_path / "runs" / BASELINE
    folder.mkdir(parents=True)
    for file in (runs / BASELINE).iterdir():
        (folder / file.name).symlink_to(file)
    (folder / "scenario.yaml").unlink()
    with served(tmp_path / "runs") as url:
        page = visit(f"{url}map?lang=en")
        expect(page.get_by_text("No positions").first).to_be_visible()
