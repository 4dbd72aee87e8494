"""Starting, watching and cancelling runs; what survives a reload, a second tab, a new server."""

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from dashboard.files.jobs import COMMAND
from dashboard.workspace import Workspace

from .conftest import served

Visit = Callable[[str], Page]
ROOT = Path(__file__).parents[2]
SMALL = "[data-scenario=small]"


def fake(seconds: float, how: str = "run") -> tuple[str, ...]:
    return (sys.executable, "-m", "tests.support.fake_run", str(seconds), how)


@pytest.fixture(autouse=True)
def here(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)


@pytest.fixture
def runs(tmp_path: Path) -> Iterator[Path]:
    """An empty folder of runs; at the end no process of it is left."""
    yield tmp_path / "runs"
    for job in Workspace(tmp_path / "runs", tmp_path).jobs.listed():
        if job.goes_on and job.pid is not None:
            os.killpg(job.pid, signal.SIGKILL)


def of_state(page: Page, state: str) -> Locator:
    return page.locator(f".job[data-state={state}]")


def share(page: Page) -> float:
    return float(page.locator("progress").first.get_attribute("value") or 0)


def test_run_watch_and_open(visit: Visit, runs: Path) -> None:
    with served(runs, command=fake(4.0)) as url:
        page = visit(f"{url}?lang=en")
        expect(page.get_by_text("Nothing has been run yet")).to_be_visible()
        page.locator(SMALL).get_by_role("button", name="Run: Small example").dblclick()
        bar = page.get_by_role("progressbar", name="Progress of Small example")
        expect(bar).to_be_visible()
        expect(page.locator(SMALL)).to_contain_text("left")
        page.get_by_role("link", name="Watch").click()
        expect(of_state(page, "running")).to_have_count(1)
        page.get_by_role("link", name="Log").click()
        expect(page.get_by_role("region", name="Log")).to_contain_text("fake run of")
        before = share(page)
        page.reload()
        expect(page.get_by_role("region", name="Log")).to_contain_text("fake run of")
        assert share(page) >= before
        expect(of_state(page, "done")).to_have_count(1, timeout=60_000)
        expect(page.locator(".job")).to_have_count(1)
        expect(page.locator("[data-run]")).to_have_count(1)
        page.locator(".job").get_by_role("link", name="Open").click()
        page.wait_for_url(re.compile("compare.*runs=small-"))
        expect(page.locator(".card").first).to_be_visible()


def test_cancel_in_one_tab_is_seen_in_the_other(visit: Visit, runs: Path) -> None:
    with served(runs, command=fake(60.0), jobs_at_once=1) as url:
        first, second = visit(f"{url}?lang=en"), visit(f"{url}runs?lang=zh")
        first.get_by_role("button", name="Run today’s park and the green plan").click()
        expect(of_state(second, "running")).to_have_count(1)
        expect(of_state(second, "waiting")).to_contain_text("第 1 个等待")
        of_state(second, "running").get_by_role("button", name="取消").click()
        expect(of_state(second, "cancelled")).to_have_count(1)
        expect(first.locator("[data-scenario='lanzhou/baseline']")).to_contain_text("Not run")
        expect(first.locator("[data-scenario='lanzhou/green-plan'] progress")).to_be_visible()
        assert not list(runs.glob(".partial*"))


def test_failures_say_what_and_where(visit: Visit, runs: Path) -> None:
    with served(runs, command=fake(0.2, "die")) as url:
        shelf = Workspace(runs, runs / ".scenarios").shelf
        wrong = {"title": {"zh": "错", "en": "Wrong"}, "seed": -1}
        shelf.save("wrong", wrong, "small")
        page = visit(f"{url}?lang=en")
        card = page.locator("[data-scenario='own/wrong']")
        expect(card).to_contain_text("wrong.yaml line 6")
        card.get_by_role("button", name="Run: Wrong").click()
        page.locator(SMALL).get_by_role("button", name="Run: Small example").click()
        expect(page.locator(SMALL)).to_contain_text("Failed")
        expect(page.locator(SMALL)).to_contain_text("ended without a word")
        page.get_by_role("link", name="Runs").click()
        expect(of_state(page, "invalid")).to_contain_text("seed")
        expect(of_state(page, "invalid")).to_contain_text("wrong.yaml line 6")
        page.get_by_role("button", name="Clear ended jobs").click()
        expect(page.get_by_text("No jobs")).to_be_visible()


_SERVER = """
import sys
from pathlib import Path
from dashboard.app import serve
from dashboard.workspace import Workspace
runs, *command = sys.argv[1:]
folders = Path(runs), Path(runs) / "own"
serve(Workspace(*folders, jobs_at_once=1, command=tuple(command)), port=0)
"""


@contextmanager
def server(runs: Path, seconds: float) -> Iterator[str]:
    """Serve in a process of its own, which is killed as by a power cut."""
    words = [sys.executable, "-c", _SERVER, str(runs), *fake(seconds)]
    process = subprocess.Popen(words, cwd=ROOT, stderr=subprocess.PIPE, text=True)
    assert process.stderr is not None
    try:
        line = process.stderr.readline()
        found = re.search(r"http://\S+", line)
        assert found, line + process.stderr.read()
        yield found[0]
    finally:
        process.kill()
        process.wait()
        process.stderr.close()


def test_runs_outlive_their_server(visit: Visit, runs: Path) -> None:
    with server(runs, 8.0) as url:
        page = visit(f"{url}?lang=en")
        page.get_by_role("button", name="Run today’s park and the green plan").click()
        expect(page.locator("progress")).to_have_count(1)
        time.sleep(1.0)
        page.close()
    with server(runs, 0.5) as url:
        again = visit(f"{url}runs?lang=en")
        expect(of_state(again, "running")).to_have_count(1)
        expect(of_state(again, "done")).to_have_count(2, timeout=60_000)
        expect(again.locator("[data-run]")).to_have_count(2)


def test_a_real_run(visit: Visit, runs: Path) -> None:
    """The command itself, over a day of a scenario of one's own."""
    command = (*COMMAND, "--set", "fleets.on_demand.taxis.vehicles=10")
    with served(runs, command=command) as url:
        shelf = Workspace(runs, runs / ".scenarios").shelf
        title = {"title": {"zh": "一天", "en": "A day"}, "period": {"days": 1}}
        shelf.save("a-day", title, "small")
        page = visit(f"{url}?lang=en")
        page.locator("[data-scenario='own/a-day']").get_by_role("button", name="Run").click()
        card = page.locator("[data-scenario='own/a-day']")
        # Compiled code may be missing yet.
        expect(card).to_contain_text("Results of", timeout=600_000)
        expect(card).to_contain_text("Grid import")
        # --set made it another scenario than the file's; which part differs is told.
        expect(card).to_contain_text("Changed since: the scenario’s settings")
