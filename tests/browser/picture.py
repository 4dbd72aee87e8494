"""Make docs/pictures/dashboard-*.png: ``python -m tests.browser.picture [RUNS]``.

Every page in both languages over the runs of a folder; without one, over made-up runs.
"""

import sys
import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright

from dashboard.pages import pages
from dashboard.view import LANGS
from tests.browser.conftest import BASELINE, CHROMIUM, FLAGS, GREEN, served, settled
from tests.support.make_run import make_run

PICTURES = Path(__file__).parents[2] / "docs" / "pictures"
SIZE = {"width": 1366, "height": 900}
CHOICES = {"editor": "&scenario=lanzhou/green-plan&at=sites.xiguan-hub"}
"""What makes a page worth a picture, besides its runs."""


def take(runs: Path, folder: Path) -> list[Path]:
    """Photograph each page in each language; return the files."""
    taken = []
    with served(runs) as url, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        page = browser.new_page(viewport=SIZE)
        for one in pages():
            for lang in LANGS:
                page.goto(f"{url}{one.path}?lang={lang}{CHOICES.get(one.name, '')}")
                settled(page, quiet_ms=1500)
                taken.append(folder / f"dashboard-{one.name}-{lang}.png")
                page.screenshot(path=taken[-1])
        browser.close()
    return taken


def main() -> None:
    """Take the pictures over the runs that are named, or over made ones."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as made:
        runs = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(made)
        if runs == Path(made):
            make_run(runs / BASELINE, green=False, days=28)
            make_run(runs / GREEN, days=28)
        for picture in take(runs, PICTURES):
            print(f"{picture.name}: {picture.stat().st_size / 1000:.0f} kB")


if __name__ == "__main__":
    main()
