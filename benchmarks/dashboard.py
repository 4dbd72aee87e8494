"""``python -m benchmarks.dashboard [RUNS]``: the dashboard before a browser and thirty people.

Serves the runs of a folder (three made-up ones of a year of minutes without one) in a process of
its own, visits each page twice in one headless Chromium, zooms into the year, and keeps what the
browser asked the server. Then thirty clients send these requests on the loopback, each a second or
so after the other as people click, for a bounded time. Nothing here is a test: times depend on the
machine.
"""

import argparse
import http.client
import logging
import multiprocessing
import random
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from pathlib import Path
from urllib.parse import urlsplit

import numpy as np
from playwright.sync_api import Page, Request, sync_playwright

from dashboard.pages import pages
from tests.browser.conftest import CHROMIUM, FLAGS
from tests.support.make_run import make_run

PEOPLE, SECONDS, PAUSE_S = 30, 20.0, 1.0
QUIET_S = 0.4
_CONTENT = ".main-svg, .ag-row, .card, p:not(.lead), .message, li"
_CONTROLS = "-url.search..."
"""Stands in what is asked to fill the controls of a page."""
Times = tuple[float, float]
DRAWN = """() => document.querySelector('#main h1') !== null
  && [...document.querySelectorAll('.dash-graph')].every(g => g.querySelector('.main-svg'))"""

ZOOMS = 5
ARMED = """() => {
  const figure = document.querySelector('#compare-series .js-plotly-plot');
  const before = figure._fullData[0].x;
  window.redrawn = new Promise(done => window.addEventListener('mouseup', up => {
    const look = () => figure._fullData[0].x === before
      ? requestAnimationFrame(look)
      : requestAnimationFrame(() => done(performance.now() - up.timeStamp));
    look();
  }, { capture: true, once: true }));
}"""


@dataclass(frozen=True)
class Asked:
    """A request that a browser sent."""

    path: str
    body: bytes
    kind: str


@dataclass
class Told:
    """What clients measured: seconds by request, and how many were not answered with 200."""

    seconds: list[float] = field(default_factory=list)
    faults: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)

    def add(self, seconds: float, *, ok: bool) -> None:
        with self.lock:
            self.seconds.append(seconds)
            self.faults += not ok


def _serve(runs: Path, pipe: Connection) -> None:
    """Answer in a process of its own; time every callback as the server sees it."""
    import flask
    from werkzeug.serving import make_server

    from dashboard.app import create_app
    from dashboard.workspace import Workspace

    logging.getLogger("werkzeug").setLevel(logging.WARNING)
    app = create_app(Workspace(runs, runs / ".scenarios"))
    times: list[tuple[str, float]] = []

    @app.server.before_request
    def begin() -> None:
        flask.g.begin = time.perf_counter()

    @app.server.after_request
    def end(answer: flask.Response) -> flask.Response:
        if flask.request.path.endswith("_dash-update-component"):
            output = (flask.request.get_json(silent=True) or {}).get("output", "")
            times.append((output, time.perf_counter() - flask.g.begin))
        return answer

    server = make_server("127.0.0.1", 0, app.server, threaded=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    pipe.send(server.server_port)
    while pipe.recv() == "times":
        pipe.send(list(times))
        times.clear()
    server.shutdown()


class _Watch:
    """What a page has asked the server, and since when it is quiet."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.asked: list[Asked] = []
        self.pending: set[Request] = set()
        self.last = time.perf_counter()
        page.on("request", self._begin)
        page.on("requestfinished", self._end)
        page.on("requestfailed", self._end)

    def _begin(self, request: Request) -> None:
        self.pending.add(request)
        self.last = time.perf_counter()
        if request.method == "POST":
            kind = request.headers.get("content-type", "")
            path = urlsplit(request.url).path
            self.asked.append(Asked(path, request.post_data_buffer or b"", kind))

    def _end(self, request: Request) -> None:
        self.pending.discard(request)
        self.last = time.perf_counter()

    def usable(self) -> float:
        """Wait until controls and first section of the page stand there; return when they do."""
        self.page.locator("#main h1").wait_for()
        if self.page.locator(".sections").count():
            self.page.locator(f"[data-near] >> nth=0 >> {_CONTENT}").first.wait_for()
        while any(_CONTROLS in (request.post_data or "") for request in self.pending):
            self.page.wait_for_timeout(10)
        self.page.evaluate("() => new Promise(requestAnimationFrame)")
        return time.perf_counter()

    def settled(self) -> float:
        """Wait until everything is drawn and nothing is asked; return when that began."""
        drawn = 0.0
        while self.pending or not drawn or time.perf_counter() - self.last < QUIET_S:
            self.page.wait_for_timeout(20)
            if not self.page.evaluate(DRAWN):
                drawn = 0.0
            elif not drawn or drawn < self.last:
                drawn = time.perf_counter()
        return drawn


def _visits(page: Page, watch: _Watch, address: str, query: str) -> dict[str, Times]:
    """Visit each page; return when it could be used and was drawn [s]."""
    took: dict[str, Times] = {}
    for one in pages():
        begin = time.perf_counter()
        page.goto(f"{address}{one.path}{query}")
        took[one.name] = (watch.usable() - begin, watch.settled() - begin)
    return took


def _zooms(page: Page, watch: _Watch, address: str, query: str) -> list[float]:
    """Zoom into the year of three runs, closer each time; return from button up to redrawn [s]."""
    page.goto(f"{address}compare{query}&view=year&arrange=together")
    watch.usable()
    watch.settled()
    figure = page.locator("#compare-series .js-plotly-plot")
    figure.scroll_into_view_if_needed()
    box = figure.bounding_box()
    assert box is not None
    took = []
    for _ in range(ZOOMS):
        page.evaluate(ARMED)
        page.mouse.move(box["x"] + 0.35 * box["width"], box["y"] + 150)
        page.mouse.down()
        page.mouse.move(box["x"] + 0.6 * box["width"], box["y"] + 150, steps=4)
        page.mouse.up()
        took.append(page.evaluate("() => window.redrawn") / 1000.0)
        watch.settled()
    return took


def _person(port: int, asked: Sequence[Asked], told: Told, until: float, seed: int) -> None:
    dice = random.Random(seed)
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    time.sleep(dice.uniform(0, PAUSE_S))
    while time.monotonic() < until:
        one = dice.choice(asked)
        begin = time.perf_counter()
        try:
            connection.request("POST", one.path, one.body, {"Content-Type": one.kind})
            answer = connection.getresponse()
            answer.read()
            told.add(time.perf_counter() - begin, ok=answer.status in (200, 204))
        except OSError:
            told.add(time.perf_counter() - begin, ok=False)
            connection.close()
        time.sleep(dice.uniform(0.5, 1.5) * PAUSE_S)


def crowd(port: int, asked: Sequence[Asked]) -> Told:
    """Let thirty people click for twenty seconds."""
    told = Told()
    until = time.monotonic() + SECONDS
    people = [
        threading.Thread(target=_person, args=(port, asked, told, until, number))
        for number in range(PEOPLE)
    ]
    for person in people:
        person.start()
    for person in people:
        person.join()
    return told


def _quantiles(seconds: Sequence[float]) -> str:
    ms = 1000.0 * np.asarray(seconds)
    return f"median {np.median(ms):6.0f} ms, p95 {np.quantile(ms, 0.95):6.0f}, max {ms.max():6.0f}"


@contextmanager
def _browser() -> Iterator[Page]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser.new_page(viewport={"width": 1366, "height": 768})
        browser.close()


def _alone(address: str, query: str, server: Connection, say: Callable[[str], None]) -> list[Asked]:
    """Measure one visitor, and return what the browser asked."""
    with _browser() as page:
        watch = _Watch(page)
        for turn in ("cold", "warm"):
            watch.asked.clear()
            for name, (usable_s, drawn_s) in _visits(page, watch, address, query).items():
                say(f"{turn}: page {name:10} usable {usable_s:5.2f} s, all drawn {drawn_s:5.2f} s")
            server.send("times")
            times = server.recv()
            say(
                f"{turn}: {len(times)} callbacks at the server: {_quantiles([t for _, t in times])}"
            )
            for output, seconds in sorted(times, key=lambda one: -one[1])[:6]:
                say(f"    {1000 * seconds:6.0f} ms  {output[:90]}")
        asked = list(watch.asked)
        say(f"zoom until redrawn: {_quantiles(_zooms(page, watch, address, query))}")
    return asked


def measure(runs: Path, say: Callable[[str], None] = print) -> None:
    """Measure and say it, a line a figure."""
    names = [path.name for path in sorted(runs.iterdir()) if (path / "manifest.json").exists()]
    query = f"?runs={','.join(names[:3])}&lang=en"
    ours, theirs = multiprocessing.get_context("spawn").Pipe()
    server = multiprocessing.get_context("spawn").Process(target=_serve, args=(runs, theirs))
    server.start()
    port = ours.recv()
    asked = _alone(f"http://127.0.0.1:{port}/", query, ours, say)
    ours.send("times")
    ours.recv()
    told = crowd(port, asked)
    rate = len(told.seconds) / SECONDS
    say(f"{PEOPLE} people, {rate:.0f} requests/s: {_quantiles(told.seconds)}, {told.faults} faults")
    ours.send("times")
    say(f"    at the server: {_quantiles([t for _, t in ours.recv()])}")
    ours.send("end")
    server.join()


def main() -> None:
    """Measure over the runs that are named, or over made ones."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.dashboard", description=__doc__)
    parser.add_argument("runs", nargs="?", type=Path)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as made:
        runs = options.runs or Path(made)
        if options.runs is None:
            for number in range(3):
                name = f"{'green' if number else 'baseline'}-{number:08d}"
                make_run(runs / name, green=number > 0, days=365, step_minutes=1, seed=number)
        measure(runs)


if __name__ == "__main__":
    main()
