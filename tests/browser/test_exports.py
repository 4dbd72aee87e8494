"""A planner takes figures, tables and the whole page away."""

import zipfile
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Page, expect

from .conftest import BASELINE, GREEN

Visit = Callable[[str], Page]


def _save(page: Page, menu: str, item: str, folder: Path) -> Path:
    page.get_by_role("button", name=menu).first.click()
    with page.expect_download() as started:
        page.get_by_role("menuitem", name=item).click()
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
