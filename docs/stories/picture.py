"""A figure as a PNG file, photographed in a headless Chromium."""

import shutil
import sys
import tempfile
from pathlib import Path

import plotly.graph_objects as go
from playwright.sync_api import sync_playwright

from dashboard.figures.theme import styled

WIDTH, HEIGHT = 1100, 520
_FLAGS = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"]


def take(figure: go.Figure, file: Path) -> None:
    """Draw a figure in the common look on white, and write it to `file`."""
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    if chromium is None:
        sys.exit("No chromium, so no picture: apt-get install chromium fonts-noto-cjk")
    legend, margin = figure.layout.legend, figure.layout.margin
    figure = styled(figure, figure.layout.height or HEIGHT)
    figure.update_layout(
        width=WIDTH, paper_bgcolor="white", plot_bgcolor="white", legend=legend, margin=margin
    )
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        page_file = Path(folder) / "figure.html"
        figure.write_html(page_file, include_plotlyjs=True, config={"staticPlot": True})
        browser = playwright.chromium.launch(executable_path=chromium, args=_FLAGS)
        page = browser.new_page(viewport={"width": WIDTH, "height": int(figure.layout.height)})
        page.goto(page_file.as_uri())
        page.locator(".js-plotly-plot .main-svg").first.wait_for()
        page.locator(".js-plotly-plot").first.screenshot(path=file)
        browser.close()
    print(f"{file.name}: {file.stat().st_size / 1000:.0f} kB")
