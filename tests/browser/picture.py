"""Make docs/pictures/dashboard.png: ``python -m tests.browser.picture [RUNS]``.

Without a folder of runs it shows the two synthetic runs of the tests.
"""

import sys
import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright

from tests.browser.conftest import BASELINE, CHROMIUM, FLAGS, GREEN, served
from tests.support.make_run import make_run

PICTURE = Path(__file__).parents[2] / "docs" / "pictures" / "dashboard.png"


def take(runs: Path, picture: Path) -> None:
    """Photograph the first page over the runs of a folder, in English."""
    with served(runs) as url, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        page = browser.new_page(viewport={"width": 1366, "height": 1180})
        page.goto(f"{url}compare?lang=en")
        page.locator(".js-plotly-plot .xtick text").first.wait_for()
        page.locator(".ag-row").first.wait_for()
        page.screenshot(path=picture)
        browser.close()


def main() -> None:
    """Take the picture over the runs that are named, or over made ones."""
    PICTURE.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as made:
        runs = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(made)
        if runs == Path(made):
            make_run(runs / BASELINE, green=False, days=28)
            make_run(runs / GREEN, days=28)
        take(runs, PICTURE)
    print(f"{PICTURE}: {PICTURE.stat().st_size / 1000:.0f} kB")


if __name__ == "__main__":
    main()
