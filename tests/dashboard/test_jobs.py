"""The queue is its folders: it starts, watches, cancels, and survives the server that made it."""

import fcntl
import json
import os
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from dashboard.files import jobs as jobs_module
from dashboard.files.job import Job
from dashboard.files.jobs import Jobs
from dashboard.files.readings import Readings
from dashboard.files.shelf import Entry, Shelf
from dashboard.parts import acts

ROOT = Path(__file__).parents[2]
Queue = Callable[..., Jobs]


def fake(seconds: float = 0.2, how: str = "bare") -> tuple[str, ...]:
    return (sys.executable, "-m", "tests.support.fake_run", str(seconds), how)


@pytest.fixture(scope="module")
def readings() -> Readings:
    return Readings()


@pytest.fixture
def shelf(tmp_path: Path) -> Shelf:
    found = Shelf(tmp_path / "own")
    for name in ("one", "two", "three"):
        found.save(name, {"title": {"zh": "甲", "en": name.title()}}, "small")
    return found


@pytest.fixture
def queue(tmp_path: Path, readings: Readings, monkeypatch: pytest.MonkeyPatch) -> Iterator[Queue]:
    """Make queues on one folder; at the end none is looked after and no process is left."""
    monkeypatch.chdir(ROOT)
    made: list[Jobs] = []

    def make(*, at_once: int = 2, command: tuple[str, ...] = (), **more: bool) -> Jobs:
        made.append(Jobs(tmp_path / "runs", readings, at_once, command=command or fake(), **more))
        return made[-1]

    yield make
    for jobs in made:
        for job in jobs.listed():
            if job.goes_on and job.pid is not None:
                os.killpg(job.pid, signal.SIGKILL)
        jobs.close()
        for pid in jobs.children.values():
            os.waitpid(pid, 0)


def entry(shelf: Shelf, name: str) -> Entry:
    found = shelf.find(f"own/{name}")
    assert found is not None
    return found


def until(jobs: Jobs, job: Job, *states: str, seconds: float = 40.0) -> Job:
    """Wait until a job is in one of some states."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        found = jobs.find(job.id)
        assert found is not None
        if found.state in states:
            return found
        time.sleep(0.05)
    raise AssertionError(f"{found.state} {found.status} {found.log()}")


def partial(jobs: Jobs) -> list[str]:
    return [path.name for path in jobs.runs.iterdir() if path.name.startswith(".partial")]


def test_a_job_runs_to_its_end_and_says_how_far_it_is(queue: Queue, shelf: Shelf) -> None:
    jobs = queue(command=fake(3.0))
    job = jobs.start(entry(shelf, "one"))
    running = until(jobs, job, "running")
    shares = [running.share]
    while (now := jobs.find(job.id)) and now.goes_on:
        shares.append(now.share)
        time.sleep(0.1)
    assert shares == sorted(shares)
    assert len(set(shares)) > 3
    done = until(jobs, job, "done")
    assert done.run is not None
    assert (jobs.runs / done.run / "manifest.json").is_file()
    assert done.share == 1.0
    assert done.ended is not None
    assert done.begin is not None
    assert done.ended >= done.begin >= done.created - 1
    assert "fake run" in done.log()


def test_what_is_there_is_not_run_again_unless_forced(queue: Queue, shelf: Shelf) -> None:
    jobs = queue()
    first = until(jobs, jobs.start(entry(shelf, "one")), "done")
    time.sleep(max(first.created + jobs_module.DOUBLE_CLICK_S + 0.1 - time.time(), 0.0))
    again = until(jobs, jobs.start(entry(shelf, "one")), "done")
    assert again.id != first.id
    assert again.status["found"] is True
    assert (again.run, again.pid) == (first.run, None)
    forced = until(jobs, jobs.start(entry(shelf, "one"), force=True), "done")
    assert forced.pid is not None


def test_a_double_click_starts_one_job(queue: Queue, shelf: Shelf) -> None:
    jobs, others = queue(), queue()
    one, found = entry(shelf, "one"), list[str]()
    clicks = [
        threading.Thread(target=lambda each=each: found.append(each.start(one).id))
        for each in (jobs, jobs, others, others)
    ]
    for click in clicks:
        click.start()
    for click in clicks:
        click.join()
    assert len(found) == 4
    assert len(set(found)) == len(jobs.listed()) == 1
    until(jobs, jobs.listed()[0], "done")


def test_no_more_run_than_are_allowed_and_the_rest_waits(queue: Queue, shelf: Shelf) -> None:
    jobs = queue(at_once=1, command=fake(1.0))
    started = [jobs.start(entry(shelf, name)) for name in ("one", "two", "three")]
    most = 0
    while any(job.goes_on for job in jobs.listed()):
        most = max(most, sum(job.state == "running" for job in jobs.listed()))
        time.sleep(0.05)
    assert most == 1
    ended = [until(jobs, job, "done") for job in started]
    begins = [job.begin for job in ended]
    assert begins == sorted(begins, key=lambda begin: begin or 0.0)


def test_cancelling_ends_what_runs_and_what_waits(queue: Queue, shelf: Shelf) -> None:
    jobs = queue(at_once=1, command=fake(60.0))
    runs, waits = (jobs.start(entry(shelf, name)) for name in ("one", "two"))
    until(jobs, runs, "running")
    while not jobs.listed()[-1].status:
        time.sleep(0.05)
    jobs.cancel(waits.id)
    jobs.cancel(runs.id)
    ended = until(jobs, runs, "cancelled")
    assert ended.status["exit_code"] == 130
    assert until(jobs, waits, "cancelled").begin is None
    assert not partial(jobs)
    again = jobs.start(entry(shelf, "one"))
    assert again.id != runs.id
    jobs.cancel(again.id)
    until(jobs, again, "cancelled")


def test_a_run_that_does_not_listen_is_killed(
    queue: Queue, shelf: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(jobs_module, "PATIENCE_S", 1.0)
    jobs = queue(command=fake(60.0, "deaf"))
    job = jobs.start(entry(shelf, "one"))
    until(jobs, job, "running")
    while "fake run" not in jobs.listed()[0].log():
        time.sleep(0.05)
    jobs.cancel(job.id)
    ended = until(jobs, job, "cancelled")
    assert ended.status["code"] == -9


def test_a_death_without_a_word_is_noticed(queue: Queue, shelf: Shelf) -> None:
    jobs = queue(command=fake(0.2, "die"))
    ended = until(jobs, jobs.start(entry(shelf, "one")), "failed")
    assert ended.status["code"] == -9


def test_a_failure_says_what_failed(queue: Queue, shelf: Shelf) -> None:
    jobs = queue(command=fake(0.1, "fail"))
    ended = until(jobs, jobs.start(entry(shelf, "one")), "failed")
    assert ended.messages[0]["message"] == "RuntimeError: the park lost 3 kWh"


def test_an_invalid_scenario_is_not_started_and_says_every_fault(
    queue: Queue, shelf: Shelf
) -> None:
    shelf.save("wrong", {"seed": -1, "period": {"days": 0}, "colour": 3}, "small")
    jobs = queue()
    ended = until(jobs, jobs.start(entry(shelf, "wrong")), "invalid")
    assert ended.pid is None
    assert {told["path"] for told in ended.messages} == {"seed", "period.days", "colour"}
    assert all(told["file"].endswith("wrong.yaml") and told["line"] for told in ended.messages)


def test_python_rules_run_only_where_the_operator_allows_them(
    queue: Queue, shelf: Shelf, tmp_path: Path
) -> None:
    body = "class Rule:\n    def plan(self, view):\n        return {}\n"
    (shelf.own / "rule.py").write_text(f"open({str(tmp_path / 'ran')!r}, 'w')\n{body}")
    rule = {"controller": {"python": "rule.py:Rule"}}
    shelf.save("ruled", {"sites": [{"id": "campus", "charging": rule}]}, "small")
    jobs = queue()
    ended = until(jobs, jobs.start(entry(shelf, "ruled")), "failed", "invalid")
    assert ended.status.get("refused") is True, ended.messages
    assert ended.pid is None
    assert not (tmp_path / "ran").exists()
    allowing = queue(allow_rules=True)
    assert until(allowing, allowing.start(entry(shelf, "ruled")), "done").run


def test_a_server_that_starts_anew_carries_on(queue: Queue, shelf: Shelf) -> None:
    first = queue(at_once=1, command=fake(2.0))
    runs, waits = (first.start(entry(shelf, name)) for name in ("one", "two"))
    until(first, runs, "running")
    first.close()
    second = queue(at_once=1)
    assert second.find(runs.id) is not None
    second.wake()
    assert until(second, runs, "done").run
    assert until(second, waits, "done").run


def test_what_ended_while_no_server_ran_is_seen(queue: Queue, shelf: Shelf) -> None:
    first = queue(command=fake(60.0))
    job = first.start(entry(shelf, "one"))
    running = until(first, job, "running")
    first.close()
    assert running.pid is not None
    os.killpg(running.pid, signal.SIGKILL)
    second = queue()
    second.wake()
    until(second, job, "failed")


def test_damaged_folders_are_passed_over(queue: Queue, shelf: Shelf) -> None:
    jobs = queue()
    job = until(jobs, jobs.start(entry(shelf, "one")), "done")
    (jobs.folder / "empty").mkdir()
    (jobs.folder / "odd").mkdir()
    (jobs.folder / "odd" / "job.json").write_text('{"titles": 3}')
    (jobs.folder / job.id / "status.json").write_text("{")
    found = jobs.listed()
    assert [one.id for one in found] == [job.id]
    assert found[0].messages == []
    jobs.wake()
    until(jobs, job, "failed")
    jobs.forget()
    assert jobs.listed() == ()


def test_the_lock_of_a_job_is_the_process_own(queue: Queue, shelf: Shelf) -> None:
    jobs = queue(command=fake(60.0))
    job = jobs.start(entry(shelf, "one"))
    until(jobs, job, "running")
    with (job.folder / "lock").open() as file, pytest.raises(BlockingIOError):
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    said = json.loads((job.folder / "job.json").read_text())
    assert said["pid"] != os.getpid()
    jobs.cancel(job.id)
    until(jobs, job, "cancelled")


def put(jobs: Jobs, key: str, **said: object) -> Path:
    """Write a job as no dashboard would."""
    folder = jobs.folder / key
    folder.mkdir(parents=True)
    full = {"scenario": "x", "file": "/x.yaml", "name": "x", "titles": ["甲", "X"], **said}
    (folder / "job.json").write_text(json.dumps(full))
    return folder


def test_what_nobody_foresaw_ends_one_job_and_not_the_queue(
    queue: Queue, shelf: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    jobs = queue()
    odd = Job(put(jobs, "0"), "x", Path("/nonexist\0x"), "x", ("", ""), 0.0)
    (odd.folder / "status.json").write_text('{"stage": "\\ud800"}')
    now = Readings.now

    def reading(self: Readings, path: Path) -> object:
        if path == Path("/x.yaml"):
            raise ValueError("embedded 空")
        return now(self, path)

    monkeypatch.setattr(Readings, "now", reading)
    put(jobs, "1", file="/nonexist\0x")
    jobs.wake()
    ended = until(jobs, odd, "failed")
    assert ended.messages[0]["message"] == "ValueError: embedded 空"
    assert until(jobs, jobs.start(entry(shelf, "one")), "done").run
    found = jobs.find("1")
    assert found is not None
    assert found.state in ("failed", "invalid")
    assert found.messages


def test_what_buttons_are_on_is_ascii_and_says_the_name() -> None:
    for name in (
        "own/My plan 绿",
        "兰州 run",
        "a%20b",
        os.fsdecode(b"gr\xfcn"),
        "lanzhou/green-plan",
    ):
        made = acts.button("runs", "run", name, "", "play").to_plotly_json()["props"]["data-on"]
        assert made.isascii()
        assert acts.from_id(made) == name
    assert acts.to_id("lanzhou/green-plan") == "lanzhou/green-plan"
