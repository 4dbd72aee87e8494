"""A real browser before a real server: both stay on this machine.

Every request that leaves it is stopped and fails the test; so do errors on the console. The
tests of a worker share one window, which keeps scripts and their compiled code as a planner's
does: a page opens in two thirds of the time. What a test leaves in it is cleared.
"""

import logging
import shutil
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Page,
    Playwright,
    Request,
    expect,
    sync_playwright,
)
from werkzeug.serving import make_server

from dashboard.app import create_app
from dashboard.workspace import Workspace
from tests.support.make_run import make_run

PATIENCE_MS = 60_000
"""Long, for a busy machine: only what fails waits so long."""
expect.set_options(timeout=PATIENCE_MS)
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--proxy-server=127.0.0.1:9",  # nobody is there: what is not for this machine goes nowhere
]
BASELINE, GREEN, LATER = "baseline-00000001", "green-plan-00000001", "green-plan-00000002"


TABS: list[Page] = []
"""Open tabs; some ask their server each second, so they are closed before it is."""


@contextmanager
def served(runs: Path, prefix: str = "/", **more: Any) -> Iterator[str]:
    """Serve the dashboard on a free port of this machine; yields its address.

    `more` are further fields of the workspace.
    """
    logging.getLogger("werkzeug").setLevel(logging.WARNING)
    workspace = Workspace(runs, runs / ".scenarios", prefix=prefix, **more)
    app = create_app(workspace)
    server = make_server("127.0.0.1", 0, app.server, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    address = f"http://127.0.0.1:{server.server_port}{prefix}"
    try:
        yield address
    finally:
        for page in [page for page in TABS if page.url.startswith(address)]:
            page.close()
        server.shutdown()
        thread.join()
        server.server_close()
        workspace.jobs.close()


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    if CHROMIUM is None:
        pytest.skip("no chromium: apt-get install chromium fonts-noto-cjk")
    with sync_playwright() as opened:
        yield opened


@pytest.fixture(scope="session")
def browser(playwright: Playwright) -> Iterator[Browser]:
    opened = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
    yield opened
    opened.close()


@pytest.fixture(scope="session")
def window(
    playwright: Playwright, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[BrowserContext]:
    opened = playwright.chromium.launch_persistent_context(
        tmp_path_factory.mktemp("window"),
        executable_path=CHROMIUM,
        args=FLAGS,
        viewport={"width": 1366, "height": 768},
        locale="zh-CN",
    )
    opened.set_default_timeout(PATIENCE_MS)
    yield opened
    opened.close()


@pytest.fixture(scope="session")
def runs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three runs of four weeks: today, the green plan, and a variant of it."""
    folder = tmp_path_factory.mktemp("runs")
    make_run(folder / BASELINE, green=False, days=28)
    make_run(folder / GREEN, days=28)
    variant = {"zh": "绿色方案二", "en": "Green plan two"}
    make_run(folder / LATER, days=28, seed=2, title=variant)
    return folder


@pytest.fixture(scope="session")
def address(runs: Path) -> Iterator[str]:
    with served(runs) as found:
        yield found


@pytest.fixture
def visit(window: BrowserContext) -> Iterator[Callable[[str], Page]]:
    """Open addresses in tabs of one window; at the end no fault may have been seen in any."""
    faults: list[str] = []
    asked: set[str] = set()

    def seen(request: Request) -> None:
        scheme, _, rest = request.url.partition("://")
        if scheme in ("http", "https"):
            asked.add(origin := f"{scheme}://{rest.split('/')[0]}")
            if not origin.startswith("http://127.0.0.1:"):
                faults.append(f"request to the outside: {request.url}")

    def heard(said: ConsoleMessage) -> None:
        if said.type == "error":
            faults.append(f"console: {said.text}")

    def opened(url: str) -> Page:
        page = window.new_page()
        TABS.append(page)
        page.on("console", heard)
        page.on("pageerror", lambda fault: faults.append(f"page: {fault}"))
        page.goto(url)
        return page

    window.on("request", seen)
    yield opened
    TABS.clear()
    _clear(window, asked)
    window.remove_listener("request", seen)
    assert not faults


def _clear(window: BrowserContext, origins: set[str]) -> None:
    """Close all tabs but the first, which is empty, and forget what pages of these origins kept."""
    first, *more = window.pages
    for page in more:
        page.close()
    window.clear_cookies()
    window.clear_permissions()
    browser = window.new_cdp_session(first)
    for origin in origins:
        kept = "local_storage,indexeddb,service_workers,cache_storage,file_systems"
        browser.send("Storage.clearDataForOrigin", {"origin": origin, "storageTypes": kept})
    browser.detach()


def settled(page: Page, quiet_ms: int = 400) -> None:
    """Wait until every figure is drawn and nothing has been asked of the server for a while."""
    page.locator("#main h1").wait_for()
    page.evaluate(
        """quiet => new Promise(done => {
          performance.setResourceTimingBufferSize(5000);
          let since = performance.now(), count = -1;
          const look = () => {
            const now = performance.getEntriesByType('resource').length;
            const graphs = [...document.querySelectorAll('.dash-graph')];
            const drawn = graphs.every(g => g.querySelector('.main-svg, .gl-container'));
            const busy = document.querySelector('[data-dash-is-loading="true"]');
            if (now !== count || !drawn || busy) { count = now; since = performance.now(); }
            if (performance.now() - since > quiet) done(); else setTimeout(look, 50);
          };
          look();
        })""",
        quiet_ms,
    )
