"""A planner takes figures, tables and the whole page away."""

import re
import zipfile
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Browser, Page, expect

from .conftest import BASELINE, GREEN

Visit = Callable[[str], Page]


def _save(page: Page, menu: str, item: str, folder: Path) -> Path:
    page.locator(f"summary[aria-label^='{menu}']").last.click()
    with page.expect_download() as started:
        page.locator(".menu[open] button", has_text=item).click()
    path = folder / started.value.suggested_filename
    started.value.save_as(path)
    return path


def test_figures_and_tables_are_saved_in_each_format(
    visit: Visit, address: str, tmp_path: Path
) -> None:
    page = visit(f"{address}compare?runs={BASELINE},{GREEN}&lang=en")
    expect(page.locator(".js-plotly-plot .xtick text").first).to_be_visible()
    expect(page.locator(".ag-row").first).to_be_visible()
    figure = "Export the figure: Daily electricity by source"
    picture = _save(page, figure, "PNG", tmp_path)
    assert picture.name == "greenpark-compare-daily.png"
    assert picture.read_bytes().startswith(b"\x89PNG")
    drawing = _save(page, figure, "SVG", tmp_path).read_text(encoding="utf-8")
    assert drawing.startswith("<svg") and "MWh per day" in drawing
    data = _save(page, figure, "CSV", tmp_path).read_text(encoding="utf-8-sig").splitlines()
    assert data[0].startswith("Time,Today · PV used in the park [MWh per day]")
    assert data[1].startswith("2025-01-01,") and len(data) == 29
    assert zipfile.is_zipfile(_save(page, figure, "XLSX", tmp_path))
    table = _save(page, "Export the table", "CSV", tmp_path).read_text(encoding="utf-8-sig")
    assert "Total carbon" in table and "better" in table


def test_saved_report_opens_offline(
    visit: Visit, browser: Browser, address: str, tmp_path: Path
) -> None:
    page = visit(f"{address}compare?runs={BASELINE},{GREEN}&week=2025-01-08&lang=zh&dark=1")
    page.locator("summary", has_text="报告").click()
    expect(page.get_by_role("link", name="打开报告")).to_be_visible()
    with page.context.expect_page(), page.expect_download() as started:
        page.get_by_role("link", name="保存为 HTML").click()
    path = tmp_path / started.value.suggested_filename
    started.value.save_as(path)
    context = browser.new_context(offline=True)
    said: list[str] = []
    asked: list[str] = []
    report = context.new_page()
    report.on("console", lambda line: said.append(line.text))
    report.on("pageerror", lambda fault: said.append(str(fault)))
    report.on("request", lambda request: asked.append(request.url))
    report.goto(path.as_uri())
    report.locator("html[data-drawn=yes]").wait_for(state="attached")
    assert report.locator(".main-svg .xtick text").count() > 10
    assert report.locator("h1").inner_text() == "方案对比"
    assert "1月8日" in report.locator(".chosen").first.inner_text()
    assert (said, asked) == ([], [path.as_uri()])
    context.close()


def test_report_is_shown_by_the_server_and_printed(visit: Visit, address: str) -> None:
    page = visit(f"{address}report.html?page=compare&lang=en")
    page.locator("html[data-drawn=yes]").wait_for(state="attached")
    answer = page.request.get(f"{address}report.pdf?page=compare&lang=en", timeout=90_000)
    assert answer.status == 200
    assert answer.body().startswith(b"%PDF-")


def test_page_on_paper_is_without_controls(visit: Visit, address: str) -> None:
    page = visit(f"{address}compare?runs={BASELINE},{GREEN}&lang=en")
    expect(page.locator(".js-plotly-plot .xtick text").first).to_be_visible()
    page.emulate_media(media="print")
    for hidden in (".header-bar", "#navigation", ".export", ".modebar-container"):
        expect(page.locator(hidden).first).to_be_hidden()
    expect(page.get_by_role("heading", name="Compare")).to_be_visible()
    width = ".js-plotly-plot .main-svg"
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    expect(page.locator(width).first).to_have_attribute("width", re.compile(r"^(9\d\d|1000)"))
    page.evaluate("window.dispatchEvent(new Event('afterprint'))")
    expect(page.locator(width).first).not_to_have_attribute("width", re.compile(r"^1000"))
